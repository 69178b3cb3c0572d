"""PDF -> Article. A PDF holds letters and where each is printed; lines and paragraphs are read off their places.

What is told apart, and how:

- A new paragraph begins at a wider gap, another size of type, an indent after a sentence's end, or
  below a line that ends though the next word would have fitted.
- The last paragraph of a page or column and the first of the next are one if the first ends in no
  sentence and either the second begins with a small letter or the first's last line is full. It is
  then on the page where it begins.
- Words that the end of a line breaks are put together: see `pdf_words`.
- A large initial belongs to the line beside it, and a raised number is the mark of a note.
- What stands behind a raised number, or behind any in smaller type at the foot of a page or column, is a
  note: the text above it goes on overleaf.
- A line that a gap parts from the head or foot of a page is a running head if three pages have it,
  whatever its digits, and a page number if it holds nothing else.
- A page with a picture and no text of its own is said to be one; an empty page is not.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from corpus.article import Article, Metadata, Unit
from corpus.errors import SkippedFile
from corpus.paragraphs import ends_sentence
from corpus.read.parts import Part, article_of_parts
from corpus.read.pdf_initials import with_initials
from corpus.read.pdf_lines import Line, read_lines
from corpus.read.pdf_words import is_broken, joined, words_of

_SCANNED = "no text in it: scanned pages need OCR"
_NO_TEXT = "[no text on this page]"
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\x03-\x08]")
_MOST_STRANGE = 0.1
_EDGE_GAP = 1.2
_EDGE = 3  # lines at the head and at the foot of a page that may be running ones
_RUNNING_PAGES = 3
_GAP = 1.35  # what share of the usual distance between two lines parts paragraphs
_LARGE = 1.12  # how much larger than the body's the type of a heading is
_HEADING_WORDS, _LARGE_HEADING_WORDS = 14, 25
_FULL_BLOCK = 3  # lines that show how wide a column is
_UNPRINTED_TITLE_WORDS = 3
_PAGE_NUMBER = re.compile(r"\W*(?:(?:page|p\.)\s*)?(?:\d{1,4}|[ivx]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_LIST_ITEM = re.compile(r"(?:[-*•‣◦–]|\d{1,3}[.)])\s+\S")
_BYLINE = re.compile(r"By:?\s+[A-Z]")
_NOTE = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,3}|[*†‡]{1,3}(?=\s?\w)|\d{1,3}(?=[ .)]|[A-Z])|\[\d{1,3}\])\s*\S")
_RAISED_NOTE = re.compile(r"[⁰¹²³⁴-⁹]{1,3}\s*\S")
_NOTE_SIZE = 0.96  # of the body's, at most
_NOT_A_TITLE = re.compile(
    r"(?:untitled|unknown|no title|document|presentation|slide|microsoft \w+ -|print)\b.*|\S*[\\/_]\S*|.*\.\w{2,5}",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def read_pdf(path: str, data: bytes) -> Article:
    """Read a PDF file; a citation counts in its pages, from 1, whatever number is printed on them.

    Raises SkippedFile if it is no whole PDF, needs a password, or holds no text.
    """
    document = read_lines(data)
    if not any(document.pages):
        raise SkippedFile(_SCANNED)
    words = Counter(word.lower() for page in document.pages for line in page for word in words_of(line.text))
    pages = [with_initials(page, words) for page in document.pages]
    printed = "".join(line.text for page in pages for line in page)
    if len(_STRANGE.findall(printed)) > _MOST_STRANGE * len(printed):
        raise SkippedFile("its fonts do not say what letters they show: it needs OCR")
    pieces = _pieces(pages, document.drawn)
    body = _body_size(pages)
    parts = [
        Part(text, heading=_is_heading(text, piece, body, following), left_out=piece.left_out, place=str(piece.page))
        for text, piece, following in _with_following([(joined(piece.lines, words), piece) for piece in pieces])
    ]
    if all(part.left_out for part in parts):
        raise SkippedFile(_SCANNED)
    return article_of_parts(path, data, parts, _metadata(document.info, parts), Unit.PAGE)


@dataclass(slots=True)
class _Piece:
    """A paragraph or a part of one: what no page break, gap or size of type parts."""

    lines: list[Line]
    page: int
    edge: float
    """How far to the right the lines around it reach."""
    opens: bool = False
    """Whether it is the first of a page or column."""
    left_out: str | None = None
    note: bool = False


def _pieces(pages: list[list[Line]], drawn: frozenset[int]) -> list[_Piece]:
    """The paragraphs of all pages; those that a page or column break cuts are put together again.

    `drawn` are the numbers of the pages with pictures on them.
    """
    body, leading = _body_size(pages), _leading(pages)
    running = _running_lines(pages, body, leading)
    pieces: list[_Piece] = []
    last: _Piece | None = None  # of the body: a footnote may stand between the halves of a paragraph
    for number, page in enumerate(pages, start=1):
        margin = {
            at
            for at in _edges(page, leading)
            if _key(page[at], body) in running or _PAGE_NUMBER.fullmatch(page[at].text)
        }
        reason = "running head or page number"
        pieces += [_Piece([page[at]], number, page[at].right, left_out=reason) for at in sorted(margin)]
        if number in drawn and len(margin) == len(page):
            nothing = Line(_NO_TEXT, left=0, right=0, bottom=0, size=body)
            pieces.append(_Piece([nothing], number, 0, left_out="a page without text, perhaps a picture"))
        for piece in _paragraphs([line for at, line in enumerate(page) if at not in margin], number, leading, body):
            is_body = _same_size(piece.lines[0].size, body) and not piece.note
            if last and piece.opens and is_body and _goes_on(last, piece):
                last.lines += piece.lines
                last.edge = piece.edge
                continue
            pieces.append(piece)
            last = piece if is_body else last
    return pieces


def _paragraphs(lines: list[Line], page: int, leading: float, body: float) -> Iterator[_Piece]:
    opens = True
    for block, jumped, is_note in _blocks(lines, leading, body):
        # the lines of a headline are parted by sense, not by their width
        edge = 0.0 if block[0].size > _LARGE * body else max(line.right for line in block)
        piece = _Piece([block[0]], page, edge, opens=opens or jumped, note=is_note)
        opens = False
        for above, line in pairwise(block):
            if _begins(above, line, edge, piece.lines[0]):
                yield piece
                piece = _Piece([line], page, edge, note=is_note)
            else:
                piece.lines.append(line)
        yield piece


def _blocks(lines: list[Line], leading: float, body: float) -> Iterator[tuple[list[Line], bool, bool]]:
    """Lines of one size that follow one another closely.

    And whether they begin higher than the ones before end, and whether they are a note.
    """
    block: list[Line] = []
    jumped = note = False
    for line, begins_note in zip(lines, _notes(lines, body), strict=True):
        if block:
            above = block[-1]
            drop = above.bottom - line.bottom
            parted = drop < 0 or drop > _GAP * leading * line.size or not _same_size(above.size, line.size)
            if parted or begins_note:
                yield block, jumped, note
                block, jumped = [], drop < 0
        note = begins_note or (note and bool(block))
        block.append(line)
    if block:
        yield block, jumped, note


def _begins(above: Line, line: Line, edge: float, first: Line) -> bool:
    """Whether, in a block, a paragraph begins with `line`; `first` is the first line of the one before."""
    if _LIST_ITEM.match(line.text) or _BYLINE.match(line.text):
        return True
    if is_broken(above.text) or line.text[0].islower():
        return False
    ended = ends_sentence(above.text)
    if ended and line.left - above.left > line.size / 2 and not _LIST_ITEM.match(first.text):
        return True
    letter = (line.right - line.left) / len(line.text)
    return above.right + letter * (len(line.text.split()[0]) + 2) < edge


def _notes(lines: list[Line], body: float) -> Iterator[bool]:
    """Of each line of a page, whether a note begins with it."""
    found: list[bool] = []
    at_foot = True
    for line, below in zip(reversed(lines), [None, *reversed(lines)], strict=False):
        overleaf = below is None or below.bottom > line.bottom
        at_foot = (overleaf or at_foot) and line.size < _NOTE_SIZE * body
        found.append(bool((at_foot and _NOTE.match(line.text)) or _RAISED_NOTE.match(line.text)))
    return reversed(found)


def _goes_on(above: _Piece, below: _Piece) -> bool:
    """Whether a paragraph that a page or column ends with goes on in the one that opens the next."""
    end, start = above.lines[-1], below.lines[0]
    if ends_sentence(end.text) or _LIST_ITEM.match(start.text):
        return False
    full = len(above.lines) >= _FULL_BLOCK and above.edge - end.right < 2 * end.size
    return start.text[0].islower() or full or is_broken(end.text)


def _is_heading(text: str, piece: _Piece, body: float, following: str | None) -> bool:
    if piece.left_out or not any(map(str.isalpha, text)) or text[-1] in ":;," or _BYLINE.match(text):
        return False
    if ends_sentence(text) and not text.endswith("?"):
        return False
    count = len(text.split())
    if piece.lines[0].size > _LARGE * body:
        return count <= _LARGE_HEADING_WORDS
    alone = count <= _HEADING_WORDS and len(piece.lines) == 1 and not _LIST_ITEM.match(text)
    return alone and following is not None and len(following.split()) > _HEADING_WORDS


def _with_following(texts: list[tuple[str, _Piece]]) -> Iterator[tuple[str, _Piece, str | None]]:
    """Each with the text of the next that is not left out."""
    found: list[tuple[str, _Piece, str | None]] = []
    following: str | None = None
    for text, piece in reversed(texts):
        found.append((text, piece, following))
        following = following if piece.left_out else text
    return reversed(found)


def _running_lines(pages: list[list[Line]], body: float, leading: float) -> set[str]:
    on = Counter(key for page in pages for key in {_key(page[at], body) for at in _edges(page, leading)})
    return {key for key, count in on.items() if count >= _RUNNING_PAGES}


def _edges(page: list[Line], leading: float) -> set[int]:
    """The few lines at the head and at the foot of a page that a gap parts from its text."""
    downwards = sorted(range(len(page)), key=lambda at: -page[at].bottom)
    found: set[int] = set()
    for order in (downwards, downwards[::-1]):
        # the last line is followed by itself: what no gap parts from anything is the whole page
        for count, (at, following) in enumerate(pairwise([*order[: _EDGE + 1], *order[-1:]]), start=1):
            one, other = page[at], page[following]
            apart = abs(one.bottom - other.bottom) > _EDGE_GAP * leading * min(one.size, other.size)
            if count <= _EDGE and (apart or at == following):
                found.update(order[:count])
                break
    return found


def _key(line: Line, body: float) -> str:
    """What a running line prints on every page. Large type is the title's or a chapter's: not the same line."""
    return f"\n{line.text}" if line.size > _LARGE * body else re.sub(r"\d+", "#", line.text)


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= (_LARGE - 1) * max(one, other)


def _body_size(pages: list[list[Line]]) -> float:
    """The size that most letters are printed in."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[round(line.size, 1)] += len(line.text)
    return max(letters, key=lambda size: (letters[size], -size))


def _leading(pages: list[list[Line]]) -> float:
    """The usual distance between two lines, as a multiple of the size of their type."""
    drops = [
        (above.bottom - line.bottom) / line.size
        for page in pages
        for above, line in pairwise(page)
        if _same_size(above.size, line.size) and 0 < above.bottom - line.bottom < 3 * line.size
    ]
    return median_low(drops) if drops else 1.0


def _metadata(info: dict[str, str], parts: list[Part]) -> Metadata:
    """What the file says of itself, as far as its first page bears it out.

    The day the file was made is not the day of publication, so only a printed date counts.
    """
    first = [part for part in parts if part.place == parts[0].place]
    page = _folded(" ".join(part.text for part in first))
    title, author, language = (info[key] for key in ("title", "author", "language"))
    printed = next((part.text for part in first if _folded(part.text) == _folded(title)), None)
    likely = bool(_folded(title)) and not _NOT_A_TITLE.fullmatch(title)
    unnamed = len(title.split()) >= _UNPRINTED_TITLE_WORDS and not any(part.heading for part in first)
    names = [_folded(name) for name in re.split(r"[;,&]|\band\b", author)]
    named = len(author.split()) > 1 and not author.islower() and all(name in page for name in names)
    return Metadata(
        title=(printed or title) if likely and (unnamed or _folded(title) in page) else None,
        author=author if named else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
