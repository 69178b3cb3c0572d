"""Which engine serves a model on this machine."""

from collections.abc import Callable
from pathlib import Path

from corpus.errors import reason
from index.embed import Embedder, SentenceTransformerEmbedder
from index.weights import DEFAULT_MODEL

_DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg", r"C:\Windows\System32\nvcuda.dll")
"""What is there where a driver of NVIDIA's, of AMD's, or one lent by Windows to Linux is."""


def embedder(name: str, cache: Path, tell: Callable[[str], None] = lambda _notice: None) -> Embedder:
    """The default model compiled for the processor, unless torch can use a graphics card; else sentence-transformers.

    `tell` is given what the user should know: that the compiled engine does not run here.
    Raises ModelUnavailable.
    """
    if name != DEFAULT_MODEL or graphics_card():
        return SentenceTransformerEmbedder(name, cache)
    try:
        from index.compiled import CompiledEmbedder  # noqa: PLC0415  its libraries take a fifth of a second

        return CompiledEmbedder(cache)
    except (ImportError, OSError, RuntimeError, ValueError, KeyError) as error:
        tell(
            f"The fast engine does not run here ({reason(error)}); sentence-transformers is used, "
            "which starts more slowly.\n"
            "    pip install --force-reinstall openvino\n"
        )
        return SentenceTransformerEmbedder(name, cache)


def graphics_card() -> bool:
    """Whether torch can use a card of NVIDIA's or AMD's. It is asked, which takes seconds, only where a driver is."""
    if not any(Path(driver).exists() for driver in _DRIVERS):
        return False
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  it loads half of `email`

    try:
        if version("torch").endswith("+cpu"):
            return False
    except PackageNotFoundError:
        return False
    import torch  # noqa: PLC0415

    return torch.cuda.is_available()
