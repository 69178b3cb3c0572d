"""The codes that a build has made so far, on disk: one that is stopped goes on where it was.

A record is a passage's key, its code, and a hash of both: what was written when the power failed
is not taken for a code.
"""

import contextlib
import os
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from index.segment.codes import width

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KEY, _HASH = 16, 8


class Made:
    """The codes made for the index at a place, by the keys of their passages (`index.segment.entry.key`).

    `made_by` names the model and the engine.

    Call it with the lock held.
    """

    def __init__(self, place: Path, made_by: str, dimension: int) -> None:
        name = blake2b(f"{made_by}{dimension}".encode(), digest_size=6).hexdigest()
        self._path = place / f"made-{name}.bin"
        forget(place, self._path.name)
        self._size = _KEY + width(dimension) + _HASH
        self._before = dict(self._found())
        self._file = self._path.open("r+b" if self._path.exists() else "w+b")
        self._file.seek(len(self._before) * self._size)
        self._file.truncate()

    def __contains__(self, key: bytes) -> bool:
        """Whether an earlier build made it: what this one adds, it knows."""
        return key in self._before

    def add(self, codes: Mapping[bytes, "NDArray[np.uint8]"]) -> None:
        """Keep these codes, whatever happens next."""
        for key, code in codes.items():
            record = key + code.tobytes()
            self._file.write(record + _hash(record))
        self._file.flush()

    def code(self, key: bytes) -> bytes:
        """The code that an earlier build made of a passage. Raises KeyError if none did."""
        self._file.seek(self._before[key] * self._size + _KEY)
        code = self._file.read(self._size - _KEY - _HASH)
        self._file.seek(0, os.SEEK_END)
        return code

    def close(self) -> None:
        """Keep what there is for a later build."""
        empty = self._file.tell() == 0
        self._file.close()
        if empty:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _found(self) -> "list[tuple[bytes, int]]":
        if not self._path.exists():
            return []
        found = list[tuple[bytes, int]]()
        with self._path.open("rb") as file:
            while len(record := file.read(self._size)) == self._size and _hash(record[:-_HASH]) == record[-_HASH:]:
                found.append((record[:_KEY], len(found)))
        return found


def forget(place: Path, kept: str = "") -> None:
    """Remove the codes of a build that has ended, and of all other models than that of the file `kept`."""
    for path in place.glob("made-*.bin"):
        if path.name != kept:
            with contextlib.suppress(OSError):
                path.unlink()


def _hash(record: bytes) -> bytes:
    return blake2b(record, digest_size=_HASH).digest()
