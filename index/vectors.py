"""The dense half of an index: the unit vectors of all its passages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.segments import Allowed, Segment, by_segment, segment_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Vectors:
    """The vectors of all segments that have theirs; those of articles that are gone are not found."""

    def __init__(self, segments: Sequence[Segment], dimension: int) -> None:
        self._segments = segments
        self.dimension = dimension

    def __len__(self) -> int:
        """How many passages have their vectors, those of articles that are gone among them."""
        return sum(len(segment.vectors) for segment in self._segments if segment.vectors is not None)

    def search(self, vector: "NDArray[np.float32]", k: int, allowed: Allowed | None = None) -> list[tuple[int, float]]:
        """The `k` rows nearest to a unit vector as (row, cosine to six decimals), best first, ties by row.

        With `allowed`, only rows of those articles are looked at.
        """
        found = list[tuple[int, float]]()
        for segment in self._segments:
            if segment.vectors is not None:
                hits = segment.vectors.search(vector, k, segment.mask(allowed))
                found += [(segment.base + row, score) for row, score in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def cosines(self, vector: "NDArray[np.float32]", rows: Sequence[int]) -> dict[int, float]:
        """The cosine of each of these rows that has a vector yet, to six decimals."""
        found = [row for row in rows if self._has(row)]
        return dict(zip(found, (round(float(score), 6) for score in self.rows(found) @ vector), strict=True))

    def _has(self, row: int) -> bool:
        segment = segment_of(self._segments, row)
        return segment.vectors is not None and row - segment.base < len(segment.vectors)

    def rows(self, rows: Sequence[int]) -> "NDArray[np.float32]":
        """The vectors of these rows, float32, shape (len(rows), dimension). All must have one."""
        import numpy as np  # noqa: PLC0415

        found: dict[int, NDArray[np.float32]] = {}
        for segment, own in by_segment(self._segments, set(rows)):
            if segment.vectors is not None:
                found |= zip(own, segment.vectors.rows([row - segment.base for row in own]), strict=True)
        return np.stack([found[row] for row in rows]) if rows else np.zeros((0, self.dimension), dtype=np.float32)
