"""The default model's graph, compiled: from a file in the user's cache, where the first run leaves it.

Reading it takes half of the time of compiling the weights anew.
"""

import contextlib
import os
from collections.abc import Callable, Mapping
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from index.weights import weights_hash

_SUFFIX = ".openvino"
_LETTERS = 16  # of a SHA-256, in a file's name


def compiled(
    core: Any, graph: Callable[[], Any], settings: Mapping[str, object], cache: Path, key: str
) -> tuple[Any, object]:
    """The graph as an `openvino.CompiledModel` for this processor, and what must be kept as long as that is used.

    The second is the memory that the first reads, without keeping it: used without it, it takes the process down.
    What is in `cache` is used if it was made by this release of OpenVINO for this kind of processor, under the same
    `key`, which tells one graph from another, and if it is to the last bit what was put there; else `graph` is
    compiled and put there. Raises what `graph` raises, and RuntimeError if the engine cannot compile it.
    """
    import openvino  # noqa: PLC0415

    made_for = [core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")]
    content = repr((key, openvino.get_version(), made_for, sorted(settings.items())))
    name = blake2b(content.encode(), digest_size=8).hexdigest()
    for path in cache.glob(f"{name}-*{_SUFFIX}"):
        with contextlib.suppress(OSError, RuntimeError):
            if weights_hash(path, cache).startswith(path.stem.removeprefix(f"{name}-")):
                mapped = _mapped(path)
                return core.import_model(mapped, "CPU", dict(settings)), mapped
    uncompiled = graph()
    model = core.compile_model(uncompiled, "CPU", dict(settings))
    with contextlib.suppress(OSError, RuntimeError):  # a cache that cannot be written only costs time
        _keep(model.export_model().getbuffer(), cache, name)
    return model, uncompiled


def _mapped(path: Path) -> Any:
    import numpy as np  # noqa: PLC0415
    from openvino import Tensor  # noqa: PLC0415

    # the engine asks for memory that it could write
    return Tensor(np.memmap(path, np.uint8, mode="c"), shared_memory=True)


def _keep(content: memoryview, cache: Path, name: str) -> None:
    """Put the file there in one step, in place of those of other releases."""
    path = cache / f"{name}-{sha256(content).hexdigest()[:_LETTERS]}{_SUFFIX}"
    staged = path.with_suffix(f".{os.getpid()}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(content)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
    weights_hash(path, cache)
    for other in set(cache.glob(f"*{_SUFFIX}")) - {path}:
        other.unlink(missing_ok=True)
