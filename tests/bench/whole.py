"""`qa index` of a folder, from the start of its process to its end, beside the same with plain sentence-transformers.

    python -m tests.bench.whole [--files 80] [--texts FOLDER] [--rounds 5]

The other one reads, cuts and writes as `qa index` does, so that only what embeds differs; the start of the
library that does so counts for both.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from index.place import read_manifest
from qa.session import starter_folder
from tests.bench.cold import clean_environment
from tests.bench.contestants import ROOT
from tests.bench.variations import pool, write_files

_PLAIN = """
import sys
from pathlib import Path
from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL
folder, place, cache = map(Path, sys.argv[1:])
build(place, [folder], SentenceTransformerEmbedder(DEFAULT_MODEL, cache))
"""


def measure(said: Sequence[str], files: int, rounds: int) -> dict[str, list[float]]:
    """Passages a second of every round: `ours` and `plain`."""
    found: dict[str, list[float]] = {"ours": [], "plain": []}
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        articles, place = write_files(folder / "articles", said, files), folder / "index"
        environment = clean_environment(folder)
        commands: dict[str, list[str | Path]] = {
            "ours": [sys.executable, "-m", "qa", "index", articles, "--index", place],
            "plain": [sys.executable, "-W", "ignore", "-c", _PLAIN, articles, place, folder / "cache"],
        }
        for _ in range(rounds):
            for name, argv in commands.items():
                started = time.perf_counter()
                subprocess.run(argv, env=environment, cwd=ROOT, capture_output=True, check=True)
                found[name].append(read_manifest(place).passages / (time.perf_counter() - started))
                shutil.rmtree(place)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=80)
    parser.add_argument("--texts", type=Path, default=starter_folder(), help="a folder of text files to draw from")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for name, speeds in measure(pool(options.texts), options.files, options.rounds).items():
        print(f"{name:>8} {statistics.median(speeds):.1f} passages/s")


if __name__ == "__main__":
    main()
