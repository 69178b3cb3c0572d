"""What an index says of itself: what made it, of which segments it is, and every file of theirs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from index.embed import Model
from index.segment.vectors import EXACT
from index.sources import Skipped

FORMAT: Final = 3


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is remembered of a file of an index: bytes, SHA-256, and when it was written, in ns since 1970."""

    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """What a manifest says of a segment: in the folder of which generation it lies, and what of it counts.

    `embedded` of its `passages`, the first ones, have their vectors; articles numbered in `gone` do not
    count. `files` are by their paths within the folder.
    """

    folder: str
    articles: int
    passages: int
    embedded: int
    gone: tuple[int, ...]
    files: Mapping[str, Stamp]

    @property
    def complete(self) -> bool:
        """Whether all of its passages have their vectors."""
        return self.embedded == self.passages


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made of and with. `built_ns` is in nanoseconds since 1970.

    `settings` are those that shape articles and passages. `articles` and `passages` count what
    answers. `files` are those of the generation's folder that belong to no segment. `engine` made the vectors.
    Of segments with more than `exact_to` passages, only those that an approximate index picks are compared.
    """

    generation: str
    model: Model
    dimension: int
    sources: tuple[Path, ...]
    settings: Mapping[str, Any]
    articles: int
    passages: int
    skipped: tuple[Skipped, ...]
    built_ns: int
    segments: tuple[SegmentRecord, ...]
    files: Mapping[str, Stamp]
    engine: str = ""
    exact_to: int = EXACT

    @property
    def pending(self) -> int:
        """How many passages have no vector yet, because the index is still being built."""
        return sum(segment.passages - segment.embedded for segment in self.segments)

    @property
    def bytes(self) -> int:
        """The size of all files together, but for the manifest itself."""
        files = [self.files, *(segment.files for segment in self.segments)]
        return sum(stamp.size for some in files for stamp in some.values())

    def to_json(self) -> str:
        """The manifest as it is written: indented, for people."""
        record = {"format": FORMAT, **asdict(self), "sources": [str(source) for source in self.sources]}
        return json.dumps(record, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Raises ValueError, KeyError or TypeError if the text is no manifest of this format."""
        record = json.loads(text)
        record.pop("format")
        return cls(
            **{
                **record,
                "model": Model(**record["model"]),
                "sources": tuple(map(Path, record["sources"])),
                "skipped": tuple(Skipped(**one) for one in record["skipped"]),
                "segments": tuple(
                    SegmentRecord(**{**one, "gone": tuple(one["gone"]), "files": _stamps(one["files"])})
                    for one in record["segments"]
                ),
                "files": _stamps(record["files"]),
            }
        )


def _stamps(record: Mapping[str, Any]) -> dict[str, Stamp]:
    return {name: Stamp(int(one["size"]), str(one["sha256"]), int(one["mtime_ns"])) for name, one in record.items()}


def in_folder(manifest: Manifest, name: str) -> Manifest:
    """The manifest with the folder of its own segment named."""
    return replace(
        manifest, segments=tuple(replace(segment, folder=segment.folder or name) for segment in manifest.segments)
    )
