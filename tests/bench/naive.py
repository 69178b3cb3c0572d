"""What a few lines can do: rankings by BM25 and by one model's cosine, and an embedder that remembers on disk."""

import contextlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL

Floats = NDArray[np.float32]
Scorer = Callable[[str], Floats]
"""A question -> the score of each text, as they were given."""


class RememberingEmbedder(SentenceTransformerEmbedder):
    """The default model; embeds a text once and keeps its vector in a file of the folder `cache`."""

    def __init__(self, cache: Path) -> None:
        super().__init__(DEFAULT_MODEL, cache)
        self._file = cache / f"vectors-{self.model.revision[:16]}.npz"
        self._known: dict[bytes, Floats] = {}
        self._remembers = True
        if self._file.is_file():
            with np.load(self._file) as kept:
                self._known = dict(zip(map(bytes, kept["keys"]), kept["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> Floats:
        """As `Embedder.encode`."""
        if not self._remembers or not texts:
            return super().encode(texts)
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        self._known.update(zip(new, super().encode(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])

    @contextlib.contextmanager
    def forgetful(self) -> Iterator[None]:
        """Within it every text is embedded, as it is when somebody asks."""
        self._remembers = False
        try:
            yield
        finally:
            self._remembers = True

    def save(self) -> None:
        """Write what is known."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array([np.frombuffer(key, np.uint8) for key in self._known])
        staged = self._file.with_suffix(".new.npz")
        np.savez(staged, keys=keys, vectors=np.stack(list(self._known.values())))
        staged.replace(self._file)


def bm25(texts: Sequence[str]) -> Scorer:
    """BM25 with k1 = 1.2 and b = 0.75 over plain words, neither stemmed nor sifted (Robertson and Zaragoza, 2009)."""
    k1, b = 1.2, 0.75
    counts = [Counter(_words(text)) for text in texts]
    lengths = np.array([count.total() for count in counts], np.float64)
    normal = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
    postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row, count in enumerate(counts):
        for word, times in count.items():
            postings[word][0].append(row)
            postings[word][1].append(times)

    def score(question: str) -> Floats:
        total = np.zeros(len(texts))
        for word in set(_words(question)):
            if word in postings:
                rows, times = map(np.asarray, postings[word])
                rarity = np.log(1 + (len(texts) - len(rows) + 0.5) / (len(rows) + 0.5))
                total[rows] += rarity * times * (k1 + 1) / (times + normal[rows])
        return total.astype(np.float32)

    return score


def cosine(texts: Sequence[str], embedder: SentenceTransformerEmbedder) -> Scorer:
    """Each text's cosine with the question."""
    vectors = embedder.encode(texts)
    return lambda question: vectors @ embedder.encode([question])[0]


def best(scores: Floats, most: int) -> list[int]:
    """The rows of the highest scores, best first, ties by row; none without a score."""
    order = np.argsort(-scores, kind="stable")[:most]
    return [int(row) for row in order if scores[row] > 0]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
