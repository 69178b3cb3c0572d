"""The whole program with the real model."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

pytestmark = pytest.mark.model

QUESTION = "What did Iraq's parliament vote for on 5 January 2020?"


def _qa(*argv: object, **named: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa", *map(str, argv)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **named)


def test_a_fresh_install_answers_from_the_starter_articles_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\ndef refuse(*_): raise OSError('a network was asked for')\n"
        "socket.socket.connect = refuse\nsocket.getaddrinfo = refuse\n",
        "utf-8",
    )
    done = _qa("ask", QUESTION, "--json", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    record = json.loads(done.stdout)
    assert (done.returncode, record["answered"], record["quotes"][0]["verdict"]) == (0, True, "verified")
    assert "remove all foreign troops" in record["quotes"][0]["text"]
    assert done.stderr.splitlines() == [
        "No index yet: making one from the 8 starter articles, once. Your own: qa index FOLDER"
    ]


@pytest.mark.shared
def test_the_open_questions_about_the_seed_articles(shared: Path, tmp_path: Path) -> None:
    place, questions = tmp_path / "index", shared / "eval" / "seeds-open.jsonl"
    assert _qa("index", shared / "seeds", "--index", place).returncode == 0
    done = _qa("ask", "--index", place, "--jsonl", questions)
    assert (done.returncode, done.stderr) == (0, "")
    score: Callable[..., Any] = runpy.run_path(str(shared / "eval" / "score.py"))["score"]
    asked = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    report, _ = score(asked, [json.loads(line) for line in done.stdout.splitlines()], str(shared / "seeds"))
    assert (report["missing_answers"], report["altered"]) == (0, 0)
    assert report["recall@3"] >= 0.75
    assert report["answered_rate"] >= 0.93


def test_a_model_folder_serves_and_another_model_is_refused(tmp_path: Path) -> None:
    from index.weights import default_folder

    articles, place = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    (articles / "a.txt").write_text("The lighthouse at Lisse was painted red in 1931.\n", "utf-8")
    model = tmp_path / "model"
    model.symlink_to(default_folder(tmp_path / "cache"))
    built = _qa("index", articles, "--index", place, "--model", model)
    assert built.returncode == 0, built.stderr
    question = "What colour is the lighthouse?"
    assert _qa("ask", question, "--index", place).returncode == 0
    refused = _qa("ask", question, "--index", place, "--model", "all-MiniLM-L6-v2")
    assert refused.returncode == 3
    assert refused.stderr.splitlines()[1] == f"    qa index --model all-MiniLM-L6-v2 --index {place}"
    assert "1 embedded" in _qa("index", "--index", place, "--model", "all-MiniLM-L6-v2").stdout
    assert _qa("ask", question, "--index", place).returncode == 0


def test_a_conversation_in_a_real_terminal() -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qa"],
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        encoding="utf-8",
        dimensions=(40, 80),
        timeout=240,
    )
    child.expect_exact("qa>")
    child.send(QUESTION + "\r")
    child.expect_exact("the-vote-of-5-january-2020.txt:")
    child.expect_exact("confidence")
    child.expect_exact("qa>")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
