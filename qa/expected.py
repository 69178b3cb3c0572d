"""What kind of answer a question wants, and how far a sentence gives one.

A likeness cannot tell "How many were hurt?" from a sentence on the hurt that counts nobody. A number, a
date or a reason leaves signs that can be looked for. Other kinds leave none that held on public
questions: nearly every sentence names somebody. The rules are for English; a question in another
language wants nothing in particular.
"""

import re
from enum import StrEnum

from index.terms import STOP_WORDS, terms, words


class Kind(StrEnum):
    """A kind of answer that can be told from a sentence's form."""

    NUMBER = "a number"
    DATE = "a date"
    REASON = "a reason"


ENOUGH = 0.7
"""From here on a sentence counts as giving the kind of answer."""

_LOOSE = 0.4  # a number that counts something else than was asked for

_WANTS = {
    Kind.NUMBER: re.compile(
        r"\bhow (?:many|much|large|big|long|old|far|often|tall|high|wide|deep|heavy|fast)\b"
        r"|\bwhat (?:number|percentage|per ?cent|share|proportion)\b|\b(?:number|percentage|size) of\b|\bpopulation\b"
    ),
    Kind.DATE: re.compile(
        r"\bwhen\b(?! (?:the|he|she|it|they|his|her|its|their|a|an)\b)|\bdate of\b|\bhow long ago\b"
        r"|\b(?:what|which|whose) (?:year|day|date|month|time|century|decade)\b"
    ),
    Kind.REASON: re.compile(
        r"\bwhy\b|\bhow come\b|\b(?:what|which|for what) (?:reason|cause)|\breasons? (?:for|why)\b"
    ),
}
_COUNTED = re.compile(
    r"\b(?:how (?:many|much)|(?:number|percentage|proportion|share|size) of|per ?cent of)\s+((?:[\w’'-]+\s*){1,4})"
)
_ENDS_COUNTED = frozenset(
    "are can could did do does had has have in is joined on remain remained take took was were will would".split()
)
_SENTENCE = re.compile(r"(?<=[?!.])\s+")

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"\b(?:1[0-9]|20)\d\d(?:s|\b)|\b{_MONTH}\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}"
    r"|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+(?:st|nd|rd|th) century\b"
    r"|\b(?:last|next|this) (?:week|month|year)\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,-])\d[\d.,]*(?!\d|st\b|nd\b|rd\b|th\b)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?"
    r"|thousands?|[mb]illions?|half|third|quarter|twice|once|both|no|none|single)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|since|so that|in order to|reasons?|caus\w+|led to|result\w*|fear\w*|concern\w*"
    r"|thanks to|given|therefore|thus|hence|why|to avoid|to prevent|in response|in retaliation|after)\b",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 2, 5  # words round a number in which what it counts stands


def wanted(question: str) -> frozenset[Kind]:
    """The kinds of answer that a question wants, by its last sentence; often none that can be told.

    >>> sorted(wanted("How many boats sank, and why?"))
    [<Kind.NUMBER: 'a number'>, <Kind.REASON: 'a reason'>]
    """
    last = _SENTENCE.split(question.strip())[-1].lower()
    return frozenset(kind for kind, form in _WANTS.items() if form.search(last))


def gives(sentence: str, question: str) -> float:
    """How far a sentence gives what `question` wants: 0 not at all, 1 wholly or where nothing is wanted.

    What stands in the question is no answer to it. A number that counts something else than is asked
    for gives a little.

    >>> gives("The flood of 1998 sank 40 boats.", "How many boats sank in 1998?")
    1.0
    >>> gives("The flood of 1998 sank boats.", "How many boats sank in 1998?")
    0.0
    """
    return min((_given(kind, sentence, question) for kind in wanted(question)), default=1.0)


def _given(kind: Kind, sentence: str, question: str) -> float:
    asked = question.lower()
    if kind is Kind.DATE:
        return float(any(match[0].lower() not in asked for match in _DATE.finditer(sentence)))
    if kind is Kind.REASON:
        return float(bool(_REASON.search(sentence)))
    rest = _DATE.sub(lambda date: " " * len(date[0]), sentence)
    known = set(words(question))
    numbers = [match for match in _NUMBER.finditer(rest) if not known.issuperset(words(match[0]))]
    counted = _counted(asked)
    if not numbers or not counted:
        return ENOUGH * bool(numbers)
    return 1.0 if any(counted & _around(sentence, match) for match in numbers) else _LOOSE


def _counted(question: str) -> frozenset[str]:
    """The terms of what is to be counted: of "how many fishing boats sank" fish, boat and sank."""
    match = _COUNTED.search(question)
    if not match:
        return frozenset()
    found: list[str] = []
    for word in words(match[1]):
        if word in _ENDS_COUNTED:
            break
        if word not in STOP_WORDS:
            found += terms(word)
    return frozenset(found)


def _around(sentence: str, number: re.Match[str]) -> set[str]:
    before = words(sentence[: number.start()])[-_BEFORE:]
    behind = words(sentence[number.end() :])[:_BEHIND]
    return set(terms(" ".join([*before, *behind])))
