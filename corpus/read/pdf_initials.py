"""Large initials: a letter as high as two lines or more, set apart from the word that it begins."""

import re
from collections import Counter
from dataclasses import replace

from corpus.read.pdf_lines import Line

_LARGE = 1.7  # how much higher than the text beside it an initial is
_INITIAL = re.compile(r"[“„«‘\"']?[^\W\d_]")
_FIRST_WORD = re.compile(r"[\w’']+")
_WORDS = frozenset("AIO")  # letters that are words
_ROOM = 1.5  # between an initial and the text beside it, at most, in heights of that text


def with_initials(page: list[Line], words: Counter[str]) -> list[Line]:
    """The lines of a page, each large initial put before the line that it begins.

    `words` are those of the file, in small letters: an A, I or O is a word of its own if the rest is one elsewhere.
    """
    for initial in [line for line in page if _INITIAL.fullmatch(line.text)]:
        beside = [line for line in page if _is_beside(line, initial)]
        if not beside:
            continue
        first = max(beside, key=lambda line: line.bottom)
        text = initial.text + (" " if _is_word(initial.text[-1], first.text, words) else "") + first.text
        page = [
            replace(line, text=text if line is first else line.text, left=initial.left) if line in beside else line
            for line in page
            if line is not initial
        ]
    return page


def _is_beside(line: Line, initial: Line) -> bool:
    middle = line.bottom + line.size / 2
    return (
        initial.size > _LARGE * line.size
        and -line.size < line.left - initial.right < _ROOM * line.size
        and initial.bottom < middle < initial.bottom + initial.size
    )


def _is_word(letter: str, text: str, words: Counter[str]) -> bool:
    first = _FIRST_WORD.match(text)
    if first is None:
        return False
    rest = first[0].lower()
    return letter in _WORDS and words[rest] > 1 and words[letter.lower() + rest] == 0
