"""A question -> an Answer. Everything it works with is handed in."""

import time
import unicodedata
from collections.abc import Sequence

from corpus.article import Span
from corpus.errors import ModelMismatch, UsageError
from corpus.read import read_bytes
from index.embed import Embedder, Model
from index.search import Filters, Hit, search
from index.stale import stale_paths
from index.store import Index
from index.variants import known_to, worded
from qa.about import about, printed
from qa.answer import Answer, IndexState, Quote, Refusal
from qa.breadth import Told
from qa.defaults import QUOTES, THRESHOLD
from qa.evidence import Evidence
from qa.gather import Clock, gather
from qa.premise import contradiction
from qa.refuse import PRINTED, UNPRINTED
from qa.rerank import Reranker
from qa.verify import Read, check

LONGEST_QUESTION = 4000
_NEAREST = 3
_LOOKED_AT = 2000  # files: that takes some ten milliseconds


def ask(  # noqa: PLR0913  each is one thing that a test or a caller exchanges
    question: str,
    index: Index,
    embedder: Embedder,
    *,
    history: Sequence[str] = (),
    filters: Filters | None = None,
    quotes: int = QUOTES,
    threshold: float = THRESHOLD,
    reranker: Reranker | None = None,
    read: Read = read_bytes,
    clock: Clock = time.perf_counter,
) -> Answer:
    """Answer a question from the articles of `index`, with at most `quotes` quotes.

    There is an answer if its confidence is `threshold` or more, and no other test fails (`Refusal`).
    `reranker` orders the evidence anew; confidence is that without it. `history` are the earlier
    questions of a conversation, oldest first. `read` gives the bytes of a source file and `clock`
    seconds. Raises UsageError for a question that cannot be asked and ModelMismatch if `embedder` is not
    the model that made the index.
    """
    question = clean_question(question)
    same_model(index, embedder.model)
    started = clock()
    gathered = gather(
        question,
        index,
        embedder,
        history=[clean_question(earlier) for earlier in history],
        filters=filters,
        quotes=quotes,
        reranker=reranker,
        clock=clock,
    )
    searched_as = gathered.wording.text
    told, sure, unprinted = gathered.told, gathered.confidence(question), False
    asked = about(searched_as, index.catalog.metadata, gathered.rarity)
    if asked:
        paths = asked.paths or ([] if asked.of_all else [one.evidence.passage.article.path for one in told[:1]])
        lines = [line for path in paths for line in _printed(index, path, asked.field, filters)][:quotes]
        others = (one for one in told if all(map(one.evidence.apart_from, lines)))
        told = [*map(Told, lines), *(() if lines and asked.of_all else others)]
        if lines and asked.paths:
            sure = PRINTED
        elif asked.of_all:
            sure = min(sure, UNPRINTED)
        elif asked.titled and asked.field == "author":
            sure, unprinted = min(sure, UNPRINTED), True
    refusal = _refusal(told, unprinted=unprinted, unsure=sure < threshold)
    answered = refusal is None
    missing = gathered.unmet(question, [one.evidence for one in told[: quotes if answered else max(quotes, QUOTES)]])
    if refusal is Refusal.CONFIDENCE and missing:
        refusal = Refusal.UNMET
    chosen = [quote_of(index, one, read, question) for one in told[: quotes if answered else _NEAREST]]
    stale = _stale(index, chosen)
    ended = clock()
    return Answer(
        question=question,
        answered=answered,
        confidence=sure,
        quotes=tuple(chosen) if answered else (),
        nearest=() if answered else tuple(chosen),
        unmet=missing,
        searched_as=searched_as,
        index=IndexState(
            index.manifest.generation,
            index.manifest.articles,
            index.manifest.passages,
            stale,
            index.manifest.pending,
        ),
        threshold=threshold,
        refused_because=refusal,
        timings_ms={
            "embed": _ms(started, gathered.embedded),
            "search": _ms(gathered.embedded, gathered.found),
            "select": _ms(gathered.found, ended),
            "total": _ms(started, ended),
        },
    )


def _stale(index: Index, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The articles whose files have changed; in a large index only those quoted: to look at all takes long."""
    if index.manifest.articles <= _LOOKED_AT:
        known = index.catalog.known()
    else:
        known = {quote.article.path: index.catalog.known_of(quote.article.path) for quote in quotes}
    return tuple(stale_paths(known, index.manifest.built_ns))


def _refusal(told: Sequence[Told], *, unprinted: bool, unsure: bool) -> Refusal | None:
    """The first test that fails; None if there is an answer."""
    if not told:
        return Refusal.NOTHING_FOUND
    if unprinted:
        return Refusal.NO_AUTHOR
    return Refusal.CONFIDENCE if unsure else None


def _printed(index: Index, path: str, field: str, filters: Filters | None) -> list[Evidence]:
    """The line in which an article prints what is asked of it, as evidence; none if it does not."""
    entry = index.catalog.entry(path)
    span = printed(entry.article, field)
    if span is None or (filters and not filters.admits(entry.article)):
        return []
    return [Evidence(passage, span, span, 1.0, 1.0, 1.0) for passage in entry.passages if passage.span.holds(span)][:1]


def find(question: str, index: Index, embedder: Embedder, k: int, filters: Filters | None = None) -> list[Hit]:
    """The `k` best passages for a question, without choosing quotes. Raises as `ask` does."""
    question = clean_question(question)
    same_model(index, embedder.model)
    wording = worded(question, index, known_to(embedder))
    return search(index, wording, embedder.encode([wording.text])[0], k, filters)


def quote_of(index: Index, told: Told, read: Read, question: str = "") -> Quote:
    """The evidence as a quote, compared with its file, with those of other articles that say the same.

    What of its best sentence speaks against the question is marked.
    """
    evidence, article = told.evidence, told.evidence.passage.article
    best = Span(evidence.best.start, min(evidence.best.end, evidence.span.end))
    against = contradiction(question, best.of(article.text))
    return check(
        article,
        evidence.span,
        index.catalog.location(article.path),
        emphasis=(best,),
        score=evidence.score,
        also=tuple(quote_of(index, Told(other), read) for other in told.also),
        against=Span(best.start + against.start, best.start + against.end) if against else None,
        read=read,
    )


def quote_passage(index: Index, hit: Hit, read: Read = read_bytes) -> Quote:
    """A whole passage as a quote, compared with its file."""
    article = hit.passage.article
    return check(article, hit.passage.span, index.catalog.location(article.path), score=hit.score, read=read)


def clean_question(question: str) -> str:
    """The question without control characters and with single spaces.

    Raises UsageError if nothing is left that could be searched for, or if it is too long.
    """
    shown = "".join(
        " " if character.isspace() else "" if unicodedata.category(character)[0] == "C" else character
        for character in question
    )
    text = " ".join(shown.split())
    if not any(map(str.isalnum, text)):
        what = "the question is empty" if not question.strip() else "the question has no words"
        raise UsageError(what, 'qa ask "who said what?"')
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(text):,} characters; at most {LONGEST_QUESTION:,} are searched for",
            "ask about one thing at a time",
        )
    return text


def same_model(index: Index, model: Model) -> None:
    """Raises ModelMismatch unless `model` made the vectors of `index`."""
    made_with = index.manifest.model
    if made_with == model:
        return
    if made_with.name == model.name:
        what = f"the weights of {model.name} are not those that made the index at {index.place}"
    else:
        what = f"the index at {index.place} was made with the model {made_with.name}, not with {model.name}"
    raise ModelMismatch(what, f"qa index --model {model.name} --index {index.place}")


def _ms(start: float, end: float) -> float:
    return round(1000 * (end - start), 2)
