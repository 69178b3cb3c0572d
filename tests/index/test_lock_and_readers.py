"""One writer at a time; readers keep the index that they opened."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt, IndexLocked, SourcesUnreadable
from index.build import build
from index.manifest import Manifest
from index.place import manifest_in
from index.publish import writer_lock
from index.store import Index, open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import found_at, found_by, generations, opened, paths_at, says_in_two_lines, snapshot

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
TEXTS = {f"town{number}.txt": f"The mayor of Town{number} opened a bridge.\n" for number in range(80)}
"""More articles than a catalog keeps in memory."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "articles", TEXTS)


@contextmanager
def holder(place: Path) -> Iterator[int]:
    """Another process that holds the lock at `place`; its id."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(60)
            with writer_lock(place):
                os.write(tell, b"!")
                time.sleep(60)
        finally:
            os._exit(1)
    os.close(tell)
    try:
        assert os.read(ready, 1) == b"!"
        yield child
    finally:
        os.close(ready)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_second_writer_is_refused_at_once_and_readers_are_not(place: Path, folder: Path, *, fresh: bool) -> None:
    build(place, [folder], WordEmbedder())
    before, found = snapshot(place), found_at(place)
    write(folder, {"new.txt": "The ferry cost nine crowns.\n"})
    embedder = WordEmbedder()
    with holder(place):
        started = time.monotonic()
        with pytest.raises(IndexLocked) as caught:
            build(place, [folder], embedder, fresh=fresh)
        assert time.monotonic() - started < 1
        assert str(caught.value) == f"another process is building the index at {place}"
        assert caught.value.remedy == "let it end, then run the command again"
        assert says_in_two_lines(caught.value, place)
        assert embedder.embedded == []
        assert (snapshot(place), found_at(place)) == (before, found)


def test_the_lock_goes_with_the_process_that_held_it(place: Path, folder: Path) -> None:
    with holder(place):
        pass  # killed with signal 9 here
    assert build(place, [folder], WordEmbedder()).embedded == 80


def test_the_lock_is_free_again_after_a_failed_build(place: Path, tmp_path: Path, folder: Path) -> None:
    with pytest.raises(SourcesUnreadable):
        build(place, [tmp_path / "nothing"], WordEmbedder())
    assert build(place, [folder], WordEmbedder()).embedded == 80


def test_two_writers_in_one_process_exclude_each_other(place: Path) -> None:
    with writer_lock(place), pytest.raises(IndexLocked), writer_lock(place):
        pass
    with writer_lock(place):
        pass


@pytest.fixture
def reader(place: Path, folder: Path) -> Iterator[Index]:
    """The index of `folder`, open."""
    build(place, [folder], WordEmbedder())
    with opened(place) as index:
        assert not index.superseded
        yield index


def test_an_open_index_goes_on_answering_when_it_is_replaced_and_swept(
    place: Path, folder: Path, reader: Index
) -> None:
    before = found_by(reader, 100)
    write(folder, {path: f"The ferry to {path} cost nine crowns.\n" for path in TEXTS})
    build(place, [folder], WordEmbedder())
    assert reader.superseded
    assert generations(place) == [(place / "CURRENT").read_text("utf-8").strip()]
    assert found_by(reader, 100) == before != found_at(place, 100)
    assert [entry.article.text for entry in reader.catalog.entries()] == [TEXTS[path] for path in sorted(TEXTS)]
    assert reader.vectors.rows([79]).tolist() == [WordEmbedder().vector(TEXTS["town9.txt"]).tolist()]
    with opened(place) as newer:
        assert not newer.superseded


def test_a_reader_is_superseded_when_the_index_is_gone_and_still_answers(place: Path, reader: Index) -> None:
    before = found_by(reader)
    shutil.rmtree(place)
    assert reader.superseded
    assert found_by(reader) == before


def test_the_same_articles_built_afresh_supersede_and_answer_alike(place: Path, folder: Path, reader: Index) -> None:
    build(place, [folder], WordEmbedder(), fresh=True)
    assert reader.superseded
    assert found_by(reader) == found_at(place)


def replaced_while_opened(
    build_another: Callable[[], object], times: int, monkeypatch: pytest.MonkeyPatch
) -> list[Path]:
    """Have another index published between reading CURRENT and opening what it names; the folders tried."""
    real, tried = manifest_in, list[Path]()

    def read(place: Path, folder: Path) -> Manifest:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("index.store.manifest_in", real)
            tried.append(folder)
            if len(tried) <= times:
                build_another()
        return real(place, folder)

    monkeypatch.setattr("index.store.manifest_in", read)
    return tried


def test_opening_starts_over_when_another_index_is_published_meanwhile(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place, [folder], WordEmbedder())

    def build_another() -> None:
        write(folder, {"another.txt": "The ferry cost nine crowns.\n"})
        build(place, [folder], WordEmbedder())

    tried = replaced_while_opened(build_another, 1, monkeypatch)
    assert paths_at(place) == sorted([*TEXTS, "another.txt"])
    assert len(set(tried)) == 2


def test_opening_gives_up_when_it_is_always_outrun(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(place, [folder], WordEmbedder())

    def build_another() -> None:
        build(place, [folder], WordEmbedder(), fresh=True)

    tried = replaced_while_opened(build_another, 3, monkeypatch)
    with pytest.raises(IndexCorrupt, match="replaced faster than it can be opened") as caught:
        open_index(place)
    assert says_in_two_lines(caught.value, place)
    assert len(tried) == 3
