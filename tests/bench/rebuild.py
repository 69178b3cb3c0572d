"""What bringing a large index up to date costs beside building it, and how a build's memory grows.

    python -m tests.bench.rebuild [--files 2000,20000] [--texts FOLDER] [--json FILE]

For each number of files, of about ten passages each (`tests.bench.variations`): a fresh build, then one file
edited, one added, one deleted, each followed by a build. A stand-in takes the place of the
model, so that times are without embedding; it gives every text a vector that only its hash decides.
Each build runs in a process of its own, whose peak memory is told; the model is loaded in it and has embedded some
texts, so that its memory counts. Bytes written are those of the files that are new or newer in the index's folder.
"""

import argparse
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.build import build
from index.codes import AT_ONCE
from index.compiled import CompiledEmbedder
from index.embed import Model
from qa.session import starter_folder
from tests.bench.contestants import in_a_process, peak_mb
from tests.bench.embedding import passages
from tests.bench.variations import pool, write_files

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIMENSION = 384


class HashEmbedder:
    """An `index.embed.Embedder` that costs next to nothing; a token is a word."""

    model = Model("hash", "1")
    engine = "hash"
    dimension = _DIMENSION
    max_tokens = 254

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words, and a third more: as many pieces as a model would make, about."""
        return [4 * (text.count(" ") + 1) // 3 for text in texts]

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Random unit vectors, the same for the same text."""
        seeds = [int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        drawn = [np.random.default_rng(seed).standard_normal(_DIMENSION, dtype=np.float32) for seed in seeds]
        table = np.stack(drawn) if drawn else np.zeros((0, _DIMENSION), dtype=np.float32)
        units: NDArray[np.float32] = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
        return units


def measured(place: Path, folder: Path) -> dict[str, Any]:
    """Build in a process of its own; seconds, also of each step, peak memory, bytes written.

    The model is compiled already, in a cache beside the index.
    """
    began = time.time_ns()
    told = in_a_process("tests.bench.rebuild", "--measure", place, folder)
    status = [file.stat() for file in place.rglob("*") if file.is_file()]
    written = sum(one.st_size for one in status if one.st_mtime_ns >= began or one.st_ctime_ns >= began)
    return {**told, "written": written, "size": sum(one.st_size for one in status)}


def loaded(cache: Path) -> CompiledEmbedder:
    """The model, after some work."""
    embedder = CompiledEmbedder(cache)
    embedder.encode(passages(None, AT_ONCE))
    return embedder


def build_once(place: Path, folder: Path) -> dict[str, Any]:
    """What one build takes, in a process in which the model is loaded."""
    began: dict[str, float] = {}
    model = loaded(place.with_name("cache"))
    embedder, started = HashEmbedder(), time.perf_counter()

    def progress(step: str, _done: int, _total: int) -> None:
        began.setdefault(step, time.perf_counter() - started)

    report = build(place, [folder], embedder, progress)
    steps = [*began.items(), ("", time.perf_counter() - started)]
    seconds = {step: after - at for (step, at), (_, after) in itertools.pairwise(steps)}
    embedding = seconds.pop("embed", 0.0)
    return {
        "passages": report.manifest.passages,
        "segments": len(report.manifest.segments),
        "seconds": sum(seconds.values()),
        "embed_s": embedding,
        "steps": seconds,
        "peak_mb": peak_mb(),
        "model": model.engine,
    }


def rows(files: int, said: Sequence[str], rounds: int = 1) -> list[dict[str, Any]]:
    """The figures of one number of files: four builds a round."""
    found = list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as passing:
        folder = write_files(Path(passing) / "articles", said, files)
        loaded(Path(passing) / "cache")  # compiled here, and not in what is measured
        for number in range(rounds):
            place = Path(passing) / f"index-{number}"
            found += [{"files": files, "round": number, **row} for row in _round(place, folder, number, rounds)]
            shutil.rmtree(place)
    return found


def _round(place: Path, folder: Path, number: int, rounds: int) -> list[dict[str, Any]]:
    """Builds from nothing, and after one file was edited, added, deleted; which files, the round's number says."""
    paths = sorted(folder.rglob("*.txt"))
    time.sleep(2.1)  # a file changed just before a build is read again by the next
    found = [{"what": "fresh", **measured(place, folder)}]
    edited = paths[len(paths) * (number + 1) // (rounds + 1)]
    edited.write_text(edited.read_text("utf-8").replace("met", "never met"), "utf-8")
    found.append({"what": "edited", **measured(place, folder)})
    (folder / f"new-{number}.txt").write_text(paths[1].read_text("utf-8").replace("met", f"saw {number}"), "utf-8")
    found.append({"what": "added", **measured(place, folder)})
    paths[-1].unlink()
    found.append({"what": "deleted", **measured(place, folder)})
    fresh = found[0]
    return [
        {**row, "time_ratio": row["seconds"] / fresh["seconds"], "bytes_ratio": row["written"] / fresh["size"]}
        for row in found
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", default="2000,20000")
    parser.add_argument("--texts", type=Path, default=starter_folder(), help="a folder of text files to draw from")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(build_once(*options.measure)))
        return
    said, found = pool(options.texts), list[dict[str, Any]]()
    print(f"{'files':>8} {'what':>8} {'passages':>9} {'segments':>8} {'seconds':>8} {'of fresh':>8} ", end="")
    print(f"{'MB':>8} {'of index':>8} {'peak MB':>8}")
    for files in map(int, options.files.split(",")):
        for row in rows(files, said, options.rounds):
            found.append(row)
            print(
                f"{row['files']:>8,} {row['what']:>8} {row['passages']:>9,} {row['segments']:>8} "
                f"{row['seconds']:>8.2f} {row['time_ratio']:>8.1%} {row['written'] / 1e6:>8.2f} "
                f"{row['bytes_ratio']:>8.1%} {row['peak_mb']:>8.0f}  "
                + " ".join(f"{step} {value:.2f}" for step, value in row["steps"].items()),
                flush=True,
            )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
