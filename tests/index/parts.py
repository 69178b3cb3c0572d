"""Segments without a build: what a test of one half of an index needs of the others."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.article import Article, Metadata, Passage, Span
from index.segment.catalog import CATALOG, CatalogWriter, SegmentCatalog
from index.segment.codes import decode, encode
from index.segment.entry import Entry, text_key
from index.segment.vectors import SegmentVectors, VectorsWriter
from index.segment.words import SegmentWords, WordsWriter
from index.segments import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray


def plain(path: str, text: str) -> Entry:
    """An article of one passage, which is all of its text."""
    whole = Span(0, len(text))
    article = Article(path=path, sha256="0" * 64, text=text, metadata=Metadata(), body=(whole,), headings=())
    return Entry(article, Path("/srv") / path, 1, 1, (Passage(article, whole, None),))


def kept(vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """What an index keeps of a vector."""
    one: NDArray[np.float32] = decode(encode(vector.reshape(1, -1)), vector.size)[0]
    return one


def write_part(folder: Path, entries: Sequence[Entry], vectors: "NDArray[np.float32] | None" = None) -> Path:
    """Write a segment of these articles; of its passages' vectors, shape (n, dimension), if there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog, words = CatalogWriter(folder / CATALOG), WordsWriter(folder)
    for entry in entries:
        number = catalog.add(entry, text_key(entry.article), b"", b"")
        for passage in entry.passages:
            words.add(passage.embedded, number)
    catalog.close()
    words.close()
    if vectors is not None:
        writer = VectorsWriter(folder, vectors.shape[1])
        writer.add(encode(vectors))
        writer.close()
    return folder


@contextmanager
def parts(
    folder: Path,
    *entries: Sequence[Entry],
    gone: Sequence[Sequence[int]] = (),
    vectors: "Sequence[NDArray[np.float32] | None]" = (),
) -> Iterator[tuple[Segment, ...]]:
    """The segments of these articles, open; `gone` and `vectors` are those of each segment, if they are given."""
    with ExitStack() as closed:
        found, base = list[Segment](), 0
        for number, some in enumerate(entries):
            own = vectors[number] if vectors else None
            place = write_part(folder / f"part{number}", some, own)
            catalog = SegmentCatalog(place / CATALOG)
            closed.callback(catalog.close)
            codes = None if own is None else SegmentVectors(place, own.shape[1], len(own))
            lost = tuple(gone[number]) if gone else ()
            found.append(Segment(number, base, lost, catalog, SegmentWords(place), codes))
            base += catalog.passages
        yield tuple(found)
