"""How alike what two texts say is, word for word."""

from functools import lru_cache

from index.terms import words

_ALIKE = 0.85  # of the words of the shorter, in their order
_FEWEST = 6  # words of what is compared; shorter texts must be equal
_DENIES = frozenset("no not never nor neither none without cannot".split())


def likeness(text: str, other: str) -> str:
    """How another article's words stand to a quote's, whatever the marks and capitals.

    "same": it says all that the quote says, word for word. "part": it says some of the quote, word for
    word. "nearly": its words are nearly the same.
    """
    one, two = (f" {' '.join(words(said))} " for said in (text, other))
    return "same" if one in two else "part" if two in one else "nearly"


def nearly_alike(one: str, other: str) -> bool:
    """Whether two texts have most words of the shorter in common, in order, and differ in no number and no denial.

    >>> told = "The ferry to Oster sank at night with 12 men, a union said."
    >>> nearly_alike(told, "The ferry to Oster sank at night with 12 men, the union said.")
    True
    >>> nearly_alike(told, "The ferry to Oster sank at night with 14 men, the union said.")
    False
    """
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if len(shorter) < _FEWEST:
        return shorter == longer
    if len(set(shorter) - set(longer)) > (1 - _ALIKE) * len(shorter):
        return False  # told before their order is looked at, which takes longer
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  20 ms that `qa --help` need not wait for

    steps = list(LCSseq.opcodes(shorter, longer))
    if sum(step.src_end - step.src_start for step in steps if step.tag == "equal") < _ALIKE * len(shorter):
        return False
    inside = [step for step in steps if step.tag != "equal" and step not in (steps[0], steps[-1])]
    left = [word for step in steps if step.tag != "equal" for word in shorter[step.src_start : step.src_end]]
    new = [word for step in inside for word in longer[step.dest_start : step.dest_end]]
    return not any(map(_weighs, left)) and not any(map(_weighs, new))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _weighs(word: str) -> bool:
    """Whether a word alone can make a statement another one."""
    return word in _DENIES or word.endswith(("n't", "n’t")) or any(map(str.isdigit, word))
