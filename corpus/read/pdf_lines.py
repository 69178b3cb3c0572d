"""The printed lines of a PDF file, page by page: the only code that calls its library."""

import ctypes
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from threading import Lock
from typing import Any

from corpus.errors import SkippedFile
from corpus.read.raised import raised_text

_MAX_PAGES = 5_000
_MAX_LETTERS = 20_000_000  # a page may be printed a thousand times over from a few bytes
_HEADER = 1024  # where, from the start and from the end, other readers look for the marks of a PDF
_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_OPEN_STREAMS = 100  # for each that does not end the library looks through all that follows
_ONE_AT_A_TIME = Lock()  # the library must not be called from two threads at once
_SPACE, _HYPHEN_AT_END, _SOFT_HYPHEN, _LINE_ENDS = 0x20, 0x02, 0xAD, frozenset({0x02, 0x0A, 0x0D})
_LETTERS = str.maketrans(
    {_HYPHEN_AT_END: "-", 0x00: None, _SOFT_HYPHEN: None, 0xF0B7: "•"}
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}  # ﬁ, ﬂ and their like
)
_WIDE_SPACE = 2.0  # wider, as a multiple of the type's height, than any between the words of a line
_COLUMN_ROWS, _COLUMN_WIDTH = 4, 20
_INITIAL = 1.7  # how much higher than its neighbour a letter is that begins a text
_LOW = 0.3  # how far below the line of its neighbour it stands at least, in heights of that
_SMALL, _RAISED = 0.85, 0.15  # how high a raised mark is at most, and how far up it stands at least
_MARKS = frozenset("0123456789*†‡§[](),–-−+")
_LOOKED_AT = 100  # things on a page, for one that is no letter
_DESCENT = 0.22  # how much of a letter's box lies below the line it stands on


@dataclass(frozen=True, slots=True)
class Document:
    """What a PDF prints: its lines, page by page, in the order of the file."""

    pages: list[list["Line"]]
    drawn: frozenset[int]
    """The numbers, from 1, of the pages with pictures or drawings on them."""
    info: dict[str, str]
    """What the file says of itself: title, author and language, empty if it does not."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line and where it stands, as a reader holds the page; `size` is the height of its type."""

    text: str
    left: float
    right: float
    bottom: float
    size: float


def read_lines(data: bytes) -> Document:
    """What is printed on each page. Raises SkippedFile if the file is no whole PDF or needs a password."""
    if b"%PDF-" not in data[:_HEADER]:
        raise SkippedFile("not a PDF")
    if b"%%EOF" not in data.rstrip(b"\0\t\r\n ")[-_HEADER:]:  # what is left of such a file would pass for all of it
        raise SkippedFile("cut off: the end of the PDF is missing")
    if len(_STREAM.findall(data)) > 2 * data.count(b"endstream") + _OPEN_STREAMS:
        raise SkippedFile("a broken PDF")
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  # 8 MB that only PDF files need

    pages: list[list[Line]] = []
    drawn: set[int] = set()
    letters = 0
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
            if len(document) > _MAX_PAGES:
                raise SkippedFile(f"more than {_MAX_PAGES:,} pages")
            for number, page in enumerate(document, start=1):
                with closing(page), closing(page.get_textpage()) as text:
                    letters += text.count_chars()
                    if letters > _MAX_LETTERS:
                        raise SkippedFile(f"more than {_MAX_LETTERS:,} letters")
                    pages.append(_lines(_rows(pypdfium2.raw, text, page.get_rotation())))
                    if _is_drawn_on(pypdfium2.raw, page):
                        drawn.add(number)
            return Document(pages, frozenset(drawn), _info(pypdfium2.raw, document))
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise SkippedFile("encrypted: it needs a password" if locked else "a broken PDF") from None


def _is_drawn_on(pdfium: Any, page: Any) -> bool:
    """Whether anything but letters is among the first things on a page."""
    things = (pdfium.FPDFPage_GetObject(page, at) for at in range(min(_LOOKED_AT, pdfium.FPDFPage_CountObjects(page))))
    return any(pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT for thing in things)


def _info(pdfium: Any, document: Any) -> dict[str, str]:
    def read(get: Callable[..., int], *key: bytes) -> str:
        size = get(document, *key, None, 0)  # in bytes
        buffer = (ctypes.c_ushort * (size // 2))()
        get(document, *key, buffer, size)
        return " ".join(bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").split())

    return {
        "title": read(pdfium.FPDF_GetMetaText, b"Title"),
        "author": read(pdfium.FPDF_GetMetaText, b"Author"),
        "language": read(pdfium.FPDFCatalog_GetLanguage),
    }


class _Letters:
    """The letters of a page in the order in which they are printed, and where each stands as it is read."""

    def __init__(self, pdfium: Any, page: Any, turned: int) -> None:
        self.codes = [min(pdfium.FPDFText_GetUnicode(page, at), sys.maxunicode) for at in range(page.count_chars())]
        self._pdfium, self._page, self._turned = pdfium, page, turned
        self._box = pdfium.FS_RECTF()

    def place(self, at: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a letter's room in its line, whatever its shape."""
        box = self._box
        self._pdfium.FPDFText_GetLooseCharBox(self._page, at, box)
        corners = {
            90: (box.bottom, -box.right, box.top, -box.left),
            180: (-box.right, -box.top, -box.left, -box.bottom),
            270: (-box.top, box.left, -box.bottom, box.right),
        }
        return corners.get(self._turned, (box.left, box.bottom, box.right, box.top))

    def is_initial(self, at: int, line: list[int]) -> bool:
        """Whether a capital is much larger than what `line` ends with and what follows, and hangs lower than one."""
        if not chr(self.codes[at]).isupper():
            return False
        after = self._first_seen(range(at + 1, len(self.codes)))
        if after is None:
            return False
        _, bottom, _, top = self.place(at)
        foot = bottom + _DESCENT * (top - bottom)
        hangs = False
        for other in (self._first_seen(reversed(line)), after):
            if other is None:
                continue
            _, low, _, high = self.place(other)
            if top - bottom < _INITIAL * (high - low):
                return False
            hangs = hangs or foot < low + (_DESCENT - _LOW) * (high - low)
        return hangs

    def _first_seen(self, letters: Iterable[int]) -> int | None:
        return next((at for at in letters if not chr(self.codes[at]).isspace()), None)

    def line(self, letters: list[int]) -> Line | None:
        """The line that these letters make up; None if none of them is seen."""
        seen = [at for at in letters if not chr(self.codes[at]).isspace()]
        if not seen:
            return None
        places = [self.place(seen[at]) for at in (0, len(seen) // 2, -1)]
        _, bottom, _, top = sorted(places, key=lambda one: one[3] - one[1])[1]
        pieces: list[str] = []
        for is_raised, run in groupby(letters, key=lambda at: self._is_raised(at, bottom, top - bottom)):
            text = "".join(chr(self.codes[at]) for at in run)
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            pieces.append(raised_text("".join(pieces), text) if is_raised else text)
        if self.codes[seen[-1]] == _SOFT_HYPHEN:
            pieces.append("-")
        text = " ".join("".join(pieces).translate(_LETTERS).split())
        return Line(text, places[0][0], places[2][2], bottom, top - bottom) if text else None

    def _is_raised(self, at: int, bottom: float, size: float) -> bool:
        if chr(self.codes[at]) not in _MARKS:
            return False
        _, low, _, high = self.place(at)
        return high - low < _SMALL * size and low > bottom + _RAISED * size


def _rows(pdfium: Any, page: Any, turned: int) -> list[list[Line]]:
    """What is printed at one height, from left to right, parted where the space is wide."""
    letters = _Letters(pdfium, page, turned)
    codes = letters.codes
    rows: list[list[Line]] = [[]]
    line: list[int] = []

    def end_line() -> None:
        rows[-1] += filter(None, [letters.line(line)])
        line.clear()

    for at, code in enumerate(codes):
        if code in _LINE_ENDS:
            line += [at] if code == _HYPHEN_AT_END else []
            end_line()
            rows.append([])
            continue
        if code == _SPACE and line and at + 1 < len(codes) and codes[at + 1] not in _LINE_ENDS:
            before, after = letters.place(line[-1]), letters.place(at + 1)
            if after[0] - before[2] > _WIDE_SPACE * (before[3] - before[1]):
                end_line()
        if letters.is_initial(at, line):
            end_line()
            rows += [[*filter(None, [letters.line([at])])], []]
            continue
        line.append(at)
    end_line()
    return [row for row in rows if row]


def _lines(rows: list[list[Line]]) -> list[Line]:
    """Read columns that are printed row by row one after the other; leave every other page in its order."""
    pairs = [row for row in rows if len(row) == 2]  # noqa: PLR2004
    gutter = min((row[1].left for row in pairs), default=0.0)
    letters = [sum(len(row[side].text) for row in pairs) for side in (0, 1)]
    columns = len(pairs) >= _COLUMN_ROWS and len(rows) <= 2 * len(pairs) and min(letters) > _COLUMN_WIDTH * len(pairs)
    if not columns or max(row[0].right for row in pairs) > gutter:
        return [_whole(row) for row in rows]
    found: list[Line] = []
    for across, run in groupby(rows, key=lambda row: len(row) == 1 and row[0].left < gutter < row[0].right):
        lines = [line for row in run for line in row]
        found += lines if across else sorted(lines, key=lambda line: line.left >= gutter)
    return found


def _whole(row: list[Line]) -> Line:
    longest = max(row, key=lambda line: len(line.text))
    return replace(longest, text=" ".join(line.text for line in row), left=row[0].left, right=row[-1].right)
