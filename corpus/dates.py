"""The dates that a line prints, in ISO form, and whether the line is there to print them."""

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache

_DATE_LINE_WORDS = 12
_OTHER_WORDS = 4  # of a date line
_NOTE_WORDS = 40  # of a sentence that says when the piece was published or changed
_DATELINE = 140  # characters in which a story says where and when it was filed
_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_LAST_MONTH = 12
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:1[5-9]|20)[0-9]{2})"  # no clock is read, so a year to come is one like any other
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_TWO = r"[0-9]{1,2}"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w){_DAY}(?:\s+(?:of\s+)?|[-/]){_NAME}(?:,?\s+|[-/]){_YEAR}\b",  # 3 March 1998; 3 Mar, 1998; 3-Mar-1998
        rf"\b{_NAME}\s+{_DAY},?\s+{_YEAR}\b",  # March 3, 1998; Mar. 3 1998
        rf"\b{_YEAR}[\s-]{_NAME}[\s-]{_DAY}\b",  # 1998 March 3
        rf"\b{_YEAR}-(?P<month>[0-9]{{2}})-{_DAY}(?!\d)",  # 1998-03-03; 1998-03-03T10:00
        rf"(?<![\d/]){_YEAR}/(?P<month>{_TWO})/(?P<day>{_TWO})(?![\d/])",  # 1998/03/03
        rf"(?<![\d.]){_YEAR}\.(?P<month>[0-9]{{2}})\.(?P<day>[0-9]{{2}})(?!\.?\d)",  # 1998.03.03
        rf"(?<![\d.])(?P<day>{_TWO})\.\s?(?P<month>{_TWO})\.\s?{_YEAR}(?!\.?\d)",  # 31.3.1998
        rf"(?<![\d/.-])(?P<one>{_TWO})(?P<mark>[/-])(?P<other>{_TWO})(?P=mark){_YEAR}(?![\d/-])",  # 31/3/1998
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>{_TWO})\s?[月월]\s?(?P<day>{_TWO})\s?[日일号]",
    )
)
_WORD = r"(?P<name>[^\W\d_]{3,})\.?"
_OF = r"(?:(?:de|di|do|del|d[’'])\s*)?"
_FOREIGN_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w)(?P<day>[0-3]?[0-9])(?:\.?[ºªo°]|er|\.)?\s+{_OF}{_WORD},?\s+{_OF}{_YEAR}(?!\d)",  # 1er mai 1998
        rf"\b{_WORD}\s+(?P<day>[0-3]?[0-9]),?\s+{_OF}{_YEAR}(?!\d)",  # mayo 3, 1998
        rf"\b{_YEAR}\.?\s+{_WORD}\s+(?P<day>[0-3]?[0-9])\b",  # 1998. május 3.
    )
)
_CODE = re.compile(r"[{}<>=\\\"]|\w_\w|[a-z][A-Z]")
_RELEASE = re.compile(r"(?:version|release|revision|v)?\s*\d+\.\d+", re.IGNORECASE)
_HAS_YEAR = re.compile(_YEAR)
_PUBLISHING = re.compile(
    r"\b(?:published|posted|updated|modified|revised|changed|created|released|filed|date|dated|"
    r"veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|atualizado|"
    r"gepubliceerd|bijgewerkt|opublikowano|aktualizacja|опубликовано|обновлено|оновлено|опубліковано)\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|revised|amended|corrected|last changed|aktualisiert|geändert|mis à jour|modifié|"
    r"actualizado|modificado|aggiornato|atualizado|bijgewerkt|gewijzigd|aktualizacja|zaktualizowano|uppdaterad|"
    r"opdateret|oppdatert|güncelle\w+|обновлено|изменено|оновлено)\b",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\b|"
    r"\b(?:first|last|on|at|am|pm|gmt|utc|b?est|bst|e[sd]t|et|p[sd]t|ces?t|ist)\b|" + _PUBLISHING.pattern,
    re.IGNORECASE,
)
_TITLE_WORDS = re.compile(r"\b(?:The|the|A|An|an|of|for|from|after|before|since|until|and|how|How|what|What|why|Why)\b")
BAR = re.compile(r"\s+[|·•]\s+")
_PARTS = range(2, 5)
_NOTE = re.compile(
    r"(?:(?:first|originally|last)\s+)?(?:published|posted|updated|modified|revised)\b|"
    r"this (?:article|story|piece|post|page|essay|interview|column|text|report)\b.{0,40}"
    r"\b(?:published|posted|appeared|updated|amended|corrected|revised)\b",
    re.IGNORECASE,
)
_FILED = re.compile(r"\s*(?:\([^()]{1,40}\)|[^\W\d_a-z][\w ]{1,30})?\s*(?:—|–|--|-|:)\s")
_PLACE_WORDS = 5
_AT_END = re.compile(r"\w[.!?…]\s+$")


def dates_in(line: str, language: str | None = None) -> list[tuple[int, str]]:
    """Each full date in `line` as its position and its ISO form, in order of position.

    Names of months are read in English and in `language` (ISO 639-1). Of dates in numbers only those
    that say which is the month: 31/3/1998, not 4/3/1998.

    >>> dates_in("March 3, 1998, updated 9 Sept. 1998")
    [(0, '1998-03-03'), (23, '1998-09-09')]
    """
    return [(start, date) for start, _, date in date_spans(line, language)]


def date_spans(line: str, language: str | None = None) -> list[tuple[int, int, str]]:
    """The start, the end and the ISO form of each date of `dates_in`; they do not overlap."""
    if not _HAS_YEAR.search(line):
        return []
    found: list[tuple[int, int, str]] = []
    for match, names in _matches(line, language):
        date = _date(match, names)
        if date and not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), date))
    return sorted(found)


def _matches(line: str, language: str | None) -> Iterator[tuple[re.Match[str], Mapping[str, int]]]:
    yield from ((match, _MONTHS) for form in _DATES for match in form.finditer(line))
    if language and language != "en":
        for form in _FOREIGN_DATES:
            yield from ((match, _months(language)) for match in form.finditer(line))


def _date(match: re.Match[str], names: Mapping[str, int]) -> str | None:
    parts = match.groupdict()
    if "name" in parts:
        name = parts["name"].casefold()
        month, day = names.get(name[:3] if names is _MONTHS else name, 0), int(parts["day"])
    elif "one" in parts:
        one, other = int(parts["one"]), int(parts["other"])
        if max(one, other) <= _LAST_MONTH and one != other:
            return None
        month, day = min(one, other), max(one, other)
    else:
        month, day = int(parts["month"]), int(parts["day"])
    try:
        return datetime.date(int(parts["year"]), month, day).isoformat()
    except ValueError:  # 31 February; a word that is no month
        return None


@cache
def _months(language: str) -> Mapping[str, int]:
    """The names of months in a language, in the forms that dates take and their short ones, folded."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  tens of milliseconds that English needs not

    try:
        months = Locale.parse(language[:2].lower()).months
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        name.casefold().rstrip("."): number
        for context in ("stand-alone", "format")
        for width in ("abbreviated", "wide")
        for number, name in months[context][width].items()
    }


def is_date_line(line: str, language: str | None = None) -> bool:
    """Whether a line is there to print a date. A short sentence or a title that names one is not."""
    dates = dates_in(line, language)
    if not dates or len(line.split()) > _DATE_LINE_WORDS or _CODE.search(line):
        return False
    if _RELEASE.match(line) and dates[0][0]:
        return False  # of a list of changes
    parts = BAR.split(line)
    if len(parts) in _PARTS and any(
        dates_in(part, language) and not words_beside_dates(part, language) for part in parts
    ):
        return True  # Falk Post | 7 May 1998 | Ada Okoye
    others = words_beside_dates(line, language)
    if others > (_OTHER_WORDS if line[-1] not in ".!?…" else 1):
        return False
    return not (others and _TITLE_WORDS.search(_without_dates(line, language)) and not _PUBLISHING.search(line))


def is_publishing_note(line: str) -> bool:
    """Whether a line or sentence says of the piece itself when it was published or changed."""
    return len(line.split()) <= _NOTE_WORDS and bool(_NOTE.match(line.lstrip(" *_([-–—")))


def is_update_label(line: str) -> bool:
    """Whether a line only says that the next one holds the day of the last change."""
    words = line.split()
    return bool(words) and len(words) <= 2 and bool(_UPDATED.search(line)) and not _HAS_YEAR.search(line)  # noqa: PLR2004


def words_beside_dates(line: str, language: str | None = None) -> int:
    """How many words a line holds beside dates, days of the week and words for publishing."""
    return len(re.findall(r"[^\W\d_]{2,}", _OF_A_DATE.sub(" ", _without_dates(line, language))))


def _without_dates(line: str, language: str | None) -> str:
    for start, end, _ in reversed(date_spans(line, language)):
        line = f"{line[:start]} {line[end:]}"
    return line


def published_and_updated(line: str, language: str | None = None) -> tuple[str | None, str | None]:
    """A date that stands behind the word "updated" is that; the first other one is the publication."""
    dates = dates_in(line, language)
    mark = _UPDATED.search(line)
    if not mark:
        return (dates[0][1] if dates else None), None
    before = [date for position, date in dates if position < mark.start()]
    after = [date for position, date in dates if position > mark.start()]
    return (before[0] if before else None), (after[0] if after else None)


def filed(story: str, language: str | None = None) -> str | None:
    """The day that a story opens with: "NARA, 5 May 1998 (Falk) — The bridge". None if it lacks the year.

    >>> filed("NARA, May 5, 1998 (Falk) — The bridge was closed.")
    '1998-05-05'
    """
    found = date_spans(story[:_DATELINE], language)
    if not found:
        return None
    start, end, date = found[0]
    place = story[:start].rstrip(" ,").split()
    upper = bool(place) and len(place[0].strip(",.")) > 2 and place[0].isupper()  # noqa: PLR2004  not "A" or "US"
    upper = upper and all(word[0].isupper() for word in place)
    return date if upper and len(place) <= _PLACE_WORDS and _FILED.match(story, end) else None


def behind_title(title: str, language: str | None = None) -> str | None:
    """The day that is printed behind a headline and its stop: "The State of the Bridges. 5 May 1998"."""
    found = date_spans(title, language)
    return (
        found[0][2] if len(found) == 1 and found[0][1] == len(title) and _AT_END.search(title[: found[0][0]]) else None
    )
