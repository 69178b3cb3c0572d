"""Text -> the paragraphs and headings that it is laid out in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import Span

_INVISIBLE = "\ufeff\u200b\u2060"  # byte order mark, zero-width space, word joiner
VISIBLE = re.compile(rf"[^\s{_INVISIBLE}](?:.*[^\s{_INVISIBLE}])?", re.DOTALL)
_HEADING_WORDS, _HEADING_LENGTH = 14, 300
_WRAPPED_LINE = (40, 130)  # between what widths, in characters, hard-wrapped text is filled
_FULL = 0.7  # the share of the width that a line fills when only a long word kept it from more
_LIST_ITEM = re.compile(r"(?:[-*•‣◦–]|\d{1,3}[.)])\s+\S")
_BYLINE = re.compile(r"By:?\s+[A-Z]")  # in running text a sentence begins there, so nothing is cut
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_UNDERLINE = re.compile(r"([=~^*#+\"'-])\1{2,}\s*")
_UNDERLINED = re.compile(rf"[^\S\n]*\n[^\S\n]*{_UNDERLINE.pattern}(?:\n|\Z)")
_CAPTION = re.compile(r"\w{3}[.!?…][”’\"')\]]*\s.*[)\]]$")  # a sentence, then a credit in brackets
_STATEMENT = re.compile(r"^(?=.*\s\d).*\s(?:was|were|is|are|has|had)\s")  # The result was Blue 41, Red 38
_SPEAKER = re.compile(r"[QA]\s*[:.]\s")  # of an interview
_LABELLED_NUMBER = re.compile(r":[\d,.\s]+$")
_LONG = 25  # words that make a paragraph the story itself, no longer its head
_STOPS = r"[.!?…。！？۔؟]"
_ENDS_SENTENCE = re.compile(_STOPS + r"[”’\"')\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item or heading; `span` has no white space at either end."""

    span: Span
    heading: bool
    marked: bool = False
    """Whether markup says that it is a heading, a list item or a table row."""


def paragraphs(text: str, whole: str | None = None) -> list[Paragraph]:
    """Lay `text` out: blank lines part paragraphs; so does each line feed, unless lines are wrapped.

    The spans are in order, do not overlap, and hold every character but white space and underlines.
    How wide wrapped lines are is read off `whole`, if the text is one of which parts are blanked out.
    """
    width = _page_width(whole or text)
    spans = [
        span
        for block in _blocks(text)
        for group in _groups(text, block)
        for span in (_defined(text, list(_joined(text, group, width))) if width else group)
    ]
    found = []
    for at, span in enumerate(spans):
        inner = _without_marks(text, span)
        marked = inner != span or _is_underlined(text, span)
        heading = marked or _is_heading(text, span, spans[at + 1 : at + 2])
        found.append(Paragraph(inner, heading=heading, marked=marked))
    return found


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does: with a stop, perhaps inside closing marks."""
    return bool(_ENDS_SENTENCE.search(line))


def is_story(paragraph: str) -> bool:
    """Whether a paragraph is long enough, and ends as a sentence does, to be the story itself."""
    return len(paragraph.split()) >= _LONG and (ends_sentence(paragraph) or paragraph.endswith(":"))


def is_list_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number as the items of a list do."""
    return bool(_LIST_ITEM.match(line))


def _blocks(text: str) -> Iterator[list[Span]]:
    """Runs of lines that no blank line parts; each line as its span without outer white space."""
    block: list[Span] = []
    position = 0
    for line in text.split("\n"):
        visible = VISIBLE.search(line)
        if visible:
            block.append(Span(position + visible.start(), position + visible.end()))
        elif block:
            yield block
            block = []
        position += len(line) + 1
    if block:
        yield block


def _page_width(text: str) -> int | None:
    """The width that the lines of a hard-wrapped file are filled to; None if they are the author's own.

    In such a file hardly a line is wider than a page, and those that are filled are about as wide.
    """
    lengths = sorted(len(line.rstrip()) for line in text.split("\n") if line.strip())
    if not lengths or lengths[int(0.98 * (len(lengths) - 1))] > _WRAPPED_LINE[1]:
        return None
    width = lengths[int(0.9 * (len(lengths) - 1))]
    return width if width >= _WRAPPED_LINE[0] else None


def _joined(text: str, lines: list[Span], width: int) -> Iterator[Span]:
    """Join lines that end because they were full; a line well short of the width ends its paragraph."""
    start = lines[0].start
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        columns = line.end - (text.rfind("\n", 0, line.end) + 1)
        if following is None or columns < _FULL * width:
            yield Span(start, line.end)
            start = following.start if following else line.end


def _defined(text: str, spans: list[Span]) -> list[Span]:
    """Join a term, itself indented, with what stands below it indented further, as a manual lists its options."""
    found: list[Span] = []
    depth = 0  # of what is being defined
    for span in spans:
        indent = _indent(text, span)
        opens = found and 0 < _indent(text, found[-1]) < indent and not ends_sentence(found[-1].of(text))
        if opens or indent == depth > 0:
            depth = indent
            found[-1] = Span(found[-1].start, span.end)
        else:
            depth = 0
            found.append(span)
    return found


def _indent(text: str, span: Span) -> int:
    """The columns before the first line of a span."""
    return len(text[text.rfind("\n", 0, span.start) + 1 : span.start].expandtabs())


def _groups(text: str, lines: list[Span]) -> Iterator[list[Span]]:
    """Part a block before each list item or byline and around each heading; drop the underlines of headings."""
    group: list[Span] = []
    for line in lines:
        line_text = line.of(text)
        if _UNDERLINE.fullmatch(line_text):
            if group and not ends_sentence(group[-1].of(text)):
                yield from filter(None, (group[:-1], group[-1:]))
            elif group:
                yield group
            group = []
            continue
        if _MARKDOWN_HEADING.match(line_text):
            if group:
                yield group
            yield [line]
            group = []
            continue
        if group and (is_list_item(line_text) or _BYLINE.match(line_text)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _without_marks(text: str, span: Span) -> Span:
    """Leave out the hashes of a Markdown heading."""
    mark = _MARKDOWN_HEADING.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark else span


def _is_underlined(text: str, span: Span) -> bool:
    line = span.of(text)
    return "\n" not in line and not ends_sentence(line) and bool(_UNDERLINED.match(text, span.end))


def _is_heading(text: str, span: Span, following: list[Span]) -> bool:
    """A short line without a sentence's end that stands before something longer than itself."""
    line = span.of(text)
    if "\n" in line or len(line) > _HEADING_LENGTH or is_list_item(line):
        return False
    if len(line.split()) > _HEADING_WORDS or not any(map(str.isalpha, line)):
        return False
    if (
        _LABELLED_NUMBER.search(line)
        or line[-1] in ":;,"
        or (ends_sentence(line) and not line.endswith("?"))
        or _CAPTION.search(line)
        or _STATEMENT.search(line)
        or _SPEAKER.match(line)
    ):
        return False
    return bool(following) and len(following[0]) > len(span) and len(following[0].of(text).split()) > _HEADING_WORDS
