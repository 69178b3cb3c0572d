"""The articles and passages of an index."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from corpus.article import Metadata, Passage
from index.plan import Known
from index.segment.entry import Entry
from index.segments import Allowed, Segment, by_segment, segment_of


class Catalog:
    """The articles of all segments but those that are gone, and their passages by row."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    @cached_property
    def _gone(self) -> list[frozenset[int]]:
        return [frozenset(segment.gone) for segment in self._segments]

    def known(self) -> dict[str, Known]:
        """What is remembered of each file, by path; files with the same text have one each."""
        files = (
            (path, known)
            for segment, gone in zip(self._segments, self._gone, strict=True)
            for path, number, _, known in segment.catalog.files()
            if number not in gone
        )
        return dict(sorted(files))

    def paths(self) -> list[str]:
        """The paths of all articles, sorted."""
        return [path for path, _ in self.metadata()]

    def metadata(self) -> list[tuple[str, Metadata]]:
        """The path and metadata of all articles, in order of path; their texts are not read."""
        return self._metadata

    @cached_property
    def _metadata(self) -> list[tuple[str, Metadata]]:
        found = (
            (path, metadata)
            for segment, gone in zip(self._segments, self._gone, strict=True)
            for number, path, metadata in segment.catalog.metadata()
            if number not in gone
        )
        return sorted(found, key=lambda one: one[0])

    def location(self, path: str) -> Path:
        """Where a file lies that an article was read from. Raises KeyError if there is none of that path."""
        return self.known_of(path).location

    def known_of(self, path: str) -> Known:
        """What is remembered of one file; nothing of its article is read. Raises KeyError if there is no such file."""
        return self._file(path)[1]

    def entry(self, path: str) -> Entry:
        """An article with all its passages, under the path of any of its files.

        Raises KeyError if there is no such file.
        """
        segment, _ = self._file(path)
        return segment.catalog.entry(path)

    def _file(self, path: str) -> tuple[Segment, Known]:
        for segment, gone in zip(self._segments, self._gone, strict=True):
            file = segment.catalog.file(path)
            if file is not None and file[0] not in gone:
                return segment, file[1]
        raise KeyError(path)

    def entries(self) -> Iterator[Entry]:
        """Every article, in order of path."""
        return (self.entry(path) for path in self.paths())

    def passage(self, row: int) -> Passage:
        """The passage whose vector is row `row`."""
        segment = segment_of(self._segments, row)
        return segment.catalog.passage(row - segment.base)

    def places(self, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The path of the article of each of these rows, and where in it the passage starts."""
        found = dict[int, tuple[str, int]]()
        for segment, own in by_segment(self._segments, rows):
            places = segment.catalog.places([row - segment.base for row in own])
            found |= {segment.base + row: place for row, place in places.items()}
        return found

    def within(self, since: str | None = None, until: str | None = None, paths: Sequence[str] | None = None) -> Allowed:
        """The articles dated within [since, until] (ISO dates) and among `paths`.

        An article counts by its day of publication, or of its update where only that is known; one
        without a date meets no bound.
        """
        return tuple(
            tuple(number for number in segment.catalog.within(since, until, paths) if number not in gone)
            for segment, gone in zip(self._segments, self._gone, strict=True)
        )

    def count(self, allowed: Allowed) -> int:
        """How many passages these articles have."""
        sizes = (segment.catalog.sizes() for segment in self._segments)
        return sum(own[number] for own, numbers in zip(sizes, allowed, strict=True) for number in numbers)
