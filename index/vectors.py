"""The dense half: unit vectors in FAISS, row i for passage i."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def write_vectors(path: Path, vectors: "NDArray[np.float32]") -> None:
    """Write float32 unit vectors of shape (n, dimension) to a new file."""
    import faiss  # noqa: PLC0415

    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    faiss.write_index(flat, str(path))


class Vectors:
    """The vectors of one index, mapped from disk: opening reads a page, whatever the size."""

    def __init__(self, path: Path) -> None:
        import faiss  # noqa: PLC0415

        # plain IO_FLAG_MMAP would read a flat index into memory all the same
        self._flat: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._flat.d)

    def search(
        self, vector: "NDArray[np.float32]", k: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` rows nearest to a unit vector as (row, cosine), best first, ties by row.

        With `allowed`, only those rows are looked at. Fewer than `k` rows give fewer results.
        """
        import faiss  # noqa: PLC0415
        import numpy as np  # noqa: PLC0415

        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return []
        parameters: Any = None
        if allowed is not None:
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]  # set by keyword in its wrapper
                sel=faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            )
        scores, rows = self._flat.search(vector.reshape(1, -1), k, params=parameters)
        found = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def rows(self, rows: Sequence[int]) -> "NDArray[np.float32]":
        """The vectors of these rows, float32, shape (len(rows), dimension)."""
        import numpy as np  # noqa: PLC0415

        if not rows:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found: NDArray[np.float32] = self._flat.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found
