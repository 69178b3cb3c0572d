"""The real program with an embedder that needs no model, for tests that start a process.

    python -m tests.fake_qa ARGUMENTS

FAKE_QA_LOADS_S, in seconds, is how long the "model" takes to load.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli import main
from qa.environment import Environment
from tests.doubles import WordEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SlowEmbedder(WordEmbedder):
    """Takes its time before the first vector, as a real model does."""

    loaded = False

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        if not self.loaded:
            time.sleep(float(os.environ.get("FAKE_QA_LOADS_S", "0")))
            self.loaded = True
        return super().encode(texts)


def make(_name: str, _cache: Path, _tell: Callable[[str], None]) -> SlowEmbedder:
    return SlowEmbedder()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Environment(make_embedder=make)))
