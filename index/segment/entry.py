"""What a segment keeps of an article."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from corpus.article import Article, Passage
from index.plan import Known


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, where its file lies, and what the file's status was when it was read.

    `also` are the other files that hold the same text, by path.
    """

    article: Article
    location: Path
    size: int
    mtime_ns: int
    passages: tuple[Passage, ...]
    also: tuple[tuple[str, Known], ...] = ()

    @property
    def known(self) -> Known:
        """What is remembered of the article's own file."""
        return Known(self.article.sha256, self.location, self.size, self.mtime_ns)


def key(passage: Passage) -> bytes:
    """Names what is embedded of a passage: equal keys, equal vectors. BLAKE2b, 16 bytes."""
    return blake2b(passage.embedded.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def text_key(article: Article) -> bytes:
    """Names the text of an article: equal keys, one article. BLAKE2b, 16 bytes."""
    return blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a build must know of each article before it is written: not its text.

    `text` is its `text_key`, `signs` those of `corpus.shared` and `shared` the lines left out for
    them, as bytes. `also` as in `Entry`.
    """

    path: str
    known: Known
    text: bytes
    signs: bytes
    shared: bytes
    also: tuple[tuple[str, Known], ...] = ()
