"""An embedder that keeps the vectors of the texts that it met last."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.recent import RecentVectors
from tests.doubles import WordEmbedder

TEXTS = st.lists(st.sampled_from(["the ferry", "a mill", "low water", "the bridge", ""]), max_size=6)


@given(st.lists(TEXTS, max_size=5), st.integers(1, 4))
def test_gives_what_the_embedder_gives(batches: list[list[str]], most: int) -> None:
    plain, recent = WordEmbedder(), RecentVectors(WordEmbedder(), most)
    for texts in batches:
        np.testing.assert_array_equal(recent.encode(texts), plain.encode(texts))


def test_embeds_a_text_once() -> None:
    below = WordEmbedder()
    recent = RecentVectors(below)
    recent.encode(["the ferry", "a mill", "the ferry"])
    recent.encode(["a mill", "low water"])
    assert below.embedded == ["the ferry", "a mill", "low water"]


def test_forgets_what_was_met_longest_ago() -> None:
    below = WordEmbedder()
    recent = RecentVectors(below, 2)
    recent.encode(["the ferry", "a mill"])
    recent.encode(["the ferry"])
    recent.encode(["low water"])
    recent.encode(["the ferry", "a mill"])
    assert below.embedded == ["the ferry", "a mill", "low water", "a mill"]


def test_is_the_model_below() -> None:
    below = WordEmbedder()
    recent = RecentVectors(below)
    assert (recent.model, recent.dimension, recent.max_tokens) == (below.model, below.dimension, below.max_tokens)
    assert recent.count_tokens(["the ferry"]) == [2]
