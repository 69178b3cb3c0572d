"""Unit vectors <-> ten bits a component: what is kept of a vector.

A code depends on its vector alone, so that a passage scores the same in whichever segment it stands
and with whatever it was written. The cosine of a decoded vector is off by about 0.0001; the
engine's own rounding to bfloat16 costs more.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEVELS = 511  # either side of 0, in ten bits
_SCALE = 4  # bytes


def width(dimension: int) -> int:
    """The bytes of a code: eight bits of each component, the two low bits of each, and their scale."""
    return dimension + -(-dimension // 4) + _SCALE


def encode(vectors: "NDArray[np.float32]") -> "NDArray[np.uint8]":
    """Vectors of shape (n, dimension) -> codes of shape (n, width(dimension))."""
    import numpy as np  # noqa: PLC0415

    count, dimension = vectors.shape
    scale = np.maximum(np.abs(vectors).max(axis=1, initial=0.0, keepdims=True), 1e-12).astype("<f4") / _LEVELS
    levels = np.rint(vectors / scale).astype(np.int16)
    quarter = -(-dimension // 4)
    low = np.zeros((count, 4 * quarter), dtype=np.uint8)
    low[:, :dimension] = levels & 3
    first, second, third, fourth = (low[:, at : at + quarter] for at in range(0, 4 * quarter, quarter))
    packed = first | second << 2 | third << 4 | fourth << 6
    high = (levels >> 2).astype(np.int8).view(np.uint8)
    return np.hstack([scale.astype("<f4").view(np.uint8).reshape(count, _SCALE), high, packed])


def decode(codes: "NDArray[np.uint8]", dimension: int) -> "NDArray[np.float32]":
    """Codes of shape (n, width(dimension)) -> float32 vectors of shape (n, dimension), nearly of length 1."""
    import numpy as np  # noqa: PLC0415

    scale = np.ascontiguousarray(codes[:, :_SCALE]).view("<f4")
    levels = codes[:, _SCALE : _SCALE + dimension].view(np.int8).astype(np.int16) << 2
    packed = codes[:, _SCALE + dimension :]
    for part, at in enumerate(range(0, dimension, packed.shape[1])):
        places = levels[:, at : at + packed.shape[1]]
        places |= (packed[:, : places.shape[1]] >> (2 * part)) & 3
    vectors: NDArray[np.float32] = levels.astype(np.float32) * scale
    return vectors
