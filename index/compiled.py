"""The default model on a processor, compiled: torch is never imported.

A vector depends on its text and the processor alone: a text is padded to a length that is its own, not its
neighbours', and texts of the same length share a call of the engine. Each call is computed by one thread,
with as many calls at once as there are cores.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ModelUnavailable
from index.bert import GRAPH, WEIGHTS, bert, mapped, openvino, tables
from index.embed import Model, unit_means, windows
from index.graph_cache import compiled
from index.weights import DEFAULT_MODEL, default_folder, model_revision

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_PIECES = 256
"""As sentence-transformers reads of a text with this model, its two marks included."""

_MARKS = 2
_STEP = 16
"""A text is padded to a multiple of so many word pieces: for each length that it meets, the engine makes code anew."""

_TOGETHER = 512
_OF_EACH = 32
"""Word pieces in one call of the engine, if more than one text is in it: so many, or so many for each text that there
is to embed; with fewer texts, larger calls leave a core without one."""

_WAITING = 4  # calls for each core that are ready when it is: it does not wait for Python


_Key = tuple[int, int]
"""The number of a text, and that of one of its windows."""

_Part = tuple[_Key, list[int]]
"""A window and the numbers of its word pieces."""

_Vectors = dict[_Key, "NDArray[np.float32]"]


class CompiledEmbedder:
    """The default model, compiled by OpenVINO in the background from when this is made.

    bfloat16 is used where the processor computes with it, else float32. Raises ModelUnavailable, and
    ImportError, OSError, RuntimeError, ValueError or KeyError where there is no engine or no model for it;
    `encode` raises ModelUnavailable if the engine could not compile it.
    """

    max_tokens = MAX_PIECES - _MARKS

    def __init__(self, cache: Path) -> None:
        self._folder = default_folder(cache)
        self.model = Model(DEFAULT_MODEL, model_revision(self._folder, cache))
        weights = mapped(self._folder / WEIGHTS)
        self._tables = tables(weights)
        core = openvino().Core()
        self._precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        cores = os.cpu_count() or 1  # the engine takes fewer if this process may use fewer
        settings = {
            "INFERENCE_PRECISION_HINT": self._precision,
            "NUM_STREAMS": cores,
            "INFERENCE_NUM_THREADS": cores,
            "ENABLE_CPU_PINNING": False,  # two programs that are bound to the same core wait for each other
        }
        self._one_at_a_time = threading.Lock()
        self._made: Any = None
        self._memory: object = None
        self._failed: Exception | None = None

        def compiling() -> None:
            try:
                key = f"{GRAPH} {self.model.revision}"
                self._made, self._memory = compiled(core, lambda: bert(self._folder, weights), settings, cache, key)
                self._warm(cores)
            except (OSError, RuntimeError, ValueError, KeyError) as error:
                self._failed = error

        self._compiling = threading.Thread(target=compiling)
        self._compiling.start()

    @property
    def engine(self) -> str:
        """As `Embedder.engine`."""
        from importlib.metadata import version  # noqa: PLC0415  it loads half of `email`

        return f"openvino {version('openvino')} {self._precision} graph {GRAPH}"

    @property
    def dimension(self) -> int:
        """As `Embedder.dimension`."""
        return int(self._tables.words.shape[1])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As `Embedder.count_tokens`."""
        return [len(self._tokenizer.encode(text, add_special_tokens=False)) for text in texts]

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As `Embedder.encode`; a text longer than the model reads is the mean of its windows."""
        import numpy as np  # noqa: PLC0415

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: _Vectors = {}
        together = min(_TOGETHER, _OF_EACH * len(texts))
        waiting: dict[int, list[_Part]] = defaultdict(list)
        counts = []
        with self._one_at_a_time:
            queue = self._queue
            try:
                # one text is cut into pieces here while the engine works on those before it
                for number, text in enumerate(texts):
                    parts = self._pieces(text)
                    counts.append(len(parts))
                    for part, pieces in enumerate(parts):
                        length = -(-len(pieces) // _STEP) * _STEP
                        alike = waiting[length]
                        alike.append(((number, part), pieces))
                        if (len(alike) + 1) * length > together:
                            self._start(waiting.pop(length), length, vectors)
                for length, alike in waiting.items():
                    self._start(alike, length, vectors)
            finally:
                queue.wait_all()
        return unit_means(np.stack([vectors[key] for key in sorted(vectors)]), counts)

    @cached_property
    def _queue(self) -> Any:
        self._compiling.join()
        if self._failed:
            reason = next(iter(str(self._failed).strip().splitlines()), "no reason given")
            raise ModelUnavailable(
                f"OpenVINO cannot compile the model {DEFAULT_MODEL} here: {reason}",
                "pip uninstall openvino: then sentence-transformers, which is slower to start, does the work",
            ) from self._failed
        queue = openvino().AsyncInferQueue(self._made, _WAITING * (os.cpu_count() or 1))
        queue.set_callback(_keep)
        return queue

    def _warm(self, times: int) -> None:
        """Have the engine make on every core what it makes at its first call, for as short a text as a question."""
        import numpy as np  # noqa: PLC0415

        given, mask = np.zeros((1, _STEP, self.dimension), np.float32), np.zeros((1, 1, 1, _STEP), np.float32)
        for request in [self._made.create_infer_request() for _ in range(times)]:
            request.infer([given, mask])

    def _start(self, alike: "list[_Part]", length: int, vectors: "_Vectors") -> None:
        """Have the engine work on texts of one length; waits only while enough is ready for all of its streams."""
        import numpy as np  # noqa: PLC0415

        pieces = np.zeros((len(alike), length), np.int64)
        mask = np.full((len(alike), 1, 1, length), -np.inf, np.float32)
        for row, (_, own) in enumerate(alike):
            pieces[row, : len(own)] = own
            mask[row, ..., : len(own)] = 0
        given = self._tables.words[pieces]
        given += self._tables.positions[:length]
        self._queue.start_async([given, mask], ([(key, len(own)) for key, own in alike], vectors))

    def _pieces(self, text: str) -> list[list[int]]:
        """The numbers of a text's word pieces, marks included, window by window."""
        whole = self._tokenizer.encode(text)
        if len(whole) <= MAX_PIECES:
            return [whole.ids]
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        encoded = [self._tokenizer.encode(window).ids for window in windows(text, offsets, self.max_tokens)]
        # a word that was cut in two may have more pieces than it had; first and last are marks
        return [[*pieces[:-1][: MAX_PIECES - 1], pieces[-1]] for pieces in encoded]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # noqa: PLC0415

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def _keep(request: Any, started: "tuple[list[tuple[_Key, int]], _Vectors]") -> None:
    """Take the vectors of a finished call: the mean over the word pieces of each text, of length 1."""
    import numpy as np  # noqa: PLC0415

    keys, vectors = started
    for (key, count), layer in zip(keys, request.get_output_tensor(0).data, strict=True):
        mean = layer[:count].mean(axis=0)
        vectors[key] = mean / max(float(np.linalg.norm(mean)), 1e-12)
