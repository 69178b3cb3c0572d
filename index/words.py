"""The lexical half of an index: BM25 over the terms of all its passages."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from index.segment.words import rarity
from index.segments import Allowed, Segment
from index.terms import question_terms


class Words:
    """The terms of the passages of all segments; those of articles that are gone do not count.

    `lost` says how many passages of articles that are gone hold a term.
    """

    def __init__(self, segments: Sequence[Segment], lost: Mapping[str, int]) -> None:
        self._segments, self._lost = segments, lost
        self._passages = sum(segment.live for segment in segments)

    def __len__(self) -> int:
        return self._passages

    def search(
        self,
        question: str,
        k: int,
        allowed: Allowed | None = None,
        others: Mapping[str, Sequence[Sequence[str]]] | None = None,
    ) -> list[tuple[int, float]]:
        """The `k` rows that best match a question as (row, BM25 score to three decimals), best first, ties by row.

        A row without any term of the question is never among them. With `allowed`, only rows of those
        articles are looked at; their scores are as without. `others` are runs of terms that stand for a
        term of the question (`index.segment.words.SegmentWords.search`).
        """
        asked, runs = question_terms(question), others or {}
        if not asked or k == 0:
            return []
        needed = {*asked, *(term for some in runs.values() for run in some for term in run)}
        return self._best(
            k,
            needed,
            lambda segment, weights: segment.words.search(asked, weights, runs, k, segment.among(allowed)),
        )

    def holding(self, run: Sequence[str], k: int) -> list[int]:
        """The `k` rows at most that best match all of these terms, best first."""
        if not run or k == 0:
            return []
        best = self._best(
            k, set(run), lambda segment, weights: segment.words.holding(run, weights, k, segment.among(None))
        )
        return [row for row, _ in best]

    def _best(
        self, k: int, needed: Collection[str], find: Callable[[Segment, Mapping[str, float]], list[tuple[int, float]]]
    ) -> list[tuple[int, float]]:
        """What `find` finds in each segment with the weights that make its terms count as in the whole index."""
        counts = {term: rarity(len(self), self.frequency(term)) for term in needed}
        found = list[tuple[int, float]]()
        for segment in self._segments:
            weights = {term: count / segment.words.own_weight(term) for term, count in counts.items()}
            found += [(segment.base + row, round(score, 3)) for row, score in find(segment, weights)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """All terms that begin so, each with the number of passages that hold it, the most frequent first."""
        counts = Counter[str]()
        for segment in self._segments:
            counts.update(dict(segment.words.vocabulary(prefix)))
        left = ((term, times - self._lost.get(term, 0)) for term, times in counts.items())
        return sorted(((term, times) for term, times in left if times > 0), key=lambda one: (-one[1], one[0]))

    def frequency(self, term: str) -> int:
        """How many passages hold a term of `index.terms.terms`."""
        return sum(segment.words.frequency(term) for segment in self._segments) - self._lost.get(term, 0)
