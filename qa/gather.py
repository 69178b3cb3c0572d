"""A question -> the evidence for it, in the order in which it is shown."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from index.embed import Embedder
from index.search import Filters, search
from index.store import Index
from index.variants import frequency, known_to, worded
from index.wording import Wording
from qa.breadth import (
    SEARCHED,
    Told,
    asks_for_several,
    asks_who_mentions,
    named,
    on_topic,
    spread,
    told_once,
    topic,
    worth_reading,
)
from qa.defaults import QUOTES
from qa.evidence import PASSAGES, Evidence, choose, coverage, inverse_frequency
from qa.followup import sought
from qa.refuse import PRINTED, UNPRINTED, confidence, unmet
from qa.rerank import CANDIDATES, Reranker, reranked

_PIECES = 3  # times as many as are shown are chosen from

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence for a question.

    `wording.text` is what was searched for. `told` is in the order of showing, `likely` what confidence
    rests on: the first of it as it was before a reranker. `embedded` and `found` are times of the clock:
    when the question had its vector, and when its passages were found.
    """

    wording: Wording
    told: list[Told]
    likely: list[Evidence]
    rarity: Callable[[str], float]
    borne: Callable[[Evidence], float]
    embedded: float
    found: float

    def unmet(self, question: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        """The names, numbers and years of the question that none of the evidence bears (`qa.refuse.unmet`)."""
        return unmet(question, map(shown, evidence), self.wording.terms)

    def confidence(self, question: str) -> float:
        """How likely it is that the evidence answers the question (`qa.refuse.confidence`).

        Which articles mention something is plain from their words.
        """
        if asks_who_mentions(question):
            most = max(map(self.borne, self.likely), default=0.0)
            return PRINTED if most == 1 else min(UNPRINTED, most)
        return confidence(self.likely, len(self.unmet(question, self.likely)))


def gather(  # noqa: PLR0913  each is one thing that a test or a caller exchanges
    question: str,
    index: Index,
    embedder: Embedder,
    *,
    history: Sequence[str] = (),
    filters: Filters | None = None,
    quotes: int = QUOTES,
    reranker: Reranker | None = None,
    clock: Clock = time.perf_counter,
) -> Gathered:
    """Search for a question and choose the evidence for at least `quotes` quotes.

    Both questions and `history` (earlier questions, oldest first) are clean (`qa.ask.clean_question`).
    """
    several = asks_for_several(question)
    known = known_to(embedder)

    @cache
    def put(text: str) -> Wording:
        return worded(topic(text), index, known)

    target = sought(question, history, lambda texts: embedder.encode([put(text).text for text in texts]))
    wording = put(target.text)
    embedded = clock()
    most = max(PASSAGES, quotes)
    hits = search(index, wording, target.vector, max(most, SEARCHED) if several else most, filters)
    found = clock()

    @cache
    def rarity(term: str) -> float:
        return inverse_frequency(len(index.words), frequency(index, term, wording))

    def borne(one: Evidence) -> float:
        return coverage(wording.text, one.passage.embedded, rarity, wording.terms)

    called = named(question, index.catalog.metadata()) if several else ()

    def arranged(pieces: Sequence[Evidence]) -> list[Told]:
        return spread(told_once(on_topic(question, pieces, borne)), several=several, named=called)

    pieces = choose(
        wording.text,
        target.vector,
        worth_reading(hits, most, several=several),
        embedder.encode,
        rarity,
        max(_PIECES * max(QUOTES, quotes), CANDIDATES if reranker else 0),
        wording.terms,
    )
    plain = arranged(pieces)
    told = arranged(reranked(wording.text, pieces, reranker)) if reranker else plain
    likely = [one.evidence for one in plain[:QUOTES]]
    return Gathered(wording, told[: max(QUOTES, quotes)], likely, rarity, borne, embedded, found)


def shown(evidence: Evidence) -> str:
    """What a reader sees of a piece of evidence and what it stands in: its passage, and what is cited with it."""
    metadata = evidence.passage.article.metadata
    cited = (metadata.outlet, metadata.author, metadata.published, metadata.updated)
    return "\n".join([evidence.passage.embedded, *filter(None, cited)])
