"""Sources -> a new index, taking over from the old one whatever has not changed."""

import contextlib
import hashlib
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.article import Article
from corpus.errors import IndexCorrupt, IndexFormat, IndexMissing, SkippedFile, SourcesUnreadable
from corpus.passages import TARGET_TOKENS, passages
from corpus.read import READERS, READING, digest, read_article, read_bytes
from corpus.read.origin import read_as, read_origin
from index.catalog import Entry, key, write_catalog
from index.embed import Embedder
from index.plan import Changes, Known, changes, plan
from index.saved import all_sources, tidy, wanted_sources
from index.sources import Listing, Skipped, SourceFile, list_sources
from index.store import (
    CATALOG,
    VECTORS,
    WORDS,
    Index,
    Manifest,
    fingerprints,
    open_index,
    publish,
    read_manifest,
    stage,
    sweep,
    writer_lock,
)
from index.terms import TERMS
from index.vectors import write_vectors
from index.words import write_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 64

Progress = Callable[[str, int, int], None]
"""(step, done, total): called when one of `STEPS` begins and as it goes on."""

STEPS = ("list", "read", "embed", "write", "publish", "sweep", "done")


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `embedded` and `reused` count passages; `notice` says what was not as usual."""

    manifest: Manifest
    changes: Changes
    embedded: int
    reused: int
    seconds: float
    notice: str | None


def build(  # noqa: PLR0913  what to build, and in which way
    place: Path,
    sources: Sequence[Path],
    embedder: Embedder,
    progress: Progress = lambda _step, _done, _total: None,
    *,
    fresh: bool = False,
    changing: contextlib.AbstractContextManager[object] | None = None,
) -> Report:
    """Bring the index at `place` up to date with `sources`, and publish it in one step.

    What is published depends on the files and the model alone; the old index only saves work, and
    with `fresh` it is not looked at. No source given: those of last time. The pages saved at `place`
    are always among them. Whatever is at `place` answers until the new index is published, and goes
    on answering if this raises. `changing` is entered once the index is locked, before the sources
    are listed, and left when the new index is published.

    Raises SourcesUnreadable, IndexLocked, ModelUnavailable; UsageError without sources to go by.
    """
    started = time.perf_counter()
    place = place.absolute()
    with writer_lock(place):
        with changing or contextlib.nullcontext(), _last_time(place) as (old, known_sources, notice):
            wanted = wanted_sources(place, sources, known_sources)
            built_ns = time.time_ns()
            cache = old if old and not fresh else None
            progress("list", 0, 1)
            listing = list_sources(all_sources(place, wanted))
            entries, skipped = _entries(listing, cache, embedder, progress)
            if not entries:
                raise _nothing_readable(all_sources(place, wanted), skipped)
            files = _files(entries)
            now = {path: file.sha256 for path, file in files.items()}
            difference = changes(old.catalog.known() if old else {}, now)
            if cache and _is_the_same(cache, wanted, files, skipped, embedder):
                manifest, embedded = cache.manifest, 0
            else:
                with _staged(place) as staged:
                    embedded, dimension = _write(staged, entries, cache, embedder, progress)
                    manifest = Manifest(
                        generation=_generation(now, embedder),
                        model=embedder.model,
                        dimension=dimension,
                        sources=wanted,
                        settings=_settings(),
                        articles=len(entries),
                        passages=sum(len(entry.passages) for entry in entries),
                        skipped=skipped,
                        built_ns=built_ns,
                        files=fingerprints(staged),
                    )
                    progress("publish", 0, 1)
                    publish(place, staged, manifest)
        progress("sweep", 0, 1)
        sweep(place)
        tidy(place)
        progress("done", 1, 1)
        return Report(
            manifest, difference, embedded, manifest.passages - embedded, time.perf_counter() - started, notice
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would find: the articles by path, how they differ from those indexed, what it would skip."""

    articles: tuple[Article, ...]
    changes: Changes
    skipped: tuple[Skipped, ...]


def preview(place: Path, sources: Sequence[Path]) -> Preview:
    """Read the sources as a build would, and change nothing. Raises as `build` does, but for locks and models."""
    with _last_time(place) as (old, known_sources, _):
        wanted = all_sources(place, wanted_sources(place, sources, known_sources))
        listing = list_sources(wanted)
        articles, skipped = [], list(listing.skipped)
        for file in listing.files:
            try:
                articles.append(read_article(file.path, read_bytes(file.location), read_origin(file.location)))
            except SkippedFile as reason:
                skipped.append(Skipped(file.path, str(reason)))
        if not articles:
            raise _nothing_readable(wanted, skipped)
        now = {article.path: article.sha256 for article in articles}
        difference = changes(old.catalog.known() if old else {}, now)
        return Preview(tuple(articles), difference, tuple(sorted(skipped, key=lambda one: one.path)))


@contextlib.contextmanager
def _last_time(place: Path) -> Iterator[tuple[Index | None, tuple[Path, ...], str | None]]:
    """The index to take over from, if every byte of it is as written; its sources; what to say of it if not."""
    with contextlib.ExitStack() as opened:
        old, sources, notice = None, tuple[Path, ...](), None
        try:
            sources = read_manifest(place).sources
            old = opened.enter_context(contextlib.closing(open_index(place, verified=True)))
        except IndexMissing:
            pass
        except (IndexFormat, IndexCorrupt) as error:
            notice = f"{error}; everything is built anew"
        yield old, sources, notice


@contextlib.contextmanager
def _staged(place: Path) -> Iterator[Path]:
    """`stage`, swept away at once if a generation is not finished: on a full disk it would only be in the way."""
    staged = stage(place)
    try:
        yield staged
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _settings() -> Mapping[str, Any]:
    return {"reading": READING, "passage_tokens": TARGET_TOKENS, "terms": TERMS}


def _generation(now: Mapping[str, str], embedder: Embedder) -> str:
    """A name that says what an index holds: the same articles, model and settings, the same name."""
    content = [sorted(now.items()), embedder.model.name, embedder.model.revision, _settings()]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def _fits(cache: Index, embedder: Embedder) -> bool:
    """Whether articles and passages of the old index are what they would be if made anew."""
    return cache.manifest.model == embedder.model and cache.manifest.settings == _settings()


def _entries(
    listing: Listing, cache: Index | None, embedder: Embedder, progress: Progress
) -> tuple[list[Entry], tuple[Skipped, ...]]:
    """The article of every file that can be read, in order of path, and the files that cannot.

    Files that hold the same text are one article, under the first of their paths.
    """
    fitting = cache if cache and _fits(cache, embedder) else None
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
            entries.append((_taken_over(fitting, file) if same else None) or _new_entry(file, data, embedder))
        except SkippedFile as reason:
            skipped.append(Skipped(file.path, str(reason)))
    return _folded(entries), tuple(sorted(skipped, key=lambda one: one.path))


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
    for entry in sorted(entries, key=lambda entry: entry.article.path):
        by_text.setdefault(entry.article.text, []).append(entry)
    return [
        replace(first, also=tuple((other.article.path, other.known) for other in others))
        for first, *others in by_text.values()
    ]


def _files(entries: Sequence[Entry]) -> dict[str, Known]:
    own = {entry.article.path: entry.known for entry in entries}
    return own | {path: file for entry in entries for path, file in entry.also}


def _new_entry(file: SourceFile, data: bytes, embedder: Embedder) -> Entry:
    article = read_article(file.path, data, read_origin(file.location))
    cut = passages(article, embedder.count_tokens, embedder.max_tokens)
    return Entry(article, file.location, file.size, file.mtime_ns, tuple(cut))


def _is_the_same(
    cache: Index, sources: Sequence[Path], files: Mapping[str, Known], skipped: Sequence[Skipped], embedder: Embedder
) -> bool:
    """Whether the old index already says all that a new one would."""
    return (
        _fits(cache, embedder)
        and (cache.manifest.sources, cache.manifest.skipped) == (tuple(sources), tuple(skipped))
        and cache.catalog.known() == files
    )


def _write(
    staged: Path, entries: Sequence[Entry], cache: Index | None, embedder: Embedder, progress: Progress
) -> tuple[int, int]:
    """Write the files of a generation; how many passages were embedded, and the vectors' dimension."""
    vectors, embedded = _vectors(entries, cache, embedder, progress)
    progress("write", 0, 1)
    write_catalog(staged / CATALOG, entries)
    write_vectors(staged / VECTORS, vectors)
    write_words(staged / WORDS, [passage.embedded for entry in entries for passage in entry.passages])
    return embedded, vectors.shape[1]


def _vectors(
    entries: Sequence[Entry], cache: Index | None, embedder: Embedder, progress: Progress
) -> "tuple[NDArray[np.float32], int]":
    """The vector of every passage, and how many of them had to be made.

    A passage that was embedded before, in whatever file it stood, keeps its vector; and two
    passages that read alike share one, so what a vector is never depends on what was cached.
    """
    import numpy as np  # noqa: PLC0415

    keys = [key(passage) for entry in entries for passage in entry.passages]
    texts = dict(zip(keys, (p.embedded for entry in entries for p in entry.passages), strict=True))
    rows = cache.catalog.keys() if cache and cache.manifest.model == embedder.model else {}
    missing = [name for name in texts if name not in rows]
    made = [np.zeros((0, cache.manifest.dimension if cache and rows else embedder.dimension), dtype=np.float32)]
    for at in range(0, len(missing), _BATCH):
        progress("embed", at, len(missing))
        made.append(embedder.encode([texts[name] for name in missing[at : at + _BATCH]]))
    progress("embed", len(missing), len(missing))
    kept = [name for name in texts if name in rows]
    taken_over = cache.vectors.rows([rows[name] for name in kept]) if cache and kept else made[0]
    table = np.concatenate([taken_over, *made])
    place_of = {name: at for at, name in enumerate([*kept, *missing])}
    return table[[place_of[name] for name in keys]], sum(name not in rows for name in keys)


def _nothing_readable(sources: Sequence[Path], skipped: Sequence[Skipped]) -> SourcesUnreadable:
    where = ", ".join(map(str, sources))
    reasons = Counter(one.reason for one in skipped).most_common(3)
    why = "; ".join(f"{reason} ({times})" for reason, times in reasons) or "no files"
    suffixes = " ".join(sorted(filter(None, READERS)))
    return SourcesUnreadable(f"no articles in {where}: {why}", f"qa index FOLDER, with files such as {suffixes} in it")
