"""Which engine serves a model, and what is said if the fast one does not run."""

import importlib.metadata
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from index import engines
from index.embed import SentenceTransformerEmbedder
from index.engines import embedder, graphics_card
from index.weights import DEFAULT_MODEL


@pytest.fixture
def told() -> list[str]:
    return []


def torch_of(monkeypatch: pytest.MonkeyPatch, version: str, *, usable: bool) -> list[str]:
    """Have a torch of this version; the list grows when it is imported and asked."""
    asked: list[str] = []

    def is_available() -> bool:
        asked.append(version)
        return usable

    monkeypatch.setattr(importlib.metadata, "version", {"torch": version}.__getitem__)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=SimpleNamespace(is_available=is_available)))
    return asked


@pytest.mark.parametrize("version", ["2.8.0+cpu", "2.13.0+cpu"])
def test_a_torch_for_processors_is_not_asked_for_a_card(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    monkeypatch.setattr(engines, "_DRIVERS", (str(tmp_path),))
    asked = torch_of(monkeypatch, version, usable=True)
    assert (graphics_card(), asked) == (False, [])


def test_torch_is_not_asked_where_no_driver_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines, "_DRIVERS", (str(tmp_path / "none"),))
    asked = torch_of(monkeypatch, "2.13.0", usable=True)
    assert (graphics_card(), asked) == (False, [])


@pytest.mark.parametrize("usable", [True, False])
def test_where_a_driver_is_torch_says_whether_it_can_use_the_card(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, usable: bool
) -> None:
    monkeypatch.setattr(engines, "_DRIVERS", (str(tmp_path),))
    asked = torch_of(monkeypatch, "2.13.0+cu128", usable=usable)
    assert (graphics_card(), asked) == (usable, ["2.13.0+cu128"])


def test_without_torch_there_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert not graphics_card()


def test_a_card_and_another_model_are_for_sentence_transformers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[str]
) -> None:
    monkeypatch.setattr(engines, "graphics_card", lambda: False)
    assert isinstance(embedder(str(tmp_path), tmp_path, told.append), SentenceTransformerEmbedder)
    monkeypatch.setattr(engines, "graphics_card", lambda: True)
    assert isinstance(embedder(DEFAULT_MODEL, tmp_path, told.append), SentenceTransformerEmbedder)
    assert told == []


def test_an_engine_that_cannot_be_imported_is_replaced_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[str]
) -> None:
    monkeypatch.setattr(engines, "graphics_card", lambda: False)
    monkeypatch.setitem(sys.modules, "openvino", None)
    found = embedder(DEFAULT_MODEL, tmp_path, told.append)
    assert isinstance(found, SentenceTransformerEmbedder)
    assert found.name == DEFAULT_MODEL
    (notice,) = told
    first, second = notice.splitlines()
    assert "does not run here (import of openvino halted" in first
    assert second == "    pip install --force-reinstall openvino"


@pytest.mark.parametrize(
    "error", [RuntimeError("no such instruction\nat line 3"), OSError(), KeyError("no such weights")]
)
def test_an_engine_that_does_not_run_on_this_processor_is_replaced_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[str], error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(engines, "graphics_card", lambda: False)
    monkeypatch.setattr("index.compiled.openvino", fail)
    assert isinstance(embedder(DEFAULT_MODEL, tmp_path, told.append), SentenceTransformerEmbedder)
    (notice,) = told
    assert len(notice.splitlines()) == 2
    assert any(reason in notice for reason in ("no such instruction)", "(OSError)", "no such weights"))
