"""Which approximate index for a large segment: recall against latency and bytes, for kinds that FAISS has.

    python -m tests.bench.near [--passages 1000000] [--texts FOLDER] [--svg FILE]

All kinds share the same lists (k-means of a sample) and differ in what they keep of a vector. `recall` is the
share of the exact ten nearest that are among the first `scored` of a search: those are then scored by their
codes. Vectors are real ones of passages, perturbed (`tests.bench.variations`). One question at a time.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np

from index.segment.vectors import PER_LIST, centres_of, lists_for
from qa.session import starter_folder
from tests.bench.plot import Line, plotted
from tests.bench.scale import exact
from tests.bench.variations import base_vectors, pool, questions, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

_READ = (1 / 128, 1 / 64, 1 / 32, 1 / 12)
_SCORED = (100, 300, 600)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of index: its name, the bytes it keeps of a vector, and how it is made from the centres of its lists."""

    name: str
    bytes: int
    make: Callable[[Any, int, int], Any]


_IP = faiss.METRIC_INNER_PRODUCT
KINDS = (
    Kind("one-bit codes (RaBitQ)", 56, lambda centres, d, lists: faiss.IndexIVFRaBitQ(centres, d, lists, _IP)),
    Kind("products (PQ 96x4)", 48, lambda centres, d, lists: faiss.IndexIVFPQFastScan(centres, d, lists, 96, 4, _IP)),
    Kind(
        "four bits (SQ4)",
        192,
        lambda centres, d, lists: faiss.IndexIVFScalarQuantizer(centres, d, lists, faiss.ScalarQuantizer.QT_4bit, _IP),
    ),
    Kind("all", 1536, lambda centres, d, lists: faiss.IndexIVFFlat(centres, d, lists, _IP)),
)


def tried(
    index: Any, lists: int, asked: "NDArray[np.float32]", true: "NDArray[np.int64]"
) -> Iterator[tuple[int, int, float, float, float]]:
    """Lists read, rows scored, recall, median and 95 % milliseconds, for each setting."""
    for share in _READ:
        index.nprobe = max(1, int(share * lists))
        for scored in _SCORED:
            took, hit = [], []
            for unit, nearest in zip(asked, true, strict=True):
                started = time.perf_counter()
                _, found = index.search(unit.reshape(1, -1), scored)
                took.append(1000 * (time.perf_counter() - started))
                hit.append(len(set(nearest.tolist()) & set(found[0].tolist())) / 10)
            late = statistics.quantiles(took, n=20)[-1]
            yield index.nprobe, scored, statistics.fmean(hit), statistics.median(took), late


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--texts", type=Path, default=starter_folder(), metavar="FOLDER")
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args(argv)
    said = pool(options.texts)
    base = base_vectors(said, 2400)
    table = np.concatenate(list(vectors(base, options.passages)))
    _, asked = questions(said, base)
    true = exact(table, asked)
    lists = lists_for(options.passages)
    centres = centres_of(table[: lists * PER_LIST], lists)  # the vectors are in no order
    lines = []
    print(f"{'kind':<26} {'bytes':>6} {'lists':>6} {'scored':>6} {'recall':>7} {'p50 ms':>7} {'p95 ms':>7}")
    for kind in KINDS:
        points = []
        index = kind.make(centres, table.shape[1], centres.ntotal)
        index.own_fields = False
        index.train(table[:100_000])
        index.add(table)
        for lists, scored, recall, median, most in tried(index, centres.ntotal, asked, true):
            print(f"{kind.name:<26} {kind.bytes:>6} {lists:>6} {scored:>6} {recall:>7.4f} {median:>7.2f} {most:>7.2f}")
            if scored == _SCORED[-1]:
                points.append((median, max(1 - recall, 1e-4)))
        lines.append(Line(f"{kind.name}, {kind.bytes} bytes", points))
    if options.svg:
        options.svg.write_text(plotted(lines, "milliseconds, median", "share of the true ten that is missed"), "utf-8")


if __name__ == "__main__":
    main()
