"""Sources -> a new index, taking over from the old one whatever has not changed."""

import contextlib
import hashlib
import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.article import Article
from corpus.errors import IndexCorrupt, IndexFormat, IndexMissing, SkippedFile, SourcesUnreadable
from corpus.passages import TARGET_TOKENS
from corpus.read import READERS, READING, read_bytes
from corpus.shared import without_shared
from index.catalog import Entry, key, write_catalog
from index.embed import Embedder
from index.entries import Progress, entries_of, files_of, read_file
from index.plan import Changes, Known, changes
from index.saved import all_sources, tidy, wanted_sources
from index.sources import Skipped, list_sources
from index.store import (
    CATALOG,
    VECTORS,
    WORDS,
    Index,
    Manifest,
    damage_told,
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
    keep_all: bool | None = None,
    changing: contextlib.AbstractContextManager[object] | None = None,
) -> Report:
    """Bring the index at `place` up to date with `sources`, and publish it in one step.

    What is published depends on the files and the model alone; the old index only saves work, and
    with `fresh` it is not looked at. No source given: those of last time. The pages saved at `place`
    are always among them. With `keep_all` nothing of a file is left out; None is as last time.
    Whatever is at `place` answers until the new index is published, and goes on answering if this
    raises. `changing` is entered once the index is locked, before the sources are listed, and left
    when the new index is published.

    Raises SourcesUnreadable, IndexLocked, ModelUnavailable; UsageError without sources to go by.
    """
    started = time.perf_counter()
    place = place.absolute()
    with writer_lock(place):
        with changing or contextlib.nullcontext(), _last_time(place) as (old, known_sources, notice):
            wanted = wanted_sources(place, sources, known_sources)
            built_ns = time.time_ns()
            cache = old if old and not fresh else None
            settings = _settings(keep_all=keep_all, old=old)
            progress("list", 0, 1)
            listing = list_sources(all_sources(place, wanted))
            fitting = cache if cache and _fits(cache, embedder, settings) else None
            entries, skipped = entries_of(listing, fitting, embedder, progress, keep_all=settings["keep_all"])
            if not entries:
                raise _nothing_readable(all_sources(place, wanted), skipped)
            files = files_of(entries)
            now = {path: file.sha256 for path, file in files.items()}
            difference = changes(old.catalog.known() if old else {}, now)
            if fitting and _is_the_same(fitting, wanted, files, skipped):
                manifest, embedded = fitting.manifest, 0
            else:
                with _staged(place) as staged:
                    embedded, dimension = _write(staged, entries, cache, embedder, progress)
                    manifest = Manifest(
                        generation=_generation(now, embedder, settings),
                        model=embedder.model,
                        dimension=dimension,
                        sources=wanted,
                        settings=settings,
                        articles=len(entries),
                        passages=sum(len(entry.passages) for entry in entries),
                        skipped=skipped,
                        built_ns=built_ns,
                        files=fingerprints(staged),
                        engine=embedder.engine,
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


def preview(place: Path, sources: Sequence[Path], *, keep_all: bool | None = None) -> Preview:
    """Read the sources as a build would, and change nothing. Raises as `build` does, but for locks and models."""
    with _last_time(place, verified=False) as (old, known_sources, _):  # reading all of it takes seconds
        wanted = all_sources(place, wanted_sources(place, sources, known_sources))
        listing = list_sources(wanted)
        everything = bool(_settings(keep_all=keep_all, old=old)["keep_all"])
        articles, skipped = [], list(listing.skipped)
        for file in listing.files:
            try:
                articles.append(read_file(file, read_bytes(file.location), keep_all=everything))
            except SkippedFile as reason:
                skipped.append(Skipped(file.path, str(reason)))
        if not articles:
            raise _nothing_readable(wanted, skipped)
        now = {article.path: article.sha256 for article in articles}
        difference = changes(_known(old) if old else {}, now)
        return Preview(
            tuple(articles if everything else without_shared(articles)),
            difference,
            tuple(sorted(skipped, key=lambda one: one.path)),
        )


def _known(old: Index) -> Mapping[str, Known]:
    """What an index that was opened unverified remembers of its files: nothing, if it is damaged."""
    try:
        with damage_told(old):
            return old.catalog.known()
    except IndexCorrupt:
        return {}


@contextlib.contextmanager
def _last_time(place: Path, *, verified: bool = True) -> Iterator[tuple[Index | None, tuple[Path, ...], str | None]]:
    """The index to take over from, if all (`verified`: every byte) of it is as written; its sources; if not, why."""
    with contextlib.ExitStack() as opened:
        old, sources, notice = None, tuple[Path, ...](), None
        try:
            sources = read_manifest(place).sources
            old = opened.enter_context(contextlib.closing(open_index(place, verified=verified)))
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


def _settings(*, keep_all: bool | None, old: Index | None) -> Mapping[str, Any]:
    """What an index depends on beside its articles and model. `keep_all` not said: as last time."""
    if keep_all is None:
        keep_all = bool(old and old.manifest.settings.get("keep_all"))
    return {"reading": READING, "passage_tokens": TARGET_TOKENS, "terms": TERMS, "keep_all": keep_all}


def _generation(now: Mapping[str, str], embedder: Embedder, settings: Mapping[str, Any]) -> str:
    """A name that says what an index holds: the same articles, model and settings, the same name."""
    content = [sorted(now.items()), embedder.model.name, embedder.model.revision, settings]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def _fits(cache: Index, embedder: Embedder, settings: Mapping[str, Any]) -> bool:
    """Whether articles, passages and vectors of the old index are what they would be if made anew."""
    return _same_vectors(cache, embedder) and cache.manifest.settings == settings


def _same_vectors(cache: Index, embedder: Embedder) -> bool:
    """Whether the vectors of the old index are, to the last digit, those that this embedder makes."""
    return (cache.manifest.model, cache.manifest.engine) == (embedder.model, embedder.engine)


def _is_the_same(
    fitting: Index, sources: Sequence[Path], files: Mapping[str, Known], skipped: Sequence[Skipped]
) -> bool:
    """Whether the old index already says all that a new one would."""
    manifest = fitting.manifest
    return (manifest.sources, manifest.skipped) == (tuple(sources), tuple(skipped)) and (
        fitting.catalog.known() == files
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
    rows = cache.catalog.keys() if cache and _same_vectors(cache, embedder) else {}
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
