"""Sentences parted by the page, and headings that stand in their paragraph's first line."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentences
from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out, read

TITLE = "Nara Learns to Live Without Its Bridge"
BROKEN = (
    "The Nara rose during the night and by morning the lower streets of the old town were under water, "
    "so that the ferry could no longer reach the"
)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (BROKEN, "Oster landing stage. It lay two metres below the river."),
        (BROKEN + " landing stage", "of the old town, which lay two metres below the river."),
        (BROKEN + " landing stage,", "which lay two metres below the river."),
    ],
)
def test_a_sentence_that_the_page_parts_is_joined(above: str, below: str) -> None:
    assert bodies(read(TITLE, FLOOD, above, below, PIERS)) == [FLOOD, f"{above}\n\n{below}", PIERS]


def test_the_halves_of_a_joined_sentence_are_one_sentence() -> None:
    article = read(TITLE, FLOOD, BROKEN, "Oster landing stage. It lay two metres below the river.")
    found = sentences(article.text, article.body[1])
    assert [span.of(article.text) for span in found] == [
        f"{BROKEN}\n\nOster landing stage.",
        "It lay two metres below the river.",
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (BROKEN + " landing stage", "Nobody was hurt."),
        (BROKEN + " landing stage.", "which lay below the river."),
        (BROKEN + " following:", "which is new."),
        ("They waited for the", "ferry that never came."),
        (BROKEN, "- rope"),
    ],
)
def test_whole_paragraphs_are_not(above: str, below: str) -> None:
    assert bodies(read(TITLE, FLOOD, above, below, PIERS))[:3] == [FLOOD, above, below]


def test_a_sentence_is_not_joined_over_what_stands_between() -> None:
    article = read(TITLE, FLOOD, BROKEN, "83", "landing stage of the old town.", PIERS)
    assert bodies(article) == [FLOOD, BROKEN, "landing stage of the old town.", PIERS]


def test_headings_that_run_into_their_paragraphs_are_headings() -> None:
    article = read(TITLE, f"Costs and Delays. {FLOOD}", PIERS, f"The Reaction of the Council. {PIERS}")
    assert headings(article) == ["Costs and Delays", "The Reaction of the Council"]
    assert bodies(article) == [FLOOD, PIERS, PIERS]
    assert left_out(article) == []


@pytest.mark.parametrize(
    "opening",
    ["It rained. ", "The council met. ", "President Ada K. ", "Costs. ", "Costs and Delays? ", "Costs and delays. "],
)
def test_short_sentences_and_names_are_no_headings(opening: str) -> None:
    article = read(TITLE, opening + FLOOD, opening + PIERS)
    assert headings(article) == []
    assert bodies(article) == [opening + FLOOD, opening + PIERS]


def test_one_alone_may_be_a_sentence() -> None:
    assert headings(read(TITLE, f"Costs and Delays. {FLOOD}", PIERS)) == []


@given(
    st.lists(st.sampled_from([FLOOD, BROKEN, "of the mill.", "Costs and Delays. " + PIERS, "0", "- rope"]), min_size=1)
)
def test_every_character_of_a_layout_is_kept(lines: list[str]) -> None:
    article = read(*lines)
    spans = sorted([*article.body, *article.headings, *(out.span for out in article.left_out)])
    assert all(one.end <= other.start for one, other in pairwise(spans))
    held = "".join(span.of(article.text) for span in spans)
    missing = article.metadata.title or ""
    assert len("".join(held.split())) + len("".join(missing.split())) >= sum(
        len("".join(line.split())) for line in lines
    ) - lines.count("Costs and Delays. " + PIERS)
