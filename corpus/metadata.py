"""Title, author and dates, from the first lines of plain text."""

import datetime
import re
from dataclasses import dataclass

from corpus.article import Metadata, Span
from corpus.paragraphs import Paragraph, ends_sentence

_HEAD = 25  # the most paragraphs that stand before a story
_LONG = 25  # words that make a paragraph the story itself, no longer its head
_TITLE_WORDS = range(3, 26)
_DATE_LINE_WORDS = 12
_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",  # 3 March 1998; 3 Mar, 1998
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",  # March 3, 1998; Mar. 3 1998
        rf"\b{_YEAR}-(?P<month>\d\d)-{_DAY}(?!\d)",  # 1998-03-03; 1998-03-03T10:00
    )
)
_DATE_LINE_OTHER_WORDS = 4
_OF_A_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:published|posted|updated|modified|revised|date|on|at|am|pm)\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated|modified|revised)\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:written\s+)?by:?\s+(?P<author>\S.*)", re.IGNORECASE)
_BYLINE_WORDS = 9
_SENTENCE = re.compile(r"\w{4,}[.!?…][”’\"')]*$")
_NOT_A_TITLE = re.compile(r"[©@|•]|https?://|www\.|:\s*[\d,.]+$|[.!;:,]$")


def head(text: str, layout: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs before the story: those that come before the first long one (at most `_HEAD`)."""
    for at, paragraph in enumerate(layout[:_HEAD]):
        if is_story(paragraph.span.of(text)):
            return layout[:at]
    return layout[:_HEAD]


def is_story(paragraph: str) -> bool:
    """Whether a paragraph is long enough, and ends as a sentence does, to be the story itself."""
    return len(paragraph.split()) >= _LONG and (ends_sentence(paragraph) or paragraph.endswith(":"))


@dataclass(frozen=True, slots=True)
class Front:
    """What the first lines of a text say of it, the span of its title, and those of date and byline."""

    metadata: Metadata
    title: Span | None
    lines: frozenset[Span]


def read_front(text: str, layout: list[Paragraph]) -> Front:
    """Read the lines before the story.

    A date counts only in a short line of its own, since the first date of a story's text is rarely
    the day it was published.
    """
    opening = head(text, layout)
    lines = [paragraph.span.of(text) for paragraph in opening]
    published = updated = author = None
    marked: list[int] = []
    # a headline may name a day as well: the line that holds little else is the one that dates the piece
    for at in sorted(
        filter(lambda at: _is_date_line(lines[at]), range(len(lines))), key=lambda at: _words_beside_dates(lines[at])
    ):
        first, later = _published_and_updated(lines[at], dates_in(lines[at]))
        if (first and not published) or (later and not updated):
            marked.append(at)
            published, updated = published or first, updated or later
    for at, line in enumerate(lines):
        author = _author(line)
        if author:
            marked.append(at)
            break
    title = _title(text, layout, opening, marked)
    return Front(
        Metadata(
            title=" ".join(title.of(text).split()) if title else None,
            author=author,
            published=published,
            updated=updated,
        ),
        title,
        frozenset(opening[at].span for at in marked),
    )


def dates_in(line: str) -> list[tuple[int, str]]:
    """Each full date in `line` as its position and its ISO form, in order of position.

    >>> dates_in("March 3, 1998, updated 9 Sept. 1998")
    [(0, '1998-03-03'), (23, '1998-09-09')]
    """
    found = []
    for form in _DATES:
        for match in form.finditer(line):
            month = match["month"].lower()
            try:
                date = datetime.date(
                    int(match["year"]), int(month) if month.isdigit() else _MONTHS[month[:3]], int(match["day"])
                )
            except ValueError:  # 31 February
                continue
            found.append((match.start(), date.isoformat()))
    return sorted(found)


def _is_date_line(line: str) -> bool:
    """Whether a line is there to print a date. A short sentence that names one is not."""
    others = _words_beside_dates(line)
    return (
        len(line.split()) <= _DATE_LINE_WORDS
        and others <= (_DATE_LINE_OTHER_WORDS if line[-1] not in ".!?…" else 1)
        and bool(dates_in(line))
    )


def _author(line: str) -> str | None:
    """Who a byline names, without the date or section that is printed behind."""
    byline = _BYLINE.fullmatch(line)
    if not byline or len(line.split()) > _BYLINE_WORDS or _SENTENCE.search(line):
        return None
    author = re.split(r"\s*[|•·]\s*", byline["author"])[0]
    dates = dates_in(author)
    author = author[: dates[0][0]] if dates else author
    author = author.strip(" \t\u00a0,;-–—")
    return (
        author if any(map(str.isalpha, author)) and (author.lower() == author.upper() or not author.islower()) else None
    )


def _words_beside_dates(line: str) -> int:
    """How many words a line holds beside dates, days of the week and words for publishing."""
    for form in _DATES:
        line = form.sub(" ", line)
    return len(re.findall(r"[^\W\d_]{2,}", _OF_A_DATE.sub(" ", line)))


def _published_and_updated(line: str, dates: list[tuple[int, str]]) -> tuple[str | None, str | None]:
    """A date that stands behind the word "updated" is that; the first other one is the publication."""
    mark = _UPDATED.search(line)
    if not mark:
        return dates[0][1], None
    before = [date for position, date in dates if position < mark.start()]
    after = [date for position, date in dates if position > mark.start()]
    return (before[0] if before else None), (after[0] if after else None)


def _title(text: str, layout: list[Paragraph], opening: list[Paragraph], marked: list[int]) -> Span | None:
    """The line of the opening that most looks like a headline.

    Signs: it is the first line of the file, it is printed twice, it stands near the date, the byline
    or the story, it is marked as a heading. Ties go to the earlier line.
    """
    repeated = _repeated(text, layout)
    story = [len(opening)] if len(opening) < min(len(layout), _HEAD) else []
    near = {at + step for at in [*marked, *story] for step in (-2, -1, 1)}
    best: tuple[int, Span] | None = None
    for at, paragraph in enumerate(opening):
        line = paragraph.span.of(text)
        if (
            at in marked
            or (len(line.split()) not in _TITLE_WORDS and not (paragraph.marked and paragraph.heading))
            or _NOT_A_TITLE.search(line)
        ):
            continue
        if not any(map(str.isupper, line)) and line.lower() != line.upper():
            continue  # no capital in a script that has them: a label, not a headline
        score = (at == 0) + 2 * (line in repeated) + (at in near) + paragraph.heading - (line.isupper() and at > 0)
        if best is None or score > best[0]:
            best = score, paragraph.span
    return best[1] if best and best[0] > 0 else None


def _repeated(text: str, layout: list[Paragraph]) -> set[str]:
    lines = [paragraph.span.of(text) for paragraph in layout]
    return {line for line in lines if lines.count(line) > 1} if len(lines) < 500 else set()  # noqa: PLR2004
