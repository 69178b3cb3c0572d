"""Pages of the web beside an index: their bytes as they were sent, and a hidden note on where each was fetched.

    DIR/saved/
      example.org-a-story.html           the bytes
      .example.org-a-story.html.origin   address, time, encoding (`corpus.read.origin`)

The folder is a source of the index that it lies in, without being named. A page is removed by
deleting its file.
"""

import contextlib
import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import regex

from corpus.article import Origin
from corpus.errors import UsageError
from corpus.read import READERS
from corpus.read.origin import file_of, note_of, origin_text, read_origin

_BEFORE, _NEW = ".before", ".new"
_LONGEST_STEM = 100  # bytes; with what is put around it, it fits all usual file systems
_NOT_IN_A_NAME = regex.compile(r"[^\p{L}\p{M}\p{N}._]+")
_OF_WINDOWS = regex.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: the bytes, the suffix by which a reader takes them, and where they came from."""

    data: bytes
    suffix: str
    origin: Origin


def saved_folder(place: Path) -> Path:
    """Where the saved pages of the index at `place` lie, if there are any."""
    return place.absolute() / "saved"


def all_sources(place: Path, sources: Sequence[Path]) -> tuple[Path, ...]:
    """The sources that a reader named for the index at `place`, then its saved pages if it has some."""
    folder = saved_folder(place)
    return tuple(source for source in sources if source != folder) + ((folder,) if folder.is_dir() else ())


def wanted_sources(place: Path, named: Sequence[Path], known: Sequence[Path]) -> tuple[Path, ...]:
    """The sources named, else those of last time; that the saved pages are one goes without saying.

    Raises UsageError if there are neither, and no pages.
    """
    folder = saved_folder(place)
    wanted = tuple(source.absolute() for source in named) or tuple(known)
    if not wanted and not folder.is_dir():
        raise UsageError(f"nothing to index: no sources are known at {place}", f"qa index FOLDER --index {place}")
    return tuple(source for source in wanted if source != folder)


def saved_files(place: Path) -> dict[str, Path]:
    """The file of each saved page, by the address that was asked for."""
    folder = saved_folder(place)
    files = (file_of(note) for note in (sorted(folder.iterdir()) if folder.is_dir() else ()))
    origins = ((file, read_origin(file)) for file in files if file and file.exists())
    return {origin.address: file for file, origin in origins if origin}


@contextlib.contextmanager
def saving(place: Path, pages: Sequence[Page]) -> Iterator[None]:
    """Put pages among the saved ones; if the block is left by an exception, all is as it was before.

    No two may be of one address; one whose address is there already takes its place. Enter it with
    the index locked for writing. Each file is written aside and moved in one step.
    """
    folder = saved_folder(place)
    with contextlib.ExitStack() as undo:
        if not folder.is_dir():
            folder.mkdir()
            undo.callback(_without_error, folder.rmdir)
        tidy(place)
        (folder / _BEFORE).mkdir()
        undo.callback(shutil.rmtree, folder / _BEFORE, ignore_errors=True)
        known = saved_files(place)
        for page in pages:
            file = _file_for(page, folder, known)
            before = known.get(page.origin.address, file)
            # the note first: a page whose note is missing would be a second copy when it is fetched again
            for path in dict.fromkeys((note_of(file), file, note_of(before), before)):
                undo.callback(_put_back, path, _kept(path))
            _write(note_of(file), origin_text(page.origin).encode())
            _write(file, page.data)
            if before != file:  # another format than last time
                before.unlink()
                note_of(before).unlink()
        yield
        undo.pop_all()
    tidy(place)


def tidy(place: Path) -> None:
    """Remove the notes of pages that were deleted, and what a stopped `saving` left. Call it with the lock held."""
    folder = saved_folder(place)
    if not folder.is_dir():
        return
    shutil.rmtree(folder / _BEFORE, ignore_errors=True)
    for path in list(folder.iterdir()):
        file = file_of(path)
        if (path.name.startswith(".") and path.name.endswith(_NEW)) or (file and not file.exists()):
            _without_error(path.unlink)


def readable_name(address: str) -> str:
    """A name without suffix that says what an address leads to, fit for a file on any system.

    >>> readable_name("https://www.example.org/news/2021/the%20bridge.html?page=2")
    'example.org-news-2021-the-bridge-page-2'
    """
    parts = urlsplit(address)
    host = parts.netloc.removeprefix("www.")
    with contextlib.suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    path = unquote(parts.path)
    suffix = PurePosixPath(path).suffix.lower()
    path = path[: -len(suffix)] if suffix and suffix in READERS else path
    text = unicodedata.normalize("NFC", f"{host}-{path}-{unquote(parts.query)}")
    name = _NOT_IN_A_NAME.sub("-", text).encode()[:_LONGEST_STEM].decode("utf-8", "ignore").strip("-._")
    return f"page-{name}" if not name or _OF_WINDOWS.match(name) else name


def _file_for(page: Page, folder: Path, known: Mapping[str, Path]) -> Path:
    """Where a page is to lie: where it lay, else under the first readable name that nothing else has."""
    before = known.get(page.origin.address)
    if before and before.suffix == page.suffix:
        return before
    taken = {path.name.casefold() for path in folder.iterdir()}  # some systems tell no capitals from small letters
    stem = before.stem if before else readable_name(page.origin.address)
    name, number = stem + page.suffix, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}{page.suffix}"
    return folder / name


def _write(path: Path, data: bytes) -> None:
    """Write a file aside, have the disk hold it, and move it into its place."""
    aside = path.with_name(f".{path.name.removeprefix('.')}{_NEW}")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _kept(path: Path) -> Path | None:
    """A copy of a file, with its time of change, for `_put_back`; None if there is no such file."""
    if not path.exists():
        return None
    return Path(shutil.copy2(path, path.parent / _BEFORE / path.name))


def _put_back(path: Path, kept: Path | None) -> None:
    if kept:
        kept.replace(path)
    else:
        path.unlink(missing_ok=True)


def _without_error(act: Callable[[], object]) -> None:
    with contextlib.suppress(OSError):
        act()
