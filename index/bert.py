"""The default model's layers as a graph of OpenVINO's, straight from its weights file; torch is not needed.

Attribute names are those of a BERT checkpoint. What the graph is given are the sums of a text's word,
position and type vectors, looked up outside of it: the table of words is half of the model, and a
text needs a few hundred of its 30,522 rows.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "model.safetensors"
GRAPH = "1"
"""Another one for every change of the graph: compiled graphs, and vectors, are kept from run to run."""

_CONVERTER = "openvino.tools.ovc"


@dataclass(frozen=True, slots=True)
class Tables:
    """The vector of each word piece, shape (pieces, width), and of each position, shape (positions, width)."""

    words: "NDArray[np.float32]"
    positions: "NDArray[np.float32]"


def openvino() -> Any:
    """OpenVINO without its converter of models. Raises ImportError.

    Importing the converter, which `import openvino` does unasked, reports the import over the network.
    """
    blocked = _CONVERTER not in sys.modules
    if blocked:
        # None says that it cannot be imported
        sys.modules[_CONVERTER] = None  # type: ignore[assignment]
    try:
        import openvino  # noqa: PLC0415  a fifth of a second
    finally:
        if blocked:
            del sys.modules[_CONVERTER]
    return openvino


def tables(weights: "Mapping[str, NDArray[np.float32]]") -> Tables:
    """What the input of the graph is looked up in. Raises KeyError if these are no such model's weights."""
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    return Tables(weights["embeddings.word_embeddings.weight"], positions)


def bert(folder: Path, weights: "Mapping[str, NDArray[np.float32]]") -> Any:
    """The model in `folder`, of these weights, as an `openvino.Model`.

    Its inputs are the vectors of the word pieces, shape (texts, pieces, width), and what is added to the
    attention that any piece pays to each, shape (texts, 1, 1, pieces): 0, or -inf for a piece that is only
    there so that all texts of a call are of the same length. Its one output, the last layer's vectors, has
    the shape of the first. The weights are not copied: keep them as long as the model is used.
    Raises OSError, KeyError or ValueError if the files are no such model.
    """
    ov = openvino()
    import numpy as np  # noqa: PLC0415
    from openvino import opset13 as op  # noqa: PLC0415

    config = json.loads((folder / "config.json").read_text("utf-8"))
    heads, width = int(config["num_attention_heads"]), int(config["hidden_size"])
    split, merged, swap = ([0, 0, heads, width // heads], [0, 0, width], [0, 2, 1, 3])

    def dense(x: Any, name: str) -> Any:
        kernel = op.constant(weights[f"{name}.weight"], shared_memory=True)
        return op.add(op.matmul(x, kernel, transpose_a=False, transpose_b=True), op.constant(weights[f"{name}.bias"]))

    def norm(x: Any, name: str) -> Any:
        scaled = op.mvn(x, [-1], normalize_variance=True, eps=config["layer_norm_eps"], eps_mode="inside_sqrt")
        gain, shift = (op.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return op.add(op.multiply(scaled, gain), shift)

    def by_head(x: Any) -> Any:
        return op.transpose(op.reshape(x, split, special_zero=True), swap)

    given = op.parameter([-1, -1, width], np.float32, name="given")
    mask = op.parameter([-1, 1, 1, -1], np.float32, name="mask")
    x = norm(given, "embeddings.LayerNorm")
    for number in range(int(config["num_hidden_layers"])):
        layer = f"encoder.layer.{number}"
        query, key, value = (by_head(dense(x, f"{layer}.attention.self.{one}")) for one in ("query", "key", "value"))
        seen = op.transpose(op.scaled_dot_product_attention(query, key, value, mask), swap)
        seen = dense(op.reshape(seen, merged, special_zero=True), f"{layer}.attention.output.dense")
        x = norm(op.add(seen, x), f"{layer}.attention.output.LayerNorm")
        wide = op.gelu(dense(x, f"{layer}.intermediate.dense"), "erf")
        x = norm(op.add(dense(wide, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")
    return ov.Model([x], [given, mask], "bert")


def mapped(path: Path) -> "Mapping[str, NDArray[np.float32]]":
    """The float32 tensors of a safetensors file by name, mapped: a page is read when it is first used.

    The format: the length of a header in 8 bytes, the header (JSON), the tensors.
    """
    import numpy as np  # noqa: PLC0415

    data = np.memmap(path, np.uint8, mode="c")  # the engine asks for memory that it could write
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8:start].tobytes())
    return {
        name: np.asarray(data[start + begin : start + end]).view(np.float32).reshape(tensor["shape"])
        for name, tensor in header.items()
        if tensor.get("dtype") == "F32"
        for begin, end in [tensor["data_offsets"]]
    }
