"""Saved web pages: .html, .htm. All their visible text, block by block, with what is left out of it."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from corpus.article import Article
from corpus.errors import SkippedFile
from corpus.paragraphs import ends_sentence
from corpus.read.encoding import decode, web_codec
from corpus.read.html_furniture import COMMENTS, RELATED, headed_as, is_pointer, is_request
from corpus.read.html_metadata import page_metadata
from corpus.read.html_page import (
    BLOCKS,
    HEADINGS,
    IGNORED,
    Element,
    Page,
    is_link,
    is_prose,
    is_unseen,
    page_of,
    text_of,
    visible,
    words_of,
    wrapping,
)
from corpus.read.html_table import is_data, read_again
from corpus.read.parts import Part, article_of_parts
from corpus.read.raised import raised_text

_CHARSET = re.compile(
    rb"(?:<meta\b[^>]{0,300}?charset|<\?xml[^>]{0,80}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HEAD = 4096  # where a page declares its encoding, and browsers write the address that they saved
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)")

_BREAK, _CELL = "\x00", "\x01"  # the parser lets neither through
_QUOTES = ("“”", "‘’")
_PULLED = frozenset({"pullquote", "pull", "pulled"})
_COPYRIGHT = re.compile(r"(?:copyright\s*)?(?:©|\(c\)\s)|copyright\s+\d{4}|.*\ball rights reserved\b", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d][\w ]{1,30}:\s")
_BYLINE = re.compile(r"by:?\s+[^\W\d_]", re.IGNORECASE)
_NEAR = 8  # pieces of text, some of them empty, that may hold the word before
_HALF, _ALL = 0.5, 0.8  # shares of a block that are links
_MARKS = 2  # characters beside a link, as a stop
_SHORT = 200  # characters; a longer block is text, whatever it links to


class _Place(NamedTuple):
    """Where a piece of text stands: what its ancestors say of it."""

    left_out: str | None = None
    heading: str = ""
    row: bool = False
    item: bool = False
    preformatted: bool = False
    linked: bool = False
    pulled: bool = False


class _Block(NamedTuple):
    text: str
    place: _Place
    linked: float
    """The share of its characters that are links."""


def read_html(path: str, data: bytes, charset: str | None = None) -> Article:
    """Read a saved web page: all its visible text, and as left out what is wrapped around the story.

    `charset` is the encoding that the page was sent with. Raises SkippedFile if the bytes are no text
    in a known encoding, or hold no visible text.
    """
    return read_page(path, data, decode_page(data, charset))


def read_page(path: str, data: bytes, text: str, url: str | None = None) -> Article:
    """Read the page `text`, which the file `data` holds. `url` counts if the page itself names none."""
    root = _parse(text)
    if root is None:
        raise SkippedFile("no text in it")
    page = page_of(root)
    metadata = page_metadata(page, url or _saved_from(text))
    return article_of_parts(path, data, list(_parts(page, metadata.title)), metadata)


def decode_page(data: bytes, declared: str | None = None) -> str:
    """Decode as UTF-8 or by byte order mark, in the encoding that the page declares, or by a guess.

    Bytes beyond ASCII that are UTF-8 throughout are hardly ever anything else, while a declaration
    is often that of a page before it was converted. A character cut off at the end is dropped.
    Raises SkippedFile.
    """
    if data and not data.strip():
        raise SkippedFile("empty: only white space")
    named = web_codec(declared) or web_codec(_declared(data))
    seven_bit = named is not None and named.startswith("iso2022")  # each of its bytes is ASCII
    encodings = [named] if seven_bit else ["utf-8", named]
    for encoding in encodings if data and b"\0" not in data else []:
        text = _decoded(data, encoding) if encoding else None
        if text is not None:
            return text.removeprefix("\ufeff")
    return decode(data)[0].removeprefix("\ufeff")


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data, 0, _HEAD)
    return match[1].decode("ascii", "replace") if match else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeError:
        return None


def _parse(text: str) -> Element | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but a comment
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise SkippedFile("its elements are nested too deeply")
    return root


def _saved_from(text: str) -> str | None:
    """The address that browsers write into a page as they save it."""
    match = _SAVED_FROM.search(text, 0, _HEAD)
    return match[1] if match else None


def _parts(page: Page, title: str | None) -> Iterator[Part]:
    blocks = list(_blocks(page))
    whole = "\n".join(one.text for one in blocks if not one.place.left_out and not one.place.pulled).casefold()
    comments = _comments_from(blocks)
    for at, block in enumerate(blocks):
        reason = block.place.left_out or (COMMENTS if at >= comments else None) or _by_its_text(block, title)
        if reason is None and block.place.pulled and block.text.strip("“”\"'«»„ ").casefold() in whole:
            reason = "a pull quote"
        item = block.place.row or block.place.item
        yield Part(block.text, heading=_is_heading(block), item=item, left_out=reason)


def _comments_from(blocks: list[_Block]) -> int:
    """Where the heading "Comments" stands behind the story; the number of blocks if it stands nowhere.

    Where a heading as large follows, it is that of a chapter.
    """
    headings = [(at, one) for at, one in enumerate(blocks) if one.place.heading and not one.place.left_out]
    for index, (at, one) in enumerate(headings):
        is_last = all(below.place.heading > one.place.heading for _, below in headings[index + 1 :])
        if is_last and headed_as(one.text) == COMMENTS and any(is_prose(above.text) for above in blocks[:at]):
            return at
    return len(blocks)


def _is_heading(block: _Block) -> bool:
    """A whole sentence in the markup of a heading is one that leads into the story, so it is quotable."""
    return bool(block.place.heading) and not (ends_sentence(block.text) and block.text[-1] not in "?!？！؟")


def _by_its_text(block: _Block, title: str | None) -> str | None:
    text, place = block.text, block.place
    if place.row or place.heading == "h1" or text == title or len(text) > _SHORT or _BYLINE.match(text):
        return None
    if _COPYRIGHT.match(text):
        return "a copyright line"
    if is_pointer(text) and not place.item and not ends_sentence(text):
        return RELATED
    return "links" if _is_links(block) else None


def _is_links(block: _Block) -> bool:
    """Whether a block does nothing but point elsewhere: a sentence says something, unless it asks to go there."""
    text = block.text
    if is_prose(text) and text[-1] not in "?!" and not block.place.item:
        all_of_it = (1 - block.linked) * visible(text) < _MARKS
        return (block.linked >= _HALF and is_pointer(text)) or (all_of_it and is_request(text))
    return block.linked >= _ALL or (block.linked >= _HALF and bool(_LABEL.match(text)) and not ends_sentence(text))


def _blocks(page: Page) -> Iterator[_Block]:
    """The visible text of a page, block by block, in document order."""
    pieces: list[str] = []
    linked = 0
    places = [_Place()]
    unseen: Element | None = None
    again: dict[Element, str] = {}
    walk = etree.iterwalk(page.root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            raised = "" if is_unseen(element, page, in_row=places[-1].row) else _raised(element, pieces)
            if raised is not None:
                pieces.append(raised)
                unseen = element
                walk.skip_subtree()
                continue
            place = _inner(element, places[-1], page)
            if _parts_text(element, places[-1], place):
                yield from _flushed(pieces, linked, places[-1])
                pieces, linked = [], 0
            if place.row and not places[-1].row:
                again = read_again(element, _CELL)
            places.append(place)
            pieces.append("" if element.tag == "tr" else again.get(element, ""))
            pieces.extend(_opening(element, place))
            linked += visible(element.text) if place.linked else 0
            continue
        if element is not unseen:
            place = places.pop()
            pieces.append(again.get(element, "") if element.tag == "tr" else "")
            if _parts_text(element, places[-1], place):
                yield from _flushed(pieces, linked, place)
                pieces, linked = [], 0
            else:
                pieces.append(_closing(element))
        pieces.append(_kept(element.tail, places[-1]))
        linked += visible(element.tail) if places[-1].linked else 0


def _inner(element: Element, outer: _Place, page: Page) -> _Place:
    tag = element.tag
    is_heading = tag in HEADINGS or element.get("role") == "heading"
    pulled = outer.pulled or (tag in BLOCKS and not _PULLED.isdisjoint(words_of(element)))
    return _Place(
        left_out=outer.left_out or wrapping(element, page),
        heading=(tag if tag in HEADINGS else "h2") if is_heading else outer.heading,
        row=outer.row or (tag == "table" and is_data(element)),
        item=outer.item or tag in ("li", "dt", "dd"),
        preformatted=outer.preformatted or tag == "pre",
        linked=outer.linked or is_link(element),
        pulled=pulled,
    )


def _parts_text(element: Element, outer: _Place, inner: _Place) -> bool:
    """Whether text before and after the start or end of an element belongs to two blocks."""
    if outer.left_out != inner.left_out:
        return True
    if outer.row:
        return element.tag in ("tr", "caption")
    return element.tag in BLOCKS or outer.heading != inner.heading


def _opening(element: Element, place: _Place) -> Iterator[str]:
    if element.tag == "br":
        yield " " if place.row or place.heading else _BREAK
    elif place.row and element.tag in BLOCKS:
        yield " "
    elif element.tag == "q":
        yield _quotes(element)[0]
    yield _kept(element.text, place)


def _closing(element: Element) -> str:
    if element.tag in BLOCKS:
        return _CELL if element.tag in ("td", "th") else " "
    return _quotes(element)[1] if element.tag == "q" else ""


def _quotes(element: Element) -> str:
    """The two marks that a browser puts around a quotation within a line."""
    return _QUOTES[len(list(element.iterancestors("q"))) % 2]


def _kept(text: str | None, place: _Place) -> str:
    """A text with the ends of its lines if they count."""
    return (text or "").replace("\n", _BREAK) if place.preformatted and not place.row else text or ""


def _raised(element: Element, before: list[str]) -> str | None:
    """A raised number as it is read: without its place, the square of a unit would be another number."""
    if element.tag != "sup":
        return None
    text = text_of(element)
    read = raised_text("".join(before[-_NEAR:]).translate(IGNORED), text)
    return None if read == text else read


def _flushed(pieces: Iterable[str], linked: int, place: _Place) -> Iterator[_Block]:
    """A row as its cells; anything else as the paragraphs that two line breaks in a row part it into."""
    text = "".join(pieces).translate(IGNORED)
    share = linked / max(1, visible(text.replace(_BREAK, "").replace(_CELL, "")))
    for block in [text] if place.row else re.split(rf"{_BREAK}\s*{_BREAK}", text):
        cells = [" ".join(cell.replace(_BREAK, " ").split()) for cell in block.split(_CELL)]
        line = " | ".join(cells).strip(" |") if place.row else " ".join(filter(None, cells))
        if line:
            yield _Block(line, place, share)
