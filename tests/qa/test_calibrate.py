"""`qa calibrate`: from a file of questions to a threshold that `qa ask` uses."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from index.embed import Model
from qa.calibration import calibrate
from qa.calibration_table import calibration_text
from qa.defaults import THRESHOLD
from qa.render import Screen
from qa.thresholds import Chosen, read_threshold, threshold_file, write_threshold
from tests.conftest import Run
from tests.doubles import WORDS
from tests.qa.test_calibration import RECORDS, record

COST = "What did the bridge repair cost?"
STRANGE = "Who tuned the organ of Saint Olaf?"
EVIDENCE = [{"file": "bridge.txt", "quote": "The repair cost 4.2 million crowns"}]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    asked: list[Mapping[str, Any]] = [
        {"question": COST, "evidence": EVIDENCE},
        {"question": "How much did the repair of the iron bridge cost?", "evidence": EVIDENCE},
        {
            "question": "What did late frost destroy in the Ammer valley?",
            "evidence": [{"file": "orchard.txt", "quote": "Late frost destroyed most of the cherry blossom"}],
        },
        {"question": STRANGE, "kind": "unanswerable"},
        {"question": "zyx wvu tsr", "kind": "offtopic"},
        {"question": "What colour is the new council chamber?", "kind": "unanswerable"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    return path


def _record(run: Run, question: str, place: Path, **other: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("ask", question, "--json", "--index", place, **other).out)
    return found


def test_the_threshold_is_stored_told_used_and_taken_back(run: Run, questions: Path, place: Path) -> None:
    done = run("calibrate", questions, "--index", place)
    assert (done.status, done.err) == (0, "")
    chosen = read_threshold(place)
    assert chosen is not None
    confidences = {question: _record(run, question, place)["confidence"] for question in (COST, STRANGE)}
    assert confidences[STRANGE] < chosen.threshold < confidences[COST]
    assert f"answer from confidence {chosen.threshold:g} on (before: {THRESHOLD:g})" in " ".join(done.out.split())
    assert done.out.endswith(f"\n    qa calibrate --forget --index {place}\n")
    assert "Only 3 questions without one" in done.out
    assert _record(run, STRANGE, place)["threshold"] == chosen.threshold
    assert f"{chosen.threshold:g}, chosen on 6 questions" in run("status", "--index", place).out
    # flags and variables go before it
    assert _record(run, COST, place, variables={"QA_THRESHOLD": "0.99"})["refused_because"] == "confidence"
    taken_back = run("calibrate", "--forget", "--index", place)
    assert (taken_back.status, taken_back.out) == (0, f"The stored threshold is removed; it is {THRESHOLD:g} again.\n")
    assert _record(run, COST, place)["threshold"] == THRESHOLD
    again = run("calibrate", "--forget", "--index", place)
    assert again.out == f"No threshold was stored for this index; it is {THRESHOLD:g}.\n"


def test_a_rebuild_keeps_it(run: Run, questions: Path, place: Path, folder: Path) -> None:
    run("calibrate", questions, "--index", place)
    before = threshold_file(place).read_bytes()
    (folder / "more.txt").write_text("Pears\n\nThe pears of the Ammer valley were spared by the frost.\n", "utf-8")
    assert run("index", "--fresh", "--index", place).status == 0
    assert threshold_file(place).read_bytes() == before
    chosen = read_threshold(place)
    assert chosen
    assert _record(run, COST, place)["threshold"] == chosen.threshold


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_dry_run_stores_nothing_and_says_so(run: Run, questions: Path, place: Path, flags: tuple[str, ...]) -> None:
    done = run("calibrate", questions, "--dry-run", *flags, "--index", place)
    assert done.status == 0
    assert not threshold_file(place).exists()
    if flags:
        assert json.loads(done.out)["stored"] is None
    else:
        assert done.out.endswith(f"Nothing is stored (--dry-run). The threshold is still {THRESHOLD:g}.\n")


def test_json(run: Run, questions: Path, place: Path) -> None:
    report = json.loads(run("calibrate", questions, "--json", "--index", place).out)
    assert (report["answerable"], report["unanswerable"], report["folds"], report["before"]) == (3, 3, 3, THRESHOLD)
    assert report["stored"] == str(threshold_file(place))
    assert report["threshold"] == json.loads(threshold_file(place).read_text("utf-8"))["threshold"]
    assert json.loads(run("status", "--json", "--index", place).out)["threshold"]["fits"] is True
    gone = json.loads(run("calibrate", "--forget", "--json", "--index", place).out)
    assert gone == {"format": 1, "forgotten": str(threshold_file(place))}


def test_a_share_that_must_be_answered(run: Run, questions: Path, place: Path) -> None:
    strict, mild = (
        json.loads(run("calibrate", questions, "--answered", share, "--json", "--dry-run", "--index", place).out)
        for share in ("0.3", "1")
    )
    assert mild["threshold"] < strict["threshold"]
    assert (strict["aim"], strict["answered"]) == ("answered", 0.3)


def test_a_share_that_no_threshold_answers(run: Run, questions: Path, place: Path) -> None:
    lines = questions.read_text("utf-8")
    nobody = {"question": "Who wrote 'Ferry Crews Ask What Comes Next'?", "evidence": EVIDENCE}
    questions.write_text(f"{lines}\n{json.dumps(nobody)}\n", "utf-8")
    done = run("calibrate", questions, "--answered", "0.9", "--index", place)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "qa: no threshold answers 0.9 of the questions with an answer; the rest fail other tests\n    --answered 0.75\n"
    )


@pytest.mark.parametrize("sort", ["without one", "with an answer"])
@pytest.mark.parametrize("left", [0, 1])
def test_too_few_of_a_sort(run: Run, questions: Path, place: Path, sort: str, left: int) -> None:
    asked = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    rare = [one for one in asked if ("kind" in one) == (sort == "without one")]
    questions.write_text("\n".join(json.dumps(one) for one in asked if one not in rare[left:]), "utf-8")
    done = run("calibrate", questions, "--index", place)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 2)
    have = "only 1" if left else "none"
    assert f"needs 2 questions {sort} at the very least, and {questions} has {have}\n" in done.err
    assert "add some, 30 if you can: {" in done.err


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        ((), "no file of questions"),
        (("x", "--forget"), "--forget takes no file of questions"),
        (("x", "--threshold", "0.5"), "qa calibrate chooses the threshold"),
        (("x", "--answered", "95"), "argument --answered: 95 is no share such as 0.95"),
    ],
)
def test_what_cannot_be_asked(run: Run, place: Path, argv: tuple[str, ...], what: str) -> None:
    done = run("calibrate", *argv, "--index", place)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 2)
    assert done.err.startswith(f"qa: {what}\n")


def test_a_setting_that_goes_before_it_is_told(run: Run, questions: Path, place: Path) -> None:
    done = run("calibrate", questions, "--index", place, variables={"QA_THRESHOLD": "0.2"})
    assert done.status == 0
    assert done.err.startswith("qa: a setting goes before it: threshold 0.2\n")


def test_one_of_another_model_is_not_used_and_that_is_said_once(run: Run, place: Path) -> None:
    chosen = Chosen(0.9, "2021-03-05T00:00:00+00:00", 40, {}, WORDS)
    for other in (
        Chosen(0.9, chosen.chosen, 40, {}, Model("words", "2")),
        Chosen(0.9, chosen.chosen, 40, {}, WORDS, weights=(1.0,)),
    ):
        write_threshold(place, other)
        assert read_threshold(place) == other
        done = run("ask", "--index", place, stdin=f"{COST}\n{COST}\n")
        assert done.status == 0
        assert done.err.splitlines() == [
            f"The threshold 0.9 was chosen with another model or version; {THRESHOLD:g} is used.",
            f"    qa calibrate FILE --index {place}",
        ]
        assert "not used" in run("status", "--index", place).out
    write_threshold(place, chosen)
    assert run("ask", COST, "--index", place).status == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "threshold": 2}', '{"format": 1, "threshold": 0.5}']
)
def test_a_damaged_one_is_an_error_with_the_command_that_mends(run: Run, place: Path, text: str) -> None:
    path = threshold_file(place)
    path.write_text(text, "utf-8")
    done = run("ask", COST, "--index", place)
    assert (done.status, done.out) == (3, "")
    assert done.err == (
        f"qa: cannot read the threshold of the index: {path}\n    qa calibrate --forget --index {place}\n"
    )
    assert run("calibrate", "--forget", "--index", place).status == 0
    assert run("ask", COST, "--index", place).status == 0


def test_the_screens(golden: Callable[[str, str], None]) -> None:
    few = [record("date", 0.5 + number / 50) for number in range(12)] + [
        record("offtopic", number / 100, right=False) for number in range(5)
    ]
    screens = [
        calibration_text(calibrate(RECORDS, 0.13), Screen()),
        calibration_text(calibrate(RECORDS, 0.123456, answered=0.9), Screen()),
        calibration_text(calibrate(few, 0.13), Screen()),
    ]
    text = "----\n".join(screens)
    assert max(map(len, text.splitlines())) <= 80
    golden("calibrate", text)
    narrow = calibration_text(calibrate(RECORDS, 0.13), Screen(50))
    assert max(map(len, narrow.splitlines())) <= 50
