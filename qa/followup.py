"""A question that leans on earlier ones -> what to search for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.terms import STOP_WORDS, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEANS_ON_ALL = 2.0
_LEANS_A_LITTLE = 0.25
"""What the vector of question and earlier ones as one text counts, beside that of the question alone.

The second is for a question that has words of its own, of which some only look as if they pointed
back. With it, first questions put behind another conversation (MTRAG) are found as before; searched
as one text, they lose their passages.
"""
_POINTING = frozenset(
    "he she they it him her them his hers their theirs its this that these those there then so such same one ones "
    "else another both neither".split()
)
_OPENING = re.compile(
    r"(?:and|but|so|or|then|any|no|other|another|also|else|what about|how about|why not|i mean|i meant|"
    r"which (?:(?:is|are|was|were) )?(?:the )?(?:more|most|better|best))\b"
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_EXISTS = re.compile(r"\b(?:is|are|was|were) there\b|\bthere (?:is|are|was|were)\b")  # this "there" points nowhere
_TELLING_WORDS = 2
_NAMES_ITS_SUBJECT = 2  # capitalised words, the first word of the question apart


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for: its words, and its unit vector."""

    text: str
    vector: "NDArray[np.float32]"


def sought(question: str, history: Sequence[str], encode: "Callable[[Sequence[str]], NDArray[np.float32]]") -> Sought:
    """What to search for: the question, and the earlier ones that it leans on.

    `history` are the earlier questions, oldest first; `encode` makes unit vectors. The words are all
    searched for alike; of the vector, the more is the question's own the more it says by itself.

    >>> import numpy as np
    >>> sought("And in 2024?", ["Who led the party in 2020?"], lambda texts: np.eye(2)[: len(texts)]).text
    'Who led the party in 2024? And in 2024?'
    """
    earlier = leant_on(question, history)
    if not earlier:
        return Sought(question, encode([question])[0])
    text = " ".join((*(_in_its_year(one, question) for one in earlier), question))
    own, whole = encode([question, text])
    joint = own + (_LEANS_ON_ALL if _points_first(question) else _LEANS_A_LITTLE) * whole
    return Sought(text, joint / (joint @ joint) ** 0.5)


def leant_on(question: str, history: Sequence[str]) -> tuple[str, ...]:
    """The earlier questions without which this one is not understood: none if it stands alone, else one or two.

    The one before, and where that leans on another in its turn, the one that opened the topic.

    >>> leant_on("And in 2024?", ["What is a ferry?", "Who led the government?", "Why did he resign?"])
    ('Who led the government?', 'Why did he resign?')
    >>> leant_on("Why did the minister resign?", ["Who led the government?"])
    ()
    """
    if not history or not leans(question):
        return ()
    first = next((earlier for earlier in reversed(history) if not leans(earlier)), history[0])
    return tuple(dict.fromkeys((first, history[-1])))


def leans(question: str) -> bool:
    """Whether a question is not to be understood without the ones before it.

    It points back (he, that, another) without naming who or what, opens with "and", "any" or "what
    about", or has hardly a word of its own.
    """
    asked = words(question)
    plain = _EXISTS.sub("", " ".join(asked))
    names = sum(word[:1].isupper() for word in question.split()[1:])
    telling = sum(word not in STOP_WORDS for word in asked)
    return (
        bool(_OPENING.match(plain))
        or (telling < _TELLING_WORDS and not names)
        or (bool(_POINTING.intersection(plain.split())) and names < _NAMES_ITS_SUBJECT)
    )


def _in_its_year(earlier: str, question: str) -> str:
    """An earlier question for the year that this one asks for, where it asks for nothing else."""
    told = [word for word in words(question) if word not in STOP_WORDS | {"and", "but"}]
    if len(told) == 1 and _YEAR.fullmatch(told[0]):
        return _YEAR.sub(told[0], earlier)
    return earlier


def _points_first(question: str) -> bool:
    """Whether a question points back before it says a word of its own: then it names nothing to point to itself."""
    asked = words(question)
    first = next((at for at, word in enumerate(asked) if word not in STOP_WORDS | _POINTING), len(asked))
    return first == len(asked) or bool(_OPENING.match(" ".join(asked))) or bool(_POINTING.intersection(asked[:first]))
