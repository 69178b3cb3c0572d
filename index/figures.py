"""The numbers and dates of a question -> rules for the other ways in which English writes them."""

import calendar
import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from corpus.dates import date_spans
from index.terms import STOP_WORDS, terms
from index.wording import Rule

_SCALES = {
    10**3: ("thousand", "k"),
    10**6: ("million", "m", "mn"),
    10**9: ("billion", "bn", "b"),
    10**12: ("trillion", "tn"),
}
_SCALE_OF = {name: scale for scale, names in _SCALES.items() for name in names}
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[ -]?(?P<scale>{'|'.join(_SCALE_OF)}))?(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LARGEST = 10**15
_COUNTS = 10  # figures up to this often say which and not how many: phase 5
_SIDES = 2  # words up to this are of little weight: the two sides
_RUN = 6  # words in which a number may be written
_DAY = re.compile(r"(\d{1,2})(st|nd|rd|th)?")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def figure_rules(question: str) -> Iterator[Rule]:
    """The rules for each number, month and full date of a question.

    >>> [" ".join(rule.when) for rule in figure_rules("Who paid 1,500 crowns?")]
    ['1500', 'one thousand five hundr', '1 5 thousand', '1 5k']
    """
    dates = date_spans(question)
    for start, end, day in dates:
        yield from _rules(question[start:end], _dates(datetime.date.fromisoformat(day)))
    rest = question
    for start, end, _ in dates:
        rest = rest[:start] + "|" * (end - start) + rest[end:]
    for mention, value in _numbers(rest):
        yield from _rules(mention, _forms(value))
    yield from _month_rules(terms(question))


def _rules(mention: str, forms: Iterator[str]) -> Iterator[Rule]:
    then = tuple(terms(mention))
    runs = dict.fromkeys(tuple(terms(form)) for form in forms)
    yield from (Rule(run, then) for run in runs if _folded(run) != _folded(then))


def _folded(run: tuple[str, ...]) -> set[str]:
    """The terms of a run, with long names of months: the short ones have rules of their own."""
    return {_long_months().get(term, term) for term in run}


def _numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """Each number that counts something, as it is written and what it is worth; a bare year is none."""
    for match in _FIGURE.finditer(text):
        if match["scale"] or not _YEAR.fullmatch(match["number"]):
            scale = _SCALE_OF[match["scale"].lower()] if match["scale"] else 1
            value = Decimal(match["number"].replace(",", "")) * scale
            before = text[: match.start()].lower().split()[-1:]
            if value > _COUNTS or (before and before[0] in STOP_WORDS):  # the 5 ships, but not phase 5
                yield match[0], value
    if not re.search(r"[a-z]{3}", text, re.IGNORECASE):
        return
    from text_to_num import alpha2digit  # noqa: PLC0415  14 ms that `qa --help` need not wait for

    words = re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", text)
    at = 0
    while at < len(words):
        for size in range(min(_RUN, len(words) - at), 0, -1):
            mention = " ".join(words[at : at + size])
            said = alpha2digit(mention, "en")
            whole = size > 1 or mention.lower() not in _SCALE_OF
            if whole and said.isdecimal() and said.isascii() and words[at + size - 1].lower() != "and":
                if int(said) > _SIDES:
                    yield mention, Decimal(said)
                at += size - 1
                break
        at += 1


def _forms(value: Decimal) -> Iterator[str]:
    """A number in figures and words, with and without a scale."""
    if value in {0, 1} or value >= _LARGEST:
        return
    if value == value.to_integral():
        yield f"{int(value)}"
        yield f"{int(value):,}"
        if value < 10**6:
            yield from dict.fromkeys((_in_words(int(value), " "), _in_words(int(value), " and ")))
    for scale, names in _SCALES.items():
        share = (value / scale).normalize()
        if 1 <= share < 10**3 and -share.as_tuple().exponent <= 2:  # type: ignore[operator]  # noqa: PLR2004
            yield f"{share:f} {names[0]}"
            yield from (f"{share:f}{name}" for name in names[1:])
            if share == share.to_integral() and scale > 10**3:
                yield f"{_in_words(int(share), ' ')} {names[0]}"


def _in_words(number: int, joint: str) -> str:
    """A whole number below a million in English words; `joint` stands behind hundreds."""
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:  # noqa: PLR2004
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")  # noqa: PLR2004
    many, rest = divmod(number, size)
    behind = (joint if rest < 100 else " ") + _in_words(rest, joint) if rest else ""  # noqa: PLR2004
    return f"{_in_words(many, joint)} {name}{behind}"


def _dates(day: datetime.date) -> Iterator[str]:
    """A day in names and in figures."""
    for name in _names(day.month):
        yield f"{day.day} {name} {day.year}"
        yield f"{name} {day.day} {day.year}"
    yield day.isoformat()
    yield f"{day:%d.%m.%Y}"
    yield f"{day.day}.{day.month}.{day.year}"


def _names(month: int) -> tuple[str, ...]:
    names = (calendar.month_name[month], calendar.month_abbr[month])
    return (*names, "Sept") if month == 9 else names  # noqa: PLR2004


@cache
def _long_months() -> Mapping[str, str]:
    """The term of a month's long name for the term of each of its names."""
    return {
        term: terms(calendar.month_name[month])[0] for month in range(1, 13) for term in terms(" ".join(_names(month)))
    }


def _month_rules(asked: list[str]) -> Iterator[Rule]:
    """Short and long names of the months that a question names, and the days beside them: 5th, 5.

    A short name, which may be a person's, is a month only beside a day or year.
    """
    for at, term in enumerate(asked):
        beside = [near for near in asked[max(0, at - 1) : at + 2] if near[0].isdigit()]
        for month in range(1, 13):
            names = dict.fromkeys(terms(" ".join(_names(month))))
            if term in names and (beside or term == next(iter(names))):
                yield from (Rule((name,), (term,)) for name in names if name != term)
                yield from (rule for near in beside for rule in _day_rules(near))


def _day_rules(term: str) -> Iterator[Rule]:
    day = _DAY.fullmatch(term)
    if day:
        number = int(day[1])
        ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        yield Rule((f"{number}",) if day[2] else (f"{number}{ending}",), (term,))
