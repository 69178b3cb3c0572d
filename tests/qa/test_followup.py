"""Which questions lean on the one before."""

import pytest

from qa.followup import search_text

BEFORE = "Who ran the ferry before Dorn?"


@pytest.mark.parametrize(
    "question",
    [
        "Why did he resign?",
        "and in 2024?",
        "What about the crews?",
        "why?",
        "Will they be paid?",
        "But who paid for it?",
    ],
)
def test_these_lean(question: str) -> None:
    assert search_text(question, ["What is a ferry?", BEFORE]) == f"{BEFORE} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor tell the council?",
        "How much did the bridge repair cost?",
        "Did Mayor Tomas Brandt say that he would resign?",
        "Who is Ilse Dorn?",
    ],
)
def test_these_stand_alone(question: str) -> None:
    assert search_text(question, [BEFORE]) == question


def test_without_a_history_a_question_is_what_it_is() -> None:
    assert search_text("why?", []) == "why?"
