"""Which paragraphs are not the story. It marks; it never edits text.

Every rule is about form and place, never about a word of some outlet: what a page is wrapped in
differs from site to site, but menus are short lines in a row everywhere.
"""

import re
from collections import Counter
from itertools import groupby, pairwise

from corpus.article import LeftOut, Span
from corpus.flow import FUNCTION_WORDS
from corpus.metadata import Front
from corpus.paragraphs import Paragraph, ends_sentence, is_list_item, is_story

_MENU_WORDS = 3
_MENU_LINES = 3
_LABELS_WORDS = 15
_TEASER_WORDS = range(8, 31)
_STORY_PARAGRAPHS = 5
_SPOKEN = re.compile(r"[“”„«»\"]")
_STATES = re.compile(r"\w{2}[%)\]]*[.…。][”’\"')\]]*$")
_SEPARATED = re.compile(r"\s[|•·]\s")
_CAPTION = re.compile(r"\w{3}[.!?…][”’\"')\]]*\s\([^()]{3,80}\)$")  # a sentence, then the picture's credit
_CAPTION_WORDS = 6
_CLOSING_WORDS = 15
_CLOSING_PARAGRAPHS = 4
_ADDRESS = re.compile(r"(?:^|[\s(:])@\w|https?://|www\.\w|\w@\w+\.\w", re.IGNORECASE)
# what a page asks of its reader, says of its makers and forbids: the vocabulary of the trade in English.
# In other languages such lines are known by their place, form and repetition alone.
_REQUEST = re.compile(
    r"[\[(]?(?:please )?(?:(?:dis)?like|share|follow|subscribe|sign up|join|click|tap|download|register|log in|donate|"
    r"support|comment|tweet|e-?mail|print|listen|watch|read more|see also|visit)\b",
    re.IGNORECASE,
)
_REQUEST_WORDS = 4  # a longer line that ends no sentence may tell a fact: Share prices fell 12%
_TO_YOU = re.compile(r"!|\b(?:us|our|your|this (?:story|article|page|post))\b", re.IGNORECASE)
_MAILING = re.compile(r"\byour (?:in-?box|e-?mail)\b|\bunsubscribe\b", re.IGNORECASE)
_MAILING_WORDS = 40
_CREDIT = re.compile(
    r"(?:additional )?(?:reporting|report|edit(?:ing|ed)|writing|written|translat(?:ion|ed)|photo(?:graph)?s?|"
    r"photographed|compiled|illustrat(?:ions?|ed)|produced) by\b",
    re.IGNORECASE,
)
_OF_A_CREDIT = frozenset(
    "additional and by compiled edited editing for in of photos reporting the translated with".split()
)
_HELPED = re.compile(r"\bcontributed (?:\w+ )?to this \w+$", re.IGNORECASE)
_CLAIM = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright (?:\(c\)|\d{4})|\ball rights reserved\W*$", re.IGNORECASE)
_TERMS = re.compile(
    r"\bmay not be (?:re)?(?:published|printed|produced|distributed|used)|"
    r"\b(?:without|with) (?:the )?(?:prior |written |express )*permission\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:read|see|watch|listen|also|related|recommended|more)\b[^:.!?]{0,25}:|"
    r"(?:advertisement|sponsored content)(?:$|\s*[-–—|(])|page \d+ of \d+$",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"(?:[^\W\d][\w-]*\s+)?(?:views?|reads?|comments?|shares?|likes?|hits|visits|clicks|downloads|followers|replies|"
    r"code|id|rating)\s*:\s*\d[\d,.\s]*",
    re.IGNORECASE,
)
_OPTION = re.compile(r"--?[^\W_]\S*\s+\S")  # -v  say more
_NUMBERS = re.compile(r"\d+")
_NUMBER = re.compile(r"[\d\s+\-.,]+")


def clean(text: str, layout: list[Paragraph], front: Front) -> tuple[list[Paragraph], list[LeftOut]]:
    """Part `layout` into what may be quoted or heads it, and what is left out, with the reason.

    The title is dropped from both: it stands in the citation. The lines that print the date and the
    author are always kept.
    """
    reasons = _asides(text, layout) | _lines(text, layout, front.title)
    story = [at for at, paragraph in enumerate(layout) if is_story(paragraph.span.of(text))]
    if story:  # else nothing tells a menu from a poem
        end = max(at for at in range(story[-1], len(layout)) if at == story[-1] or _goes_on(text, layout[at]))
        edges = (layout[: story[0]], layout[end + 1 :])
        inside = layout[story[0] : end + 1]
        reasons = {
            **_teasers(text, inside),
            **_closing(text, edges[0] + edges[1]),
            **_rights(text, layout[: story[0]] + layout[-_CLOSING_PARAGRAPHS:]),
            **_image_names(text, layout),
            **_edges(text, edges[0]),
            **_edges(text, edges[1]),
            **_menus(text, layout),
            **reasons,
        }
    title = front.title or Span(0, 0)  # it may run over two lines
    kept_lines = {one.span for one in layout if one.span in front.lines or title.holds(one.span)}
    reasons = {span: reason for span, reason in reasons.items() if span not in kept_lines}
    kept = [one for one in layout if one.span not in reasons and not title.holds(one.span)]
    return kept, [LeftOut(span, reasons[span]) for span in sorted(reasons)]


def _goes_on(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph behind the last long one is the story's: a sentence that asks and claims nothing."""
    line = paragraph.span.of(text)
    asks = _is_request(line) or _is_credit(line.strip(" ().")) or _ADDRESS.search(line) or _CLAIM.search(line)
    return bool(_STATES.search(line)) and len(line.split()) > _MENU_WORDS and not asks and not _TERMS.search(line)


def _edges(text: str, outside: list[Paragraph]) -> dict[Span, str]:
    """Counters and very short lines before the first and after the last paragraph of the story."""
    labels = {paragraph.span: "a label at the page's edge" for paragraph in outside if _is_menu_line(text, paragraph)}
    counters = {one.span: "a counter or code" for one in outside if _COUNTER.fullmatch(one.span.of(text))}
    return _furniture(text, outside, labels | counters)


def _furniture(text: str, edge: list[Paragraph], reasons: dict[Span, str]) -> dict[Span, str]:
    """Where an edge of the page holds several labels, its other short lines are of the same kind.

    Not those that state something: a story may go on in short sentences.
    """
    crowded = len(reasons) >= _MENU_LINES
    for paragraph in edge:
        line = paragraph.span.of(text)
        if paragraph.marked or _STATES.search(line) or "\n" in line or _OPTION.match(line):
            continue
        if _SEPARATED.search(line) and not ends_sentence(line):
            reasons.setdefault(paragraph.span, "names or links in a row")
        elif crowded and len(line.split()) <= _LABELS_WORDS:
            reasons.setdefault(paragraph.span, "a short line among menus and labels")
    return reasons


def _teasers(text: str, inside: list[Paragraph]) -> dict[Span, str]:
    """Lines that end no sentence between paragraphs that do: pointers to other stories, as a rule.

    Not headings, list items, lines that introduce something, nor captions that end with a credit.
    """
    prose = [paragraph for paragraph in inside if is_story(paragraph.span.of(text))]
    if len(prose) < _STORY_PARAGRAPHS:
        return {}
    unmarked = [paragraph for paragraph in inside if not paragraph.marked and not is_story(paragraph.span.of(text))]
    endless = "a line that ends no sentence, as a pointer to another story does"
    return {one.span: endless for one in unmarked if not one.heading and _ends_nothing(one.span.of(text))}


def _closing(text: str, outside: list[Paragraph]) -> dict[Span, str]:
    """Short lines round the story that ask something of the reader, or name those who helped."""
    reasons = {}
    for paragraph in outside:
        line = paragraph.span.of(text)
        if len(line.split()) > _CLOSING_WORDS:
            continue
        if _is_credit(line.strip(" ().")):
            reasons[paragraph.span] = "a credit"
        elif _ADDRESS.search(line) or _is_request(line):
            reasons[paragraph.span] = "a request to the reader, or an address to follow"
    return reasons


def _is_credit(line: str) -> bool:
    """Whether a line names helpers and nothing else."""
    named = all(word[:1].isupper() or word in _OF_A_CREDIT or not word[:1].isalpha() for word in line.split())
    return bool(_HELPED.search(line)) or (named and bool(_CREDIT.match(line)))


def _is_request(line: str) -> bool:
    if not _REQUEST.match(line):
        return False
    return bool(_TO_YOU.search(line)) or (not ends_sentence(line) and len(line.split()) <= _REQUEST_WORDS)


def _asides(text: str, layout: list[Paragraph]) -> dict[Span, str]:
    """Wherever they stand: pointers to other stories, and what asks the reader to share, join or sign up."""
    reasons = {}
    for paragraph in layout:
        line = paragraph.span.of(text)
        words = len(line.split())
        asks = (
            words <= _CLOSING_WORDS and bool(_REQUEST.match(line) and _TO_YOU.search(line)) and not _STATES.search(line)
        )
        if asks or (words <= _MAILING_WORDS and _MAILING.search(line) and not _SPOKEN.search(line)):
            reasons[paragraph.span] = "a request to the reader, or an address to follow"
        elif not paragraph.marked and not is_story(line) and _POINTER.match(line) and not _STATES.search(line):
            reasons[paragraph.span] = "a pointer to another story, page or advertisement"
    return reasons


def _rights(text: str, outside: list[Paragraph]) -> dict[Span, str]:
    """Who may use the text, before the story or at its end. A long paragraph must say so in two ways."""
    reasons = {}
    for paragraph in outside:
        line = paragraph.span.of(text)
        claims, terms = bool(_CLAIM.search(line)), len(set(map(str.lower, _TERMS.findall(line))))
        if claims + terms > 1 or (claims and not is_story(line)):
            reasons[paragraph.span] = "copyright or terms of use"
    return reasons


def _image_names(text: str, layout: list[Paragraph]) -> dict[Span, str]:
    """A short line on the line above a caption: what the page's source calls the picture."""
    return {
        above.span: "the name of an image"
        for above, below in pairwise(layout)
        if not (above.marked or below.marked or is_list_item(above.span.of(text)))
        and len(above.span.of(text).split()) <= _CAPTION_WORDS
        and not ends_sentence(above.span.of(text))
        and text[above.span.end : below.span.start].count("\n") == 1
        and _CAPTION.search(below.span.of(text))
    }


def _ends_nothing(line: str) -> bool:
    if len(line.split()) not in _TEASER_WORDS or "\n" in line or _SPOKEN.search(line) or is_list_item(line):
        return False
    return line[-1].isalnum() and not ends_sentence(line)


def _lines(text: str, layout: list[Paragraph], title: Span | None) -> dict[Span, str]:
    """What a single line shows by itself, or by being printed more than once."""
    reasons = {}
    headings = Counter(paragraph.span.of(text) for paragraph in layout if paragraph.heading)
    headline = title.of(text) if title else None
    for paragraph in layout:
        span, line = paragraph.span, paragraph.span.of(text)
        if line == headline and span != title:
            reasons[span] = "the title again"
        elif _NUMBER.fullmatch(line):
            reasons[span] = "a counter or code"
        elif headings[line] > 1:
            reasons[span] = "a label printed again and again"
        elif not paragraph.marked and _is_run_of_labels(line):
            reasons[span] = "labels run together"
    return reasons


def _is_run_of_labels(line: str) -> bool:
    """Many words, no sentence, and none of the words that hold sentences together."""
    words = line.lower().split()
    return (
        len(words) >= _LABELS_WORDS
        and line.isascii()
        and not ends_sentence(line)
        and sum(word in FUNCTION_WORDS for word in words) * 20 < len(words)
    )


def _menus(text: str, layout: list[Paragraph]) -> dict[Span, str]:
    """Three or more very short lines in a row that end no sentence and are no list."""
    reasons: dict[Span, str] = {}
    for short, run in groupby(layout, key=lambda paragraph: _is_menu_line(text, paragraph)):
        spans = [paragraph.span for paragraph in run]
        if short and len(spans) >= _MENU_LINES:
            reasons.update(dict.fromkeys(spans, "a menu or buttons"))
    return reasons


def _is_menu_line(text: str, paragraph: Paragraph) -> bool:
    line = paragraph.span.of(text)
    if paragraph.marked:
        return False
    # Missing: 38; a row of a table; an option
    tells = ":" in line or len(_NUMBERS.findall(line)) > 1 or _OPTION.match(line)
    return len(line.split()) <= _MENU_WORDS and not (ends_sentence(line) or is_list_item(line) or tells)
