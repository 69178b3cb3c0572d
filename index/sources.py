"""Folders and files named by the reader -> the files that may hold articles."""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.errors import SourcesUnreadable
from corpus.read import articles_in, has_reader
from corpus.read.origin import note_of

IGNORE_FILE = ".qaignore"
"""In a source folder, names what is not to be indexed, by the rules of .gitignore."""

_INDEX = ("lock", "generations")  # a file and a folder that lie together only where an index is (see index.place)
_LATEST_NS = 2**63 - 1  # in the year 2262: the largest number that SQLite holds


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What becomes an article, a file or a record of an export: its name in citations, its place.

    Size and time of change are the file's: `size` is in bytes, `mtime_ns` in nanoseconds since 1970; see `status_of`.
    """

    path: str
    location: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the sources hold: files to read in order of path, and what was passed over."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]


def status_of(location: Path) -> tuple[int, int]:
    """The size and time of change of a file together with the note on where it was fetched, if it has one.

    Sizes are added up and the later time counts, so that a change of either shows. Raises OSError.
    """
    status = location.stat()
    size, mtime_ns = status.st_size, status.st_mtime_ns
    with contextlib.suppress(OSError):
        note = note_of(location).stat()
        size, mtime_ns = size + note.st_size, max(mtime_ns, note.st_mtime_ns)
    return size, min(mtime_ns, _LATEST_NS)


def list_sources(sources: Sequence[Path]) -> Listing:
    """List the files below folders, and the files named themselves; only exports are looked into.

    Hidden files and folders are passed over without a word, as `ls` does; all else that is passed
    over is said, what a folder's `.qaignore` names and an index of this program among it. Links are
    followed, each folder once. Two sources that hold the same file give it once. Raises
    SourcesUnreadable if a source is missing or cannot be listed.
    """
    found: list[tuple[Path, PurePosixPath, tuple[int, int]]] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for source in sources:
        for location, relative in _walk(source, skipped):
            try:
                status = status_of(location)
            except OSError as error:
                skipped.append(Skipped(str(relative), f"cannot be read: {error.strerror}"))
                continue
            name = os.fsencode(relative).decode("utf-8", "backslashreplace")
            if name != str(relative):
                skipped.append(Skipped(name, "its name is not UTF-8"))
                continue
            if not os.access(location, os.R_OK):
                skipped.append(Skipped(name, "cannot be read: Permission denied"))
                continue
            real = os.path.realpath(location)
            if real in seen:
                if len(sources) == 1:
                    skipped.append(Skipped(str(relative), "a link to a file that is already there"))
                continue
            seen.add(real)
            if not has_reader(relative.name):
                skipped.append(Skipped(str(relative), f"no reader for {relative.suffix.lower()} files"))
                continue
            found.append((location, relative, status))
    names = _names(found)
    files = [
        SourceFile(article, location, size, mtime_ns)
        for name, (location, _, (size, mtime_ns)) in zip(names, found, strict=True)
        for article in articles_in(name, location)
    ]
    return Listing(tuple(sorted(files, key=lambda file: file.path)), tuple(sorted(skipped, key=lambda one: one.path)))


def _walk(source: Path, skipped: list[Skipped]) -> list[tuple[Path, PurePosixPath]]:
    """Every file of a source as its place and its path relative to the source, sorted."""
    if _is_file(source):
        return [(source, PurePosixPath(source.name))]
    files: list[tuple[Path, PurePosixPath]] = []
    visited: set[str] = set()
    ignored = _ignored(source)

    def wanted(place: Path, *, is_folder: bool = False) -> bool:
        if place.name.startswith("."):
            return False
        path = place.relative_to(source).as_posix() + ("/" if is_folder else "")
        if ignored(path):
            skipped.append(Skipped(path, f"named in {IGNORE_FILE}"))
            return False
        return True

    def failed(error: OSError) -> None:
        place = Path(str(error.filename))
        if place == source:
            raise SourcesUnreadable(f"cannot list {source}: {error.strerror}", f"ls -ld {source}") from error
        skipped.append(Skipped(place.relative_to(source).as_posix(), f"cannot be listed: {error.strerror}"))

    for folder, folders, names in os.walk(source, followlinks=True, onerror=failed):
        here = Path(folder)
        real = os.path.realpath(folder)
        is_index = _INDEX[0] in names and _INDEX[1] in folders
        if real in visited or is_index:
            reason = "an index of this program" if is_index else "a link to a folder that is already there"
            skipped.append(Skipped(here.relative_to(source).as_posix(), reason))
            folders.clear()
            continue
        visited.add(real)
        folders[:] = sorted(name for name in folders if wanted(here / name, is_folder=True))
        files += [
            (here / name, PurePosixPath((here / name).relative_to(source).as_posix()))
            for name in sorted(names)
            if wanted(here / name)
        ]
    return files


def _is_file(source: Path) -> bool:
    """Whether a source is a file; if not, it is a folder. Raises SourcesUnreadable if it is neither."""
    try:
        is_file, is_folder = source.is_file(), source.is_dir()
    except OSError as error:  # a folder above it that may not be entered, a name that is too long
        raise SourcesUnreadable(f"cannot read {source}: {error.strerror}", f"ls -ld {source}") from error
    if not is_file and not is_folder:
        raise SourcesUnreadable(f"no folder or file at {source}", "qa index FOLDER, with a folder that is there")
    return is_file


def _ignored(source: Path) -> Callable[[str], bool]:
    """What the source's own list leaves out, by path; folders end in a slash. The rules are gitignore's."""
    path = source / IGNORE_FILE
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return lambda _path: False
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise SourcesUnreadable(f"cannot read {path}: {reason}", f"mend or remove {path}") from error
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  only where there is a list

    try:
        return GitIgnoreSpec.from_lines(lines).match_file
    except ValueError as error:
        raise SourcesUnreadable(f"cannot read {path}: {error}", f"mend or remove {path}") from error


def _names(found: Sequence[tuple[Path, PurePosixPath, tuple[int, int]]]) -> list[str]:
    """The path of each file relative to its source; where two are alike, with folders before it."""
    names = [str(relative) for _, relative, _ in found]
    depth = 0
    while clashes := {name for name, times in Counter(names).items() if times > 1}:
        depth += 1
        for at, (location, relative, _) in enumerate(found):
            if names[at] in clashes:
                names[at] = "/".join(location.parts[-len(relative.parts) - depth :]).lstrip("/")
    return names
