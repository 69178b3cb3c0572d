"""The articles of a new index -> which stay in the segments that they are in, and which are written anew (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from corpus.shared import Signs, folder, shared_lines
from index.found import Found
from index.segment.entry import Sketch
from index.segments import Segment

SMALL: Final = 4096
"""Passages: a segment of fewer is written anew, which takes a second and leaves less to search."""

_RATIO = 4  # a segment less than so many times the size of what is written is written with it
_MOST_GONE = 0.25  # of a segment's passages
_PASSAGES = 8  # of an article, about: how much is written must be known before it is cut


def articles_of(found: Sequence[Found], *, keep_all: bool) -> list[Found]:
    """The articles of these files, in order of path, each with the shared lines that are left out of it.

    Files that hold the same text are one article, under the shortest of their paths (of those, the first).
    """
    by_text: dict[bytes, list[Found]] = {}
    for one in sorted(found, key=lambda one: (len(one.sketch.path), one.sketch.path)):
        by_text.setdefault(one.sketch.text, []).append(one)
    firsts = [
        _with(first, also=tuple(sorted((other.sketch.path, other.sketch.known) for other in others)))
        for first, *others in by_text.values()
    ]
    signs = ((one.sketch.path, Signs.from_bytes(one.sketch.signs)) for one in firsts)
    shared: Mapping[str, frozenset[int]] = {} if keep_all else shared_lines(signs)

    def left_out(one: Sketch) -> bytes:
        return Signs.from_bytes(one.signs).among(shared.get(folder(one.path), frozenset())).to_bytes()

    return sorted((_with(one, shared=left_out(one.sketch)) for one in firsts), key=lambda one: one.sketch.path)


def _with(one: Found, **changed: Any) -> Found:
    """The same with its sketch changed: itself if that says it already, for two of each are much if files are many."""
    sketch = replace(one.sketch, **changed)
    return one if sketch == one.sketch else replace(one, sketch=sketch)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Segments of the old index that stay, each with the numbers of all articles that are gone, and what is written."""

    kept: tuple[tuple[Segment, tuple[int, ...]], ...]
    written: tuple[Found, ...]


def arranged(articles: Sequence[Found], segments: Sequence[Segment]) -> Arrangement:
    """Decide what stays in `segments`, of those of the old index that are complete: what is just as it was.

    Small segments are written anew, and so are those of which much is gone and those that are not much
    larger than what is written, the smallest first. So an index never has many segments, and a
    passage is rewritten only a few times while the index grows to many times its size (as in the
    log-structured merge-tree of O'Neil, Cheng, Gawlick and O'Neil, 1996).
    """
    staying: dict[int, set[int]] = {segment.number: set() for segment in segments}
    for one in articles:
        if one.home.segment and one.home.segment.number in staying and one.home.kept == one.sketch:
            staying[one.home.segment.number].add(one.home.number)
    growing = _PASSAGES * (len(articles) - sum(map(len, staying.values())))
    live = {segment.number: _passages(segment, staying[segment.number]) for segment in segments}
    kept = list[Segment]()
    for segment in sorted(segments, key=lambda segment: live[segment.number]):
        size = live[segment.number]
        if size < max(SMALL, _RATIO * growing, (1 - _MOST_GONE) * segment.catalog.passages):
            growing += size
        else:
            kept.append(segment)
    stay = {(segment.number, number) for segment in kept for number in staying[segment.number]}
    return Arrangement(
        tuple(
            (segment, tuple(sorted(set(range(segment.catalog.articles)) - staying[segment.number])))
            for segment in sorted(kept, key=lambda segment: segment.number)
        ),
        tuple(one for one in articles if not (one.home.segment and (one.home.segment.number, one.home.number) in stay)),
    )


def _passages(segment: Segment, numbers: Collection[int]) -> int:
    sizes = segment.catalog.sizes()
    return sum(sizes[number] for number in numbers)
