"""A question that leans on the one before it -> what to search for."""

from collections.abc import Sequence

from index.terms import STOP_WORDS, words

_POINTING = frozenset(
    "he she they it him her them his hers their theirs its this that these those there then so such same one ones "
    "else another both neither".split()
)
_OPENINGS = (("and",), ("but",), ("or",), ("so",), ("what", "about"), ("how", "about"), ("why", "not"))
_TELLING_WORDS = 2
_NAMES_ITS_SUBJECT = 2  # capitalised words, the first word of the question apart


def search_text(question: str, history: Sequence[str]) -> str:
    """What to search for: the question, with the one before it in front where it leans on that.

    `history` are the earlier questions, oldest first. A question leans on the one before when it
    points back (he, that, there) without naming who or what, opens with "and" or "what about", or
    has hardly a word of its own.

    >>> search_text("Why did he resign?", ["Who led the government?"])
    'Who led the government? Why did he resign?'
    >>> search_text("Why did the minister resign?", ["Who led the government?"])
    'Why did the minister resign?'
    """
    if history and leans(question):
        return f"{history[-1]} {question}"
    return question


def leans(question: str) -> bool:
    """Whether a question is not to be understood without the one before it."""
    asked = words(question)
    telling = [word for word in asked if word not in STOP_WORDS]
    if any(tuple(asked[: len(opening)]) == opening for opening in _OPENINGS):
        return True
    if len(telling) < _TELLING_WORDS and not _names(question):
        return True
    return bool(_POINTING & set(asked)) and len(_names(question)) < _NAMES_ITS_SUBJECT


def _names(question: str) -> list[str]:
    return [word for word in question.split()[1:] if word[:1].isupper()]
