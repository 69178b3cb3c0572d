"""A question's premise and a quote -> the words of the quote that speak against it.

"Why did the 40 boats sink?" takes for granted that 40 boats sank. Where the quote counts 14 boats or
denies that they sank, a reader should see that before anything else. Only what can be told from the
words counts, and only where the quote is plainly on the same matter: a missed contradiction costs
less than a false one. Another year is none: an article tells of many.
"""

import re
from itertools import takewhile

from corpus.article import Span
from index.terms import STOP_WORDS, terms, words

_YEAR = re.compile(r"(?<![\w.,-])(?:1[0-9]|20)\d\d(?![\w,-]|\.\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,.]*(?<=\d)(?!\w)")
_COUNTS = 2  # words behind a number in which what it counts stands
_SAME_MATTER = 0.75  # of the question's other terms must stand in the sentence
_TAKEN_BACK = re.compile(r"\b(?:correct(?:ed|ion)|revised|initially|earlier|first|wrongly|since)\b", re.IGNORECASE)
_FEWEST = 3  # terms; fewer are no matter
_SUPPOSES = re.compile(r"^(?:and |but |so )?(?:why|when|where|how|who|what|which)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(r"\b(?:whether|or not|ever|if)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:(?:did|does|do|was|were|is|are|has|have|had|would|will|could|can)(?: not|n[’']t)|never"
    r"|denie[sd] (?:that|having)"
    r"|refused to|failed to|declined to|no longer)\s+(?!only\b)(?:\w+ly\s+|yet\s+|been\s+|be\s+)?(?P<verb>[^\W\d_]+)"
)
_DENIES = re.compile(r"\b(?:not|never|no|without)\b|n[’']t\b|\b(?:den[iy]|refus|fail|declin)", re.IGNORECASE)


def contradiction(question: str, sentence: str) -> Span | None:
    """The part of `sentence` that speaks against what `question` takes for granted; None if nothing does.

    >>> said = "The council did not close the mill."
    >>> contradiction("Why did the council close the mill?", said).of(said)
    'did not close'
    >>> contradiction("Did the council close the mill?", said)
    """
    if not _SUPPOSES.match(question):
        return None
    return _denial(question, sentence) or _other_count(question, sentence)


def _denial(question: str, sentence: str) -> Span | None:
    """A verb of the question that the sentence denies."""
    if _DENIES.search(question) or _ASKS_WHETHER.search(question) or not _on_the_matter(question, sentence, set()):
        return None
    asked = set(_telling(question))
    for match in _NOT.finditer(sentence):
        if asked & set(terms(match["verb"])):
            return Span(match.start(), match.end())
    return None


def _other_count(question: str, sentence: str) -> Span | None:
    """Another number of the very things that the question counts."""
    for asked, things in _counts(question):
        others = [
            number for number, counted in _counts(sentence) if things & counted and _value(number) != _value(asked)
        ]
        said = {_value(number) for number in _NUMBER.finditer(sentence)}
        one = len({_value(number) for number in others}) == 1 and not _TAKEN_BACK.search(sentence)
        if one and _value(asked) not in said and _on_the_matter(question, sentence, {asked[0]}):
            return Span(others[0].start(), others[0].end())
    return None


def _counts(text: str) -> list[tuple[re.Match[str], set[str]]]:
    """The numbers of a text that are no years, each with the terms of what it counts: those right behind it."""
    numbers = [number for number in _NUMBER.finditer(text) if not _YEAR.fullmatch(number[0])]
    ends = [*(number.start() for number in numbers), len(text)][1:]
    found = []
    for number, end in zip(numbers, ends, strict=True):
        behind = takewhile(lambda word: word not in STOP_WORDS, words(text[number.end() : end])[:_COUNTS])
        found.append((number, {term for word in behind for term in terms(word)}))
    return found


def _on_the_matter(question: str, sentence: str, apart: set[str]) -> bool:
    """Whether nearly all that the question is about, `apart` left out, stands in the sentence."""
    left_out = {term for word in apart for term in terms(word)}
    asked = [term for term in _telling(question) if term not in left_out]
    there = set(terms(sentence))
    return len(asked) >= _FEWEST and sum(term in there for term in asked) >= _SAME_MATTER * len(asked)


def _telling(question: str) -> list[str]:
    return [term for word in words(question) if word not in STOP_WORDS for term in terms(word)]


def _value(number: re.Match[str]) -> str:
    return number[0].replace(",", "")
