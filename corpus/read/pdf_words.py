"""Words that the end of a printed line breaks.

A hyphen there goes if it stands between small letters. It stays (`long-` + `term`) if the file prints
the word with the hyphen within a line and never without, if there is another hyphen in the word, after
well-, self-, half- and the tens (`thirty-one`), or before the likes of -based.
"""

import re
from collections import Counter
from collections.abc import Iterator

from corpus.read.pdf_lines import Line

_HYPHEN = re.compile(r"\w[-‐]$")
_WORD = re.compile(r"\w+(?:[-‐]\w+)*(?![-‐\w])")
_COMPOUND = frozenset("well self half twenty thirty forty fifty sixty seventy eighty ninety".split())
_COMPOUND_ENDS = frozenset(
    "backed based controlled driven funded linked minded owned ruled sized speaking sponsored style term trained "
    "year".split()
)


def joined(lines: list[Line], words: Counter[str]) -> str:
    """The text of these lines of a paragraph; `words` are those that the file holds within lines."""
    text = [lines[0].text]
    for line in lines[1:]:
        above = text.pop()
        hyphen = _HYPHEN.search(above)
        if not hyphen or re.match(r"(?:and|or)\b", line.text) or not line.text[0].isalnum():
            text += [above, " ", line.text]
        elif above[-2].islower() and line.text[0].islower() and not _is_compound(above, line.text, words):
            text += [above[:-1], line.text]
        else:
            text += [above, line.text]
    return "".join(text)


def is_broken(line: str) -> bool:
    """Whether a line ends with a hyphen that a word stands before."""
    return bool(_HYPHEN.search(line))


def _is_compound(above: str, below: str, words: Counter[str]) -> bool:
    start = _normal(above.rsplit(maxsplit=1)[-1][:-1].lstrip("“\"'‘([").lower())
    end = re.match(r"\w+", below)
    ending = end[0].lower() if end else ""
    if start in _COMPOUND or "-" in start:
        return True
    if ending in _COMPOUND_ENDS and words[start + ending] == 0:
        return True
    return words[f"{start}-{ending}"] > 0 and words[start + ending] == 0


def words_of(line: str) -> Iterator[str]:
    """The words within a line, those with hyphens whole; all hyphens look the same."""
    return map(_normal, _WORD.findall(line))


def _normal(word: str) -> str:
    return word.replace("‐", "-")
