"""A threshold chosen on questions, and how well it holds on others."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.calibration import (
    FOLDS,
    RATES,
    REPEATS,
    Outcomes,
    calibrate,
    choose,
    fold_count,
    folds,
    held_out,
    most_answered,
    rates,
)
from qa.defaults import THRESHOLD

# few distinct values, so that ties are met
ROWS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([-1.0, 0.0, 0.1, 0.25, 0.3, 0.7, 0.9]), st.booleans()),
    min_size=4,
    max_size=30,
).filter(lambda rows: 2 <= sum(row[0] for row in rows) <= len(rows) - 2)


def _outcomes(rows: list[tuple[bool, float, bool]]) -> Outcomes:
    answerable, confidence, right = zip(*rows, strict=True)
    return Outcomes(np.array(answerable), np.array(confidence), np.array(right) & np.array(answerable))


def _balanced(outcomes: Outcomes, threshold: float) -> float:
    given = outcomes.confidence >= threshold
    return float(given[outcomes.answerable].mean() + 1 - given[~outcomes.answerable].mean())


def _answered(outcomes: Outcomes, threshold: float) -> float:
    return float((outcomes.confidence >= threshold)[outcomes.answerable].mean())


@given(ROWS)
def test_no_threshold_that_answers_anything_is_better_balanced_than_the_chosen_one(
    rows: list[tuple[bool, float, bool]],
) -> None:
    outcomes = _outcomes(rows)
    chosen = choose(outcomes)
    others = [one for one in np.arange(0, 1, 0.01) if (outcomes.confidence >= one).any()]
    assert all(_balanced(outcomes, chosen) >= _balanced(outcomes, one) - 1e-9 for one in others)


@given(ROWS, st.floats(0.01, 1))
def test_the_share_is_answered_and_no_stricter_threshold_answers_it(
    rows: list[tuple[bool, float, bool]], share: float
) -> None:
    outcomes = _outcomes(rows)
    if most_answered(outcomes) < share:
        return
    chosen = choose(outcomes, share)
    assert _answered(outcomes, chosen) >= share - 1e-9
    stricter = [one for one in np.arange(0, 1, 0.01) if one > chosen and _answered(outcomes, one) >= share]
    same = (outcomes.confidence >= chosen).sum()
    assert all((outcomes.confidence >= one).sum() == same for one in stricter)


@given(ROWS)
def test_folds_hold_every_question_once_a_round_and_never_all_of_a_sort(rows: list[tuple[bool, float, bool]]) -> None:
    outcomes = _outcomes(rows)
    made = list(folds(outcomes.answerable))
    assert Counter(int(row) for fold in made for row in fold) == dict.fromkeys(range(len(outcomes)), REPEATS)
    assert len(made) == REPEATS * fold_count(outcomes.answerable)
    for fold in made:
        rest = np.setdiff1d(np.arange(len(outcomes)), fold)
        assert set(outcomes.answerable[rest]) == {True, False}


def test_a_threshold_lies_midway() -> None:
    outcomes = _outcomes([(False, 0.1, False), (False, 0.2, False), (True, 0.6, True), (True, 0.9, True)])
    assert choose(outcomes) == pytest.approx(0.4)
    assert choose(outcomes, 0.5) == pytest.approx(0.75)


def test_the_rates_of_the_chosen_threshold_are_of_questions_it_was_not_chosen_on() -> None:
    """Where confidence tells nothing, what was chosen on looks better than chance, and what was held out does not."""
    random = np.random.default_rng(5)
    of_all, of_held_out = [], []
    for _ in range(30):
        outcomes = _outcomes([(bool(number % 2), float(random.random()), True) for number in range(40)])
        of_all.append(_balanced(outcomes, choose(outcomes)) / 2)
        answered_rate, refusal_rate, *_ = rates(outcomes, held_out(outcomes)[:, None])[:, 0]
        of_held_out.append((answered_rate + refusal_rate) / 2)
    assert np.mean(of_all) > 0.55
    assert 0.45 < np.mean(of_held_out) < 0.54


def test_a_question_does_not_choose_its_own_threshold() -> None:
    # whichever of the two lowest answerable ones is held out, the others put the threshold above it
    rows = [(True, confidence, True) for confidence in (0.3, 0.8, 0.8, 0.8)]
    rows += [(False, confidence, False) for confidence in (0.2, 0.2, 0.2, 0.2)]
    outcomes = _outcomes(rows)
    assert choose(outcomes) == pytest.approx(0.25)
    assert held_out(outcomes).tolist() == [0, 1, 1, 1, 0, 0, 0, 0]


def test_rates_by_hand() -> None:
    outcomes = _outcomes([(True, 0.9, True), (True, 0.5, False), (True, 0.1, True), (False, 0.6, False)])
    given = np.column_stack([outcomes.confidence >= threshold for threshold in (0, 0.55, 0.95)]).astype(float)
    assert rates(outcomes, given) == pytest.approx(
        np.array([[1, 1 / 3, 0], [0, 0, 1], [2 / 4, 1 / 2, np.nan], [2 / 3, 1 / 3, 0]]), nan_ok=True
    )


def record(kind: str, confidence: float, *, right: bool = True, refused_because: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "confidence": confidence, "right": right, "refused_because": refused_because}


def test_what_another_test_refuses_no_threshold_answers() -> None:
    records = [
        record("date", 0.8),
        record("date", 0.02, refused_because="unmet"),
        record("date", 0.9, refused_because="no_author"),
        record("offtopic", 0.0, refused_because="nothing_found"),
    ]
    outcomes = Outcomes.of(records)
    assert outcomes.confidence.tolist() == [0.8, 0.02, -1, -1]
    assert most_answered(outcomes) == pytest.approx(2 / 3)
    assert choose(outcomes, 1.0) == 0.02  # the lowest, where none is low enough
    assert choose(outcomes.take(np.array([2, 3]))) == THRESHOLD  # the default, where nothing is to choose from


RECORDS = [record("date", 0.3 + number / 100, right=number % 4 > 0) for number in range(40)]
RECORDS += [record("unanswerable", number / 50, right=False) for number in range(25)]


def test_a_report() -> None:
    report = calibrate(RECORDS, 0.03)
    assert (report["questions"], report["answerable"], report["unanswerable"]) == (65, 40, 25)
    assert (report["folds"], report["repeats"], report["aim"]) == (FOLDS, REPEATS, "balanced")
    tried = [one["threshold"] for one in report["thresholds"]]
    assert tried == sorted({*tried, 0.03})
    at = {one["threshold"]: one for one in report["thresholds"]}
    assert at[0.03]["answered_rate"] == 1.0
    assert at[0.03]["intervals"]["answered_rate"] is None
    assert at[0.03]["refusal_rate"] == 2 / 25  # 0 and 0.02
    assert at[0.03]["precision"] == round(30 / 63, 4)
    assert at[0.03]["recall"] == 0.75
    for figures in (report["held_out"], at[0.4]):
        for rate in RATES:
            low, high = figures["intervals"][rate] or (figures[rate], figures[rate])
            assert low <= figures[rate] <= high
    assert 0.28 < report["threshold"] < 0.31
    assert calibrate(RECORDS, 0.03) == report


def test_an_interval_is_that_of_the_binomial_where_it_can_be_known() -> None:
    report = calibrate(RECORDS * 4, 0.4)
    low, high = next(one for one in report["thresholds"] if one["threshold"] == 0.4)["intervals"]["answered_rate"]
    deviation = (0.75 * 0.25 / 160) ** 0.5
    assert (low, high) == pytest.approx((0.75 - 1.96 * deviation, 0.75 + 1.96 * deviation), abs=0.015)


def test_thresholds_that_answer_the_same_are_told_once() -> None:
    records = [record("date", 0.95), record("date", 0.96), record("offtopic", 0.001), record("offtopic", 0.002)]
    assert [one["threshold"] for one in calibrate(records, 0.5)["thresholds"]] == [0.01, 0.5]
