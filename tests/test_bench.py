"""The loaders, naive rankings and tables of the benchmarks, on sets of our own making."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.evaluate import Attempt, Shown
from qa.questions import Question
from tests.bench import kill, scale, sets
from tests.bench.naive import RememberingEmbedder, best, bm25
from tests.bench.quality import item, judged, naive, task
from tests.bench.speed import Plan, rows_of, write_json
from tests.bench.table import Limit, Row, table


def _lines(path: Path, *rows: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")


def _clapnq(identity: str, title: str, passage: str, *marked: str) -> dict[str, Any]:
    answers = [{"answer": "…", "sentences": list(marked)}] if marked else []
    return {
        "id": identity,
        "question": f"what of {identity}",
        "title": title,
        "passage": passage,
        "answerable": bool(marked),
        "answers": answers,
    }


def test_clapnq_is_text_again_and_the_same_text_is_there_once(tmp_path: Path) -> None:
    text = "The ferry `` Lisse '' sank . It was old ."
    _lines(
        tmp_path / "clapnq" / "dev600.jsonl",
        _clapnq("a", "Ferry", text, "It was old ."),
        _clapnq("b", "Bridge", "The bridge , too , fell ."),
        {**_clapnq("d", "Frost", "Frost came .", "…"), "answers": [{"answer": "…"}]},
        _clapnq("c", "Ferry", text, "The ferry `` Lisse '' sank .", "It was old ."),
    )
    found = sets.clapnq(tmp_path)
    assert found.texts == {
        "a": "Ferry\n\nThe ferry “Lisse” sank. It was old.",
        "b": "Bridge\n\nThe bridge, too, fell.",
        "d": "Frost\n\nFrost came.",
    }
    assert found.questions == (
        sets.Question("what of a", ("It was old.",), ("a",)),
        sets.Question("what of b", (), (), "unanswerable"),
        sets.Question("what of d", (), ("d",)),
        sets.Question("what of c", ("The ferry “Lisse” sank.", "It was old."), ("a",)),
    )


def test_xquad_takes_the_sentence_round_the_answer(tmp_path: Path) -> None:
    context = "The ferry sank. Mr. Brandt paid 4.2 million crowns. Nobody asked."
    asked = {"question": "How much?", "answers": [{"answer_start": context.index("4.2"), "text": "4.2 million"}]}
    place = tmp_path / "xquad" / "xquad.en.json"
    place.parent.mkdir()
    place.write_text(json.dumps({"data": [{"paragraphs": [{"context": context, "qas": [asked]}]}]}), "utf-8")
    found = sets.xquad(tmp_path)
    assert found.texts == {"p0": context}
    assert found.questions == (sets.Question("How much?", ("Brandt paid 4.2 million crowns.",), ("p0",)),)


def test_qed_asks_what_one_sentence_answers(tmp_path: Path) -> None:
    def row(identity: int, kind: str) -> dict[str, Any]:
        return {
            "example_id": identity,
            "title_text": "Ferry",
            "question_text": f"who {identity}",
            "paragraph_text": "It sank . Dorn said so . ",
            "annotation": {"explanation_type": kind, "selected_sentence": {"string": "Dorn said so . "}},
        }

    _lines(tmp_path / "qed" / "qed-dev.jsonl", row(-1, "single_sentence"), row(2, "none"))
    found = sets.qed(tmp_path)
    assert found.texts == {"p-1": "Ferry\n\nIt sank. Dorn said so."}
    assert found.questions == (sets.Question("who -1", ("Dorn said so.",), ("p-1",)),)


def test_mtrag_asks_follow_ups_in_four_ways(tmp_path: Path) -> None:
    _lines(
        tmp_path / "mtrag" / "pooled_passages.jsonl",
        {"_id": "one", "title": "Ferry", "text": "Ferry\nIt sank."},
        {"_id": "two", "title": "", "text": "\nIt was raised."},
    )
    turns = "|user|: Who owned the ferry? \n|user|: When did\nit sink?"
    _lines(
        tmp_path / "mtrag" / "mtrag_human_covered.jsonl",
        {"questions": "|user|: Who?", "rewrite": "|user|: Who?", "relevant": ["one"]},
        {"questions": turns, "rewrite": "|user|: When did the ferry sink?", "relevant": ["one", "two"]},
    )
    found = sets.mtrag(tmp_path)
    assert {way: [question.text for question in one.questions] for way, one in found.items()} == {
        "last turn": ["When did it sink?"],
        "all turns": ["Who owned the ferry? When did it sink?"],
        "rewrite": ["When did the ferry sink?"],
        "history": ["When did it sink?"],
    }
    assert found["history"].questions[0].history == ("Who owned the ferry?",)
    assert {one.questions[0].files for one in found.values()} == {("one", "two")}
    assert found["rewrite"].texts == {"one": "Ferry\nIt sank.", "two": "It was raised."}


def test_mtrag_puts_first_questions_behind_other_conversations(tmp_path: Path) -> None:
    _lines(tmp_path / "mtrag" / "pooled_passages.jsonl", {"_id": "one", "title": "", "text": "It sank."})
    _lines(
        tmp_path / "mtrag" / "mtrag_human_covered.jsonl",
        {"questions": "|user|: Which ferry sank?", "relevant": ["one"]},
        {"questions": "|user|: Which ferry sank?\n|user|: When?", "relevant": ["one"]},
        {"questions": "|user|: Who built bridges?\n|user|: Why?", "relevant": ["one"]},
    )
    found = sets.mtrag_switch(tmp_path)
    asked = ("Which ferry sank?", (), ("one",), "answerable")
    assert found["opening"].questions == (sets.Question(*asked),)
    assert found["switch"].questions == (sets.Question(*asked, ("Who built bridges?", "Why?")),)


def test_mtrag_un_leaves_out_what_is_neither(tmp_path: Path) -> None:
    _lines(tmp_path / "mtrag" / "pooled_passages.jsonl", {"_id": "one", "title": "", "text": "It sank."})
    history = [{"speaker": "user", "text": "Which ferry?"}, {"speaker": "agent", "text": "The Lisse."}]
    _lines(
        tmp_path / "mtrag" / "mtragun_tasks.jsonl",
        {"question": "Why?", "answerability": "ANSWERABLE", "relevant": ["one"], "history": history},
        {"question": "Who?", "answerability": "UNANSWERABLE", "relevant": [], "history": []},
        {"question": "So?", "answerability": "UNDERSPECIFIED", "relevant": [], "history": []},
        {"question": "How?", "answerability": "PARTIAL", "relevant": ["one"], "history": []},
    )
    assert sets.mtrag_un(tmp_path).questions == (
        sets.Question("Why?", (), ("one",), "answerable", ("Which ferry?",)),
        sets.Question("Who?", (), (), "unanswerable"),
    )


def test_strange_questions_have_no_answer_here() -> None:
    own = [sets.Question(f"what of {number}", ("It.",), ("a",)) for number in range(7)]
    picked = sets.spaced(own, 3)
    assert [question.text[-1] for question in picked] == ["0", "3", "6"]
    assert sets.strange(picked[:1]) == [sets.Question("what of 0", (), (), "offtopic")]
    assert not item(sets.strange(own)[0]).question.answerable


TEXTS = {
    "bridge.txt": "Bridge\n\nThe bridge reopened on Tuesday. The repair cost 4.2 million crowns.",
    "ferry.txt": "Ferry\n\nEleven crew members of the ferry were paid. The bridge is near.",
    "frost.txt": "Frost\n\nLate frost came. Growers lost cherries.",
}


def test_bm25_by_hand() -> None:
    scores = bm25(["red ferry", "red red bridge", "frost"])("Red red, ferry?")
    # three texts of 2, 3 and 1 words; "red" in two of them, "ferry" in one; a word of the question counts once
    red, ferry = np.log(1 + 1.5 / 2.5), np.log(1 + 2.5 / 1.5)
    assert scores == pytest.approx([(red + ferry) * 2.2 / 2.2, red * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 1.5)), 0])
    assert best(scores, 5) == [0, 1]
    assert best(np.array([0.2, 0.5, 0.5], np.float32), 2) == [1, 2]


def test_a_naive_row_ranks_texts_and_sentences() -> None:
    answer = naive(TEXTS, bm25, whole=True)
    tried = answer(Question("What did the bridge repair cost?"))
    assert [passage.paths for passage in tried.passages] == [("bridge.txt",), ("ferry.txt",)]
    assert tried.quotes[0] == Shown("The repair cost 4.2 million crowns.", ("bridge.txt",))
    assert (tried.answered, answer(Question("zyx wvu")).answered) == (True, False)
    parts = naive(TEXTS, bm25, whole=False)(Question("frost"))
    assert parts.passages == (
        Shown("Frost", ("frost.txt",)),
        Shown("Late frost came. Growers lost cherries.", ("frost.txt",)),
    )


def test_passages_count_by_their_files_and_quotes_by_their_words() -> None:
    found = task("own", sets.QuestionSet("own", {"bridge": "", "ferry": ""}, ()))
    assert list(found.texts) == ["bridge.txt", "ferry.txt"]
    one = item(sets.Question("What?", ("The repair cost 4.2 million crowns.", "…"), ("bridge", "ferry")))
    quotes = (Shown("It rained.", ("bridge.txt",)), Shown("The repair cost 4.2 million crowns.", ("bridge.txt",)))
    passages = tuple(Shown("", (name,)) for name in ("frost.txt", "ferry.txt", "bridge.txt"))
    tried = Attempt(answered=True, confidence=0.5, quotes=quotes, nearest=(), passages=passages, milliseconds=1.0)
    record = judged(one, tried, 4)
    assert (record["line"], record["recall@1"], record["recall@3"], record["mrr"]) == (4, 0, 1, 0.5)
    assert (record["passage_recall@1"], record["passage_recall@3"], record["passage_mrr"]) == (0, 1, 0.5)
    unmarked = judged(item(sets.Question("What?", (), ("bridge",))), tried, 1)
    assert (unmarked["recall@3"], unmarked["passage_mrr"]) == (None, 0.3333)
    assert judged(item(sets.Question("What?", (), (), "offtopic")), tried, 1)["passage_mrr"] is None


@pytest.mark.model
def test_vectors_are_kept_on_disk_and_are_those_of_the_model(tmp_path: Path) -> None:
    texts = ["The ferry sank.", "The bridge fell.", "The ferry sank."]
    first = RememberingEmbedder(tmp_path)
    vectors = first.encode(texts)
    first.save()
    second = RememberingEmbedder(tmp_path)
    assert np.array_equal(second.encode(texts), vectors)
    assert np.array_equal(vectors[0], vectors[2])
    with second.forgetful():
        assert second.encode(texts) == pytest.approx(vectors, abs=1e-5)


SAID = [
    f"The {thing} of {place} was {done} by night."
    for thing in ("ferry", "bridge", "mill")
    for place in ("Lisse", "Dorn", "Brandt")
    for done in ("sold", "lost", "painted")
]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def test_a_row_compares_round_by_round_and_asks_its_limit_of_the_right_figure() -> None:
    row = Row("start", "s", [1, 9, 2], Limit(0.5, "ratio"), "other", [2, 10, 20])
    assert (row.ratio, row.met) == (0.5, True)
    assert Row("start", "s", [1, 9, 2], Limit(0.4, "ratio"), "other", [2, 10, 20]).met is False
    assert Row("start", "s", [1, 9, 2], Limit(2), "other", [2, 10, 20]).met is True
    assert Row("start", "s", [1, 9, 2], Limit(3, most=False)).met is False
    assert Row("start", "s", [1], Limit(0, where="elsewhere")).met is None
    assert Row("start", "s", [1], Limit(0.5, "ratio")).met is None


def test_the_table_is_aligned_and_says_what_is_not_met() -> None:
    rows = [Row("opening", "ms", [61.0], Limit(60)), Row("asking", "ms", [1], None, "numpy", [4])]
    assert table(rows).splitlines() == [
        "| what    | ratio | target    | met | ours  | beside     |",
        "|---------|-------|-----------|-----|-------|------------|",
        "| opening |       | ours ≤ 60 | NO  | 61 ms |            |",
        "| asking  | 0.25  |           |     | 1 ms  | numpy 4 ms |",
    ]


@ON_LINUX
def test_a_small_index_is_measured_beside_numpy_and_drawn(tmp_path: Path) -> None:
    base = np.linalg.qr(np.random.default_rng(1).standard_normal((384, 30)))[0].T.astype(np.float32)
    size = scale.sized(SAID, base, 60, 1, with_txtai=False)
    assert (size["passages"], set(size["runs"])) == (60, {"ours", "numpy"})
    assert size["runs"]["numpy"][0]["recall"] == 1
    assert size["runs"]["ours"][0]["recall"] >= 0.95
    assert size["bytes_without_text"] > 384 / 2  # the codes alone
    found = {"scale": {"sizes": [size]}}
    write_json(tmp_path / "speed.json", Plan(SAID), found)
    record = json.loads((tmp_path / "speed.json").read_text("utf-8"))
    assert [row["what"] for row in record["rows"]] == [row.what for row in rows_of(found)]
    assert "ours, median" in scale.drawing([size])


def test_a_killed_build_is_counted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    embedder = kill.NotingEmbedder(log, 0)
    assert not kill.noted(log)
    embedder.encode(["The ferry sank.", "It was old."])
    embedder.encode(["It was old."])
    assert sorted(kill.noted(log).values()) == [1, 2]
    found = kill.measure(SAID, files=6, kills=1, seconds=0.02)
    assert found["same_answers"]
    assert 1 <= found["embedded_each"] <= 2
    assert [row.met for row in rows_of({"kill": found})][1:] == [True]


def test_rows_of_rebuilding_say_where_their_targets_hold() -> None:
    def of(files: int, peak: float) -> list[dict[str, Any]]:
        shared = {"files": files, "passages": 10 * files, "size": 1000.0, "peak_mb": peak}
        kinds = ("fresh", 100, 1000), ("edited", 4, 20), ("added", 6, 40), ("deleted", 1, 10)
        return [{**shared, "what": what, "seconds": seconds, "written": written} for what, seconds, written in kinds]

    rows = rows_of({"rebuild": {"builds": [*of(2_000, 200), *of(20_000, 250)]}})
    assert [row.met for row in rows] == [None] * 6 + [True, True, False, False, True, True, False]
