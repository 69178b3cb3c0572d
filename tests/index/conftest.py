"""Where the indexes of these tests lie."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.doubles import WordEmbedder

_MEMORY = "/dev/shm"  # noqa: S108  a folder with a random name is made in it


@pytest.fixture
def place() -> Iterator[Path]:
    """Where an index may be built: in memory if the system has such a place, as waiting for a disk to sync is slow."""
    with TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None, ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve() / "index"


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()
