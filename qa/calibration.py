"""Records of questions (`qa.evaluate.result`) -> the threshold that suits them, and how well it holds on others.

A threshold says from which confidence on there is an answer. It is chosen for one of two aims:

    balanced   the best mean of the rate of answers (of the questions with an answer) and the rate of
               refusals (of those without). F1 would move with the share of questions without an answer,
               and that is chance or the writer's patience; this mean does not.
    answered   a share of the questions with an answer that must be answered; refuse as many others as
               can be refused with that.

The rates of the chosen threshold are of held-out questions: each is judged by thresholds chosen on the
folds that it is not in. Everything drawn at random is drawn with a fixed seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.answer import Refusal
from qa.defaults import THRESHOLD
from qa.measures import Floats, interval, samples
from qa.questions import REFUSED_KINDS

FOLDS, REPEATS = 10, 5
RATES = ("answered_rate", "refusal_rate", "precision", "recall")
"""What is told of a threshold. Precision is the share that is right of all that was answered; recall the
share that was answered, and right, of the questions with an answer."""
FEWEST = 2
"""Questions with, and questions without an answer that it takes: one to choose on and one to hold out."""
ENOUGH = 30
"""Of either sort; with fewer, the notes say that the intervals are wide."""

_TRIED = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_SEED = 20200105
_EPSILON = 1e-12  # the last bits of a share decide nothing


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Questions as columns. `confidence` is -1 where another test than the threshold refuses."""

    answerable: NDArray[np.bool_]
    confidence: Floats
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, results: Sequence[Mapping[str, Any]]) -> "Outcomes":
        """Columns of records."""
        anyway = {reason.value for reason in Refusal if not reason.of_threshold}
        return cls(
            np.array([one["kind"] not in REFUSED_KINDS for one in results], bool),
            np.array([-1.0 if one["refused_because"] in anyway else one["confidence"] for one in results], float),
            np.array([one["right"] for one in results], bool),
        )

    def __len__(self) -> int:
        return len(self.answerable)

    def take(self, rows: NDArray[Any]) -> "Outcomes":
        """These rows."""
        return Outcomes(self.answerable[rows], self.confidence[rows], self.right[rows])


def choose(outcomes: Outcomes, answered: float | None = None) -> float:
    """The threshold for the aim: balanced, or at least the share `answered`; of equals the lowest.

    It lies midway between two confidences, so that what is a little off from either falls on its side.
    Where not even the lowest threshold answers so many, it is the lowest.
    """
    there = np.unique(outcomes.confidence[outcomes.confidence >= 0])
    if not len(there):
        return THRESHOLD
    tried = np.concatenate([there[:1], (there[1:] + there[:-1]) / 2])
    given = _share_from(tried, outcomes.confidence[outcomes.answerable])
    if answered is not None:
        enough = np.flatnonzero(given >= answered - _EPSILON)
        return float(tried[enough[-1] if len(enough) else 0])
    refused = 1 - _share_from(tried, outcomes.confidence[~outcomes.answerable])
    balanced = given + refused
    return float(tried[np.flatnonzero(balanced >= balanced.max() - _EPSILON)[0]])


def most_answered(outcomes: Outcomes) -> float:
    """The share of the questions with an answer that the lowest threshold answers."""
    return float((outcomes.confidence[outcomes.answerable] >= 0).mean())


def held_out(outcomes: Outcomes, answered: float | None = None) -> Floats:
    """For each question the share of `REPEATS` rounds in which it was answered while it was held out."""
    given = np.zeros(len(outcomes))
    for fold in folds(outcomes.answerable):
        rest = np.setdiff1d(np.arange(len(outcomes)), fold, assume_unique=True)
        given[fold] += outcomes.confidence[fold] >= choose(outcomes.take(rest), answered)
    return given / REPEATS


def folds(answerable: NDArray[np.bool_]) -> Iterator[NDArray[np.int_]]:
    """The rows of each fold, round by round: every row once a round, either sort spread evenly over the folds."""
    random = np.random.default_rng(_SEED)
    strata = [np.flatnonzero(answerable), np.flatnonzero(~answerable)]
    number = fold_count(answerable)
    for _ in range(REPEATS):
        mixed = [random.permutation(rows) for rows in strata]
        for at in range(number):
            yield np.concatenate([rows[at::number] for rows in mixed])


def fold_count(answerable: NDArray[np.bool_]) -> int:
    """`FOLDS`, or as many as the rarer sort has questions: none may lack it."""
    return int(min(FOLDS, answerable.sum(), (~answerable).sum()))


def rates(outcomes: Outcomes, given: Floats) -> Floats:
    """`RATES` as rows, a column for each of `given`, which say how far each question is answered (0 to 1).

    Precision is NaN where nothing is answered.
    """
    right = (given * (outcomes.right & outcomes.answerable)[:, None]).sum(axis=0)
    all_given, sought = given.sum(axis=0), outcomes.answerable.sum()
    precision = np.divide(right, all_given, out=np.full_like(right, np.nan), where=all_given > 0)
    of_sought, of_others = given[outcomes.answerable].mean(axis=0), given[~outcomes.answerable].mean(axis=0)
    return np.stack([of_sought, 1 - of_others, precision, right / sought])


def calibrate(results: Sequence[Mapping[str, Any]], before: float, answered: float | None = None) -> dict[str, Any]:
    """What `qa calibrate --json` prints, but for what is stored. `before` is the threshold now in use.

    `thresholds` are some fixed ones, with their rates on all questions; `held_out` are the rates of the
    chosen one. Each rate has the middle 95 % of it over bootstrap samples, or null where they are all
    alike. Takes `FEWEST` records of either sort.
    """
    outcomes = Outcomes.of(results)
    chosen = round(choose(outcomes, answered), 6)
    tried = _telling(outcomes, before)
    given = np.column_stack([held_out(outcomes, answered), *(outcomes.confidence >= one for one in tried)])
    measured = rates(outcomes, given)
    drawn = np.array([rates(outcomes.take(rows), given[rows]) for rows in samples(outcomes.answerable)])
    told = [_told(measured[:, at], drawn[:, :, at]) for at in range(given.shape[1])]
    sought = int(outcomes.answerable.sum())
    return {
        "format": 1,
        "questions": len(outcomes),
        "answerable": sought,
        "unanswerable": len(outcomes) - sought,
        "aim": "balanced" if answered is None else "answered",
        "answered": answered,
        "before": before,
        "threshold": chosen,
        "folds": fold_count(outcomes.answerable),
        "repeats": REPEATS,
        "held_out": told[0],
        "thresholds": [{"threshold": one, **figures} for one, figures in zip(tried, told[1:], strict=True)],
    }


def _telling(outcomes: Outcomes, before: float) -> list[float]:
    """The fixed thresholds that differ in what they answer, and the one in use."""
    tried: dict[int, float] = {}
    for one in _TRIED:
        tried.setdefault(int((outcomes.confidence >= one).sum()), one)
    return sorted({*tried.values(), before})


def _share_from(thresholds: Floats, confidence: Floats) -> Floats:
    """The share of `confidence` that each threshold answers."""
    below = np.searchsorted(np.sort(confidence), thresholds, "left")
    return 1 - below / max(1, len(confidence))


def _told(measured: Floats, draws: Floats) -> dict[str, Any]:
    """Rates by name, each null if it is NaN, and their intervals."""
    values = [None if np.isnan(one) else round(float(one), 4) for one in measured]
    intervals = [interval(draws[:, at]) for at in range(len(RATES))]
    return {
        **dict(zip(RATES, values, strict=True)),
        "intervals": dict(zip(RATES, intervals, strict=True)),
    }
