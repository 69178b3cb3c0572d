"""What kind of answer is wanted, and whether a sentence gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.expected import ENOUGH, Kind, gives, wanted


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many boats sank?", {Kind.NUMBER}),
        ("number of mills on the Nara", {Kind.NUMBER}),
        ("what percentage of mills closed", {Kind.NUMBER}),
        ("When was the bridge built?", {Kind.DATE}),
        ("In which year did it open, and why?", {Kind.DATE, Kind.REASON}),
        ("Who was mayor when the bridge opened?", set()),
        ("How come nobody was told?", {Kind.REASON}),
        ("When did it burn? Who was hurt?", set()),
        ("Who built it? How many boats sank?", {Kind.NUMBER}),
        ("Wie viele Boote sanken?", set()),
        ("", set()),
    ],
)
def test_wanted(question: str, kinds: set[Kind]) -> None:
    assert wanted(question) == kinds


@pytest.mark.parametrize(
    ("question", "sentence", "enough"),
    [
        ("How many boats sank?", "In all, 40 boats sank.", True),
        ("How many boats sank?", "Forty of the fishing boats sank.", True),
        ("How many boats sank?", "The boats sank on 4 May 1998.", False),
        ("How many boats sank?", "The boats sank in the storm, and 12 men drowned.", False),
        ("How many of the 40 boats sank?", "There were 40 boats at the pier.", False),
        ("How many people live there?", "The 5th regiment is there.", False),
        ("How much was spent?", "The town paid £1,200 for it.", True),
        ("When did it burn?", "It burned in May 1998.", True),
        ("When did it burn?", "It burned last week.", True),
        ("When did it burn?", "It may burn again.", False),
        ("What burned in 1998? On what day?", "It burned in 1998.", False),
        ("Why did it burn?", "It burned because nobody swept the chimney.", True),
        ("Why did it burn?", "It burned to the ground.", False),
        ("Who built it?", "Nobody knows.", True),
    ],
)
def test_gives(question: str, sentence: str, *, enough: bool) -> None:
    assert (gives(sentence, question) >= ENOUGH) is enough


def test_a_number_of_something_else_gives_a_little() -> None:
    assert 0 < gives("Of the crew 12 drowned.", "How many boats sank?") < ENOUGH


def test_all_that_is_wanted_must_be_given() -> None:
    question = "When and why did it burn?"
    assert gives("It burned in 1998 because of a spark.", question) == 1
    assert gives("It burned in 1998.", question) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_is_a_share_whatever_the_texts(question: str, sentence: str) -> None:
    assert 0 <= gives(sentence, question) <= 1
