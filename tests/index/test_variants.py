"""A question's words, as the articles of an index write them."""

from collections.abc import Iterator

import pytest

from index.build import build
from index.search import search
from index.store import Index, open_index
from index.terms import question_terms
from index.variants import frequency, known_to, worded
from index.wording import Rule, Wording
from tests.doubles import WordEmbedder, write

COMMON = frozenset(
    "who what did the of in on and was is a to say said asked governor governors mayor stadium doha marla tall".split()
)
ARTICLES = {
    "dam.txt": (
        "The Dam at Oster\n\nGovernor Suleyman Rahmat closed the dam on Monday. The parliament of the province voted "
        "for it. Engineers of the Lisse Port Authority (LPA) had asked for that in March. The cooperation ended.\n"
    ),
    "fort.txt": (
        "The Fort\n\nSulaiman Rahmat spoke of the fort in the old harbour. It was built for the al-Zahran family. The "
        "parliament met on Jan. 5, 2020.\n"
    ),
    "mill.txt": (
        "The Mill\n\nAlzahran owned the mill and let it to Tomas Brandt. Rowland and Rawland asked for it. Merla, a "
        "moral question, was on 1,500 minds.\n"
    ),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("variants")
    build(folder / "ix", [write(folder / "articles", ARTICLES)], WordEmbedder())
    index = open_index(folder / "ix")
    yield index
    index.close()


def _worded(question: str, index: Index) -> Wording:
    return worded(question, index, known_to(WordEmbedder(common=COMMON)))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did the parlaiment say?", "What did the parliament say?"),
        ("What did the parliment's govenor say?", "What did the parliament's Governor say?"),
        ("What did Rahmad say?", "What did Rahmat say?"),
        ("who is Tomas Brant?", "who is Tomas Brandt?"),
        ("Engeniers?", "Engineers?"),
        ("¿Quién es Tomas Brant?", "¿Quién es Tomas Brandt?"),
        ("Dónde está la présa?", "Dónde está la présa?"),
    ],
)
def test_an_error_is_put_right_where_it_is_clear_what_is_meant(question: str, text: str, index: Index) -> None:
    assert _worded(question, index).text == text


@pytest.mark.parametrize(
    "question",
    [
        "Who was the mayor of Doha?",  # often written, and so no error
        "What did the Marla say?",  # often written, although Merla is near
        "Who asked 1501 engineers?",
        "Who was Zanzibar?",
        "Dams?",
        "Was ist mit 东京 und Мост?",
    ],
)
def test_other_words_stay_as_they_are(question: str, index: Index) -> None:
    assert _worded(question, index).text == question


def test_where_it_is_not_clear_each_that_may_be_meant_counts(index: Index) -> None:
    wording = _worded("What did Riwland say?", index)
    assert wording.text == "What did Riwland say?"
    assert set(wording.rules) == {Rule(("rowland",), ("riwland",)), Rule(("rawland",), ("riwland",))}


def test_a_name_is_met_in_every_spelling_of_the_index(index: Index) -> None:
    wording = _worded("What did Suleyman Rahmat say?", index)
    assert wording == Wording("What did Suleyman Rahmat say?", (Rule(("sulaiman",), ("suleyman",)),))
    righted = _worded("What did Soleiman Rahmat say?", index)
    assert righted.text.split()[2] in {"Sulaiman", "Suleyman"}
    for spelled in ("Sulaiman", "Suleyman"):
        assert set(question_terms(righted.text)) - {"rahmat", "say"} <= set(righted.terms(spelled))
    vector = WordEmbedder().encode(["x"])[0]
    found = {hit.passage.article.path for hit in search(index, wording, vector, 9) if hit.bm25 > 1}
    assert found >= {"dam.txt", "fort.txt"}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What does Alzahran own?", "the al-Zahran family"),
        ("What does Zahran own?", "Alzahran owned it"),
        ("Whose is al-Zahran's mill?", "Alzahran owned it"),
        ("What was the co-operation?", "The cooperation ended"),
        ("What did the LPA say?", "a Lisse Port Authority"),
        ("What did the lpa say?", "a Lisse Port Authority"),
        ("What did the Lisse Port Authority say?", "the LPA"),
        ("Who met on 5 January 2020?", "on Jan. 5, 2020"),
        ("Whose were one thousand five hundred minds?", "1,500 minds"),
    ],
)
def test_other_ways_to_write_the_same_are_met(question: str, text: str, index: Index) -> None:
    wording = _worded(question, index)
    assert wording.text == question
    asked = {term for rule in wording.rules for term in rule.then}
    assert asked
    assert asked <= set(wording.terms(text))


def test_rules_count_in_the_lexical_half_and_in_the_rarity(index: Index) -> None:
    wording = Wording("lpa", (Rule(("liss", "port", "author"), ("lpa",)), Rule(("dam",), ("weir",))))
    plain, with_rules = (index.words.search("lpa weir", 9, None, others) for others in (None, wording.others()))
    assert plain == with_rules
    dam = Wording("weir", wording.rules)
    ((row, score),) = index.words.search("weir", 9, None, dam.others())
    ((same, full),) = index.words.search("dam", 9)
    assert row == same
    assert score == pytest.approx(0.8 * full, abs=1e-4)
    assert (frequency(index, "weir", dam), frequency(index, "weir", Wording("weir"))) == (1, 0)
    assert index.words.search("weir", 9) == []


def test_a_run_counts_as_often_as_it_stands_in_a_text() -> None:
    wording = Wording("lpa", (Rule(("port", "author"), ("lpa",)),))
    assert wording.terms("port authority, port, old author of the port authority").count("lpa") == 2
    assert Wording("lpa").terms("port authority") == ["port", "author"]
