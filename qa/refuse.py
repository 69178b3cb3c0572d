"""When to say "not in these articles", and which words of a question the quotes do not meet."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import regex

from index.terms import STOP_WORDS, terms

if TYPE_CHECKING:
    from qa.evidence import Evidence

WEIGHTS = (-4.58, 8.56, -2.58, -1.04)
"""Of the logistic function: the constant, then one for each of `signals`."""

PRINTED = 0.9
"""The confidence in a quote whose line or citation prints what is asked of its article."""

UNPRINTED = 0.02
"""The most confidence where an article is asked for an author and names none, or no article is of the date asked."""

_RIGHT = 3  # quotes among which the answer should be
_MOST_UNMET = 2
_NAME = regex.compile(r"\b\p{Lu}[\p{L}\p{M}\p{N}’'.-]*")
_NUMBER = regex.compile(r"\b(?P<figure>\d[\d,.]*(?<=\d))\p{L}*")
_POSSESSIVE = regex.compile(r"[’']s?$")
_SENTENCE_START = regex.compile(r"(?:^|[.?!:]\s+|[“\"‘(])$")


def signals(evidence: "Sequence[Evidence]", unmet: int) -> tuple[float, float, float]:
    """What confidence rests on, all in absolute terms, so that nonsense scores low however it ranks.

    The best cosine of a sentence of the first three quotes with the question; how little the quotes
    give the number, date or reason that is wanted; and how many names, numbers and years of the
    question are `unmet`. That a passage bears the question's words tells nothing more: where the
    answer is missing, its topic is there all the same, and people ask in words of their own.
    """
    likely = evidence[:_RIGHT]
    return max(one.cosine for one in likely), 1 - max(one.given for one in evidence), min(unmet, _MOST_UNMET)


def confidence(evidence: "Sequence[Evidence]", unmet: int) -> float:
    """How likely it is that one of the first three quotes answers the question, in [0, 1].

    A logistic function of `signals`. `tests/bench/confidence.py` fits `WEIGHTS` on public questions
    and prints how well weights that were fitted on one set hold on another.
    """
    if not evidence:
        return 0.0
    constant, *slopes = WEIGHTS
    logit = constant + sum(slope * signal for slope, signal in zip(slopes, signals(evidence, unmet), strict=True))
    return round(1 / (1 + math.exp(-logit)), 4)


def unmet(question: str, texts: Iterable[str], read: Callable[[str], list[str]] = terms) -> tuple[str, ...]:
    """The names, numbers and years of a question that none of `texts` bears, as the question writes them.

    A name is a word with a capital that does not merely open a sentence. Words are compared by their
    stems, without case, accents or thousands separators; `read` gives the terms of a text, which may
    be more than stand there: a name in the question's spelling for one in another.
    """
    texts = list(texts)
    there = {term for text in texts for term in read(text)} | {
        number["figure"].replace(",", "") for text in texts for number in _NUMBER.finditer(text)
    }
    missing = []
    for match in (*_NUMBER.finditer(question), *_NAME.finditer(question)):
        word = _POSSESSIVE.sub("", match[0]).rstrip(".'’-")
        opens = bool(_SENTENCE_START.search(question[: match.start()]))
        if match[0][0].isalpha() and (word.lower() in STOP_WORDS or (opens and not word.isupper())):
            continue
        figure = match.groupdict().get("figure", word)  # 168th is met by 168
        known = figure.replace(",", "") in there or all(term in there for term in terms(word))
        if not known and word not in missing:
            missing.append(word)
    return tuple(sorted(missing, key=question.index))
