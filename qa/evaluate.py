"""What was answered to a question with known evidence -> how good that was, as one record a question.

A quote covers a wording when it is of that file and holds 80 % of the wording's words within its own
first 80, so that a whole page is no answer. A passage covers one in the same way with all its words.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.search import Hit
from qa.answer import Answer, Quote, Verdict
from qa.questions import METADATA, Piece, Question

QUOTE_WORDS = 80
RANKS = 10
"""Passages that are looked at; nDCG is over this many."""
_KS = (1, 3, 5)
_SHARE = 0.8
_RIGHT = 3  # an answer is right when one of so many quotes covers a piece of the evidence
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote or passage as far as it is judged: its text, every path of its file, and what its citation says."""

    text: str
    paths: tuple[str, ...]
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a program made of a question. `quotes` are empty where it refused, `nearest` where it did not.

    `altered` counts quotes that are not what the file says; `refused_because` is as in the answer record.
    """

    answered: bool
    confidence: float
    quotes: tuple[Shown, ...]
    nearest: tuple[Shown, ...]
    passages: tuple[Shown, ...]
    milliseconds: float
    altered: int = 0
    refused_because: str | None = None


def attempt(answer: Answer, hits: Sequence[Hit], paths: Mapping[str, tuple[str, ...]] | None = None) -> Attempt:
    """An answer of ours, and the passages that a search for the same gave.

    `paths` are all paths of an article that stands in several files, by its first.
    """

    def quoted(quote: Quote) -> Shown:
        metadata = quote.article.metadata
        said = (metadata.title, metadata.outlet, metadata.author, metadata.published, metadata.updated)
        paths = tuple(path for one in (quote, *quote.also) for path in of(one.article.path))
        return Shown(quote.text, paths, " ".join(part for part in said if part))

    def of(path: str) -> tuple[str, ...]:
        return (paths or {}).get(path, (path,))

    return Attempt(
        answer.answered,
        answer.confidence,
        tuple(map(quoted, answer.quotes)),
        tuple(map(quoted, answer.nearest)),
        tuple(Shown(hit.passage.text, of(hit.passage.article.path)) for hit in hits),
        answer.timings_ms["total"],
        sum(quote.verdict not in {Verdict.VERIFIED, Verdict.MOVED} for quote in answer.quotes),
        answer.refused_because,
    )


def result(question: Question, tried: Attempt) -> dict[str, Any]:
    """The record of one question, as `qa eval --json` prints it; a score that does not apply is null.

    `right` is whether one of the first three quotes, or of the nearest where there is no answer,
    covers a piece of the evidence: what `confidence` should be the probability of.
    """
    likely = tried.quotes or tried.nearest
    sought = question.answerable
    quoted = shares(question, tried.quotes, QUOTE_WORDS) if sought else None
    found = shares(question, tried.passages) if sought else None
    return {
        "line": question.line,
        "id": question.name,
        "question": question.text,
        "kind": question.kind,
        "answered": tried.answered,
        "confidence": tried.confidence,
        "refused_because": tried.refused_because,
        "right": question.answerable and recall(question, likely[:_RIGHT], QUOTE_WORDS) > 0,
        **ranking(quoted, question.pieces),
        **ranking(found, question.pieces, "passage_"),
        "words_shown@3": sum(len(_words(one.text)) for one in tried.quotes[:_RIGHT]) if sought else None,
        "quotes": len(tried.quotes),
        "altered": tried.altered,
        "ms": tried.milliseconds,
    }


def shares(question: Question, shown: Sequence[Shown], most: int | None = None) -> list[float]:
    """The share of the evidence that the first 1, 2, … of `shown` cover; `most` words of each are read."""
    return [recall(question, shown[:number], most) for number in range(1, min(len(shown), RANKS) + 1)]


def ranking(shares: Sequence[float] | None, pieces: int, name: str = "") -> dict[str, float | None]:
    """recall@1, @3 and @5, reciprocal rank and nDCG@10 of one ranking; None for each if it is None.

    `shares[n]` of the `pieces` stand in the first n + 1 places. A place gains the share that it adds,
    and the ideal ranking has one piece a place. Where all of a question is in the first place, nDCG
    is 1 (Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", 2002).
    """
    scores: dict[str, float | None] = dict.fromkeys(
        [*(f"{name}recall@{k}" for k in _KS), f"{name}mrr", f"{name}ndcg@10"]
    )
    if shares is None:
        return scores
    for k in _KS:
        scores[f"{name}recall@{k}"] = round(shares[min(k, len(shares)) - 1], 4) if shares else 0.0
    first = next((place for place, share in enumerate(shares, start=1) if share > 0), None)
    scores[f"{name}mrr"] = round(1 / first, 4) if first else 0.0
    gains = [share - before for share, before in zip(shares, (0.0, *shares), strict=False)]
    ideal = [1 / max(1, pieces)] * min(max(1, pieces), RANKS)
    scores[f"{name}ndcg@10"] = round(min(1.0, _discounted(gains) / _discounted(ideal)), 4)
    return scores


def recall(question: Question, shown: Sequence[Shown], most: int | None = None) -> float:
    """The share of the question's evidence that is covered: all or nothing where one piece is enough."""
    if question.kind == METADATA and any(_accepted(question, one) for one in shown):
        return 1.0
    covered = [any(covers(one, piece, most) for one in shown) for piece in question.evidence]
    if question.one_is_enough:
        return float(any(covered))
    return sum(covered) / len(covered) if covered else 0.0


def covers(shown: Shown, piece: Piece, most: int | None = None) -> bool:
    """Whether the first `most` words hold 80 % of the words of one wording, and are of its file."""
    have = Counter(_words(shown.text)[:most])
    for wording in piece:
        if any(f"/{path}".endswith(f"/{wording.file}") for path in shown.paths):
            need = Counter(_words(wording.quote))
            if sum(min(times, have[word]) for word, times in need.items()) >= _SHARE * need.total():
                return True
    return False


def _accepted(question: Question, shown: Shown) -> bool:
    """Whether the text or its citation says one of what the question accepts."""
    said = _folded(f"{shown.text} {shown.citation}").lower()
    return any(text.lower() in said for text in question.accept)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text).lower())


def _folded(text: str) -> str:
    """Single spaces, and of a link what it shows."""
    return " ".join(_LINK.sub(r"\1", text).split())


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
