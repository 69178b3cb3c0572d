"""The embedder of these tests behaves: likeness means shared words."""

import numpy as np
import pytest

from index.embed import Embedder, Model
from tests.doubles import WordEmbedder


def test_cosine_counts_shared_words_whatever_their_order_and_ending() -> None:
    one, same, half, none = WordEmbedder().encode(
        ["river frost harvest bridge", "BRIDGES, harvests; frosts & rivers!", "river frost crown ferry", "mayor town"]
    )
    assert np.array_equal(one, same)
    assert (round(float(one @ half), 6), round(float(one @ none), 6)) == (0.5, 0.0)


@pytest.mark.parametrize("text", ["", "…", "a a a", "river " * 500])
def test_every_vector_has_length_one(text: str) -> None:
    assert float(np.linalg.norm(WordEmbedder().vector(text))) == pytest.approx(1, abs=1e-6)


def test_it_is_an_embedder_that_remembers_what_it_embedded() -> None:
    double = WordEmbedder(Model("another", "7"), max_tokens=9)
    embedder: Embedder = double
    assert embedder.encode([]).shape == (0, 256)
    assert embedder.encode(["one two", "three"]).shape == (2, 256)
    assert double.embedded == ["one two", "three"]
    assert embedder.count_tokens(["one two", "", " three "]) == [2, 0, 1]
    assert (embedder.model, embedder.max_tokens) == (Model("another", "7"), 9)
