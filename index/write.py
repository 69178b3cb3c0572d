"""Articles -> the catalog and the words of a new segment."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.article import Article, Passage
from corpus.passages import passages
from corpus.read.origin import read_origin
from corpus.shared import Signs, without_shared
from index.embed import Embedder
from index.reading import Found
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
        words.abandon()


def _entry(one: Found, draft: SegmentCatalog, embedder: Embedder) -> Entry:
    """An article with its passages: those that the old index has of it, if it leaves out the same."""
    home, sketch = one.home, one.sketch
    known, cut = sketch.known, tuple[Passage, ...]()
    if home.segment and home.kept:
        entry = home.segment.catalog.entry(home.kept.path)
        origin = read_origin(known.location)
        article = replace(entry.article, path=sketch.path, sha256=known.sha256, origin=origin)
        if home.kept.shared == sketch.shared:
            cut = tuple(replace(passage, article=article) for passage in entry.passages)
    else:
        article = draft.article(home.number)
    if not cut:
        article = without_shared(article, Signs.from_bytes(sketch.shared).lines)
        cut = _cut(article, embedder)
    return Entry(article, known.location, known.size, known.mtime_ns, cut, sketch.also)


def _cut(article: Article, embedder: Embedder) -> tuple[Passage, ...]:
    return tuple(passages(article, embedder.count_tokens, embedder.max_tokens))
