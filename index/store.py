"""Where an index lies, how a new one becomes visible, and how it is opened.

    DIR/
      CURRENT                  one line: the name of the generation that answers
      lock                     held by the one process that builds
      generations/NAME/
        manifest.json          what made it, its segments, and the size and hash of every file
        lost.json              how many passages of articles that are gone hold a term, by segment
        catalog.db             the segment that this generation added: articles and passages,
        words/                   the words of each passage,
        vectors.bin              one vector a passage,
        near.faiss               and in a large one an index of those
      saved/                   pages of the web, a source like others (`index.saved`)
      threshold.json           what `qa calibrate` chose (`qa.thresholds`); no build touches it

A generation answers from the segment in its own folder and from those of earlier ones that its
manifest names, without the articles that are gone. It is staged beside the others, synced to
disk, and becomes visible when CURRENT is replaced: the one atomic step. A reader keeps the files that
it opened. Nothing of a generation changes afterwards, but that a large one may be published while
it is being embedded: then vectors.bin grows, and its manifest, replaced in one step, says how far it is.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexCorrupt, IndexFormat, IndexLocked, IndexMissing
from index.catalog import Catalog
from index.manifest import FORMAT, Manifest, Stamp, in_folder
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.vectors import NEAR, SegmentVectors
from index.segment.words import WORDS, SegmentWords
from index.segments import Segment
from index.vectors import Vectors
from index.words import Words

MANIFEST, LOST = "manifest.json", "lost.json"
_STAGED = "staged-"


@dataclass(frozen=True)
class Index:
    """One generation, opened. It stays readable when a newer one is published."""

    place: Path
    folder: Path
    manifest: Manifest
    segments: tuple[Segment, ...]
    catalog: Catalog
    vectors: Vectors
    words: Words

    @property
    def superseded(self) -> bool:
        """Whether a newer generation has been published, or more of this one, or the index is gone."""
        try:
            return _current(self.place) != self.folder or (
                self.manifest.pending > 0 and _read_manifest(self.place, self.folder) != self.manifest
            )
        except (IndexMissing, IndexCorrupt):
            return True

    def close(self) -> None:
        """Let go of the files."""
        for segment in self.segments:
            segment.catalog.close()


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
    for file, written in _files(folder, manifest):
        try:
            status = file.stat()
            if status.st_size != written.size:
                raise _corrupt(file, f"{status.st_size} bytes where {written.size} were written", place)
            # tantivy panics on a damaged file or even ends the process
            checked = verified or file.parent.name == WORDS
            if checked and status.st_mtime_ns != written.mtime_ns and _sha256(file) != written.sha256:
                raise _corrupt(file, "other bytes than were written", place)
        except OSError as error:
            raise _corrupt(file, error.strerror or "missing", place) from error
    with contextlib.ExitStack() as opened:
        try:
            segments = tuple(_segments(folder.parent, manifest, opened))
            lost = Counter[str]()
            for counts in lost_terms(folder, manifest).values():
                lost.update(counts)
            live = sum(segment.live for segment in segments)
        except (sqlite3.Error, RuntimeError, OSError, ValueError, TypeError, AttributeError) as error:
            raise _corrupt(folder, (str(error) or type(error).__name__).splitlines()[0], place) from error
        if live != manifest.passages:
            raise _corrupt(folder, f"{live} passages where {manifest.passages} were written", place)
        opened.pop_all()
    return Index(
        place,
        folder,
        manifest,
        segments,
        Catalog(segments),
        Vectors(segments, manifest.dimension),
        Words(segments, lost),
    )


def _segments(generations: Path, manifest: Manifest, opened: contextlib.ExitStack) -> Iterator[Segment]:
    base = 0
    for number, record in enumerate(manifest.segments):
        folder = generations / record.folder
        catalog = SegmentCatalog(folder / CATALOG)
        opened.callback(catalog.close)
        vectors = None
        if record.embedded:
            vectors = SegmentVectors(folder, manifest.dimension, record.embedded, near=NEAR in record.files)
        if (catalog.articles, catalog.passages) != (record.articles, record.passages):
            raise ValueError(f"{catalog.passages} passages where {record.passages} were written")
        yield Segment(number, base, record.gone, catalog, SegmentWords(folder), vectors)
        base += record.passages


def lost_terms(folder: Path, manifest: Manifest) -> dict[str, dict[str, int]]:
    """By the folder of a segment, how many passages of its articles that are gone hold each term."""
    if LOST not in manifest.files:
        return {}
    lost: dict[str, dict[str, int]] = json.loads((folder / LOST).read_text("utf-8"))
    return lost


def _files(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, Stamp]]:
    """Every file of an index with what was written of it."""
    for name, stamp in manifest.files.items():
        yield folder / name, stamp
    for segment in manifest.segments:
        for name, stamp in segment.files.items():
            yield folder.parent / segment.folder / name, stamp


@contextlib.contextmanager
def damage_told(index: Index) -> Iterator[None]:
    """Within it, an error that a damaged file explains is raised as IndexCorrupt."""
    try:
        yield
    except (sqlite3.Error, zlib.error, RuntimeError, ValueError, TypeError, LookupError) as error:
        if not index.superseded and (damaged := damaged_files(index.place)):
            raise _corrupt(index.folder / damaged[0], "other bytes than were written", index.place) from error
        raise


def damaged_files(place: Path) -> list[str]:
    """The files of the index whose bytes are not those that were written. Reads all of them."""
    folder = _current(place)
    damaged = []
    for file, written in _files(folder, _read_manifest(place, folder)):
        try:
            fits = file.stat().st_size == written.size and _sha256(file) == written.sha256
        except OSError:
            fits = False
        if not fits:
            damaged.append(file.relative_to(folder if file.is_relative_to(folder) else folder.parent).as_posix())
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


def stamps(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """What is remembered of the files and folders so named below `folder`, hidden ones apart.

    Those are notes and locks of tantivy's own, which it may still write after a commit; nothing that
    answers a question stands in them.
    """
    below = (path for name in names for path in [folder / name, *(folder / name).rglob("*")])
    files = sorted(path for path in below if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): _stamp(path) for path in files}


def publish(place: Path, staged: Path, manifest: Manifest) -> Path:
    """Write the manifest and make the staged generation the one that answers; its folder.

    A segment without a folder in the manifest is the staged one. A kill at any instant leaves the old
    index or the new one.
    """
    folder = place / "generations" / manifest.generation
    if folder.exists():  # the same articles again: built anew, or mended
        folder = folder.with_name(f"{manifest.generation}x{manifest.built_ns:x}")
    own = [name for segment in manifest.segments if not segment.folder for name in segment.files]
    (staged / MANIFEST).write_text(in_folder(manifest, folder.name).to_json(), "utf-8")
    written = [staged / name for name in (*own, *manifest.files, MANIFEST)]
    for path in sorted({*written, *(path.parent for path in written)}):
        _sync(path)
    staged.rename(folder)
    _sync(folder.parent)
    _replace(place / "CURRENT", folder.name + "\n")
    return folder


def publish_further(folder: Path, manifest: Manifest) -> None:
    """Say in one step that more of a published generation has been embedded than before, or all of it."""
    for segment in manifest.segments:
        if not segment.folder:
            for name in segment.files:
                _sync(folder / name)
    _replace(folder / MANIFEST, in_folder(manifest, folder.name).to_json())


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, "utf-8")
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def sweep(place: Path) -> None:
    """Remove every generation that the current one does not answer from. Call it with the lock held."""
    current = _current(place)
    kept = {current.name, *(segment.folder for segment in _read_manifest(place, current).segments)}
    for folder in (place / "generations").iterdir():
        if folder.name not in kept:
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


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return Stamp(status.st_size, _sha256(path), status.st_mtime_ns)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the disk hold what was written. Windows cannot open a folder to sync it, and need not."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
