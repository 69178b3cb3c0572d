"""Files -> the articles of an index and their passages, taking over from the old index what has not changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.article import Article, Passage
from corpus.errors import SkippedFile
from corpus.passages import passages
from corpus.read import read_article, read_bytes
from corpus.read.origin import read_as, read_origin
from corpus.read.parts import digest
from corpus.shared import without_shared
from index.catalog import Entry
from index.embed import Embedder
from index.plan import Known, plan
from index.sources import Listing, Skipped, SourceFile
from index.store import Index

Progress = Callable[[str, int, int], None]
"""(step, done, total): called when one of `index.build.STEPS` begins and as it goes on."""


def entries_of(
    listing: Listing, fitting: Index | None, embedder: Embedder, progress: Progress, *, keep_all: bool
) -> tuple[list[Entry], tuple[Skipped, ...]]:
    """The article of every file that can be read, in order of path, and the files that cannot.

    Files that hold the same text are one article, under the shortest of their paths (of those, the
    first). `fitting` is an old index whose articles and passages are what they would be if made anew.
    With `keep_all` nothing that a file says is left out.
    """
    known = fitting.catalog.reusable() if fitting else {}
    what = plan(known, fitting.manifest.built_ns if fitting else 0, listing.files)
    entries: list[Entry] = []
    to_read, skipped = list(what.to_read), list(listing.skipped)
    for file in what.unchanged:
        entry = _taken_over(fitting, file)
        if entry:
            entries.append(entry)
        else:
            to_read.append(file)
    for done, file in enumerate(to_read):
        progress("read", done, len(to_read))
        try:
            data = read_bytes(file.location)
            same = file.path in known and known[file.path].sha256 == digest(data)
            entries.append((_taken_over(fitting, file) if same else None) or _new_entry(file, data, embedder, keep_all))
        except SkippedFile as reason:
            skipped.append(Skipped(file.path, str(reason)))
    folded = _folded(entries)
    if not keep_all:
        folded = _without_shared(folded, embedder)
    return folded, tuple(sorted(skipped, key=lambda one: one.path))


def _taken_over(cache: Index | None, file: SourceFile) -> Entry | None:
    """What the old index says of a file whose bytes have not changed; None if it came from elsewhere, or otherwise.

    The same bytes from two addresses are one article there, under one of the addresses.
    """
    entry = cache.catalog.entry(file.path) if cache else None
    origin = read_origin(file.location)
    if entry is None or read_as(entry.article.origin) != read_as(origin):
        return None
    article = replace(entry.article, origin=origin)
    cut = tuple(replace(passage, article=article) for passage in entry.passages)
    return Entry(article, file.location, file.size, file.mtime_ns, cut, entry.also)


def _folded(entries: Sequence[Entry]) -> list[Entry]:
    by_text: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (len(entry.article.path), entry.article.path)):
        by_text.setdefault(entry.article.text, []).append(entry)
    folded = [
        replace(first, also=tuple((other.article.path, other.known) for other in sorted(others, key=_path)))
        for first, *others in by_text.values()
    ]
    return sorted(folded, key=_path)


def _path(entry: Entry) -> str:
    return entry.article.path


def _without_shared(entries: Sequence[Entry], embedder: Embedder) -> list[Entry]:
    articles = without_shared([entry.article for entry in entries])
    return [
        entry if article == entry.article else replace(entry, article=article, passages=_cut(article, embedder))
        for entry, article in zip(entries, articles, strict=True)
    ]


def files_of(entries: Sequence[Entry]) -> dict[str, Known]:
    """What is remembered of every file of these articles, by path."""
    own = {entry.article.path: entry.known for entry in entries}
    return own | {path: file for entry in entries for path, file in entry.also}


def read_file(file: SourceFile, data: bytes, *, keep_all: bool) -> Article:
    """The article that a source file with these bytes holds. Raises SkippedFile."""
    article = read_article(file.path, data, read_origin(file.location))
    return article.with_everything() if keep_all else article


def _new_entry(file: SourceFile, data: bytes, embedder: Embedder, keep_all: bool) -> Entry:  # noqa: FBT001
    article = read_file(file, data, keep_all=keep_all)
    return Entry(article, file.location, file.size, file.mtime_ns, _cut(article, embedder))


def _cut(article: Article, embedder: Embedder) -> tuple[Passage, ...]:
    return tuple(passages(article, embedder.count_tokens, embedder.max_tokens))
