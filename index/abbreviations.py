"""Short forms that an article explains, as in "Lisse Port Authority (LPA)", where the question uses either."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import regex

from index.terms import STOP_WORDS, terms, words
from index.wording import Rule

_SHORT = r"(?P<short>\p{Lu}[\p{L}\p{N}.&-]{1,9})"
_IN_BRACKETS = rf"[(\[][“\"‘']?{_SHORT}[”\"’']?[)\]]"
_BRACKETS = regex.compile(_IN_BRACKETS)
_EXPLAINED = regex.compile(rf"(?P<before>(?:[\p{{L}}\p{{N}}’'.&-]+[ \u00a0\n]){{1,9}}){_IN_BRACKETS}")
_EXPLAINING = regex.compile(rf"\b{_SHORT}[ \u00a0][(\[](?P<behind>[\p{{L}}\p{{N}}’'.& -]{{5,90}})[)\]]")


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each short form that the text explains and its long form: an initial for a letter, in order.

    Small words between may be passed over, and a word may give several letters at its start or
    at a hyphen (Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
    Biomedical Text", 2003, is looser: it takes letters from anywhere in a word).

    >>> list(definitions("Crews of the Lisse Port Authority (LPA) met; so did CFU (Crew and Ferry Union)."))
    [('LPA', 'Lisse Port Authority'), ('CFU', 'Crew and Ferry Union')]
    """
    # to look for the words before brackets takes milliseconds, and few passages have such brackets
    for match in _EXPLAINED.finditer(text) if _BRACKETS.search(text) else ():
        before = match["before"].split()
        long = next(
            (one for start in range(len(before) - 1, -1, -1) if _fits(match["short"], one := before[start:])), None
        )
        if long:
            yield match["short"], " ".join(long)
    for match in _EXPLAINING.finditer(text):
        if _fits(match["short"], match["behind"].split()):
            yield match["short"], match["behind"]


def abbreviation_rules(question: str, short_forms: Collection[str], texts: Iterable[str]) -> list[Rule]:
    """The rules for those words of the question that may be short forms, and for long forms in it.

    Each as one of `texts` explains it.
    """
    asked, rules = terms(question), dict[Rule, None]()
    may_be = {word for short in short_forms for word in words(short)}
    for short, long in (pair for text in texts for pair in definitions(text)):
        one, other = tuple(terms(short)), tuple(terms(long))
        if len(one) != 1 or len(other) < 2:  # noqa: PLR2004
            continue
        if may_be.issuperset(words(short)):
            rules[Rule(other, one)] = None
        if any(tuple(asked[at : at + len(other)]) == other for at in range(len(asked))):
            rules[Rule(one, other)] = None
    return list(rules)


def is_short_form(word: str) -> bool:
    """Whether a word of a question is written as short forms are: NATO, U.N., but not Nara."""
    letters = word.replace(".", "")
    return 1 < len(letters) <= 10 and letters.isalnum() and letters[:2].isupper()  # noqa: PLR2004


def _fits(short: str, long: Sequence[str]) -> bool:
    """Whether the letters of a short form are initials of the words, the first and the last one among them."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    if letters[-1:] == ["s"] and short[-1:] == "s":  # PMs for prime ministers
        letters = letters[:-1]
    if len(letters) < 2 or not any(map(str.isupper, short[1:])):  # noqa: PLR2004
        return False
    parts = [word for whole in long for word in words(whole)]
    return bool(parts) and parts[0][0] == letters[0] and _from(letters, parts)


def _from(letters: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word gives its first letter or letters in turn; small words may give none, but for the first."""
    if not letters or not long:
        return not letters and not long
    word, size = long[0], 0
    while size < min(len(word), len(letters)) and word[size] == letters[size]:
        size += 1
        if _from(letters[size:], long[1:]) or (not letters[size:] and not long[1:]):
            return True
    return word in STOP_WORDS and bool(long[1:]) and _from(letters, long[1:])
