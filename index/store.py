"""An index, opened: one generation of it, with its segments."""

import contextlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexCorrupt, IndexMissing, reason
from index.catalog import Catalog
from index.manifest import Manifest, Stamp
from index.place import LOST, corrupt, current_folder, manifest_in, sha256
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.vectors import NEAR, SegmentVectors
from index.segment.words import WORDS, SegmentWords
from index.segments import Segment
from index.vectors import Vectors
from index.words import Words


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
            return current_folder(self.place) != self.folder or (
                self.manifest.pending > 0 and manifest_in(self.place, self.folder) != self.manifest
            )
        except (IndexMissing, IndexCorrupt):
            return True

    def close(self) -> None:
        """Let go of the files."""
        for segment in self.segments:
            segment.catalog.close()


def open_index(place: Path, *, verified: bool = False) -> Index:
    """Open the index at `place`; with `verified`, only after a comparison of every byte with what was written.

    Raises IndexMissing, IndexFormat or IndexCorrupt.
    """
    place = place.absolute()
    for _ in range(3):
        folder = current_folder(place)
        try:
            return _open(place, folder, verified=verified)
        except IndexCorrupt:
            if current_folder(place) == folder:
                raise
            # a newer index was published, and this one swept away, while it was being opened
    raise IndexCorrupt(f"the index at {place} is replaced faster than it can be opened", "run the command again")


def _open(place: Path, folder: Path, *, verified: bool) -> Index:
    manifest = manifest_in(place, folder)
    for file, written in _files(folder, manifest):
        try:
            status = file.stat()
            if status.st_size != written.size:
                raise corrupt(file, f"{status.st_size} bytes where {written.size} were written", place)
            # tantivy panics on a damaged file or even ends the process
            checked = verified or file.parent.name == WORDS
            if checked and status.st_mtime_ns != written.mtime_ns and sha256(file) != written.sha256:
                raise corrupt(file, "other bytes than were written", place)
        except OSError as error:
            raise corrupt(file, error.strerror or "missing", place) from error
    with contextlib.ExitStack() as opened:
        try:
            segments = tuple(_segments(folder.parent, manifest, opened))
            lost = Counter[str]()
            for counts in lost_terms(folder, manifest).values():
                lost.update(counts)
            live = sum(segment.live for segment in segments)
        except (sqlite3.Error, RuntimeError, OSError, ValueError, TypeError, AttributeError) as error:
            raise corrupt(folder, reason(error), place) from error
        if live != manifest.passages:
            raise corrupt(folder, f"{live} passages where {manifest.passages} were written", place)
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
            raise corrupt(index.folder / damaged[0], "other bytes than were written", index.place) from error
        raise


def damaged_files(place: Path) -> list[str]:
    """The files of the index whose bytes are not those that were written. Reads all of them."""
    folder = current_folder(place)
    damaged = []
    for file, written in _files(folder, manifest_in(place, folder)):
        try:
            fits = file.stat().st_size == written.size and sha256(file) == written.sha256
        except OSError:
            fits = False
        if not fits:
            damaged.append(file.relative_to(folder if file.is_relative_to(folder) else folder.parent).as_posix())
    return damaged
