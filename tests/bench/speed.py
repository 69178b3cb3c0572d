"""What `qa` costs, beside what else one could use, by size: one table, JSON, and a picture of cost against size.

    python -m tests.bench.speed [--quick] [--sizes 1000,…] [--texts FOLDER] [--rounds 5] [--json FILE] [--svg FILE]

Ratios are of ours to the other's, round by round, the contestants one after the other in each round; what is
shown is the median of the rounds. Absolute figures beside them are those of this machine on this day.
`--parts` picks some of: cold, embedding, scale, rebuild, kill. Each part can be run alone, too: see the
modules so named, and `tests.bench.whole`. `--quick` is two small sizes, one round, and no txtai; its targets
are those that do not depend on size.

txtai comes with `pip install quoted-answers[bench]`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.session import starter_folder
from tests.bench import cold, embedding, kill, rebuild, scale, whole
from tests.bench.contestants import has_txtai
from tests.bench.table import Limit, Row, machine, table
from tests.bench.variations import base_vectors, pool

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_SMALL, _LARGE = 2_000, 20_000  # files, of about ten passages each


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything is measured; `said` are the sentences of which texts are made."""

    said: Sequence[str]
    sizes: tuple[int, ...] = SIZES
    rounds: int = 5
    with_txtai: bool = True
    embedded: int = 1_000
    folder: int = 80
    base: int = 2_400
    rebuilt: tuple[int, ...] = (_SMALL, _LARGE)
    killed: int = 210
    kills: int = 10
    texts: Path | None = None


Figures = dict[str, Any]
Part = tuple[Callable[[Plan], Figures], Callable[[Figures], list[Row]]]
"""What measures, and what makes rows of that."""


def quick(said: Sequence[str], sizes: tuple[int, ...], rounds: int, texts: Path | None) -> Plan:
    """The plan of `--quick`."""
    return Plan(said, sizes, rounds, False, 200, 20, 300, (200,), 105, 5, texts)  # noqa: FBT003  named by the class


def _cold(plan: Plan) -> Figures:
    return dict(cold.measure(plan.rounds, with_txtai=plan.with_txtai))


def _cold_rows(found: Figures) -> list[Row]:
    what = "cold start to the printed answer, five articles"
    others = (("import", "import sentence_transformers", 0.12), ("txtai", "txtai, saved index", 0.15))
    return [
        Row(what, "s", found["ours"], Limit(most, "ratio"), name, found[key])
        for key, name, most in others
        if key in found
    ]


def _embedding(plan: Plan) -> Figures:
    with tempfile.TemporaryDirectory() as cache:
        speeds = embedding.measure(embedding.passages(plan.texts, plan.embedded), plan.rounds, Path(cache))
    return {**asdict(speeds), "whole": whole.measure(plan.said, plan.folder, plan.rounds), "files": plan.folder}


def _embedding_rows(found: Figures) -> list[Row]:
    where = "" if found["engine"].endswith("bf16") else "where the processor has bf16"
    speeds = {name: [found["passages"] / one for one in seconds] for name, seconds in found["seconds"].items()}
    plain = "sentence-transformers"
    tokens = f"{found['passages']:,} passages of {found['tokens']:.0f} tokens"
    build = f"`qa index` of {found['files']} articles, whole"
    return [
        Row(
            f"embedding {tokens}",
            "passages/s",
            speeds["compiled"],
            Limit(4, "ratio", most=False, where=where),
            plain,
            speeds[plain],
        ),
        Row("least cosine of the two engines' vectors", "", [found["least_cosine"]], Limit(0.999, most=False)),
        Row(
            build,
            "passages/s",
            found["whole"]["ours"],
            Limit(3.5, "ratio", most=False, where=where),
            plain,
            found["whole"]["plain"],
        ),
    ]


def _scale(plan: Plan) -> Figures:
    base = base_vectors(plan.said, plan.base)
    sizes = []
    for passages in plan.sizes:
        sizes.append(scale.sized(plan.said, base, passages, plan.rounds, with_txtai=plan.with_txtai))
        _tell(f"  {passages:,} passages")
    return {"sizes": sizes}


def _scale_rows(found: Figures) -> list[Row]:
    return [row for size in found["sizes"] for row in _size_rows(size)]


def _size_rows(size: Figures) -> list[Row]:
    runs: Mapping[str, list[Figures]] = size["runs"]

    def row(what: str, key: str, limit: Limit | None, other: str, other_key: str = "") -> Row:
        ours, beside = [run[key] for run in runs["ours"]], [run[other_key or key] for run in runs[other]]
        unit = {"ms": "ms", "mb": "MB"}.get(key.rpartition("_")[2], "")
        return Row(f"{size['passages']:,}: {what}", unit, ours, limit, _NAMES[other], beside)

    found = [
        row("a question, median, both halves", "p50_ms", Limit(15), "numpy"),
        row("a question, median, dense half", "dense_p50_ms", None, "numpy", "p50_ms"),
        row("a question, 95 %", "p95_ms", Limit(40), "numpy"),
        row("recall@10, dense half", "recall", Limit(0.99, most=False), "numpy"),
        row("opening", "open_ms", Limit(60), "numpy"),
        row("resident memory", "resident_mb", Limit(700), "numpy"),
    ]
    passages = f"{size['passages']:,}: bytes a passage, "
    found.append(Row(passages + "more than the texts read", "B", [size["bytes_beyond_text"]], Limit(800)))
    without = passages + "without the texts in it"
    if "txtai" not in runs:
        return [*found, Row(without, "B", [size["bytes_without_text"]])]
    return [
        *found,
        row("a question, median, both halves", "p50_ms", None, "txtai"),
        row("a question, 95 %", "p95_ms", None, "txtai"),
        row("recall@10, dense half", "recall", None, "txtai"),
        row("opening", "open_ms", None, "txtai"),
        row("resident memory", "resident_mb", None, "txtai"),
        Row(without, "B", [size["bytes_without_text"]], None, _NAMES["txtai"], [size["txtai_bytes"]]),
    ]


_NAMES = {"numpy": "numpy, vectors only", "txtai": "txtai hybrid"}


def _rebuild(plan: Plan) -> Figures:
    return {"builds": [row for files in plan.rebuilt for row in rebuild.rows(files, plan.said, plan.rounds)]}


def _rebuild_rows(found: Figures) -> list[Row]:
    builds: list[Figures] = found["builds"]
    sizes = list(dict.fromkeys(one["files"] for one in builds))

    def of(files: int, what: str, key: str) -> list[float]:
        return [one[key] for one in builds if (one["files"], one["what"]) == (files, what)]

    rows = []
    for files in sizes:
        where = "" if files >= _LARGE else f"at {_LARGE:,} files"
        for what in ("edited", "added", "deleted"):
            one, fresh = f"one of {files:,} files {what}: ", of(files, "fresh", "seconds")
            share = [*zip(of(files, what, "written"), of(files, "fresh", "size"), strict=True)]
            rows += [
                Row(
                    one + "time without embedding",
                    "s",
                    of(files, what, "seconds"),
                    Limit(0.05, "ratio", where=where),
                    "fresh",
                    fresh,
                ),
                Row(
                    one + "written",
                    "MB",
                    [a / 1e6 for a, _ in share],
                    Limit(0.03, "ratio", where=where),
                    "index",
                    [b / 1e6 for _, b in share],
                ),
            ]
    if len(sizes) > 1:
        large, small = of(sizes[-1], "fresh", "peak_mb"), of(sizes[0], "fresh", "peak_mb")
        passages = [int(of(files, "fresh", "passages")[0]) for files in (sizes[-1], sizes[0])]
        what = f"peak memory of a build, {passages[0]:,} passages"
        rows.append(Row(what, "MB", large, Limit(1.2, "ratio"), f"{passages[1]:,} passages", small))
    return rows


def _kill(plan: Plan) -> Figures:
    return kill.measure(plan.said, plan.killed, plan.kills)


def _kill_rows(found: Figures) -> list[Row]:
    what = f"build of {found['passages']:,} passages, killed {found['kills']} times: "
    return [
        Row(what + "embedded, each", "times", [found["embedded_each"]], Limit(1.05)),
        Row(what + "same answers as one left alone", "", [float(found["same_answers"])], Limit(1, most=False)),
    ]


PARTS: Mapping[str, Part] = {
    "cold": (_cold, _cold_rows),
    "embedding": (_embedding, _embedding_rows),
    "scale": (_scale, _scale_rows),
    "rebuild": (_rebuild, _rebuild_rows),
    "kill": (_kill, _kill_rows),
}


def rows_of(figures: Mapping[str, Figures]) -> list[Row]:
    """The table's rows, of the parts that were measured."""
    return [row for name, (_, rows) in PARTS.items() if name in figures for row in rows(figures[name])]


def origin(plan: Plan) -> str:
    """Of what texts and vectors are made, in words."""
    texts = "the starter articles" if plan.texts is None else "a folder of texts"
    return (
        f"Texts are {len(plan.said):,} sentences of {texts}, drawn at random with made-up names; "
        f"vectors of `scale` are {plan.base:,} real ones, perturbed. txtai: up to {scale.TXTAI_MOST:,} passages."
    )


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, part by part, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", metavar="N,…", help="passages")
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="text files to draw sentences from")
    parser.add_argument("--rounds", type=int, metavar="N")
    parser.add_argument("--parts", default=",".join(PARTS), metavar="NAME,…")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--svg", type=Path, metavar="FILE")
    options = parser.parse_args(argv)
    if not options.quick and not has_txtai():
        parser.error("txtai is not installed: pip install 'quoted-answers[bench]', or --quick")
    if unknown := set(options.parts.split(",")) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    said = pool(options.texts or starter_folder())
    sizes = tuple(map(int, options.sizes.split(","))) if options.sizes else None
    if options.quick:
        plan = quick(said, sizes or (1_000, 10_000), options.rounds or 1, options.texts)
    else:
        plan = Plan(said, sizes or SIZES, rounds=options.rounds or 5, texts=options.texts)
    figures: dict[str, Figures] = {}
    for name in options.parts.split(","):
        _tell(name)
        figures[name] = PARTS[name][0](plan)
        if options.json:  # after each part: the last ones take long
            write_json(options.json, plan, figures)
    print(table(rows_of(figures)))
    print(origin(plan))
    print(", ".join(f"{key} {value}" for key, value in machine().items() if key != "versions"))
    if options.svg and "scale" in figures:
        options.svg.write_text(scale.drawing(figures["scale"]["sizes"]), "utf-8")


def write_json(path: Path, plan: Plan, figures: Mapping[str, Figures]) -> None:
    """Everything that was measured, and on what."""
    record = {
        "machine": machine(),
        "rounds": plan.rounds,
        "made_of": origin(plan),
        "rows": [row.record() for row in rows_of(figures)],
        "figures": figures,
    }
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
