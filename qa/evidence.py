"""Hits -> the one to three sentences that carry the answer, several times over."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.article import Passage, Span
from corpus.paragraphs import ends_sentence
from corpus.passages import passage_sentences
from index.search import Hit, fused
from index.terms import question_terms, terms
from qa.expected import ENOUGH, gives, wanted
from qa.speech import speech_around
from qa.widen import Candidates, fitting, widened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSAGES = 12
"""How many of the best hits are read sentence by sentence."""

_PASSAGE_WEIGHT = 0.5
_REACH = 4.0  # standard deviations behind the best; nothing further off was of use
_AGAIN = 1.2  # standard deviations that the second quote of a passage is put back, the third twice that
_LABEL = 2.5  # standard deviations that a line without a sentence's end, as a date line, is put back
_WANTED = 1.2  # standard deviations that a sentence gains which gives the kind of answer that is wanted
_CELLS = " | "  # between the cells of a row


@dataclass(frozen=True, slots=True)
class Evidence:
    """One to three adjoining sentences of a passage; `best` is the one that carries the answer.

    `score` orders the evidence of one question and `cosine` is the best sentence's own. `given` is how
    far one of the sentences gives the kind of answer that is wanted (`qa.expected`), less the further
    it is behind the best: 0 to 1.
    """

    passage: Passage
    span: Span
    best: Span
    score: float
    cosine: float
    given: float

    def apart_from(self, other: "Evidence") -> bool:
        """Whether the two share no character of any article."""
        same = self.passage.article.path == other.passage.article.path
        return not same or self.span.end <= other.span.start or other.span.end <= self.span.start


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: int
    span: Span
    score: float
    cosine: float
    given: float


def choose(  # noqa: PLR0913, PLR0917  what it reads, asks and weighs with
    question: str,
    vector: "NDArray[np.float32]",
    hits: Sequence[Hit],
    encode: "Callable[[Sequence[str]], NDArray[np.float32]]",
    rarity: Callable[[str], float],
    most: int,
    read: Callable[[str], list[str]] = terms,
) -> list[Evidence]:
    """The evidence in the best hits, best first, at most `most` pieces, none far behind the best.

    A sentence's score joins its own likeness to the question, in meaning and in words, with that of
    its passage, which knows what "he" and "the vote" are; one with the number, date or reason that is
    wanted goes before one without. The best sentence is widened and taken,
    then the best that is left, so a passage may give several quotes, and no sentence stands in two.
    `vector` is the question's, `encode` makes the sentences', `rarity` is the weight of a term
    (`inverse_frequency`) and `read` gives the terms of a text. The same words may come
    twice, from two places (`qa.breadth.told_once`).
    """
    parts = [(number, span) for number, hit in enumerate(hits) for span in passage_sentences(hit.passage)]
    if not parts:
        return []
    texts = [span.of(hits[number].passage.article.text) for number, span in parts]
    cosines = [float(cosine) for cosine in encode(texts) @ vector]
    own = fused(cosines, bm25(question_terms(question), [read(text) for text in texts], rarity))
    around = fused([hit.cosine for hit in hits], [hit.bm25 for hit in hits])
    likeness = [
        score + _PASSAGE_WEIGHT * around[number] - _LABEL * _is_label(text)
        for (number, _), text, score in zip(parts, texts, own, strict=True)
    ]
    wants = bool(wanted(question))
    given = [gives(text, question) if wants else 1.0 for text in texts]
    sentences = [
        _Sentence(
            number,
            span,
            score + _WANTED * (wants and gift >= ENOUGH),
            cosine,
            gift * math.exp(score - max(likeness)),
        )
        for (number, span), score, cosine, gift in zip(parts, likeness, cosines, given, strict=True)
    ]
    free = set(range(len(parts)))
    taken: Counter[int] = Counter()
    found: list[Evidence] = []

    def order(at: int) -> tuple[float, str, int]:
        hit, span = sentences[at].hit, sentences[at].span
        return taken[hit] * _AGAIN - sentences[at].score, hits[hit].passage.article.path, span.start

    reach = max(sentence.score for sentence in sentences) - _REACH
    while free and len(found) < most:
        at = min(free, key=order)
        if -order(at)[0] < reach:
            break
        best, passage = sentences[at], hits[sentences[at].hit].passage
        text, beside = passage.article.text, _beside(sentences, free, at)
        run = widened(_candidates(text, [sentences[one] for one in beside]), beside.index(at))
        first, last = beside[run[0]], beside[run[1]]
        free -= set(range(first, last + 1))
        taken[best.hit] += 1
        span = fitting(text, Span(sentences[first].span.start, sentences[last].span.end))
        gift = max(sentence.given for sentence in sentences[first : last + 1])
        found.append(Evidence(passage, span, best.span, best.score, best.cosine, gift))
    return found


def _is_label(line: str) -> bool:
    """Whether a line neither ends a sentence nor is a row of a table, nor a term with what stands below it."""
    return not ends_sentence(line) and _CELLS not in line and "\n" not in line


def bm25(asked: Sequence[str], texts: Sequence[Sequence[str]], rarity: Callable[[str], float]) -> list[float]:
    """BM25 of each text (as terms) for the terms asked, with k1 = 1.2, b = 0.75 and a given rarity.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """
    k1, b = 1.2, 0.75
    mean = sum(map(len, texts)) / max(1, len(texts)) or 1.0
    scores = []
    for text in texts:
        times = Counter(text)
        normal = k1 * (1 - b + b * len(text) / mean)
        scores.append(sum(rarity(term) * times[term] * (k1 + 1) / (times[term] + normal) for term in asked))
    return scores


def inverse_frequency(passages: int, frequency: int) -> float:
    """BM25's weight of a term that stands in `frequency` of `passages` passages; never negative."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def coverage(
    question: str, text: str, rarity: Callable[[str], float], read: Callable[[str], list[str]] = terms
) -> float:
    """The share of the question's terms, weighed by rarity, that `text`, as `read`, bears: 0 to 1."""
    asked = question_terms(question)
    weights = {term: rarity(term) for term in asked}
    there = set(read(text))
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in there) / total if total else 0.0


def _beside(sentences: Sequence[_Sentence], free: Collection[int], at: int) -> range:
    """The sentences in a row around `at` that are of the same passage and not yet taken."""
    first = last = at
    while first - 1 in free and sentences[first - 1].hit == sentences[at].hit:
        first -= 1
    while last + 1 in free and sentences[last + 1].hit == sentences[at].hit:
        last += 1
    return range(first, last + 1)


def _candidates(text: str, sentences: Sequence[_Sentence]) -> Candidates:
    spans = [sentence.span for sentence in sentences]
    said = speech_around(text, Span(spans[0].start, spans[-1].end))
    return Candidates(text, spans, [sentence.score for sentence in sentences], said)
