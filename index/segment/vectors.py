"""The dense half of a segment: a code a passage, and in a large one an approximate index before them.

    vectors.bin   a code (`index.segment.codes`) for each passage, row i for passage i
    near.faiss    for more than `EXACT` passages: which rows may be near

What is found is scored by its codes, however it was found. `tests/bench/near.py` compares the kinds of
index that FAISS has. On a million perturbed vectors, one-bit codes (RaBitQ) of 56 bytes have 0.997 of the true ten
among their first 300 in 0.8 ms; products (PQ 96x4) in half of that, but now and then in 8 ms; four-bit components
(SQ4) in 2 ms, from 192 bytes.
"""

import os
import weakref
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CODES, NEAR = "vectors.bin", "near.faiss"

EXACT: Final = 16_384
"""Passages up to which every vector is compared: 25 MB when decoded, and two milliseconds."""

_FEW = 2000  # rows that are compared one by one though there is an approximate index
_BLOCK = 1024  # rows decoded at a time: more do not stay in the processor's cache
_ADDED = 4096  # rows in memory when the approximate index is made
PER_LIST = 24  # vectors a list is trained on
_MOST_LISTS = 4096
_ROUNDS = 8  # of k-means; more change nothing that a search would show
_LISTS_READ = 1 / 12  # of all
_FEWEST_READ = 96
_SHORT_LIST = 3  # times as many as are wanted are scored by their codes
_FEWEST_SCORED = 600
_SEED = 1


class VectorsWriter:
    """Writes the codes of a segment as they come; `close` makes the approximate index if there are many."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._file = (folder / CODES).open("wb")

    def add(self, codes: "NDArray[np.uint8]") -> None:
        """Append the codes of the next passages, of shape (n, `codes.width(dimension)`)."""
        self._file.write(codes.tobytes())
        self._file.flush()

    def abandon(self) -> None:
        """Let go of the file, finished or not."""
        self._file.close()

    def close(self) -> None:
        """Finish the files."""
        self._file.close()
        with closing(CodesFile(self._folder / CODES, self._dimension)) as codes:
            if len(codes) > EXACT:
                import faiss  # noqa: PLC0415

                faiss.write_index(_near(codes), str(self._folder / NEAR))


class CodesFile:
    """The codes in a file, which may still be growing: `count` of them, or as many as there are.

    They are read and not mapped: of a large file, questions would soon have all pages in memory.
    Raises ValueError if there are fewer.
    """

    def __init__(self, path: Path, dimension: int, count: int | None = None) -> None:
        from index.segment.codes import width  # noqa: PLC0415

        self.dimension, self._width = dimension, width(dimension)
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.close = weakref.finalize(self, os.close, self._file)
        """Let go of the file; nobody need."""
        there = os.fstat(self._file).st_size // self._width
        if there < (count or 0):
            raise ValueError(f"{there} vectors where {count} were written")
        self._count = there if count is None else count

    def __len__(self) -> int:
        return self._count

    def read(self, rows: "NDArray[np.int64]") -> "NDArray[np.uint8]":
        """The codes of these rows. Raises ValueError if the file ends before them."""
        import numpy as np  # noqa: PLC0415

        in_a_row = len(rows) > 0 and np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows)))
        parts = [(int(rows[0]), len(rows))] if in_a_row else [(row, 1) for row in rows.tolist()]
        return np.frombuffer(b"".join(starmap(self._read, parts)), dtype=np.uint8).reshape(len(rows), self._width)

    def vectors(self, rows: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """The vectors of these rows."""
        import numpy as np  # noqa: PLC0415

        from index.segment.codes import decode  # noqa: PLC0415

        found = np.empty((len(rows), self.dimension), dtype=np.float32)
        for at in range(0, len(rows), _BLOCK):
            found[at : at + _BLOCK] = decode(self.read(rows[at : at + _BLOCK]), self.dimension)
        return found

    def _read(self, row: int, count: int) -> bytes:
        os.lseek(self._file, row * self._width, os.SEEK_SET)
        return os.read(self._file, count * self._width)


class SegmentVectors:
    """The vectors of the first `passages` of a segment.

    Not with `near`, the approximate index is left alone: it may just be being written.

    Raises ValueError, OSError or RuntimeError if they are damaged.
    """

    def __init__(self, folder: Path, dimension: int, passages: int, *, near: bool = True) -> None:
        self.dimension = dimension
        self._codes = CodesFile(folder / CODES, dimension, passages)
        self._index: Any = None
        if near and (folder / NEAR).exists():
            import faiss  # noqa: PLC0415  40 ms that small indexes need not wait for

            self._index = faiss.read_index(str(folder / NEAR), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return len(self._codes)

    def search(
        self, vector: "NDArray[np.float32]", k: int, among: "NDArray[np.bool_] | None" = None
    ) -> list[tuple[int, float]]:
        """The `k` rows nearest to a unit vector as (row, cosine), best first, ties by row.

        With `among`, a mask of all the segment's rows, only those in it are looked at; of those, too, that
        have no vector yet none is found.
        """
        import numpy as np  # noqa: PLC0415

        among = None if among is None else among[: len(self)]
        rows = np.arange(len(self)) if among is None else np.flatnonzero(among)
        k = min(k, len(rows))
        if k == 0:
            return []
        if self._index is not None and len(rows) > _FEW:
            rows = self._nearest(vector, min(max(_SHORT_LIST * k, _FEWEST_SCORED), len(rows)), among)
        # the last bits depend on how many are multiplied at once; float32 cannot hold six decimals
        scores = np.round(self._scores(vector, rows).astype(np.float64), 6)
        worst = np.partition(scores, len(scores) - k)[len(scores) - k] if k < len(scores) else -np.inf
        kept = np.flatnonzero(scores >= worst)
        order = kept[np.lexsort((rows[kept], -scores[kept]))][:k]
        return [(int(rows[at]), float(scores[at])) for at in order]

    def rows(self, rows: "Sequence[int] | NDArray[np.int64]") -> "NDArray[np.float32]":
        """The vectors of these rows, float32, shape (len(rows), dimension)."""
        import numpy as np  # noqa: PLC0415

        return self._codes.vectors(np.asarray(rows, dtype=np.int64))

    def code(self, row: int) -> bytes:
        """The code of a row."""
        import numpy as np  # noqa: PLC0415

        return self._codes.read(np.array([row])).tobytes()

    def _scores(self, vector: "NDArray[np.float32]", rows: "NDArray[np.int64]") -> "NDArray[np.float32]":
        import numpy as np  # noqa: PLC0415

        if len(self) <= EXACT and self._index is None:
            return (self._all if len(rows) == len(self) else self._all[rows]) @ vector
        blocks = range(0, len(rows), EXACT)  # an index that is being built may have many and nothing before them
        scores: NDArray[np.float32] = np.concatenate([self.rows(rows[at : at + EXACT]) @ vector for at in blocks])
        return scores

    @cached_property
    def _all(self) -> "NDArray[np.float32]":
        return self.rows(range(len(self)))

    def _nearest(self, vector: "NDArray[np.float32]", k: int, among: "NDArray[np.bool_] | None") -> "NDArray[np.int64]":
        import faiss  # noqa: PLC0415
        import numpy as np  # noqa: PLC0415

        lists = self._index.nlist
        read = min(lists, max(_FEWEST_READ, int(lists * _LISTS_READ)))
        selector = None if among is None else faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))  # type: ignore[call-arg,arg-type]  # as its wrapper takes it
        if among is not None:  # where few rows are looked at, their lists are far apart
            read = min(lists, int(read * len(among) / max(1, np.count_nonzero(among))))
        while True:
            parameters = faiss.SearchParametersIVF(nprobe=read, sel=selector)  # type: ignore[call-arg]  # by keyword in its wrapper
            _, rows = self._index.search(vector.reshape(1, -1), k, params=parameters)
            found: NDArray[np.int64] = rows[0][rows[0] >= 0]
            if len(found) == k or read == lists:
                return found
            read = min(lists, 4 * read)  # what is looked at lies elsewhere than what is near


def _near(codes: CodesFile) -> Any:
    """An inverted file over one-bit codes (Gao and Long, "RaBitQ", 2024), made of a fixed sample."""
    import faiss  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    lists = lists_for(len(codes))
    sample = np.sort(np.random.default_rng(_SEED).permutation(len(codes))[: lists * PER_LIST])
    training = codes.vectors(sample)
    centres = centres_of(training, lists)
    near = faiss.IndexIVFRaBitQ(centres, codes.dimension, lists, faiss.METRIC_INNER_PRODUCT)
    near.train(training[:1])  # the centres are there, and one-bit codes have nothing to learn
    del training
    for at in range(0, len(codes), _ADDED):
        near.add(codes.vectors(np.arange(at, min(at + _ADDED, len(codes)))))
    near.own_fields = True
    centres.this.disown()
    return near


def lists_for(count: int) -> int:
    """Into how many lists so many vectors are put."""
    return min(_MOST_LISTS, max(64, int(1.5 * count**0.5)))


def centres_of(training: "NDArray[np.float32]", lists: int) -> Any:
    """The centres of as many lists, by k-means of these unit vectors, as an index of FAISS."""
    import faiss  # noqa: PLC0415

    means = faiss.Kmeans(
        training.shape[1],
        lists,
        niter=_ROUNDS,
        spherical=True,
        seed=_SEED,
        min_points_per_centroid=1,  # else it warns on standard output
        max_points_per_centroid=PER_LIST,
    )
    means.train(training)
    centres: Any = faiss.IndexFlatIP(training.shape[1])
    centres.add(means.centroids)
    return centres
