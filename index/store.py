"""Where an index lies, how a new one becomes visible, and how it is opened.

    DIR/
      CURRENT                  one line: the name of the generation that answers
      lock                     held by the one process that builds
      generations/NAME/        written once, never changed
        manifest.json          what made it, and the size and hash of every other file
        catalog.db             articles and passages
        vectors.faiss          one vector a passage
        words/                 the words of each passage
      saved/                   pages of the web, a source like others (`index.saved`)
      threshold.json           what `qa calibrate` chose (`qa.thresholds`); no build touches it

A generation is staged beside the others, synced to disk, and becomes visible when CURRENT is
replaced: the one atomic step. A reader keeps the files that it opened.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IndexCorrupt, IndexFormat, IndexLocked, IndexMissing
from index.catalog import Catalog
from index.embed import Model
from index.sources import Skipped
from index.vectors import Vectors
from index.words import Words

FORMAT = 1
CATALOG, VECTORS, WORDS, MANIFEST = "catalog.db", "vectors.faiss", "words", "manifest.json"
_STAGED = "staged-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made of and with. `built_ns` is in nanoseconds since 1970.

    `settings` are those that shape articles and passages. `files` gives the size in bytes and the
    SHA-256 of each file of the generation by its path within it. `engine` made the vectors; it is
    empty if nobody knows.
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
    files: Mapping[str, tuple[int, str]]
    engine: str = ""

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
                "files": {name: (int(size), str(digest)) for name, (size, digest) in record["files"].items()},
            }
        )


@dataclass(frozen=True)
class Index:
    """One generation, opened. It stays readable when a newer one is published."""

    place: Path
    folder: Path
    manifest: Manifest
    catalog: Catalog
    vectors: Vectors
    words: Words

    @property
    def superseded(self) -> bool:
        """Whether a newer generation has been published, or the index is gone."""
        try:
            return _current(self.place) != self.folder
        except IndexMissing:
            return True

    def close(self) -> None:
        """Let go of the files."""
        self.catalog.close()


def read_manifest(place: Path) -> Manifest:
    """The manifest of the index at `place`.

    Raises IndexMissing, IndexFormat or IndexCorrupt.
    """
    return _read_manifest(place, _current(place))


def open_index(place: Path, *, verified: bool = False) -> Index:
    """Open the index at `place`; with `verified`, only after a comparison of every byte with what was written.

    Raises IndexMissing, IndexFormat or IndexCorrupt.
    """
    place = place.absolute()
    for _ in range(3):
        folder = _current(place)
        try:
            return _open(place, folder, verified=verified)
        except IndexCorrupt:
            if _current(place) == folder:
                raise
            # a newer index was published, and this one swept away, while it was being opened
    raise IndexCorrupt(f"the index at {place} is replaced faster than it can be opened", "run the command again")


def _open(place: Path, folder: Path, *, verified: bool) -> Index:
    manifest = _read_manifest(place, folder)
    for name, written in manifest.files.items():
        try:
            actual = (folder / name).stat().st_size
            if actual != written[0]:
                raise _corrupt(folder / name, f"{actual} bytes where {written[0]} were written", place)
            # tantivy panics on a damaged file or even ends the process; its files are small
            if (verified or name.startswith(f"{WORDS}/")) and _fingerprint(folder / name) != written:
                raise _corrupt(folder / name, "other bytes than were written", place)
        except OSError as error:
            raise _corrupt(folder / name, error.strerror or "missing", place) from error
    with contextlib.ExitStack() as opened:
        try:
            catalog = Catalog(folder / CATALOG)
            opened.callback(catalog.close)
            vectors, words = Vectors(folder / VECTORS), Words(folder / WORDS)
        except (sqlite3.Error, RuntimeError, OSError, ValueError) as error:
            raise _corrupt(folder, str(error).splitlines()[0], place) from error
        if not catalog.passages == len(vectors) == len(words) == manifest.passages:
            counts = f"{catalog.passages} passages, {len(vectors)} vectors, {len(words)} word lists"
            raise _corrupt(folder, counts, place)
        opened.pop_all()
    return Index(place, folder, manifest, catalog, vectors, words)


@contextlib.contextmanager
def damage_told(index: Index) -> Iterator[None]:
    """Within it, an error that a damaged file explains is raised as IndexCorrupt."""
    try:
        yield
    except (sqlite3.Error, RuntimeError, ValueError, TypeError, KeyError) as error:
        if not index.superseded and (damaged := damaged_files(index.place)):
            raise _corrupt(index.folder / damaged[0], "other bytes than were written", index.place) from error
        raise


def damaged_files(place: Path) -> list[str]:
    """The files of the index whose bytes are not those that were written. Reads all of them."""
    folder = _current(place)
    manifest = _read_manifest(place, folder)
    damaged = []
    for name, written in manifest.files.items():
        try:
            if _fingerprint(folder / name) != written:
                damaged.append(name)
        except OSError:
            damaged.append(name)
    return damaged


@contextlib.contextmanager
def writer_lock(place: Path) -> Iterator[None]:
    """Hold the index at `place` for writing, making its folder. Raises IndexLocked at once.

    The lock is the operating system's and goes when its process does, however that ends. Where no
    index was and none is published, nothing is left behind that was not there before.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  only building needs it

    generations = place / "generations"
    made = [folder for folder in (generations, *generations.parents) if not folder.exists()]
    had_lock = (place / "lock").exists()
    generations.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"another process is building the index at {place}", "let it end, then run the command again"
        ) from error
    try:
        yield
    finally:
        unused = not (place / "CURRENT").exists()
        if unused and not had_lock:
            with contextlib.suppress(OSError):
                (place / "lock").unlink()  # while it is held: nobody else can have taken it
        lock.release()
        with contextlib.suppress(OSError):
            for folder in made if unused else ():
                folder.rmdir()


def stage(place: Path) -> Path:
    """A new empty folder for the files of a generation. Call it with the lock held."""
    generations = place / "generations"
    for leftover in generations.glob(f"{_STAGED}*"):
        shutil.rmtree(leftover)
    staged = generations / f"{_STAGED}{os.getpid()}"
    staged.mkdir()
    return staged


def fingerprints(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every file below `folder`, by relative path, hidden ones apart.

    Those are notes and locks of tantivy's own, which it may still write after a commit; nothing that
    answers a question stands in them.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): _fingerprint(path) for path in files}


def publish(place: Path, staged: Path, manifest: Manifest) -> None:
    """Write the manifest and make the staged generation the one that answers.

    A kill at any instant leaves the old index or the new one.
    """
    (staged / MANIFEST).write_text(manifest.to_json(), "utf-8")
    written = [staged / name for name in (*manifest.files, MANIFEST)]
    for path in sorted({*written, *(path.parent for path in written)}):
        _sync(path)
    folder = place / "generations" / manifest.generation
    if folder.exists():  # the same articles again: built anew, or mended
        folder = folder.with_name(f"{manifest.generation}x{manifest.built_ns:x}")
    staged.rename(folder)
    _sync(folder.parent)
    pointer = place / "CURRENT.new"
    pointer.write_text(folder.name + "\n", "utf-8")
    _sync(pointer)
    pointer.replace(place / "CURRENT")
    _sync(place)


def sweep(place: Path) -> None:
    """Remove every generation but the current one. Call it with the lock held."""
    current = _current(place)
    for folder in (place / "generations").iterdir():
        if folder != current:
            shutil.rmtree(folder, ignore_errors=True)  # a reader on Windows may hold it; the next build sweeps


def _current(place: Path) -> Path:
    """The folder that CURRENT names."""
    if place.is_file():
        raise IndexMissing(f"no index at {place}, which is a file", "name a folder: --index DIR")
    try:
        name = (place / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"no index at {place}", f"qa index FOLDER --index {place}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _corrupt(place / "CURRENT", str(error), place) from error
    if not name.isalnum():
        raise _corrupt(place / "CURRENT", "it names no generation", place)
    return place / "generations" / name


def _read_manifest(place: Path, folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        text = path.read_text("utf-8")
        written = json.loads(text)["format"]
        if written != FORMAT:
            raise IndexFormat(
                f"the index at {place} has format {written}; this version reads {FORMAT}",
                f"qa index FOLDER --index {place}",
            )
        return Manifest.from_json(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _corrupt(path, str(error), place) from error


def _corrupt(path: Path, why: str, place: Path) -> IndexCorrupt:
    return IndexCorrupt(f"damaged index: {path}: {why}", f"qa index FOLDER --index {place}")


def _fingerprint(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the disk hold what was written. Windows cannot open a folder to sync it, and need not."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
