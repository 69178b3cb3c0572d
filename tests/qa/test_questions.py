"""A file of questions: what is read, and how each fault is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from qa.questions import Wording, read_questions

PIECE = {"file": "bridge.txt", "quote": "cost 4.2 million crowns"}


def _write(tmp_path: Path, *lines: Any) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_a_question_with_everything(tmp_path: Path) -> None:
    alternatives = ["4.2m crowns", {"quote": "four million"}, {"file": "ferry.txt", "quote": "4.2 million"}]
    line = {
        "id": 7,
        "question": " What  did it cost?\n",
        "kind": "number",
        "need": "any",
        "evidence": [{**PIECE, "alt": alternatives}, PIECE],
        "accept": ["crowns"],
        "history": ["Which bridge?"],
        "tags": ["passed over"],
    }
    (question,) = read_questions(_write(tmp_path, "", line))
    assert (question.text, question.name, question.kind, question.line) == ("What did it cost?", "7", "number", 2)
    assert question.evidence == (
        (
            Wording("bridge.txt", "cost 4.2 million crowns"),
            Wording("bridge.txt", "4.2m crowns"),
            Wording("bridge.txt", "four million"),
            Wording("ferry.txt", "4.2 million"),
        ),
        (Wording("bridge.txt", "cost 4.2 million crowns"),),
    )
    assert (question.pieces, question.accept, question.history) == (1, ("crowns",), ("Which bridge?",))
    assert question.files == ("bridge.txt", "ferry.txt")
    assert question.answerable


def test_what_may_be_left_out(tmp_path: Path) -> None:
    lines = (
        {"question": "what did it cost", "evidence": [PIECE, PIECE]},
        {"question": "who paid", "kind": "unanswerable"},
        {"question": "when was it printed", "kind": "metadata", "accept": ["2021"]},
    )
    plain, unanswerable, metadata = read_questions(_write(tmp_path, *lines))
    assert (plain.kind, plain.pieces, plain.name, plain.history) == ("answerable", 2, None, ())
    assert not unanswerable.answerable
    assert metadata.evidence == ()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"question": "who paid", "kind": "offtopic"}\r\n\r\n')
    assert [question.text for question in read_questions(path)] == ["who paid"]


NO_EVIDENCE = 'no "evidence": all questions need it but those of the kind "offtopic" or "unanswerable"'


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[1]", "no JSON object"),
        ({"evidence": [PIECE]}, 'no "question" that is a text'),
        ({"question": " ", "evidence": [PIECE]}, "the question is empty"),
        ({"question": "who", "history": ["?!"], "evidence": [PIECE]}, "the question has no words"),
        ({"question": "who", "history": "why", "evidence": [PIECE]}, '"history" is no list'),
        ({"question": "who", "kind": 1, "evidence": [PIECE]}, 'no "kind" that is a text'),
        ({"question": "who", "kind": "number"}, NO_EVIDENCE),
        ({"question": "who", "kind": "metadata"}, NO_EVIDENCE),
        ({"question": "who", "evidence": PIECE}, '"evidence" is no list'),
        ({"question": "who", "evidence": ["bridge.txt"]}, '"evidence" must hold objects with "file" and "quote"'),
        ({"question": "who", "evidence": [{"quote": "a"}]}, 'no "file" that is a text'),
        ({"question": "who", "evidence": [{"file": "a"}]}, 'no "quote" that is a text'),
        ({"question": "who", "evidence": [{"file": "a", "quote": "…"}]}, '"quote" has no words'),
        ({"question": "who", "evidence": [{**PIECE, "alt": [3]}]}, 'no "alt" that is a text'),
        ({"question": "who", "need": "most", "evidence": [PIECE]}, '"need" must be "all" or "any", not "most"'),
        ({"question": "who", "need": ["any"], "evidence": [PIECE]}, '"need" must be "all" or "any", not ["any"]'),
        ({"id": "a", "question": "who", "evidence": [PIECE]}, 'the id "a" is that of line 1 too'),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, line: Any, what: str) -> None:
    path = _write(tmp_path, {"id": "a", "question": "who paid", "kind": "offtopic"}, "", line)
    with pytest.raises(UsageError) as error:
        read_questions(path)
    assert str(error.value) == f"{path}:3: {what}"
    assert error.value.remedy.startswith("one object a line: ")


def test_bytes_that_are_not_utf_8_are_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"question": "who paid", "kind": "offtopic"}\n{"question": "caf\xe9"}\n')
    with pytest.raises(UsageError, match=r"questions\.jsonl:2: not UTF-8"):
        read_questions(path)


def test_no_file_and_no_questions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the questions in .*none\.jsonl: No such file"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(UsageError, match="no questions in"):
        read_questions(_write(tmp_path, "", ""))
