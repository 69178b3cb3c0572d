"""`qa eval`: from a file of questions to its screen and JSON."""

import json
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.measures import compare, report
from qa.render import Screen
from qa.score_tables import comparison_text, report_text
from tests.conftest import Run
from tests.qa.test_measures import record

COST = "The repair cost 4.2 million crowns, Mayor Tomas Brandt said."
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "cost",
        "question": "What did the bridge repair cost?",
        "kind": "number",
        "evidence": [{"file": "bridge.txt", "quote": COST}],
    },
    # the same, named in the wrong file: found by nobody
    {
        "id": "elsewhere",
        "question": "What did the bridge repair cost?",
        "kind": "number",
        "evidence": [{"file": "ferry.txt", "quote": COST}],
    },
    # half of it is there
    {
        "id": "half",
        "question": "How many crew members of the Lisse ferry were not told whether they will be paid?",
        "kind": "multi",
        "evidence": [
            {"file": "ferry.txt", "quote": "Eleven crew members of the Lisse ferry have not been told"},
            {"file": "ferry.txt", "quote": "Forty-one captains were promised double wages in April"},
        ],
    },
    {
        "id": "date",
        "question": "When was the ferry crews' story printed?",
        "kind": "metadata",
        "accept": ["2021-03-05"],
        "evidence": [],
    },
    {"id": "strange", "question": "zyx wvu tsr", "kind": "offtopic", "evidence": []},
]
SAME_AS_REFERENCE = (
    *("recall@1", "recall@3", "recall@5", "mrr", "answered_rate", "refusal_rate", "auroc", "balanced"),
    *("quotes", "altered", "words_shown@3"),
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    return path


def _scores(run: Run, *argv: object) -> dict[str, Any]:
    done = run("eval", *argv, "--json")
    assert (done.status, done.err) == (0, "")
    scores: dict[str, Any] = json.loads(done.out)
    return scores


def test_scores_by_hand(run: Run, questions: Path, place: Path) -> None:
    scores = _scores(run, questions, "--index", place)
    # cost 1, elsewhere 0, half 1/2, date 1
    assert (scores["recall@1"], scores["recall@3"], scores["mrr"]) == (0.625, 0.625, 0.75)
    assert (scores["refusal_rate"], scores["answered_rate"], scores["auroc"]) == (1.0, 1.0, 1.0)
    assert scores["balanced"] == 0.8125
    assert scores["passage_recall@1"] == 0.375  # a passage has no citation to show the date
    assert {kind: one["recall@3"] for kind, one in scores["by_kind"].items()} == {
        "metadata": 1.0,
        "multi": 0.5,
        "number": 0.5,
        "offtopic": None,
    }
    assert [one["id"] for one in scores["results"]] == ["cost", "elsewhere", "half", "date", "strange"]
    assert [one["line"] for one in scores["results"]] == [1, 2, 3, 4, 5]
    assert (scores["results"][2]["recall@1"], scores["results"][2]["ndcg@10"]) == (0.5, 0.6131)


def _reference(shared: Path, run: Run, questions: Path, sources: Path, place: Path) -> dict[str, Any]:
    answers = run("ask", "--jsonl", questions, "--index", place).out
    score: Callable[..., Any] = runpy.run_path(str(shared / "eval" / "score.py"))["score"]
    asked = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    figures: dict[str, Any] = score(asked, [json.loads(line) for line in answers.splitlines()], str(sources))[0]
    return figures


def _assert_the_same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
    for name in SAME_AS_REFERENCE:
        assert ours[name] == pytest.approx(theirs[name], abs=2e-4), name
    for kind, value in theirs["by_kind (recall@3, or refusal)"].items():
        one = ours["by_kind"][kind]
        assert one["refusal_rate" if one["recall@3"] is None else "recall@3"] == pytest.approx(value, abs=1e-4), kind


@pytest.mark.shared
def test_scores_are_those_of_the_reference(shared: Path, run: Run, questions: Path, folder: Path, place: Path) -> None:
    _assert_the_same(_scores(run, questions, "--index", place), _reference(shared, run, questions, folder, place))


@pytest.mark.shared
def test_scores_of_the_open_questions_are_those_of_the_reference(shared: Path, run: Run, tmp_path: Path) -> None:
    asked, sources, place = shared / "eval" / "seeds-open.jsonl", shared / "seeds", tmp_path / "index"
    assert run("index", sources, "--index", place).status == 0
    _assert_the_same(_scores(run, asked, "--index", place), _reference(shared, run, asked, sources, place))


def test_a_run_compared_with_itself_has_no_difference(run: Run, questions: Path, place: Path, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    saved.write_text(run("eval", questions, "--json", "--index", place).out, "utf-8")
    compared = _scores(run, questions, "--baseline", saved, "--index", place)["comparison"]
    assert (compared["pairs"], compared["only_in_baseline"], compared["only_now"]) == (5, 0, 0)
    same = {name: (one["difference"], one["p"]) for name, one in compared["measures"].items() if name != "median_ms"}
    assert set(same.values()) == {(0.0, 1.0)}
    screen = run("eval", questions, "--baseline", saved, "--index", place)
    assert screen.status == 0
    assert "against the baseline, 5 questions in both" in screen.out


def test_files_that_the_index_does_not_hold_are_named(run: Run, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    lines = [
        {"question": "who paid", "evidence": [{"file": "orchard.txt", "quote": "nine tenths"}]},
        {"question": "who paid", "evidence": [{"file": "chard.txt", "quote": "nine tenths"}]},
        {"question": "who left", "evidence": [{"file": "chard.txt", "quote": "nine tenths"}]},
        {
            "question": "who came",
            "evidence": [{"file": "notes/orchard.txt", "quote": "a", "alt": [{"file": "x", "quote": "a"}]}],
        },
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    done = run("eval", path, "--index", place)
    assert done.status == 0
    assert done.err == (
        f"qa: {path}:2: not in the index: chard.txt, which 2 questions name\n"
        f"qa: {path}:4: not in the index: x, which 1 question names\n"
    )


def test_a_faulty_line_is_told_before_anything_is_asked(run: Run, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "who paid", "kind": "offtopic"}\n{"question": "?"}\n', "utf-8")
    done = run("eval", path, "--index", place)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"qa: {path}:2: the question has no words"
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize("command", ["eval", "calibrate"])
def test_a_file_of_questions_that_cannot_be_read(run: Run, place: Path, tmp_path: Path, command: str) -> None:
    for path, why in (
        (tmp_path, "Is a directory"),
        (tmp_path / "none", "No such file or directory"),
    ):
        done = run(command, path, "--index", place)
        assert (done.status, done.out) == (2, "")
        first, second = done.err.splitlines()
        assert first == f"qa: cannot read the questions in {path}: {why}"
        assert second.startswith("    name a file that can be read, with one object a line: ")


def test_what_a_file_of_questions_names_does_not_act_on_the_terminal(run: Run, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({"question": "who", "evidence": [{"file": "\x1b[2J", "quote": "a"}]}), "utf-8")
    told = run("eval", path, "--index", place).err
    assert "not in the index: " in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot read the baseline {}: No such file or directory"),
        ("{", "not a run of qa eval --json: {}"),
        ("[]", "not a run of qa eval --json: {}"),
        ('{"results": [{"id": "cost"}]}', "not a run of qa eval --json: {}"),
        ('{"results": []}', "not a run of qa eval --json: {}"),
        (json.dumps({"results": [record("a", 1.0)]}), "no question of the baseline is in the file of questions: {}"),
    ],
)
def test_a_baseline_that_is_none(run: Run, questions: Path, place: Path, content: str | None, what: str) -> None:
    path = questions.with_name("run.json")
    if content is not None:
        path.write_text(content, "utf-8")
    done = run("eval", questions, "--baseline", path, "--index", place)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"qa: {what.format(path)}\n    qa eval FILE --json > RUN.json writes one\n"


def _results(right: Callable[[int], float], confidence: Callable[[int], float]) -> list[dict[str, Any]]:
    kinds = ("number", "date", "multi", "unanswerable")
    return [
        record(
            str(number),
            None if kinds[number % 4] == "unanswerable" else right(number),
            confidence(number),
            kind=kinds[number % 4],
            answered=confidence(number) > 0.1,
            ms=5.0 + number % 7,
        )
        for number in range(48)
    ]


def test_the_screens(golden: Callable[[str, str], None]) -> None:
    before = _results(lambda number: float(number % 3 == 0), lambda number: (number * 7 % 20) / 20)
    now = _results(lambda number: float(number % 3 > 0), lambda number: (number * 7 % 19) / 40)
    for number, one in enumerate(now):
        one["ms"] += number % 3
        if one["kind"] != "unanswerable":
            one |= {"passage_recall@1": 0.0, "mrr": 0.9, "words_shown@3": 31 + number % 3}
    screen = Screen(80)
    text = report_text(report(now), screen) + "\n" + comparison_text(compare(before[4:], now), screen)
    assert max(map(len, text.splitlines())) <= 80
    golden("eval", text)


def test_progress_is_shown_on_a_terminal_only(run: Run, questions: Path, place: Path) -> None:
    assert run("eval", questions, "--index", place).err == ""
    assert "asking" in run("eval", questions, "--index", place, tty=True).err
