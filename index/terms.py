"""Text -> the terms that lexical search compares."""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import regex  # unlike re, it knows marks and scripts: without marks, Hindi words fall apart

_WORD = regex.compile(r"(?:\p{L}\.){2,}(?:[’']s\b)?|[\p{L}\p{N}\p{M}]+(?:[’'][\p{L}\p{N}\p{M}]+)*")
_ACCENTS = regex.compile(r"(?<=\p{Latin})\p{Mn}+")  # those that no single letter holds
_POSSESSIVE = regex.compile(r"[’']s?$")
_UNSPACED = regex.compile(r"[\p{Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Thai}\p{Lao}\p{Khmer}]+")

TERMS = 1
"""Counts up when a text has other terms than before: then the words of an index must be written anew."""

STOP_WORDS = frozenset(
    "a about am an and any are as at be been by can could did do does for from had has have he her him his how i if in "
    "into is it its may me my no not of on or our she should so some than that the their them then there these they "
    "this those to too was we were what when where which who whom whose why will with would you your".split()
)
"""English words that say nothing of what a text is about; dropped from questions, kept in the index."""


def words(text: str) -> list[str]:
    """The words of a text in order, in lower case.

    Letters with full stops are one word, so U.S. meets US; a possessive loses its ending; scripts
    that write no spaces are cut into pairs of characters.

    >>> words("Norway's E.U.-led surveys of 1998")
    ['norway', 'eu', 'led', 'surveys', 'of', '1998']
    """
    found: list[str] = []
    for written in _WORD.findall(unicodedata.normalize("NFC", text)):
        plain = written.isalnum()  # as most words are, and an answer reads thousands
        word = (written if plain else _POSSESSIVE.sub("", written).replace(".", "")).lower()
        if word.isascii():
            found.append(word)
        else:
            word = _ACCENTS.sub("", word)
            found.extend(_parts(word) if _UNSPACED.search(word) else [word])
    return found


def terms(text: str) -> list[str]:
    """The words of a text, stemmed for English and without accents, in order.

    >>> terms("The harbour's cranes in Málaga")
    ['the', 'harbour', 'crane', 'in', 'malaga']
    """
    return [term for word in words(text) for term in _stem(word)]


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text stand, each without its possessive ending, in order.

    >>> [("the harbour's edge"[start:end]) for start, end in places("the harbour's edge")]
    ['the', 'harbour', 'edge']
    """
    for match in _WORD.finditer(text):
        yield match.start(), match.start() + len(_POSSESSIVE.sub("", match[0]))


def question_terms(question: str) -> list[str]:
    """The distinct terms of a question that say what it is about; all of them if none does."""
    telling = [word for word in words(question) if word not in STOP_WORDS]
    return list(dict.fromkeys(term for word in telling or words(question) for term in _stem(word)))


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer  # noqa: PLC0415

    steps = (Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english"))
    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    for step in steps:
        builder = builder.filter(step)
    return builder.build()


@lru_cache(maxsize=16384)
def _stem(word: str) -> tuple[str, ...]:
    return tuple(_analyzer().analyze(word))


def _parts(word: str) -> Iterator[str]:
    """Cut runs of unspaced script into overlapping pairs and leave the rest as it is."""
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            yield word[at : run.start()]
        characters = run[0]
        yield from (characters[i : i + 2] for i in range(max(1, len(characters) - 1)))
        at = run.end()
    if at < len(word):
        yield word[at:]
