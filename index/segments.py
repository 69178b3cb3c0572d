"""The segments of an index, one behind another: which rows are whose, and which articles are gone."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from index.segment.catalog import SegmentCatalog
from index.segment.vectors import SegmentVectors
from index.segment.words import Among, SegmentWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Allowed = Sequence[Sequence[int]]
"""For each segment, the numbers of the articles that are looked at; none that is gone is among them."""


@dataclass(frozen=True)
class Segment:
    """A segment, opened. Its first passage is row `base` of the index; articles numbered in `gone` do not count.

    Without `vectors` it is being built: its passages are found by their words.
    """

    number: int
    base: int
    gone: tuple[int, ...]
    catalog: SegmentCatalog
    words: SegmentWords
    vectors: SegmentVectors | None

    @cached_property
    def live(self) -> int:
        """How many passages it has of articles that are not gone."""
        return self.catalog.passages - sum(len(self.catalog.rows_of(number)) for number in self.gone)

    def among(self, allowed: Allowed | None) -> Among | None:
        """Which articles the words are searched for in; None for all."""
        if allowed is None:
            return Among(self.gone, outside=True) if self.gone else None
        mine = allowed[self.number]
        if len(mine) <= self.catalog.articles / 2:
            return Among(mine)
        within = frozenset(mine)
        return Among([number for number in range(self.catalog.articles) if number not in within], outside=True)

    def mask(self, allowed: Allowed | None) -> "NDArray[np.bool_] | None":
        """A mask of the rows that are looked at; None for all."""
        import numpy as np  # noqa: PLC0415

        if allowed is None and not self.gone:
            return None
        within = np.zeros(self.catalog.articles, dtype=np.bool_)
        if allowed is None:
            within[:] = True
            within[list(self.gone)] = False
        else:
            within[list(allowed[self.number])] = True
        masked: NDArray[np.bool_] = within[self._articles]
        return masked

    @cached_property
    def _articles(self) -> "NDArray[np.int64]":
        """The number of each row's article."""
        import numpy as np  # noqa: PLC0415

        return np.repeat(np.arange(self.catalog.articles), self.catalog.sizes())


def by_segment(segments: Sequence[Segment], rows: Iterable[int]) -> Iterator[tuple[Segment, list[int]]]:
    """The segments in which some of these rows of the index lie, each with those rows, ascending."""
    for number, own in groupby(sorted(rows), key=lambda row: segment_of(segments, row).number):
        yield segments[number], list(own)


def segment_of(segments: Sequence[Segment], row: int) -> Segment:
    """The segment in which a row of the index lies."""
    return segments[bisect_right(segments, row, key=lambda segment: segment.base) - 1]
