"""Articles -> the catalog and the words of a new segment."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.read.origin import read_origin
from corpus.shared import Signs
from index.draft import cut_up
from index.embed import Embedder
from index.found import Found
from index.segment.catalog import CATALOG, CatalogWriter, SegmentCatalog
from index.segment.entry import Entry
from index.segment.words import WordsWriter


def write_segment(
    folder: Path,
    articles: Sequence[Found],
    draft: SegmentCatalog,
    embedder: Embedder,
    progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Write the catalog and the words of these articles to a folder, one after another, in order of path."""
    catalog, words = CatalogWriter(folder / CATALOG), WordsWriter(folder)
    try:
        for done, one in enumerate(articles):
            progress(done)
            entry, sketch = _entry(one, draft, embedder), one.sketch
            number = catalog.add(entry, sketch.text, sketch.signs, sketch.shared)
            for passage in entry.passages:
                words.add(passage.embedded, number)
        catalog.close()
        words.close()
    finally:
        catalog.abandon()
        words.abandon()


def _entry(one: Found, draft: SegmentCatalog, embedder: Embedder) -> Entry:
    """An article with its passages: those that it has where it is kept, if the same is left out of it there."""
    home, sketch, known = one.home, one.sketch, one.sketch.known
    catalog = home.segment.catalog if home.segment else draft
    kept = catalog.entry(home.kept.path)
    article = replace(kept.article, path=sketch.path, sha256=known.sha256, origin=read_origin(known.location))
    if home.kept.shared == sketch.shared:
        cut = tuple(replace(passage, article=article) for passage in kept.passages)
    else:
        article, cut = cut_up(article, Signs.from_bytes(sketch.shared), embedder)
    return Entry(article, known.location, known.size, known.mtime_ns, cut, sketch.also)
