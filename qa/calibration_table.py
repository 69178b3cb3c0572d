"""What a calibration found -> a table for a screen."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from qa.calibration import ENOUGH, RATES
from qa.render import Screen, count
from qa.score_tables import interval_text

_COLUMNS = ("answered", "refused", "precision", "recall")
_NARROWEST = 78  # columns that it takes to put an interval beside its rate, not below
_RULE_OF_THREE = 3


def calibration_text(report: Mapping[str, Any], screen: Screen) -> str:
    """The rates of some thresholds with their 95 % intervals, what is in use and what was chosen among them."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("threshold")
    for name in _COLUMNS:
        table.add_column(name, overflow="fold")
    rows = [
        (one["threshold"], one, "in use" if one["threshold"] == report["before"] else "")
        for one in report["thresholds"]
    ]
    rows.append((report["threshold"], report["held_out"], "chosen"))
    between = " " if screen.width >= _NARROWEST else "\n"
    for threshold, figures, remark in sorted(rows, key=lambda row: (row[0], row[2])):
        style = "bold" if remark == "chosen" else ""
        label = Text(f"{threshold:.4g}", style=style).append(f" {remark}".rstrip(), style=style or "dim")
        table.add_row(label, *(_cell(figures, rate, style, between) for rate in RATES))
    gap = Text("")
    return screen.text(
        Text(_head(report)),
        gap,
        table,
        gap,
        *(Text(note, style="dim") for note in (*_legend(report), *notes(report))),
        gap,
    )


def _head(report: Mapping[str, Any]) -> str:
    aim = (
        "the best mean of answered and refused"
        if report["answered"] is None
        else f"at least {report['answered']:g} answered, the rest as strict as can be"
    )
    return (
        f"{count(report['questions'], 'question')}: {report['answerable']:,} with an answer in the articles, "
        f"{report['unanswerable']:,} without. Chosen for {aim}."
    )


def _cell(figures: Mapping[str, Any], rate: str, style: str, between: str) -> Text:
    value = figures[rate]
    cell = Text("-" if value is None else f"{value:.2f}", style=style)
    bounds = interval_text(rate, figures["intervals"][rate], "–")
    return cell.append(f"{between}{bounds}", style="dim") if bounds else cell


def _legend(report: Mapping[str, Any]) -> tuple[str, str]:
    columns = (
        "answered: of the questions with an answer; refused: of those without. precision: what is right of all that "
        "is answered; recall: what is answered, and right, of the questions with an answer. Behind each its 95 % "
        "interval."
    )
    rows = (
        f"The chosen row is of held-out questions: each judged by thresholds chosen without it ({report['folds']} "
        f"folds, {report['repeats']} times). The other thresholds are fixed; their rows are of all questions."
    )
    return columns, rows


def notes(report: Mapping[str, Any]) -> list[str]:
    """What to beware of: few questions, and rates that tell nothing of how far off they may be."""
    told = []
    for sort, named, rate in (("answerable", "with an answer", "answered"), ("unanswerable", "without one", "refused")):
        number = report[sort]
        if number < ENOUGH:
            told.append(
                f"Only {count(number, 'question')} {named}: what is {rate} is a rough figure, its interval is wide. "
                f"{ENOUGH} or more make it narrower."
            )
        value = report["held_out"][f"{rate if rate == 'answered' else 'refusal'}_rate"]
        if value in {0.0, 1.0}:
            off = min(1.0, _RULE_OF_THREE / number)
            told.append(
                f"All {number:,} {named} came out alike, which gives no interval; with so many, the true rate may be "
                f"{off:.2f} {'less' if value else 'more'} (rule of three)."
            )
    return told
