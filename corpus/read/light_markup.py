"""What in a text is no prose by the marks of Markdown: code, pictures, addresses, tables, notes.

Nothing is edited. Such lines are set aside, and the text that is laid out as paragraphs is the file's
with blanks in their place, so every position stays what it is.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from corpus.article import LeftOut, Metadata, Span
from corpus.paragraphs import Paragraph, ends_sentence, is_list_item

CODE = "code or data"
_WIDEST = 130  # characters of a line, where lines are wrapped
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_IMAGES = re.compile(r"(?:\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\](?:\([^)]*\)|\[[^\]]*\]))?\s*)+")
_ADDRESS = re.compile(r"\[(?!\^)[^\]]+\]:\s+<?(?:[a-z][a-z+.-]*:|www\.|[/#.])\S*(?:\s+[\"'(].*[\"')])?", re.IGNORECASE)
_TAGS = re.compile(r"(?:</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>\s*)+")
_LINK = re.compile(r"<(?:https?|mailto):[^<>\s]+>")
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:\s*\S|\[\d{1,3}\]:?\s+\S")
_RULE = re.compile(r"(?=.*\|)\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?|\+(?:[-=]+\+)+")
_BRACKETS = re.compile(r"[\[\]{}]{1,4},?")
_KEY = re.compile(r"\"[\w .@$-]{1,60}\"\s*:\s*")
_INDENT = ("    ", "\t")


@dataclass
class Page:
    """The lines of a text, and what is set aside of it so far."""

    text: str
    lines: list[Span]
    """Without line feed and carriage return."""
    out: list[LeftOut] = field(default_factory=list)
    own: list[Paragraph] = field(default_factory=list)
    """Rows and notes: quotable, each by itself."""
    blank: list[Span] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    unclosed: set[str] = field(default_factory=set)
    """The marks that nothing further down closes."""

    def line(self, at: int) -> str:
        """The characters of a line; of one that is not there, none."""
        return self.lines[at].of(self.text) if 0 <= at < len(self.lines) else ""

    def set_aside(self, first: int, count: int, reason: str) -> int:
        """Leave lines out, with the reason; gives back their number."""
        span = self.visible(Span(self.lines[first].start, self.lines[first + count - 1].end))
        if len(span):
            self.out.append(LeftOut(span, reason))
            self.blank.append(span)
        return count

    def keep_apart(self, first: int, count: int, *, before: str = "", after: str = "") -> int:
        """Make lines a paragraph of their own, without these marks before and after it; gives back their number."""
        whole = self.visible(Span(self.lines[first].start, self.lines[first + count - 1].end))
        inner = whole.of(self.text)
        start = whole.start + len(inner) - len(inner.lstrip(before))
        end = start + len(self.text[start : whole.end].rstrip(after))
        if start < end:
            self.own.append(Paragraph(Span(start, end), heading=False, marked=True))
        self.blank.append(whole)
        return count

    def plain(self) -> str:
        """The text with blanks for all that is set aside."""
        pieces, end = [], 0
        for span in sorted(self.blank):
            pieces += [self.text[end : span.start], re.sub(r"[^\n]", " ", span.of(self.text))]
            end = span.end
        return "".join([*pieces, self.text[end:]])

    def visible(self, span: Span) -> Span:
        """A span without the white space at its ends; it may be empty."""
        inner = span.of(self.text)
        start = span.start + len(inner) - len(inner.lstrip())
        return Span(start, max(start, span.start + len(inner.rstrip())))


Rule = Callable[[Page, int], int]
"""How many lines from the given one on it has set aside; 0 if it is none of its business."""


def page_of(text: str, rules: Iterable[Rule], start: int = 0) -> Page:
    """Set aside what the rules say, the first that knows a line; before `start` stands no text."""
    lines, position = [], 0
    for line in text.split("\n"):
        if position >= start:
            lines.append(Span(position, position + len(line.removesuffix("\r"))))
        position += len(line) + 1
    page = Page(text, lines)
    rules = tuple(rules)
    at = 0
    while at < len(lines):
        is_blank = not page.line(at).strip()
        at += 1 if is_blank else next(filter(None, (rule(page, at) for rule in rules)), 1)
    page.out.sort(key=lambda out: out.span)
    page.own.sort(key=lambda paragraph: paragraph.span)
    return page


def fenced(page: Page, at: int) -> int:
    """Lines between fences, which are closed with at least as long a one."""
    fence = _FENCE.match(page.line(at))
    if not fence or fence["fence"] in page.unclosed:
        return 0
    for end in range(at + 1, len(page.lines)):
        closing = _FENCE.match(page.line(end))
        if closing and closing["fence"].startswith(fence["fence"]) and not closing["info"].strip():
            return page.set_aside(at, end - at + 1, CODE)
    page.unclosed.add(fence["fence"])
    return 0


def indented(page: Page, at: int) -> int:
    """Markdown's other form of code: lines far to the right below a blank one, but not within a list."""
    if not page.line(at).startswith(_INDENT) or page.line(at - 1).strip():
        return 0
    above = next((page.line(one) for one in range(at - 1, -1, -1) if page.line(one).strip()), "")
    if above.startswith((" ", "\t")) or is_list_item(above.strip()) or _NOTE.match(above):
        return 0
    end = at
    while end < len(page.lines) and (page.line(end).startswith(_INDENT) or not page.line(end).strip()):
        end += 1
    return page.set_aside(at, end - at, CODE)


def comment(page: Page, at: int) -> int:
    """What stands between the marks of a comment in HTML."""
    first = page.lines[at]
    if not page.line(at).lstrip().startswith("<!--") or "<!--" in page.unclosed:
        return 0
    end = page.text.find("-->", first.start) + len("-->")
    if end < len("-->"):
        page.unclosed.add("<!--")
        return 0
    span = page.visible(Span(first.start, end))
    page.out.append(LeftOut(span, "a comment"))
    page.blank.append(span)
    return page.text.count("\n", first.start, end) + 1


def whole_line(page: Page, at: int) -> int:
    """A line that holds nothing but pictures, an address, tags or data."""
    line = page.line(at).strip()
    for form, reason in ((_IMAGES, "a picture"), (_ADDRESS, "an address"), (_LINK, "an address"), (_TAGS, "markup")):
        if form.fullmatch(line):
            return page.set_aside(at, 1, reason)
    return page.set_aside(at, 1, CODE) if _is_json(line) else 0


def _is_json(line: str) -> bool:
    """Whether a line is data of that form, or one of several that hold it."""
    key = _KEY.match(line)
    value = line[key.end() if key else 0 :].rstrip(", \t")
    if _BRACKETS.fullmatch(line) or (key and value in ("{", "[")):
        return True
    if not key and not (value.startswith(("{", "[{", "[[", '["')) and value.endswith(("}", "]"))):
        return False
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def table(page: Page, at: int) -> int:
    """Rows of a table, each by itself; its ruled lines are not read."""
    rule = next((one for one in (at, at + 1) if _RULE.fullmatch(page.line(one).strip())), None)
    if rule is None or (rule > at and "|" not in page.line(at)):
        return 0
    end = at
    while end < len(page.lines) and ("|" in page.line(end) or _RULE.fullmatch(page.line(end).strip())):
        if _RULE.fullmatch(page.line(end).strip()):
            page.set_aside(end, 1, "a ruled line")
        else:
            page.keep_apart(end, 1, before="| \t", after="| \t")
        end += 1
    return end - at


def note(page: Page, at: int) -> int:
    """A note at the end of a text, `[1] Smith` or `[^1]: Smith`, with the lines that it goes on in."""
    above = page.line(at - 1).strip()
    if not _NOTE.match(page.line(at)) or not (not above or ends_sentence(above) or _NOTE.match(above)):
        return 0
    end = at + 1
    while end < len(page.lines) and page.line(end).strip() and not _NOTE.match(page.line(end)):
        is_wrapped = len(page.line(end - 1)) <= _WIDEST and len(page.line(end)) <= _WIDEST
        if not (page.line(end).startswith((" ", "\t")) or (is_wrapped and not ends_sentence(page.line(end - 1)))):
            break
        end += 1
    return page.keep_apart(at, end - at)


TEXT: tuple[Rule, ...] = (fenced, comment, whole_line, table, note)
MARKDOWN: tuple[Rule, ...] = (fenced, comment, whole_line, table, note, indented)


def laid_out(page: Page, layout: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs of the plain text and those that stand apart, in order; what is set aside within one cuts it."""
    blanks = sorted(page.blank)
    found = list(page.own)
    for paragraph in layout:
        start, end = paragraph.span.start, paragraph.span.end
        first = bisect_left(blanks, start, key=lambda span: span.start)
        for blank in blanks[first : bisect_left(blanks, end, key=lambda span: span.start)]:
            found.append(replace(paragraph, span=page.visible(Span(start, blank.start))))
            start = blank.end
        found.append(replace(paragraph, span=page.visible(Span(start, end))))
    return sorted((one for one in found if len(one.span)), key=lambda one: one.span)
