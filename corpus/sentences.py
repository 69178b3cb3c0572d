"""Text -> sentence spans."""

import re

from corpus.article import Span

# sentencex keeps everything between a pair of quotation marks together. A quotation of six sentences
# is no unit to cite, and one that is never closed would swallow the rest of the paragraph; so the
# marks are swapped, one character for one, for marks that it does not pair.
_OPENING = re.compile(r"""[“„«‘]|(?<![^\s(—–-])["'](?=\S)""")
_CLOSING = re.compile(r"""(?<=\S)"(?!\w)""")


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
    found = []
    for boundary in get_sentence_boundaries(language, _CLOSING.sub("”", _OPENING.sub("_", part))):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = part[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            found.append(Span(within.start + start, within.start + end))
    return found
