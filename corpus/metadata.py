"""What a text says of itself in its first and last lines: title, outlet, author, dates, address, language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import Metadata, Span
from corpus.author import author_at_end, author_below
from corpus.dates import (
    behind_title,
    dates_in,
    filed,
    is_date_line,
    is_publishing_note,
    is_update_label,
    published_and_updated,
    words_beside_dates,
)
from corpus.language import language_of
from corpus.letter import letter_head
from corpus.names import byline, is_byline_label, paper_beside_date, people
from corpus.outlet import outlet_of
from corpus.outlet_signs import Pages
from corpus.paragraphs import Paragraph, ends_sentence, is_story
from corpus.title import title_of

_HEAD = 25  # the most paragraphs that stand before a story
_DATA = re.compile(r"\S{300}|\s{300}")
_TAIL = 25  # and behind it
_LAST = 3  # paragraphs of a story, at its end, that may say when it was published
_PROSE_WORDS = 8
_PROSE = 40  # characters; some scripts have no spaces between words
_ADDRESS = re.compile(
    r"(?P<label>(?:(?:original )?(?:source|url|link|permalink|article)|retrieved(?: on)?(?: .{6,30})? from|"
    r"available (?:at|from)|original(?:ly published)? at|read (?:the original|it|more) at|canonical)\s*:?\s*)?"
    r"<?(?P<url>https?://[^\s<>/]+/[^\s<>]+?)>?[.,]?",
    re.IGNORECASE,
)


def head(text: str, layout: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs before the story: those that come before the first long one (at most `_HEAD`)."""
    for at, paragraph in enumerate(layout[:_HEAD]):
        if is_story(paragraph.span.of(text)):
            return layout[:at]
    return layout[:_HEAD]


@dataclass(frozen=True, slots=True)
class Front:
    """What the edges of a text say of it, the span of its title, and those of the lines with dates and authors."""

    metadata: Metadata
    title: Span | None
    lines: frozenset[Span]


def _is_dated(line: str, language: str | None) -> bool:
    """Whether a line is there to print a date, by itself or behind the name of a newspaper."""
    return is_date_line(line, language) or is_date_line(line.removeprefix(paper_beside_date(line) or ""), language)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The paragraphs before a story, of it, and behind it, with their lines."""

    opening: list[Paragraph]
    story: list[Paragraph]
    closing: list[Paragraph]
    above: list[str]
    inside: list[str]
    below: list[str]


def read_front(text: str, layout: list[Paragraph], language: str | None = None) -> Front:
    """Read the lines before the story, and behind it.

    A date counts only in a short line of its own, at the start of the story as news agencies print
    it, or in a note that says when the piece was published, since the first date of a story's text
    is rarely the day it was published. `language` (ISO 639-1) is what the format says; else it is
    told from the text.
    """
    sheet = _sheet(text, layout)
    language = language or language_of(_prose(text, layout))
    letter, headers = letter_head(text, language)
    published, updated, dated = _dates_above(sheet.above, language)
    author, named = _byline_above(sheet.above, language)
    printed = [at for at, line in enumerate(sheet.above) if _is_dated(line, language)]
    title = title_of(text, layout, sheet.opening, [*dated, *named], story=bool(sheet.story))
    kept = {sheet.opening[at].span for at in [*dated, *named]}
    if not author and title:
        unmarked = ["" if one.marked else line for one, line in zip(sheet.opening, sheet.above, strict=True)]
        author, at = author_below(unmarked, title.last, printed, sheet.inside, sheet.below)
        kept |= {sheet.opening[at].span} if at is not None else set()
    if not author:
        author, at = author_at_end(sheet.inside, sheet.below)
        kept |= {[*sheet.story, *sheet.closing][at].span} if at is not None else set()
    first, later, noted = _dates_below(sheet, language)
    if sheet.inside:
        published = published or filed(sheet.inside[0], language)
    published = published or behind_title(title.text if title else "", language)
    if (first and not published) or (later and not updated):
        kept |= noted
    found = Metadata(
        title=letter.title or (title.text if title else None),
        author=letter.author or author,
        published=letter.published or published or first,
        updated=updated or later,
        url=letter.url or _address(sheet.above, sheet.below, title.text if title else ""),
        language=language,
    )
    outlet = letter.outlet or outlet_of(Pages(sheet.above, sheet.inside, sheet.below, found.title, found.author))
    if headers:
        kept |= {one.span for one in sheet.opening if headers.holds(one.span)}
        return Front(replace(found, outlet=outlet), None, frozenset(kept))
    return Front(replace(found, outlet=outlet), title.span if title else None, frozenset(kept))


def _sheet(text: str, layout: list[Paragraph]) -> _Sheet:
    opening = head(text, layout)
    rest = layout[len(opening) :]
    lengths = [at for at, paragraph in enumerate(rest) if is_story(paragraph.span.of(text))]
    if lengths and lengths[0] == 0:
        story, closing = rest[: lengths[-1] + 1], rest[lengths[-1] + 1 :]
    else:  # nothing tells where a story begins, nor where it ends
        story, closing = [], rest
    closing = closing[-_TAIL:]
    lines = ([_telling(one.span.of(text)) for one in part] for part in (opening, story, closing))
    return _Sheet(opening, story, closing, *lines)


def _telling(line: str) -> str:
    """The line; nothing of one that is data and no writing, which would only take the rules their time."""
    return "" if _DATA.search(line) else line


def _prose(text: str, layout: list[Paragraph]) -> list[str]:
    lines = [paragraph.span.of(text) for paragraph in layout]
    return [
        line for line in lines if ends_sentence(line) and (len(line.split()) >= _PROSE_WORDS or len(line) >= _PROSE)
    ]


def _dates_above(lines: Sequence[str], language: str | None) -> tuple[str | None, str | None, list[int]]:
    """When a piece was published and updated, and which lines say so.

    A headline may name a day as well: the line that holds little else is the one that dates the piece.
    """
    published = updated = None
    marked: list[int] = []
    dated = [at for at, line in enumerate(lines) if _is_dated(line, language)]
    for at in sorted(dated, key=lambda at: words_beside_dates(lines[at], language)):
        first, later = published_and_updated(lines[at], language)
        if at and not later and is_update_label(lines[at - 1]):
            first, later = None, first
        if (first and not published) or (later and not updated):
            marked.append(at)
            published, updated = published or first, updated or later
    return published, updated, marked


def _byline_above(lines: Sequence[str], language: str | None) -> tuple[str | None, list[int]]:
    """Whom the first byline names, and which lines it stands in."""
    for at, line in enumerate(lines):
        author = byline(line, language)
        if author:
            return author, [at]
        if is_byline_label(line) and at + 1 < len(lines) and people(lines[at + 1], in_byline=True):
            return lines[at + 1], [at, at + 1]
    return None, []


def _dates_below(sheet: _Sheet, language: str | None) -> tuple[str | None, str | None, set[Span]]:
    """When the notes at the edges, and a date at the very end, say that the piece was published and updated."""
    published = updated = None
    spans: set[Span] = set()
    ending = [*zip(sheet.story, sheet.inside, strict=True), *zip(sheet.closing, sheet.below, strict=True)]
    notes = [*zip(sheet.opening, sheet.above, strict=True), *ending[-max(_LAST, len(sheet.closing)) :]]
    for paragraph, line in notes:
        if is_publishing_note(line):
            first, later = published_and_updated(line, language)
            if (first and not published) or (later and not updated):
                spans.add(paragraph.span)
            published, updated = published or first, updated or later
    if not (published or updated) and sheet.story and sheet.closing and is_date_line(sheet.below[-1], language):
        dates = dates_in(sheet.below[-1], language)
        if len(dates) == 1 and words_beside_dates(sheet.below[-1], language) <= 1:
            published = dates[0][1]
            spans.add(sheet.closing[-1].span)
    return published, updated, spans


def _address(above: Sequence[str], below: Sequence[str], title: str) -> str | None:
    """The one address behind a word such as "Source:", or alone in the first line, or in the last if it is the title's.

    In a last line the address of something else may stand: it must hold two words of the title.
    """
    lines = [*above, *below]
    matches = [(at, match) for at, line in enumerate(lines) if (match := _ADDRESS.fullmatch(line))]
    labelled = {match["url"] for _, match in matches if match["label"]}
    alone = {
        match["url"]
        for at, match in matches
        if at == 0 or (at == len(lines) - 1 and len(_words(match["url"]) & _words(title)) > 1)
    }
    found = labelled or alone
    return found.pop() if len(found) == 1 else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))
