"""The default model itself: unit vectors that depend on nothing but the text, without a network."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from index.embed import Model, SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL, DEFAULT_SHA256, default_folder
from tests.doubles import write

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.model

TEXTS = [
    "The ferry sank in the harbour on Tuesday night.",
    "A boat went down in port.",
    "Growers put the loss of the cherry harvest at nine tenths.",
    "美国军队留在伊拉克。",
    "",
    "word " * 120,
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentenceTransformerEmbedder]:
    """The default model, used while no connection can be made."""

    def refuse(*_: object) -> Never:
        raise AssertionError("the network was asked")

    with pytest.MonkeyPatch.context() as offline:
        for name in ("connect", "connect_ex"):
            offline.setattr(socket.socket, name, refuse)
        offline.setattr(socket, "getaddrinfo", refuse)
        yield SentenceTransformerEmbedder(DEFAULT_MODEL, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same model as the library itself loads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(default_folder(tmp_path_factory.mktemp("cache"))))


@pytest.fixture(scope="module")
def vectors(embedder: SentenceTransformerEmbedder) -> "NDArray[np.float32]":
    return embedder.encode(TEXTS)


def test_it_is_the_published_model(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.model == Model("all-MiniLM-L6-v2", DEFAULT_SHA256)
    assert (embedder.dimension, embedder.max_tokens) == (384, 254)


def test_vectors_are_of_length_one(vectors: "NDArray[np.float32]") -> None:
    assert vectors.shape == (len(TEXTS), 384)
    assert str(vectors.dtype) == "float32"
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)


def test_vectors_are_those_of_the_library(vectors: "NDArray[np.float32]", plain: Any) -> None:
    assert np.abs(vectors - plain.encode(TEXTS, normalize_embeddings=True)).max() < 1e-5


def test_a_vector_does_not_depend_on_the_texts_beside_it(
    embedder: SentenceTransformerEmbedder, vectors: "NDArray[np.float32]"
) -> None:
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    others = [f"Growers of {number} cherries" + " in March" * number for number in range(40)]
    backwards = embedder.encode([*others, *TEXTS[::-1]])[: len(others) - 1 : -1]
    assert np.abs(vectors - alone).max() < 1e-5
    assert np.abs(vectors - backwards).max() < 1e-5


def test_likeness_means_likeness(vectors: "NDArray[np.float32]") -> None:
    cosines = vectors @ vectors[0]
    assert cosines[0] == pytest.approx(1, abs=1e-6)
    assert cosines[1] > 0.5
    assert cosines[2] < 0.3


def test_no_texts_give_no_vectors(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.encode([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_without_the_marks_that_the_model_adds(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.count_tokens(["The ferry sank.", "", "word " * 1000]) == [4, 0, 1000]


def test_tokens_can_be_counted_while_texts_are_embedded(
    embedder: SentenceTransformerEmbedder, vectors: "NDArray[np.float32]"
) -> None:
    counts, found = embedder.count_tokens(TEXTS), list[object]()
    thread = threading.Thread(target=lambda: found.append(embedder.encode(TEXTS)))
    thread.start()
    while thread.is_alive():
        assert embedder.count_tokens(TEXTS) == counts
    assert np.array_equal(np.asarray(found[0]), vectors)


@pytest.mark.parametrize("count", [254, 255, 600])
def test_a_text_longer_than_the_window_is_the_mean_of_its_windows(
    embedder: SentenceTransformerEmbedder, plain: Any, count: int
) -> None:
    words = "the ferry sank in port and nobody was hurt but one man lost his hat".split()  # each is one token
    text = [words[at * at % 15] for at in range(count)]
    windows = [" ".join(text[at : at + 254]) for at in range(0, count, 254)]
    mean = plain.encode(windows, normalize_embeddings=True).mean(axis=0)
    (found,) = embedder.encode([" ".join(text)])
    assert embedder.count_tokens([" ".join(text)]) == [count]
    assert np.abs(found - mean / np.linalg.norm(mean)).max() < 1e-5
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-6)
    beside = embedder.encode(["Short.", " ".join(text), "Another."])
    assert np.abs(found - beside[1]).max() < 1e-5


def test_a_folder_that_holds_no_model_is_said_in_two_lines(tmp_path: Path) -> None:
    write(tmp_path / "broken", {"model.safetensors": "abc", "config.json": "{", "modules.json": "["})
    embedder = SentenceTransformerEmbedder(str(tmp_path / "broken"), tmp_path / "cache")
    with pytest.raises(ModelUnavailable) as caught:
        embedder.encode(["text"])
    assert str(caught.value).startswith(f"cannot load the model {tmp_path / 'broken'}: ")
    assert "\n" not in str(caught.value) + caught.value.remedy
    assert DEFAULT_MODEL in caught.value.remedy


def test_a_hub_model_in_the_local_cache_is_loaded_offline_and_has_a_revision(tmp_path: Path) -> None:
    program = """
import os, socket, sys
from pathlib import Path
home, cache = Path(sys.argv[1]), Path(sys.argv[2])
os.environ["HF_HOME"] = str(home)
from index.embed import SentenceTransformerEmbedder
from index.weights import default_folder, DEFAULT_SHA256
model = home / "hub" / "models--our-org--our-model"
snapshot = model / "snapshots" / ("c" * 40)
source = default_folder(cache)
for file in source.rglob("*"):
    if file.is_file():
        (snapshot / file.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        (snapshot / file.relative_to(source)).symlink_to(file)
(model / "refs").mkdir()
(model / "refs" / "main").write_text("c" * 40)
def refuse(*_):
    print("asked", flush=True)
    os._exit(1)
socket.getaddrinfo = socket.socket.connect = refuse
embedder = SentenceTransformerEmbedder("our-org/our-model", cache)
assert embedder.encode(["text"]).shape == (1, 384)
assert embedder.model.name == "our-org/our-model", embedder.model
assert embedder.model.revision in ("c" * 40, DEFAULT_SHA256), embedder.model
print("fine")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "home", tmp_path / "cache"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["fine"]), done.stderr[-500:]
