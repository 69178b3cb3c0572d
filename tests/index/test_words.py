"""The lexical half gives what the formula of BM25 gives."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.words import Words, write_words

K1, B = 1.2, 0.75
NOUNS = "sea river frost bridge ferry crown mayor town".split()  # none of them has another stem

TEXTS = [
    "sea river frost",
    "sea sea sea river",
    "bridge ferry crown mayor town",
    "the sea",
    "frost",
    "Frosts and the FROST of a frosted town",
    "U.S. troops in Iraq's north",
    "Die Brücke von Mostar, die Brucke",
    "美国军队留在伊拉克",
    "東京の橋",
    "Мост через реку",
    "الجسر فوق النهر",
    "",
    "!?…",
]


def bm25(texts: Sequence[Sequence[str]], asked: Sequence[str]) -> dict[int, float]:
    """BM25 with the inverse document frequency that is never negative, over lists of terms."""
    average = sum(map(len, texts)) / len(texts)
    scores: dict[int, float] = {}
    for term in asked:
        holding = sum(term in text for text in texts)
        rarity = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for row, text in enumerate(texts):
            if times := text.count(term):
                norm = K1 * (1 - B + B * len(text) / average)
                scores[row] = scores.get(row, 0.0) + rarity * times * (K1 + 1) / (times + norm)
    return scores


def drawn(count: int) -> list[list[str]]:
    """Texts of 1 to 39 words; tantivy keeps lengths below 40 exactly."""
    source = np.random.default_rng(5)
    return [[NOUNS[at] for at in source.integers(0, len(NOUNS), source.integers(1, 40))] for _ in range(count)]


def written(folder: Path, texts: Sequence[str]) -> Words:
    write_words(folder / "words", texts)
    return Words(folder / "words")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return written(tmp_path_factory.mktemp("texts"), TEXTS)


def rows(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


@pytest.mark.parametrize("asked", [["sea"], ["frost", "town"], NOUNS, ["sea", "absent"]])
def test_scores_are_those_of_the_formula(tmp_path: Path, asked: list[str]) -> None:
    texts = drawn(60)
    words = written(tmp_path, [" ".join(text) for text in texts])
    expected = bm25(texts, asked)
    found = words.search(" ".join(asked), 100)
    assert dict(found) == pytest.approx(expected, rel=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_score_worked_by_hand(words: Words) -> None:
    # "bridge" is in one of 14 texts, once among five terms; the 14 have 51 terms together, so the
    # idf is ln(1 + 13.5 / 1.5), five terms are 1.3725 times the mean, and the norm is 1.535294
    ((row, score),) = words.search("bridge", 5)
    assert (row, round(score, 5)) == (2, round(2.302585 * 2.2 / 2.535294, 5))


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 100, 100_000])
def test_k_best_are_the_first_of_all(words: Words, k: int) -> None:
    everything = words.search("sea frost town", 14)
    assert sorted(rows(everything)) == [0, 1, 2, 3, 4, 5]
    assert words.search("sea frost town", k) == everything[:k]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("frost", [0, 4, 5]),
        ("FROSTS?", [0, 4, 5]),
        ("u.s. troops", [6]),
        ("the US in Iraq", [6]),
        ("Mostar's bruckes", [7]),
        ("brücke", [7]),
        ("美国", [8]),
        ("军队在哪里?", [8]),
        ("東京", [9]),
        ("мост", [10]),
        ("МОСТ", [10]),
        ("الجسر", [11]),
        ("bridge -ferry", [2]),
        ('"crown mayor"', [2]),
        ("terms:bridge AND row:0 OR NOT (town^2) +sea* [a TO z] \\ ~", [0, 1, 2, 3, 5]),
        ("absent", []),
        ("", []),
        (" \n\t", []),
        ("?!… — “”", []),
        ("\0", []),
        ("the", [3, 5]),  # only stop words: then they are what is asked for
        ("the sea", [0, 1, 3]),  # else they count for nothing
        ("who are the", [3, 5]),
        ("x" * 10_000, []),
    ],
)
def test_a_question_is_words_and_nothing_else(words: Words, question: str, found: list[int]) -> None:
    assert sorted(rows(words.search(question, 50))) == found


def test_a_word_that_is_asked_twice_counts_once(words: Words) -> None:
    assert words.search("frost frosts FROST", 10) == words.search("frost", 10)


def test_no_row_without_a_term_is_found(words: Words) -> None:
    assert all(score > 0 for _, score in words.search("sea frost bridge troops мост", 50))


def test_none_asked_gives_none(words: Words) -> None:
    assert words.search("sea", 0) == []
    assert words.search("sea", 5, []) == []


def test_allowed_rows_keep_their_scores(words: Words) -> None:
    everything = dict(words.search("sea frost", 14))
    for allowed in ([1], [4, 1, 2], [0, 5, 13], list(range(14)), [2, 6]):
        found = words.search("sea frost", 14, allowed)
        assert dict(found) == {row: everything[row] for row in allowed if row in everything}
        assert found == sorted(found, key=lambda one: (-one[1], one[0]))
        assert words.search("sea frost", 1, allowed) == found[:1]


@pytest.mark.parametrize("k", [1, 30, 100, 300])
def test_equal_scores_come_in_order_of_row_and_the_first_of_them_are_kept(tmp_path: Path, k: int) -> None:
    words = written(tmp_path, ["sea river" if row % 7 else "moon sky" for row in range(500)])
    assert rows(words.search("sea", k)) == [row for row in range(500) if row % 7][:k]


def test_a_word_too_long_to_be_one_is_not_indexed_and_harms_nothing(tmp_path: Path) -> None:
    words = written(tmp_path, [f"sea {'a' * 200} {'b' * 201} {'c' * 100_000}"])
    assert [rows(words.search(text, 5)) for text in ("sea", "a" * 200, "b" * 201, "c" * 100_000)] == [[0], [0], [], []]


def test_frequency_counts_passages_and_not_occurrences(words: Words) -> None:
    counted = {"sea": 3, "frost": 3, "the": 2, "bruck": 1, "brück": 0, "brücke": 0, "absent": 0}
    assert {term: words.frequency(term) for term in counted} == counted


def test_no_texts_or_texts_without_words_can_be_written_and_searched(tmp_path: Path) -> None:
    for number, texts in enumerate([[], [""], ["", "…"]]):
        (tmp_path / str(number)).mkdir()
        words = written(tmp_path / str(number), texts)
        assert (len(words), words.search("sea", 5), words.frequency("sea")) == (number, [], 0)
