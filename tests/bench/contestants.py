"""What stands beside us in the benchmark of size, each measured in a process of its own, and how both are timed.

    python -m tests.bench.contestants numpy|txtai|txtai-index FOLDER

FOLDER holds the vectors, what is asked and, for txtai, the index that `txtai-index` wrote there of
texts.json's sentences. txtai is given vectors by its `external` method: nothing is embedded.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench.variations import articles

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
"""Where processes of the benchmarks are started: they find this tree's modules there."""
TABLE, TXTAI = "table.npy", "txtai"
_QUESTIONS, _UNITS, _TEXTS = "asked.json", "asked.npy", "texts.json"

_vectors: dict[str, "NDArray[np.float32]"] = {}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def latencies(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    return {"p50_ms": statistics.median(milliseconds), "p95_ms": statistics.quantiles(milliseconds, n=20)[-1]}


def peak_mb() -> float:
    """This process's largest resident memory, in millions of bytes; what getrusage says may be the parent's."""
    status = Path("/proc/self/status").read_text("utf-8")
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1e6


def bytes_below(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def in_a_process(module: str, *arguments: object) -> dict[str, Any]:
    """What a module prints as JSON when it is run alone."""
    environment = {**os.environ, "ALLOW_RESOLVE_TRANSFORM": "True"}  # txtai then finds `lookup` by its name
    argv = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True, env=environment, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def has_txtai() -> bool:
    """Whether it is installed: `pip install quoted-answers[bench]`."""
    return importlib.util.find_spec("txtai") is not None


def write_asked(folder: Path, asked: Sequence[str], units: "NDArray[np.float32]") -> None:
    """Keep the questions' words and vectors for the processes that are measured."""
    (folder / _QUESTIONS).write_text(json.dumps(asked), "utf-8")
    np.save(folder / _UNITS, units)


def asked(folder: Path) -> tuple[list[str], "NDArray[np.float32]"]:
    """What `write_asked` kept."""
    return json.loads((folder / _QUESTIONS).read_text("utf-8")), np.load(folder / _UNITS)


def write_txtai(folder: Path, said: Sequence[str], passages: int) -> float:
    """Have txtai write its index of the passages made of these sentences; the seconds it took."""
    (folder / _TEXTS).write_text(json.dumps({"said": list(said), "passages": passages}), "utf-8")
    return float(in_a_process("tests.bench.contestants", "txtai-index", folder)["seconds"])


def lookup(texts: Sequence[str]) -> "NDArray[np.float32]":
    """The vectors of texts, for txtai's `external` method."""
    return np.stack([_vectors[text] for text in texts])


def of_numpy(folder: Path) -> dict[str, Any]:
    """One product with all vectors, and the ten best of it."""
    _, units = asked(folder)
    loaded: list[NDArray[np.float32]] = []
    opening = timed(lambda: loaded.append(np.load(folder / TABLE)))
    (table,) = loaded
    most = min(10, len(table))

    found: list[list[int]] = []

    def ask(unit: "NDArray[np.float32]") -> None:
        found.append(np.argpartition(-(table @ unit), most - 1)[:most].tolist())

    times = [timed(lambda unit=unit: ask(unit)) for unit in units]  # type: ignore[misc]
    return {"open_ms": opening, **latencies(times), "resident_mb": peak_mb(), "found": found}


def index_txtai(folder: Path) -> dict[str, Any]:
    """Write an index of the texts and vectors."""
    from txtai import Embeddings

    made = json.loads((folder / _TEXTS).read_text("utf-8"))
    texts = [passage.embedded for entry in articles(made["said"], made["passages"]) for passage in entry.passages]
    _vectors.update(zip(texts, np.load(folder / TABLE, mmap_mode="r"), strict=True))
    embeddings = Embeddings(method="external", transform=f"{__name__}.lookup", hybrid=True)
    seconds = timed(lambda: embeddings.index(enumerate(texts))) / 1000
    embeddings.save(str(folder / TXTAI))
    return {"seconds": seconds}


def of_txtai(folder: Path) -> dict[str, Any]:
    """Its hybrid search, and what its dense half finds."""
    from txtai import Embeddings

    questions, units = asked(folder)
    _vectors.update(zip(questions, units, strict=True))
    embeddings = Embeddings()
    opening = timed(lambda: embeddings.load(str(folder / TXTAI)))
    found = [[int(row) for row, _ in embeddings.ann.search(unit[None], 10)[0]] for unit in units]
    times = [timed(lambda question=question: embeddings.search(question, 12)) for question in questions]  # type: ignore[misc]
    return {"open_ms": opening, **latencies(times), "resident_mb": peak_mb(), "found": found}


_CONTESTANTS = {"numpy": of_numpy, "txtai": of_txtai, "txtai-index": index_txtai}


def main() -> None:
    """Measure one contestant and print what it gives as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contestant", choices=_CONTESTANTS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(json.dumps(_CONTESTANTS[options.contestant](options.folder)))


if __name__ == "__main__":
    main()
