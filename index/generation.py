"""Files -> a generation that answers: read, written, embedded, published."""

import contextlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from corpus import language
from index.ahead import Ahead
from index.arrange import Arrangement, arranged
from index.codes import NewCodes, OldCodes
from index.draft import Draft
from index.embed import Embedder
from index.found import Found
from index.made import Made
from index.manifest import Manifest, SegmentRecord, Stamp, in_folder
from index.memory import give_back
from index.place import LOST
from index.progress import Progress
from index.publish import publish, publish_further, stamps
from index.reading import read_files
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.vectors import CODES, NEAR
from index.segment.words import WORDS
from index.segments import Segment
from index.sources import Skipped, list_sources
from index.store import Index, lost_terms
from index.terms import terms
from index.write import write_segment

_DRAFT = "draft.db"
_MANY = 1000  # articles: a build of so many gives back what memory it can, as it goes on for long

INTERIM: Final = 2048
"""Passages: with more of them to embed, articles can be asked by their words while that goes on."""


class Generation:
    """A new index in the making: `read`, `write` and `finish`, in this order, each once.

    `old` are the codes there are; with `may_publish`, a large one is published as far as it is.
    """

    def __init__(  # noqa: PLR0913  what it is made of, and where
        self,
        place: Path,
        staged: Path,
        embedder: Embedder,
        progress: Progress,
        old: OldCodes,
        *,
        may_publish: bool,
    ) -> None:
        self.place = place
        self._staged = staged
        self._draft = staged / _DRAFT
        self._embedder = embedder
        self._progress = progress
        self._old = old
        self._may_publish = may_publish
        self._ahead = Ahead(embedder, old, self._made)

    def read(
        self, sources: Sequence[Path], fitting: Index | None, *, keep_all: bool
    ) -> tuple[list[Found], tuple[Skipped, ...]]:
        """What the files of the sources hold; those that may have changed since `fitting` are read."""
        with contextlib.closing(Draft(self._draft, self._embedder, self._ahead, keep_all=keep_all)) as draft:
            try:
                self._progress("list", 0, 1)
                return read_files(list_sources(sources), fitting, draft, self._progress, keep_all=keep_all)
            finally:
                self._ahead.stop()

    def write(self, plain: Manifest, articles: Sequence[Found], fitting: Index | None) -> Manifest:
        """Write the articles that are not in `fitting` as they would be if made anew; the manifest without vectors."""
        arrangement = arranged(articles, complete(fitting))
        kept, files = self._kept(arrangement, fitting)
        live = sum(segment.live for segment in (replace(segment, gone=gone) for segment, gone in arrangement.kept))
        dimension = self._embedder.dimension
        plain = replace(plain, dimension=dimension, articles=len(articles), passages=live, segments=kept, files=files)
        total = len(arrangement.written)
        if total > _MANY:  # what follows takes long, and nothing is read any more
            language.let_go()
            give_back()
        if arrangement.written:
            with contextlib.closing(SegmentCatalog(self._draft)) as draft:
                write_segment(
                    self._staged,
                    arrangement.written,
                    draft,
                    self._embedder,
                    lambda done: self._progress("write", done, total),
                )
            with contextlib.closing(SegmentCatalog(self._staged / CATALOG)) as catalog:
                written = stamps(self._staged, [CATALOG, WORDS])
                own = SegmentRecord("", catalog.articles, catalog.passages, 0, (), written)
            plain = replace(plain, passages=live + own.passages, segments=(*kept, own))
        self._draft.unlink()
        return plain

    def finish(self, manifest: Manifest) -> tuple[Manifest, int]:
        """Embed what is written, and publish; the manifest, and how many passages were embedded."""
        *kept, own = manifest.segments
        if own.folder:
            return self._published(manifest, None), 0

        def with_vectors(record: SegmentRecord) -> Manifest:
            return replace(manifest, segments=(*kept, record))

        if own.articles > _MANY:  # what was known of each file is gone
            give_back()
        with contextlib.closing(SegmentCatalog(self._staged / CATALOG)) as catalog:
            keys = catalog.passage_keys()
        with contextlib.closing(NewCodes(keys, self._old, self._made, self._ahead.keys)) as codes:
            folder, early = self._staged, codes.missing > INTERIM and self._may_publish
            if early:
                folder = publish(self.place, self._staged, manifest)

            def done(rows: int) -> None:
                if early:
                    publish_further(folder, with_vectors(replace(own, embedded=rows)))

            codes.write(folder, self._embedder, self._progress, done)
            finished = replace(own, embedded=own.passages, files={**own.files, **stamps(folder, [CODES, NEAR])})
            return self._published(with_vectors(finished), folder if early else None), codes.embedded

    def _made(self) -> Made:
        return Made(self.place, f"{self._embedder.model}{self._embedder.engine}", self._embedder.dimension)

    def _published(self, manifest: Manifest, folder: Path | None) -> Manifest:
        self._progress("publish", 0, 1)
        if folder is None:
            folder = publish(self.place, self._staged, manifest)
        else:
            publish_further(folder, manifest)
        return in_folder(manifest, folder.name)

    def _kept(
        self, arrangement: Arrangement, fitting: Index | None
    ) -> tuple[tuple[SegmentRecord, ...], Mapping[str, Stamp]]:
        """The records of the segments that stay, and the file that says which terms are lost with what is gone."""
        if fitting is None or not arrangement.kept:
            return (), {}
        before, lost = lost_terms(fitting.folder, fitting.manifest), dict[str, dict[str, int]]()
        records = list[SegmentRecord]()
        for segment, gone in arrangement.kept:
            record = replace(fitting.manifest.segments[segment.number], gone=gone)
            counts = Counter(before.get(record.folder, {}))
            for number in sorted(set(gone) - set(segment.gone)):
                for row in segment.catalog.rows_of(number):
                    counts.update(set(terms(segment.catalog.passage(row).embedded)))
            if counts:
                lost[record.folder] = dict(sorted(counts.items()))
            records.append(record)
        if not lost:
            return tuple(records), {}
        (self._staged / LOST).write_text(json.dumps(lost, ensure_ascii=False), "utf-8")
        return tuple(records), stamps(self._staged, [LOST])


def complete(index: Index | None) -> list[Segment]:
    """The segments of an index whose passages all have their vectors."""
    if index is None:
        return []
    return [segment for segment in index.segments if index.manifest.segments[segment.number].complete]
