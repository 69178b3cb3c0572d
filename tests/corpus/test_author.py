"""Who wrote a text, told from a byline, a line under the title or a note at the end."""

import pytest

from corpus.metadata import Front, read_front
from corpus.names import byline, is_person, people
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS, bodies, read

TITLE = "Nara Learns to Live Without Its Bridge"
DAY = "7 January 2020"
NOTE = "Ada Okoye is a fellow at the Falk Institute of Rivers."


def _front(*lines: str) -> tuple[Front, str]:
    text = "\n\n".join(lines)
    return read_front(text, paragraphs(text)), text


def _author(*lines: str) -> str | None:
    return _front(*lines)[0].metadata.author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Ada Okoye", "Ada Okoye"),
        ("Ada M. Okoye", "Ada M. Okoye"),
        ("Dr. Ada Okoye", "Dr. Ada Okoye"),
        ("Łucja Żółć-Ode", "Łucja Żółć-Ode"),
        ("Jan van der Falk", "Jan van der Falk"),
        ("Ada Okoye and Jun Park", "Ada Okoye and Jun Park"),
        ("Ada Okoye, Jun Park and Ilse Dorn", "Ada Okoye, Jun Park and Ilse Dorn"),
        ("Ada Okoye & Jun Park", "Ada Okoye & Jun Park"),
        ("Ada Okoye, Senior Fellow", "Ada Okoye"),
        ("Ada Okoye, Falk Institute of Rivers", "Ada Okoye"),
        ("Ada Okoye | 7 January 2020", "Ada Okoye"),
        ("Ada Okoye • 4 min read", "Ada Okoye"),
    ],
)
def test_a_name_right_under_the_title_is_the_author_and_can_be_quoted(line: str, author: str) -> None:
    front, text = _front(TITLE, line, FLOOD, PIERS)
    assert front.metadata.author == author
    assert line in [span.of(text) for span in front.lines]
    assert line in bodies(read(TITLE, line, FLOOD, PIERS))


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, DAY, "Ada Okoye", FLOOD, PIERS),
        (TITLE, "Ada Okoye", DAY, "5 comments", FLOOD, PIERS),
        (DAY, TITLE, "Ada Okoye", DAY, "5 comments", FLOOD, PIERS),
        (TITLE, "What the flood has left of a town", "Ada Okoye", FLOOD, PIERS),
        (TITLE, "Ada Okoye", "Senior correspondent", "Nara", FLOOD, PIERS),
        (TITLE, "Ada Okoye", "Share", "Print", "Save", FLOOD, PIERS, NOTE),
        (TITLE, "By", "Ada Okoye", FLOOD, PIERS),
        (TITLE, FLOOD, PIERS, "About the author", NOTE),
        (TITLE, FLOOD, PIERS, "(Reporting by Ada Okoye; Editing by Jun Park)"),
    ],
)
def test_a_name_is_the_author_beside_the_date_a_role_or_with_a_note_at_the_end(lines: tuple[str, ...]) -> None:
    assert _author(*lines) == "Ada Okoye"


@pytest.mark.parametrize(
    "label",
    [
        "World News",
        "Middle East",
        "New York",
        "Los Angeles",
        "Buenos Aires",
        "Saudi Arabia",
        "Sri Lanka",
        "Supreme Court",
        "Prime Minister",
        "Climate Change",
        "Top Stories",
        "Related Articles",
        "Sign Up",
        "Read More",
        "About Us",
        "Falk Post",
        "Nara",
        "ADA OKOYE",
        "Ada okoye",
        "AP",
        "Harbour Street 12",
        "A Bridge Too Many, Says the County",
        "Ada Okoye went home",
        "Ada Okoye, Nara",
    ],
)
def test_a_section_a_place_or_a_menu_is_no_author(label: str) -> None:
    assert _author(TITLE, label, FLOOD, PIERS) is None
    assert _author(TITLE, label, DAY, FLOOD, PIERS) is None


@pytest.mark.parametrize(
    "lines",
    [
        # whom the story is about
        (TITLE, "Ilse Dorn", FLOOD, PIERS.replace("he ", "Ms Dorn ", 1) + " Dorn stayed at home."),
        ("# Engineers of the Nara", "## Ada Okoye", FLOOD, "## Jun Park", PIERS),
        # not by the title, not by the date
        ("Ada Okoye", "Home", TITLE, FLOOD, PIERS),
        (TITLE, "Share", "Ada Okoye", "Print", "Save", FLOOD, PIERS),
        # at the end only
        (TITLE, FLOOD, PIERS, NOTE),
        (TITLE, FLOOD, PIERS, "Ada Okoye"),
        # no story: a list of names, a poem
        ("The People of the Bridge", "Ada Okoye", "Jun Park", "Ilse Dorn"),
    ],
)
def test_a_name_elsewhere_is_no_author(lines: tuple[str, ...]) -> None:
    assert _author(*lines) is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ada Okoye, Falk News", "Ada Okoye"),
        ("By Ada Okoye, Jun Park and Ilse Dorn, Falk News", "Ada Okoye, Jun Park and Ilse Dorn"),
        ("By Ada Okoye for the Harbour Post", "Ada Okoye"),
        ("By Ada Okoye in Nara", "Ada Okoye"),
        ("By Ada Okoye, Chief Correspondent", "Ada Okoye"),
        ("By ADA OKOYE and JUN PARK", "ADA OKOYE and JUN PARK"),
        ("By Ada Okoye Published 7 January 2020", "Ada Okoye"),
        ("Author: Ada Okoye", "Ada Okoye"),
        ("Reporting by Ada Okoye", "Ada Okoye"),
        ("Words by Ada Okoye", "Ada Okoye"),
        ("By Ada Okoye (Falk News)", "Ada Okoye"),
        ("Side by side", None),
        ("By bus or by boat, the county promises", None),
        ("By the numbers", None),
        ("BY READING, COPYING OR KEEPING THIS", None),
    ],
)
def test_a_byline_is_cut_behind_the_names(line: str, author: str | None) -> None:
    assert byline(line) == author


@pytest.mark.parametrize(
    ("line", "language", "author"),
    [
        ("Von Ada Okoye", "de", "Ada Okoye"),
        ("Par Ada Okoye", "fr", "Ada Okoye"),
        ("Por Ada Okoye", "es", "Ada Okoye"),
        ("Di Ada Okoye", "it", "Ada Okoye"),
        ("Von Anfang an", "de", None),
        ("Von Ada Okoye", "en", None),
        ("Di Ada Okoye", None, None),
    ],
)
def test_bylines_in_other_languages_hold_a_name_and_nothing_else(
    line: str, language: str | None, author: str | None
) -> None:
    assert byline(line, language) == author


def test_what_is_a_name() -> None:
    assert people("Ada Okoye, Jun Park; Ilse Dorn und Bo Lind") == ["Ada Okoye", "Jun Park", "Ilse Dorn", "Bo Lind"]
    assert people("Ada Okoye, the engineer") == []
    assert people("") == []
    assert [
        is_person(name) for name in ("J. R. Falk", "Ada O’Dorn", "Ada", "J. R.", "de la Falk", "Ada B C D Okoye")
    ] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
