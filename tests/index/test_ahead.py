"""Embedding begins while files are still being read, and nothing shows but the time."""

import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.shared import SHARED
from index.ahead import Ahead
from index.build import build
from index.place import read_manifest
from tests.doubles import WordEmbedder, write
from tests.index.helpers import entries_at, found_at, settle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FURNITURE = "The Falk Post comes out on Fridays."


class Drained(Ahead):
    """Ends only when all that was offered is embedded, as where reading takes long."""

    done = 0

    def stop(self) -> None:
        while self._thread and self._thread.is_alive() and not self._offered.empty():
            threading.Event().wait(0.001)
        super().stop()
        Drained.done = len(self.keys)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ahead._WORTH", 1)
    monkeypatch.setattr("index.draft._ENOUGH", 4)
    monkeypatch.setattr("index.generation.Ahead", Drained)
    Drained.done = 0


def town(number: int, *more: str) -> str:
    story = (
        f"The mayor of Town{number} opened a bridge over the river. It cost {number + 100} crowns, which is more than "
        f"the {number + 50} crowns that the council of Town{number} had set aside, and nobody has said who pays."
    )
    return "\n\n".join([story, *more]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folders within folders; one article stands in two of them."""
    texts = {f"{'abc'[number % 3]}/{number:02}.txt": town(number) for number in range(24)}
    texts |= {f"a/deep/{number}.txt": town(number, FURNITURE) for number in range(30, 38)}
    return settle(write(tmp_path / "folder", {**texts, "copy.txt": town(3), "top.txt": town(99)}))


def alone(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh index of a folder, made without anything embedded ahead."""
    with monkeypatch.context() as without:
        without.setattr("index.generation.Ahead.offer", lambda *_: None)
        build(place.with_name("alone"), [folder], WordEmbedder())
    return place.with_name("alone")


def test_each_passage_is_embedded_once_and_the_index_is_the_same(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder, told = WordEmbedder(), list[tuple[str, int, int]]()
    report = build(place, [folder], embedder, lambda *step: told.append(step))
    assert Drained.done > 10
    assert set(Counter(embedder.embedded).values()) == {1}
    passages = report.manifest.passages
    assert (len(embedder.embedded), report.embedded, report.reused) == (passages, passages, 0)
    assert ("embed", 0, passages - Drained.done) in told
    other = alone(place, folder, monkeypatch)
    assert (found_at(place), entries_at(place)) == (found_at(other), entries_at(other))
    assert list(place.glob("made-*")) == []


def test_what_the_old_index_has_is_not_embedded_again(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place, [folder], WordEmbedder())
    write(folder, {"b/new.txt": town(50)})
    for path in folder.glob("a/*.txt"):
        path.touch()
    embedder = WordEmbedder()
    report = build(place, [], embedder)
    assert [text.split()[3] for text in embedder.embedded] == ["Town50"]
    assert (report.embedded, report.reused) == (1, report.manifest.passages - 1)
    other = alone(place, folder, monkeypatch)
    assert (found_at(place), entries_at(place)) == (found_at(other), entries_at(other))


@pytest.mark.parametrize(("bearing", "shared"), [(range(5), range(0)), (range(5, 24), range(5, 24))])
def test_an_article_is_cut_again_if_its_folder_turns_out_to_share_other_lines(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bearing: range, shared: range
) -> None:
    """A line of the first articles is not a line of the folder; and one of the last may be."""
    texts = {f"{number:02}.txt": town(number, *[FURNITURE] * (number in bearing)) for number in range(24)}
    folder = write(tmp_path / "folder", texts)
    build(place, [folder], WordEmbedder())
    marked = [one.article for one in entries_at(place) if SHARED in {out.reason for out in one.article.left_out}]
    assert [article.path for article in marked] == [f"{number:02}.txt" for number in shared]
    other = alone(place, folder, monkeypatch)
    assert (found_at(place), entries_at(place)) == (found_at(other), entries_at(other))


class Failing(WordEmbedder):
    """Fails in any thread but the main one."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("no memory")
        return super().encode(texts)


def test_a_failure_ahead_costs_nothing_but_time(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = build(place, [folder], Failing())
    assert (Drained.done, report.embedded) == (0, report.manifest.passages)
    other = alone(place, folder, monkeypatch)
    assert found_at(place) == found_at(other)


def test_what_was_embedded_ahead_is_kept_if_reading_is_stopped(place: Path, folder: Path) -> None:
    first = WordEmbedder()

    def stopping(step: str, done: int, _total: int) -> None:
        if step == "read" and done == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(place, [folder], first, stopping)
    assert len(first.embedded) > 10
    second = WordEmbedder()
    report = build(place, [folder], second)
    assert set(Counter([*first.embedded, *second.embedded]).values()) == {1}
    assert report.embedded == len(second.embedded)
    assert read_manifest(place).pending == 0


def test_a_small_update_starts_no_thread(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ahead._WORTH", 64)
    build(place, [folder], Failing())
    assert Drained.done == 0
