"""What the first lines of a text say of it."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Metadata
from corpus.dates import dates_in
from corpus.metadata import read_front
from corpus.paragraphs import is_story, paragraphs
from tests.corpus.samples import FLOOD, PIERS, WRAPPED

TITLE = "Nara Learns to Live Without Its Bridge"
NOTHING = Metadata()


def _front(*lines: str, between: str = "\n\n") -> Metadata:
    text = between.join(lines)
    return replace(read_front(text, paragraphs(text)).metadata, language=None)  # see test_language.py


def _dates(line: str) -> tuple[str | None, str | None]:
    front = _front(TITLE, line, FLOOD)
    return front.published, front.updated


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("7 January 2020", "2020-01-07"),
        ("7th of January, 2020", "2020-01-07"),
        ("January 7, 2020", "2020-01-07"),
        ("JANUARY 7 2020", "2020-01-07"),
        ("Jan. 7, 2020", "2020-01-07"),
        ("5 Jan, 2020 22:28", "2020-01-05"),
        ("Sept. 30, 2019", "2019-09-30"),
        ("2020-01-07", "2020-01-07"),
        ("Monday 18 March 2024 - 21:00", "2024-03-18"),
        ("Published: May 3rd, 2021 at 10:15 GMT", "2021-05-03"),
        ("Bulletin No. 21 (1451), 11 February 2020 © Falk", "2020-02-11"),
        ("Nara, 29 February 2024", "2024-02-29"),
        ("31 December 1899", "1899-12-31"),
        ("The Harbour Gazette, Friday, February 2, 2024", "2024-02-02"),
        ("The Harbour Gazette | 24 September 2023 | Ada Okoye", "2023-09-24"),
        ("Ada Okoye · Harbour Gazette · Sept. 24, 2023", "2023-09-24"),
    ],
)
def test_a_line_that_prints_a_date_says_when_it_was_published(line: str, published: str) -> None:
    assert _dates(line) == (published, None)


@pytest.mark.parametrize(
    "line",
    [
        "31 February 2020",
        "29 February 2023",
        "2020-02-30",
        "2020-13-01",
        "0 January 2020",
        "32 May 2020",
        "January 2020",
        "May 5",
        "07/01/2020",
        "5 January 2100",
        "3 July 1066",
        "Room 2020, floor 7",
    ],
)
def test_no_date_or_one_that_never_was_is_none(line: str) -> None:
    assert _dates(line) == (None, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("January 7, 2020 Updated: January 8, 2020", ("2020-01-07", "2020-01-08")),
        ("Published 7 January 2020 | Updated 9 January 2020", ("2020-01-07", "2020-01-09")),
        ("Posted 2020-01-07, last modified 2020-02-01", ("2020-01-07", "2020-02-01")),
        ("Updated: January 8, 2020", (None, "2020-01-08")),
        ("Revised 8 Jan. 2020", (None, "2020-01-08")),
        ("7 January 2020, updated 10:15", ("2020-01-07", None)),
        ("7 January 2020, updated 31 February 2020", ("2020-01-07", None)),
    ],
)
def test_a_date_behind_the_word_updated_is_that(line: str, expected: tuple[str | None, str | None]) -> None:
    assert _dates(line) == expected


@given(st.dates(datetime.date(1500, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(["%B", "%b", "%b."]))
def test_every_date_reads_the_same_in_every_form(date: datetime.date, month: str) -> None:
    name = date.strftime(month)
    for line in (f"{date.day} {name} {date.year:04}", f"{name} {date.day}, {date.year:04}", date.isoformat()):
        assert dates_in(f"on {line}!") == [(3, date.isoformat())]


@given(st.text(alphabet=st.sampled_from("0123459 -,./JanFebMay"), max_size=40))
def test_what_is_found_is_a_day_of_the_calendar_at_its_place(line: str) -> None:
    for position, date in dates_in(line):
        assert datetime.date.fromisoformat(date).isoformat() == date
        assert line[position].isdigit() or line[position] in "JFM"


def test_a_date_in_the_storys_own_text_is_no_publication_date() -> None:
    assert _front(TITLE, "On 7 January 2020 " + FLOOD) == Metadata(title=TITLE)
    assert _front(TITLE, FLOOD, "7 January 2020", PIERS) == Metadata(title=TITLE)
    long = "Nobody in the town could say when the bridge, built before 3 May 1931, was last painted."
    assert _front(TITLE, long, FLOOD) == Metadata(title=TITLE)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ada Okoye", "Ada Okoye"),
        ("by Ada Okoye", "Ada Okoye"),
        ("BY ADA OKOYE", "ADA OKOYE"),
        ("By: Ada Okoye", "Ada Okoye"),
        ("Written by Ada Okoye and Jun Park", "Ada Okoye and Jun Park"),
        ("By John F. Kröger", "John F. Kröger"),
        ("By\u00a0Ada Okoye\r", "Ada Okoye"),
        ("By", None),
        ("Byron", None),
        ("Ada okoye", None),
        ("By the end of the year the county had found the money", None),
    ],
)
def test_a_byline_names_the_author(line: str, author: str | None) -> None:
    assert _front(TITLE, line, "7 January 2020", FLOOD) == Metadata(title=TITLE, author=author, published="2020-01-07")


def test_the_first_byline_and_the_first_date_count() -> None:
    assert _front(TITLE, "By Ada Okoye", "By Jun Park", "7 January 2020", "8 January 2020", FLOOD) == Metadata(
        title=TITLE, author="Ada Okoye", published="2020-01-07"
    )


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, FLOOD),
        (TITLE, "7 January 2020", FLOOD),
        (f"# {TITLE}", FLOOD),
        (f"{TITLE}\n{'=' * 38}", FLOOD),
        ("Home", "World news", "Subscribe", TITLE, "By Ada Okoye", FLOOD),
        ("Home", "About us", "Read our newsletter every day", TITLE, "A quiet week in the north", TITLE, FLOOD),
        (
            "Read our newsletter every day",
            TITLE,
            "Share",
            "Like us",
            TITLE,
            "Share",
            "Like us",
            "More from here",
            FLOOD,
        ),
        ("Home", "Like our page today", f"# {TITLE}", FLOOD),
        ("Like us", "Views: 1,024", TITLE, "Story code: 99", TITLE, "www.falk.example", FLOOD),
        ("Home", "FALK PRESS OF THE NORTH", TITLE, "7 January 2020", FLOOD),
        ("Falk | The northern newspaper", "© Falk Press 2020", TITLE, FLOOD),
        ("\ufeff" + TITLE, FLOOD),
        ("  Nara Learns  to Live\tWithout Its Bridge  ", FLOOD),
    ],
)
def test_the_title_is_found_among_menus_and_labels(lines: tuple[str, ...]) -> None:
    assert _front(*lines).title == TITLE


def test_a_title_may_ask_or_be_in_another_script() -> None:
    assert _front("Will the Bridge Stand?", FLOOD).title == "Will the Bridge Stand?"
    assert _front("جسر جديد فوق نهر نارا", FLOOD).title == "جسر جديد فوق نهر نارا"


@pytest.mark.parametrize(
    "lines",
    [
        (FLOOD,),
        (FLOOD, PIERS),
        (WRAPPED,),
        ("home", "menu", "subscribe to our letters", FLOOD),
        ("Home", "Menu", FLOOD),
        ("It rained all day.", FLOOD),
        ("5,200", "12:30", FLOOD),
        ("She came late. He came later. Nobody was there.",),
        ("word " * 200,),
        ("Bridge",),
    ],
)
def test_a_file_that_says_nothing_of_itself_gives_none_everywhere(lines: tuple[str, ...]) -> None:
    assert _front(*lines) == NOTHING


def test_an_empty_layout_gives_none_everywhere() -> None:
    front = read_front("", [])
    assert (front.metadata, front.title, front.lines) == (NOTHING, None, frozenset())


def test_the_front_knows_where_title_date_and_byline_stand() -> None:
    text = f"Home\n\n{TITLE}\n\nBy Ada Okoye\n\n7 January 2020\n\n{FLOOD}"
    front = read_front(text, paragraphs(text))
    assert front.title is not None
    assert (front.title.start, front.title.end) == (6, 44)
    assert sorted(line.of(text) for line in front.lines) == ["7 January 2020", "By Ada Okoye"]


@pytest.mark.parametrize(
    ("words", "end", "story"),
    [(25, ".", True), (24, ".", False), (25, "", False), (25, "?”", True), (25, ".')", True), (40, ",", False)],
)
def test_a_story_is_long_and_ends_as_a_sentence_does(words: int, end: str, story: bool) -> None:  # noqa: FBT001
    assert is_story("word " * (words - 1) + "word" + end) is story
