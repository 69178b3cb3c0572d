"""Text -> the spans of direct speech in it, by quotation marks."""

from collections.abc import Sequence

import regex

from corpus.article import Span

_CLOSERS = {"“": '”"', "„": "“”", "«": "»", "»": "«", '"': '"”'}
_MARK = regex.compile(r'[“”„«»"]')
_REACH = 1500  # characters
_BEFORE_OPENING = regex.compile(r"[\s(\[—–-]")
# a new paragraph begins speech anew: its first mark may repeat one that is still open, and one left open ends
_PARAGRAPH = regex.compile(r"\n[ \t\r]*\n|(?<=[.!?:…][”“»«\"’')]*)[ \t\r]*\n")


def speech(text: str) -> list[Span]:
    """The spans from an opening quotation mark to its closing one, both with it; what is never closed is none.

    Apostrophes and single marks are not told apart, so those are left alone.

    >>> said = 'Ode said: "It is late. We go." He left.'
    >>> [span.of(said) for span in speech(said)]
    ['"It is late. We go."']
    """
    found: list[Span] = []
    start = 0
    for end in (*(match.end() for match in _PARAGRAPH.finditer(text)), len(text)):
        opened: int | None = None
        for match in _MARK.finditer(text, start, end):
            at, mark = match.start(), match[0]
            if opened is not None and mark in _CLOSERS[text[opened]]:
                found.append(Span(opened, at + 1))
                opened = None
            elif opened is None and mark in _CLOSERS and _opens(text, at, start):
                opened = at
        start = end
    return found


def _opens(text: str, at: int, start: int) -> bool:
    """Whether a mark stands before a word, not behind one."""
    before, behind = text[at - 1 : at] if at > start else " ", text[at + 1 : at + 2]
    return bool(_BEFORE_OPENING.match(before)) and (bool(behind.strip()) or text[at] == "«")  # French has a space there


def inside(said: Sequence[Span], at: int) -> bool:
    """Whether a place lies inside one of these spans, not at its ends."""
    return any(span.start < at < span.end for span in said)


def speech_around(text: str, within: Span) -> list[Span]:
    """The spans of direct speech that touch a part of a text; they may begin before it and end behind it.

    >>> said = 'Ode said: "It is late. We go." He left.'
    >>> [span.of(said) for span in speech_around(said, Span(11, 22))]
    ['"It is late. We go."']
    """
    start = max(0, within.start - _REACH)
    return [
        Span(start + one.start, start + one.end)
        for one in speech(text[start : within.end + _REACH])
        if start + one.end > within.start and start + one.start < within.end
    ]
