"""A build that ends early, by a kill, an interrupt or a full disk, leaves the old index or the new one."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

import index.publish
from corpus.errors import IndexMissing
from index.build import build
from index.place import read_manifest
from index.plan import Changes
from index.progress import STEPS
from index.segment.vectors import CODES, NEAR, VectorsWriter
from index.store import damaged_files
from tests.doubles import WordEmbedder, write
from tests.index.helpers import Found, found_at, generations, in_child, paths_at, settle, snapshot

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

KILLED = 9
OLD = {f"town{number}.txt": f"The mayor of Town{number} opened a bridge.\n" for number in range(6)}
NEW = {f"ferry{number}.txt": f"The ferry of Port{number} cost nine crowns.\n" for number in range(5)} | {
    "town1.txt": "The mayor of Town1 blew up a bridge over the river.\n"
}

KILLS = {  # the step, how far it is, and the index that must answer afterwards
    ("list", 0): "old",
    ("read", 0): "old",
    ("read", 5): "old",
    ("write", 0): "old",
    ("write", 9): "old",
    ("embed", 0): "old",
    ("embed", 2): "old",
    ("embed", 4): "old",
    ("embed", 6): "old",
    ("publish", 0): "old",
    ("sweep", 0): "new",
    ("done", 1): "new",
}


class Case:
    """An index of `OLD`, files that have changed since, and what the old and the new index find."""

    def __init__(self, place: Path, folder: Path) -> None:
        self.place, self.folder = place, settle(write(folder, OLD))
        build(place, [folder], WordEmbedder())
        self.old, self.current = found_at(place), (place / "CURRENT").read_bytes()
        self.files = snapshot(place)
        write(folder, NEW)
        (folder / "town2.txt").unlink()
        self.new = self.fresh()

    def fresh(self) -> Found:
        """What an index that is built elsewhere finds in the files as they are now."""
        elsewhere = self.place.with_name("elsewhere")
        shutil.rmtree(elsewhere, ignore_errors=True)
        build(elsewhere, [self.folder], WordEmbedder())
        return found_at(elsewhere)

    def recovers(self) -> None:
        """The next build ends well, equals a fresh one and leaves no file of the one that ended early."""
        write(self.folder, {"late.txt": "The river froze late.\n"})
        report = build(self.place, [], WordEmbedder())
        assert found_at(self.place) == self.fresh()
        assert damaged_files(self.place) == []
        assert generations(self.place) == [(self.place / "CURRENT").read_text("utf-8").strip()]
        assert sorted(path.name for path in self.place.iterdir()) == ["CURRENT", "generations", "lock"]
        assert report.manifest.articles == 11


@pytest.fixture
def case(place: Path, tmp_path: Path) -> Case:
    return Case(place, tmp_path / "articles")


def dying_build(case: Case, prepare: Callable[[], object]) -> int:
    """Build in a child after `prepare` has set the trap; the child's exit status."""

    def work() -> None:
        prepare()
        build(case.place, [], WordEmbedder())

    return in_child(work)


WRITERS = [  # in the order in which they are done
    "index.segment.catalog.CatalogWriter.add",
    "index.segment.catalog.CatalogWriter.close",
    "index.segment.words.WordsWriter.add",
    "index.segment.words.WordsWriter.close",
    "index.generation.write_segment",
    "index.made.Made.add",
    "index.segment.vectors.VectorsWriter.add",
    "index.segment.vectors.VectorsWriter.close",
    "index.generation.stamps",
]


def around(
    writer: str, *, before: Callable[[], object] | None = None, after: Callable[[], object] | None = None
) -> Any:
    """What a writer does, with something done before or after it."""
    real = resolve_name(writer)

    def call(*given: Any, **named: Any) -> Any:
        if before:
            before()
        done = real(*given, **named)
        if after:
            after()
        return done

    return call


def die() -> None:
    os._exit(KILLED)


def test_every_step_is_killed_below() -> None:
    assert tuple(dict.fromkeys(step for step, _ in KILLS)) == STEPS


@pytest.mark.parametrize(("at", "answers"), KILLS.items(), ids=str)
def test_a_kill_at_a_step_leaves_the_old_index_or_the_new_one(
    case: Case, at: tuple[str, int], answers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.codes.AT_ONCE", 2)

    def progress(step: str, done: int, _total: int) -> None:
        if (step, done) == at:
            os._exit(KILLED)

    assert in_child(lambda: build(case.place, [], WordEmbedder(), progress)) == KILLED
    assert found_at(case.place) == (case.old if answers == "old" else case.new)
    assert damaged_files(case.place) == []
    case.recovers()


@pytest.mark.parametrize("writer", WRITERS)
def test_a_kill_between_two_files_leaves_the_old_index(case: Case, writer: str) -> None:
    assert dying_build(case, lambda: pytest.MonkeyPatch().setattr(writer, around(writer, after=die))) == KILLED
    assert (case.place / "CURRENT").read_bytes() == case.current
    assert found_at(case.place) == case.old
    case.recovers()


def test_a_kill_within_a_file_leaves_the_old_index(case: Case) -> None:
    def half(writer: Any, codes: Any) -> None:
        writer._file.write(codes.tobytes()[:-7])
        writer._file.flush()
        die()

    assert dying_build(case, lambda: setattr(VectorsWriter, "add", half)) == KILLED
    assert found_at(case.place) == case.old
    case.recovers()


@pytest.mark.parametrize(
    ("call", "step", "when", "answers"),
    [
        ("unlink", "list", "before", "old"),  # the draft's
        ("unlink", "list", "after", "old"),
        ("rename", "list", "before", "old"),
        ("rename", "list", "after", "old"),
        ("replace", "list", "before", "old"),
        ("replace", "list", "after", "new"),
        ("unlink", "sweep", "before", "new"),
        ("unlink", "sweep", "after", "new"),
        ("rmdir", "sweep", "before", "new"),
        ("rmdir", "sweep", "after", "new"),
    ],
)
def test_a_kill_around_the_publishing_calls_leaves_the_old_index_or_the_new_one(
    case: Case, call: str, step: str, when: str, answers: str
) -> None:
    def progress(now: str, _done: int, _total: int) -> None:
        if now == step:
            pytest.MonkeyPatch().setattr(os, call, around(f"os.{call}", **{when: die}))

    assert in_child(lambda: build(case.place, [], WordEmbedder(), progress)) == KILLED
    assert found_at(case.place) == (case.old if answers == "old" else case.new)
    assert damaged_files(case.place) == []
    case.recovers()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", range(4))
def test_a_kill_while_more_of_an_index_is_published_leaves_one_that_finds_what_has_come_so_far(
    case: Case, nth: int, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.INTERIM", 1)
    monkeypatch.setattr("index.codes.AT_ONCE", 2)
    monkeypatch.setattr("index.codes._BLOCK", 4)
    real, calls = os.replace, 0

    def replace(*given: Any, **named: Any) -> None:
        nonlocal calls
        if calls == nth and when == "before":
            die()
        real(*given, **named)
        if calls == nth:
            die()
        calls += 1

    assert dying_build(case, lambda: setattr(os, "replace", replace)) == KILLED
    published = nth + (when == "after")  # CURRENT, then the manifest for each four of ten passages
    assert damaged_files(case.place) == []
    manifest = read_manifest(case.place)
    assert manifest.pending == (0 if published == 0 else [10, 6, 2, 0][published - 1])
    assert (CODES in manifest.segments[0].files) is (manifest.pending == 0)
    if published == 0:
        assert found_at(case.place) == case.old
    else:
        assert paths_at(case.place) == sorted((set(OLD) | set(NEW)) - {"town2.txt"})
        hits = found_at(case.place)[1]
        assert {text for _, _, text, *_ in hits if "ferry" in text} == {
            text.strip() for text in NEW.values() if "ferry" in text
        }
    case.recovers()


def test_a_kill_within_the_approximate_index_of_what_is_published_leaves_an_index_that_answers(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.INTERIM", 1)
    monkeypatch.setattr("index.codes._BLOCK", 4)

    def trap() -> None:
        def half(writer: Any) -> None:
            (writer._folder / NEAR).write_bytes(b"IwrF")
            die()

        setattr(VectorsWriter, "close", half)  # noqa: B010  mypy will not have a method assigned

    assert dying_build(case, trap) == KILLED
    assert len(list(case.place.rglob(NEAR))) == 1
    assert read_manifest(case.place).pending == 2
    assert paths_at(case.place) == sorted((set(OLD) | set(NEW)) - {"town2.txt"})
    assert {path for path, *_ in found_at(case.place)[1]} >= {path for path in NEW if "ferry" in path}
    case.recovers()


def test_the_pointer_is_replaced_only_when_all_that_it_names_is_on_disk(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    real_sync, real_replace = index.publish._sync, Path.replace

    def sync(path: Path) -> None:
        events.append(path.name)
        real_sync(path)

    def replace(path: Path, target: Path) -> Path:
        events.append(f"{path.name} -> {target.name}")
        return real_replace(path, target)

    monkeypatch.setattr("index.publish._sync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    manifest = build(case.place, [], WordEmbedder()).manifest
    at = events.index("CURRENT.new -> CURRENT")
    assert events[at + 1 :] == ["index"]
    assert events[at - 2 : at] == ["generations", "CURRENT.new"]
    assert {Path(name).name for name in manifest.segments[0].files} | {"manifest.json", "words"} < set(events[:at])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")], ids=repr)
@pytest.mark.parametrize(
    ("when", "writer"),
    [("before", "index.generation.publish")]  # after it, the new index is there
    + [(when, name) for name in WRITERS for when in ("before", "after")],
)
def test_an_interrupt_or_a_full_disk_leaves_the_old_index_as_it_was(
    case: Case, writer: str, when: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(writer, around(writer, **{when: fail}))
        with pytest.raises(type(error)):
            build(case.place, [], WordEmbedder())
    assert case.files.items() <= snapshot(case.place).items()
    assert generations(case.place) == [case.current.decode().strip()]
    assert found_at(case.place) == case.old
    case.recovers()


@pytest.mark.parametrize("nth", [0, 1, 5, -1])
def test_a_disk_that_fills_while_publishing_leaves_the_old_index(
    case: Case, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = index.publish._sync, 0

    def sync(path: Path) -> None:
        nonlocal calls
        if calls == nth or (nth < 0 and path.name == "CURRENT.new"):
            raise OSError(errno.ENOSPC, "No space left on device")
        calls += 1
        real(path)

    with monkeypatch.context() as broken:
        broken.setattr("index.publish._sync", sync)
        with pytest.raises(OSError, match="No space left"):
            build(case.place, [], WordEmbedder())
    assert case.files.items() <= snapshot(case.place).items()
    assert found_at(case.place) == case.old
    case.recovers()


def test_an_index_that_was_never_finished_is_no_index(place: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "articles", OLD)

    def progress(step: str, _done: int, _total: int) -> None:
        if step == "publish":
            os._exit(KILLED)

    assert in_child(lambda: build(place, [folder], WordEmbedder(), progress)) == KILLED
    with pytest.raises(IndexMissing):
        read_manifest(place)
    assert build(place, [folder], WordEmbedder()).changes == Changes(tuple(OLD), (), ())
    assert paths_at(place) == list(OLD)
    assert len(generations(place)) == 1
