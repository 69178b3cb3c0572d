"""The passages of a new segment -> their codes: taken over from the old index, or made."""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.embed import Embedder
from index.made import Made
from index.reading import Progress
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.codes import encode, width
from index.segment.vectors import VectorsWriter
from index.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_ONCE: Final = 32
"""Passages embedded between two notes on what is done: a build that is killed loses so many at most."""

_KEY = 16  # bytes
_BLOCK = 4096  # passages whose texts are looked at together


class OldCodes:
    """The codes of the segments of an index, by the keys of their passages."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        import numpy as np  # noqa: PLC0415

        self._segments = segments
        self._keys = _table([key for segment in segments for key in segment.catalog.passage_keys()], _KEY)
        starts = self._starts(self._keys)
        self._order = np.argsort(starts, kind="stable")
        self._sorted = starts[self._order]

    def rows(self, keys: Sequence[bytes]) -> "NDArray[np.int64]":
        """For each key a row of the segments one behind another; -1 where there is none."""
        import numpy as np  # noqa: PLC0415

        wanted = _table(keys, _KEY)
        if not len(self._keys) or not len(wanted):
            return np.full(len(wanted), -1)
        at = np.minimum(np.searchsorted(self._sorted, self._starts(wanted)), len(self._keys) - 1)
        rows = self._order[at]
        found: NDArray[np.int64] = np.where((self._keys[rows] == wanted).all(axis=1), rows, -1)
        return found

    @staticmethod
    def _starts(keys: "NDArray[np.uint8]") -> "NDArray[np.uint64]":
        """Eight of sixteen bytes, as numbers that can be sorted: two keys hardly ever share them."""
        import numpy as np  # noqa: PLC0415

        starts: NDArray[np.uint64] = np.ascontiguousarray(keys[:, :8]).view(np.uint64).reshape(-1)
        return starts

    def code(self, row: int) -> bytes:
        """The code of a row."""
        for segment in self._segments:
            if row < segment.catalog.passages:
                assert segment.vectors is not None  # noqa: S101  only complete segments are handed in
                return segment.vectors.code(row)
            row -= segment.catalog.passages
        raise IndexError(row)


class NewCodes:
    """The codes of the passages of a new segment: what there is of them, and how many are still to be made.

    A passage that was embedded before, in whatever file it stood, keeps its code, and two that read
    alike share one: what a code is never depends on what was there before. `old` are segments with
    vectors of the same model; `made` opens the store of what a build makes.
    """

    def __init__(self, keys: Sequence[bytes], old: Sequence[Segment], made: Callable[[], Made]) -> None:
        self._keys, self._old = keys, OldCodes(old)
        self._rows = self._old.rows(keys)
        new = [key for key, row in zip(keys, self._rows, strict=True) if row < 0]
        self._store = made() if new else None
        self._missing = {key for key in new if self._store and key not in self._store}
        self.missing = len(self._missing)
        self.embedded = sum(key in self._missing for key in new)
        """Passages whose codes have to be made; those that read alike count each."""

    def write(
        self,
        folder: Path,
        embedder: Embedder,
        progress: Progress,
        done: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        """Make what is missing, and write all codes to the segment's folder. `done` is told of how many there are."""
        total = self.missing
        progress("embed", 0, total)
        with closing(SegmentCatalog(folder / CATALOG)) as catalog:
            writer = VectorsWriter(folder, embedder.dimension)
            try:
                for first in range(0, len(self._keys), _BLOCK):
                    block = self._keys[first : first + _BLOCK]
                    for texts in _batches(catalog, first, block, self._missing):
                        assert self._store is not None  # noqa: S101  it is there where something is missing
                        self._store.add(dict(zip(texts, encode(embedder.encode(list(texts.values()))), strict=True)))
                        self._missing -= texts.keys()
                        progress("embed", total - len(self._missing), total)
                    rows = self._rows[first : first + _BLOCK]
                    parts = [self._code(key, int(row)) for key, row in zip(block, rows, strict=True)]
                    writer.add(_table(parts, width(embedder.dimension)))
                    if first + len(block) < len(self._keys):  # after the last, the files have to be finished first
                        done(first + len(block))
                writer.close()
            finally:
                writer.abandon()

    def close(self) -> None:
        """Keep what was made for a later build."""
        if self._store:
            self._store.close()

    def _code(self, key: bytes, row: int) -> bytes:
        if row >= 0 or self._store is None:
            return self._old.code(row)
        return self._store.code(key)


def _batches(
    catalog: SegmentCatalog, first: int, keys: Sequence[bytes], missing: Collection[bytes]
) -> Iterator[dict[bytes, str]]:
    """The texts to embed of a block, those of like length together, so that none waits for a longer one.

    Long and short batches come in no order: how long the rest takes can be told from what is done.
    """
    texts = {key: catalog.passage(row).embedded for row, key in enumerate(keys, start=first) if key in missing}
    order = sorted(texts, key=lambda key: (len(texts[key]), key))
    batches = [order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE)]
    random.Random(first).shuffle(batches)  # noqa: S311  no secret
    return ({key: texts[key] for key in batch} for batch in batches)


def _table(rows: Sequence[bytes], size: int) -> "NDArray[np.uint8]":
    import numpy as np  # noqa: PLC0415

    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, size)
