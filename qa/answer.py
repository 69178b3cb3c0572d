"""What an answer is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.article import Article, Span, Unit


class Verdict(StrEnum):
    """How a quote stands to the file it cites, at the moment it was checked."""

    VERIFIED = "verified"
    """The file says exactly this, at this place."""
    MOVED = "moved"
    """The file says exactly this, at another place than when it was indexed; the citation is the new place."""
    CHANGED = "changed"
    """The file no longer says this; the citation is the place where it did."""
    DELETED = "deleted"
    """The file is gone."""
    MISATTRIBUTED = "misattributed"
    """A saved answer cites the text with another title, author, date or line than the file has."""
    UNREADABLE = "unreadable"
    """The file is there and cannot be opened."""

    @property
    def stands(self) -> bool:
        """Whether the file says exactly this."""
        return self in {Verdict.VERIFIED, Verdict.MOVED}


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of an article: `article.text[span] == text`, always.

    Only `qa.verify` makes one. `emphasis` are the spans within `text` that carry the answer. `score`
    orders the quotes of one answer and means nothing across answers. `also` are quotes of other
    articles that say this in the same words, or in nearly the same. `against` is the part of `text`
    that speaks against what the question takes for granted.
    """

    article: Article
    span: Span
    text: str
    verdict: Verdict
    emphasis: tuple[Span, ...] = ()
    score: float = 0.0
    also: tuple["Quote", ...] = ()
    against: Span | None = None

    def __post_init__(self) -> None:
        if self.span.of(self.article.text) != self.text:
            raise ValueError(f"{self.article.path}:{self.span} does not say {self.text!r}")

    @property
    def lines(self) -> tuple[int, int] | None:
        """First and last line in the file, from 1, both included; None for a format without lines."""
        return self.article.lines(self.span) if self.article.unit is Unit.LINE else None

    @property
    def citation(self) -> str:
        """Where the quote stands, in a form that `qa show` takes."""
        return citation_of(self.article, self.span)


def citation_of(article: Article, span: Span) -> str:
    """`path:12-14` for lines, `path:p3` for pages, `path:par7` for paragraphs."""
    first, last = article.place(span)
    return f"{article.path}:{article.unit}{first if first == last else f'{first}-{last}'}"


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which index answered.

    `stale` are the articles whose files have changed since it was built; of more than 2,000 articles,
    only those quoted are looked at. `pending` passages have no vector yet, because it is still being
    built: they are found by their words.
    """

    generation: str
    articles: int
    passages: int
    stale: tuple[str, ...] = ()
    pending: int = 0


class Refusal(StrEnum):
    """Which test a question failed that is not answered."""

    NOTHING_FOUND = "nothing_found"
    """No passage has a sentence that could be quoted."""
    NO_AUTHOR = "no_author"
    """It asks who wrote an article that names nobody."""
    UNMET = "unmet"
    """The confidence is under the threshold, and no passage bears some names or numbers of the question."""
    CONFIDENCE = "confidence"
    """The confidence is under the threshold, though the passages bear every name and number."""

    @property
    def of_threshold(self) -> bool:
        """Whether a lower threshold would have let the question be answered."""
        return self in {Refusal.UNMET, Refusal.CONFIDENCE}


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer a question, best first; or none, and what came closest.

    `confidence` is in [0, 1]: about the share of such answers that are right. `unmet` are names,
    numbers and years of the question that no shown quote or its passage bears. `searched_as` is what
    was searched for, which differs from `question` when that leans on an earlier one. `threshold` is
    the least confidence with which there is an answer; `refused_because` is None where there is one.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    unmet: tuple[str, ...]
    searched_as: str
    index: IndexState
    threshold: float
    refused_because: Refusal | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
