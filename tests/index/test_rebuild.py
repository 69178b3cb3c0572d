"""After any edits, an update gives exactly what a fresh build gives."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.place import read_manifest
from tests.doubles import WordEmbedder, write
from tests.index.helpers import LONG_AGO, entries_at, found_at, settle

PATHS = st.sampled_from(["a.txt", "b.txt", "below/a.txt", "below/c.md", "e"])
WORDS = "the mayor opened a bridge ferry cost nine crowns river frost took harvest and".split()
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(lambda words: " ".join(words) + ". ")
SHORT = st.lists(SENTENCE, min_size=1, max_size=3).map("".join)
LONG = st.tuples(SENTENCE, SENTENCE).map(lambda two: two[0] * 25 + "\n\n" + two[1] * 25)  # several passages
SAME_SIZE = st.permutations(["river", "frost", "took", "nine"]).map(" ".join)
TEXTS = st.one_of(SHORT, SAME_SIZE, LONG, st.sampled_from(["", "\0", " "])).map(str.encode) | st.just(b"\xff not UTF-8")

COARSE_NS = 2 * 10**9
"""FAT keeps times in steps of two seconds: an edit soon after a build may leave the time as it was."""

EDITS = st.one_of(
    st.tuples(st.just("write"), PATHS, TEXTS),
    st.tuples(st.just("write now"), PATHS, TEXTS),
    st.tuples(st.just("delete"), PATHS, PATHS),
    st.tuples(st.just("rename"), PATHS, PATHS),
    st.tuples(st.just("copy"), PATHS, PATHS),
    st.tuples(st.just("touch"), PATHS, PATHS),
    st.tuples(st.just("revert"), PATHS, PATHS),
)
Edit = tuple[str, str, str | bytes]


class Folder:
    """A folder in which each change moves a clock on by a second, long ago, so that a time proves what it should."""

    def __init__(self, root: Path) -> None:
        self.root = settle(write(root, {"always.txt": "The ferry is always there."}))
        self.clock = LONG_AGO
        self.versions: dict[str, list[tuple[bytes, int]]] = {}

    def edit(self, edit: Edit) -> None:
        kind, path, other = edit
        place = self.root / path
        self.clock += 10**9
        if kind.startswith("write"):
            assert isinstance(other, bytes)
            now = time.time_ns()
            self._put(path, other, now - now % COARSE_NS if kind == "write now" else self.clock)
        elif not place.exists():
            return
        elif kind == "delete":
            place.unlink()
        elif kind == "touch":
            os.utime(place, ns=(self.clock, self.clock))
        elif kind == "revert":  # as a backup gives it back, with its time
            data, changed_ns = self.versions[path][0] if path in self.versions else (b"", 0)
            self._put(path, data, changed_ns)
        elif isinstance(other, str) and other != path:
            (self.root / other).parent.mkdir(parents=True, exist_ok=True)
            (shutil.move if kind == "rename" else shutil.copy2)(place, self.root / other)

    def _put(self, path: str, data: bytes, changed_ns: int) -> None:
        write(self.root, {path: data})
        os.utime(self.root / path, ns=(changed_ns, changed_ns))
        self.versions.setdefault(path, []).append((data, changed_ns))


def indexes(memory: Path) -> Iterator[Path]:
    """Places for indexes, one after another."""
    number = 0
    while True:
        number += 1
        yield memory / f"index{number}"


@pytest.fixture(params=["one segment", "segments that stay", "embedded while read"])
def arranging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small indexes are one segment; with these bounds what has not changed stays where it is, as in large ones."""
    if request.param == "segments that stay":
        monkeypatch.setattr("index.arrange.SMALL", 0)
        monkeypatch.setattr("index.arrange._RATIO", 0)
        monkeypatch.setattr("index.arrange._MOST_GONE", 0.6)
        monkeypatch.setattr("index.generation.INTERIM", 1)
    if request.param == "embedded while read":
        monkeypatch.setattr("index.ahead._WORTH", 1)
        monkeypatch.setattr("index.draft._ENOUGH", 2)


@pytest.mark.usefixtures("arranging")
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(EDITS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_an_update_after_any_edits_equals_a_fresh_build(place: Path, rounds: list[list[Edit]]) -> None:
    place.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=place.parent, ignore_cleanup_errors=True) as temporary:
        base = Path(temporary)
        folder = Folder(base / "articles")
        updated, embedder = base / "updated", WordEmbedder()
        build(updated, [folder.root], embedder)
        places = indexes(base)
        for edits in rounds:
            for edit in edits:
                folder.edit(edit)
            fresh = next(places)
            one, other = build(updated, [], embedder), build(fresh, [folder.root], WordEmbedder())
            assert one.manifest.generation == other.manifest.generation
            assert one.manifest.skipped == other.manifest.skipped
            assert found_at(updated) == found_at(fresh)
            assert entries_at(updated) == entries_at(fresh)
            assert (read_manifest(updated).articles, read_manifest(updated).passages) == (
                other.manifest.articles,
                other.manifest.passages,
            )
