"""Sources -> what a build would find in them, without building."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import IndexCorrupt, SkippedFile
from corpus.read import read_bytes
from corpus.shared import folder, shared_lines, signs, without_shared
from index.last_time import last_time, nothing_readable, settings_of
from index.plan import Changes, Known, changes
from index.reading import read_file
from index.saved import all_sources, wanted_sources
from index.sources import Skipped, list_sources
from index.store import Index, damage_told


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would find: the articles by path, how they differ from those indexed, what it would skip."""

    articles: tuple[Article, ...]
    changes: Changes
    skipped: tuple[Skipped, ...]


def preview(place: Path, sources: Sequence[Path], *, keep_all: bool | None = None) -> Preview:
    """Read the sources as a build would, and change nothing. Raises as `build` does, but for locks and models."""
    with last_time(place, verified=False) as (old, known_sources, _):  # reading all of it takes seconds
        wanted = all_sources(place, wanted_sources(place, sources, known_sources))
        listing = list_sources(wanted)
        everything = bool(settings_of(keep_all=keep_all, old=old)["keep_all"])
        articles, skipped = [], list(listing.skipped)
        for file in listing.files:
            try:
                articles.append(read_file(file, read_bytes(file.location), keep_all=everything))
            except SkippedFile as reason:
                skipped.append(Skipped(file.path, str(reason)))
        if not articles:
            raise nothing_readable(wanted, skipped)
        now = {article.path: article.sha256 for article in articles}
        difference = changes(_known(old) if old else {}, now)
        return Preview(
            tuple(articles if everything else _without_shared(articles)),
            difference,
            tuple(sorted(skipped, key=lambda one: one.path)),
        )


def _without_shared(articles: Sequence[Article]) -> list[Article]:
    shared = shared_lines((article.path, signs(article)) for article in articles)
    return [without_shared(article, shared[folder(article.path)]) for article in articles]


def _known(old: Index) -> Mapping[str, Known]:
    """What an index that was opened unverified remembers of its files: nothing, if it is damaged."""
    try:
        with damage_told(old):
            return old.catalog.known()
    except IndexCorrupt:
        return {}
