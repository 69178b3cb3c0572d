"""A parsed web page as a whole, and what is wrapped around its story: by form and place, never by site."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from corpus.paragraphs import ends_sentence
from corpus.read.html_furniture import (
    ASIDE,
    BY_ROLE,
    BY_TAG,
    COMMENTS,
    COOKIES,
    DIALOG,
    FOOTER,
    HEADER,
    headed_as,
    named_as,
    words_in,
)

Element = Any
"""An element of lxml, which has no types."""

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset(
    "annotation annotation-xml applet area audio canvas datalist embed frameset head iframe input map meter noembed "
    "noframes noscript object option progress rp rt script select style svg template textarea title video".split()
)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOR_EARS = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only screen-reader-only "
    "a11y-hidden assistive-text element-invisible".split()
)
IGNORED = str.maketrans("", "", "\u00ad\u200b")  # soft hyphen, zero-width space: where a line may break
_NO_WORD = re.compile(r"\[\d+\]|[\W_]+")
_LONG, _SENTENCE = 25, 4  # the least words of a paragraph that is prose, and of a sentence that is
_NOTE_MARK = 6  # characters in the number of a note, with its brackets

_NEVER_BY_WORD = frozenset({"body", "html", "pre", "figure", "figcaption", "tr", "caption", *HEADINGS})
_OF_A_SECTION = frozenset({"article", "main", "section", "blockquote", "figure"})


class _Weight(NamedTuple):
    """How many visible characters an element holds, without white space, and how many of them are links."""

    characters: int
    linked: int

    @property
    def plain(self) -> int:
        return self.characters - self.linked


@dataclass(frozen=True)
class Page:
    """What a rule has to know of the whole page.

    `around` are the elements that hold the story or its title: nothing that is true of them, as the
    class of a wrapper or a dialog that hides all else, takes the story away.
    """

    root: Element
    weights: dict[Element, _Weight]
    story: Element | None
    around: frozenset[Element]
    beside: frozenset[Element]
    """The elements whose other children stand outside the page's main part."""


def page_of(root: Element) -> Page:
    """Find the story of a page, and what a rule has to know besides."""
    weights = _weigh(root)
    story = _story(root, weights)
    inside = set() if story is None else set(story.iter("h1"))
    titles = [one for one in root.iter("h1") if text_of(one)]
    title = titles[0] if not inside and len(titles) == 1 else None
    within = frozenset() if story is None else frozenset(story.iterancestors())
    is_main = story is not None and _is_main(story) and weights[story].plain * 2 >= weights[root].plain
    around = {*within, *([] if story is None else [story])}
    around.update([] if title is None else [title, *title.iterancestors()])
    return Page(root, weights, story, frozenset(around), within if is_main else frozenset())


def _weigh(root: Element) -> dict[Element, _Weight]:
    weights: dict[Element, _Weight] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        if element.tag in _UNSEEN:
            weights[element] = _Weight(0, 0)
            continue
        characters = visible(element.text) + sum(weights[one].characters + visible(one.tail) for one in element)
        linked = characters if is_link(element) else sum(weights[one].linked for one in element)
        weights[element] = _Weight(characters, linked)
    return weights


def visible(text: str | None) -> int:
    """Count the characters of a text that are no white space."""
    return len("".join(text.split())) if text else 0


def is_link(element: Element) -> bool:
    """Whether an element is a link that leads off the page."""
    return bool(element.tag == "a" and not element.get("href", "#").startswith("#"))


def _is_main(element: Element) -> bool:
    return bool(element.tag == "main" or element.get("role") == "main")


def _story(root: Element, weights: dict[Element, _Weight]) -> Element | None:
    """The element that markup names as the story, if it holds a fair share of the text."""
    named: list[list[Element]] = [[], [], []]
    for element in root.iter():
        if "articleBody" in element.get("itemprop", "").split():
            named[1].append(element)
        elif _is_main(element):
            named[0].append(element)
        elif element.tag == "article" or element.get("role") == "article":
            named[2].append(element)
    for elements in named:
        largest = max(elements, key=lambda one: weights[one].plain, default=None)
        if largest is not None and weights[largest].plain * 4 >= max(1, weights[root].plain):
            return largest
    return None


def words_of(element: Element) -> frozenset[str]:
    """The words that an element's class and id are made of, in small letters."""
    return words_in(f"{element.get('class', '')} {element.get('id', '')}")


def is_unseen(element: Element, page: Page, *, in_row: bool) -> bool:
    """Whether a reader of the page never sees it, or sees it only as a mark that points elsewhere.

    A whole block that is hidden is no such thing, but in the row of a table: see `wrapping`.
    """
    if element.tag in _UNSEEN:
        return True
    if element in page.around:
        return False
    is_block = element.tag in BLOCKS and element.tag not in ("td", "th") and not in_row
    return _is_note_mark(element) or (not is_block and _is_hidden(element))


def _is_hidden(element: Element) -> bool:
    attributes = element.attrib
    return (
        attributes.get("hidden", "until-found").lower() != "until-found"
        or attributes.get("aria-hidden", "").lower() == "true"
        or (element.tag == "dialog" and "open" not in attributes)
        or bool(_UNSEEN_STYLE.search(attributes.get("style", "")))
        or not _FOR_EARS.isdisjoint(attributes.get("class", "").lower().split())
    )


def _is_note_mark(element: Element) -> bool:
    """The raised number of a note, the sign that links a heading to itself, the arrow back from a note."""
    if element.tag not in ("a", "sup"):
        return False
    links = element.iter("a")
    if not any("#" in link.get("href", "") for link in links):
        return False
    text = text_of(element)
    raised = element.tag == "sup" or next(element.iter("sup"), None) is not None
    return 0 < len(text) <= _NOTE_MARK and bool(raised or _NO_WORD.fullmatch(text))


def text_of(element: Element) -> str:
    """All the text in an element, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def heading_text(heading: Element) -> str:
    """The text of a heading, without the marks of notes and links to itself."""
    text = text_of(heading)
    for mark in filter(_is_note_mark, heading.iter("a", "sup")):
        text = text.removeprefix(text_of(mark)).removesuffix(text_of(mark)).strip()
    return text


def wrapping(element: Element, page: Page) -> str | None:
    """Why an element is not part of the story; None if it is, or holds it."""
    if element in page.around:
        return None
    if element.tag in BLOCKS and _is_hidden(element):
        return "not shown"
    reason = _by_markup(element, page)
    if reason is None and element.getparent() in page.beside and element.tag not in _UNSEEN:
        reason = "outside the page's main part"
    if reason is None or reason in (COMMENTS, COOKIES, DIALOG):  # these may outweigh a short story
        return reason
    scope = page.root if page.story is None else page.story
    inside = page.story is None or scope in element.iterancestors()
    return None if inside and page.weights[element].plain * 2 > page.weights[scope].plain else reason


def _by_markup(element: Element, page: Page) -> str | None:
    tag, size = element.tag, page.weights[element].characters
    role = element.get("role", "").lower()
    if tag == "pre" and any(
        page.weights[one].characters * 10 > size * 9 for one in element.iter("code", "samp", "kbd")
    ):
        return "code or data"
    reason = BY_ROLE.get(role) or BY_TAG.get(tag)
    if reason in (HEADER, FOOTER) and any(one.tag in _OF_A_SECTION for one in element.iterancestors()):
        reason = None
    if reason is ASIDE:
        heading = next(element.iter(*HEADINGS), None)
        reason = (headed_as(text_of(heading)) if heading is not None else None) or reason
    if reason is ASIDE and (role in ("note", "doc-footnote") or _is_box_of_facts(element, page)):
        reason = None
    if reason is None and (tag in BLOCKS or "-" in tag) and tag not in _NEVER_BY_WORD:
        reason = named_as(element, is_prose=lambda: _is_prose_of_the_story(element, page))
        reason = None if reason and _is_named_by_its_heading(element, page) else reason
    return reason


def _is_prose_of_the_story(element: Element, page: Page) -> bool:
    """Whether an element within the story holds a whole sentence, or a long paragraph, and few links."""
    weight = page.weights[element]
    if weight.linked * 2 > weight.plain or next(element.iter("form", "input", "button"), None) is not None:
        return False
    if page.story is None or page.story not in element.iterancestors():
        return False
    blocks = [element, *(one for one in element.iter() if one.tag in BLOCKS and one.tag not in HEADINGS)]
    return any(is_prose(text_of(one)) for one in blocks if not any(inner.tag in BLOCKS for inner in one))


def is_prose(text: str) -> bool:
    """Whether a text is a whole sentence, or as long as only a paragraph of a story is."""
    words = len(text.split())
    return words >= _LONG or (words >= _SENTENCE and ends_sentence(text))


def _is_named_by_its_heading(element: Element, page: Page) -> bool:
    """Whether an id as "editing-and-navigation" repeats the heading of a chapter, and says nothing more."""
    weight, name = page.weights[element], element.get("id", "").lower()
    heading = next(element.iter(*HEADINGS), None)
    if "-" not in name or heading is None or weight.linked > weight.plain or not _unnamed(element):
        return False
    return re.findall(r"\w+", text_of(heading).lower()) == re.findall(r"\w+", name)


def _unnamed(element: Element) -> bool:
    return named_as(element, is_prose=lambda: False, names=element.get("class", "")) is None


def _is_box_of_facts(element: Element, page: Page) -> bool:
    """An aside within the story that links to nothing and asks for nothing."""
    return (
        page.story is not None
        and page.story in element.iterancestors()
        and page.weights[element].linked == 0
        and next(element.iter("form", "button", "input"), None) is None
    )
