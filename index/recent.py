"""An embedder that keeps the vectors of the texts that it embedded last."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.embed import Embedder, Model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT = 16384
"""Vectors kept: 25 MB of the default model's. Five articles have some hundred sentences."""


class RecentVectors:
    """An `Embedder` before another one: a text that it met among its last `most` is not embedded again.

    Questions about the same articles read the same sentences again and again, and embedding those is
    nearly all the work of an answer.
    """

    def __init__(self, embedder: Embedder, most: int = KEPT) -> None:
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def model(self) -> Model:
        """As `Embedder.model`."""
        return self._embedder.model

    @property
    def engine(self) -> str:
        """As `Embedder.engine`."""
        return self._embedder.engine

    @property
    def dimension(self) -> int:
        """As `Embedder.dimension`."""
        return self._embedder.dimension

    @property
    def max_tokens(self) -> int:
        """As `Embedder.max_tokens`."""
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As `Embedder.count_tokens`."""
        return self._embedder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As `Embedder.encode`."""
        import numpy as np  # noqa: PLC0415  half a second that `qa --help` need not wait for

        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        found = dict(zip(new, self._embedder.encode(new), strict=True)) if new else {}
        for text in dict.fromkeys(texts):
            if text in self._kept:
                self._kept.move_to_end(text)
                found[text] = self._kept[text]
            else:
                self._kept[text] = found[text].copy()  # a view would keep the whole batch alive
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([found[text] for text in texts])
