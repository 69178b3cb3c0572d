"""The articles that a build has read, on disk until it is known what becomes of them.

What a folder's articles share is left out of their passages, so an article is cut when its folder has been
read, or enough of that to tell. If it turns out otherwise, `index.write` cuts it again.
"""

from collections import defaultdict
from pathlib import Path

from corpus.article import Article, Passage
from corpus.passages import passages
from corpus.shared import Signs, folder, shared_lines, signs, without_shared
from index.ahead import Ahead
from index.embed import Embedder
from index.found import Found, Home
from index.segment.catalog import CatalogWriter
from index.segment.entry import Entry, Sketch, text_key
from index.sources import SourceFile

_ENOUGH = 64  # articles that tell what the rest of a folder shares
_CHARACTERS = 4_000_000  # of articles that wait: about 20 MB


class Draft:
    """Takes articles in order of path; it is no part of the index. Their passages are offered to `ahead`.

    With `keep_all` nothing is left out.
    """

    def __init__(self, path: Path, embedder: Embedder, ahead: Ahead, *, keep_all: bool) -> None:
        self._writer = CatalogWriter(path)
        self._embedder = embedder
        self._ahead = ahead
        self._keep_all = keep_all
        self._found = list[Found]()
        self._waiting: dict[str, list[tuple[SourceFile, Article, bytes]]] = defaultdict(list)
        self._characters = 0
        self._signs: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        self._shared: dict[str, tuple[int, frozenset[int]]] = {}

    def compare(self, path: str, own: bytes) -> None:
        """Take the signs of an article that is not in the draft: what others share with it counts."""
        self._signs[folder(path)].append((path, own))

    def add(self, file: SourceFile, article: Article) -> None:
        """Take the article of a file."""
        own, name = signs(article).to_bytes(), folder(file.path)
        for other in [other for other in self._waiting if other != "." and not file.path.startswith(f"{other}/")]:
            self._cut(other)
        self._signs[name].append((file.path, own))
        self._waiting[name].append((file, article, own))
        self._characters += len(article.text)
        if self._keep_all or len(self._waiting[name]) >= _ENOUGH:
            self._cut(name)
        elif self._characters > _CHARACTERS:
            self._cut_all()

    def finish(self) -> list[Found]:
        """What was added, all of it on disk."""
        self._cut_all()
        return self._found

    def close(self) -> None:
        """Let go of the file."""
        self._writer.close()

    def _cut_all(self) -> None:
        for name in list(self._waiting):
            self._cut(name)

    def _cut(self, name: str) -> None:
        shared = self._shared_in(name)
        for file, article, own in self._waiting.pop(name):
            self._characters -= len(article.text)
            out = Signs.from_bytes(own).among(shared)
            left, cut = cut_up(article, out, self._embedder)
            entry = Entry(left, file.location, file.size, file.mtime_ns, cut)
            sketch = Sketch(file.path, entry.known, text_key(article), own, out.to_bytes())
            number = self._writer.add(entry, sketch.text, sketch.signs, sketch.shared)
            self._found.append(Found(sketch, Home(number, sketch)))
            self._ahead.offer(cut)

    def _shared_in(self, name: str) -> frozenset[int]:
        """The lines that the articles of a folder share, as far as is known."""
        if self._keep_all:
            return frozenset()
        own = self._signs[name]
        count, shared = self._shared.get(name, (0, frozenset[int]()))
        if len(own) >= 2 * count:
            shared = shared_lines((path, Signs.from_bytes(one)) for path, one in own)[name]
            self._shared[name] = len(own), shared
        return shared


def cut_up(article: Article, shared: Signs, embedder: Embedder) -> tuple[Article, tuple[Passage, ...]]:
    """An article without the lines that it shares with others, and its passages as this embedder is to have them."""
    left = without_shared(article, shared.lines)
    return left, tuple(passages(left, embedder.count_tokens, embedder.max_tokens))
