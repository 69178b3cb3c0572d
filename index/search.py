"""Dense and lexical halves -> one ranking of passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.article import Article, Passage
from index.store import Index, damage_told
from index.wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

POOL = 100  # passages that each half hands in
DENSE_WEIGHT = 0.7
_COSINE_NOISE, _BM25_NOISE = 0.02, 0.2  # where candidates differ by less, their order means nothing


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    `score` orders hits of one search and means nothing across searches; `cosine` and `bm25` are the
    halves' own. Ranks count from 1; None where that half did not hand the passage in.
    """

    passage: Passage
    row: int
    score: float
    cosine: float
    bm25: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Bounds on the articles searched: ISO dates, both included, and the paths they must be among."""

    since: str | None = None
    until: str | None = None
    paths: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return (self.since, self.until, self.paths) != (None, None, None)

    def admits(self, article: Article) -> bool:
        """Whether an article is within the bounds; one without a date meets no bound of time."""
        day = article.metadata.published or article.metadata.updated or ""
        in_time = (not self.since or day >= self.since) and (not self.until or "" < day <= self.until)
        return in_time and (self.paths is None or article.path in self.paths)


def search(
    index: Index, question: str | Wording, vector: "NDArray[np.float32]", k: int, filters: Filters | None = None
) -> list[Hit]:
    """The `k` best passages for a question and its unit vector, best first.

    A `Wording` also finds what its rules call the same. The score is `fused` of cosine and BM25.
    Equal scores are ordered by path, then by place.
    """
    with damage_told(index):
        wording = question if isinstance(question, Wording) else Wording(question)
        return _search(index, wording, vector, k, filters)


def _search(
    index: Index, wording: Wording, vector: "NDArray[np.float32]", k: int, filters: Filters | None
) -> list[Hit]:
    allowed = None
    if filters:
        allowed = index.catalog.within(filters.since, filters.until, filters.paths)
    dense = index.vectors.search(vector, max(k, POOL), allowed)
    lexical = index.words.search(wording.text, max(k, POOL), allowed, wording.others())
    scores, cosines = dict(lexical), dict(dense)
    cosines |= index.vectors.cosines(vector, [row for row in scores if row not in cosines])
    # while an index is being built, some have no vector yet: they count as middling
    middling = sum(cosines.values()) / len(cosines) if cosines else 0.0
    places = index.catalog.places(list(scores | cosines))
    rows = sorted(places, key=places.__getitem__)
    joint = fused([cosines.get(row, middling) for row in rows], [scores.get(row, 0.0) for row in rows])
    dense_rank, lexical_rank = (_ranks(half, places) for half in (cosines, scores))
    best = sorted(zip(rows, joint, strict=True), key=lambda one: -one[1])[:k]  # stable: equal ones stay in order
    within = {row for row, _ in dense}
    return [
        Hit(
            passage=index.catalog.passage(row),
            row=row,
            score=score,
            cosine=cosines.get(row, middling),
            bm25=scores.get(row, 0.0),
            dense_rank=dense_rank[row] if row in within else None,
            lexical_rank=lexical_rank.get(row),
        )
        for row, score in best
    ]


def _ranks(scores: Mapping[int, float], places: Mapping[int, tuple[str, int]]) -> dict[int, int]:
    """The rank of each row by its score, from 1; equal ones by path, then by place."""
    order = sorted(scores, key=lambda row: (-scores[row], places[row]))
    return {row: rank for rank, row in enumerate(order, start=1)}


def fused(cosines: Sequence[float], bm25: Sequence[float]) -> list[float]:
    """Join two kinds of scores: `DENSE_WEIGHT` of the standardised cosine, the rest of BM25.

    Scores and not ranks: how far the first is ahead of the second tells more than that it is ahead
    (Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023). Rounded to
    four decimals, so that the last bits of a vector or of a score order nothing.
    """
    pairs = zip(_standardised(cosines, _COSINE_NOISE), _standardised(bm25, _BM25_NOISE), strict=True)
    return [round(DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical, 4) for dense, lexical in pairs]


def _standardised(values: Sequence[float], noise: float) -> list[float]:
    """Mean 0 and standard deviation 1; less where the values differ by no more than `noise`."""
    if not values:
        return []
    mean = sum(values) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    return [(value - mean) / max(deviation, noise) for value in values]
