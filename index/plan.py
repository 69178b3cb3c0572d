"""The index of last time and the sources of now -> which articles to take over and which to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.sources import SourceFile

SETTLED_NS = 2 * 10**9


@dataclass(frozen=True, slots=True)
class Known:
    """What an index remembers of a file: SHA-256 and place, size in bytes, time of change in ns (`status_of`)."""

    sha256: str
    location: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Files that size and time prove unchanged, files to read, and paths that are gone."""

    unchanged: tuple[SourceFile, ...]
    to_read: tuple[SourceFile, ...]
    gone: tuple[str, ...]


def plan(known: Mapping[str, Known], built_ns: int, files: Sequence[SourceFile]) -> Plan:
    """Decide what must be read again.

    `built_ns` is when the index was built. A file that was changed less than two seconds before is
    read again: a later change may have left its size and, on a coarse clock, its time alike.
    """
    unchanged: list[SourceFile] = []
    to_read: list[SourceFile] = []
    for file in files:
        before = known.get(file.path)
        proven = (
            before is not None
            and (before.location, before.size, before.mtime_ns) == (file.location, file.size, file.mtime_ns)
            and file.mtime_ns < built_ns - SETTLED_NS
        )
        (unchanged if proven else to_read).append(file)
    gone = sorted(known.keys() - {file.path for file in files})
    return Plan(tuple(unchanged), tuple(to_read), tuple(gone))


@dataclass(frozen=True, slots=True)
class Changes:
    """How the articles of a new index differ from those of the old one, by path, sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(known: Mapping[str, Known], now: Mapping[str, str]) -> Changes:
    """Compare the articles of an index with paths and SHA-256 hashes of now."""
    return Changes(
        added=tuple(sorted(now.keys() - known.keys())),
        changed=tuple(sorted(path for path in now.keys() & known.keys() if known[path].sha256 != now[path])),
        removed=tuple(sorted(known.keys() - now.keys())),
    )
