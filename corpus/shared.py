"""Which lines the articles of a folder share: what a site prints round every story of its own.

A rule of form cannot know "The Nara Weekly comes out on Fridays." for what it is. That ten stories end
with it shows it, in any language.

Articles are looked at one at a time: each gives its `signs`, all signs tell what is shared, and that
is marked in each.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import PurePosixPath

from corpus.article import Article, LeftOut, Span
from corpus.dates import dates_in
from corpus.paragraphs import ends_sentence, is_story

SHARED = "a line that other articles have too"
"""The reason of what is left out by this rule."""

_STORIES = 4  # fewer prove nothing
_SHARE = 0.25  # of a folder's articles: a folder may hold the pages of several sites
_EDGE = 3  # paragraphs at either end that may be the page's and not the story's


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether an article shares lines: a hash of its story, and of each paragraph that may be furniture."""

    story: int
    lines: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """Eight bytes a hash, the story's first."""
        return b"".join(one.to_bytes(8, "little") for one in (self.story, *self.lines))

    def among(self, shared: Collection[int]) -> "Signs":
        """Those of the lines that are shared, and no story."""
        return Signs(0, tuple(sorted(line for line in self.lines if line in shared)))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Signs":
        """What `to_bytes` gave."""
        story, *lines = (int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8))
        return cls(story, tuple(lines))


def signs(article: Article) -> Signs:
    """The signs of an article, whatever was left out of it as shared before."""
    fresh = _restored(article)
    story = max((text for span in fresh.body if is_story(text := span.of(fresh.text))), key=len, default=None)
    if story is None:
        return Signs(0, ())
    return Signs(_hash(story), tuple(dict.fromkeys(_hash(span.of(fresh.text)) for span in _candidates(fresh))))


def shared_lines(found: Iterable[tuple[str, Signs]]) -> Mapping[str, frozenset[int]]:
    """The lines that the articles of each folder share, from the path and the signs of every article.

    A story that stands in several files is one story: what its copies share is theirs.
    """
    sizes, numbers = Counter[str](), dict[str, int]()
    folders, lines, stories = array("Q"), array("Q"), array("Q")
    for path, one in found:
        name = folder(path)
        sizes[name] += 1
        number = numbers.setdefault(name, len(numbers))
        for line in one.lines:
            folders.append(number)
            lines.append(line)
            stories.append(one.story)
    named = list(numbers)
    shared: dict[str, set[int]] = {name: set() for name in named}
    for (number, line), times in _stories(folders, lines, stories):
        if times >= max(_STORIES, _SHARE * sizes[named[number]]):
            shared[named[number]].add(line)
    return {name: frozenset(some) for name, some in shared.items()}


def without_shared(article: Article, shared: Collection[int]) -> Article:
    """The article; paragraphs among the shared lines are left out.

    What was left out for that reason before is looked at anew. Lines that print a date, the author or
    the outlet stay, and no article is left with nothing.
    """
    fresh = _restored(article)
    out = {span for span in _candidates(fresh) if _hash(span.of(fresh.text)) in shared} if shared else set[Span]()
    if not out or len(out) == len(fresh.body):
        return fresh
    return replace(
        fresh,
        body=tuple(span for span in fresh.body if span not in out),
        left_out=tuple(sorted([*fresh.left_out, *(LeftOut(span, SHARED) for span in out)], key=lambda one: one.span)),
    )


def folder(path: str) -> str:
    """The folder whose articles an article is compared with."""
    return str(PurePosixPath(path).parent)


def _stories(
    folders: "array[int]", lines: "array[int]", stories: "array[int]"
) -> Iterator[tuple[tuple[int, int], int]]:
    """How many stories there are by each line of each folder; lines by fewer than `_STORIES` paragraphs left out."""
    import numpy as np  # noqa: PLC0415  50 ms that only a build need wait for

    table = np.stack([np.frombuffer(one, dtype=np.uint64) for one in (folders, lines, stories)], axis=1)
    if not len(table):
        return
    each = np.unique(table, axis=0)
    starts = np.flatnonzero(np.r_[True, (each[1:, :2] != each[:-1, :2]).any(axis=1)])
    for start, times in zip(starts, np.diff(np.r_[starts, len(each)]), strict=True):
        if times >= _STORIES:
            yield (int(each[start, 0]), int(each[start, 1])), int(times)


def _hash(line: str) -> int:
    return int.from_bytes(blake2b(" ".join(line.split()).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _candidates(article: Article) -> Iterator[Span]:
    """Paragraphs that may be furniture."""
    texts = [span.of(article.text) for span in article.body]
    own = [name for name in (article.metadata.author, article.metadata.outlet) if name]
    for at, (span, text) in enumerate(zip(article.body, texts, strict=True)):
        edge = at < _EDGE or at >= len(texts) - _EDGE
        if (edge or not ends_sentence(text)) and not any(name in text for name in own) and not dates_in(text):
            yield span


def _restored(article: Article) -> Article:
    spans = [out.span for out in article.left_out if out.reason == SHARED]
    if not spans:
        return article
    return replace(
        article,
        body=tuple(sorted([*article.body, *spans])),
        left_out=tuple(out for out in article.left_out if out.reason != SHARED),
    )
