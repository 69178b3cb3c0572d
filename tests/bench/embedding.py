"""How fast the default model makes vectors: sentence-transformers as it comes, and the compiled engine.

    python -m tests.bench.embedding [--texts FOLDER] [--passages N] [--rounds N]

Both embed the same passages of 140 words (some 180 tokens), cut from the text files of FOLDER; without
one, the starter articles' words are shuffled by a fixed seed until there are enough. In each round
one goes after the other, so that what else the machine does meets both; the ratio is the median of the
rounds' ratios. `start` is a fresh process from its first line to its first vector. The least cosine is between the two
vectors of a passage, and `same bits` says whether the compiled ones are equal however they are batched.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from index.compiled import CompiledEmbedder
from index.embed import quiet_loading
from index.weights import DEFAULT_MODEL, default_folder
from qa.session import starter_folder

WORDS = 140
_START = """
import sys, time
started = time.perf_counter()
from pathlib import Path
cache = Path(sys.argv[1])
{load}
print(time.perf_counter() - started)
"""
_LOADS = {
    "sentence-transformers": "from index.weights import default_folder\n"
    "from sentence_transformers import SentenceTransformer\n"
    "SentenceTransformer(str(default_folder(cache))).encode(['Who paid for the bridge?'])",
    "compiled": "from index.compiled import CompiledEmbedder\n"
    "CompiledEmbedder(cache).encode(['Who paid for the bridge?'])",
}


def passages(folder: Path | None, count: int) -> list[str]:
    """Texts of 140 words from the files of a folder, or from the starter articles shuffled."""
    return list(islice(_shuffled() if folder is None else _cut(folder), count))


def _cut(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.txt")):
        words = path.read_text("utf-8", "replace").split()
        for at in range(0, len(words) - WORDS, WORDS):
            yield " ".join(words[at : at + WORDS])


def _shuffled() -> Iterator[str]:
    sentences = [
        sentence for path in sorted(starter_folder().glob("*.txt")) for sentence in path.read_text("utf-8").split(". ")
    ]
    chance = random.Random(1)
    while True:
        yield " ".join(". ".join(chance.choices(sentences, k=20)).split()[:WORDS])


def start_s(load: str, cache: Path) -> float:
    """Seconds of a fresh process to its first vector."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _START.format(load=load), cache],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


@dataclass(frozen=True, slots=True)
class Speeds:
    """The seconds of every round by engine, in the same rounds, and how alike the two engines' vectors are."""

    passages: int
    tokens: float
    engine: str
    seconds: dict[str, list[float]]
    least_cosine: float
    same_bits: bool


def measure(texts: Sequence[str], rounds: int, cache: Path) -> Speeds:
    """Embed the texts with each engine in turn, so many times."""
    with quiet_loading(offline=True):
        from sentence_transformers import SentenceTransformer

        plain = SentenceTransformer(str(default_folder(cache)))
    compiled = CompiledEmbedder(cache)
    seconds: dict[str, list[float]] = {"sentence-transformers": [], "compiled": []}
    for text in texts[:8]:  # both have met texts before
        plain.encode([text], show_progress_bar=False)
        compiled.encode([text])
    for _ in range(rounds):
        started = time.perf_counter()
        expected = plain.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        between = time.perf_counter()
        found = compiled.encode(texts)
        seconds["sentence-transformers"].append(between - started)
        seconds["compiled"].append(time.perf_counter() - between)
    chance = random.Random(2)
    rows = [chance.sample(range(len(texts)), k=min(len(texts), chance.choice((1, 3, 17)))) for _ in range(10)]
    return Speeds(
        passages=len(texts),
        tokens=statistics.mean(compiled.count_tokens(texts)),
        engine=compiled.engine,
        seconds=seconds,
        least_cosine=float((expected * found).sum(axis=1).min()),
        same_bits=all(np.array_equal(compiled.encode([texts[at] for at in some]), found[some]) for some in rows),
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, metavar="FOLDER")
    parser.add_argument("--passages", type=int, default=1000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    arguments = parser.parse_args(argv)
    texts = passages(arguments.texts, arguments.passages)
    with tempfile.TemporaryDirectory() as folder:
        speeds = measure(texts, arguments.rounds, Path(folder))
        print(f"{speeds.passages:,} passages, {speeds.tokens:.0f} tokens on average")
        for name, seconds in speeds.seconds.items():
            starts = [start_s(_LOADS[name], Path(folder)) for _ in range(arguments.rounds)]
            speed = speeds.passages / statistics.median(seconds)
            print(f"{name:<22} {speed:7.1f} passages/s   start {statistics.median(starts):.2f} s")
    ratios = [plain_s / ours_s for plain_s, ours_s in zip(*speeds.seconds.values(), strict=True)]
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})   {speeds.engine}")
    print(f"least cosine {speeds.least_cosine:.6f}")
    print(f"same bits {'yes' if speeds.same_bits else 'NO'}   model {DEFAULT_MODEL}")


if __name__ == "__main__":
    main()
