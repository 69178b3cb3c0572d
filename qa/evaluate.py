"""Questions with known evidence and the answers to them -> how good the answers are."""

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from qa.answer import Answer, Quote

UNANSWERABLE = frozenset({"unanswerable", "offtopic"})
_WORDS_READ = 80
_SHARE = 0.8


def evaluate(questions: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> dict[str, Any]:
    """Score answers, one a question, in the same order.

    A question has a `kind` and `evidence`: a list of `{"file", "quote", "alt"}`. A quote covers such
    a piece when its article has that file name and it holds 80 % of the piece's words within its
    first 80. With `"need": "any"` one covered piece is enough, else each counts for its share.
    recall@k is that share over the first k quotes, averaged over the questions that have an answer;
    the refusal rate is over those of the kinds "unanswerable" and "offtopic".
    """
    asked = list(zip(questions, answers, strict=True))
    answerable = [(question, answer) for question, answer in asked if question.get("kind") not in UNANSWERABLE]
    others = [answer for question, answer in asked if question.get("kind") in UNANSWERABLE]
    times = [answer.timings_ms["total"] for answer in answers]
    return {
        "questions": len(asked),
        **{
            f"recall@{k}": _mean([recall(question, answer.quotes[:k]) for question, answer in answerable])
            for k in (1, 3, 5)
        },
        "answered_rate": _mean([float(answer.answered) for _, answer in answerable]),
        "refusal_rate": _mean([float(not answer.answered) for answer in others]),
        "latency_ms": {"median": statistics.median(times), "max": max(times)} if times else None,
    }


def recall(question: Mapping[str, Any], quotes: Sequence[Quote]) -> float:
    """The share of the question's evidence that the quotes cover."""
    covered = [any(_covers(quote, piece) for quote in quotes) for piece in question.get("evidence", ())]
    if question.get("need", "all") == "any":
        return float(any(covered))
    return sum(covered) / len(covered) if covered else 0.0


def _covers(quote: Quote, piece: Mapping[str, Any]) -> bool:
    alternatives = [piece, *(alt if isinstance(alt, Mapping) else {"quote": alt} for alt in piece.get("alt", ()))]
    have = Counter(_words(quote.text)[:_WORDS_READ])
    for alternative in alternatives:
        need = Counter(_words(str(alternative["quote"])))
        same_file = quote.article.path.rpartition("/")[2] == alternative.get("file", piece["file"])
        if same_file and sum(min(times, have[word]) for word, times in need.items()) >= _SHARE * need.total():
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.mean(values), 4) if values else None
