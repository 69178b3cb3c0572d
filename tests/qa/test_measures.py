"""Figures over many questions, their intervals, and two runs compared."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.measures import DRAWS, MEASURES, auroc, calibration_error, compare, report

RANKINGS = [
    f"{part}{name}" for part in ("", "passage_") for name in ("recall@1", "recall@3", "recall@5", "mrr", "ndcg@10")
]


def record(name: str, recall: float | None, confidence: float = 0.5, **other: Any) -> dict[str, Any]:
    """A record whose rankings all score `recall`; None: a question without an answer."""
    return {
        "id": name,
        "question": f"what of {name}",
        "kind": "unanswerable" if recall is None else "number",
        "answered": True,
        "confidence": confidence,
        "right": bool(recall),
        **dict.fromkeys(RANKINGS, recall),
        "words_shown@3": None if recall is None else 30,
        "quotes": 3,
        "altered": 0,
        "ms": 2.0,
        **other,
    }


def test_auroc_by_hand() -> None:
    # of six pairs .9 wins 3, .4 wins 1 and ties 1
    assert auroc(np.array([0.9, 0.4]), np.array([0.1, 0.4, 0.6])) == pytest.approx(4.5 / 6)
    assert np.isnan(auroc(np.array([0.9]), np.array([])))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_auroc_counts_pairs(high: list[int], low: list[int]) -> None:
    wins = sum((one > other) + 0.5 * (one == other) for one in high for other in low)
    assert auroc(np.array(high, float), np.array(low, float)) == pytest.approx(wins / (len(high) * len(low)))


def test_calibration_error_by_hand() -> None:
    confidence, right = np.array([0.15, 0.12, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 1.0])
    # second bin: |0.135 - 0.5| for half of them; last bin: |0.975 - 1| for the other half
    assert calibration_error(confidence, right) == pytest.approx(0.5 * 0.365 + 0.5 * 0.025)


def test_bins_of_the_calibration_error_are_of_equal_width() -> None:
    assert calibration_error(np.array([0.19, 0.21]), np.array([1.0, 0.0])) == pytest.approx((0.81 + 0.21) / 2)
    assert calibration_error(np.array([0.15, 0.17]), np.array([1.0, 0.0])) == pytest.approx(abs(0.32 - 1) / 2)


def test_a_report_by_hand() -> None:
    results = [
        record("a", 1.0, 0.8, ms=1.0),
        record("b", 0.5, 0.6, kind="multi", ms=2.0),
        record("c", 0.0, 0.1, answered=False, ms=9.0, quotes=0, **{"words_shown@3": 0}),
        record("d", None, 0.7, kind="offtopic"),
        record("e", None, 0.05, answered=False, altered=1),
    ]
    figures = report(results)
    assert {name: figures[name] for name in MEASURES} == {
        **dict.fromkeys(RANKINGS, 0.5),
        "words_shown@3": 20,
        "answered_rate": 0.6667,
        "refusal_rate": 0.5,
        "balanced": 0.5,
        "auroc": 0.6667,
        # bins .8 and .6 (two): |.8 - 1|, |.6 - 1|, |.7 - 0|, .1, .05 over five
        "ece": round((0.2 + 0.4 + 0.7 + 0.1 + 0.05) / 5, 4),
        "median_ms": 2.0,
    }
    assert (figures["questions"], figures["quotes"], figures["altered"]) == (5, 12, 1)
    assert figures["latency_ms"] == {"median": 2.0, "p95": 7.6, "max": 9.0}
    assert list(figures["by_kind"]) == ["multi", "number", "offtopic", "unanswerable"]
    kinds = {kind: (one["questions"], one["recall@3"], one["refusal_rate"]) for kind, one in figures["by_kind"].items()}
    assert kinds == {
        "multi": (1, 0.5, None),
        "number": (2, 0.5, None),
        "offtopic": (1, None, 0.0),
        "unanswerable": (1, None, 1.0),
    }
    assert figures["results"] == results


def test_an_interval_is_that_of_the_binomial_where_it_can_be_known() -> None:
    results = [record(str(number), float(number % 4 > 0)) for number in range(100)]
    low, high = report(results)["intervals"]["recall@1"]
    deviation = (0.75 * 0.25 / 100) ** 0.5
    assert low == pytest.approx(0.75 - 1.96 * deviation, abs=0.015)
    assert high == pytest.approx(0.75 + 1.96 * deviation, abs=0.015)


def test_no_interval_where_resampling_tells_nothing() -> None:
    intervals = report([record("a", 1.0), record("b", 1.0), record("c", None)])["intervals"]
    assert intervals["recall@1"] is None
    assert intervals["refusal_rate"] is None


def test_figures_come_out_the_same_each_time() -> None:
    results = [record(str(number), number % 3 / 2, number / 40) for number in range(40)]
    assert report(results) == report(results)
    assert compare(results, results[::-1]) == compare(results, results[::-1])


def _runs(gains: Sequence[float]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    before = [record(str(number), 0.5) for number in range(len(gains))]
    return before, [{**one, **dict.fromkeys(RANKINGS, 0.5 + gain)} for one, gain in zip(before, gains, strict=True)]


def test_a_difference_in_every_question_is_no_chance() -> None:
    one = compare(*_runs([0.5] * 12))["measures"]["recall@1"]
    assert (one["baseline"], one["now"], one["difference"], one["interval"]) == (0.5, 1.0, 0.5, None)
    # exactly 2 of the 2^12 ways to swap differ as much
    assert one["p"] < 0.003


def test_as_many_gains_as_losses_are_no_difference() -> None:
    one = compare(*_runs([0.5, -0.5] * 10))["measures"]["mrr"]
    assert (one["difference"], one["p"]) == (0.0, 1.0)
    assert one["interval"][0] < 0 < one["interval"][1]


def test_the_p_value_is_that_of_the_exact_sign_test() -> None:
    # seven gains and two losses of the same size: P(|7 - 2| or more of 9) = 2 (36 + 9 + 1) / 512
    one = compare(*_runs([0.5] * 7 + [-0.5] * 2))["measures"]["recall@3"]
    assert one["p"] == pytest.approx(2 * 46 / 512, abs=0.025)


def test_a_scale_of_confidence_is_no_difference_in_auroc() -> None:
    before = [record(str(number), None if number % 3 else 1.0, (number * 7 % 10) / 10) for number in range(30)]
    now = [{**one, "confidence": one["confidence"] / 20} for one in before]
    measures = compare(before, now)["measures"]
    assert (measures["auroc"]["difference"], measures["auroc"]["p"]) == (0.0, 1.0)
    assert measures["ece"]["difference"] != 0


def test_questions_are_paired_by_id_text_and_kind() -> None:
    before = [record("a", 0.0), record("b", 0.5), record("c", 1.0), record("x", 0.0)]
    now = [record("x", 1.0), record("c", 1.0), record("b", None), record("a", 0.0, question="another")]
    compared = compare(before, now)
    assert (compared["pairs"], compared["only_in_baseline"], compared["only_now"]) == (2, 2, 2)
    assert compared["measures"]["recall@1"]["baseline"] == 0.5
    assert "refusal_rate" not in compared["measures"]


def test_questions_without_an_id_that_are_the_same_are_paired_in_turn() -> None:
    before = [record("a", 0.0, id=None), record("a", 1.0, id=None)]
    compared = compare(before, before)
    assert (compared["pairs"], compared["measures"]["mrr"]["interval"]) == (2, None)
    assert DRAWS == 2000
