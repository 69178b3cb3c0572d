"""Text -> sentence spans."""

import re
from itertools import pairwise

from corpus.article import Span

# sentencex keeps together everything between a pair of quotation marks or brackets. A quotation of six
# sentences is no unit to cite, and a mark that is never closed would swallow the rest of the paragraph;
# so the marks are swapped, one character for one, for marks that it does not pair. The opening ones
# become slashes, which unlike other marks let it know the abbreviation behind them: “U.S. troops left.”
# But “No.” is no abbreviation. A note's number stays: it closes a sentence as it is.[1]
_CLOSING = re.compile(r"""[)}」』]|\](?<!\[\d\])(?<!\[\d\d\])(?<!\[\d\d\d\])|(?<=\S)["“«](?!\w)|(?<!')'(?!['\w])""")
_OPENING = re.compile(
    r"""[“„«‘({「『]|\[(?!\d{1,3}\])|(?<![^\s(—–-])["']+(?=\S)|[—–-](?=\w+\.)"""  # and pro-U.S., —Gen. Ode
)
_OPENING_ONE_WORD = re.compile(r"""[“„«‘"'](?=\w+\.[”’"'])""")

_OPENERS = r"(?:A|An|But|He|I|In|It|Nobody|She|The|They|This|We|You)\b"  # words that begin sentences

# Abbreviations that sentencex does not know, in any language; their stops are swapped too.
_TITLES = (
    "Ald Amb Assoc Atty Br Chas Det Dr Ft Geo Insp Jas Mlle Mme Ms Mx Spc Supt Thos Treas Wm им т.е е د أ डॉ प्रो श्री"
)
_BEFORE_SMALL = (  # letters or a number; before a capital these may end a sentence
    "Apt Ch Chap Est Figs Rm Rte Ste Tel Vol Vols approx apt avg bk ch chap ed eds est figs govt hrs incl lbs max mi"
    " mins misc Misc pop rm rte secs ste tel trans vol vols"
)


def _abbreviations(words: str) -> str:
    return rf"(?<![\w.’'])({'|'.join(map(re.escape, words.split()))})\."


_TITLE = re.compile(rf"{_abbreviations(_TITLES)}(?=\s+\w)(?!\s+{_OPENERS})")
_SMALL = re.compile(rf"{_abbreviations(_BEFORE_SMALL)}(?=\s+[^\W_A-Z])")

# Where sentencex sees no end: a spoken ellipsis and “etc.” before a capital; initials that close a
# quotation or a bracket before a word with which sentences begin; words that it takes for abbreviations.
_ALSO_ENDS = re.compile(
    r"""(?:…|\betc\.)[”’"')\]]*\s+(?=[“‘"'(]?[A-Z])|"""
    rf"""\.[A-Z]\.[”’"')\]]+\s+(?={_OPENERS})"""
)
_ENGLISH_WORD = re.compile(
    r"""\b(?:Bart|Ida|Ken|May|Me|No|OK|arc|ark|art|fed|id|ill|may|me|miss|no|ok|ore)\.[”’"')\]]*\s+(?=[“‘"'(]?(?![IVX]+\b)[A-Z])"""
)

_NOTE = r"\[[a-z][^\].!?]{1,30}\]"  # [citation needed]
_STRAY = re.compile(  # what closes the sentence before
    rf"""(?:[”’“«»"')\]」』}}¹²³⁰-⁹]|{_NOTE})+(?=\s|$)|[)\]」』]+|\.{{2,}}(?=\s|$)"""
)
_QUESTION_QUOTED = re.compile(r"""[.!?…。！？]\s?[”’“«»"')\]}」』]+$""")  # “Why?” she asked.
_NOT_STATED = re.compile(r"""[!?]["'”’»]+$""")  # “Why?” Ode asked. But not: “It is late.” Ode said so.
_ASKED = re.compile(
    rf"(?!{_OPENERS})(?:[A-Z][\w’'-]*\.?\s+){{1,3}}"
    r"(?:asked|asks|cried|exclaimed|replied|said|says|shouted|wondered|yelled)\b"
)
_DASHED_ON = re.compile(r"[—–-]+(?:\S|\s+[^\W\d_])")
_TIME = re.compile(r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{1,4}T|UTC)\b")
_HALF_DAY = re.compile(r"\b[ap]\.m\.$")
_ADDRESS = re.compile(r"(?:://|@|^www\.)[^()]*[.!?]$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+")
_ORDINAL = re.compile(r"\b(?:ab|am|beim|bis|das|dem|den|der|des|die|im|vom|zum)\s+\d{1,3}\.$", re.IGNORECASE)
_LONGEST = 20_000  # characters that are split at a time
_PLAIN_END = re.compile(r"\w{4}[.!?]\s+(?=[^\W\d_a-z])")
_SHORT = 6  # characters of an abbreviation with its stop
_NEAR = 60  # characters before an end that tell whether it is one; an address may be long
_OPENING_MARKS = "([“„«‘\"'"
_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{2,5})[.)\]]{1,2}")  # of a list item


def sentences(text: str, within: Span, language: str = "en") -> list[Span]:
    """Split `text[within]` into sentences.

    The spans count in `text`, are in order, do not overlap, neither begin nor end with white space,
    and together hold every other character of `within`. Rules for the language's abbreviations are
    sentencex's (ISO 639-1 code; an unknown language falls back to its general rules).

    >>> text = 'He left on Jan. 5. “Why? It was late.”'
    >>> [span.of(text) for span in sentences(text, Span(0, len(text)))]
    ['He left on Jan. 5.', '“Why?', 'It was late.”']
    """
    found: list[Span] = []
    for begin, end in pairwise(_ends(within.of(text), language)):
        raw = Span(within.start + begin, within.start + end)
        if found and (stray := _STRAY.match(text, raw.start, raw.end)):
            found[-1] = Span(found[-1].start, stray.end())
            raw = Span(stray.end(), raw.end)
        piece = raw.of(text)
        span = Span(raw.end - len(piece.lstrip()), raw.start + len(piece.rstrip()))
        if span.start >= span.end:
            continue
        if found and _goes_on(text, found[-1], span, language):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _ends(part: str, language: str) -> list[int]:
    """Where sentences may end in `part`, in order; its start and its end are the first and the last.

    A part longer than any paragraph is looked at in pieces: sentencex takes quadratic time where
    nothing is a space.
    """
    ends, start = [0], 0
    while len(part) - start > _LONGEST:
        window = part[start : start + _LONGEST]
        cut = max((match.end() for match in _PLAIN_END.finditer(window)), default=window.rfind(" ") + 1) or _LONGEST
        ends += [start + end for end in _ends_of_piece(window[:cut], language)[1:]]
        start += cut
    return ends + [start + end for end in _ends_of_piece(part[start:], language)[1:]]


def _ends_of_piece(part: str, language: str) -> list[int]:
    from sentencex import get_sentence_boundaries  # noqa: PLC0415  only building and quoting need it

    flat = part.replace("\n", " ")  # a page break in a sentence leaves a blank line, which would end it
    swapped = _OPENING.sub(_slashes, _OPENING_ONE_WORD.sub("_", _CLOSING.sub("”", flat)))
    swapped = _SMALL.sub(r"\1_", _TITLE.sub(r"\1_", swapped))
    ends = {boundary["end_index"] for boundary in get_sentence_boundaries(language, swapped)}
    also = (_ALSO_ENDS, _ENGLISH_WORD) if language == "en" else (_ALSO_ENDS,)
    return sorted({0, len(part), *ends, *(match.end() for rule in also for match in rule.finditer(part))})


def _slashes(marks: re.Match[str]) -> str:
    return "/" * len(marks.group())


def _goes_on(text: str, sentence: Span, rest: Span, language: str) -> bool:
    """Whether a sentence that seems to end goes on with the rest."""
    near = max(sentence.start, sentence.end - _NEAR)
    word = text[near : sentence.end].rsplit(None, 1)[-1].lstrip(_OPENING_MARKS)
    capital = word[:1].isupper()
    glued = rest.start == sentence.end
    first = text[rest.start]
    if first in ",;:" or _NUMBER.fullmatch(text, sentence.start, sentence.end):
        on = True
    elif dash := _DASHED_ON.match(text, rest.start, rest.end):
        # it was old!—burned. “Why?” — she asked. “I left.”—Ode. But not: The mill.--It is old.
        on = text[dash.end() - 1].islower() or (glued and not word.endswith("."))
    elif glued and first.isalnum() and (_ADDRESS.search(word) or (capital and word.endswith("."))):
        on = True  # Node.JS, but not: per cent.The rest
    elif _QUESTION_QUOTED.search(text, near, sentence.end):
        asked = _NOT_STATED.search(word) and _ASKED.match(text, rest.start, rest.end)
        link = glued and first == "(" and word.endswith("]")  # [Read on.](page.html)
        on = bool(asked) or link or first.islower() or first == "と"
    elif first.islower():  # Hoopla! paid. Mon. and Fri. But not: i left. she stayed
        on = bool(_ADDRESS.search(word)) or (capital and (len(word) <= _SHORT or not word.endswith(".")))
    elif _HALF_DAY.search(word):
        on = bool(_TIME.match(text, rest.start, rest.end))
    elif language == "de" and _ORDINAL.search(text, near, sentence.end):
        on = True
    else:  # sentencex knows the initials of English
        on = language != "en" and first.isupper() and bool(_INITIAL.fullmatch(word))
    return on
