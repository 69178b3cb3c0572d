"""Whether the files are still what the index read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.errors import SkippedFile
from corpus.read import digest, read_bytes
from index.manifest import Manifest
from index.plan import SETTLED_NS, Changes, Known, changes
from index.sources import list_sources, status_of


def stale_paths(known: Mapping[str, Known], built_ns: int) -> list[str]:
    """The articles whose files are gone or hold other bytes than when the index was built, sorted.

    A file is read only if its size or time of change differ, or are too fresh to prove anything.
    """
    return sorted(path for path, file in known.items() if _is_stale(file, built_ns))


def changes_since(known: Mapping[str, Known], manifest: Manifest, sources: Sequence[Path]) -> Changes:
    """How the sources, all of them, differ now from the articles that an index knows.

    A file that could not be read when the index was built counts as new only once it is no longer
    among the skipped. Raises SourcesUnreadable if a source is gone.
    """
    there = {file.path for file in list_sources(sources).files}
    stale = set(stale_paths(known, manifest.built_ns))
    now = {path: "other bytes" if path in stale else known[path].sha256 for path in known.keys() & there}
    new = there - known.keys() - {one.path for one in manifest.skipped}
    return changes(known, now | dict.fromkeys(new, "new"))


def _is_stale(file: Known, built_ns: int) -> bool:
    try:
        if status_of(file.location) == (file.size, file.mtime_ns) and file.mtime_ns < built_ns - SETTLED_NS:
            return False
        return digest(read_bytes(file.location)) != file.sha256
    except (OSError, SkippedFile):
        return True
