"""Scores of a question file -> tables for a screen."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from qa.measures import DRAWS, LESS_IS_BETTER
from qa.questions import REFUSED_KINDS
from qa.render import Screen, count
from qa.safe import visible

_RANKINGS = {"recall@1": "recall@1", "recall@3": "recall@3", "recall@5": "recall@5", "mrr": "MRR", "ndcg@10": "nDCG@10"}
_OTHERS = {
    "answered_rate": ("answered", "of the questions with an answer"),
    "refusal_rate": ("refused", "of the questions without one"),
    "balanced": ("balanced", "mean of recall@3 and refused"),
    "auroc": ("AUROC", "of confidence; 0.5 is chance"),
    "ece": ("ECE", "expected calibration error, 10 equal-width bins"),
    "words_shown@3": ("words", "in the first three quotes"),
}
_NAMES = {
    **_RANKINGS,
    **{f"passage_{key}": f"passage {name}" for key, name in _RANKINGS.items()},
    **{key: name for key, (name, _) in _OTHERS.items()},
    "median_ms": "median ms",
}
_SURE = 0.05


def report_text(report: Mapping[str, Any], screen: Screen) -> str:
    """The figures with their 95 % intervals, then recall or refusals by kind of question."""
    without = sum(one["questions"] for kind, one in report["by_kind"].items() if kind in REFUSED_KINDS)
    with_one = report["questions"] - without
    head = f"{count(report['questions'], 'question')}: {with_one:,} with an answer in the articles, {without:,} without"
    rankings = _table("", ">quotes", "95 %", ">passages", "95 %")
    for key, name in _RANKINGS.items():
        rankings.add_row(name, *_cells(report, key), *_cells(report, f"passage_{key}"))
    others = _table("", ">", "95 %", "")
    for key, (name, remark) in _OTHERS.items():
        others.add_row(name, *_cells(report, key), Text(remark, style="dim"))
    kinds = _table("kind", ">questions", ">recall@1", ">recall@3", "95 %", ">refused", "95 %")
    for kind, one in report["by_kind"].items():
        refused = _cells(one, "refusal_rate")
        kinds.add_row(
            visible(kind), f"{one['questions']:,}", _cells(one, "recall@1")[0], *_cells(one, "recall@3"), *refused
        )
    taken = report["latency_ms"]
    latency = (
        f"latency: median {taken['median']:.0f} ms, 95 % within {taken['p95']:.0f} ms, longest {taken['max']:.0f} ms"
    )
    altered = f"{count(report['quotes'], 'quote')}, {report['altered']:,} of them not what the file says"
    gap = Text("")
    return screen.text(Text(head), gap, rankings, gap, others, gap, kinds, gap, Text(latency), Text(altered))


def comparison_text(comparison: Mapping[str, Any], screen: Screen) -> str:
    """What has changed from the baseline, figure by figure, and whether that may be chance."""
    only = [
        f"{count(comparison[key], 'question')} only in {where}"
        for key, where in (("only_in_baseline", "the baseline"), ("only_now", "this run"))
        if comparison[key]
    ]
    head = f"against the baseline, {count(comparison['pairs'], 'question')} in both"
    table = _table("", ">baseline", ">now", ">difference", "95 %", ">p", "")
    for key, one in comparison["measures"].items():
        table.add_row(
            _NAMES[key],
            _number(key, one["baseline"]),
            _number(key, one["now"]),
            _number(key, one["difference"], sign="+"),
            interval_text(key, one["interval"]),
            f"{one['p']:.3f}",
            Text(_judged(key, one), style="bold"),
        )
    notes = (
        f"p: how often {DRAWS:,} random swaps of the two runs' results differ as much. With",
        "so many figures, expect about one in twenty under 0.05 by chance alone. unclear:",
        "the difference may well be chance (p is 0.05 or more).",
    )
    return screen.text(
        Text(", ".join([head, *only])), Text(""), table, Text(""), *(Text(note, style="dim") for note in notes)
    )


def _judged(key: str, one: Mapping[str, Any]) -> str:
    if not one["difference"]:
        return "same"
    if one["p"] >= _SURE:
        return "unclear"
    more = one["difference"] > 0
    if key == "words_shown@3":
        return "more" if more else "fewer"
    return "better" if more != (key in LESS_IS_BETTER) else "worse"


def _cells(figures: Mapping[str, Any], key: str) -> tuple[str, Text]:
    return _number(key, figures[key]), Text(interval_text(key, figures["intervals"][key]), style="dim")


def interval_text(key: str, bounds: tuple[float, float] | None, between: str = " to ") -> str:
    """An interval of a figure with so many digits as that has; empty if there is none."""
    return f"{_number(key, bounds[0])}{between}{_number(key, bounds[1])}" if bounds else ""


def _number(key: str, value: float | None, sign: str = "") -> str:
    if value is None:
        return "-"
    return f"{value:{sign}.1f}" if key in {"words_shown@3", "median_ms"} else f"{value:{sign}.2f}"


def _table(*columns: str) -> Table:
    """`>` before a name sets its column to the right."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name.removeprefix(">"), justify="right" if name.startswith(">") else "left", overflow="fold")
    return table
