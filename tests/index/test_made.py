"""What a build has embedded is kept, however it ends, and an index answers by its words before that is done."""

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelUnavailable
from index.build import build
from index.embed import Model
from index.keys import Keys, as_numbers
from index.made import Made, forget
from index.place import read_manifest
from index.search import search
from index.segment.codes import decode, encode, width
from index.store import Index, damaged_files, open_index
from tests.doubles import WORDS, WordEmbedder, write
from tests.index.helpers import entries_at, found_at, in_child, opened, settle

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

KILLED = 9
AT_ONCE = 4
TOWNS = {
    f"town{number:02}.txt": f"The mayor of Town{number} opened a bridge{' over the river' * (number % 5)}.\n"
    for number in range(38)
}
COPIES = {"again.txt": "\n" + TOWNS["town03.txt"], "twice.txt": "\n\n" + TOWNS["town03.txt"]}
TEXTS = {text.strip() for text in TOWNS.values()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", TOWNS | COPIES))


@pytest.fixture(params=[1, 10_000], ids=["published while it is embedded", "published when it is done"])
def _batches(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A few passages are embedded at once, and the codes of a few more written at once."""
    monkeypatch.setattr("index.codes.AT_ONCE", AT_ONCE)
    monkeypatch.setattr("index.codes._BLOCK", 10)
    monkeypatch.setattr("index.generation.INTERIM", request.param)


class Mortal(WordEmbedder):
    """An embedder that ends its process at the n-th call, and writes down each text that it is given."""

    def __init__(self, log: Path, calls: int) -> None:
        super().__init__()
        self.log, self.calls = log, calls

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        if self.calls == 0:
            os._exit(KILLED)
        self.calls -= 1
        with self.log.open("a", encoding="utf-8") as log:
            log.writelines(f"{text}\n" for text in texts)
        return super().encode(texts)


def made_files(place: Path) -> list[Path]:
    return sorted(place.glob("made-*.bin"))


@forks
@pytest.mark.usefixtures("_batches")
@pytest.mark.parametrize("kills", [[0], [1], [9], [2, 3], [1, 0, 0, 4, 1]], ids=str)
def test_a_build_that_is_killed_goes_on_where_it_was(
    place: Path, folder: Path, tmp_path: Path, kills: list[int]
) -> None:
    log = tmp_path / "log"
    log.touch()
    for calls in kills:
        assert in_child(lambda calls=calls: build(place, [folder], Mortal(log, calls))) == KILLED  # type: ignore[misc]
        assert len(made_files(place)) == 1
    before = log.read_text("utf-8").splitlines()
    assert len(before) <= AT_ONCE * sum(kills)
    last = WordEmbedder()
    report = build(place, [folder], last)
    assert (report.embedded > 0, report.manifest.pending) == (True, 0)
    times = Counter([*before, *last.embedded])
    assert set(times) == TEXTS
    assert set(times.values()) == {1}  # what was embedded before a kill is not embedded again
    assert made_files(place) == []
    assert damaged_files(place) == []
    alone = place.with_name("alone")
    build(alone, [folder], WordEmbedder())
    assert found_at(place, 50) == found_at(alone, 50)
    assert entries_at(place) == entries_at(alone)


@forks
@pytest.mark.usefixtures("_batches")
@pytest.mark.parametrize("calls", [1, 3, 6])
def test_a_kill_before_what_was_embedded_is_noted_costs_one_batch(
    place: Path, folder: Path, tmp_path: Path, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, done = Made.add, 0

    def add(store: Made, codes: "dict[bytes, NDArray[np.uint8]]") -> None:
        nonlocal done
        done += 1
        if done == calls:
            os._exit(KILLED)
        real(store, codes)

    log = tmp_path / "log"
    with monkeypatch.context() as trapped:
        trapped.setattr(Made, "add", add)
        assert in_child(lambda: build(place, [folder], Mortal(log, 1000))) == KILLED
    last = WordEmbedder()
    build(place, [folder], last)
    before = log.read_text("utf-8").splitlines()
    times = Counter([*before, *last.embedded])
    assert set(times) == TEXTS
    again = {text for text, count in times.items() if count > 1}
    assert 0 < len(again) <= AT_ONCE
    assert again == set(before[-len(again) :])
    assert sum(times.values()) - len(times) == len(again)


@forks
@pytest.mark.usefixtures("_batches")
@pytest.mark.parametrize("kept", [0, 1, 7, -1, -8])
def test_a_torn_last_record_is_made_again(place: Path, folder: Path, tmp_path: Path, kept: int) -> None:
    log = tmp_path / "log"
    assert in_child(lambda: build(place, [folder], Mortal(log, 2))) == KILLED
    (file,) = made_files(place)
    size = 16 + width(256) + 8
    *noted, torn = log.read_text("utf-8").splitlines()
    assert file.stat().st_size == len([*noted, torn]) * size
    os.truncate(file, len(noted) * size + kept % size)
    last = WordEmbedder()
    build(place, [folder], last)
    assert sorted(last.embedded) == sorted(TEXTS - set(noted))
    assert torn in last.embedded
    assert damaged_files(place) == []
    build(place.with_name("alone"), [folder], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("alone"))


@forks
def test_what_another_model_made_is_removed_and_not_used(place: Path, folder: Path, tmp_path: Path) -> None:
    assert in_child(lambda: build(place, [folder], Mortal(tmp_path / "log", 1))) == KILLED
    (before,) = made_files(place)
    other, seen = WordEmbedder(Model("words", "2")), list[list[Path]]()
    build(place, [folder], other, lambda step, _done, _total: seen.append(made_files(place) if step == "embed" else []))
    assert len(other.embedded) == len(TEXTS)
    during = [files for files in seen if files]
    assert during
    assert all(len(files) == 1 and files != [before] for files in during)
    assert made_files(place) == []


@pytest.mark.parametrize("error", [ModelUnavailable("no model", "get one"), KeyboardInterrupt()], ids=repr)
def test_a_build_that_embeds_nothing_leaves_nothing_behind(place: Path, folder: Path, error: BaseException) -> None:
    class Broken(WordEmbedder):
        def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
            assert texts
            raise error

    with pytest.raises(type(error)):
        build(place, [folder], Broken())
    assert not place.exists()


# the store itself

KEYS = st.binary(min_size=16, max_size=16)
VECTOR = encode(np.random.default_rng(3).standard_normal((40, 5)).astype(np.float32))


def codes(keys: Sequence[bytes], start: int = 0) -> "dict[bytes, NDArray[np.uint8]]":
    return {key: VECTOR[start + at] for at, key in enumerate(keys)}


@given(st.lists(KEYS, min_size=1, max_size=20, unique=True), st.integers(0, 20), st.integers(0, 900))
def test_what_was_kept_is_there_when_it_is_opened_again_as_far_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, keys: list[bytes], first: int, cut: int
) -> None:
    place = tmp_path_factory.mktemp("made")
    with closing(Made(place, str(WORDS), 5)) as store:
        store.add(codes(keys[:first]))
        store.add(codes(keys[first:], len(keys[:first])))
    (file,) = made_files(place)
    size = 16 + width(5) + 8
    assert file.stat().st_size == len(keys) * size
    os.truncate(file, max(0, len(keys) * size - cut))
    whole = max(0, len(keys) * size - cut) // size
    with closing(Made(place, str(WORDS), 5)) as store:
        assert [key in store.keys for key in keys] == [at < whole for at in range(len(keys))]
        store.add(codes(keys[whole:], whole))
    with closing(Made(place, str(WORDS), 5)) as store:
        rows = store.keys.rows(as_numbers(b"".join(keys)))
        assert [store.code(int(row)) for row in rows] == [code.tobytes() for code in codes(keys).values()]


@pytest.mark.parametrize("at", [0, 20, 30, 37])
def test_from_a_record_whose_hash_does_not_fit_nothing_is_taken(tmp_path: Path, at: int) -> None:
    keys = [bytes([number]) * 16 for number in range(5)]
    with closing(Made(tmp_path, str(WORDS), 5)) as store:
        store.add(codes(keys))
    (file,) = made_files(tmp_path)
    size = 16 + width(5) + 8
    data = bytearray(file.read_bytes())
    data[2 * size + at % size] ^= 1
    file.write_bytes(data)
    with closing(Made(tmp_path, str(WORDS), 5)) as store:
        assert [key in store.keys for key in keys] == [True, True, False, False, False]
    assert file.stat().st_size == 2 * size


def test_a_row_that_is_not_there_is_an_index_error_and_a_file_of_none_is_removed(tmp_path: Path) -> None:
    with closing(Made(tmp_path, str(WORDS), 5)) as store:
        assert b"k" * 16 not in store.keys
        for row in (-1, 0):
            with pytest.raises(IndexError):
                store.code(row)
        assert len(made_files(tmp_path)) == 1
    assert made_files(tmp_path) == []


def test_each_model_and_dimension_has_a_file_of_its_own_and_the_last_stays(tmp_path: Path) -> None:
    names = []
    for model, dimension in (
        (str(WORDS), 5),
        (WORDS, 6),
        (Model("words", "2"), 5),
        (Model("other", "1"), 5),
        (str(WORDS), 5),
    ):
        with closing(Made(tmp_path, str(model), dimension)) as store:
            assert b"k" * 16 not in store.keys
            store.add({b"k" * 16: encode(np.ones((1, dimension), dtype=np.float32))[0]})
        (file,) = made_files(tmp_path)
        names.append(file.name)
    assert (len(set(names)), names[0]) == (4, names[-1])
    write(tmp_path, {"made-by-hand.txt": "stays"})
    forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["made-by-hand.txt"]


# an index that is being embedded


class Watch:
    """Opens the index from within a build, each time that something has been embedded."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.opened = list[Index]()
        self.pending = list[int]()

    def __call__(self, step: str, _done: int, _total: int) -> None:
        if step == "embed":
            index = open_index(self.place)
            self.pending.append(index.manifest.pending)
            assert not index.superseded
            self.opened.append(index)
            embedder = WordEmbedder()
            for number in (0, 17, 37):
                question = f"What did the mayor of Town{number} open?"
                hits = search(index, question, embedder.vector(question), 5)
                assert hits[0].passage.text == TOWNS[f"town{number:02}.txt"].strip()
                assert hits[0].bm25 > 0
            assert index.catalog.paths() == sorted({*TOWNS, *COPIES})

    def close(self) -> None:
        for index in self.opened:
            index.close()


def test_an_index_answers_by_its_words_while_it_is_embedded(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.codes.AT_ONCE", AT_ONCE)
    monkeypatch.setattr("index.codes._BLOCK", 10)
    monkeypatch.setattr("index.generation.INTERIM", 5)
    with closing(Watch(place)) as watch:
        report = build(place, [folder], WordEmbedder(), watch)
        assert watch.pending[0] == 40
        assert sorted(set(watch.pending), reverse=True) == [40, 30, 20, 10]
        assert watch.pending == sorted(watch.pending, reverse=True)
        assert all(index.superseded for index in watch.opened)
        assert report.manifest.pending == read_manifest(place).pending == 0
        with opened(place) as index:
            assert not index.superseded
        early = watch.opened[0]
        question = "What did the mayor of Town17 open?"
        hits = search(early, question, WordEmbedder().vector(question), 40)
        assert {(hit.dense_rank, hit.cosine) for hit in hits} == {(None, 0.0)}  # nothing had a vector yet
    build(place.with_name("alone"), [folder], WordEmbedder())
    assert found_at(place, 50) == found_at(place.with_name("alone"), 50)
    assert damaged_files(place) == []


def test_a_small_build_is_published_only_when_it_is_done(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.INTERIM", len(TEXTS))
    seen = list[bool]()
    build(
        place,
        [folder],
        WordEmbedder(),
        lambda step, *_: seen.append((place / "CURRENT").exists()) if step == "embed" else None,
    )
    assert set(seen) == {False}


def test_what_stays_of_an_index_goes_on_being_found_by_its_vectors_while_more_is_embedded(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("index.arrange.SMALL", "index.arrange._RATIO"):
        monkeypatch.setattr(name, 0)
    build(place, [folder], WordEmbedder())
    monkeypatch.setattr("index.generation.INTERIM", 1)
    monkeypatch.setattr("index.codes.AT_ONCE", AT_ONCE)
    write(folder, {f"ferry{number}.txt": f"The ferry of Port{number} cost nine crowns.\n" for number in range(9)})
    ranks = list[tuple[int, int, int]]()

    def progress(step: str, _done: int, _total: int) -> None:
        if step == "embed":
            with opened(place) as index:
                hits = search(index, "mayor of Town3, ferry", WordEmbedder().vector("mayor of Town3, ferry"), 60)
                dense = [hit for hit in hits if hit.dense_rank is not None]
                lexical = [hit for hit in hits if "ferry" in hit.passage.text and hit.lexical_rank]
                ranks.append((index.manifest.pending, len(dense), len(lexical)))

    build(place, [], WordEmbedder(), progress)
    assert set(ranks) == {(9, 40, 9)}
    with opened(place) as index:
        assert (index.manifest.pending, len(index.segments), len(index.vectors)) == (0, 2, 49)


def test_what_is_kept_are_the_codes_of_the_vectors(place: Path, folder: Path) -> None:
    build(place, [folder], WordEmbedder())
    with opened(place) as index:
        texts = [index.catalog.passage(row).embedded for row in range(40)]
        expected = decode(encode(WordEmbedder().encode(texts)), 256)
        assert np.array_equal(index.vectors.rows(range(40)), expected)


@given(st.lists(st.binary(min_size=2, max_size=2), max_size=30), st.lists(st.binary(min_size=2, max_size=2)))
def test_a_key_is_found_whatever_half_it_shares_with_others(there: list[bytes], asked: list[bytes]) -> None:
    def whole(keys: list[bytes]) -> list[bytes]:
        return [
            bytes([half]) * 8 + bytes([other]) * 8
            for half, other in (bytes(key[at] % 3 for at in (0, 1)) for key in keys)
        ]

    known, wanted = whole(there), whole(asked)
    keys = Keys(as_numbers(b"".join(known)))
    rows = keys.rows(as_numbers(b"".join(wanted))).tolist()
    assert [row >= 0 for row in rows] == [key in keys for key in wanted] == [key in known for key in wanted]
    assert all(known[row] == key for row, key in zip(rows, wanted, strict=True) if row >= 0)
