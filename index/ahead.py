"""Passages that are embedded while the files behind them are still being read."""

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING

from corpus.article import Passage
from index.codes import OldCodes
from index.embed import Embedder
from index.keys import as_numbers
from index.made import Made
from index.segment.codes import encode
from index.segment.entry import key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = max(1, (os.cpu_count() or 1) - 1)  # each in a call of the engine: a core is left to who reads
_WORTH = 64  # passages: for fewer no thread is started
_WAITING = 1024  # passages in memory; what does not fit is embedded when all is read


class Ahead:
    """Embeds in a thread what it is offered, and keeps the codes as a build that was stopped would have (`index.made`).

    Passages in `old` have their codes. If it fails it stops: what embeds the rest meets the same, and tells.
    """

    def __init__(self, embedder: Embedder, old: OldCodes, made: Callable[[], Made]) -> None:
        self._embedder = embedder
        self._old = old
        self._made = made
        self._offered: SimpleQueue[tuple[bytes, str] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._met = set[bytes]()
        self._done = bytearray()

    def offer(self, passages: Sequence[Passage]) -> None:
        """Embed these, if there is time."""
        for passage in passages:
            name = key(passage)
            half = name[:8]  # tells one from another nearly always, and takes less room
            if half not in self._met and self._offered.qsize() < _WAITING and name not in self._old.keys:
                self._met.add(half)
                self._offered.put((name, passage.embedded))
        if self._thread is None and self._offered.qsize() >= _WORTH:
            self._thread = threading.Thread(target=self._run)
            self._thread.start()

    @property
    def keys(self) -> "NDArray[np.uint64]":
        """Of the passages that it has embedded: shape (n, 2)."""
        return as_numbers(bytes(self._done))

    def stop(self) -> None:
        """End with what is being embedded now."""
        self._stopping = True
        if self._thread:
            self._offered.put(None)
            self._thread.join()
        self._met.clear()

    def _run(self) -> None:
        with contextlib.suppress(Exception), contextlib.closing(self._made()) as made:
            while batch := self._batch(made):
                made.add(dict(zip(batch, encode(self._embedder.encode(list(batch.values()))), strict=True)))
                self._done += b"".join(batch)

    def _batch(self, made: Made) -> dict[bytes, str]:
        """The next passages by their keys; none at the end."""
        batch = dict[bytes, str]()
        while len(batch) < _AT_ONCE:
            offered = self._offered.get()
            if offered is None or self._stopping:
                return {}
            name, text = offered
            if name not in made.keys:
                batch[name] = text
        return batch
