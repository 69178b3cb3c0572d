"""A build that is killed again and again, and then left to end: what is embedded twice, and whether it answers alike.

    python -m tests.bench.kill [--files 210] [--kills 10] [--texts FOLDER]

The embedder is that of `tests.bench.rebuild`, slowed down, which notes each text before it embeds it. Every build
is a process; SIGKILL comes at random moments, of which some lie before its first text. A build left alone
says how long it takes, and what the answers are.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.build import build
from index.search import search
from index.store import Index, open_index
from qa.session import starter_folder
from tests.bench.contestants import ROOT
from tests.bench.rebuild import HashEmbedder
from tests.bench.variations import pool, write_files

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ASKED = 50


@dataclass
class NotingEmbedder(HashEmbedder):
    """Takes so many seconds for a text, and writes a line for it to a file before."""

    log: Path
    seconds: float

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As `Embedder.encode`."""
        with self.log.open("a", encoding="utf-8") as file:
            file.writelines(f"{blake2b(text.encode(), digest_size=8).hexdigest()}\n" for text in texts)
        time.sleep(self.seconds * len(texts))
        return super().encode(texts)


def noted(log: Path) -> Counter[str]:
    """How often each text was embedded, or begun."""
    return Counter(log.read_text("utf-8").split()) if log.exists() else Counter()


def measure(said: Sequence[str], files: int, kills: int, seconds: float = 0.01) -> dict[str, Any]:
    """Embeddings for each passage, of the one embedded most, kills that met a build, whether the answers are alike."""
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        articles = write_files(folder / "articles", said, files)
        time.sleep(2.1)  # a file changed just before a build is read again by the next
        started = time.perf_counter()
        _building(folder, articles, "alone", seconds).wait()
        whole, met = time.perf_counter() - started, 0
        for _ in range(kills):
            met += _killed(folder, articles, chance.uniform(0, 1.5 * whole / (kills + 1)), seconds)
        _building(folder, articles, "killed", seconds).wait()
        times, alone = noted(folder / "killed.log"), noted(folder / "alone.log")
        return {
            "passages": len(alone),
            "kills": met,
            "embedded_each": times.total() / len(alone),
            "embedded_most": max(times.values()),
            "same_answers": times.keys() == alone.keys()
            and _answers(folder / "alone", said) == _answers(folder / "killed", said),
        }


def _killed(folder: Path, articles: Path, moment: float, seconds: float) -> bool:
    """Whether the build was still at it when it was killed at the moment."""
    process = _building(folder, articles, "killed", seconds)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def _building(folder: Path, articles: Path, name: str, seconds: float) -> "subprocess.Popen[bytes]":
    arguments = [articles, folder / name, folder / f"{name}.log", seconds]
    return subprocess.Popen([sys.executable, "-m", "tests.bench.kill", "--build", *map(str, arguments)], cwd=ROOT)


def _answers(place: Path, said: Sequence[str]) -> list[Any]:
    """The passages found for some questions, with their scores."""
    index = open_index(place, verified=True)
    questions = random.Random(6).choices(said, k=_ASKED)
    units = HashEmbedder().encode(questions)
    found = [_found(index, question, unit) for question, unit in zip(questions, units, strict=True)]
    index.close()
    return found


def _found(index: Index, question: str, unit: "NDArray[np.float32]") -> list[Any]:
    hits = search(index, question, unit, 12)
    return [(hit.passage.article.path, hit.passage.span, hit.score) for hit in hits]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=210, help="of about ten passages each")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--texts", type=Path, default=starter_folder(), help="a folder of text files to draw from")
    parser.add_argument("--build", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        articles, place, log, seconds = options.build
        build(Path(place), [Path(articles)], NotingEmbedder(Path(log), float(seconds)))
        return
    print(json.dumps(measure(pool(options.texts), options.files, options.kills), indent=1))


if __name__ == "__main__":
    main()
