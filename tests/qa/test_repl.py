"""The conversation: driven through a pipe, and once in a real pseudo-terminal."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa.commands.table import REPL
from qa.environment import Environment
from qa.models import Models
from qa.repl import _Completer, _Toolbar, converse, help_rows
from qa.session import Session
from qa.settings import load_settings
from tests.conftest import Run
from tests.doubles import WordEmbedder

QUESTION = "What did the bridge repair cost?"


def _session(place: Path) -> Session:
    environment = Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={},
        make_embedder=lambda _name, _cache, _tell: WordEmbedder(),
    )
    settings = load_settings({"index": str(place)}, {})
    return Session(environment, settings, Models(environment, settings))


def test_what_a_maker_of_embedders_has_to_tell_is_a_notice(place: Path) -> None:
    environment = _session(place).environment

    def make(_name: str, _cache: Path, tell: Callable[[str], None]) -> WordEmbedder:
        tell("The engine is slow.\n")
        return WordEmbedder()

    models = Models(replace(environment, make_embedder=make), load_settings({}, {}))
    assert models.embedder("a model") is models.embedder("a model")
    err = environment.stderr
    assert isinstance(err, io.StringIO)
    assert err.getvalue() == "The engine is slow.\n"


def _talk(place: Path, *lines: str) -> tuple[int, str, str]:
    session = _session(place)
    with create_pipe_input() as source:
        source.send_text("".join(line + "\n" for line in lines) + "\x04")
        status = converse(session, source, DummyOutput())
    out, err = session.environment.stdout, session.environment.stderr
    assert isinstance(out, io.StringIO)
    assert isinstance(err, io.StringIO)
    return status, out.getvalue(), err.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_questions_are_answered_until_the_reader_leaves(place: Path) -> None:
    status, out, err = _talk(place, QUESTION, "", "zyx wvu tsr", ":quit", QUESTION)
    assert (status, err.replace("One moment: the model is being loaded.\n", "")) == (0, "")
    assert _flat(out).count("4.2 million crowns") == 1
    assert out.count("Not in these articles.") == 1


def test_a_follow_up_is_searched_with_the_question_before_it(place: Path) -> None:
    _, out, _ = _talk(place, "Which bridge reopened?", "And what did it cost?")
    assert "searched as: Which bridge reopened? And what did it cost?" in _flat(out)


def test_show_takes_a_number_and_a_citation(place: Path) -> None:
    _, out, err = _talk(place, QUESTION, ":show 1", ":show ferry.txt:5", ":show 9")
    assert "6> The iron bridge" in out
    assert "5> Eleven crew members" in out
    assert "no number 9" in err


def test_show_after_no_answer_says_what_there_is(place: Path) -> None:
    _, _, err = _talk(place, "zyx wvu tsr", ":show 1", ":show 9")
    assert "the last question was not answered; 3 quotes came nearest, no number 9\n    :nearest" in err


def test_more_and_nearest(place: Path) -> None:
    _, out, err = _talk(place, ":more", QUESTION, ":more", ":nearest", "zyx wvu tsr", ":nearest", ":more")
    assert "No more passages for this question." in out
    assert out.count("verified") == 7
    assert [line for line in err.splitlines() if not line.startswith((" ", "One moment"))] == [
        "nothing has been asked yet",
        "the last question was answered",
        "the last question has no quotes",
    ]


def test_where_nothing_came_near_nothing_is_promised(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.gather.search", lambda *_given: [])
    _, out, _ = _talk(place, QUESTION, ":nearest")
    assert "Not in these articles." in out
    assert ":nearest" not in out
    assert out.endswith("Nothing came near.\n")


def test_bounds_hold_until_they_are_lifted(place: Path) -> None:
    _, out, err = _talk(
        place, ":since 2021-03-04", QUESTION, ":since", ":only orchard", ":only nosuch", ":until 2017-01-01", ":until x"
    )
    assert [line for line in out.splitlines() if line.startswith("Asking")] == [
        "Asking since 2021-03-04: 2 of 5 passages.",
        "Asking all articles: 5 of 5 passages.",
        "Asking only orchard: 1 of 5 passages.",
    ]
    _, _, reversed_bounds = _talk(place, ":since 2021-03-04", ":until 2020-01-01", ":until 2022-01-01")
    assert "no day lies between 2021-03-04 and 2020-01-01" in reversed_bounds
    assert "4.2 million" not in out
    assert "no article fits only nosuch" in err
    assert "no article fits until 2017-01-01, only orchard\n    :sources" in err
    assert ":until: argument DATE: x is no date" in err


def test_rebuild_takes_in_what_changed(place: Path, folder: Path) -> None:
    (folder / "new.txt").write_text("The lighthouse at Lisse was painted red in 1931 by its keeper.\n", "utf-8")
    _, out, _ = _talk(place, ":rebuild", "What colour was the lighthouse painted?")
    assert "4 articles, 6 passages (1 added)" in out
    assert "painted red in 1931" in _flat(out)


def test_ctrl_c_stops_a_build_and_says_what_answers(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.build.build", interrupted)
    _, _, err = _talk(place, ":rebuild")
    assert err.splitlines()[-1] == "Stopped. The index that was there still answers."


def test_save_writes_what_verify_takes(place: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "talk.jsonl"
    _, out, err = _talk(place, QUESTION, "zyx wvu tsr", f":save {path}", f":save {path}")
    assert "2 answers saved" in out
    assert "is there already" in err
    assert [json.loads(line)["answered"] for line in path.read_text("utf-8").splitlines()] == [True, False]
    assert run("verify", path, "--index", place).status == 0


def test_open_starts_the_editor_at_the_line(place: Path, folder: Path, tmp_path: Path) -> None:
    session = _session(place)
    log = tmp_path / "log"
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "$@" > {log}\n', "utf-8")
    editor.chmod(0o755)
    object.__setattr__(session.environment, "variables", {"EDITOR": str(editor)})
    with create_pipe_input() as source:
        source.send_text(":open ferry.txt:7\n\x04")
        converse(session, source, DummyOutput())
    assert log.read_text("utf-8") == f"+7 {folder}/ferry.txt\n"


def test_open_without_an_editor_or_browser_names_what_works(
    place: Path, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "page.html").write_text("<p>The lighthouse at Lisse was painted red in 1931.</p>", "utf-8")
    run("index", "--index", place)
    opened: list[str] = []
    monkeypatch.setattr("shutil.which", lambda _name: None)

    def browse(address: str) -> bool:
        opened.append(address)
        return len(opened) == 1

    monkeypatch.setattr("webbrowser.open", browse)
    _, _, err = _talk(place, ":open ferry.txt:5", ":open page.html:par1", ":open page.html")
    assert [line for line in err.splitlines() if not line.startswith("One moment")] == [
        f"no program less to open {folder}/ferry.txt with",
        "    :show ferry.txt:5",
        f"no browser to open {folder}/page.html with",
        "    :show page.html",
    ]
    assert opened[0] == (folder / "page.html").as_uri()


def test_commands_may_be_shortened_and_unknown_ones_are_told(place: Path) -> None:
    _, out, err = _talk(place, ":sour", ":s", ":frobnicate", ":show", ":help")
    assert "Frost Takes the Orchards" in out
    assert ":s may be :sources or :search or :show or :since or :save" in err
    assert "no command :frobnicate" in err
    assert ":show: the following arguments are required: citation" in err
    for name, what in help_rows():
        assert name in out
        assert what in out


def test_help_has_a_row_for_every_command() -> None:
    assert [name.split()[0] for name, _ in help_rows()] == [f":{command.name}" for command in REPL] + [":help", ":quit"]


def test_completion_of_commands_and_names(place: Path) -> None:
    session = _session(place)

    def complete(text: str) -> list[str]:
        return [found.text for found in _Completer(session).get_completions(Document(text), CompleteEvent())]

    assert complete("wh") == []
    assert complete(":s") == ["sources", "search", "show", "since", "save"]
    assert complete(":only fer") == []
    session.index()
    assert complete(":only fer") == ["ferry.txt"]
    assert complete(":since fer") == []


def test_the_toolbar_tells_of_changes_and_bounds(place: Path, folder: Path) -> None:
    session = _session(place)
    assert _Toolbar(session)().value == " "
    session.index()
    session.since = "2020-01-01"
    assert _Toolbar(session)().value == " since 2020-01-01 · 3 articles · 5 passages · built less than a minute ago"
    (folder / "ferry.txt").unlink()
    assert _Toolbar(session)().value.startswith(" 1 changed: :rebuild · ")


@contextmanager
def _terminal(place: Path, *, loads_s: float = 0.0, columns: int = 80) -> Iterator["pexpect.spawn[str]"]:
    variables = {**os.environ, "FAKE_QA_LOADS_S": str(loads_s), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tests.fake_qa", "--index", str(place)],
        env=variables,
        cwd=str(Path(__file__).resolve().parents[2]),
        encoding="utf-8",
        dimensions=(30, columns),
        timeout=15,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def _plain(text: str | None) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text or "")


def test_in_a_real_terminal(place: Path) -> None:
    with _terminal(place) as child:
        child.expect_exact("qa>")
        child.send(QUESTION + "\r")
        child.expect_exact("confidence")
        assert "The repair cost 4.2 million crowns" in _flat(_plain(child.before))
        child.expect_exact("qa>")
        child.send("half a question")
        child.sendintr()
        child.expect_exact("Ctrl-D leaves.")
        assert "Stopped" not in _plain(child.before)
        child.expect_exact("qa>")
        child.send(":sources\r")
        child.expect_exact("Ferry Crews Ask What Comes Next")
        child.expect_exact("qa>")
        child.sendeof()
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 0


def test_the_prompt_does_not_wait_for_the_model_and_ctrl_c_stops_a_question(place: Path) -> None:
    with _terminal(place, loads_s=60) as child:
        child.expect_exact("qa>")
        child.send(QUESTION + "\r")
        child.expect_exact("One moment: the model is being loaded.")
        child.sendintr()
        child.expect_exact("Stopped.")
        child.expect_exact("qa>")
        child.sendeof()
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 0


def test_the_history_is_kept_across_runs(place: Path) -> None:
    for _ in range(2):
        with _terminal(place) as child:
            child.expect_exact("qa>")
            child.send(":only ferry\r")
            child.expect_exact("Asking only ferry")
            child.expect_exact("qa>")
            child.sendeof()
            child.expect(pexpect.EOF)
    with _terminal(place) as child:
        child.expect_exact("qa>")
        child.send("\x1b[A\r")
        child.expect_exact("Asking only ferry")


@pytest.mark.parametrize("columns", [40, 200])
def test_narrow_and_wide_terminals(place: Path, columns: int) -> None:
    with _terminal(place, columns=columns) as child:
        child.expect_exact("qa>")
        child.send(QUESTION + "\r")
        child.expect_exact("confidence")
        lines = _plain(child.before).partition("\n1 ")[2].splitlines()
        assert max(map(len, lines)) <= columns
        assert any(len(line) > 80 for line in lines) == (columns > 80)
