"""Records of questions (`qa.evaluate.result`) -> figures with 95 % intervals, and two runs compared.

Everything drawn at random is drawn with a fixed seed: the same records give the same figures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.questions import REFUSED_KINDS

DRAWS = 2000
"""Bootstrap samples behind an interval, and swaps behind a p value."""
_SEED = 20200105
_BINS = 10
_AVERAGED = (
    *("recall@1", "recall@3", "recall@5", "mrr", "ndcg@10"),
    *("passage_recall@1", "passage_recall@3", "passage_recall@5", "passage_mrr", "passage_ndcg@10"),
    "words_shown@3",
)
MEASURES = (*_AVERAGED, "answered_rate", "refusal_rate", "balanced", "auroc", "ece", "median_ms")
"""Every figure that is measured, by name."""
LESS_IS_BETTER = frozenset({"ece", "median_ms"})
_RECALL, _REFUSAL = _AVERAGED.index("recall@3"), len(_AVERAGED) + 1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """One run as columns, a row a question. `averaged` is NaN where a measure does not apply to it.

    `rank` is the average rank of the confidence within its run, from 0 to 1: all that AUROC rests on,
    and alike in scale for two runs.
    """

    averaged: Floats
    answerable: NDArray[np.bool_]
    rank: Floats
    confidence: Floats
    right: Floats
    latency: Floats

    @classmethod
    def of(cls, results: Sequence[Mapping[str, Any]]) -> "Run":
        """Raises KeyError, TypeError or ValueError if they are not what `qa.evaluate.result` gives."""
        answerable = np.array([one["kind"] not in REFUSED_KINDS for one in results], bool)
        answered = _column(results, "answered")
        columns = [_column(results, name) for name in _AVERAGED]
        columns += [np.where(answerable, answered, np.nan), np.where(answerable, np.nan, 1 - answered)]
        confidence = _column(results, "confidence")
        ordered = np.sort(confidence)
        below, upto = (np.searchsorted(ordered, confidence, side) for side in ("left", "right"))
        return cls(
            np.column_stack(columns),
            answerable,
            (below + upto) / (2 * max(1, len(results))),
            confidence,
            _column(results, "right"),
            _column(results, "ms"),
        )

    def __len__(self) -> int:
        return len(self.answerable)

    def take(self, rows: NDArray[np.int_]) -> "Run":
        """These rows, in this order."""
        return Run(*(column[rows] for column in self.columns()))

    def swapped(self, other: "Run", rows: NDArray[np.bool_]) -> "Run":
        """The same run with the rows of another where `rows` says so."""
        pairs = zip(self.columns(), other.columns(), strict=True)
        return Run(*(np.where(rows[:, None] if mine.ndim > 1 else rows, its, mine) for mine, its in pairs))

    def measured(self) -> Floats:
        """The figures, as `MEASURES` names them; NaN where no question has one."""
        means = _means(self.averaged)
        headline = _means(means[[_RECALL, _REFUSAL], None])  # of one alone where the other has no question
        area = auroc(self.rank[self.answerable], self.rank[~self.answerable])
        error = calibration_error(self.confidence, self.right)
        median = float(np.median(self.latency)) if len(self) else np.nan
        return np.concatenate([means, headline, [area, error, median]])

    def columns(self) -> tuple[NDArray[Any], ...]:
        """All of it, in the order of the fields."""
        return self.averaged, self.answerable, self.rank, self.confidence, self.right, self.latency


def auroc(answerable: Floats, others: Floats) -> float:
    """How often a question with an answer has more confidence than one without: 0.5 is chance; ties are half."""
    if not len(answerable) or not len(others):
        return np.nan
    ordered = np.sort(others)
    wins = np.searchsorted(ordered, answerable, "left") + np.searchsorted(ordered, answerable, "right")
    return float(wins.mean() / (2 * len(others)))


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Expected calibration error over ten bins of equal width: 0 to 0.1, 0.1 to 0.2 and so on.

    The gap between mean confidence and the share that is right in a bin, weighed by the bin's size
    (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    """
    if not len(confidence):
        return np.nan
    bins = np.clip((confidence * _BINS).astype(int), 0, _BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def report(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What `qa eval --json` prints of a run: every figure, its interval, the kinds, and the records.

    An interval is the middle 95 % of the figure over `DRAWS` bootstrap samples, drawn apart among the
    questions with and without an answer; null where resampling changes nothing and so tells nothing.
    """
    run = Run.of(results)
    kinds = Counter(one["kind"] for one in results)
    by_kind = {}
    for kind, count in sorted(kinds.items()):
        one = Run.of([record for record in results if record["kind"] == kind])
        by_kind[kind] = {"questions": count, **_figures(one)}
    return {
        "format": 1,
        "questions": len(results),
        **_figures(run),
        "quotes": sum(one["quotes"] for one in results),
        "altered": sum(one["altered"] for one in results),
        "latency_ms": {
            "median": _value(np.median(run.latency)),
            "p95": _value(np.quantile(run.latency, 0.95)),
            "max": _value(run.latency.max()),
        },
        "by_kind": by_kind,
        "results": list(results),
    }


def compare(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Two runs over the questions that both have, paired by id, text and kind.

    For each figure: both values, their difference with a paired bootstrap interval, and the p value of
    a randomisation test: how often a difference at least as large comes out when each question's two
    results are swapped by chance (Smucker, Allan, Carterette, "A Comparison of Statistical Significance
    Tests for Information Retrieval Evaluation", 2007).
    """
    old, new = _keyed(before), _keyed(now)
    shared = [key for key in new if key in old]
    first, second = Run.of([old[key] for key in shared]), Run.of([new[key] for key in shared])
    earlier, later = first.measured(), second.measured()
    difference = later - earlier
    draws = [second.take(rows).measured() - first.take(rows).measured() for rows in samples(first.answerable)]
    random = np.random.default_rng(_SEED)
    as_large = np.ones_like(difference)
    for _ in range(DRAWS if shared else 0):
        rows = random.random(len(shared)) < 1 / 2
        by_chance = second.swapped(first, rows).measured() - first.swapped(second, rows).measured()
        as_large += np.abs(by_chance) >= np.abs(difference) - 1e-12  # the last bits decide nothing
    return {
        "pairs": len(shared),
        "only_in_baseline": len(old) - len(shared),
        "only_now": len(new) - len(shared),
        "measures": {
            name: {
                "baseline": _value(earlier[at]),
                "now": _value(later[at]),
                "difference": _value(difference[at]),
                "interval": interval([draw[at] for draw in draws]),
                "p": _value(as_large[at] / (DRAWS + 1)),
            }
            for at, name in enumerate(MEASURES)
            if not np.isnan(difference[at])
        },
    }


def _figures(run: Run) -> dict[str, Any]:
    figures = dict(zip(MEASURES, map(_value, run.measured()), strict=True))
    draws = np.array([run.take(rows).measured() for rows in samples(run.answerable)])
    intervals = {name: interval(draws[:, at]) for at, name in enumerate(MEASURES)}
    return {**figures, "intervals": intervals}


def samples(answerable: NDArray[np.bool_]) -> Iterator[NDArray[np.int_]]:
    """Rows drawn with replacement, as many of each sort as there are."""
    random = np.random.default_rng(_SEED)
    strata = [rows for rows in (np.flatnonzero(answerable), np.flatnonzero(~answerable)) if len(rows)]
    for _ in range(DRAWS if strata else 0):
        yield np.concatenate([random.choice(rows, len(rows)) for rows in strata])


def interval(draws: Sequence[float] | Floats) -> list[float] | None:
    """The middle 95 % of a figure over bootstrap samples; None if it is the same in all, or missing in one."""
    if not len(draws) or np.isnan(draws).any():
        return None
    low, high = (float(bound) for bound in np.quantile(draws, (0.025, 0.975)))
    return [round(low, 4), round(high, 4)] if low < high else None


def _means(values: Floats) -> Floats:
    """The mean of each column over what is not NaN."""
    there = ~np.isnan(values)
    counts = there.sum(axis=0)
    sums = np.where(there, values, 0.0).sum(axis=0)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _column(results: Sequence[Mapping[str, Any]], name: str) -> Floats:
    return np.array([np.nan if one[name] is None else float(one[name]) for one in results], np.float64)


def _keyed(results: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """By id, text, kind and, where these are the same, turn."""
    turns: Counter[tuple[Any, ...]] = Counter()
    keyed = {}
    for one in results:
        key = one["id"], one["question"], one["kind"]
        keyed[*key, turns[key]] = one
        turns[key] += 1
    return keyed


def _value(number: float | np.floating[Any]) -> float | None:
    return None if np.isnan(number) else round(float(number), 4)
