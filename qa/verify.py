"""Is this quote still what the file says? The only place where a Quote is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article, Span, Unit
from corpus.errors import SkippedFile
from corpus.read import digest, read_article, read_bytes
from corpus.read.encoding import decode
from corpus.read.origin import read_origin
from qa.answer import Quote, Verdict

Read = Callable[[Path], bytes]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stands to a file: the article as the file is now and the text's place in it, if there is one."""

    verdict: Verdict
    article: Article | None = None
    place: Span | None = None


def stand(  # noqa: PLR0913  the text, where it stood, and how to read the file
    text: str, span: Span, path: str, location: Path, read: Read = read_bytes, *, indexed: Article | None = None
) -> Standing:
    """Look for `text`, which stood at `span` of the article called `path`, in the file at `location`.

    A file whose bytes have the hash of `indexed` is not taken apart again: a reader gives the same article
    for the same bytes, and that takes a second for some.
    """
    try:
        data = read(location)
    except SkippedFile:
        return Standing(Verdict.UNREADABLE if location.exists() else Verdict.DELETED)
    try:
        article = indexed if indexed and _says(indexed, data) else read_article(path, data, read_origin(location))
    except SkippedFile:
        return Standing(Verdict.CHANGED)
    place = find(text, span, article.text)
    if place is None:
        return Standing(Verdict.CHANGED)
    return Standing(Verdict.VERIFIED if place == span else Verdict.MOVED, article, place)


def _says(indexed: Article, data: bytes) -> bool:
    """Whether these bytes are those of an indexed article; of plain text, whether they say its text, too."""
    if digest(data) != indexed.sha256:
        return False
    charset = indexed.origin.charset if indexed.origin else None
    return indexed.unit is not Unit.LINE or decode(data, charset)[0] == indexed.text


def check(  # noqa: PLR0913  a quote is made of as much
    article: Article,
    span: Span,
    location: Path,
    *,
    emphasis: tuple[Span, ...] = (),
    score: float = 0.0,
    also: tuple[Quote, ...] = (),
    against: Span | None = None,
    read: Read = read_bytes,
) -> Quote:
    """Quote `span` of an indexed article, compared with what its file at `location` says now.

    Where the file still says it, the quote is of the file as it is now: its lines, its hash.
    `emphasis` and `against` count in the article's text; `also` are quotes of other articles that say the same.
    """
    text = span.of(article.text)
    standing = stand(text, span, article.path, location, read, indexed=article)

    def inside(part: Span) -> Span:
        return Span(part.start - span.start, part.end - span.start)

    return Quote(
        standing.article or article,
        standing.place or span,
        text,
        standing.verdict,
        tuple(map(inside, emphasis)),
        score,
        also,
        inside(against) if against else None,
    )


def find(text: str, span: Span, now: str) -> Span | None:
    """Where `now` says `text`: at `span` if it stands there, else at the nearest place, else nowhere."""
    if span.of(now) == text:
        return span
    if not text:
        return None
    before = now.rfind(text, 0, span.start + len(text))
    after = now.find(text, span.start)
    starts = [start for start in (before, after) if start >= 0]
    if not starts:
        return None
    start = min(starts, key=lambda start: abs(start - span.start))
    return Span(start, start + len(text))
