"""The dense half gives what numpy gives."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.vectors import Vectors, write_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

N, DIMENSION = 400, 24


def unit(rows: int, seed: int) -> "NDArray[np.float32]":
    drawn = np.random.default_rng(seed).standard_normal((rows, DIMENSION))
    units: NDArray[np.float32] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return units


TABLE = unit(N, 1)


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Vectors:
    path = tmp_path_factory.mktemp("vectors") / "vectors.faiss"
    write_vectors(path, TABLE)
    return Vectors(path)


def by_numpy(asked: "NDArray[np.float32]", k: int, allowed: list[int] | None = None) -> list[tuple[int, float]]:
    rows = range(N) if allowed is None else allowed
    cosines = {row: float(TABLE[row].astype(np.float64) @ asked.astype(np.float64)) for row in rows}
    return sorted(cosines.items(), key=lambda one: -one[1])[:k]


@pytest.mark.parametrize("k", [1, 2, 99, 100, 101, N - 1, N, N + 1, 10 * N])
@pytest.mark.parametrize("seed", [2, 3])
def test_a_search_gives_the_nearest_rows_and_their_cosines(vectors: Vectors, k: int, seed: int) -> None:
    asked = unit(1, seed)[0]
    found, expected = vectors.search(asked, k), by_numpy(asked, k)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


@pytest.mark.parametrize("allowed", [[7], [399, 0], list(range(0, N, 3)), list(range(N)), [5, 5, 5]])
@pytest.mark.parametrize("k", [1, 3, 150, N + 1])
def test_only_allowed_rows_are_looked_at(vectors: Vectors, allowed: list[int], k: int) -> None:
    asked = unit(1, 4)[0]
    found, expected = vectors.search(asked, k, allowed), by_numpy(asked, k, sorted(set(allowed)))
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


def test_none_asked_or_none_allowed_gives_none(vectors: Vectors) -> None:
    assert vectors.search(TABLE[0], 0) == []
    assert vectors.search(TABLE[0], 5, []) == []
    assert vectors.search(TABLE[0], 0, [1, 2]) == []


def test_a_row_is_its_own_nearest_with_cosine_one(vectors: Vectors) -> None:
    for row in (0, 17, N - 1):
        ((found, cosine),) = vectors.search(TABLE[row], 1)
        assert (found, round(cosine, 6)) == (row, 1.0)


@pytest.mark.parametrize("k", [1, 30, 99, 100, 101, 300])
def test_rows_at_the_same_distance_come_in_order_of_row_and_the_first_of_them_are_kept(tmp_path: Path, k: int) -> None:
    table = np.zeros((500, 4), dtype=np.float32)
    table[::7, 1] = 1
    table[:, 0] = 1 - table[:, 1]
    write_vectors(tmp_path / "ties", table)
    found = Vectors(tmp_path / "ties").search(np.array([1, 0, 0, 0], dtype=np.float32), k)
    assert found == [(row, 1.0) for row in range(500) if row % 7][:k]


def test_rows_come_back_bit_for_bit_and_in_the_order_asked(vectors: Vectors) -> None:
    assert (len(vectors), vectors.dimension) == (N, DIMENSION)
    assert np.array_equal(vectors.rows(range(N)), TABLE)
    assert np.array_equal(vectors.rows([9, 0, 9]), TABLE[[9, 0, 9]])
    assert vectors.rows([]).shape == (0, DIMENSION)
    assert vectors.rows([3]).dtype == np.float32


def test_no_vectors_at_all_can_be_written_and_searched(tmp_path: Path) -> None:
    write_vectors(tmp_path / "none", np.zeros((0, DIMENSION), dtype=np.float32))
    none = Vectors(tmp_path / "none")
    assert (len(none), none.dimension, none.search(TABLE[0], 5), none.rows([]).shape) == (0, DIMENSION, [], (0, 24))
