"""A raised number in running text: the mark of a note, or a power or unit that would be another number on the line."""

import re

_NUMBER = re.compile(r"[\d+\-−]{1,4}")
_NOTE = re.compile(r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*")
_SURE_NOTE = re.compile(r"\[\w{1,3}\]|\(\d{1,3}\)|[*†‡§]{1,3}")
_NOTED = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?…%)\]”’\"'»])\Z")  # two letters may be a unit: km, cm
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def raised_text(before: str, text: str) -> str:
    """What to read for `text`, which is printed higher and smaller than the text before it.

    The mark of a note is not read: it stands at the end of a word or sentence that is none of its own.

    >>> raised_text("the river Nara", "3"), raised_text("94 km", "2"), raised_text("on the 5", "th")
    ('', '²', 'th')
    """
    mark = text.strip()
    if _SURE_NOTE.fullmatch(mark) and before.strip():
        return ""
    if _NOTE.fullmatch(mark) and _NOTED.search(before):
        return ""
    return mark.translate(_RAISED) if _NUMBER.fullmatch(mark) else text
