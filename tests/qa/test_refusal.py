"""Which test a question failed, on the screen and in the record; and the threshold that it failed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.search import Filters
from index.store import open_index
from qa.answer import Refusal
from qa.ask import ask
from qa.defaults import THRESHOLD
from qa.render import Screen, answer_text
from tests.conftest import Run
from tests.doubles import WordEmbedder

NO_AUTHOR = "Who wrote 'Ferry Crews Ask What Comes Next'?"
STRANGE = "zyx wvu tsr"
STRANGE_NAME = "zyx wvu did Quix tsr?"
COST = "What did the bridge repair cost?"


@pytest.mark.parametrize(
    ("question", "reason", "lines"),
    [
        (NO_AUTHOR, "no_author", ["the article names no author", "--nearest shows the closest"]),
        (
            STRANGE_NAME,
            "unmet",
            [
                f"confidence 0.00, under the threshold {THRESHOLD:g}; not in the nearest passages: Quix",
                "--nearest shows the closest",
            ],
        ),
        (STRANGE, "confidence", [f"confidence 0.01, under the threshold {THRESHOLD:g}", "--nearest shows the closest"]),
        (COST, None, []),
    ],
)
def test_a_refusal_says_which_test_failed(
    run: Run, place: Path, question: str, reason: str | None, lines: list[str]
) -> None:
    record = json.loads(run("ask", question, "--json", "--index", place).out)
    assert (record["answered"], record["refused_because"], record["threshold"]) == (reason is None, reason, THRESHOLD)
    if reason:
        assert run("ask", question, "--index", place).out.splitlines() == ["Not in these articles.", *lines]


def test_nothing_found(place: Path, embedder: WordEmbedder) -> None:
    answer = ask(COST, open_index(place), embedder, filters=Filters(since="2900-01-01"))
    assert (answer.answered, answer.refused_because, answer.nearest) == (False, Refusal.NOTHING_FOUND, ())
    assert answer_text(answer, Screen()) == "Not in these articles.\nnothing was found that could be quoted\n"


def test_no_threshold_lets_an_author_be_made_up(run: Run, place: Path) -> None:
    for question in (NO_AUTHOR, STRANGE):
        record = json.loads(run("ask", question, "--json", "--threshold", "0", "--index", place).out)
        assert record["answered"] == (question == STRANGE)
        assert record["refused_because"] == (None if question == STRANGE else "no_author")


@pytest.mark.parametrize("given", [("--threshold", "0.97"), {"QA_THRESHOLD": "0.97"}])
def test_a_higher_threshold_refuses_more(run: Run, place: Path, given: tuple[str, ...] | dict[str, str]) -> None:
    flags, variables = ((), given) if isinstance(given, dict) else (given, {})
    assert run("ask", COST, "--index", place).status == 0
    refused = run("ask", COST, *flags, "--index", place, variables=variables)
    assert refused.status == 1
    assert ", under the threshold 0.97" in refused.out


def test_numbers_that_would_look_alike_are_told_apart(place: Path, embedder: WordEmbedder) -> None:
    answer = replace(ask(STRANGE, open_index(place), embedder), confidence=0.1234, threshold=0.123412)
    assert "confidence 0.12340, under the threshold 0.12341" in answer_text(answer, Screen())


def test_a_threshold_that_is_none(run: Run, place: Path) -> None:
    done = run("ask", COST, "--threshold", "much", "--index", place)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"qa: threshold must be a number from 0 to 1, not much\n    --threshold {THRESHOLD:g}\n"
