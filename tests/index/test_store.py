"""What an index that is missing, old or damaged says, and what is written of one that is well."""

import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexCorrupt, IndexFormat, IndexMissing
from index.build import build
from index.embed import Model
from index.manifest import FORMAT, Manifest, SegmentRecord, Stamp
from index.place import read_manifest
from index.publish import publish, stage, sweep
from index.sources import Skipped
from index.store import damaged_files, open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import found_at, generations, opened, says_in_two_lines, snapshot

MANIFEST = Manifest(
    generation="0123456789ab",
    model=Model("a model “of” ours", "rev\n1"),
    dimension=3,
    sources=(Path("/srv/news Ä"), Path("/srv/other.txt")),
    settings={"reading": 1, "passage_tokens": 160},
    articles=2,
    passages=7,
    skipped=(Skipped("x/ü.pdf", "no reader for .pdf files"),),
    built_ns=1_600_000_000_123_456_789,
    segments=(
        SegmentRecord("fedcba987654", 3, 9, 9, (0, 2), {"catalog.db": Stamp(4096, "ab" * 32, 2**60 + 1)}),
        SegmentRecord("0123456789ab", 1, 3, 2, (), {"words/meta.json": Stamp(0, "cd" * 32, 0)}),
    ),
    files={"lost.json": Stamp(20, "ef" * 32, 1)},
)


@pytest.fixture
def generation(place: Path, tmp_path: Path) -> Path:
    """The folder of an index of one article that skipped one file."""
    folder = write(tmp_path / "articles", {"a.txt": "The ferry cost nine crowns.\n", "b.txt": b"\0"})
    return place / "generations" / build(place, [folder], WordEmbedder()).manifest.generation


def a_file_of(generation: Path, kind: str) -> Path:
    return min(generation.glob(kind))


INCOMPLETE = [f'{{"format": {FORMAT}{rest}}}' for rest in ("", ', "files": []', ', "model": 3')]
KINDS = ["catalog.db", "vectors.bin", "manifest.json", "words/meta.json", "words/*.term", "words/*.idx"]


def test_a_missing_index_says_how_to_make_one(place: Path) -> None:
    for asked in (open_index, read_manifest, damaged_files):
        with pytest.raises(IndexMissing) as caught:
            asked(place)
        assert str(caught.value) == f"no index at {place}"
        assert caught.value.remedy == f"qa index FOLDER --index {place}"
        assert caught.value.status == 3
    assert not place.exists()


@pytest.mark.parametrize("written", [1, 99, "2", None])
def test_another_format_is_no_damage(place: Path, generation: Path, written: object) -> None:
    (generation / "manifest.json").write_text(json.dumps({"format": written, "other": "layout"}), "utf-8")
    for asked in (open_index, read_manifest, damaged_files):
        with pytest.raises(IndexFormat) as caught:
            asked(place)
        assert str(caught.value) == f"the index at {place} has format {written}; this version reads {FORMAT}"
        assert says_in_two_lines(caught.value, place)


@pytest.mark.parametrize("current", [b"", b"\n", b"../escape", b"a b", b"\xff\xfe", b"nosuchgeneration\n", b"\0"])
def test_a_current_that_names_no_generation_is_damage(place: Path, generation: Path, current: bytes) -> None:
    assert generation.is_dir()
    (place / "CURRENT").write_bytes(current)
    for asked in (open_index, read_manifest, damaged_files):
        with pytest.raises(IndexCorrupt) as caught:
            asked(place)
        assert says_in_two_lines(caught.value, place)


def test_a_current_that_is_a_folder_is_damage(place: Path, generation: Path) -> None:
    assert generation.is_dir()
    (place / "CURRENT").unlink()
    (place / "CURRENT").mkdir()
    with pytest.raises(IndexCorrupt, match="CURRENT") as caught:
        open_index(place)
    assert says_in_two_lines(caught.value, place)


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_damage_and_is_named(place: Path, generation: Path, kind: str) -> None:
    file = a_file_of(generation, kind)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(IndexCorrupt) as caught:
        open_index(place)
    assert str(caught.value).startswith(f"damaged index: {file}: ")
    assert says_in_two_lines(caught.value, place)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_file_is_damage_and_is_named(place: Path, generation: Path, kind: str) -> None:
    file = a_file_of(generation, kind)
    file.unlink()
    with pytest.raises(IndexCorrupt, match="No such file") as caught:
        open_index(place)
    assert str(caught.value).startswith(f"damaged index: {file}: ")
    assert says_in_two_lines(caught.value, place)


@pytest.mark.parametrize("kind", ["catalog.db", "manifest.json", "words/meta.json"])
def test_a_file_overwritten_at_its_beginning_is_damage(place: Path, generation: Path, kind: str) -> None:
    file = a_file_of(generation, kind)
    with file.open("r+b") as opened:
        opened.write(b"nonsense")
    with pytest.raises(IndexCorrupt) as caught:
        open_index(place)
    assert says_in_two_lines(caught.value, place)
    assert str(generation) in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "{}", *INCOMPLETE])
def test_a_manifest_that_is_none_is_damage(place: Path, generation: Path, text: str) -> None:
    (generation / "manifest.json").write_text(text, "utf-8")
    for asked in (open_index, read_manifest, damaged_files):
        with pytest.raises(IndexCorrupt) as caught:
            asked(place)
        assert str(caught.value).startswith(f"damaged index: {generation / 'manifest.json'}: ")
        assert says_in_two_lines(caught.value, place)


def test_vectors_overwritten_with_as_many_bytes_are_found_by_reading_all(place: Path, generation: Path) -> None:
    with (generation / "vectors.bin").open("r+b") as file:
        file.write(b"nonsense")
    with pytest.raises(IndexCorrupt) as caught:
        open_index(place, verified=True)
    assert str(caught.value) == f"damaged index: {generation / 'vectors.bin'}: other bytes than were written"
    assert says_in_two_lines(caught.value, place)


def test_words_are_compared_with_what_was_written_when_they_were_touched(place: Path, generation: Path) -> None:
    before = found_at(place)
    for file in generation.rglob("*"):
        os.utime(file, ns=(1, 1))  # as a copy of an index has it
    assert found_at(place) == before
    file = a_file_of(generation, "words/*.term")
    flipped = bytearray(file.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    file.write_bytes(flipped)
    with pytest.raises(IndexCorrupt, match="other bytes than were written"):
        open_index(place)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("catalog.db", "1 passages where 2 were written"),
        ("vectors.bin", "1 vectors where 2 were written"),
    ],
)
def test_halves_that_count_differently_are_damage(
    place: Path, generation: Path, tmp_path: Path, file: str, why: str
) -> None:
    longer = write(tmp_path / "longer", {"a.txt": "The ferry.", "b.txt": "The bridge."})
    other, own = tmp_path / "other", read_manifest(place).segments[0]
    manifest = build(other, [longer], WordEmbedder()).manifest
    (segment,), target = manifest.segments, other / "generations" / manifest.generation
    shutil.copy(generation / file, target / file)
    mixed = replace(manifest, segments=(replace(segment, files={**segment.files, file: own.files[file]}),))
    (target / "manifest.json").write_text(mixed.to_json(), "utf-8")
    with pytest.raises(IndexCorrupt, match=why) as caught:
        open_index(other)
    assert says_in_two_lines(caught.value, other)


@pytest.mark.parametrize("change", [{"gone": (0,)}, {"gone": (1,)}, {"gone": (-1,)}, {"articles": 2}, {"passages": 2}])
def test_a_segment_that_is_not_as_the_manifest_says_is_damage(
    place: Path, generation: Path, change: dict[str, Any]
) -> None:
    manifest = read_manifest(place)
    told = replace(manifest, segments=(replace(manifest.segments[0], **change),))
    (generation / "manifest.json").write_text(told.to_json(), "utf-8")
    with pytest.raises(IndexCorrupt) as caught:
        open_index(place)
    assert says_in_two_lines(caught.value, place)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "manifest.json"])
def test_a_flipped_bit_is_found_by_reading_all(place: Path, generation: Path, kind: str) -> None:
    assert damaged_files(place) == []
    file = a_file_of(generation, kind)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert damaged_files(place) == [file.relative_to(generation).as_posix()]
    file.unlink()
    assert damaged_files(place) == [file.relative_to(generation).as_posix()]


def test_a_manifest_survives_being_written(place: Path, generation: Path) -> None:
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST
    assert json.loads(MANIFEST.to_json())["format"] == FORMAT
    written = read_manifest(place)
    assert Manifest.from_json(written.to_json()) == written
    assert (written.generation, written.model, written.dimension) == (generation.name, Model("words", "1"), 256)
    assert (written.articles, written.passages) == (1, 1)
    assert written.skipped == (Skipped("b.txt", "binary: it holds NUL bytes"),)
    (segment,) = written.segments
    assert (segment.folder, segment.articles, segment.passages, segment.embedded) == (generation.name, 1, 1, 1)
    assert (segment.gone, segment.complete, written.pending, written.files) == ((), True, 0, {})
    files = [file for file in generation.rglob("*") if file.is_file() and file.name[0] != "."]
    assert {name: (stamp.size, stamp.mtime_ns) for name, stamp in segment.files.items()} == {
        file.relative_to(generation).as_posix(): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in files
        if file.name != "manifest.json"
    }
    assert written.bytes == sum(file.stat().st_size for file in files if file.name != "manifest.json")


def test_what_is_pending_is_what_has_no_vector_yet() -> None:
    assert (MANIFEST.pending, [segment.complete for segment in MANIFEST.segments]) == (1, [True, False])
    assert MANIFEST.bytes == 4096 + 20


def test_opening_and_searching_write_nothing(place: Path, generation: Path) -> None:
    before = snapshot(place)
    found = found_at(place)
    assert snapshot(place) == before
    assert found[1][0][:3] == ("a.txt", found[1][0][1], "The ferry cost nine crowns.")
    assert generation.is_dir()


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_words_are_mapped_and_not_loaded(place: Path, generation: Path) -> None:
    with opened(place):
        assert str(generation / "words") in Path("/proc/self/maps").read_text("utf-8")


@pytest.mark.parametrize("name", ["with space", "q?x=1#frag", "per%20cent", "Ærø–日本"])
def test_an_index_may_lie_at_a_place_of_any_name(place: Path, generation: Path, name: str) -> None:
    assert generation.is_dir()
    place.rename(place.with_name(name))
    assert found_at(place.with_name(name))[1][0][2] == "The ferry cost nine crowns."


def test_staging_removes_what_a_killed_build_left(place: Path, generation: Path) -> None:
    (generation.parent / "staged-1").mkdir()
    write(generation.parent / "staged-1", {"words/half": "half"})
    staged = stage(place)
    assert list(staged.iterdir()) == []
    assert generations(place) == sorted([generation.name, f"staged-{os.getpid()}"])


def test_publishing_the_same_generation_again_takes_a_name_of_its_own(place: Path, generation: Path) -> None:
    manifest = read_manifest(place)
    staged = stage(place)
    shutil.copytree(generation, staged, dirs_exist_ok=True)
    publish(place, staged, manifest)
    assert generations(place) == [generation.name, f"{generation.name}x{manifest.built_ns:x}"]
    with opened(place) as index:
        assert index.folder == generation.with_name(f"{generation.name}x{manifest.built_ns:x}")


def test_sweeping_keeps_the_folders_of_segments_that_are_named_and_no_others(place: Path, generation: Path) -> None:
    shutil.copytree(generation, generation.with_name("earlier"), copy_function=shutil.copy2)
    shutil.copytree(generation, generation.with_name("unnamed"))
    manifest = read_manifest(place)
    (segment,) = manifest.segments
    two = replace(manifest, passages=2, segments=(replace(segment, folder="earlier"), segment))
    (generation / "manifest.json").write_text(two.to_json(), "utf-8")
    sweep(place)
    assert generations(place) == sorted([generation.name, "earlier"])
    with opened(place) as index:
        assert [one.base for one in index.segments] == [0, 1]
    (generation / "manifest.json").write_text(manifest.to_json(), "utf-8")
    sweep(place)
    assert generations(place) == [generation.name]
