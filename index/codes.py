"""The passages of a new segment -> their codes: taken over from the old index, or made."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from index.embed import Embedder
from index.keys import Keys, as_numbers
from index.made import Made
from index.progress import Progress
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.codes import encode, width
from index.segment.vectors import CODES, CodesFile, VectorsWriter
from index.segments import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_ONCE: Final = max(8, min(64, 4 * (os.cpu_count() or 1)))
"""Passages embedded between two notes on what is done: a build that is killed loses so many at most.

More would only keep more cores busy: on two, 8 at once are embedded as fast as 16, and a tenth more slowly than all.
"""

_BLOCK = 4096  # passages whose codes are in memory together


class OldCodes:
    """The codes of the segments of an index, by the keys of their passages, which are read when they are needed."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    @cached_property
    def keys(self) -> Keys:
        """The keys of the passages, segment by segment."""
        keys = [segment.catalog.passage_keys() for segment in self._segments]
        return Keys(np.concatenate(keys) if keys else as_numbers(b""))

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
    alike share one: what a code is never depends on what was there before. `keys` are those of the
    passages, of shape (n, 2); `made` opens the store of what a build makes, in which those of the keys
    `ahead` are already.
    """

    def __init__(
        self, keys: "NDArray[np.uint64]", old: OldCodes, made: Callable[[], Made], ahead: "NDArray[np.uint64]"
    ) -> None:
        self._keys, self._old, self._alike = keys, old, _first_alike(keys)
        self._rows = old.keys.rows(keys)
        new = self._rows < 0
        self._store = made() if new.any() else None
        self._missing = new & (self._alike == np.arange(len(keys)))
        self._stored = self._store.keys.rows(keys) if self._store else np.full(len(keys), -1)
        self._missing &= self._stored < 0
        self.missing = int(self._missing.sum())
        self.embedded = int(self._missing[self._alike[new]].sum())
        """Passages whose codes this build makes; those that read alike count each."""
        self.embedded += int((Keys(ahead).rows(keys[new]) >= 0).sum())

    def write(
        self,
        folder: Path,
        embedder: Embedder,
        progress: Progress,
        done: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        """Make what is missing, and write all codes to the segment's folder. `done` is told of how many there are."""
        progress("embed", 0, self.missing)
        made, count = 0, len(self._keys)
        with closing(SegmentCatalog(folder / CATALOG)) as catalog:
            writer = VectorsWriter(folder, embedder.dimension)
            try:
                for first in range(0, count, _BLOCK):
                    block = np.arange(first, min(first + _BLOCK, count))
                    codes = np.zeros((len(block), width(embedder.dimension)), dtype=np.uint8)
                    for rows, texts in _batches(catalog, block[self._missing[block]]):
                        codes[rows - first] = self._kept(rows, encode(embedder.encode(texts)))
                        made += len(rows)
                        progress("embed", made, self.missing)
                    self._fill(codes, block, CodesFile(folder / CODES, embedder.dimension))
                    writer.add(codes)
                    if block[-1] + 1 < count:  # after the last, the files have to be finished first
                        done(int(block[-1]) + 1)
                writer.close()
            finally:
                writer.abandon()

    def close(self) -> None:
        """Keep what was made for a later build."""
        if self._store:
            self._store.close()

    def _kept(self, rows: "NDArray[np.int64]", codes: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
        if self._store:
            self._store.add({self._keys[row].tobytes(): code for row, code in zip(rows, codes, strict=True)})
        return codes

    def _fill(self, codes: "NDArray[np.uint8]", block: "NDArray[np.int64]", written: CodesFile) -> None:
        """Put the codes of a block in place that need not be made; those before it are `written`."""
        for place, row in enumerate(block.tolist()):
            alike = int(self._alike[row])
            if self._rows[row] >= 0:
                codes[place] = np.frombuffer(self._old.code(int(self._rows[row])), dtype=np.uint8)
            elif alike < block[0]:
                codes[place] = written.read(np.array([alike]))[0]
            elif alike < row:
                codes[place] = codes[alike - block[0]]
            elif not self._missing[row] and self._store:
                codes[place] = np.frombuffer(self._store.code(int(self._stored[row])), dtype=np.uint8)


def _first_alike(keys: "NDArray[np.uint64]") -> "NDArray[np.int64]":
    """For each row the first with the same key: itself, if none before it has."""
    order = np.lexsort((keys[:, 1], keys[:, 0]))  # stable: of equal ones, the first is the first
    opens = np.ones(len(keys), dtype=np.bool_)
    opens[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
    first = np.empty(len(keys), dtype=np.int64)
    first[order] = order[np.flatnonzero(opens)[np.cumsum(opens) - 1]]
    return first


def _batches(catalog: SegmentCatalog, rows: "NDArray[np.int64]") -> "Iterator[tuple[NDArray[np.int64], list[str]]]":
    """Rows and what is embedded of them, those of like length together, so that none waits for a longer one.

    Long and short batches come in no order: how long the rest takes can be told from what is done.
    """
    texts = {row: catalog.passage(row).embedded for row in rows.tolist()}
    order = sorted(texts, key=lambda row: (len(texts[row]), row))
    batches = [order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE)]
    random.Random(len(order)).shuffle(batches)  # noqa: S311  no secret
    return ((np.array(batch), [texts[row] for row in batch]) for batch in batches)
