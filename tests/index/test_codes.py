"""What is kept of a vector: twelve bits a component."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment.codes import decode, encode, width

if TYPE_CHECKING:
    from numpy.typing import NDArray

Tables = st.tuples(st.integers(0, 9), st.integers(1, 40), st.integers(0, 2**32 - 1), st.sampled_from(["round", "flat"]))


def drawn(given: tuple[int, int, int, str]) -> "NDArray[np.float32]":
    """Vectors of length 1: in all directions, or with some components of nought."""
    count, dimension, seed, kind = given
    source = np.random.default_rng(seed)
    table = source.standard_normal((count, dimension))
    if kind == "flat":
        table *= source.random((count, dimension)) < 0.3
    units: NDArray[np.float32] = (table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)).astype("f4")
    return units


@given(Tables.map(drawn))
def test_a_component_is_off_by_half_a_level_of_the_largest_at_most(table: "NDArray[np.float32]") -> None:
    found = decode(encode(table), table.shape[1])
    assert found.shape == table.shape
    assert found.dtype == np.float32
    largest = np.abs(table).max(axis=1, initial=0.0, keepdims=True)
    assert (np.abs(found - table) <= largest * (0.5 / 2047 + 1e-6) + 1e-12).all()


@given(Tables.map(drawn))
def test_a_decoded_vector_has_the_code_that_it_was_decoded_from(table: "NDArray[np.float32]") -> None:
    codes = encode(table)
    again = decode(encode(decode(codes, table.shape[1])), table.shape[1])
    assert np.allclose(again, decode(codes, table.shape[1]), rtol=3e-7, atol=0)
    assert np.array_equal(encode(decode(codes, table.shape[1]))[:, 4:], codes[:, 4:])


@given(Tables.map(drawn), st.randoms(use_true_random=False))
def test_a_code_depends_on_its_vector_alone(table: "NDArray[np.float32]", source: "np.random.Generator") -> None:
    codes = encode(table)
    assert codes.shape == (len(table), width(table.shape[1]))
    assert codes.dtype == np.uint8
    order = list(range(len(table)))
    source.shuffle(order)
    assert np.array_equal(encode(table[order]), codes[order])
    assert all(np.array_equal(encode(table[at : at + 1])[0], codes[at]) for at in order)
    assert np.array_equal(decode(codes[order], table.shape[1]), decode(codes, table.shape[1])[order])


@given(Tables.map(drawn), st.sampled_from([1e-6, 1.0, 1e6]))
def test_what_is_decoded_points_where_the_vector_did(table: "NDArray[np.float32]", scale: float) -> None:
    table = table[np.abs(table).max(axis=1, initial=0) > 0]
    found = decode(encode(table * np.float32(scale)), table.shape[1]).astype(np.float64)
    cosines = (found * table).sum(axis=1) / np.linalg.norm(found, axis=1) / np.linalg.norm(table, axis=1)
    assert (cosines > 1 - 1e-5 * table.shape[1]).all()


def test_a_cosine_of_the_usual_model_is_off_by_two_hundred_thousandths() -> None:
    table, (asked,) = drawn((500, 384, 1, "round")), drawn((1, 384, 2, "round"))
    off = np.abs(decode(encode(table), 384) @ asked - table @ asked)
    assert off.mean() < 2e-5
    assert off.max() < 1e-4


@pytest.mark.parametrize(
    ("dimension", "expected"), [(1, 6), (3, 9), (4, 10), (5, 12), (22, 37), (256, 388), (384, 580)]
)
def test_a_code_is_as_wide_as_twelve_bits_a_component_and_a_scale(dimension: int, expected: int) -> None:
    assert width(dimension) == expected


@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 5, 384])
def test_a_vector_of_noughts_comes_back_as_one_and_no_vectors_as_none(dimension: int) -> None:
    noughts = np.zeros((2, dimension), dtype=np.float32)
    assert np.array_equal(decode(encode(noughts), dimension), noughts)
    none = encode(noughts[:0])
    assert none.shape == (0, width(dimension))
    assert decode(none, dimension).shape == (0, dimension)


def test_a_code_worked_by_hand() -> None:
    # the largest component, 1, is level 2047 = 127 * 16 + 15; -1 is -2047 = -128 * 16 + 1; 0.5 is
    # 1024 = 64 * 16 (1023.5 goes to the even level); 0 is 0; of five components the low bits of the
    # first three lie in the low halves of three bytes, those of the others in their high halves
    code = encode(np.array([[1, -1, 0.5, 0, 2 / 2047]], dtype=np.float32))[0]
    assert code[:4].view("<f4")[0] == np.float32(1) / 2047
    assert code[4:9].view(np.int8).tolist() == [127, -128, 64, 0, 0]
    assert code[9:].tolist() == [15 | 0 << 4, 1 | 2 << 4, 0]
