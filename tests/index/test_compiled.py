"""The default model compiled: the vectors of sentence-transformers, whatever else is in the call, without torch."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.compiled import CompiledEmbedder
from index.embed import Model, SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL, DEFAULT_SHA256

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.model

WORDS = "the ferry sank in port and nobody was hurt but one man lost his hat".split()  # each is one token

TEXTS = [
    "",
    " \n\t ",
    "\u200b\x00\x07",
    "ferry",
    "The ferry sank in the harbour on Tuesday night.",
    "the ferry sank in the harbour on tuesday night",
    "Écluse, Straße, İzmir, ﬁsh, naïve, Αθήνα, Київ",
    "船は火曜日の夜に港で沈んだ。" * 3,
    "漢字かな交じり文。" * 60,
    "🙂🚢" * 40,
    "[CLS] in a text, [SEP] and [PAD] and [MASK] too",
    "a" * 5000,
    "Binnenschifffahrtsverwaltung" * 3,
    "unshipworthinesslessly " * 150,
    "bell\x07 escape\x1b[31m mark\u202e end",
    *(" ".join(WORDS[at * at % 15] for at in range(count)) for count in (2, 60, 253, 254, 255, 256, 508, 509, 1300)),
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> CompiledEmbedder:
    return CompiledEmbedder(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(DEFAULT_MODEL, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def vectors(embedder: CompiledEmbedder) -> "NDArray[np.float32]":
    return embedder.encode(TEXTS)


def test_it_is_the_published_model(embedder: CompiledEmbedder, reference: SentenceTransformerEmbedder) -> None:
    assert embedder.model == reference.model == Model(DEFAULT_MODEL, DEFAULT_SHA256)
    assert (embedder.dimension, embedder.max_tokens) == (reference.dimension, reference.max_tokens)


def test_the_engine_is_named_with_version_and_precision(
    embedder: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    name, version, precision, *_ = embedder.engine.split()
    assert (name, precision in {"bf16", "f32"}, version[0].isdigit()) == ("openvino", True, True)
    assert reference.engine.split()[::2] == ["sentence-transformers", "f32"]


def test_vectors_are_those_of_sentence_transformers(
    vectors: "NDArray[np.float32]", reference: SentenceTransformerEmbedder
) -> None:
    cosines = (vectors * reference.encode(TEXTS)).sum(axis=1)
    assert {text[:30]: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.9995} == {}


def test_vectors_are_of_length_one(vectors: "NDArray[np.float32]") -> None:
    assert (vectors.shape, str(vectors.dtype)) == ((len(TEXTS), 384), "float32")
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)


def test_a_vector_is_the_same_to_the_last_bit_whatever_is_beside_the_text(
    embedder: CompiledEmbedder, vectors: "NDArray[np.float32]"
) -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(25):
        rows = [chance.randrange(len(TEXTS)) for _ in range(chance.choice((1, 2, 5, 40)))]
        others = [" ".join(chance.choices(WORDS, k=chance.choice((2, 5, 9)))) for _ in range(chance.choice((0, 9)))]
        found = embedder.encode([*others, *(TEXTS[row] for row in rows)])[len(others) :]
        assert np.array_equal(found, vectors[rows])


def test_two_threads_may_ask_at_once(embedder: CompiledEmbedder, vectors: "NDArray[np.float32]") -> None:
    found: dict[int, NDArray[np.float32]] = {}

    def ask(number: int) -> None:
        found[number] = embedder.encode(TEXTS[number:])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[number], vectors[number:]) for number in range(4))


def test_tokens_are_counted_as_sentence_transformers_counts_them(
    embedder: CompiledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    assert embedder.count_tokens(TEXTS) == reference.count_tokens(TEXTS)


def test_no_texts_give_no_vectors(embedder: CompiledEmbedder) -> None:
    assert embedder.encode([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path, vectors: "NDArray[np.float32]") -> None:
    (tmp_path / "cache").write_text("a file, where a folder should be", "utf-8")
    assert np.array_equal(CompiledEmbedder(tmp_path / "cache").encode(TEXTS[:5]), vectors[:5])


def test_neither_torch_nor_what_reports_its_use_is_imported(tmp_path: Path) -> None:
    program = """
import socket, sys
from pathlib import Path
def refuse(*_):
    raise SystemExit("the network was asked")
socket.getaddrinfo = socket.socket.connect = refuse
from index.engines import embedder
from index.weights import DEFAULT_MODEL
found = embedder(DEFAULT_MODEL, Path(sys.argv[1]))
assert found.encode(["text", "word " * 300]).shape == (2, 384)
assert found.count_tokens(["two words"]) == [2]
unwanted = {"torch", "transformers", "sentence_transformers", "openvino_telemetry"}
print(found.engine.split()[0], *unwanted & set(sys.modules))
"""
    (tmp_path / "openvino_telemetry").mkdir()
    (tmp_path / "openvino_telemetry" / "__init__.py").write_text("raise SystemExit('its use is reported')", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "cache"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "openvino\n", "")
