"""The joint ranking: what each half found, how the two are fused, and in which order hits come."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import pytest

from index.build import build
from index.manifest import SegmentRecord
from index.publish import publish, stage, stamps
from index.search import Filters, Hit, fused, search
from index.segment.catalog import CATALOG
from index.segment.vectors import CODES
from index.segment.words import WORDS
from index.store import Index
from index.terms import question_terms, terms
from tests.doubles import WordEmbedder, write
from tests.index.helpers import opened
from tests.index.parts import kept, write_part
from tests.index.test_words import bm25

Ask = Callable[..., list[Hit]]
EMBEDDER = WordEmbedder()
ARTICLES = {
    "a.txt": "The ferry crossed the river. It cost nine crowns.\n",
    "b/old.txt": "A Bridge Is Opened at Last\n5 January 2020\n\nThe mayor opened the bridge over the river.\n",
    "b/new.txt": "A Bridge Is Closed Once More\n9 January 2020\n\nThe mayor closed the bridge over the river.\n",
    "c.txt": "The ferry crossed the river. It cost nine crowns.\n\n",
    "d.txt": "Frost took the harvest, and the growers asked for help.\n",
    "e.txt": "美国军队留在伊拉克。\n",
    "f.txt": "Über den Fluss fährt die Fähre, voilà.\n",
    "g.txt": "Gone Fishing in the River\nUpdated: 7 January 2020\n\nNobody fished in the river.\n",
}


@pytest.fixture
def index(place: Path, tmp_path: Path) -> Iterator[Index]:
    build(place, [write(tmp_path / "articles", ARTICLES)], EMBEDDER)
    with opened(place) as index:
        yield index


@pytest.fixture
def ask(index: Index) -> Ask:
    def ask(question: str, k: int = 50, **bounds: Any) -> list[Hit]:
        return search(index, question, EMBEDDER.vector(question), k, Filters(**bounds))

    return ask


def paths(hits: list[Hit]) -> list[str]:
    return [hit.passage.article.path for hit in hits]


def standardised(values: list[float]) -> list[float]:
    spread = pstdev(values)
    return [(value - fmean(values)) / spread if spread > 1e-9 else 0.0 for value in values]


def by_formula(index: Index, question: str) -> list[tuple[str, int, float]]:
    """Path, start and score of every passage, best first, from cosines and BM25 over all of them."""
    passages = [index.catalog.passage(row) for row in range(len(index.vectors))]
    cosines = [float(kept(EMBEDDER.vector(one.embedded)) @ EMBEDDER.vector(question)) for one in passages]
    lexical = bm25([terms(one.embedded) for one in passages], question_terms(question))
    scores = standardised([lexical.get(row, 0.0) for row in range(len(passages))])
    joint = [0.7 * dense + 0.3 * score for dense, score in zip(standardised(cosines), scores, strict=True)]
    found = [(one.article.path, one.span.start, score) for one, score in zip(passages, joint, strict=True)]
    return sorted(found, key=lambda one: (-round(one[2], 3), one[0], one[1]))


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the bridge?",
        "ferry river crowns",
        "frost",
        "美国军队",
        "uber die FAHRE",
        "nothing of the kind",
        "who is it",
        "",
        '"bridge" AND NOT river*',
    ],
)
def test_hits_are_those_of_the_formula_in_its_order(index: Index, question: str) -> None:
    hits = search(index, question, EMBEDDER.vector(question), 50)
    expected = by_formula(index, question)
    assert [(hit.passage.article.path, hit.passage.span.start) for hit in hits] == [one[:2] for one in expected]
    assert [hit.score for hit in hits] == pytest.approx([one[2] for one in expected], abs=3e-4)


def test_a_hit_says_where_each_half_had_it(ask: Ask) -> None:
    first, second, *others = ask("Who opened the bridge?")
    assert (first.passage.text, first.dense_rank, first.lexical_rank) == (
        "5 January 2020\n\nThe mayor opened the bridge over the river.",
        1,
        1,
    )
    assert (second.passage.article.path, second.dense_rank, second.lexical_rank) == ("b/new.txt", 2, 2)
    assert {(hit.bm25, hit.lexical_rank) for hit in others} == {(0.0, None)}
    assert sorted(hit.dense_rank or 0 for hit in others) == list(range(3, len(others) + 3))
    assert first.cosine == pytest.approx(
        float(kept(EMBEDDER.vector(first.passage.embedded)) @ EMBEDDER.vector("Who opened the bridge?")), abs=1e-6
    )


def test_equal_passages_come_in_order_of_path(ask: Ask) -> None:
    first, second, *_ = ask("ferry crowns")
    assert (first.score, first.cosine, first.bm25) == (second.score, second.cosine, second.bm25)
    assert paths([first, second]) == ["a.txt", "c.txt"]


@pytest.mark.parametrize("k", [0, 1, 2, 7, 8, 9, 1000])
def test_k_best_are_the_first_of_all(ask: Ask, k: int) -> None:
    everything = ask("Who opened the bridge?", 100)
    assert len(everything) == 8
    assert ask("Who opened the bridge?", k) == everything[:k]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"since": "2020-01-05"}, ["b/new.txt", "b/old.txt", "g.txt"]),
        ({"since": "2020-01-06"}, ["b/new.txt", "g.txt"]),
        ({"until": "2020-01-05"}, ["b/old.txt"]),
        ({"since": "2020-01-06", "until": "2020-01-08"}, ["g.txt"]),
        ({"since": "2021-01-01"}, []),
        ({"paths": ("a.txt", "e.txt", "nothing.txt")}, ["a.txt", "e.txt"]),
        ({"paths": ()}, []),
        ({"paths": ("a.txt", "b/old.txt"), "since": "2000-01-01"}, ["b/old.txt"]),
    ],
)
def test_filters_bound_the_articles(ask: Ask, bounds: dict[str, Any], expected: list[str]) -> None:
    unbounded = {hit.row: hit for hit in ask("the bridge over the river")}
    hits = ask("the bridge over the river", **bounds)
    assert sorted(paths(hits)) == expected
    assert all((hit.cosine, hit.bm25) == (unbounded[hit.row].cosine, unbounded[hit.row].bm25) for hit in hits)
    assert sorted(hit.dense_rank or 0 for hit in hits) == list(range(1, len(expected) + 1))


def test_filters_are_something_only_if_one_is_set() -> None:
    assert not Filters()
    assert all((Filters(since="2020-01-01"), Filters(until=""), Filters(paths=()), Filters(paths=("a",))))


def test_a_passage_that_only_the_lexical_half_hands_in_has_its_cosine_all_the_same(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.POOL", 1)
    monkeypatch.setattr("index.search.DENSE_WEIGHT", 0.0)
    vector = EMBEDDER.vector("frost took the harvest")
    (hit,) = search(index, "opened", vector, 1)
    assert (hit.passage.article.path, hit.dense_rank, hit.lexical_rank) == ("b/old.txt", None, 1)
    assert hit.cosine == pytest.approx(float(vector @ kept(EMBEDDER.vector(hit.passage.embedded))), abs=1e-6)


@pytest.mark.parametrize(  # three values in even steps lie 1.224745 standard deviations from their mean
    ("cosines", "bm25s", "expected"),
    [
        ([], [], []),
        ([0.3], [5.0], [0.0]),
        ([0.5, 0.5], [1.0, 1.0], [0.0, 0.0]),
        ([0.9, 0.1], [0.0, 0.0], [0.7, -0.7]),
        ([0.5, 0.5], [0.0, 8.0], [-0.3, 0.3]),
        ([0.9, 0.1], [0.0, 2.0], [0.4, -0.4]),
        ([0.9, 0.5, 0.1], [2.0, 0.0, 1.0], [round(math.sqrt(1.5), 6), -0.367423, -0.857321]),
    ],
)
def test_scores_are_standardised_and_weighed_seven_to_three(
    cosines: list[float], bm25s: list[float], expected: list[float]
) -> None:
    assert fused(cosines, bm25s) == pytest.approx(expected, abs=6e-5)


def test_an_index_without_passages_finds_nothing(index: Index) -> None:
    place = index.place.with_name("empty")
    (place / "generations").mkdir(parents=True)
    staged = stage(place)
    write_part(staged, [], EMBEDDER.encode([]))
    none = SegmentRecord("", 0, 0, 0, (), stamps(staged, [CATALOG, WORDS, CODES]))
    publish(place, staged, replace(index.manifest, articles=0, passages=0, segments=(none,)))
    with opened(place) as empty:
        assert search(empty, "bridge", EMBEDDER.vector("bridge"), 5) == []
        assert search(empty, "bridge", EMBEDDER.vector("bridge"), 5, Filters(since="2020-01-01")) == []
