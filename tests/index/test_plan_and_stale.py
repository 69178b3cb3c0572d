"""What must be read again, how two states differ, and which files an index no longer matches."""

import hashlib
import os
from pathlib import Path

import pytest

from corpus.errors import SourcesUnreadable
from index.build import build
from index.place import read_manifest
from index.plan import Changes, Known, Plan, changes, plan
from index.sources import SourceFile
from index.stale import changes_since, stale_paths
from tests.doubles import WordEmbedder, write
from tests.index.helpers import LONG_AGO, opened, settle

BUILT = 10**18
SECOND = 10**9
HERE, THERE = Path("/here/a.txt"), Path("/there/a.txt")


@pytest.mark.parametrize(
    ("known", "file", "proven"),
    [
        (Known("hash", HERE, 5, 7), SourceFile("a.txt", HERE, 5, 7), True),
        (Known("hash", HERE, 5, 7), SourceFile("a.txt", HERE, 6, 7), False),
        (Known("hash", HERE, 5, 7), SourceFile("a.txt", HERE, 5, 8), False),
        (Known("hash", HERE, 5, 7), SourceFile("a.txt", HERE, 5, 6), False),  # an older copy put back
        (Known("hash", HERE, 5, 7), SourceFile("a.txt", THERE, 5, 7), False),
        (None, SourceFile("a.txt", HERE, 5, 7), False),
        *(
            (Known("hash", HERE, 5, BUILT + ago), SourceFile("a.txt", HERE, 5, BUILT + ago), proven)
            for ago, proven in [
                (-2 * SECOND - 1, True),
                (-2 * SECOND, False),
                (-1, False),
                (0, False),
                (3600 * SECOND, False),  # a clock that is ahead proves nothing
            ]
        ),
    ],
)
def test_only_an_old_file_of_the_same_place_size_and_time_is_not_read(
    known: Known | None, file: SourceFile, *, proven: bool
) -> None:
    expected = Plan((file,), (), ()) if proven else Plan((), (file,), ())
    assert plan({"a.txt": known} if known else {}, BUILT, [file]) == expected


def test_a_plan_keeps_the_order_of_files_and_sorts_what_is_gone() -> None:
    files = [SourceFile(name, Path("/s", name), 1, 1) for name in "cab"]
    known = {name: Known("hash", Path("/s", name), 1, 1) for name in "zaxc"}
    assert plan(known, BUILT, files) == Plan((files[0], files[1]), (files[2],), ("x", "z"))
    assert plan({}, 0, []) == Plan((), (), ())


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        ({}, {}, Changes((), (), ())),
        ({}, {"b": "1", "a": "2"}, Changes(("a", "b"), (), ())),
        ({"b": "1", "a": "2"}, {}, Changes((), (), ("a", "b"))),
        ({"a": "1"}, {"a": "1"}, Changes((), (), ())),
        ({"b": "1", "a": "2"}, {"b": "2", "a": "1"}, Changes((), ("a", "b"), ())),
        ({"a": "1", "b": "2", "c": "3"}, {"b": "9", "c": "3", "d": "1"}, Changes(("d",), ("b",), ("a",))),
    ],
)
def test_changes_are_told_by_path_and_hash(known: dict[str, str], now: dict[str, str], expected: Changes) -> None:
    found = changes({path: Known(sha256, HERE, 1, 1) for path, sha256 in known.items()}, now)
    assert found == expected
    assert bool(found) == (expected != Changes((), (), ()))


@pytest.fixture
def folder(place: Path, tmp_path: Path) -> Path:
    """Three articles and a file that could not be read, indexed at `place`."""
    texts: dict[str, str | bytes] = {
        "a.txt": "The ferry sank.\n",
        "b.txt": "The bridge fell.\n",
        "c/c.txt": "Frost.\n",
        "bad.txt": b"\0",
    }
    folder = settle(write(tmp_path / "articles", texts))
    build(place, [folder], WordEmbedder())
    return folder


def since(place: Path) -> Changes:
    with opened(place) as index:
        return changes_since(index.catalog.known(), index.manifest, index.manifest.sources)


def stale(place: Path) -> list[str]:
    with opened(place) as index:
        return stale_paths(index.catalog.known(), index.manifest.built_ns)


def test_nothing_is_stale_after_a_build(place: Path, folder: Path) -> None:
    assert (stale(place), since(place)) == ([], Changes((), (), ()))
    assert folder.is_dir()


def test_edited_deleted_moved_and_new_files_are_told_apart(place: Path, folder: Path) -> None:
    write(folder, {"a.txt": "The ferry sang.\n", "new.txt": "News.\n"})
    (folder / "c" / "c.txt").rename(folder / "c" / "d.txt")
    (folder / "b.txt").unlink()
    assert stale(place) == ["a.txt", "b.txt", "c/c.txt"]
    assert since(place) == Changes(("c/d.txt", "new.txt"), ("a.txt",), ("b.txt", "c/c.txt"))


def test_a_touched_file_is_read_and_is_not_stale(place: Path, folder: Path) -> None:
    (folder / "a.txt").touch()
    assert (stale(place), since(place)) == ([], Changes((), (), ()))


def test_an_edit_of_the_same_size_and_time_is_seen_if_the_time_proves_nothing(place: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "quick", {"a.txt": "The ferry sank.\n"})
    status = (folder / "a.txt").stat()
    build(place, [folder], WordEmbedder())
    assert stale(place) == []
    write(folder, {"a.txt": "The ferry sang.\n"})
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (stale(place), since(place)) == (["a.txt"], Changes((), ("a.txt",), ()))


def test_a_settled_file_is_not_read(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def reading(location: Path) -> bytes:
        read.append(location)
        return b"The ferry sank.\n"

    monkeypatch.setattr("index.stale.read_bytes", reading)
    (folder / "a.txt").touch()
    assert stale(place) == []
    assert read == [folder / "a.txt"]


def test_a_file_that_was_skipped_is_new_only_when_its_place_is(place: Path, folder: Path) -> None:
    write(folder, {"bad.txt": b"\0\0", "bad2.txt": b"\0"})
    assert since(place) == Changes(("bad2.txt",), (), ())
    build(place, [], WordEmbedder())
    assert since(place) == Changes((), (), ())


def test_a_file_that_can_no_longer_be_read_as_text_is_stale(place: Path, folder: Path) -> None:
    (folder / "a.txt").unlink()
    (folder / "a.txt").mkdir()
    write(folder, {"b.txt": b"\0"})
    assert stale(place) == ["a.txt", "b.txt"]
    assert since(place) == Changes((), ("b.txt",), ("a.txt",))


def test_a_source_that_is_gone_is_an_error_and_all_its_files_are_stale(place: Path, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    assert stale(place) == ["a.txt", "b.txt", "c/c.txt"]
    with pytest.raises(SourcesUnreadable, match="no folder or file at"):
        since(place)


def test_what_is_known_is_the_hash_of_the_bytes_and_the_status(place: Path, folder: Path) -> None:
    with opened(place) as index:
        known = index.catalog.known()
    assert known["a.txt"] == Known(hashlib.sha256(b"The ferry sank.\n").hexdigest(), folder / "a.txt", 16, LONG_AGO)
    assert [one.path for one in read_manifest(place).skipped] == ["bad.txt"]
