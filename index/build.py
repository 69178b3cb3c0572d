"""Sources -> a new index, taking over from the old one whatever has not changed."""

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.arrange import articles_of
from index.codes import OldCodes
from index.embed import Embedder
from index.found import Found
from index.generation import Generation, complete
from index.last_time import last_time, nothing_readable, settings_of
from index.made import forget
from index.manifest import Manifest
from index.plan import Changes, changes
from index.progress import Progress
from index.publish import stage, sweep, writer_lock
from index.saved import all_sources, tidy, wanted_sources
from index.sources import Skipped
from index.store import Index


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
        with changing or contextlib.nullcontext(), last_time(place) as (old, known_sources, notice):
            wanted = wanted_sources(place, sources, known_sources)
            built_ns = time.time_ns()
            cache = old if old and not fresh else None
            settings = settings_of(keep_all=keep_all, old=old)
            fitting = cache if cache and _fits(cache, embedder, settings) else None
            vectors = OldCodes(complete(cache if cache and _same_vectors(cache, embedder) else None))
            empty = Manifest(
                generation="",
                model=embedder.model,
                dimension=0,
                sources=wanted,
                settings=settings,
                articles=0,
                passages=0,
                skipped=(),
                built_ns=built_ns,
                segments=(),
                files={},
                engine=embedder.engine,
            )
            with _staged(place) as staged:
                new = Generation(place, staged, embedder, progress, vectors, may_publish=changing is None)
                difference, written = _write(new, empty, old, fitting)
                as_before = fitting is not None and written is fitting.manifest
                manifest, embedded = (written, 0) if as_before else new.finish(written)
        progress("sweep", 0, 1)
        sweep(place)
        forget(place)
        tidy(place)
        progress("done", 1, 1)
        return Report(
            manifest, difference, embedded, manifest.passages - embedded, time.perf_counter() - started, notice
        )


@contextlib.contextmanager
def _staged(place: Path) -> Iterator[Path]:
    """`stage`, swept away at once if a generation is not finished: on a full disk it would only be in the way."""
    staged = stage(place)
    try:
        yield staged
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _write(new: Generation, empty: Manifest, old: Index | None, fitting: Index | None) -> tuple[Changes, Manifest]:
    """Read the sources and write what is new; how they differ from last time, and the manifest without new vectors.

    If an index would say nothing new, it is that of `fitting`. What is known of each file, which is much for
    many files, does not outlive this.
    """
    keep_all = bool(empty.settings["keep_all"])
    everywhere = all_sources(new.place, empty.sources)
    found, skipped = new.read(everywhere, fitting, keep_all=keep_all)
    if not found:
        raise nothing_readable(everywhere, skipped)
    now = [(one.sketch.path, one.sketch.known.sha256) for one in found]
    difference = changes(old.catalog.known() if old else {}, dict(now))
    if fitting and _is_the_same(fitting, empty.sources, found, skipped):
        return difference, fitting.manifest
    plain = replace(empty, generation=_generation(now, empty), skipped=skipped)
    return difference, new.write(plain, articles_of(found, keep_all=keep_all), fitting)


def _generation(now: Sequence[tuple[str, str]], manifest: Manifest) -> str:
    """A name that says what an index holds: the same articles, model and settings, the same name."""
    content = [sorted(now), manifest.model.name, manifest.model.revision, manifest.settings]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def _fits(cache: Index, embedder: Embedder, settings: Mapping[str, Any]) -> bool:
    """Whether articles, passages and vectors of the old index are what they would be if made anew."""
    return _same_vectors(cache, embedder) and cache.manifest.settings == settings


def _same_vectors(cache: Index, embedder: Embedder) -> bool:
    """Whether the vectors of the old index are, to the last digit, those that this embedder makes."""
    return (cache.manifest.model, cache.manifest.engine) == (embedder.model, embedder.engine)


def _is_the_same(fitting: Index, sources: Sequence[Path], found: Sequence[Found], skipped: Sequence[Skipped]) -> bool:
    """Whether the old index already says all that a new one would."""
    manifest = fitting.manifest
    return (manifest.sources, manifest.skipped, manifest.pending) == (tuple(sources), tuple(skipped), 0) and (
        fitting.catalog.known() == {one.sketch.path: one.sketch.known for one in found}
    )
