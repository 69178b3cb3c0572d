"""Paragraphs as the page breaks them -> as they were written.

A page break, a column or a picture can part a paragraph in the middle of a sentence, and a heading can
stand in the first line of its paragraph ("Costs and Delays. The bridge …").
"""

import re
from collections.abc import Iterator

from corpus.article import Span
from corpus.paragraphs import Paragraph

FUNCTION_WORDS = frozenset(
    "a an and are as at be but by for from has have he her his in is it its not of on or she that the their they "
    "this to was we were which who will with you".split()
)
"""Words that hold English sentences together; hardly a sentence is without, and no list of labels has many."""

_LEADS_ON = FUNCTION_WORDS - frozenset("are be he her his is it not she they was we were will you".split())
_BROKEN_WORDS = 25  # a shorter line that ends no sentence may be a heading or a caption
_REST_WORDS = 2
_GLANCE = 2000  # characters; what is joined grows, and reading it whole at each join would take quadratic time
_RUN_IN = re.compile(r"(?P<heading>[^\W\d_][^.!?:;\n]{2,80})\.\s+(?=[“\"'‘(\[]?\w)")
_RUN_IN_WORDS = range(2, 11)
_RUN_INS = 2  # one alone may be a sentence of a few words
_AFTER_RUN_IN = 15
_SMALL_WORDS = frozenset("a an and as at but by for from in nor of on or over the to under up via vs with".split())


def mended(text: str, layout: list[Paragraph]) -> list[Paragraph]:
    """Join what was parted in a sentence, and part the headings that run into their paragraphs."""
    return list(_with_run_ins(text, list(_joined(text, layout))))


def _joined(text: str, layout: list[Paragraph]) -> Iterator[Paragraph]:
    last: Paragraph | None = None
    for paragraph in layout:
        if last and _goes_on(text, last, paragraph):
            last = Paragraph(Span(last.span.start, paragraph.span.end), heading=False)
            continue
        if last:
            yield last
        last = paragraph
    if last:
        yield last


def _goes_on(text: str, above: Paragraph, below: Paragraph) -> bool:
    """Whether `above` ends in the middle of a sentence and `below` goes on with it."""
    if above.heading or above.marked or below.heading or below.marked:
        return False
    words = _beginning(above.span).of(text).split()
    last = Span(max(above.span.start, above.span.end - _GLANCE), above.span.end).of(text).split()[-1]
    if len(words) < _BROKEN_WORDS or not (last[-1].isalnum() or last[-1] == ","):
        return False
    following = _beginning(below.span).of(text)
    if not following[0].isalpha() or len(following.split()) < _REST_WORDS:
        return False
    return following[0].islower() or last.lower() in _LEADS_ON


def _beginning(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + _GLANCE))


def _with_run_ins(text: str, layout: list[Paragraph]) -> Iterator[Paragraph]:
    found = {paragraph.span: heading for paragraph in layout if (heading := _run_in(text, paragraph))}
    for paragraph in layout:
        heading = found.get(paragraph.span) if len(found) >= _RUN_INS else None
        if heading:
            rest = _RUN_IN.match(text, paragraph.span.start, paragraph.span.end)
            yield Paragraph(heading, heading=True, marked=True)
            yield Paragraph(Span(rest.end() if rest else heading.end, paragraph.span.end), heading=False)
        else:
            yield paragraph


def _run_in(text: str, paragraph: Paragraph) -> Span | None:
    """The heading at the beginning of a paragraph: a few words with capitals and a stop, then the sentences."""
    match = _RUN_IN.match(text, paragraph.span.start, paragraph.span.end)
    if not match or paragraph.heading or paragraph.marked:
        return None
    words = match["heading"].split()
    titled = all(word[0].isupper() or word[0].isdigit() or word in _SMALL_WORDS for word in words)
    ends = words[0][0].isupper() and words[-1] not in _SMALL_WORDS and len(words[-1]) > 1  # not: George W.
    if not (titled and ends) or len(words) not in _RUN_IN_WORDS:
        return None
    if len(text[match.end() : paragraph.span.end].split()) < _AFTER_RUN_IN:
        return None
    return Span(match.start("heading"), match.end("heading"))
