"""The threshold that `qa calibrate` chose for an index: a file beside its generations, which a rebuild leaves alone.

It holds for the model and the weights with which it was chosen. Another model's confidence is another
scale, so with another it is not used.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IndexCorrupt
from index.embed import Model
from qa.refuse import WEIGHTS

FORMAT = 1
_NAME = "threshold.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold, when it was chosen (UTC, ISO 8601), on how many questions, and what its confidence came of.

    `held_out` are the rates of answers and refusals on questions that it was not chosen on.
    """

    threshold: float
    chosen: str
    questions: int
    held_out: dict[str, float]
    model: Model
    weights: tuple[float, ...] = WEIGHTS

    def fits(self, model: Model) -> bool:
        """Whether confidence is still what it was when the threshold was chosen."""
        return (self.model, self.weights) == (model, WEIGHTS)


def threshold_file(place: Path) -> Path:
    """Where the threshold of the index at `place` lies, if one was chosen."""
    return place / _NAME


def read_threshold(place: Path) -> Chosen | None:
    """The threshold chosen for the index at `place`; None if there is none. Raises IndexCorrupt."""
    path = threshold_file(place)
    try:
        record: Any = json.loads(path.read_text("utf-8"))
        if record.pop("format") != FORMAT:
            raise ValueError("another format")  # noqa: TRY301  told as the other faults are
        threshold = float(record["threshold"])
        if not 0 <= threshold <= 1:
            raise ValueError("no threshold")  # noqa: TRY301
        model, weights = Model(**record["model"]), tuple(record["weights"])
        return Chosen(**{**record, "threshold": threshold, "model": model, "weights": weights})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(
            f"cannot read the threshold of the index: {path}", f"qa calibrate --forget --index {place}"
        ) from error


def write_threshold(place: Path, chosen: Chosen) -> Path:
    """Store a threshold in one step, in place of one that was there; its file. Raises OSError."""
    path = threshold_file(place)
    aside = path.with_suffix(f".{os.getpid()}")
    try:
        aside.write_text(json.dumps({"format": FORMAT, **asdict(chosen)}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def forget_threshold(place: Path) -> bool:
    """Remove the threshold, whatever is in its file; whether there was one. Raises OSError."""
    try:
        threshold_file(place).unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
