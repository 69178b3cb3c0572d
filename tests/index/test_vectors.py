"""The dense half gives what numpy gives, from one segment or from several, compared one by one or not."""

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.segment.codes import decode, encode, width
from index.segment.vectors import CODES, NEAR, SegmentVectors, VectorsWriter
from index.segments import Allowed
from index.vectors import Vectors
from tests.index.parts import parts, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

N, DIMENSION = 400, 23  # 23 is odd
CODE_ERROR = 3e-4
"""By how much twelve bits a component may change a cosine where components are large, as there are few."""


def unit(drawn: "NDArray[np.float64]") -> "NDArray[np.float32]":
    units: NDArray[np.float32] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return units


def asked_by(seed: int, dimension: int = DIMENSION) -> "NDArray[np.float32]":
    one: NDArray[np.float32] = unit(np.random.default_rng(seed).standard_normal((1, dimension)))[0]
    return one


TABLE = unit(np.random.default_rng(1).standard_normal((N, DIMENSION)))
KEPT = decode(encode(TABLE), DIMENSION)


def write_vectors(folder: Path, table: "NDArray[np.float32]", at_once: int = 64) -> SegmentVectors:
    """The vectors of a segment, written a few at a time."""
    writer = VectorsWriter(folder, table.shape[1])
    for at in range(0, len(table), at_once):
        writer.add(encode(table[at : at + at_once]))
    writer.close()
    return SegmentVectors(folder, table.shape[1], len(table))


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> SegmentVectors:
    return write_vectors(tmp_path_factory.mktemp("vectors"), TABLE)


def masked(rows: list[int], count: int = N) -> "NDArray[np.bool_]":
    mask = np.zeros(count, dtype=np.bool_)
    mask[rows] = True
    return mask


def by_numpy(
    asked: "NDArray[np.float32]", k: int, allowed: list[int] | None = None, table: "NDArray[np.float32]" = KEPT
) -> list[tuple[int, float]]:
    rows = range(len(table)) if allowed is None else allowed
    cosines = {row: float(table[row].astype(np.float64) @ asked.astype(np.float64)) for row in rows}
    return sorted(cosines.items(), key=lambda one: -one[1])[:k]


def same(found: list[tuple[int, float]], expected: list[tuple[int, float]]) -> bool:
    """Whether rows are the same in the same order, and cosines but for the rounding to six decimals."""
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)
    assert all(cosine == round(cosine, 6) for _, cosine in found)
    return True


@pytest.mark.parametrize("k", [1, 2, 99, 100, 101, N - 1, N, N + 1, 10 * N])
@pytest.mark.parametrize("seed", [2, 3])
def test_a_search_gives_the_nearest_rows_and_their_cosines(vectors: SegmentVectors, k: int, seed: int) -> None:
    asked = asked_by(seed)
    found = vectors.search(asked, k)
    assert same(found, by_numpy(asked, k))
    exact = dict(by_numpy(asked, N, table=TABLE))
    assert max(abs(cosine - exact[row]) for row, cosine in found) < CODE_ERROR


@pytest.mark.parametrize("allowed", [[7], [399, 0], list(range(0, N, 3)), list(range(N)), [5, 5, 5]])
@pytest.mark.parametrize("k", [1, 3, 150, N + 1])
def test_only_allowed_rows_are_looked_at(vectors: SegmentVectors, allowed: list[int], k: int) -> None:
    asked = asked_by(4)
    assert same(vectors.search(asked, k, masked(allowed)), by_numpy(asked, k, sorted(set(allowed))))


def test_none_asked_or_none_allowed_gives_none(vectors: SegmentVectors) -> None:
    assert vectors.search(TABLE[0], 0) == []
    assert vectors.search(TABLE[0], 5, masked([])) == []
    assert vectors.search(TABLE[0], 0, masked([1, 2])) == []


def test_a_row_is_its_own_nearest_with_a_cosine_near_one(vectors: SegmentVectors) -> None:
    for row in (0, 17, N - 1):
        ((found, cosine),) = vectors.search(TABLE[row], 1)
        assert found == row
        assert cosine == pytest.approx(1, abs=CODE_ERROR)


@pytest.mark.parametrize("k", [1, 30, 99, 100, 101, 300])
def test_rows_at_the_same_distance_come_in_order_of_row_and_the_first_of_them_are_kept(tmp_path: Path, k: int) -> None:
    table = np.zeros((500, 4), dtype=np.float32)
    table[::7, 1] = 1
    table[:, 0] = 1 - table[:, 1]
    found = write_vectors(tmp_path, table).search(np.array([1, 0, 0, 0], dtype=np.float32), k)
    assert found == [(row, 1.0) for row in range(500) if row % 7][:k]


def test_rows_come_back_as_their_codes_say_and_in_the_order_asked(vectors: SegmentVectors) -> None:
    assert (len(vectors), vectors.dimension) == (N, DIMENSION)
    assert np.array_equal(vectors.rows(range(N)), KEPT)
    assert np.array_equal(vectors.rows([9, 0, 9]), KEPT[[9, 0, 9]])
    assert vectors.rows([]).shape == (0, DIMENSION)
    assert vectors.rows([3]).dtype == np.float32
    assert [vectors.code(row) for row in range(N)] == [code.tobytes() for code in encode(TABLE)]


def test_no_vectors_at_all_can_be_written_and_searched(tmp_path: Path) -> None:
    none = write_vectors(tmp_path, np.zeros((0, DIMENSION), dtype=np.float32))
    assert (len(none), none.dimension, none.search(TABLE[0], 5)) == (0, DIMENSION, [])
    assert none.rows([]).shape == (0, DIMENSION)


def test_of_a_file_that_grows_the_first_rows_are_read_and_too_few_are_refused(tmp_path: Path) -> None:
    writer = VectorsWriter(tmp_path, DIMENSION)
    writer.add(encode(TABLE[:30]))
    early = SegmentVectors(tmp_path, DIMENSION, 20)
    writer.add(encode(TABLE[30:]))
    writer.close()
    assert (len(early), [row for row, _ in early.search(TABLE[9], 1)]) == (20, [9])
    assert {row for row, _ in early.search(TABLE[25], N)} == set(range(20))
    with pytest.raises(ValueError, match="400 vectors where 401 were written"):
        SegmentVectors(tmp_path, DIMENSION, N + 1)
    with (tmp_path / CODES).open("r+b") as file:
        file.truncate(N * width(DIMENSION) - 1)
    with pytest.raises(ValueError, match="399 vectors where 400 were written"):
        SegmentVectors(tmp_path, DIMENSION, N)


# several segments

CUTS = [0, 150, 170, N]
GONE = ((), (3, 19), (0, 1, 229))
LIVE = [row for row in range(N) if row not in {153, 169, 170, 171, 399}]


@pytest.fixture
def several(place: Path) -> Iterator[Vectors]:
    """The same vectors in three segments, the last without any: an article a row, and some articles are gone."""
    entries = [[plain(f"{row}.txt", f"w{row}") for row in range(*cut)] for cut in pairwise(CUTS)]
    tables = [TABLE[slice(*cut)] for cut in pairwise(CUTS)]
    pending = [plain("pending.txt", "still to come")]
    with parts(place, *entries, pending, gone=[*GONE, ()], vectors=[*tables, None]) as segments:
        yield Vectors(segments, DIMENSION)


@pytest.mark.parametrize("k", [1, 3, 150, N + 1])
def test_several_segments_give_the_nearest_of_all_but_what_is_gone(several: Vectors, k: int) -> None:
    assert len(several) == N
    assert same(several.search(asked_by(5), k), by_numpy(asked_by(5), k, LIVE))


@pytest.mark.parametrize("allowed", [((), (), (), ()), ((7,), (), (1, 228), ()), ((149, 0), tuple(range(3)), (5,), ())])
def test_several_segments_are_filtered_by_article(several: Vectors, allowed: Allowed) -> None:
    rows = sorted(cut + number for cut, numbers in zip(CUTS, allowed, strict=True) for number in numbers)
    assert same(several.search(asked_by(6), 9, allowed), by_numpy(asked_by(6), 9, rows))


def test_of_a_segment_that_is_being_embedded_what_has_a_vector_is_found(place: Path) -> None:
    entries = [plain(f"{row}.txt", f"w{row}") for row in range(30)]
    with parts(place, entries[:10], entries[10:], vectors=[TABLE[:10], TABLE[10:18]], gone=[(), (0,)]) as segments:
        half = Vectors(segments, DIMENSION)
        live = [row for row in range(18) if row != 10]
        assert len(half) == 18
        assert same(half.search(asked_by(5), 50), by_numpy(asked_by(5), 50, live))
        every = (tuple(range(10)), tuple(range(1, 20)))
        assert same(half.search(asked_by(5), 50, every), by_numpy(asked_by(5), 50, live))
        assert half.search(asked_by(5), 50, ((), (8, 19))) == []
        assert list(half.cosines(asked_by(5), [29, 17, 18, 0])) == [17, 0]


def test_cosines_are_those_of_the_search_and_a_passage_without_a_vector_has_none(several: Vectors) -> None:
    found = several.search(asked_by(7), N)
    assert several.cosines(asked_by(7), [row for row, _ in found[::-1]]) == dict(found)
    assert list(several.cosines(asked_by(7), [N, 3])) == [3]
    assert np.array_equal(several.rows([399, 0, 160, 0]), KEPT[[399, 0, 160, 0]])
    assert several.rows([]).shape == (0, DIMENSION)


# more passages than are compared one by one

MANY, TOPICS, WIDE = 1000, 25, 64


def clustered(seed: int) -> "NDArray[np.float32]":
    """Vectors about a few topics, as those of passages are."""
    source = np.random.default_rng(seed)
    topics = source.standard_normal((TOPICS, WIDE))
    return unit(topics[source.integers(0, TOPICS, MANY)] + 0.6 * source.standard_normal((MANY, WIDE)))


LARGE = clustered(8)
ASKED = unit(LARGE[::25] + 0.1 * np.random.default_rng(9).standard_normal((MANY // 25, WIDE)))


@pytest.fixture
def near(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SegmentVectors:
    """A segment with an approximate index of which a search reads a part, and scores a part by their codes."""
    monkeypatch.setattr("index.segment.vectors.EXACT", 200)
    monkeypatch.setattr("index.segment.vectors._FEW", 200)
    monkeypatch.setattr("index.segment.vectors._FEWEST_READ", 8)
    monkeypatch.setattr("index.segment.vectors._FEWEST_SCORED", 60)
    return write_vectors(tmp_path, LARGE)


def recall(near: SegmentVectors, allowed: list[int] | None = None) -> float:
    """The share of the ten nearest rows that are found, over all of `ASKED`."""
    table, mask = decode(encode(LARGE), WIDE), None if allowed is None else masked(allowed, MANY)
    found = [{row for row, _ in near.search(asked, 10, mask)} for asked in ASKED]
    exact = [{row for row, _ in by_numpy(asked, 10, allowed, table)} for asked in ASKED]
    return sum(len(one & other) for one, other in zip(found, exact, strict=True)) / (10 * len(ASKED))


def test_nearly_all_of_the_nearest_are_found_though_not_all_rows_are_compared(
    near: SegmentVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = list[int]()
    real = SegmentVectors.rows

    def rows(self: SegmentVectors, rows: "NDArray[np.int64]") -> "NDArray[np.float32]":
        looked_at.append(len(rows))
        return real(self, rows)

    monkeypatch.setattr(SegmentVectors, "rows", rows)
    assert recall(near) >= 0.95
    assert len(looked_at) == len(ASKED)
    assert max(looked_at) <= 60


def test_what_is_found_has_the_cosine_of_its_code_whichever_way_it_was_found(
    near: SegmentVectors, tmp_path: Path
) -> None:
    (tmp_path / NEAR).unlink()
    compared = SegmentVectors(tmp_path, WIDE, MANY)
    for asked in ASKED:
        every = dict(compared.search(asked, MANY))
        found = near.search(asked, 10)
        assert dict(found) == pytest.approx({row: every[row] for row, _ in found}, abs=1.1e-6)
        assert found == sorted(found, key=lambda one: (-one[1], one[0]))


@pytest.mark.parametrize("step", [2, 3])
def test_a_mask_is_kept_to_where_rows_are_searched_for(near: SegmentVectors, step: int) -> None:
    allowed = list(range(0, MANY, step))
    assert len(allowed) > 200  # too many to be compared one by one
    assert all(row % step == 0 for asked in ASKED for row, _ in near.search(asked, 10, masked(allowed, MANY)))
    assert recall(near, allowed) >= 0.95


def test_rows_are_found_though_those_that_are_allowed_lie_far_from_the_question(near: SegmentVectors) -> None:
    table = decode(encode(LARGE), WIDE)
    for asked in ASKED:
        far = sorted(row for row, _ in by_numpy(asked, MANY, table=table)[600:])
        found = [row for row, _ in near.search(asked, 10, masked(far, MANY))]
        assert len(found) == 10
        assert set(found) <= set(far)


def test_few_rows_that_are_allowed_are_all_compared(near: SegmentVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the approximate index was asked")

    monkeypatch.setattr(SegmentVectors, "_nearest", never)
    allowed = list(range(0, MANY, 5))
    assert len(allowed) == 200
    table = decode(encode(LARGE), WIDE)
    for asked in ASKED:
        assert same(near.search(asked, 10, masked(allowed, MANY)), by_numpy(asked, 10, allowed, table))
    with pytest.raises(AssertionError, match="approximate"):
        near.search(ASKED[0], 10)


def test_as_many_as_are_asked_for_are_found(near: SegmentVectors) -> None:
    for k in (1, 60, 61, 150):
        assert len({row for row, _ in near.search(ASKED[0], k)}) == k


@pytest.mark.parametrize("count", [200, 201])
def test_only_a_large_segment_has_an_approximate_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("index.segment.vectors.EXACT", 200)
    write_vectors(tmp_path, LARGE[:count])
    assert (tmp_path / NEAR).exists() is (count > 200)


def test_the_approximate_index_is_the_same_each_time_it_is_made(near: SegmentVectors, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    write_vectors(tmp_path / "again", LARGE, at_once=1000)
    assert len(near) == MANY
    for name in (CODES, NEAR):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_codes_are_not_mapped_and_the_approximate_index_is(near: SegmentVectors, tmp_path: Path) -> None:
    near.search(ASKED[0], 1)
    mapped = Path("/proc/self/maps").read_text("utf-8")
    assert [str(tmp_path / name) in mapped for name in (CODES, NEAR)] == [False, True]


def test_a_damaged_approximate_index_is_refused(near: SegmentVectors, tmp_path: Path) -> None:
    assert len(near) == MANY
    data = (tmp_path / NEAR).read_bytes()
    for broken in (b"", b"nonsense", data[:40], b"\xff" * 40 + data[40:]):
        (tmp_path / NEAR).unlink()
        (tmp_path / NEAR).write_bytes(broken)
        with pytest.raises((RuntimeError, ValueError, OSError)):
            SegmentVectors(tmp_path, WIDE, MANY)
