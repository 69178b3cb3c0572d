"""Which questions lean on earlier ones, and on which."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.followup import leant_on, sought

BEFORE = "Who ran the ferry before Dorn?"
FRESH = (
    "What did the mayor tell the council?",
    "How much did the bridge repair cost?",
    "Did Mayor Tomas Brandt say that he would resign?",
    "Who is Ilse Dorn?",
    "How many ferries are there on the lake?",
    "Is there a toll on the bridge?",
)


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """A direction for each letter."""
    counts = np.array([[1.0, *(text.lower().count(letter) for letter in "abcdefghijklm")] for text in texts])
    unit: NDArray[np.float32] = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
    return unit


def likeness(question: str, history: Sequence[str]) -> float:
    """How like what is searched for is to the question alone."""
    return float(sought(question, history, encode).vector @ encode([question])[0])


@pytest.mark.parametrize(
    "question",
    [
        "Why did he resign?",
        "and in 2024?",
        "What about the crews?",
        "why?",
        "Will they be paid?",
        "But who paid for it?",
        "Any other reasons for the delay?",
        "I mean the harbour ferry on the lake",
        "Which is more important?",
    ],
)
def test_these_lean(question: str) -> None:
    assert leant_on(question, ["What is a toll bridge?", BEFORE]) == (BEFORE,)
    assert sought(question, ["What is a toll bridge?", BEFORE], encode).text == f"{BEFORE} {question}"


@pytest.mark.parametrize("question", FRESH)
def test_these_stand_alone(question: str) -> None:
    found = sought(question, [BEFORE], encode)
    assert found.text == question
    assert np.array_equal(found.vector, encode([question])[0])


def test_a_chain_of_follow_ups_keeps_the_question_that_opened_its_topic() -> None:
    chain = ["What is a toll bridge?", BEFORE, "Why did he resign?", "And in 2024?"]
    assert leant_on("What about the crews?", chain) == (BEFORE, "And in 2024?")


def test_a_conversation_that_leans_from_its_start_has_its_first_question_as_topic() -> None:
    assert leant_on("And then?", ["Why?", "Who is he?"]) == ("Why?", "Who is he?")


def test_a_question_that_stands_alone_ends_the_old_topic() -> None:
    assert leant_on("Why did he resign?", ["Who built the bridge at Lisse?", "And in 2024?", BEFORE]) == (BEFORE,)


def test_the_earlier_question_weighs_less_where_the_new_one_names_what_it_points_to() -> None:
    pointing, naming = "Did they paint the boats?", "Did the boats have paint on them?"
    assert likeness(pointing, [BEFORE]) < likeness(naming, [BEFORE]) < 1


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("and in 2024?", "Which crews were paid in 2024? and in 2024?"),
        ("What about 1998?", "Which crews were paid in 1998? What about 1998?"),
        ("And the captains of 2024?", "Which crews were paid in 2019? And the captains of 2024?"),
        ("And in Lisse?", "Which crews were paid in 2019? And in Lisse?"),
    ],
)
def test_another_year_takes_the_place_of_the_one_before(question: str, searched: str) -> None:
    assert sought(question, ["Which crews were paid in 2019?"], encode).text == searched


@given(st.text())
def test_without_a_history_a_question_is_what_it_is(question: str) -> None:
    assert sought(question, [], encode).text == question


@given(st.text(), st.lists(st.text()))
def test_whatever_is_asked_is_searched_for_with_questions_of_the_conversation(
    question: str, history: list[str]
) -> None:
    earlier = leant_on(question, history)
    assert len(earlier) <= 2
    assert set(earlier) <= set(history)
    found = sought(question, history, encode)
    assert found.text.endswith(question)
    assert (found.text == question) == (not earlier)
    assert float(np.linalg.norm(found.vector)) == pytest.approx(1, abs=1e-5)
