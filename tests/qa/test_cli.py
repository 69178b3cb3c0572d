"""The command line: records, exit statuses, errors in two lines."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from qa.cli import parser
from qa.commands.table import COMMAND_LINE
from tests.conftest import Run

QUESTION = "What did the bridge repair cost?"
NONSENSE = "zyx wvu tsr"


def test_an_answer_is_quotes_with_citations_and_status_0(run: Run, place: Path) -> None:
    result = run("ask", QUESTION, "--index", place)
    assert result.status == 0
    assert "The repair cost 4.2 million crowns, Mayor Tomas Brandt said." in " ".join(result.out.split())
    assert "bridge.txt:6-8 · verified" in result.out
    assert result.err == ""


def test_words_of_a_question_need_no_quotation_marks(run: Run, place: Path) -> None:
    assert run("ask", *QUESTION.split(), "--index", place) == run("ask", QUESTION, "--index", place)


def test_no_answer_is_status_1_and_says_so(run: Run, place: Path) -> None:
    result = run("ask", NONSENSE, "--index", place)
    assert (result.status, result.out.splitlines()[0]) == (1, "Not in these articles.")


def test_nearest_shows_what_came_closest(run: Run, place: Path) -> None:
    assert "verified" not in run("ask", NONSENSE, "--index", place).out
    assert "verified" in run("ask", NONSENSE, "--nearest", "--index", place).out


def test_the_record_has_the_shape_of_format_1(run: Run, place: Path, folder: Path) -> None:
    record = json.loads(run("ask", QUESTION, "--json", "--index", place).out)
    assert list(record) == [
        "format",
        "question",
        "answered",
        "confidence",
        "threshold",
        "refused_because",
        "quotes",
        "unmet",
        "searched_as",
        "nearest",
        "index",
        "timings_ms",
    ]
    assert (record["format"], record["answered"], record["nearest"], record["unmet"]) == (1, True, [], [])
    assert 0 <= record["confidence"] <= 1
    quote = record["quotes"][0]
    assert list(quote) == [
        "n",
        "text",
        "span",
        "lines",
        "place",
        "emphasis",
        "against",
        "score",
        "verdict",
        "article",
        "also",
    ]
    start, end = quote["span"]
    assert (folder / "bridge.txt").read_bytes().decode()[start:end] == quote["text"]
    assert (quote["n"], quote["lines"], quote["verdict"]) == (1, [6, 8], "verified")
    (first, last) = quote["emphasis"][0]
    assert quote["text"][first:last] == "The repair cost 4.2 million crowns, Mayor Tomas Brandt said."
    assert {name: quote["article"][name] for name in ("path", "title", "author", "published", "outlet", "url")} == {
        "path": "bridge.txt",
        "title": "Lisse Bridge Reopens After Two Winters",
        "author": "Anna Verhoef",
        "published": "2021-03-03",
        "outlet": None,
        "url": None,
    }
    there = {"generation": "", "articles": 3, "passages": 5, "stale": [], "pending": 0}
    assert record["index"] | {"generation": ""} == there
    assert set(record["timings_ms"]) == {"embed", "search", "select", "total"}


def test_a_refusal_has_no_quotes_and_shows_the_nearest(run: Run, place: Path) -> None:
    record = json.loads(run("ask", NONSENSE, "--json", "--index", place).out)
    assert (record["answered"], record["quotes"], len(record["nearest"])) == (False, [], 3)


def test_names_and_numbers_that_no_quote_bears_are_named(run: Run, place: Path) -> None:
    record = json.loads(run("ask", "What did Mayor Brandt tell CNN in 1999?", "--json", "--index", place).out)
    assert record["unmet"] == ["CNN", "1999"]


def test_jsonl_gives_one_record_a_line_in_order_and_status_0(run: Run, place: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": QUESTION, "kind": "ignored"}),
        "",
        "no json",
        json.dumps({"id": "b", "question": "  "}),
        json.dumps({"id": "c"}),
        json.dumps(["question"]),
        json.dumps({"id": "d", "question": "Who was told?", "history": "no list"}),
        json.dumps({"question": NONSENSE}),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    result = run("ask", "--jsonl", path, "--index", place)
    records = [json.loads(line) for line in result.out.splitlines()]
    assert result.status == 0
    assert [record.get("id") for record in records] == ["a", None, "b", "c", None, "d", None]
    assert [record.get("answered") for record in records] == [True, None, None, None, None, None, False]
    assert records[1]["error"].startswith("not JSON")
    assert records[2] == {"format": 1, "id": "b", "question": "  ", "error": "the question is empty"}
    assert run("ask", "--jsonl", "-", "--index", place, stdin=path.read_text("utf-8")).status == 0


def test_history_tells_what_a_follow_up_means(run: Run, place: Path) -> None:
    line = json.dumps({"question": "And what did it cost?", "history": ["Which bridge reopened?"]})
    record = json.loads(run("ask", "--jsonl", "-", "--index", place, stdin=line).out)
    assert record["searched_as"] == "Which bridge reopened? And what did it cost?"
    best, *_ = record["quotes"] + record["nearest"]
    assert best["article"]["path"] == "bridge.txt"


def test_a_pipe_is_one_question_a_line(run: Run, place: Path) -> None:
    result = run("--index", place, stdin=f"{QUESTION}\n\n{NONSENSE}\n")
    assert result.status == 0
    assert [line for line in result.out.splitlines() if line.startswith("? ")] == [f"? {QUESTION}", f"? {NONSENSE}"]
    assert run("--index", place, stdin=NONSENSE).status == 1
    assert json.loads(run("--json", "--index", place, stdin=QUESTION).out)["answered"] is True


def test_commands_of_a_conversation_are_no_questions_in_a_pipe(run: Run, place: Path) -> None:
    result = run("--index", place, stdin=f":show 1\n{QUESTION}\n :quit \n{NONSENSE}\n:more\n")
    assert (result.status, "Not in these" in result.out, "4.2 million" in " ".join(result.out.split())) == (
        0,
        False,
        True,
    )
    assert result.err == "qa: line 1: :show works in a conversation on a terminal only\n"
    quit_only = run("--index", place, stdin=":quit\n")
    assert (quit_only.status, quit_only.out, quit_only.err) == (0, "", "")
    assert run("--index", place, stdin=":show 1\n").status == 2


def test_an_answer_none_of_whose_quotes_stands_is_status_1(run: Run, place: Path, folder: Path) -> None:
    text = (folder / "bridge.txt").read_text("utf-8")
    (folder / "bridge.txt").write_text("A new first line.\n" + text, "utf-8")
    moved = run("ask", QUESTION, "--quotes", "1", "--index", place)
    assert (moved.status, "· moved" in moved.out) == (0, True)
    (folder / "bridge.txt").write_text("Nothing of it is left.\n", "utf-8")
    changed = run("ask", QUESTION, "--quotes", "1", "--index", place)
    assert (changed.status, "· changed" in changed.out) == (1, True)
    (folder / "bridge.txt").unlink()
    assert run("ask", QUESTION, "--quotes", "1", "--json", "--index", place).status == 1
    assert run("--index", place, stdin=QUESTION, variables={"QA_QUOTES": "1"}).status == 1


def test_bounds_are_applied_inside_the_search(run: Run, place: Path) -> None:
    def paths(*bounds: str) -> set[str]:
        found = json.loads(run("search", "the ferry in april", "--json", "--index", place, *bounds).out)
        return {hit["article"]["path"] for hit in found}

    assert paths() == {"bridge.txt", "ferry.txt", "notes/orchard.txt"}
    assert paths("--since", "2021-03-04") == {"ferry.txt"}
    assert paths("--until", "2021-03-04") == {"bridge.txt"}
    assert paths("--only", "ORCHARD") == {"notes/orchard.txt"}


def test_search_ranks_passages(run: Run, place: Path) -> None:
    found = json.loads(run("search", "cherry blossom", "--json", "-k", "1", "--index", place).out)
    assert [(hit["rank"], hit["dense_rank"], hit["lexical_rank"], hit["lines"]) for hit in found] == [(1, 1, 1, [3, 3])]
    assert found[0]["text"].startswith("Late frost destroyed")


def test_show_prints_the_cited_lines(run: Run, place: Path) -> None:
    result = run("show", "bridge.txt:8", "--index", place)
    assert "8> Engineers replaced forty rivets" in result.out
    assert "  6 The iron bridge" in result.out


def test_a_citation_of_another_unit_is_told_as_it_is_written(run: Run, place: Path, folder: Path) -> None:
    text = {"text": "The lighthouse was painted red.\n\nThe ferry was sold to a museum."}
    (folder / "export.json").write_text(json.dumps(text), "utf-8")
    run("index", "--index", place)
    result = run("show", "export.json:2", "--index", place)
    assert (result.status, result.err.splitlines()) == (
        2,
        [
            "qa: export.json has paragraphs: par2, not 2",
            f"    qa show --index {place} export.json:par2",
        ],
    )
    assert "sold to a museum" in run("show", "export.json:par2", "--index", place).out


def test_a_name_that_begins_with_a_dash_can_be_shown(run: Run, place: Path, folder: Path) -> None:
    (folder / "-dash.txt").write_text("The lighthouse was painted red.\n", "utf-8")
    run("index", "--index", place)
    result = run("show", "-dash.txt:1", "--index", place)
    assert (result.status, result.err.splitlines()[1]) == (2, "    qa show -- CITATION, if it begins with a dash")
    assert "painted red" in run("show", "--index", place, "--", "-dash.txt:1").out
    wrong = run("show", "--index", place, "--", "-dash.txt:9")
    assert wrong.err.splitlines()[1] == f"    qa show --index {place} -- -dash.txt:1"


def test_sources_lists_every_article(run: Run, place: Path) -> None:
    records = json.loads(run("sources", "--json", "--index", place).out)
    assert [(one["path"], one["published"], one["passages"]) for one in records] == [
        ("bridge.txt", "2021-03-03", 2),
        ("ferry.txt", "2021-03-05", 2),
        ("notes/orchard.txt", None, 1),
    ]
    assert set(records[0]) >= {"title", "outlet", "author", "updated", "url", "language", "sha256", "words", "left_out"}


def test_index_reports_what_it_did(run: Run, place: Path, folder: Path) -> None:
    (folder / "ferry.txt").write_text("The ferry was sold in May 2021 to a museum in the south.\n", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    result = run("index", "--json", "--index", place)
    report = json.loads(result.out)
    assert {name: report[name] for name in ("articles", "passages", "added", "changed", "removed")} == {
        "articles": 3,
        "passages": 4,
        "added": [],
        "changed": ["ferry.txt"],
        "removed": [],
    }
    assert (report["embedded"], report["reused"]) == (1, 3)
    assert report["skipped"] == [{"path": "picture.png", "reason": "no reader for .png files"}]
    assert "skipped picture.png: no reader for .png files" in result.err


def test_a_bound_may_be_a_year_or_a_month() -> None:
    given = {
        "2024": ("2024-01-01", "2024-12-31"),
        "2024-02": ("2024-02-01", "2024-02-29"),
        "2024-12": ("2024-12-01", "2024-12-31"),
        "2024-02-28": ("2024-02-28", "2024-02-28"),
        "20240228": ("2024-02-28", "2024-02-28"),
    }
    for text, bounds in given.items():
        parsed = parser().parse_args(["ask", "--since", text, "--until", text, "why?"])
        assert (parsed.since, parsed.until) == bounds
    for text in ("2024-13", "24", "202", "", "2024-02-30"):
        with pytest.raises(UsageError, match="is no date such as"):
            parser().parse_args(["ask", "--until", text, "why?"])


def test_ctrl_c_says_which_index_answers(
    run: Run, place: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.generation.publish", interrupted)
    (folder / "new.txt").write_text("A new piece about nothing in particular.\n", "utf-8")
    result = run("index", "--index", place)
    assert (result.status, result.out) == (130, "")
    assert result.err == "Stopped. The index that was there still answers.\n"
    result = run("index", folder, "--index", tmp_path / "other")
    assert (result.status, result.err) == (130, "Stopped. No index was written.\n")
    monkeypatch.setattr("qa.commands.asking.ask", interrupted)
    assert run("ask", QUESTION, "--index", place).err == "Stopped.\n"
    assert run("--index", place, stdin=QUESTION).status == 130


def test_a_deleted_file_is_never_cited_again(run: Run, place: Path, folder: Path) -> None:
    (folder / "ferry.txt").unlink()
    before = run("ask", "What did the union of the ferry say?", "--json", "--index", place)
    assert json.loads(before.out)["index"]["stale"] == ["ferry.txt"]
    assert "qa index" in before.err
    assert run("index", "--index", place).status == 0
    assert "ferry.txt" not in run("ask", "What did the union of the ferry say?", "--json", "--index", place).out


def test_of_a_large_index_only_the_files_of_quotes_are_looked_at(
    run: Run, place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.ask._LOOKED_AT", 1)
    (folder / "ferry.txt").unlink()

    def stale(question: str) -> list[str]:
        record = json.loads(run("ask", question, "--json", "--quotes", 1, "--index", place).out)
        return list(record["index"]["stale"])

    assert stale(QUESTION) == []
    assert stale("What did the union of the ferry say?") == ["ferry.txt"]


def test_status_tells_what_changed_and_what_mends_it(run: Run, place: Path, folder: Path) -> None:
    assert "nothing has changed" in run("status", "--index", place).out
    (folder / "new.txt").write_text("A new piece about nothing in particular.\n", "utf-8")
    (folder / "ferry.txt").unlink()
    record = json.loads(run("status", "--json", "--index", place).out)
    assert record["changes_since"] == {"added": ["new.txt"], "changed": [], "removed": ["ferry.txt"]}
    assert record["mend"] == f"qa index --index {place}"
    assert f"qa index --index {place}" in " ".join(run("status", "--index", place).out.split())


def test_status_names_what_made_the_vectors(run: Run, place: Path) -> None:
    assert "words · shared words\n" in run("status", "--index", place).out
    assert json.loads(run("status", "--json", "--index", place).out)["engine"] == "shared words"


def test_status_verify_finds_a_flipped_byte(run: Run, place: Path) -> None:
    assert "every file is as it was written" in run("status", "--verify", "--index", place).out
    catalog = next(place.glob("generations/*/catalog.db"))
    data = bytearray(catalog.read_bytes())
    data[-1] ^= 1
    catalog.write_bytes(data)
    result = run("status", "--verify", "--index", place)
    assert (result.status, "catalog.db" in result.err) == (3, True)


def test_verify_checks_a_transcript_against_the_files(run: Run, place: Path, folder: Path, tmp_path: Path) -> None:
    transcript = tmp_path / "answers.jsonl"
    transcript.write_text(run("ask", QUESTION, "--json", "--quotes", 1, "--index", place).out, "utf-8")
    assert run("verify", transcript, "--index", place).status == 0
    text = (folder / "bridge.txt").read_text("utf-8")
    (folder / "bridge.txt").write_text("A line before.\n" + text, "utf-8")
    moved = run("verify", transcript, "--index", place)
    assert (moved.status, moved.out.splitlines()[0].startswith("moved: bridge.txt, now bridge.txt:7-9: ")) == (0, True)
    (folder / "bridge.txt").write_text(text.replace("4.2", "2.4"), "utf-8")
    changed = json.loads(run("verify", transcript, "--json", "--index", place).out)
    assert changed["verdicts"] == {"changed": 1}
    (folder / "bridge.txt").unlink()
    deleted = run("verify", transcript, "--index", place)
    assert (deleted.status, deleted.out.startswith("deleted: bridge.txt")) == (1, True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"lines": [1, 1]}, "misattributed: bridge.txt, now bridge.txt:6-8, the lines given are wrong"),
        (
            {"place": {"unit": "page", "first": "9", "last": "9"}},
            "misattributed: bridge.txt, now bridge.txt:6-8, the place",
        ),
        (
            {"article": {"author": "Someone Else"}},
            "misattributed: bridge.txt, now bridge.txt:6-8, author given: Someone",
        ),
        ({"article": {"path": "no-such.txt"}}, "moved: no-such.txt, now bridge.txt:6-8: "),
        ({"article": {"path": "/etc/hosts"}}, "moved: /etc/hosts, now bridge.txt:6-8: "),
    ],
    ids=str,
)
def test_verify_finds_what_a_citation_says_wrong(
    run: Run, place: Path, tmp_path: Path, given: dict[str, Any], says: str
) -> None:
    record = json.loads(run("ask", QUESTION, "--json", "--quotes", 1, "--index", place).out)
    (quote,) = record["quotes"]
    quote |= given | {"article": quote["article"] | given.get("article", {})}
    transcript = tmp_path / "answers.json"
    transcript.write_text(json.dumps(record), "utf-8")
    result = run("verify", transcript, "--index", place)
    told = " ".join(result.out.split())
    assert told.startswith(says), told
    assert result.status == (1 if says.startswith("misattributed") else 0)


def test_eval_scores_a_question_file(run: Run, place: Path, tmp_path: Path) -> None:
    rows = [
        {"question": QUESTION, "kind": "number", "evidence": [{"file": "bridge.txt", "quote": "cost 4.2 million"}]},
        {"question": QUESTION, "kind": "number", "evidence": [{"file": "ferry.txt", "quote": "cost 4.2 million"}]},
        {"question": NONSENSE, "kind": "offtopic", "evidence": []},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    report = json.loads(run("eval", path, "--json", "--index", place).out)
    assert (report["questions"], report["recall@1"], report["refusal_rate"]) == (3, 0.5, 1.0)
    assert "recall@1" in run("eval", path, "--index", place).out


@pytest.mark.parametrize(
    ("argv", "status", "what"),
    [
        (("ask", ""), 2, "the question is empty"),
        (("ask", "\x01\x02\x1b"), 2, "the question has no words"),
        (("ask", "why " * 25_000), 2, "the question has 99,999 characters; at most 4,000 are searched for"),
        (("ask",), 2, "no question in standard input"),
        (("ask", "--since", "yesterday", "why?"), 2, "argument --since: yesterday is no date such as 2024-02-28, 2024"),
        (("ask", "--since", "2021-01-02", "--until", "2021-01-01", "why?"), 2, "no day lies between 2021-01-02 and"),
        (("ask", "--quotes", "0", "why?"), 2, "quotes must be a whole number from 1 to 20, not 0"),
        (("ask", "--only", "nosuch", "why?"), 2, "no article fits only nosuch"),
        (("ask", "--until", "1990-01-01", "why?"), 2, "no article fits until 1990-01-01"),
        (
            ("ask", "--since", "2021-03-04", "--title", "frost", "why?"),
            2,
            "no article fits since 2021-03-04, title frost",
        ),
        (("ask", "--until", "1990-01-01", "--jsonl", "-"), 2, "no article fits until 1990-01-01"),
        (("search", "--until", "1990-01-01", "why"), 2, "no article fits until 1990-01-01"),
        (("search", "-k", "0", "why"), 2, "-k must be 1 or more, not 0"),
        (("frobnicate",), 2, "argument COMMAND: invalid choice: 'frobnicate'"),
        (("show", "nosuch.txt:3"), 2, "no article nosuch.txt in the index"),
        (("show", "ferry.txt:3-99"), 2, "there is no line 99 in ferry.txt"),
        (("show", "ferry.txt:20-10"), 2, "there are no lines 20-10 in ferry.txt"),
        (("show", "ferry.txt:p3"), 2, "ferry.txt has lines: 3, not p3"),
        (("verify", "nosuch.json"), 2, "cannot read the transcript nosuch.json"),
        (("eval", "nosuch.jsonl"), 2, "cannot read the questions in nosuch.jsonl"),
        (("ask", "--jsonl", "nosuch.jsonl"), 2, "cannot read the questions in nosuch.jsonl: No such file or directory"),
        (("index", "nosuch"), 4, "no folder or file at"),
    ],
)
def test_bad_input_gets_two_lines(run: Run, place: Path, argv: tuple[str, ...], status: int, what: str) -> None:
    result = run(*argv, "--index", place)
    lines = result.err.splitlines()
    assert (result.status, result.out, len(lines)) == (status, "", 2)
    assert lines[0].startswith(f"qa: {what}")
    assert lines[1].startswith("    ")


def test_a_missing_index_is_an_error_with_the_command_that_makes_it(run: Run, tmp_path: Path) -> None:
    result = run("ask", "why?", "--index", tmp_path / "none")
    assert (result.status, result.err) == (
        3,
        f"qa: no index at {tmp_path}/none\n    qa index FOLDER --index {tmp_path}/none\n",
    )


def test_an_index_is_a_folder(run: Run, folder: Path) -> None:
    result = run("ask", "why?", "--index", folder / "ferry.txt")
    assert (result.status, result.err.splitlines()[1]) == (3, "    name a folder: --index DIR")


def test_with_no_index_at_the_default_place_the_starter_articles_answer(run: Run) -> None:
    result = run("ask", "What did Iraq's parliament vote on 5 January 2020?")
    assert result.status == 0
    assert result.err.startswith("No index yet: making one from the 8 starter articles")
    assert run("ask", "What did Iraq's parliament vote on 5 January 2020?").err == ""


def test_a_fault_of_ours_is_two_lines_too(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("qa.commands.asking.ask", broken)
    result = run("ask", "why?", "--index", place)
    assert (result.status, len(result.err.splitlines())) == (70, 2)
    assert "Traceback" not in result.err
    assert "Traceback" in run("ask", "why?", "--traceback", "--index", place).err


def test_help_and_version_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom qa.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'torch', 'faiss', 'tantivy', 'prompt_toolkit', 'sentence_transformers', 'sqlite3.dbapi3'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"
    for command in COMMAND_LINE:
        assert f"    {command.name} " in done.stdout


def test_module_and_command_are_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa", "status", "--index", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (3, f"qa: no index at {tmp_path}")


def test_a_reader_that_goes_away_is_no_error(place: Path) -> None:
    done = subprocess.run(  # noqa: S602  a pipe is what is tested
        f"{sys.executable} -m qa sources --index {place} | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_names_choose_articles_by_field(run: Run, place: Path) -> None:
    def paths(*bounds: str) -> set[str]:
        found = json.loads(run("search", "the ferry in april", "--json", "--index", place, *bounds).out)
        return {hit["article"]["path"] for hit in found}

    assert paths("--author", "verhoef") == {"bridge.txt"}
    assert paths("--title", "ferry") == {"ferry.txt"}
    assert run("search", "ferry", "--outlet", "gazette", "--index", place).status == 2
    assert run("search", "ferry", "--title", "ferry", "--author", "verhoef", "--index", place).status == 2


def test_a_dry_run_says_what_would_be_indexed_and_changes_nothing(run: Run, place: Path, folder: Path) -> None:
    before = sorted(place.rglob("*"))
    (folder / "ferry.txt").write_text("The ferry was sold in May 2021 to a museum in the south.\n", "utf-8")
    (folder / "new.txt").write_text("A new piece about nothing in particular.\n", "utf-8")
    (folder / "bridge.txt").unlink()
    (folder / "empty.txt").touch()
    result = run("index", "--dry-run", "--index", place)
    assert result.out.splitlines()[-1] == "3 articles, 1 file skipped; nothing written"
    assert [line[:12] for line in result.out.splitlines()[:-1]] == [
        "~ ferry.txt ",
        "+ new.txt  n",
        "  notes/orch",
        "- bridge.txt",
    ]
    assert "skipped empty.txt: empty file" in result.err
    record = json.loads(run("index", "--dry-run", "--json", "--index", place).out)
    assert (record["added"], record["changed"], record["removed"]) == (["new.txt"], ["ferry.txt"], ["bridge.txt"])
    assert sorted(place.rglob("*")) == before


def test_qaignore_leaves_out_what_it_names(run: Run, place: Path, folder: Path) -> None:
    (folder / ".qaignore").write_text("# drafts\n/notes/\n*.rst\n!keep.rst\n", "utf-8")
    for name in ("a.rst", "keep.rst"):
        (folder / name).write_text("A short piece about nothing in particular.\n", "utf-8")
    report = json.loads(run("index", "--json", "--index", place).out)
    assert (report["added"], report["removed"]) == (["keep.rst"], ["notes/orchard.txt"])
    assert report["skipped"] == [
        {"path": "a.rst", "reason": "named in .qaignore"},
        {"path": "notes/", "reason": "named in .qaignore"},
    ]
