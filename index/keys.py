"""The keys of many passages, 32 bytes each, and the row of any one of them."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Keys:
    """Looks up keys (`index.segment.entry.key`) among others, of shape (n, 2), by their first halves, sorted."""

    def __init__(self, keys: "NDArray[np.uint64]") -> None:
        self._keys = keys
        self._order: NDArray[np.int64] = np.argsort(keys[:, 0], kind="stable")
        self._sorted: NDArray[np.uint64] = keys[self._order, 0]

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: bytes) -> bool:
        return bool(self.rows(as_numbers(key))[0] >= 0)

    def rows(self, keys: "NDArray[np.uint64]") -> "NDArray[np.int64]":
        """For each key its row; -1 where there is none."""
        found = np.full(len(keys), -1)
        at = np.searchsorted(self._sorted, keys[:, 0])
        left = np.flatnonzero(at < len(self))  # keys that are not looked up yet
        while len(left):  # once: hardly ever do two keys share a half
            left = left[self._sorted[at[left]] == keys[left, 0]]
            rows = self._order[at[left]]
            same = self._keys[rows, 1] == keys[left, 1]
            found[left[same]] = rows[same]
            at[left] += 1
            left = left[~same & (at[left] < len(self))]
        return found


def as_numbers(keys: bytes | bytearray) -> "NDArray[np.uint64]":
    """Keys behind one another as numbers: shape (n, 2)."""
    return np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2)
