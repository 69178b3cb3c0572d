"""Files that cannot be read, sources that are gone, and indexes that cannot be taken over from."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt, IndexFormat, SkippedFile, SourcesUnreadable
from corpus.read import read_bytes
from index.build import build
from index.manifest import FORMAT
from index.place import read_manifest
from index.plan import Changes
from index.sources import Skipped
from index.store import open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import entries_at, found_at, paths_at, settle, snapshot

TEXTS = {
    "a.txt": "The mayor of Aster opened a bridge.\n",
    "b.txt": "The ferry to Brand cost nine crowns.\n",
    "c/c.txt": "Frost took the harvest of Cinder by the river.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", TEXTS))


def refusing(*names: str) -> Callable[[Path], bytes]:
    """`read_bytes` of a disk on which the files of these names cannot be read."""

    def read(location: Path) -> bytes:
        if location.name in names:
            raise SkippedFile("cannot be read: Permission denied")
        return read_bytes(location)

    return read


def test_a_file_that_becomes_unreadable_is_dropped_and_said(
    place: Path, folder: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place, [folder], embedder)
    (folder / "b.txt").touch()
    monkeypatch.setattr("index.reading.read_bytes", refusing("b.txt"))
    report = build(place, [folder], embedder)
    assert report.manifest.skipped == (Skipped("b.txt", "cannot be read: Permission denied"),)
    assert report.changes == Changes((), (), ("b.txt",))
    assert paths_at(place) == ["a.txt", "c/c.txt"]


def test_a_skipped_file_is_tried_again_though_nothing_about_it_changed(
    place: Path, folder: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("index.reading.read_bytes", refusing("b.txt"))
        build(place, [folder], embedder)
        before = snapshot(place)
        assert build(place, [folder], embedder).changes == Changes((), (), ())
        assert snapshot(place) == before
    report = build(place, [folder], embedder)
    assert (report.manifest.skipped, report.changes) == ((), Changes(("b.txt",), (), ()))
    assert paths_at(place) == ["a.txt", "b.txt", "c/c.txt"]


def test_a_file_that_vanishes_between_listing_and_reading_is_skipped_with_the_reason(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    def progress(step: str, done: int, _total: int) -> None:
        if (step, done) == ("read", 0):
            (folder / "b.txt").unlink()

    report = build(place, [folder], embedder, progress)
    assert report.manifest.skipped == (Skipped("b.txt", "vanished while it was being read"),)
    assert report.changes == Changes(("a.txt", "c/c.txt"), (), ())
    assert build(place, [], embedder).manifest.skipped == ()


def test_a_file_that_changes_between_listing_and_reading_is_read_again_next_time(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    def progress(step: str, done: int, _total: int) -> None:
        if (step, done) == ("read", 0):
            write(folder, {"b.txt": "The ferry to Brand cost five crowns.\n"})

    build(place, [folder], embedder, progress)
    assert entries_at(place)[1].article.text == "The ferry to Brand cost five crowns.\n"
    write(folder, {"b.txt": "The ferry to Brand cost four crowns.\n"})
    assert build(place, [], embedder).changes == Changes((), ("b.txt",), ())
    assert entries_at(place)[1].article.text == "The ferry to Brand cost four crowns.\n"


def test_a_folder_where_a_file_was_is_no_article(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    build(place, [folder], embedder)
    (folder / "b.txt").unlink()
    write(folder, {"b.txt/inner.txt": TEXTS["b.txt"]})
    report = build(place, [folder], embedder)
    assert report.changes == Changes(("b.txt/inner.txt",), (), ("b.txt",))


def test_binary_and_empty_files_are_skipped_and_the_others_are_indexed(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    write(folder, {"n.txt": b"a\0b", "e.txt": b"", "w.txt": b" \n\t\n", "l.txt": b"\xed\xa0\x80", "p.png": b"x"})
    report = build(place, [folder], embedder)
    assert report.manifest.skipped == (
        Skipped("e.txt", "empty file"),
        Skipped("l.txt", "in no encoding that is known: it may not be text"),
        Skipped("n.txt", "binary: it holds NUL bytes"),
        Skipped("p.png", "no reader for .png files"),
        Skipped("w.txt", "empty: only white space"),
    )
    assert paths_at(place) == sorted(TEXTS)


def test_nothing_readable_ends_the_build_with_the_reasons_and_the_old_index_answers(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    build(place, [folder], embedder)
    before, found = snapshot(place), found_at(place)
    for name in TEXTS:
        (folder / name).write_bytes(b"\0")
    with pytest.raises(SourcesUnreadable) as caught:
        build(place, [], embedder)
    assert str(caught.value) == f"no articles in {folder}: binary: it holds NUL bytes (3)"
    assert caught.value.remedy.startswith("qa index FOLDER, with files such as .docx .eml .epub .htm .html .json ")
    assert (snapshot(place), found_at(place)) == (before, found)


def test_an_empty_folder_is_no_source(place: Path, tmp_path: Path, embedder: WordEmbedder) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourcesUnreadable, match=r"empty: no files$"):
        build(place, [tmp_path / "empty"], embedder)


def test_a_source_that_is_gone_ends_the_build_and_the_old_index_answers(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    build(place, [folder], embedder)
    before = snapshot(place)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(SourcesUnreadable, match="no folder or file at"):
        build(place, [], embedder)
    assert snapshot(place) == before


def test_sources_that_are_named_replace_those_of_last_time(
    place: Path, folder: Path, embedder: WordEmbedder, tmp_path: Path
) -> None:
    build(place, [folder], embedder)
    other = settle(write(tmp_path / "other", {"a.txt": TEXTS["a.txt"]}))
    report = build(place, [other], embedder)
    assert (report.embedded, report.changes) == (0, Changes((), (), ("b.txt", "c/c.txt")))
    assert [entry.location for entry in entries_at(place)] == [other / "a.txt"]


def test_a_second_source_with_the_same_files_is_named_by_its_folder(
    place: Path, folder: Path, embedder: WordEmbedder, tmp_path: Path
) -> None:
    build(place, [folder], embedder)
    other = settle(write(tmp_path / "other", {"a.txt": "The mayor of Other shut a bridge.\n"}))
    report = build(place, [folder, other], embedder)
    assert report.changes == Changes(("articles/a.txt", "other/a.txt"), (), ("a.txt",))
    assert report.embedded == 1


def test_a_damaged_index_is_built_anew_and_that_is_said(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    generation = build(place, [folder], embedder).manifest.generation
    (place / "generations" / generation / "catalog.db").unlink()
    embedder.embedded.clear()
    report = build(place, [folder], embedder)
    assert (report.embedded, len(embedder.embedded)) == (3, 3)
    assert report.notice is not None
    assert report.notice.startswith("damaged index: ")
    assert report.notice.endswith("catalog.db: No such file or directory; everything is built anew")
    assert paths_at(place) == sorted(TEXTS)


def test_an_index_of_another_format_is_built_anew_and_that_is_said(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    generation = build(place, [folder], embedder).manifest.generation
    manifest = place / "generations" / generation / "manifest.json"
    manifest.write_text(json.dumps({"format": 99}), "utf-8")
    with pytest.raises(IndexFormat):
        open_index(place)
    report = build(place, [folder], embedder)
    assert report.notice == f"the index at {place} has format 99; this version reads {FORMAT}; everything is built anew"
    assert (report.embedded, read_manifest(place).generation) == (3, generation)


def test_garbage_in_current_is_mended_by_a_build(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    build(place, [folder], embedder)
    (place / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(IndexCorrupt):
        open_index(place)
    assert build(place, [folder], embedder).embedded == 3
    assert paths_at(place) == sorted(TEXTS)
