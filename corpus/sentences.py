"""Text -> sentence spans."""

import re

from corpus.article import Span

# sentencex keeps everything between a pair of quotation marks together. A quotation of six sentences
# is no unit to cite, and one that is never closed would swallow the rest of the paragraph; so the
# marks are swapped, one character for one, for marks that it does not pair. The opening ones become
# slashes, which unlike other marks let it know the abbreviation behind them: “U.S. troops left.” But
# “No.” is no abbreviation.
_CLOSING = re.compile(r"""(?<=\S)["“«](?!\w)|(?<=[.!?…])'(?!['\w])""")
_OPENING = re.compile(r"""[“„«‘]|(?<![^\s(—–-])["'](?=\S)|[—–-](?=\w+\.)""")  # and pro-U.S., —Gen. Ode
_OPENING_ONE_WORD = re.compile(r"""[“„«‘"'](?=\w+\.[”’"'])""")
_STRAY = re.compile(r"""[”’“«»"')\]]+(?=\s|$)""")  # marks that close the sentence before
_QUESTION_QUOTED = re.compile(r"""[.!?…][”’“«»"']+$""")  # “Why?” she asked.
_OPENING_MARKS = "([“„«‘\"'"
_NUMBER = re.compile(r"\(?\d{1,3}[.)]")  # of a list item


def sentences(text: str, within: Span, language: str = "en") -> list[Span]:
    """Split `text[within]` into sentences.

    The spans count in `text`, are in order, do not overlap, neither begin nor end with white space,
    and together hold every other character of `within`. Rules for the language's abbreviations are
    sentencex's (ISO 639-1 code; an unknown language falls back to its general rules).

    >>> text = 'He left on Jan. 5. “Why? It was late.”'
    >>> [span.of(text) for span in sentences(text, Span(0, len(text)))]
    ['He left on Jan. 5.', '“Why?', 'It was late.”']
    """
    from sentencex import get_sentence_boundaries  # noqa: PLC0415  only building and quoting need it

    part = within.of(text)
    swapped = _OPENING.sub("/", _OPENING_ONE_WORD.sub("_", _CLOSING.sub("”", part)))
    found: list[Span] = []
    for boundary in get_sentence_boundaries(language, swapped):
        piece = part[boundary["start_index"] : boundary["end_index"]]
        start = within.start + boundary["start_index"]
        end = start + len(piece.rstrip())
        if found and (stray := _STRAY.match(text, start, end)):
            found[-1] = Span(found[-1].start, stray.end())
            start = stray.end()
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start >= end:
            continue
        if found and _goes_on(text, found[-1], text[start]):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


def _goes_on(text: str, sentence: Span, character: str) -> bool:
    """Whether a sentence that seems to end goes on with this character."""
    ending = max(sentence.start, sentence.end - 8)
    word = sentence.of(text).rsplit(None, 1)[-1].lstrip(_OPENING_MARKS)
    if character.isalnum() and text[sentence.end] == character and word[:1].isupper() and word.endswith("."):
        return True  # Node.JS, but not: per cent.The rest
    quoted = character.islower() and _QUESTION_QUOTED.search(text, ending, sentence.end)
    return bool(quoted or _NUMBER.fullmatch(text, sentence.start, sentence.end))
