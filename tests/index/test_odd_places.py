"""Indexes and files in places, with names, rights and times that are not the usual ones."""

import gc
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt, SourcesUnreadable
from index.build import build
from index.plan import Changes
from index.segment.catalog import SegmentCatalog
from index.sources import Skipped, list_sources
from index.store import open_index
from index.words import Words
from tests.doubles import WordEmbedder, write
from tests.index.helpers import found_at, paths_at, settle, snapshot
from tests.index.parts import parts, plain

TEXTS = {"a.txt": "The mayor of Aster opened a bridge.\n", "b.txt": "The ferry to Brand cost nine crowns.\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", TEXTS))


def test_an_index_within_its_source_does_not_index_itself(folder: Path, embedder: WordEmbedder) -> None:
    place = folder / "index"
    first = build(place, [folder], embedder)
    before = snapshot(place)
    second = build(place, [folder], embedder)
    assert second.changes == Changes((), (), ())
    assert second.manifest == first.manifest
    assert snapshot(place) == before
    assert paths_at(place) == ["a.txt", "b.txt"]


def test_an_index_that_lies_in_a_source_is_passed_over_and_said(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    build(folder / "old index", [folder / "a.txt"], embedder)
    report = build(place, [folder], embedder)
    assert paths_at(place) == ["a.txt", "b.txt"]
    assert report.manifest.skipped == (Skipped("old index", "an index of this program"),)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("suffix", [".txt", ".pdf"])
def test_a_file_whose_name_is_not_utf8_is_skipped_and_the_others_are_indexed(
    place: Path, folder: Path, embedder: WordEmbedder, suffix: str
) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9" + suffix.encode())).write_text("Coffee is served.\n", "utf-8")
    report = build(place, [folder], embedder)
    assert paths_at(place) == ["a.txt", "b.txt"]
    assert report.manifest.skipped == (Skipped(f"caf\\xe9{suffix}", "its name is not UTF-8"),)


def as_nobody(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another")
def test_an_index_can_be_read_by_one_who_may_not_write_it(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    build(place, [folder], embedder)
    place.parent.chmod(0o755)
    expected = found_at(place)

    def read() -> None:
        assert found_at(place) == expected

    assert as_nobody(read) == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another")
def test_a_file_that_may_no_longer_be_read_is_dropped_by_an_update_as_by_a_fresh_build(
    place: Path, embedder: WordEmbedder
) -> None:
    folder = settle(write(place.with_name("articles"), TEXTS))
    place.mkdir()
    os.chown(place, 65534, 65534)
    place.parent.chmod(0o755)

    def work() -> None:
        build(place, [folder], embedder)

    assert as_nobody(work) == 0
    (folder / "a.txt").chmod(0)
    assert as_nobody(work) == 0
    assert paths_at(place) == ["b.txt"]


def test_an_index_may_be_named_relative_to_where_one_is(
    folder: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    build(Path("index"), [folder], embedder)
    assert found_at(Path("index")) == found_at(tmp_path / "index")
    assert build(Path("index"), [], embedder).notice is None
    index = open_index(Path("index"))
    monkeypatch.chdir("/")
    assert not index.superseded
    index.close()


def test_a_file_from_the_far_future_is_indexed(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    os.utime(folder / "a.txt", ns=(0, 10**19))
    build(place, [folder], embedder)
    before = snapshot(place)
    build(place, [folder], embedder)
    assert snapshot(place) == before
    assert paths_at(place) == ["a.txt", "b.txt"]


def test_a_source_whose_name_is_too_long_is_no_source() -> None:
    with pytest.raises(SourcesUnreadable, match="File name too long"):
        list_sources([Path("x" * 300)])


def test_more_hits_than_memory_may_be_asked_for(tmp_path: Path) -> None:
    with parts(tmp_path, [plain("a.txt", "the sea"), plain("b.txt", "a river")]) as segments:
        assert [row for row, _ in Words(segments, {}).search("sea", 2**62)] == [0]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for every connection to a database that has been closed."""
    closed: list[str] = []

    class Connection(sqlite3.Connection):
        def close(self) -> None:
            closed.append("closed")
            super().close()

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: real(*given, **named, factory=Connection))
    return closed


def test_a_catalog_that_cannot_be_read_is_closed(tmp_path: Path, closed: list[str]) -> None:
    (tmp_path / "text").write_bytes(b"no database" * 99)
    with pytest.raises(sqlite3.DatabaseError):
        SegmentCatalog(tmp_path / "text")
    assert closed == ["closed"]


def test_an_index_that_cannot_be_opened_is_closed(
    place: Path, folder: Path, embedder: WordEmbedder, closed: list[str]
) -> None:
    build(place, [folder], embedder)
    (generation,) = (place / "generations").iterdir()
    manifest = (generation / "manifest.json").read_text("utf-8")
    (generation / "manifest.json").write_text(manifest.replace('"passages": 2', '"passages": 3'), "utf-8")
    closed.clear()
    with pytest.raises(IndexCorrupt):
        open_index(place)
    assert closed == ["closed"]


def test_a_catalog_that_nobody_needs_any_more_is_closed(
    place: Path, folder: Path, embedder: WordEmbedder, closed: list[str]
) -> None:
    build(place, [folder], embedder)
    closed.clear()
    open_index(place)
    gc.collect()
    assert closed == ["closed"]
