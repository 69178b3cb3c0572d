"""`qa add` and `:add`: from an address to a quote."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.index.helpers import settle, snapshot
from tests.qa.test_repl import _talk
from tests.web import Reply, Site, moved, serving

QUESTION = "What did the oak gates of the lock cost?"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.replies["/news/lock"] = Reply()
        yield site


@pytest.fixture
def name(site: Site) -> str:
    return f"127.0.0.1-{site.port}-news-lock.html"


def test_a_page_is_saved_indexed_and_quoted(run: Run, place: Path, site: Site, name: str) -> None:
    address = site.url("/news/lock")
    result = run("add", "--allow-local", address, "--index", place)
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[:3] == [f"+ {name}", "  The Lock at Orrin", "4 articles, 6 passages (1 added)"]
    answer = json.loads(run("ask", QUESTION, "--json", "--index", place).out)
    (quote, *_) = answer["quotes"]
    assert (quote["verdict"], quote["article"]["path"], quote["article"]["url"]) == ("verified", name, address)
    assert answer["index"]["stale"] == []
    assert "nothing has changed" in run("status", "--index", place).out


def test_what_was_saved_is_listed_with_its_address_and_time(run: Run, place: Path, site: Site, name: str) -> None:
    site.replies["/a"] = moved("/news/lock")
    run("add", "--allow-local", site.url("/a"), "--index", place)
    record = json.loads(run("sources", "--json", "--index", place).out)[0]
    assert record["url"] == site.url("/news/lock")
    assert {key: record["origin"][key] for key in ("address", "url", "charset")} == {
        "address": site.url("/a"),
        "url": site.url("/news/lock"),
        "charset": None,
    }
    shown = " ".join(run("sources", "--index", place, variables={"COLUMNS": "200"}).out.split())
    assert f"fetched {record['origin']['fetched'][:10]} from {site.url('/news/lock')}" in shown
    assert name not in shown  # it is called as it was asked for
    status = json.loads(run("status", "--json", "--index", place).out)
    assert status["sources"] == [str(place.parent / "articles"), str(place / "saved")]


def test_the_address_that_a_page_names_itself_goes_before(run: Run, tmp_path: Path, site: Site) -> None:
    site.replies["/a"] = Reply(b"<link rel=canonical href='https://orrin.example/lock'><p>The lock is shut.</p>")
    run("add", "--allow-local", site.url("/a"), "--index", tmp_path / "i")
    record = json.loads(run("sources", "--json", "--index", tmp_path / "i").out)[0]
    assert (record["url"], record["origin"]["url"]) == ("https://orrin.example/lock", site.url("/a"))


def test_the_encoding_that_came_with_a_page_is_kept(run: Run, tmp_path: Path, site: Site) -> None:
    text = "Замок в Оррине закрыт до мая, сказала мэр города."
    site.replies["/page"] = Reply(f"<p>{text}</p>".encode("koi8-r"), "text/html; charset=koi8-r")
    site.replies["/text"] = Reply(f"{text} Снова.\n".encode("koi8-r"), "text/plain; charset=KOI8-R")
    place = tmp_path / "index"
    run("add", "--allow-local", site.url("/page"), site.url("/text"), "--index", place)
    answers = tmp_path / "answers.jsonl"
    answers.write_text(run("ask", "Замок в Оррине закрыт?", "--json", "--index", place).out, "utf-8")
    quotes = json.loads(answers.read_text("utf-8"))["quotes"]
    said = {one["text"] for quote in quotes for one in (quote, *quote["also"])}
    assert said == {text, f"{text} Снова."}
    verified = json.loads(run("verify", answers, "--json", "--index", place).out)
    assert verified["verdicts"] == {"verified": verified["quotes"]}
    port = site.port
    assert text in run("show", f"127.0.0.1-{port}-page.html:par1", "--index", place).out
    dry = run("index", "--dry-run", "--index", place)
    assert dry.out.splitlines()[-1] == "2 articles, 0 files skipped; nothing written"


def test_where_no_index_is_one_is_made_of_the_page_alone(run: Run, site: Site, name: str) -> None:
    run("add", "--allow-local", site.url("/news/lock"))
    assert [one["path"] for one in json.loads(run("sources", "--json").out)] == [name]
    assert run("ask", QUESTION).err == ""


def test_the_same_address_again_says_whether_the_page_has_changed(run: Run, place: Path, site: Site, name: str) -> None:
    add = ("add", "--allow-local", site.url("/news/lock"), "--index", place)
    run(*add)
    assert run(*add).out.splitlines()[:3] == [
        f"= {name}",
        "  The Lock at Orrin",
        "4 articles, 6 passages (nothing changed)",
    ]
    site.replies["/news/lock"] = Reply(b"<title>Shut</title><p>The lock at Orrin is shut until May.</p>")
    assert run(*add).out.splitlines()[:3] == [f"~ {name}", "  Shut", "4 articles, 6 passages (1 changed)"]
    assert json.loads(run("search", "oak gates", "--json", "--index", place).out)[0]["article"]["path"] != name


def test_a_page_that_can_no_longer_be_had_is_kept(run: Run, place: Path, site: Site) -> None:
    run("add", "--allow-local", site.url("/news/lock"), "--index", place)
    settle(place / "saved")
    before = snapshot(place)
    for reply in (Reply(status=404), Reply(length=10**6), Reply(b"", "image/png"), Reply(b""), moved("file:///a")):
        site.replies["/news/lock"] = reply
        result = run("add", "--allow-local", site.url("/news/lock"), "--index", place)
        assert (result.status, result.out, len(result.err.splitlines())) == (4, "", 2)
        assert snapshot(place) == before


def test_of_several_those_that_fail_are_told_and_the_others_indexed(run: Run, place: Path, site: Site) -> None:
    site.replies["/shut"] = Reply(b"The lock at Orrin is shut until May.", "text/plain")
    wanted = [site.url(path) for path in ("/news/lock", "/none", "/shut", "/shut#end", "/other")]
    result = run("add", "--json", "--allow-local", *wanted, "--index", place)
    assert result.status == 4
    record = json.loads(result.out)
    assert [one["address"] for one in record["saved"]] == [wanted[0], wanted[2]]
    assert record["saved"][1]["path"] == f"127.0.0.1-{site.port}-shut.txt"
    assert record["saved"][1]["bytes"] == 36
    assert [one["address"] for one in record["failed"]] == [wanted[1], wanted[4]]
    assert (record["articles"], len(record["added"])) == (5, 2)
    lines = result.err.splitlines()
    assert lines[0] == f"qa: cannot fetch {wanted[1]}: the server answers 404 Not Found"
    assert len(lines) == 4
    none = run("add", "--json", "--allow-local", wanted[1], wanted[4], "--index", place)
    assert (none.status, none.out, len(none.err.splitlines())) == (4, "", 4)


@pytest.mark.parametrize("url", ["notes.txt", "ftp://orrin.example/", "https://ann:word@orrin.example/"])
def test_what_is_no_address_is_told_before_anything_is_fetched(run: Run, place: Path, site: Site, url: str) -> None:
    result = run("add", "--allow-local", site.url("/news/lock"), url, "--index", place)
    assert (result.status, result.out, len(result.err.splitlines()), site.asked) == (2, "", 2, [])


def test_this_machine_is_not_asked_unless_that_is_allowed(run: Run, tmp_path: Path, site: Site) -> None:
    result = run("add", site.url("/news/lock"), "--index", tmp_path / "new" / "index")
    assert (result.status, site.asked) == (4, [])
    assert result.err == (
        f"qa: cannot fetch {site.url('/news/lock')}: 127.0.0.1 is on this machine or its own network\n"
        f"    qa add --allow-local {site.url('/news/lock')} --index {tmp_path / 'new' / 'index'}\n"
    )
    assert not (tmp_path / "new").exists()


def test_what_a_server_says_does_not_act_on_the_terminal(run: Run, place: Path, site: Site) -> None:
    site.replies["/a"] = moved("https://orrin.example/\u202eabc")
    site.replies["/b"] = Reply(b"", "image/\x1b[31mpng")
    result = run("add", "--allow-local", site.url("/b"), "--index", place)
    assert (result.status, "\x1b" in result.err) == (4, False)


def test_a_source_that_is_gone_leaves_the_page_unsaved(run: Run, place: Path, folder: Path, site: Site) -> None:
    folder.rename(folder.with_name("elsewhere"))
    result = run("add", "--allow-local", site.url("/news/lock"), "--index", place)
    assert (result.status, (place / "saved").exists()) == (4, False)
    assert result.err.startswith("qa: no folder or file at ")


def test_ctrl_c_leaves_all_as_it_was(place: Path, site: Site) -> None:
    site.replies["/slow"] = Reply(b"", "text/plain", drip=b"x")
    before = snapshot(place)
    command = [sys.executable, "-m", "tests.fake_qa", "add", "--allow-local", site.url("/slow"), "--index", str(place)]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2])
    while not site.asked:
        assert child.poll() is None
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, err) == (130, "Stopped.\n")
    assert snapshot(place) == before


def test_add_in_a_conversation(place: Path, site: Site, name: str) -> None:
    address = site.url("/news/lock")
    _, out, err = _talk(place, f":add {address}", f":add --allow-local {address}", QUESTION, ":add")
    assert f"+ {name}" in out
    assert "310,000 crowns" in " ".join(out.split())
    assert f"\n    :add --allow-local {address}\n" in err
    assert ":add: the following arguments are required: URL" in err


def test_the_web_is_loaded_only_to_add() -> None:
    code = (
        "import sys\nimport qa.cli, qa.repl, qa.commands.table, index.build\n"
        "print(sorted({'httpx2', 'httpcore2', 'index.fetch', 'http.client'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
