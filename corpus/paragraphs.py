"""Text -> the paragraphs and headings that it is laid out in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import Span

_INVISIBLE = "\ufeff\u200b\u2060"  # byte order mark, zero-width space, word joiner
_HEADING_WORDS = 14
_WRAPPED_LINE = (40, 130)  # the longest line of hard-wrapped text, in characters
_LIST_ITEM = re.compile(r"(?:[-*•‣◦–]|\d{1,3}[.)])\s+\S")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_UNDERLINE = re.compile(r"([=~^*#+\"'-])\1{2,}\s*")
_STOPS = r"[.!?…。！？۔؟]"
_ENDS_SENTENCE = re.compile(_STOPS + r"[”’\"')\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item or heading; `span` has no white space at either end."""

    span: Span
    heading: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Lay `text` out: blank lines part paragraphs; so does each line feed, unless lines are wrapped.

    The spans are in order, do not overlap, and hold every character but white space and underlines.
    """
    wrapped = _is_wrapped_text(text)
    spans = [
        span
        for block in _blocks(text)
        for group in _groups(text, block)
        for span in (_join(group) if wrapped and _is_wrapped(group) else group)
    ]
    return [
        Paragraph(_without_marks(text, span), heading=_is_heading(text, span, spans[at + 1 : at + 2]))
        for at, span in enumerate(spans)
    ]


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does: with a stop, perhaps inside closing marks."""
    return bool(_ENDS_SENTENCE.search(line))


def _blocks(text: str) -> Iterator[list[Span]]:
    """Runs of lines that no blank line parts; each line as its span without outer white space."""
    block: list[Span] = []
    position = 0
    for line in text.split("\n"):
        visible = line.strip().strip(_INVISIBLE).strip()
        if visible:
            start = position + line.index(visible)
            block.append(Span(start, start + len(visible)))
        elif block:
            yield block
            block = []
        position += len(line) + 1
    if block:
        yield block


def _is_wrapped_text(text: str) -> bool:
    """Whether the file's lines are kept within a page's width; else a line feed is the author's own."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    return bool(lengths) and lengths[int(0.98 * (len(lengths) - 1))] <= _WRAPPED_LINE[1]


def _join(lines: list[Span]) -> list[Span]:
    return [Span(lines[0].start, lines[-1].end)]


def _groups(text: str, lines: list[Span]) -> Iterator[list[Span]]:
    """Part a block before each list item and around each heading; drop the underlines of headings."""
    group: list[Span] = []
    for line in lines:
        line_text = line.of(text)
        if _UNDERLINE.fullmatch(line_text):
            yield from filter(None, (group[:-1], group[-1:]))
            group = []
            continue
        if _MARKDOWN_HEADING.match(line_text):
            if group:
                yield group
            yield [line]
            group = []
            continue
        if group and _LIST_ITEM.match(line_text):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_wrapped(lines: list[Span]) -> bool:
    """Whether a line ends only because it was full: all but the last are about equally long."""
    if len(lines) == 1:
        return False
    longest = max(len(line) for line in lines)
    shortest, limit = _WRAPPED_LINE
    return shortest <= longest <= limit and all(len(line) >= 0.5 * longest for line in lines[:-1])


def _without_marks(text: str, span: Span) -> Span:
    """Leave out the hashes of a Markdown heading."""
    mark = _MARKDOWN_HEADING.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark else span


def _is_heading(text: str, span: Span, following: list[Span]) -> bool:
    """A short line without a sentence's end that stands before something longer than itself."""
    line = span.of(text)
    if "\n" in line or _LIST_ITEM.match(line):
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    if len(line.split()) > _HEADING_WORDS or not any(map(str.isalpha, line)):
        return False
    if line[-1] in ":;," or (ends_sentence(line) and not line.endswith("?")):
        return False
    return bool(following) and len(following[0]) > len(span) and len(following[0].of(text).split()) > _HEADING_WORDS
