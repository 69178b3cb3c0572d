"""While a large index is being built, or its build was stopped, it answers by words and says so."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.build import build
from index.place import read_manifest
from tests.conftest import Run
from tests.doubles import WordEmbedder, write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@pytest.fixture
def stopped(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of 40 articles whose build was stopped at the first passage to embed."""
    monkeypatch.setattr("index.generation.INTERIM", 8)
    texts = {
        f"town{number:02}.txt": f"The repair of the bridge at Town{number} cost {number} crowns.\n"
        for number in range(40)
    }

    class Stopped(WordEmbedder):
        def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":  # noqa: ARG002
            raise KeyboardInterrupt

    folder = write(tmp_path / "towns", texts)
    with pytest.raises(KeyboardInterrupt):
        build(place, [folder], Stopped())
    return folder


@pytest.mark.usefixtures("stopped")
def test_it_answers_by_words_and_says_so(run: Run, place: Path) -> None:
    assert read_manifest(place).pending == 40
    result = run("ask", "What did the repair of the bridge at Town7 cost?", "--quotes", 1, "--index", place)
    assert "Town7 cost 7 crowns." in " ".join(result.out.split())
    assert "not finished: 40 of 40 passages are found by their words only." in " ".join(result.err.split())
    record = json.loads(run("ask", "Town7 bridge", "--json", "--index", place).out)
    assert record["index"]["pending"] == 40


def test_status_says_how_far_it_is_and_the_next_build_ends_it(run: Run, place: Path, stopped: Path) -> None:
    status = run("status", "--index", place).out
    assert "40 passages found by their words only" in status
    assert "to mend" in status
    report = build(place, [stopped], WordEmbedder())
    assert (report.manifest.pending, report.changes.added) == (0, ())
    assert "being built" not in run("status", "--index", place).out
    assert run("ask", "Town7 bridge", "--index", place).err == ""
