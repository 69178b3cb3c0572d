"""Stand-ins that behave: an embedder in which similarity means shared words, and files to read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Model
from index.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSION = 256
WORDS = Model("words", "1")


@dataclass
class WordEmbedder:
    """An `index.embed.Embedder` whose cosine counts the words that two texts share.

    Each stemmed word stands for one of 256 dimensions and a sign, by its hash; a text is the sum of
    its words, scaled to length 1. A text without words is the first unit vector. Tokens are the
    words between white space. `embedded` keeps every text in the order in which it was encoded.
    """

    model: Model = WORDS
    engine: str = "shared words"
    dimension: int = DIMENSION
    max_tokens: int = 200
    embedded: list[str] = field(default_factory=list)
    common: Collection[str] | None = None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [sum(map(self._tokens, text.split())) for text in texts]

    def _tokens(self, word: str) -> int:
        return 1 if self.common is None or word in self.common else 2

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        self.embedded += texts
        return np.stack([self.vector(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)

    def vector(self, text: str) -> "NDArray[np.float32]":
        """The vector of one text, not written down in `embedded`."""
        total = np.zeros(self.dimension)
        for word in terms(text):
            at, sign = _place(word)
            total[at % self.dimension] += sign
        length = float(np.linalg.norm(total))
        if length == 0:
            total[0] = length = 1
        unit: NDArray[np.float32] = (total / length).astype(np.float32)
        return unit


@cache
def _place(word: str) -> tuple[int, int]:
    digest = blake2b(word.encode(), digest_size=4).digest()
    return int.from_bytes(digest[:3]), 1 if digest[3] % 2 else -1


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write files by their paths below `folder`, making folders as needed; the folder."""
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
