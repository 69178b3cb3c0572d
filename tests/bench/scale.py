"""What an index costs by its size: searching, opening, memory, bytes on disk; beside numpy's brute force.

    python -m tests.bench.scale [--sizes 1000,10000,100000,1000000] [--texts FOLDER] [--json FILE] [--svg FILE]

An index of each size is written by the writers that `qa index` uses. Its texts are passages of eight
sentences drawn from `--texts` (else from the starter articles), each with two names of its own; its
vectors are real ones of such passages, each perturbed at random: no machine embeds a million in
an afternoon. Questions are words of a passage, and its vector perturbed again.

Each index is measured in a process of its own: opening; then 200 questions, dense, lexical and joined,
without embedding. `recall` is the share of the exact ten nearest vectors (before they were coded) that
the dense half finds. `exact` is one product of numpy with all vectors in memory. Medians of `--rounds`.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.article import Article, Metadata, Passage, Span
from corpus.read import digest
from corpus.sentences import sentences
from index.embed import DEFAULT_MODEL, Model
from index.manifest import Manifest, SegmentRecord
from index.search import POOL, search
from index.segment.catalog import CATALOG, CatalogWriter
from index.segment.codes import encode
from index.segment.entry import Entry, text_key
from index.segment.vectors import CODES, NEAR, VectorsWriter
from index.segment.words import WORDS, WordsWriter
from index.store import open_index, publish, stage, stamps
from qa.session import starter_folder
from tests.bench.plot import Line, plotted

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUESTIONS = 200
_PER_ARTICLE = 12
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


def articles(said: Sequence[str], passages: int) -> Iterator[Entry]:
    """Articles of twelve passages, eight sentences each."""
    for number in range(-(-passages // _PER_ARTICLE)):
        source = random.Random(number)
        count = min(_PER_ARTICLE, passages - number * _PER_ARTICLE)
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


def write_index(place: Path, said: Sequence[str], base: "NDArray[np.float32]", passages: int) -> dict[str, float]:
    """Write an index; the bytes of its texts, and the seconds that its parts took."""
    (place / "generations").mkdir(parents=True)
    staged = stage(place)
    catalog, words, text_bytes, started = CatalogWriter(staged / CATALOG), WordsWriter(staged), 0, time.perf_counter()
    for entry in articles(said, passages):
        number = catalog.add(entry, text_key(entry.article), b"\0" * 8, b"\0" * 8)
        text_bytes += entry.size
        for passage in entry.passages:
            words.add(passage.embedded, number)
    catalog.close()
    words.close()
    lexical, started = time.perf_counter() - started, time.perf_counter()
    writer = VectorsWriter(staged, base.shape[1])
    for block in vectors(base, passages):
        writer.add(encode(block))
    writer.close()
    dense = time.perf_counter() - started
    files = stamps(staged, [CATALOG, WORDS, CODES, NEAR])
    record = SegmentRecord("", catalog.articles, passages, passages, (), files)
    model = Model("perturbed", "1")
    manifest = Manifest("bench", model, base.shape[1], (), {}, catalog.articles, passages, (), 1, (record,), {})
    publish(place, staged, manifest)
    return {"text_bytes": text_bytes, "lexical_s": lexical, "dense_s": dense}


def exact(base: "NDArray[np.float32]", asked: "NDArray[np.float32]", passages: int) -> "NDArray[np.int64]":
    """The rows of the ten nearest vectors of each question."""
    scores, rows = np.full((len(asked), 0), -2.0, dtype=np.float32), np.zeros((len(asked), 0), dtype=np.int64)
    at = 0
    for block in vectors(base, passages):
        scores = np.hstack([scores, asked @ block.T])
        rows = np.hstack([rows, np.broadcast_to(np.arange(at, at + len(block)), (len(asked), len(block)))])
        at += len(block)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return rows


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def measure(place: Path) -> dict[str, Any]:
    """In a process of its own: opening, the first question and the rest, resident memory at the end."""
    asked = json.loads((place / "asked.json").read_text("utf-8"))
    units = np.load(place / "asked.npy")
    import faiss  # noqa: F401  its import is start-up, measured elsewhere
    import tantivy  # noqa: F401

    opened: list[Any] = []
    opening = timed(lambda: opened.append(open_index(place)))
    (index,) = opened
    found = [[row for row, _ in index.vectors.search(unit, 10)] for unit in units]
    dense = [timed(lambda unit=unit: index.vectors.search(unit, POOL)) for unit in units]  # type: ignore[misc]
    whole = [timed(lambda q=q, u=u: search(index, q, u, 12)) for q, u in zip(asked, units, strict=True)]  # type: ignore[misc]
    half = tuple(tuple(range(0, segment.catalog.articles, 2)) for segment in index.segments)
    bounded = [timed(lambda unit=unit: index.vectors.search(unit, POOL, half)) for unit in units[:50]]  # type: ignore[misc]
    status = Path("/proc/self/status").read_text("utf-8")  # what getrusage says may be the parent's
    resident = 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
    return {
        "open_ms": opening,
        "dense_p50_ms": statistics.median(dense),
        "p50_ms": statistics.median(whole),
        "p95_ms": statistics.quantiles(whole, n=20)[-1],
        "bounded_p50_ms": statistics.median(bounded),
        "resident_mb": resident / 1e6,
        "found": found,
    }


def brute(base: "NDArray[np.float32]", asked: "NDArray[np.float32]", passages: int) -> float:
    """The median milliseconds of the ten nearest by one product of numpy with all vectors."""
    table = np.concatenate(list(vectors(base, passages)))
    return statistics.median(
        timed(lambda unit=unit: np.argpartition(-(table @ unit), min(10, passages - 1))[:10])  # type: ignore[misc]
        for unit in asked[:50]
    )


def row(said: Sequence[str], base: "NDArray[np.float32]", passages: int, rounds: int) -> dict[str, Any]:
    """All figures of one size."""
    asked, units = questions(said, base)
    with tempfile.TemporaryDirectory() as passing:
        place = Path(passing) / "index"
        written = write_index(place, said, base, passages)
        (place / "asked.json").write_text(json.dumps(asked), "utf-8")
        np.save(place / "asked.npy", units)
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-m", "tests.bench.scale", "--measure", str(place)],
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for _ in range(rounds)
        ]
        size = sum(file.stat().st_size for file in (place / "generations").rglob("*") if file.is_file())
    nearest = exact(base, units, passages)
    recall = statistics.fmean(
        len(set(found) & set(true.tolist())) / min(10, passages)
        for found, true in zip(runs[0]["found"], nearest, strict=True)
    )
    figures = {key: statistics.median(run[key] for run in runs) for key in runs[0] if key != "found"}
    return {
        "passages": passages,
        **figures,
        "exact_p50_ms": brute(base, units, passages),
        "recall": recall,
        "bytes_beyond_text": (size - written["text_bytes"]) / passages,
        **{key: written[key] for key in ("lexical_s", "dense_s")},
    }


def base_vectors(said: Sequence[str], count: int) -> "NDArray[np.float32]":
    """Real vectors of passages that are made as those of the indexes."""
    from index.embed import SentenceTransformerEmbedder

    texts = [passage.embedded for entry in articles(said, count) for passage in entry.passages]
    with tempfile.TemporaryDirectory() as passing:
        return SentenceTransformerEmbedder(DEFAULT_MODEL, Path(passing)).encode(texts)


def main() -> None:
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
    base, rows = base_vectors(said, options.base), list[dict[str, Any]]()
    for passages in map(int, options.sizes.split(",")):
        rows.append(row(said, base, passages, options.rounds))
        if len(rows) == 1:
            print("  ".join(f"{key:>17}" for key in rows[0]))
        print("  ".join(f"{value:>17,.4g}" if value < 1000 else f"{value:>17,.0f}" for value in rows[-1].values()))
        sys.stdout.flush()
    print(f"Texts are drawn from {len(said):,} sentences, vectors from {len(base):,} real ones, perturbed.")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    if options.svg:
        lines = [
            Line(label, [(one["passages"], one[key]) for one in rows])
            for key, label in (
                ("p50_ms", "search, median ms"),
                ("p95_ms", "95 %"),
                ("exact_p50_ms", "numpy, all vectors"),
            )
        ]
        options.svg.write_text(plotted(lines, "passages", "ms"), "utf-8")


if __name__ == "__main__":
    main()
