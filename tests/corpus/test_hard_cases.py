"""What earlier rules got wrong."""

from dataclasses import replace

import pytest

from corpus.article import Metadata, Span
from corpus.dates import dates_in
from corpus.metadata import read_front
from corpus.paragraphs import paragraphs
from corpus.passages import passages
from corpus.sentences import sentences
from tests.corpus.samples import FLOOD, PIERS, WRAPPED, bodies, count, headings, left_out, read

TITLE = "Nara Learns to Live Without Its Bridge"


def _split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


def _texts(text: str) -> list[str]:
    return [part.span.of(text) for part in paragraphs(text)]


def _front(*lines: str) -> Metadata:
    text = "\n\n".join(lines)
    return replace(read_front(text, paragraphs(text)).metadata, language=None)


@pytest.mark.parametrize(
    "expected",
    [
        ["“U.S. troops left,” he said.", "“Gen. Ode stayed.”", "“Mr. Kim came.”", "“Jan. 5 was cold.”"],
        ['"U.S. troops left," he said.', '"Mr. Kim came."', "‘Dr. Lee went.’", "“‘Gen. Ode stayed,’ he said.”"],
        ["The so-called “U.S.” Army left.", "She is “Dr. No” to me."],
        ["“No.”", "She left.", "He said, “No.”", "“Why?”", "It is a capital “H.”", "For others it is not."],
        ["It was a pro-U.S. party.", "Nara-U.S. talks failed.", "It rained—Gen. Ode left."],
        ["“Why?” she asked.", "“Go!” he cried.", "He asked “why?” and left."],
        ['"Why?" she asked.', '"Go!" he cried.', 'He asked "why?" and left.'],
        ["He said 'go away.", "Now.'", "She left.", "'Why?'", "He left."],
        ["They call it ``the wonder.''", "Day by day it grows."],
        ["„Er geht.", "Sie bleibt.“", "Ende."],
        ["»Er geht.", "Sie bleibt.«", "Ende."],
        ["« Il part.", "Elle reste. »", "Fin."],
        ["“He wrote, ‘Go home.’”", "She nodded."],
        ["\"He wrote, 'Go home and die.'\"", "She nodded."],
        ["1. Eggs are good."],
        ["12. Eggs are good."],
        ["(3) Eggs are good."],
    ],
)
def test_quotation_marks_hyphens_and_numbers_do_not_cut_sentences(expected: list[str]) -> None:
    assert _split(" ".join(expected)) == expected


def test_a_short_line_in_a_block_does_not_unwrap_the_others() -> None:
    assert _texts(f"History\n{WRAPPED}\n\n{WRAPPED}") == ["History", WRAPPED, WRAPPED]
    assert _texts(f"    {WRAPPED}\n    {WRAPPED}\n") == [WRAPPED, WRAPPED]
    assert _texts(f"{WRAPPED}\n-----\n{WRAPPED}") == [WRAPPED, WRAPPED]


def test_a_byline_below_a_title_is_a_line_of_its_own_in_wrapped_text() -> None:
    assert _front(f"{TITLE}\nBy Ada Okoye", WRAPPED) == Metadata(title=TITLE, author="Ada Okoye")


def test_invisible_characters_alone_are_no_paragraph() -> None:
    assert paragraphs("\u200b \u200b \u200b") == []


def test_a_caption_with_a_credit_and_a_ruled_off_sentence_are_no_headings() -> None:
    caption = "The old ferry at Nara, May 3, 2019. (Jun Park/Falk Press)"
    article = read(TITLE, FLOOD, caption, PIERS, "Nobody came.\n-----", FLOOD)
    assert bodies(article) == [FLOOD, caption, PIERS, "Nobody came.", FLOOD]
    assert headings(article) == []


@pytest.mark.parametrize(
    "line", ["The bridge opened on 3 May 1931.", "On 7 January 2020 the bridge fell.", "It fell on May 3, 1931!"]
)
def test_a_short_sentence_with_a_date_is_no_date_line(line: str) -> None:
    assert _front(TITLE, line, FLOOD) == Metadata(title=TITLE)


@pytest.mark.parametrize("order", [1, -1])
def test_both_dates_are_found_on_lines_of_their_own(order: int) -> None:
    lines = ["Published: 7 January 2020", "Updated: 8 January 2020"][::order]
    assert _front(TITLE, *lines, FLOOD) == Metadata(title=TITLE, published="2020-01-07", updated="2020-01-08")


def test_only_the_names_of_months_are_months() -> None:
    assert dates_in("1 decision 2020, 7 Marines 2020, 3 marathons 2019, Marching 5, 2021") == []
    assert dates_in("2020-01-07T10:00:00Z") == [(0, "2020-01-07")]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By the time he left", None),
        ("By Monday it was over.", None),
        ("By 2020", None),
        ("By Ada Okoye | March 3, 2021", "Ada Okoye"),
        ("By Ada Okoye, 3 March 2021", "Ada Okoye"),
        ("By the Falk editors", "the Falk editors"),
        ("By John Ode Jr.", "John Ode Jr."),
    ],
)
def test_a_byline_names_people_and_nothing_else(line: str, author: str | None) -> None:
    assert _front(TITLE, line, FLOOD).author == author


def test_without_a_story_nothing_tells_a_menu_or_a_title_from_a_poem() -> None:
    lines = ["Night Ferry", "The river wide", "No lamp to show", "The other side", "I row alone", "Against the stream"]
    article = read(*lines, between="\n")
    assert article.metadata.title is None
    assert bodies(article) == lines


def test_a_marked_heading_is_one_however_short() -> None:
    article = read("# Bridge", FLOOD, "## History", PIERS, "## Notes", "Nobody came.", "## License", "MIT")
    assert article.metadata.title == "Bridge"
    assert headings(article) == ["History", "Notes", "License"]
    assert left_out(article) == [("MIT", "a label at the page's edge")]
    assert [passage.heading for passage in passages(article, count, 200)] == [None, "History", "Notes"]
    underlined = read("The Bridge\n==========", FLOOD, "Costs\n-----", PIERS)
    assert (underlined.metadata.title, headings(underlined)) == ("The Bridge", ["Costs"])


def test_passages_never_span_the_title() -> None:
    article = read("Editors: Ada Okoye • Jun Park", TITLE, "By Ada Okoye", FLOOD)
    assert article.metadata.title == TITLE
    assert [passage.text for passage in passages(article, count, 200)] == ["By Ada Okoye", FLOOD]
