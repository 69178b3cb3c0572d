"""A question whose words the articles write differently, from end to end."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.doubles import WordEmbedder, write

NEWS = {
    "dam.txt": (
        "The Dam at Oster\n\nGovernor Suleyman Rahmat closed the dam at Oster on 5 January 2020. The repair cost "
        "1,500 crowns.\n\nThe Lisse Port Authority (LPA) had asked for the closure of the dam.\n"
    ),
    "fort.txt": (
        "A Fort for Sale\n\nSulaiman Rahmat sold the old fort above the harbour. Nobody else had wanted it.\n\n"
        "The crew of a ship of the Lisse Port Authority was there.\n"
    ),
}


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder(common=frozenset("who what did the of in on and say closed cost sold old for dam fort".split()))


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Path:
    write(tmp_path / "news", NEWS)
    assert run("index", tmp_path / "news", "--index", tmp_path / "ix").status == 0
    return tmp_path / "ix"


def test_an_error_is_put_right_for_both_halves_and_the_screen_says_so(
    run: Run, place: Path, embedder: WordEmbedder
) -> None:
    question = "Who sold the fort above the habrour?"
    record = json.loads(run("ask", question, "--index", place, "--json").out)
    right = "Who sold the fort above the harbour?"
    assert (record["question"], record["searched_as"], record["unmet"]) == (question, right, [])
    assert right in embedder.embedded
    assert question not in embedder.embedded
    assert record["quotes"][0]["article"]["path"] == "fort.txt"
    assert f"searched as: {right}" in run("ask", question, "--index", place).out


@pytest.mark.parametrize(
    ("question", "path", "quote"),
    [
        ("What did Soleyman Rahmad close?", "dam.txt", "closed the dam"),
        ("What cost 1500 crowns?", "dam.txt", "1,500 crowns"),
        ("What happened on Jan. 5, 2020?", "dam.txt", "5 January 2020"),
        ("Where was the crew of a ship of the LPA?", "fort.txt", "Lisse Port Authority"),
    ],
)
def test_what_is_met_in_another_wording_is_quoted_and_not_reported_as_unmet(
    question: str, path: str, quote: str, run: Run, place: Path
) -> None:
    record = json.loads(run("ask", question, "--threshold", "0", "--index", place, "--json").out)
    assert (record["answered"], record["unmet"]) == (True, [])
    first = record["quotes"][0]
    assert first["article"]["path"] == path
    assert quote in first["text"]


def test_every_spelling_of_a_name_is_found(run: Run, place: Path) -> None:
    record = json.loads(run("ask", "Sulaiman Rahmat", "--index", place, "--json").out)
    assert {quote["article"]["path"] for quote in record["quotes"][:2]} == set(NEWS)
    assert record["searched_as"] == "Sulaiman Rahmat"


def test_a_name_that_is_in_no_article_in_any_spelling_is_unmet(run: Run, place: Path) -> None:
    record = json.loads(run("ask", "What did Sulaiman Okonkwo say?", "--index", place, "--json").out)
    assert record["unmet"] == ["Okonkwo"]
