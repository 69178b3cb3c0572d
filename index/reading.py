"""Files -> what a build must know of the article that each holds, reading only what may have changed."""

from collections.abc import Iterator
from dataclasses import replace

from corpus.article import Article
from corpus.errors import SkippedFile
from corpus.read import digest, read_article, read_bytes
from corpus.read.origin import read_as, read_origin
from index.draft import Draft
from index.found import Found, Home
from index.plan import Known, plan
from index.progress import Progress
from index.sources import Listing, Skipped, SourceFile
from index.store import Index


def read_files(
    listing: Listing, old: Index | None, draft: Draft, progress: Progress, *, keep_all: bool
) -> tuple[list[Found], tuple[Skipped, ...]]:
    """The article of every file that can be read, in order of path, and the files that cannot.

    `old` is an index whose articles are what they would be if read anew; what is read here goes to
    `draft`, in order of path. With `keep_all` nothing that a file says is left out.
    """
    before = dict(_remembered(old)) if old else {}
    what = plan(
        {path: one.sketch.known for path, one in before.items()}, old.manifest.built_ns if old else 0, listing.files
    )
    found = list[Found]()
    to_read, skipped = list(what.to_read), list(listing.skipped)
    for file in what.unchanged:
        one = before[file.path]
        if file.path == one.sketch.path or _came_from_there(one, file):
            found.append(_as(one, file))
            draft.compare(file.path, one.sketch.signs)
        else:
            to_read.append(file)
    for done, file in enumerate(sorted(to_read, key=lambda file: file.path)):
        progress("read", done, len(to_read))
        try:
            data = read_bytes(file.location)
            earlier = before.get(file.path)
            if earlier and earlier.sketch.known.sha256 == digest(data) and _came_from_there(earlier, file):
                found.append(_as(earlier, file))
            else:
                draft.add(file, read_file(file, data, keep_all=keep_all))
        except SkippedFile as reason:
            skipped.append(Skipped(file.path, str(reason)))
    found += draft.finish()
    return sorted(found, key=lambda one: one.sketch.path), tuple(sorted(skipped, key=lambda one: one.path))


def read_file(file: SourceFile, data: bytes, *, keep_all: bool) -> Article:
    """The article that a source file with these bytes holds. Raises SkippedFile."""
    article = read_article(file.path, data, read_origin(file.location))
    return article.with_everything() if keep_all else article


def _remembered(old: Index) -> Iterator[tuple[str, Found]]:
    """What the old index says of each file; of those that share an article's text, only if they have its bytes, too."""
    for segment in old.segments:
        gone = frozenset(segment.gone)
        for number, sketch in enumerate(segment.catalog.sketches()):
            if number not in gone:
                one = Found(sketch, Home(number, sketch, segment))
                yield sketch.path, one
                for path, known in sketch.also:
                    if known.sha256 == sketch.known.sha256:
                        yield path, replace(one, sketch=replace(sketch, known=known))


def _came_from_there(one: Found, file: SourceFile) -> bool:
    """Whether a file is read as the article of the same bytes in the old index: not if it was fetched elsewhere."""
    segment = one.home.segment
    origin = segment.catalog.article(one.home.number).origin if segment else None
    return read_as(origin) == read_as(read_origin(file.location))


def _as(one: Found, file: SourceFile) -> Found:
    """An article of the old index as that of a file with the same bytes."""
    known = Known(one.sketch.known.sha256, file.location, file.size, file.mtime_ns)
    return replace(one, sketch=replace(one.sketch, path=file.path, known=known, also=()))
