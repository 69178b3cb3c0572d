"""The articles of a new index -> a generation that answers: written, embedded, published."""

import contextlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from index.arrange import Arrangement, arranged
from index.codes import NewCodes
from index.embed import Embedder
from index.made import Made
from index.manifest import Manifest, SegmentRecord, Stamp, in_folder
from index.place import LOST
from index.publish import publish, publish_further, stamps
from index.reading import Found, Progress
from index.segment.catalog import CATALOG, SegmentCatalog
from index.segment.vectors import CODES, NEAR
from index.segment.words import WORDS
from index.segments import Segment
from index.store import Index, lost_terms
from index.terms import terms
from index.write import write_segment

INTERIM: Final = 2048
"""Passages: with more of them to embed, articles can be asked by their words while that goes on."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Writes what is new, and publishes it; in a large build, too, as far as it is. It is done once."""

    place: Path
    staged: Path
    draft: Path
    embedder: Embedder
    progress: Progress
    may_publish: bool

    def write(
        self, plain: Manifest, articles: Sequence[Found], fitting: Index | None, vectors: Index | None
    ) -> tuple[Manifest, int]:
        """Publish an index of these articles; its manifest, and how many passages were embedded.

        `fitting` is the old index, if articles in it are as they would be if made anew; `vectors`, if
        those in it are.
        """
        arrangement = arranged(articles, _complete(fitting))
        kept, files = self._kept(arrangement, fitting)
        live = sum(segment.live for segment in (replace(segment, gone=gone) for segment, gone in arrangement.kept))
        plain = replace(plain, passages=live, segments=kept, files=files)
        if not arrangement.written:
            self.draft.unlink()
            return self._published(plain, None), 0
        with contextlib.closing(SegmentCatalog(self.draft)) as draft:
            total = len(arrangement.written)
            write_segment(
                self.staged, arrangement.written, draft, self.embedder, lambda done: self.progress("write", done, total)
            )
        self.draft.unlink()
        with contextlib.closing(SegmentCatalog(self.staged / CATALOG)) as catalog:
            own = SegmentRecord("", catalog.articles, catalog.passages, 0, (), stamps(self.staged, [CATALOG, WORDS]))
            keys = catalog.passage_keys()
        plain = replace(plain, passages=live + own.passages)
        with contextlib.closing(NewCodes(keys, _complete(vectors), self._made)) as codes:
            folder, early = self.staged, codes.missing > INTERIM and self.may_publish
            if early:
                folder = publish(self.place, self.staged, _with(plain, own))

            def done(rows: int) -> None:
                if early:
                    publish_further(folder, _with(plain, replace(own, embedded=rows)))

            codes.write(folder, self.embedder, self.progress, done)
            finished = replace(own, embedded=own.passages, files={**own.files, **stamps(folder, [CODES, NEAR])})
            return self._published(_with(plain, finished), folder if early else None), codes.embedded

    def _made(self) -> Made:
        return Made(self.place, f"{self.embedder.model}{self.embedder.engine}", self.embedder.dimension)

    def _published(self, manifest: Manifest, folder: Path | None) -> Manifest:
        self.progress("publish", 0, 1)
        if folder is None:
            folder = publish(self.place, self.staged, manifest)
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
        (self.staged / LOST).write_text(json.dumps(lost, ensure_ascii=False), "utf-8")
        return tuple(records), stamps(self.staged, [LOST])


def _with(plain: Manifest, own: SegmentRecord) -> Manifest:
    return replace(plain, segments=(*plain.segments, own))


def _complete(index: Index | None) -> list[Segment]:
    """The segments of an index whose passages all have their vectors."""
    if index is None:
        return []
    return [segment for segment in index.segments if index.manifest.segments[segment.number].complete]
