"""Texts -> unit vectors."""

import contextlib
import copy
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import ModelUnavailable, reason
from index.weights import DEFAULT_MODEL, ask_hub, at_hand, default_folder, model_revision

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 32
_FAMILY = "sentence-transformers"


@dataclass(frozen=True, slots=True)
class Model:
    """Which model made a vector. Vectors of two models, or of two revisions, are never compared.

    `revision` is the SHA-256 of the weights.
    """

    name: str
    revision: str


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity."""

    @property
    def model(self) -> Model:
        """Name and revision."""

    @property
    def engine(self) -> str:
        """What computes the vectors, its version and precision: two may differ in the last digits of a vector."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, without the marks that the model adds."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Unit vectors, float32, shape (len(texts), dimension)."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; loaded when its first vector or token is asked for.

    `name` is the default model's, a folder's path or, when it is neither, a hub's model id. Only a
    hub id that is not yet in the local cache ever reaches the network. `cache` is a folder that
    remembers the hashes of weights; it may not exist yet.
    """

    def __init__(self, name: str, cache: Path) -> None:
        folder = Path(name).expanduser()
        self.name = str(folder.resolve()) if folder.is_dir() else name
        self._cache = cache

    @cached_property
    def model(self) -> Model:
        """As `Embedder.model`; the weights are not loaded for it."""
        return Model(self.name, model_revision(self._folder, self._cache))

    @property
    def engine(self) -> str:
        """As `Embedder.engine`."""
        from importlib.metadata import version  # noqa: PLC0415  it loads half of `email`

        return f"sentence-transformers {version('sentence-transformers')} f32"

    @cached_property
    def dimension(self) -> int:
        """As `Embedder.dimension`."""
        return int(self._loaded.get_embedding_dimension() or 0)

    @cached_property
    def max_tokens(self) -> int:
        """As `Embedder.max_tokens`."""
        return int(self._loaded.max_seq_length or 512) - int(self._loaded.tokenizer.num_special_tokens_to_add())

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As `Embedder.count_tokens`."""
        if not texts:
            return []
        # verbose=False: a long sentence is counted here so that it is not cut later; no warning is due
        encoded = self._counter(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    @cached_property
    def _counter(self) -> Any:
        """A tokenizer of its own: the model's, which is told to cut and to pad, cannot serve a second thread."""
        return copy.deepcopy(self._loaded.tokenizer)

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As `Embedder.encode`; a text longer than the model reads is the mean of its windows."""
        import numpy as np  # noqa: PLC0415  half a second that `qa --help` need not wait for

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        sizes = self.count_tokens(texts)
        parts = [
            self._windows(text) if size > self.max_tokens else [text] for text, size in zip(texts, sizes, strict=True)
        ]
        vectors = self._loaded.encode(
            [window for of_text in parts for window in of_text],
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return unit_means(np.asarray(vectors, dtype=np.float32), [len(of_text) for of_text in parts])

    def _windows(self, text: str) -> list[str]:
        encoded = self._counter(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return windows(text, encoded["offset_mapping"], self.max_tokens)

    @cached_property
    def _folder(self) -> Path:
        """Where the model lies on this machine; one of a hub is fetched if it does not."""
        if self.name == DEFAULT_MODEL:
            return default_folder(self._cache)
        remedy = "name a folder or a model of a hub: --model NAME"
        there = at_hand(self.name, _FAMILY, remedy)
        if there is None:
            ask_hub(self.name, _FAMILY)
            self._load(self.name, offline=False)
            there = at_hand(self.name, _FAMILY, remedy)
        if there is None:
            raise ModelUnavailable(f"the hub gave no files for the model {self.name}", "name a folder: --model FOLDER")
        return there

    @cached_property
    def _loaded(self) -> Any:
        return self._load(str(self._folder), offline=True)

    def _load(self, place: str, *, offline: bool) -> Any:
        with quiet_loading(offline=offline):
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415  seconds, so only when needed

            try:
                return SentenceTransformer(place)
            except (OSError, ValueError, RuntimeError, KeyError) as error:
                raise ModelUnavailable(
                    f"cannot load the model {self.name}: {reason(error)}",
                    f"go back to the model that needs no network: qa index --model {DEFAULT_MODEL}",
                ) from error


def windows(text: str, offsets: Sequence[tuple[int, int]], most: int) -> list[str]:
    """A text cut so that no part has more than `most` tokens; `offsets` are where its tokens begin and end.

    >>> windows("one two three", [(0, 3), (4, 7), (8, 13)], 2)
    ['one two', 'three']
    """
    parts = [offsets[at : at + most] for at in range(0, len(offsets), most)]
    return [text[part[0][0] : part[-1][1]] for part in parts]


def unit_means(vectors: "NDArray[np.float32]", counts: Sequence[int]) -> "NDArray[np.float32]":
    """The mean of the first `counts[0]` vectors, of the next `counts[1]` and so on, each scaled to length 1."""
    import numpy as np  # noqa: PLC0415

    starts = np.cumsum([0, *counts])[:-1]
    means = np.add.reduceat(vectors, starts, axis=0)
    units: NDArray[np.float32] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return units


@contextlib.contextmanager
def quiet_loading(*, offline: bool) -> Iterator[None]:
    """Load without progress bars and, for a model at hand, without asking any hub anything."""
    settings = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "TOKENIZERS_PARALLELISM": "false"}
    if offline:
        settings |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        from transformers.utils import logging  # noqa: PLC0415  as heavy as what it quiets

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
