"""Evidence from several articles: whether a question asks for it, in which order it comes, what is said twice."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.article import Metadata, Span
from index.search import Hit
from index.terms import question_terms
from qa.about import says
from qa.evidence import Evidence
from qa.likeness import nearly_alike

SEARCHED: Final = 60
"""Passages searched for where several articles are asked for."""

_ARTICLES = (
    r"(?:articles?|outlets?|sources?|newspapers?|papers?|stor(?:y|ies)|reports?|pieces?|accounts?|publications?|"
    r"authors?|writers?|journalists?|columnists?|analysts?|experts?|commentators?|magazines?|web ?sites?|texts?|"
    r"documents?|speech(?:es)?|essays?|letters?|interviews?|statements?)"
)
_PLURAL = _ARTICLES.replace("s?", "s").replace("(?:y|ies)", "ies").replace("(?:es)?", "es")
_SEVERAL = re.compile(
    rf"\b{_PLURAL}\b|\b(?:which|what|any|each|every|other)\s+(?:\w+\s+)?{_ARTICLES}\b|"
    r"\b(?:differ(?:s|ed|ent(?:ly)?|ences?)?|disagree\w*|contradict\w*|conflicting|compar(?:e[ds]?|ing|isons?)|"
    r"contrast\w*|versus|vs|both\s+sides|views|opinions|perspectives|viewpoints|versions|interpretations)\b|"
    r"\bwho\s+(?:says|claims|argues|thinks|believes|else)\b|"
    r"\b(?:do|have|got|know|is\s+there|are\s+there)\s+(?:you\s+)?(?:have\s+|know\s+|got\s+)?(?:anything\s+|something\s+)?"
    r"(?:on|about)\b",
    re.IGNORECASE,
)
_FRAME = re.compile(
    rf"(?:(?:(?:which|what|how\s+many)\s+(?:of\s+(?:the|these|your)\s+)?|"
    r"(?:please\s+)?(?:list|show|name|give|find|tell)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|those\s+|any\s+)?)"
    rf"{_ARTICLES}\s+(?:are\s+there\s+|do\s+you\s+have\s+)?"
    r"(?:that\s+|which\s+)?"
    r"(?:(?P<literally>mention(?:s|ed|ing)?|names?|quotes?|cites?)|"
    r"covers?|covered|discuss(?:es)?|treats?|deals?\s+with|"
    r"(?:are|is|reports?|writes?|wrote|talks?|speaks?|says?\s+something)?\s*(?:about|on|of))|"
    r"what\s+(?:do|have)\s+you\s+(?:have|got|know)\s+(?:on|about)|"
    r"(?:do\s+you\s+have|have\s+you(?:\s+got)?|is\s+there|are\s+there)\s+"
    rf"(?:anything|something|any\s+{_ARTICLES}|{_ARTICLES})\s+(?:on|about))\s+(?P<topic>.+)",
    re.IGNORECASE,
)
_DIFFER = r"(?:(?:seem|appear)\s+to\s+)?(?:disagree|differ|contradict|conflict|compare|vary)\w*(?:\s+each\s+other)?"
_ASIDE = re.compile(
    rf"[\s,;(–—-]*\b(?:(?:depending\s+on|according\s+to|across|among|between|in|by|from)\s+"
    rf"(?:(?:all|both|which|what)\s+)?(?:of\s+)?(?:(?:the|these|those|your|different|various|several|two)\s+)*{_PLURAL}|"
    rf"depending\s+on\s+(?:which|what)\s+{_ARTICLES})(?:\s+(?:you|one|we)\s+\w+)?\b|"
    rf"[\s,;(–—-]*\b(?:please\s+)?compar(?:e|ing)\s+(?:(?:all|the|these|those|different)\s+)*{_PLURAL}\b|"
    rf"[\s,;(–—-]*\b(?:how|where|do|why|whether|but)?\s*(?:do\s+)?(?:(?:the|these|those|different|various)\s+)*{_PLURAL}\s+"
    rf"{_DIFFER}(?:\s+(?:on|about|over|in)\b(?:\s+(?:this|that|it)\b)?)?|"
    rf"^what\s+do\s+(?:(?:the|these|those|different|various|other)\s+)*{_PLURAL}\s+(?:say|write|tell|report)\s+"
    r"(?:on|about|of)\b",
    re.IGNORECASE,
)
_TELLING = 2  # terms that a question must have left without its asides
_ABOUT_AS_GOOD = 0.3  # standard deviations within which evidence of a new article goes first
_FURTHER = 6  # articles beside those of the best hits of which a passage is read


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of evidence, and pieces of other articles that say it in the same or nearly the same words."""

    evidence: Evidence
    also: tuple[Evidence, ...] = ()


def asks_for_several(question: str) -> bool:
    """Whether a question asks for more than one article or view.

    >>> [asks_for_several(question) for question in ("How do the reports differ?", "Who closed the bridge?")]
    [True, False]
    """
    return bool(_SEVERAL.search(question))


def topic(question: str) -> str:
    """What a question asks about without what it says of articles; the question itself if little is left.

    >>> topic("Which outlets mention the bridge at Oster?")
    'the bridge at Oster'
    >>> topic("Was the ferry safe to use? compare the articles")
    'Was the ferry safe to use?'
    """
    match = _FRAME.fullmatch(question)
    if match:
        return match["topic"].rstrip(" ?.!") or question
    rest, asides = _ASIDE.subn("", question)
    return rest.strip(" ,;") if asides and len(question_terms(rest)) >= _TELLING else question


def on_topic(question: str, evidence: Sequence[Evidence], borne: Callable[[Evidence], float]) -> Sequence[Evidence]:
    """The evidence; of a question for articles on something, only what bears half as much of that as the best does.

    Of one for those that mention something, what bears as much of it. `borne` is the share of the
    question that the evidence and its passage bear.
    """
    if not _FRAME.fullmatch(question):
        return evidence
    shares = [borne(one) for one in evidence]
    least = max(shares, default=0.0) * (1 if asks_who_mentions(question) else 0.5)
    return [one for one, share in zip(evidence, shares, strict=True) if share >= least]


def asks_who_mentions(question: str) -> bool:
    """Whether a question asks which articles mention something: then the words tell what answers it.

    >>> [asks_who_mentions(f"Which reports {verb} the bridge?") for verb in ("mention", "are on")]
    [True, False]
    """
    match = _FRAME.fullmatch(question)
    return bool(match and match["literally"])


def worth_reading(hits: Sequence[Hit], most: int, *, several: bool) -> list[Hit]:
    """The best hits and, where several articles are asked for, the best of each of some further ones."""
    met = {hit.passage.article.path for hit in hits[:most]}
    further: dict[str, Hit] = {}
    for hit in hits[most:] if several else ():
        if hit.passage.article.path not in met and len(further) < _FURTHER:
            further.setdefault(hit.passage.article.path, hit)
    return [*hits[:most], *further.values()]


def told_once(evidence: Sequence[Evidence]) -> list[Told]:
    """The evidence in order; what repeats an earlier piece is put with that, or goes if it is of the same article.

    Pieces repeat each other when most words of the shorter stand in the other in the same order, or of their best
    sentences, and when no number and no "not" is in one of them only.
    """
    found: list[Told] = []
    for one in evidence:
        repeats = ((at, _repeated(one, told.evidence)) for at, told in enumerate(found))
        at, part = next(((at, part) for at, part in repeats if part), (0, None))
        if part is None:
            found.append(Told(one))
        elif _path(one) not in {_path(other) for other in (found[at].evidence, *found[at].also)}:
            found[at] = replace(found[at], also=(*found[at].also, part))
    return found


def spread(found: Sequence[Told], *, several: bool, named: Collection[str] = ()) -> list[Told]:
    """In order, but a piece of an article that has given one waits for those of others that are about as good.

    Where several articles are asked for, it waits for all of others, first for those of the articles that
    the question names, by their paths.
    """
    rest, order = list(found), list[Told]()
    while rest:
        met = {_path(told.evidence) for told in order}
        bound = rest[0].evidence.score - _ABOUT_AS_GOOD
        others = [told for told in rest if _path(told.evidence) not in met]
        if several:
            called = [told for told in others if order and _path(told.evidence) in named]
            first = (called or others or rest)[0]
        elif _path(rest[0].evidence) in met:
            first = next((told for told in others if told.evidence.score >= bound), rest[0])
        else:
            first = rest[0]
        order.append(first)
        rest.remove(first)
    return order


def named(question: str, articles: Sequence[tuple[str, Metadata]]) -> set[str]:
    """The paths of the articles whose outlet or author the question names."""
    return {
        path
        for path, metadata in articles
        if any(says(question, name) for name in (metadata.outlet, metadata.author) if name)
    }


def _path(evidence: Evidence) -> str:
    return evidence.passage.article.path


def _repeated(one: Evidence, other: Evidence) -> Evidence | None:
    """The evidence as far as it repeats other evidence: all of it, its best sentence, or nothing."""
    if nearly_alike(_said(one, one.span), _said(other, other.span)):
        return one
    best = Span(one.best.start, min(one.best.end, one.span.end))
    return replace(one, span=best) if nearly_alike(_said(one, best), _said(other, other.best)) else None


def _said(evidence: Evidence, span: Span) -> str:
    return span.of(evidence.passage.article.text)
