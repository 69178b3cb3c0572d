"""What an index costs by its size: searching, opening, memory, bytes on disk; beside numpy and txtai.

    python -m tests.bench.scale [--sizes 1000,10000,100000,1000000] [--texts FOLDER] [--json FILE] [--svg FILE]

An index of each size is written by the writers that `qa index` uses, of the texts and vectors of
`tests.bench.variations`. Questions are words of a passage, and its vector perturbed again.

Each contestant is measured in a process of its own, one after the other in each round: opening; then
200 questions, dense, lexical and joined, without embedding. `recall` is the share of the exact ten nearest vectors
(before they were coded) that the dense half finds. `bytes_beyond_text` is what an index takes more than the
texts that were read, which it holds compressed; `bytes_without_text` is all in it but those. numpy multiplies
with all vectors in memory, the words left aside. txtai, where it is installed and up to 100,000 passages,
has the same texts and vectors, as `hybrid`, its other settings as they come; it keeps no texts here.
Medians of `--rounds`.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embed import Model
from index.manifest import Manifest, SegmentRecord
from index.publish import publish, stage, stamps
from index.search import POOL, search
from index.segment.catalog import CATALOG, CatalogWriter
from index.segment.codes import encode
from index.segment.entry import text_key
from index.segment.vectors import CODES, NEAR, VectorsWriter
from index.segment.words import WORDS, WordsWriter
from index.store import open_index
from qa.session import starter_folder
from tests.bench import contestants
from tests.bench.contestants import in_a_process, latencies, peak_mb, timed
from tests.bench.plot import Line, plotted
from tests.bench.variations import articles, base_vectors, pool, questions, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

TXTAI_MOST = 100_000
"""Passages: beyond, its lexical half takes longer to write than all the rest of this."""

_EXACT_BLOCK = 12_000


def write_index(place: Path, said: Sequence[str], table: "NDArray[np.float32]") -> dict[str, float]:
    """Write an index of as many passages as there are vectors; its texts' bytes, read and in it; seconds."""
    (place / "generations").mkdir(parents=True)
    staged, passages = stage(place), len(table)
    catalog, words, read_bytes, started = CatalogWriter(staged / CATALOG), WordsWriter(staged), 0, time.perf_counter()
    for entry in articles(said, passages):
        read_bytes += entry.size
        number = catalog.add(entry, text_key(entry.article), b"\0" * 8, b"\0" * 8)
        for passage in entry.passages:
            words.add(passage.embedded, number)
    catalog.close()
    words.close()
    lexical, started = time.perf_counter() - started, time.perf_counter()
    writer = VectorsWriter(staged, table.shape[1])
    for at in range(0, passages, _EXACT_BLOCK):
        writer.add(encode(np.asarray(table[at : at + _EXACT_BLOCK])))
    writer.close()
    dense = time.perf_counter() - started
    with closing(sqlite3.connect(staged / CATALOG)) as stored:
        (text_bytes,) = stored.execute("SELECT sum(length(text)) FROM article").fetchone()
    files = stamps(staged, [CATALOG, WORDS, CODES, NEAR])
    record = SegmentRecord("", catalog.articles, passages, passages, (), files)
    model = Model("perturbed", "1")
    manifest = Manifest("bench", model, table.shape[1], (), {}, catalog.articles, passages, (), 1, (record,), {})
    publish(place, staged, manifest)
    return {"read_bytes": read_bytes, "text_bytes": text_bytes, "lexical_s": lexical, "dense_s": dense}


def exact(table: "NDArray[np.float32]", asked: "NDArray[np.float32]") -> "NDArray[np.int64]":
    """The rows of the ten nearest vectors of each question."""
    scores, rows = np.full((len(asked), 0), -2.0, dtype=np.float32), np.zeros((len(asked), 0), dtype=np.int64)
    for at in range(0, len(table), _EXACT_BLOCK):
        block = np.asarray(table[at : at + _EXACT_BLOCK])
        scores = np.hstack([scores, asked @ block.T])
        rows = np.hstack([rows, np.broadcast_to(np.arange(at, at + len(block)), (len(asked), len(block)))])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return rows


def measure(folder: Path) -> dict[str, Any]:
    """In a process of its own: opening, the first question and the rest, resident memory at the end."""
    asked, units = contestants.asked(folder)
    import faiss  # noqa: F401  its import is start-up, measured elsewhere
    import tantivy  # noqa: F401

    opened: list[Any] = []
    opening = timed(lambda: opened.append(open_index(folder / "index")))
    (index,) = opened
    found = [[row for row, _ in index.vectors.search(unit, 10)] for unit in units]
    dense = [timed(lambda unit=unit: index.vectors.search(unit, POOL)) for unit in units]  # type: ignore[misc]
    whole = [timed(lambda q=q, u=u: search(index, q, u, 12)) for q, u in zip(asked, units, strict=True)]  # type: ignore[misc]
    half = tuple(tuple(range(0, segment.catalog.articles, 2)) for segment in index.segments)
    bounded = [timed(lambda unit=unit: index.vectors.search(unit, POOL, half)) for unit in units[:50]]  # type: ignore[misc]
    return {
        "open_ms": opening,
        "dense_p50_ms": statistics.median(dense),
        **latencies(whole),
        "bounded_p50_ms": statistics.median(bounded),
        "resident_mb": peak_mb(),
        "found": found,
    }


def sized(
    said: Sequence[str], base: "NDArray[np.float32]", passages: int, rounds: int, *, with_txtai: bool
) -> dict[str, Any]:
    """All figures of one size: those of each round by contestant, and what is the same in every round."""
    asked, units = questions(said, base)
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        table = np.lib.format.open_memmap(
            folder / contestants.TABLE, mode="w+", dtype=np.float32, shape=(passages, base.shape[1])
        )
        at = 0
        for block in vectors(base, passages):
            table[at : at + len(block)] = block
            at += len(block)
        table.flush()
        written = write_index(folder / "index", said, table)
        contestants.write_asked(folder, asked, units)
        nearest = exact(table, units).tolist()
        beside = ["numpy"]
        if with_txtai and passages <= TXTAI_MOST:
            beside.append("txtai")
            written["txtai_s"] = contestants.write_txtai(folder, said, passages)
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("ours", *beside)}
        for _ in range(rounds):
            runs["ours"].append(in_a_process("tests.bench.scale", "--measure", folder))
            for name in beside:
                runs[name].append(in_a_process("tests.bench.contestants", name, folder))
        size = contestants.bytes_below(folder / "index" / "generations")
        if "txtai" in runs:
            written["txtai_bytes"] = contestants.bytes_below(folder / contestants.TXTAI) / passages
    for run in (run for of_one in runs.values() for run in of_one):
        run["recall"] = _recall(run.pop("found"), nearest)
    written["bytes_beyond_text"] = (size - written.pop("read_bytes")) / passages
    written["bytes_without_text"] = (size - written.pop("text_bytes")) / passages
    return {"passages": passages, "runs": runs, **written}


def _recall(found: Sequence[Sequence[int]], nearest: Sequence[Sequence[int]]) -> float:
    return statistics.fmean(len(set(rows) & set(true)) / len(true) for rows, true in zip(found, nearest, strict=True))


def medians(size: dict[str, Any]) -> dict[str, float]:
    """One size's figures in a row: ours, and the median question of the others."""
    ours, *_ = runs = size["runs"]["ours"]
    rest = {key: value for key, value in size.items() if key != "runs"}
    figures = {key: statistics.median(run[key] for run in runs) for key in ours}
    others = {
        f"{name}_p50_ms": statistics.median(run["p50_ms"] for run in of_one)
        for name, of_one in size["runs"].items()
        if name != "ours"
    }
    return {"passages": rest.pop("passages"), **figures, **others, **rest}


def drawing(sizes: Sequence[dict[str, Any]]) -> str:
    """The time of a question against the number of passages, as SVG."""
    lines = []
    for name, key, label in (
        ("ours", "p50_ms", "ours, median"),
        ("ours", "p95_ms", "ours, 95 %"),
        ("numpy", "p50_ms", "numpy, all vectors"),
        ("txtai", "p50_ms", "txtai, hybrid"),
    ):
        points = [
            (float(size["passages"]), statistics.median(run[key] for run in size["runs"][name]))
            for size in sizes
            if name in size["runs"]
        ]
        if points:
            lines.append(Line(label, points))
    return plotted(lines, "passages", "ms a question")


def main() -> None:
    """Measure each size and print it as it is done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument(
        "--texts", type=Path, default=starter_folder(), help="a folder of text files to draw sentences from"
    )
    parser.add_argument("--base", type=int, default=2400, help="real vectors that the others are made of")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    said = pool(options.texts)
    base, sizes = base_vectors(said, options.base), list[dict[str, Any]]()
    for passages in map(int, options.sizes.split(",")):
        sizes.append(sized(said, base, passages, options.rounds, with_txtai=contestants.has_txtai()))
        print(f"{passages:,} passages")
        for key, value in list(medians(sizes[-1]).items())[1:]:
            print(f"  {key:>18} {value:>10,.4g}" if value < 1000 else f"  {key:>18} {value:>10,.0f}")
        sys.stdout.flush()
    print(f"Texts are drawn from {len(said):,} sentences, vectors from {len(base):,} real ones, perturbed.")
    if options.json:
        options.json.write_text(json.dumps(sizes, indent=1) + "\n", "utf-8")
    if options.svg:
        options.svg.write_text(drawing(sizes), "utf-8")


if __name__ == "__main__":
    main()
