"""The forms that dates take, and the lines that print them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import behind_title, dates_in, filed, is_date_line
from corpus.metadata import read_front
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS

TITLE = "Nara Learns to Live Without Its Bridge"


def _dates(*lines: str) -> tuple[str | None, str | None]:
    text = "\n\n".join(lines)
    said = read_front(text, paragraphs(text)).metadata
    return said.published, said.updated


@pytest.mark.parametrize(
    "line",
    [
        "5th January, 2020",
        "Jan 5 2020 10:00 GMT",
        "Sunday 5 January 2020 12.30",
        "Sun, 05 Jan 2020 12:30:00 +0100",
        "05.01.2020",
        "5. 1. 2020, 10:15",
        "2020/01/05",
        "2020.01.05",
        "5-Jan-2020",
        "2020 January 5",
        "Published On 5 Jan 2020",
        "Published on Sunday, January 5th, 2020 at 3 pm EST",
        "First published: 5 January 2020",
        "2020年1月5日",
        "Date: 5 January 2020",
        "Nara, 5 January 2020",
    ],
)
def test_more_forms_of_date_lines(line: str) -> None:
    assert _dates(TITLE, line, FLOOD, PIERS) == ("2020-01-05", None)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("31/12/2019", "2019-12-31"),
        ("12/31/2019", "2019-12-31"),
        ("25-12-2019", "2019-12-25"),
        ("05/05/2019", "2019-05-05"),
        ("05/01/2020", None),
        ("05-01-2020", None),
        ("13/13/2019", None),
        ("1/2020/05", None),
        ("version 1.2.2020.7", None),
        ("10.2020.01.05", None),
        ("5 Jan 20", None),
        ("01/05/20", None),
    ],
)
def test_numbers_are_a_date_only_if_they_say_which_is_the_month(line: str, date: str | None) -> None:
    assert [day for _, day in dates_in(line)] == ([date] if date else [])


@given(st.dates(datetime.date(1500, 1, 1), datetime.date(2099, 12, 31)))
def test_what_is_read_from_numbers_is_the_day_they_were_made_from(date: datetime.date) -> None:
    for form in ("%Y/%m/%d", "%d.%m.%Y", "%Y.%m.%d", "%d-%b-%Y"):
        line = date.strftime(form).replace(date.strftime("%Y"), f"{date.year:04}")
        assert dates_in(f"({line})") == [(1, date.isoformat())]
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        line = date.strftime(form).replace(date.strftime("%Y"), f"{date.year:04}")
        assert dates_in(line) in ([(0, date.isoformat())], [])
        assert bool(dates_in(line)) == (date.day > 12 or date.day == date.month)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Sonntag, 5. Januar 2020, 10:15 Uhr"),
        ("de", "5. Jan. 2020"),
        ("fr", "Publié le 5 janvier 2020 à 10h15"),
        ("es", "Publicado el domingo 5 de enero de 2020"),
        ("es", "enero 5, 2020"),
        ("it", "5 gennaio 2020"),
        ("pt", "5 de janeiro de 2020"),
        ("nl", "Zondag 5 januari 2020"),
        ("pl", "Opublikowano: 5 stycznia 2020 r."),
        ("cs", "5. ledna 2020"),
        ("sv", "5 januari 2020"),
        ("da", "5. januar 2020"),
        ("fi", "5. tammikuuta 2020"),
        ("hu", "2020. január 5."),
        ("ro", "5 ianuarie 2020"),
        ("tr", "5 Ocak 2020"),
        ("ru", "5 января 2020 г."),
        ("uk", "5 січня 2020"),
        ("el", "5 Ιανουαρίου 2020"),
        ("id", "5 Januari 2020"),
        ("ca", "5 de gener del 2020"),
        ("ar", "5 يناير 2020"),
    ],
)
def test_months_in_the_language_of_the_text(language: str, line: str) -> None:
    assert [date for _, date in dates_in(line, language)] == ["2020-01-05"]
    assert is_date_line(line, language)


def test_the_language_of_the_story_reads_its_date_line() -> None:
    title = "Nara lernt, ohne seine Brücke zu leben"
    story = (
        "Die alte Brücke über den Fluss wurde am Montag gesperrt, nachdem Ingenieure Risse in zwei Pfeilern gefunden "
        "hatten, und die Bürgermeisterin sagte, die Reparatur werde mindestens drei Monate dauern. Viele, die am "
        "Ostufer wohnen, arbeiten in der Stadt und fürchten, dass die Überfahrt eine Stunde dauern wird."
    )
    assert _dates(title, "Von Ada Okoye", "Aktualisiert am 8. März 2020", story) == (None, "2020-03-08")


def test_a_month_of_another_language_and_an_unknown_language_are_none() -> None:
    assert dates_in("5 stycznia 2020", "de") == []
    assert dates_in("5 stycznia 2020") == []
    assert dates_in("5 foo 2020", "tlh") == []
    assert dates_in("31. Februar 2020", "de") == []
    assert dates_in("5. Januar 2020", "de-AT") == [(0, "2020-01-05")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Updated 3:04 PM ET, Sun January 5, 2020",), (None, "2020-01-05")),
        (("Last updated on 5 January 2020",), (None, "2020-01-05")),
        (("Published", "4 January 2020", "Updated", "5 January 2020"), ("2020-01-04", "2020-01-05")),
        (("4 January 2020", "This story was updated on 5 January 2020 to add a name."), ("2020-01-04", "2020-01-05")),
    ],
)
def test_updates_above_the_story(lines: tuple[str, ...], expected: tuple[str | None, str | None]) -> None:
    assert _dates(TITLE, *lines, FLOOD, PIERS) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("First published 3 May 2019", ("2019-05-03", None)),
        ("This article was first published on 3 May 2019.", ("2019-05-03", None)),
        ("Last modified: 2019-05-03", (None, "2019-05-03")),
        ("This page was last updated on 3 May 2019.", (None, "2019-05-03")),
        ("3 May 2019", ("2019-05-03", None)),
        ("Nara, 3 May 2019", ("2019-05-03", None)),
        ("The report was published on 3 May 2019.", (None, None)),
        ("The bridge was opened on 3 May 2019.", (None, None)),
        ("Read more: A flood of letters, 3 May 2019", (None, None)),
        ("Ada Okoye on 3 May 2019: How true!", (None, None)),
    ],
)
def test_a_date_in_the_last_line(line: str, expected: tuple[str | None, str | None]) -> None:
    assert _dates(TITLE, FLOOD, PIERS, line) == expected


def test_the_first_lines_go_before_the_last() -> None:
    assert _dates(TITLE, "7 January 2020", FLOOD, PIERS, "First published 3 May 2019") == ("2020-01-07", None)


def test_a_date_at_the_end_stays_quotable() -> None:
    text = f"{TITLE}\n\n{FLOOD}\n\n{PIERS}\n\nFirst published 3 May 2019"
    assert [span.of(text) for span in read_front(text, paragraphs(text)).lines] == ["First published 3 May 2019"]


@pytest.mark.parametrize(
    ("story", "date"),
    [
        ("NARA, 5 January 2020 (Falk Wire) — The bridge", "2020-01-05"),
        ("NARA, Falk, Jan. 5, 2020 -- The bridge", "2020-01-05"),
        ("PORT ODE, January 5, 2020 – The bridge", "2020-01-05"),
        ("NARA, Jan. 5 (Falk Wire) — The bridge", None),
        ("On 5 January 2020 — the day of the flood — it", None),
        ("NARA was flooded on 5 January 2020 — the bridge", None),
        ("A, 5 January 2020 — the bridge", None),
        ("NARA, 5 January 2020 was a cold day.", None),
    ],
)
def test_a_story_may_open_with_the_day_it_was_filed(story: str, date: str | None) -> None:
    assert filed(story) == date
    assert _dates(TITLE, f"{story} {FLOOD}") == (date, None)


@pytest.mark.parametrize(
    "title", ["The Flood of 5 January 2020", "What Fell on 5 January 2020", "After the Vote of January 5, 2020"]
)
def test_a_title_with_a_day_in_it_is_a_title(title: str) -> None:
    text = f"{title}\n\n{FLOOD}\n\n{PIERS}"
    said = read_front(text, paragraphs(text)).metadata
    assert (said.title, said.published) == (title, None)


@pytest.mark.parametrize(
    "line",
    [
        '"CreationTime": "2020-01-05T10:00:00"',
        "created_at: 2020-01-05",
        "release = 2020-01-05",
        "1.2.0 (2020-01-05)",
        "Revision 0.6, released 2020-01-05",
    ],
)
def test_code_and_lists_of_changes_print_no_date_of_publication(line: str) -> None:
    assert _dates(TITLE, line, FLOOD, PIERS) == (None, None)


def test_a_day_behind_the_titles_stop_dates_the_piece() -> None:
    assert behind_title("Message on the State of the Bridges. January 5, 2020") == "2020-01-05"
    assert behind_title("The Flood of 5 January 2020") is None
    assert behind_title("The Flood. 5 January 2020 and After") is None
