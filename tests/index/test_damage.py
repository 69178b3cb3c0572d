"""What is damaged is said, never taken over, and mended by the next build; what is left over goes."""

import errno
import hashlib
import zlib
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexCorrupt
from index.build import build
from index.plan import Changes
from index.preview import preview
from index.search import search
from index.segment.vectors import SegmentVectors
from index.store import damaged_files
from tests.doubles import WordEmbedder, write
from tests.index.helpers import entries_at, found_at, generations, opened, paths_at, settle

TEXTS = {"a.txt": "The mayor of Aster opened a bridge.\n", "b.txt": "The ferry to Brand cost nine crowns.\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", TEXTS))


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 0x10
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("kind", "at"), [("vectors.bin", -5), ("catalog.db", -30), ("words/*.term", 3), ("words/*.idx", 3)]
)
@pytest.mark.parametrize("edited", [False, True])
def test_a_build_takes_nothing_over_from_a_damaged_index(
    place: Path, folder: Path, kind: str, at: int, *, edited: bool
) -> None:
    build(place, [folder], WordEmbedder())
    (generation,) = (place / "generations").iterdir()
    flip(min(generation.glob(kind)), at)
    if edited:
        write(folder, {"c.txt": "Frost took the harvest.\n"})
    report = build(place, [], WordEmbedder())
    assert report.embedded == report.manifest.passages
    assert report.notice is not None
    assert damaged_files(place) == []
    build(place.with_name("fresh"), [folder], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))
    assert entries_at(place) == entries_at(place.with_name("fresh"))


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize(
    "lost",
    [zlib.compress(TEXTS["a.txt"].encode(), 1)[2:20], hashlib.sha256(TEXTS["a.txt"].encode()).hexdigest().encode()],
    ids=["text", "hash"],
)
def test_a_catalog_with_rubbish_in_it_is_mended_by_a_build(
    place: Path, folder: Path, embedder: WordEmbedder, lost: bytes, *, fresh: bool
) -> None:
    build(place, [folder], embedder)
    (generation,) = (place / "generations").iterdir()
    data = (generation / "catalog.db").read_bytes()
    assert lost in data
    (generation / "catalog.db").write_bytes(data.replace(lost, b"\xff" * len(lost)))
    build(place, [folder], embedder, fresh=fresh)
    assert damaged_files(place) == []
    assert entries_at(place)[0].article.text == TEXTS["a.txt"]


def test_a_preview_reads_names_and_not_vectors_of_the_old_index(place: Path, folder: Path) -> None:
    build(place, [folder], WordEmbedder())
    (generation,) = (place / "generations").iterdir()
    flip(generation / "vectors.bin", -5)
    assert preview(place, []).changes == Changes((), (), ())
    data = (generation / "catalog.db").read_bytes()
    lost = hashlib.sha256(TEXTS["a.txt"].encode()).hexdigest().encode()
    (generation / "catalog.db").write_bytes(data.replace(lost, b"\xff" * len(lost)))
    assert preview(place, []).changes == Changes(tuple(TEXTS), (), ())


def test_a_missing_file_does_not_make_the_sources_forgotten(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    build(place, [folder], embedder)
    (generation,) = (place / "generations").iterdir()
    (generation / "vectors.bin").unlink()
    report = build(place, [], embedder)
    assert report.manifest.sources == (folder,)
    assert paths_at(place) == ["a.txt", "b.txt"]


def test_damaged_words_are_an_index_corrupt_and_no_panic(place: Path, folder: Path, embedder: WordEmbedder) -> None:
    build(place, [folder], embedder)
    (generation,) = (place / "generations").iterdir()
    for file in [*(generation / "words").iterdir(), generation / "catalog.db"]:
        intact = file.read_bytes()
        for at in range(0, len(intact), 1 + len(intact) // 40):
            file.write_bytes(intact[:at] + bytes(len(intact[at : at + 24])) + intact[at + 24 :])
            try:
                with opened(place) as index:
                    search(index, "the ferry", embedder.vector("the ferry"), 5)
            except IndexCorrupt as error:
                assert "\n" not in str(error) + error.remedy  # noqa: PT017
        file.write_bytes(intact)


def test_leftovers_of_a_killed_build_are_swept_though_nothing_changed(
    place: Path, folder: Path, embedder: WordEmbedder
) -> None:
    build(place, [folder], embedder)
    write(folder, {"c.txt": "Frost took the harvest.\n"})

    def interrupt(step: str, _done: int, _total: int) -> None:
        if step == "sweep":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(place, [folder], embedder, interrupt)
    assert len(generations(place)) == 2
    build(place, [folder], embedder)
    assert len(generations(place)) == 1


def test_a_build_that_fails_leaves_no_half_of_an_index_on_a_full_disk(
    place: Path, folder: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place, [folder], embedder)
    before = generations(place)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write(folder, {"c.txt": "Frost took the harvest.\n"})
    monkeypatch.setattr("index.write.WordsWriter.close", full)
    with pytest.raises(OSError, match="No space left"):
        build(place, [folder], embedder)
    assert generations(place) == before


def test_a_row_that_a_damaged_approximate_index_makes_up_is_told_as_damage(
    place: Path, tmp_path: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.segment.vectors.EXACT", 70)
    monkeypatch.setattr("index.segment.vectors._FEW", 70)
    texts = {f"{number}.txt": f"The ferry to Port{number} cost {number} crowns.\n" for number in range(80)}
    build(place, [write(tmp_path / "many", texts)], embedder)
    (generation,) = (place / "generations").iterdir()
    flip(generation / "near.faiss", -5)
    monkeypatch.setattr(SegmentVectors, "_nearest", lambda *_: np.array([3, 10**9]))
    with opened(place) as index, pytest.raises(IndexCorrupt, match=r"near\.faiss: other bytes than were written"):
        search(index, "the ferry", embedder.vector("the ferry"), 5)
