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

from index.keys import Keys, as_numbers
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
        self.keys = Keys(as_numbers(self._found()))
        """Of the passages whose codes an earlier build made: what this one adds, it knows."""
        self._file = self._path.open("r+b" if self._path.exists() else "w+b")
        self._file.seek(len(self.keys) * self._size)
        self._file.truncate()

    def add(self, codes: Mapping[bytes, "NDArray[np.uint8]"]) -> None:
        """Keep these codes, whatever happens next."""
        for key, code in codes.items():
            record = key + code.tobytes()
            self._file.write(record + _hash(record))
        self._file.flush()

    def code(self, row: int) -> bytes:
        """The code of a row of `keys`. Raises IndexError where there is none."""
        if not 0 <= row < len(self.keys):
            raise IndexError(row)
        self._file.seek(row * self._size + _KEY)
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

    def _found(self) -> bytearray:
        """The keys of the records that are whole, one behind another."""
        found = bytearray()
        if self._path.exists():
            with self._path.open("rb") as file:
                while len(record := file.read(self._size)) == self._size and _hash(record[:-_HASH]) == record[-_HASH:]:
                    found += record[:_KEY]
        return found


def forget(place: Path, kept: str = "") -> None:
    """Remove the codes of a build that has ended, and of all other models than that of the file `kept`."""
    for path in place.glob("made-*.bin"):
        if path.name != kept:
            with contextlib.suppress(OSError):
                path.unlink()


def _hash(record: bytes) -> bytes:
    return blake2b(record, digest_size=_HASH).digest()
