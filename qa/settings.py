"""Flags, then QA_* variables, then a config file, then defaults."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_config_path, user_data_path, user_state_path

from corpus.errors import UsageError
from qa.defaults import QUOTES, THRESHOLD

APP = "quoted-answers"
KEYS = ("index", "model", "quotes", "threshold", "reranker")
_MOST_QUOTES = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index lies, which model is wanted (None: the index's own) and how many quotes.

    `threshold` is the least confidence of an answer (None: the index's own); `reranker` names a
    cross-encoder (None: none).
    `default_place` says that nobody named the place, so that a first index may be made there.
    """

    index: Path
    default_place: bool
    model: str | None
    quotes: int
    threshold: float | None
    reranker: str | None
    cache: Path
    state: Path


def load_settings(flags: Mapping[str, Any], variables: Mapping[str, str]) -> Settings:
    """Merge the sources of settings; a flag that is None was not given.

    `QA_CONFIG` names another config file. Raises UsageError for a key that is not known, a value
    that is not fit, or a config file that cannot be read.
    """
    given = _checked(_config(variables), "the config file", str)
    given |= _checked(
        {name[3:].lower(): value for name, value in variables.items() if name.startswith("QA_")} | {"config": None},
        "the environment",
        lambda key: f"QA_{key.upper()}",
    )
    given |= {key: flags[key] for key in KEYS if flags.get(key) is not None}
    return Settings(
        index=Path(given.get("index") or user_data_path(APP) / "index").expanduser().absolute(),
        default_place=not given.get("index"),
        model=given.get("model") or None,
        quotes=_quotes(given.get("quotes", QUOTES)),
        threshold=_threshold(given["threshold"]) if given.get("threshold", "") != "" else None,
        reranker=given.get("reranker") or None,
        cache=user_cache_path(APP),
        state=user_state_path(APP),
    )


def _config(variables: Mapping[str, str]) -> dict[str, Any]:
    named = variables.get("QA_CONFIG")
    path = Path(named) if named else user_config_path(APP) / "config.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            raise UsageError(f"no config file at {path}", "unset QA_CONFIG, or name a file that is there") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the config file {path}: {error}", f"mend or remove {path}") from error


def _checked(found: Mapping[str, Any], where: str, written: Any) -> dict[str, Any]:
    unknown = [written(key) for key in found if key not in (*KEYS, "config")]
    if unknown:
        known = ", ".join(written(key) for key in KEYS)
        raise UsageError(f"unknown setting in {where}: {', '.join(sorted(unknown))}", f"the settings are {known}")
    return {key: value for key, value in found.items() if key in KEYS and value not in (None, "")}


def _quotes(value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 1 <= number <= _MOST_QUOTES:
        raise UsageError(f"quotes must be a whole number from 1 to {_MOST_QUOTES}, not {value}", "--quotes 5")
    return number


def _threshold(value: Any) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:  # nan is not either
        raise UsageError(f"threshold must be a number from 0 to 1, not {value}", f"--threshold {THRESHOLD}")
    return number
