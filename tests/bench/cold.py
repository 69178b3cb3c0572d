"""A process of its own, from its start to what it prints: `qa ask`, a loaded txtai index, an import alone.

    python -m tests.bench.cold [--rounds 5]

Five starter articles are indexed. txtai has the same passages, the same model from the same folder, and asks
the index that it saved, `hybrid` and with its texts. Each is run once before: the interpreter has then
written its bytecode, and the system has read the files.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.store import open_index
from index.weights import default_folder
from qa.session import starter_folder
from tests.bench.contestants import ROOT, has_txtai

QUESTION = "How many members voted for the resolution?"
_ARTICLES = 5
_IMPORT = "import sentence_transformers\nprint('imported', flush=True)"
_TXTAI_INDEX = """
import json, sys
from txtai import Embeddings
texts, model, place = json.loads(sys.stdin.read()), *sys.argv[1:]
embeddings = Embeddings(path=model, hybrid=True, content=True)
embeddings.index(enumerate(texts))
embeddings.save(place)
"""
_TXTAI_ASK = """
import sys
from txtai import Embeddings
embeddings = Embeddings()
embeddings.load(sys.argv[1])
print(embeddings.search(sys.argv[2], 1)[0]["text"], flush=True)
"""


def clean_environment(folder: Path) -> dict[str, str]:
    """What a process is run in that may write bytecode, asks no hub, and has its settings and caches in a folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    return {**kept, **places, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def printed_s(argv: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds from a process's start to the first that it prints. Raises CalledProcessError if it fails."""
    started = time.perf_counter()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT) as process:
        assert process.stdout
        first = process.stdout.read(1)
        seconds = time.perf_counter() - started
        _, said = process.communicate()
    if process.returncode or not first:
        raise subprocess.CalledProcessError(process.returncode, list(argv), first, said)
    return seconds


def measure(rounds: int, *, with_txtai: bool) -> dict[str, list[float]]:
    """The seconds of every round, by contestant."""
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        environment, commands = clean_environment(folder), _commands(folder, with_txtai=with_txtai)
        for argv in commands.values():
            printed_s(argv, environment)
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, argv in commands.items():
                found[name].append(printed_s(argv, environment))
    return found


def _commands(folder: Path, *, with_txtai: bool) -> dict[str, list[str]]:
    """The contestants' command lines; their indexes are written here."""
    environment, index = clean_environment(folder), str(folder / "index")
    (folder / "articles").mkdir()
    for path in sorted(starter_folder().glob("*.txt"))[-_ARTICLES:]:
        shutil.copy(path, folder / "articles")
    python, qa = [sys.executable, "-W", "ignore", "-c"], [sys.executable, "-m", "qa"]
    subprocess.run(
        [*qa, "index", str(folder / "articles"), "--index", index],
        capture_output=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    found = {"ours": [*qa, "ask", QUESTION, "--index", index], "import": [*python, _IMPORT]}
    if with_txtai:
        opened = open_index(Path(index))
        texts = [opened.catalog.passage(row).embedded for row in range(opened.manifest.passages)]
        opened.close()
        place = str(folder / "txtai")
        argv = [*python, _TXTAI_INDEX, str(default_folder(folder)), place]
        subprocess.run(
            argv, input=json.dumps(texts), text=True, capture_output=True, check=True, env=environment, cwd=ROOT
        )
        found["txtai"] = [*python, _TXTAI_ASK, place, QUESTION]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    found = measure(parser.parse_args().rounds, with_txtai=has_txtai())
    for name, seconds in found.items():
        print(f"{name:>8} {statistics.median(seconds):.2f} s")


if __name__ == "__main__":
    main()
