"""Texts and vectors in any number, made of a few real ones: what the benchmarks of size are run on.

Texts are passages of eight sentences drawn from a folder of texts, each with two names of its own; vectors
are real ones of such passages, each perturbed at random: no machine embeds a million in an afternoon.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.article import Article, Metadata, Passage, Span
from corpus.read import digest
from corpus.sentences import sentences
from index.segment.entry import Entry

if TYPE_CHECKING:
    from numpy.typing import NDArray

PER_ARTICLE = 12
_PER_FILE = 6  # passages as long as these are cut in two when they are read
QUESTIONS = 200
_SENTENCES = 8
_NOISE, _ASKED_NOISE = 0.65, 0.3  # lengths of the random vectors added to unit vectors
_BLOCK = 12_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def pool(folder: Path) -> list[str]:
    """The sentences of all text files of a folder."""
    texts = (path.read_text("utf-8", errors="ignore") for path in sorted(folder.rglob("*.txt")))
    found = [span.of(text) for text in texts for span in sentences(text, Span(0, len(text)), "en")]
    return [one for sentence in found if 5 <= len((one := " ".join(sentence.split())).split()) <= 60]


def name(source: random.Random) -> str:
    """A name that hardly any other passage has."""
    return "".join(source.choices(_LETTERS, k=7)).capitalize()


def articles(said: Sequence[str], passages: int, per_article: int = PER_ARTICLE) -> Iterator[Entry]:
    """Articles of so many passages, twelve as a rule, of eight sentences each."""
    for number in range(-(-passages // per_article)):
        source = random.Random(number)
        count = min(per_article, passages - number * per_article)
        texts = [
            " ".join([*source.choices(said, k=_SENTENCES), f"{name(source)} met {name(source)}."]) for _ in range(count)
        ]
        text, spans = "\n\n".join(texts), list[Span]()
        for one in texts:
            start = spans[-1].end + 2 if spans else 0
            spans.append(Span(start, start + len(one)))
        path = f"{number // 1000:03}/{number:06}.txt"
        article = Article(path, digest(text.encode()), text, Metadata(title=f"Notes {number}"), tuple(spans))
        yield Entry(article, Path("/nowhere") / path, len(text), 1, tuple(Passage(article, span) for span in spans))


def write_files(folder: Path, said: Sequence[str], files: int) -> Path:
    """Articles as text files, of which reading makes about ten passages each, in a new folder, which is given back."""
    for entry in articles(said, files * _PER_FILE, _PER_FILE):
        path = folder / entry.article.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(entry.article.text, "utf-8")
    return folder


def vectors(base: "NDArray[np.float32]", passages: int) -> Iterator["NDArray[np.float32]"]:
    """Unit vectors in blocks: real ones, each perturbed; always the same ones."""
    source = np.random.default_rng(7)
    for at in range(0, passages, _BLOCK):
        count = min(_BLOCK, passages - at)
        yield perturbed(base[source.integers(0, len(base), count)], _NOISE, source)


def perturbed(units: "NDArray[np.float32]", length: float, source: np.random.Generator) -> "NDArray[np.float32]":
    """Unit vectors with a random vector of this length added, and scaled to length 1 again."""
    drawn = source.standard_normal(units.shape, dtype=np.float32) * np.float32(length / units.shape[1] ** 0.5)
    moved = units + drawn
    result: NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return result


def questions(said: Sequence[str], base: "NDArray[np.float32]") -> tuple[list[str], "NDArray[np.float32]"]:
    """What is asked: half of the words of a sentence; and real vectors, each perturbed."""
    source, drawn = random.Random(3), np.random.default_rng(3)
    asked = []
    for _ in range(QUESTIONS):
        words = source.choice(said).split()
        asked.append(" ".join(source.sample(words, max(3, len(words) // 2))))
    return asked, perturbed(base[drawn.integers(0, len(base), QUESTIONS)], _ASKED_NOISE, drawn)


def base_vectors(said: Sequence[str], count: int) -> "NDArray[np.float32]":
    """Real vectors of passages that are made as those of the indexes."""
    from index.engines import embedder
    from index.weights import DEFAULT_MODEL

    texts = [passage.embedded for entry in articles(said, count) for passage in entry.passages]
    with tempfile.TemporaryDirectory() as passing:
        return embedder(DEFAULT_MODEL, Path(passing)).encode(texts)
