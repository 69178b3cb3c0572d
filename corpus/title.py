"""Which line is the headline."""

import re
from dataclasses import dataclass

from corpus.article import Span
from corpus.names import PUBLICATION
from corpus.paragraphs import Paragraph, ends_sentence, is_list_item

_WORDS = range(3, 26)
_LONGEST = 250  # characters, for scripts without spaces
_TAIL_WORDS = 4
_PARTS = 500  # paragraphs of a text so long that looking for lines printed twice would take its time
_NOT_A_TITLE = re.compile(
    r"[©@|•]|^copyright\b|https?://|www\.|:\s*[\d,.]+$|[;:,]$|^page \d+ (?:of|/) \d+$|"
    r"^(?:(?:image|photo|video|picture|media) )?caption\s*[,:]|^(?:image|photo|picture) (?:source|credit)\s*[,:]|"
    r"^(?:advertisement|advertising|sponsored content)(?:\s*[-–—:]|$)|\bscroll (?:down )?to continue\b",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(r"(?:title|headline):\s+(?=\S)", re.IGNORECASE)
_CODE = re.compile(
    r"[{}<>=`\\~]|\$ |>>>|::|\w\(\)|\w_\w|^(?:import|from \w+ import|def|class|pip|npm|sudo|git)\b|"
    r"^(?:#!|!\[|\[!|\.\. )|^\W*[\[\]]"
)
_HEADER = re.compile(
    r"(?:from|to|b?cc|subject|date|sent|reply-to|authors?|notes?|tips?|warning|received|return-path|(?:\w+-){1,3}id|x-[\w-]+):\s",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(?P<mark>\*{1,3}|__?)(?P<title>[^*_\s](?:[^*_]*[^*_\s])?)(?P=mark)")
_CJK_SENTENCES = re.compile(r"[。！？]\s*\S")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
_FIELD = re.compile(r"^:[\w -]+:(?:\s|$)|^v?\d+\.\d+[\w.]*(?:\s|$)|[.!?\]]\s*\n")
"""A field of reStructuredText; a release in a list of changes; sentences on several lines."""

_LABEL = re.compile(r"(?:table of )?contents|index|toc|menu|navigation|abstract|summary|references", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:\b(?:a|an|and|are|as|at|but|by|for|from|has|how|in|into|is|its|no|not|of|on|or|over|than|that|the|their|to|"
    r"under|was|what|when|who|will|with|without)|[,:–—-]|&)$",
    re.IGNORECASE,
)
_MANUAL = re.compile(r"(?P<page>[\w.+:-]+\(\d\w*\))\s.*\s(?P=page)", re.DOTALL)
_MANUAL_NAME = re.compile(r"\S+(?:,\s\S+)*\s+[-–—]\s+\S.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, as one line; the places of its lines in `paragraphs` of the opening, first and last."""

    text: str
    span: Span
    first: int
    last: int


def title_of(
    text: str, layout: list[Paragraph], opening: list[Paragraph], marked: list[int], *, story: bool
) -> Title | None:
    """The line of the opening that most looks like a headline.

    Signs: it is the first line of the file, it is printed twice, it stands near the date, the byline
    or the story, it is marked as a heading. Ties go to the earlier line. `marked` are the places of
    the lines with date and byline; `story` says whether one follows the opening.
    """
    manual = _of_manual(text, opening)
    if manual:
        return manual
    repeated = _repeated(text, layout)
    near = {at + step for at in [*marked, *([len(opening)] if story else [])] for step in (-2, -1, 1)}
    printed = {opening[at].span.of(text) for at in marked}  # a date may be printed twice
    above_marked = {at - 1 for at in marked}
    lower = any(_is_candidate(text, one, in_capitals=False) for one in opening)
    best: tuple[int, int] | None = None
    for at, paragraph in enumerate(opening):
        line = paragraph.span.of(text)
        runs_on = at == 0 and line[-1] in ":,–—" and _whole(text, opening, at, marked).last > at
        if (
            at in marked
            or line in printed
            or not (runs_on or _is_candidate(text, paragraph, opening[0], in_capitals=True))
        ):
            continue
        supported = at in above_marked or line in repeated or (at == 0 and paragraph.marked and paragraph.heading)
        if line[-1] in ".!。！" and not (supported and line.count(". ") == 0):
            continue
        score = (at == 0) + 2 * (line in repeated) + (at in near) + paragraph.heading
        if line.isupper() and lower:  # a section, or the newspaper's name
            score -= (at > 0) + 2 * bool(PUBLICATION.search(line))
        if best is None or score > best[0]:
            best = score, at
    if best and best[0] > 0:
        return _whole(text, opening, best[1], marked)
    return _before_tail(text, opening, marked, story=story)


def _is_candidate(text: str, paragraph: Paragraph, first: Paragraph | None = None, *, in_capitals: bool) -> bool:
    line = paragraph.span.of(text)
    heading = paragraph.marked and paragraph.heading
    if (len(line.split()) not in _WORDS and not heading) or _NOT_A_TITLE.search(line) or _LABEL.fullmatch(line):
        return False
    if len(line) > _LONGEST or _CJK_SENTENCES.search(line):
        return False
    if _TEMPLATE.search(line) or _FIELD.search(line) or _HEADER.match(line):
        return False
    if (_CODE.search(line) and not heading) or is_list_item(line):
        return False
    if line.isupper() and not in_capitals:
        return False
    # no capital in a script that has them: a label, not a headline, unless it heads a whole file as a program's name
    return (heading and paragraph is first) or any(map(str.isupper, line)) or line.lower() == line.upper()


def _whole(text: str, opening: list[Paragraph], at: int, marked: list[int]) -> Title:
    """The headline at `at` with the line below that it runs on into."""
    first = opening[at].span
    line = first.of(text)
    if at + 1 < len(opening) and at + 1 not in marked and not opening[at].marked and not opening[at + 1].marked:
        below = opening[at + 1].span
        rest = below.of(text)
        touching = not text[first.end : below.start].replace("\n", "", 1).strip(" \t\r\u00a0") and (
            text.count("\n", first.end, below.start) == 1
        )
        goes_on = _GOES_ON.search(line) or rest[0].islower()
        if touching and goes_on and len(f"{line} {rest}".split()) in _WORDS and not ends_sentence(rest):
            span = Span(first.start, below.end)
            return Title(_one_line(span.of(text)), span, at, at + 1)
    return Title(_one_line(line), first, at, at)


def _one_line(title: str) -> str:
    """A headline as it is shown: without line ends, and without a label or marks of bold type."""
    line = " ".join(title.split())
    bold = _BOLD.fullmatch(line)
    return _TITLE_LABEL.sub("", bold["title"] if bold else line, count=1)


def _before_tail(text: str, opening: list[Paragraph], marked: list[int], *, story: bool) -> Title | None:
    """The headline of a first line such as "Nara Learns to Live Without Its Bridge | Falk Post"."""
    if not opening or not story or 0 in marked:
        return None
    span = opening[0].span
    head, mark, tail = span.of(text).rpartition(" | ")
    if not mark or not 0 < len(tail.split()) <= _TAIL_WORDS or "|" in head:
        return None
    head = head.rstrip()
    part = Paragraph(Span(span.start, span.start + len(head)), heading=False)
    if len(head.split()) <= len(tail.split()) or ends_sentence(head) or not _is_candidate(text, part, in_capitals=True):
        return None
    return Title(_one_line(head), part.span, 0, 0)


def _of_manual(text: str, opening: list[Paragraph]) -> Title | None:
    """The line under NAME of a page of the system's manual: "ls - list directory contents"."""
    if len(opening) < 3 or not _MANUAL.fullmatch(opening[0].span.of(text)):  # noqa: PLR2004
        return None
    for at in (1, 2):
        span = opening[at].span
        line = span.of(text)
        if line == "NAME" and at + 1 < len(opening):
            span = opening[at + 1].span
            at += 1  # noqa: PLW2901
        elif not line.startswith("NAME"):
            continue
        else:
            span = Span(span.start + len("NAME") + len(line[4:]) - len(line[4:].lstrip()), span.end)
        if _MANUAL_NAME.fullmatch(span.of(text)):
            return Title(_one_line(span.of(text)), span, at, at)
    return None


def _repeated(text: str, layout: list[Paragraph]) -> set[str]:
    lines = [paragraph.span.of(text) for paragraph in layout]
    return {line for line in lines if lines.count(line) > 1} if len(lines) < _PARTS else set()
