"""How a text is laid out."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.article import Span
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS, WRAPPED

LONG_LINE = "The council meets every week. " * 6
INVISIBLE = "\ufeff\u200b\u2060"
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=st.sampled_from("aB.? \n\n\r\t\u00a0\u2028\x0c#=-*•1)中😀" + INVISIBLE), max_size=80),
    st.lists(
        st.sampled_from([*WRAPPED.split("\n"), FLOOD, "History", "## Costs", "===", "- rope", ""]), max_size=12
    ).map("\n".join),
)


def _layout(text: str) -> list[tuple[str, str]]:
    return [("#" if part.heading else "", part.span.of(text)) for part in paragraphs(text)]


def _texts(text: str) -> list[str]:
    return [part.span.of(text) for part in paragraphs(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("blank", ["", " ", "\t \u00a0", "\ufeff", "\u200b"])
def test_blank_lines_part_paragraphs(blank: str, newline: str) -> None:
    text = newline.join(["", FLOOD, blank, blank, "  " + PIERS + " ", blank])
    start = text.index(PIERS)
    assert [part.span for part in paragraphs(text)] == [
        Span(len(newline), len(newline) + len(FLOOD)),
        Span(start, start + len(PIERS)),
    ]


def test_each_line_is_a_paragraph_where_lines_are_not_wrapped() -> None:
    lines = ["The ferry is late.", "Nobody knows why.", FLOOD, PIERS, LONG_LINE.strip()]
    assert _texts("\n".join(lines)) == lines


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_of_wrapped_text_are_one_paragraph(newline: str) -> None:
    wrapped = WRAPPED.replace("\n", newline)
    assert _texts(wrapped + newline + newline + wrapped + newline) == [wrapped, wrapped]


def test_the_lines_of_a_verse_or_an_address_are_not_joined() -> None:
    lines = ["Falk & Daughters", "Ropes and sails", "12 Quay Street", "Nara"]
    assert _texts(WRAPPED + "\n\n" + "\n".join(lines)) == [WRAPPED, *lines]


def test_a_front_of_unequal_lines_is_not_joined() -> None:
    lines = ["Nara Learns to Live Without Its Old Iron Bridge", "By Ada Okoye", "7 January 2020"]
    assert _texts("\n".join(lines) + "\n\n" + WRAPPED) == [*lines, WRAPPED]


def test_one_long_line_among_many_does_not_make_a_text_unwrapped() -> None:
    many = "\n\n".join([WRAPPED] * 20)  # 60 lines
    assert _texts(f"{many}\n\n{LONG_LINE}") == [WRAPPED] * 20 + [LONG_LINE.strip()]
    assert _texts(f"{WRAPPED}\n\n{LONG_LINE}\n{LONG_LINE}")[:3] == WRAPPED.split("\n")


def test_each_list_item_is_a_paragraph_with_its_wrapped_lines() -> None:
    items = [
        "- a new pier, because the old one is made of timber that has begun to rot\n  below the water line",
        "* a lamp",
        "• a rope",
        "1. a bell",
        "12) a boat",
    ]
    opening = "Before the end of the year the board wants five things from the county council:"
    assert _layout("\n".join([opening, *items]) + "\n\n" + WRAPPED) == [
        ("", opening),
        *(("", item) for item in items),
        ("", WRAPPED),
    ]


def test_a_dash_or_a_year_inside_a_line_starts_no_list() -> None:
    text = "-5 degrees were measured.\n3.5 metres of water stood there.\n1931 was worse."
    assert _texts(text) == ["-5 degrees were measured.", "3.5 metres of water stood there.", "1931 was worse."]


@pytest.mark.parametrize("mark", ["# ", "## ", "######  "])
def test_a_markdown_heading_stands_without_its_hashes(mark: str) -> None:
    text = f"{mark}Costs\n{FLOOD}\n{mark}Who pays the bill?\nNobody."
    assert _layout(text) == [("#", "Costs"), ("", FLOOD), ("#", "Who pays the bill?"), ("", "Nobody.")]


@pytest.mark.parametrize("line", ["#nara is rising", "####### Seven", "#", "##"])
def test_hashes_without_a_title_head_nothing(line: str) -> None:
    assert not any(part.heading for part in paragraphs(line + "\nNobody."))


@pytest.mark.parametrize("underline", ["===", "------------------", "~~~~", "^^^", "***", "'''''", '"""', "+++  "])
def test_the_underline_of_a_heading_is_dropped(underline: str) -> None:
    assert _layout(f"The old bridge\n{underline}\n{FLOOD}") == [("#", "The old bridge"), ("", FLOOD)]
    assert _layout(f"{FLOOD}\n\n{underline}\n\n{PIERS}") == [("", FLOOD), ("", PIERS)]


def test_two_marks_or_mixed_marks_are_text() -> None:
    assert _texts("==\n\n=-=\n\n==== x") == ["==", "=-=", "==== x"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("The old bridge", True),
        ("Who pays the bill?", True),
        ("NARA", True),
        ("一座新桥", True),
        ("The old bridge fell.", False),
        ("The old bridge fell!", False),
        ("These fell:", False),
        ("“The old bridge fell.”", False),
        ("- the old bridge", False),
        ("1931", False),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen", True),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", False),
    ],
)
def test_a_short_line_without_a_stop_heads_what_is_longer(line: str, heading: bool) -> None:  # noqa: FBT001
    assert _layout(f"{line}\n\n{FLOOD}")[0] == ("#" if heading else "", line)


@pytest.mark.parametrize("following", ["", "\n\nNobody was hurt.", "\n\n" + "It fell. " * 7])
def test_a_short_line_heads_nothing_that_is_not_a_paragraph(following: str) -> None:
    assert _layout("The old bridge" + following)[0] == ("", "The old bridge")


def test_a_line_heads_nothing_that_is_shorter_than_itself() -> None:
    line = "Bridges " * 13 + "everywhere"
    assert _layout(f"{line}\n\na b c d e f g h i j k l m n o")[0] == ("", line)


def test_form_feeds_and_line_separators_are_no_line_ends() -> None:
    text = "The ferry\x0cis late.\u2028Nobody\x85knows why."
    assert _texts(text) == [text]


@pytest.mark.parametrize("text", ["", " \n\t\n\u00a0", "\ufeff", "\u200b\n\u2060", "====\n----"])
def test_nothing_visible_is_no_paragraph(text: str) -> None:
    assert paragraphs(text) == []


@given(TEXTS)
@example("\ufeff# A\n===\n\u200bB\u2060\n\n#\n- c\nd")
def test_every_visible_character_is_in_exactly_one_paragraph(text: str) -> None:
    held = [False] * len(text)
    for part in paragraphs(text):
        span = part.span
        assert len(span) > 0
        assert span.of(text) == span.of(text).strip()
        assert not any(held[span.start :])  # behind every earlier one
        held[span.start : span.end] = [True] * len(span)
    position = 0
    for line in text.split("\n"):
        marks = re.match(rf"[\s{INVISIBLE}]*#{{1,6}}\s", line)
        is_underline = re.fullmatch(rf"""[\s{INVISIBLE}]*([=~^*#+"'-])\1{{2,}}[\s{INVISIBLE}]*""", line)
        for at, character in enumerate(line):
            dropped = bool(marks and at < marks.end()) or bool(is_underline)
            assert held[position + at] or dropped or character.isspace() or character in INVISIBLE
        position += len(line) + 1
