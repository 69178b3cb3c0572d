"""The compiled graph in the user's cache: the same vectors from it, and one that is damaged is not used."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.bert import bert
from index.compiled import CompiledEmbedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.model

TEXTS = ["The ferry sank.", "Nobody was hurt, but one man lost his hat. " * 30]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The graphs that are built from the weights while a test runs."""
    found = list[object]()

    def build(*arguments: Any) -> Any:
        found.append(arguments)
        return bert(*arguments)

    monkeypatch.setattr("index.compiled.bert", build)
    return found


@pytest.fixture
def vectors(tmp_path: Path, built: list[object]) -> "NDArray[np.float32]":
    found = CompiledEmbedder(tmp_path).encode(TEXTS)
    assert len(built) == 1
    return found


def _kept(cache: Path) -> Path:
    (path,) = cache.glob("*.openvino")
    return path


def test_the_second_run_has_the_same_vectors_from_the_cache(
    tmp_path: Path, built: list[object], vectors: "NDArray[np.float32]"
) -> None:
    assert np.array_equal(CompiledEmbedder(tmp_path).encode(TEXTS), vectors)
    assert len(built) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:0],
        lambda content: content[:-1000] + bytes(1000),
        lambda content: bytes(8) + content[8:],
    ],
    ids=["half of it", "nothing", "an end of zeros", "a start of zeros"],
)
def test_a_damaged_one_is_not_used_and_replaced(
    tmp_path: Path, built: list[object], vectors: "NDArray[np.float32]", damage: Callable[[bytes], bytes]
) -> None:
    path = _kept(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert np.array_equal(CompiledEmbedder(tmp_path).encode(TEXTS), vectors)
    assert len(built) == 2
    assert np.array_equal(CompiledEmbedder(tmp_path).encode(TEXTS), vectors)
    assert len(built) == 2


def test_one_of_another_release_makes_room(tmp_path: Path, built: list[object], vectors: "NDArray[np.float32]") -> None:
    path = _kept(tmp_path)
    other = path.with_name(f"0123456789abcdef-{path.stem.partition('-')[2]}.openvino")
    path.rename(other)
    assert np.array_equal(CompiledEmbedder(tmp_path).encode(TEXTS), vectors)
    assert len(built) == 2
    assert _kept(tmp_path).stem.partition("-")[0] == path.stem.partition("-")[0]


def test_a_cache_in_which_a_file_cannot_be_replaced_only_costs_time(
    tmp_path: Path, built: list[object], vectors: "NDArray[np.float32]", monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> int:
        raise OSError("no space left on device")

    _kept(tmp_path).unlink()
    monkeypatch.setattr(Path, "write_bytes", full)
    assert np.array_equal(CompiledEmbedder(tmp_path).encode(TEXTS), vectors)
    assert (len(built), [path.name for path in tmp_path.iterdir()]) == (2, ["weights.json"])
