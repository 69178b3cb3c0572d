"""The printed lines of a PDF file, page by page: the only code that calls its library."""

import ctypes
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from threading import Lock
from typing import Any

from corpus.errors import SkippedFile

_MAX_PAGES = 5_000
_MAX_LETTERS = 20_000_000  # a page may be printed a thousand times over from a few bytes
_HEADER = 1024  # where, from the start and from the end, other readers look for the marks of a PDF
_ONE_AT_A_TIME = Lock()  # the library must not be called from two threads at once
_SPACE, _HYPHEN_AT_END, _LINE_ENDS = 0x20, 0x02, frozenset({0x02, 0x0A, 0x0D})
_LETTERS = str.maketrans(
    {_HYPHEN_AT_END: "-", 0x00: None, 0xAD: None, 0xF0B7: "•"}
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}  # ﬁ, ﬂ and their like
)
_WIDE_SPACE = 2.0  # wider, as a multiple of the type's height, than any between the words of a line
_COLUMN_ROWS, _COLUMN_WIDTH = 4, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line and where it stands, as a reader holds the page; `size` is the height of its type."""

    text: str
    left: float
    right: float
    bottom: float
    size: float


def read_lines(data: bytes) -> tuple[list[list[Line]], dict[str, str]]:
    """The lines of each page, in the order of the file, and what the file says of itself."""
    if b"%PDF-" not in data[:_HEADER]:
        raise SkippedFile("not a PDF")
    if b"%%EOF" not in data.rstrip(b"\0\t\r\n ")[-_HEADER:]:  # what is left of such a file would pass for all of it
        raise SkippedFile("cut off: the end of the PDF is missing")
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  # 8 MB that only PDF files need

    pages: list[list[Line]] = []
    letters = 0
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
            if len(document) > _MAX_PAGES:
                raise SkippedFile(f"more than {_MAX_PAGES:,} pages")
            for page in document:
                with closing(page), closing(page.get_textpage()) as text:
                    letters += text.count_chars()
                    if letters > _MAX_LETTERS:
                        raise SkippedFile(f"more than {_MAX_LETTERS:,} letters")
                    pages.append(_lines(_rows(pypdfium2.raw, text, page.get_rotation())))
            return pages, _info(pypdfium2.raw, document)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise SkippedFile("encrypted: it needs a password" if locked else "a broken PDF") from None


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


def _rows(pdfium: Any, page: Any, turned: int) -> list[list[Line]]:
    """What is printed at one height, from left to right, parted where the space is wide."""
    box = pdfium.FS_RECTF()

    def place(at: int) -> tuple[float, float, float, float]:
        pdfium.FPDFText_GetLooseCharBox(page, at, box)
        corners = {
            90: (box.bottom, -box.right, box.top, -box.left),
            180: (-box.right, -box.top, -box.left, -box.bottom),
            270: (-box.top, box.left, -box.bottom, box.right),
        }
        return corners.get(turned, (box.left, box.bottom, box.right, box.top))

    rows: list[list[Line]] = [[]]
    line: list[int] = []
    codes = [min(pdfium.FPDFText_GetUnicode(page, at), sys.maxunicode) for at in range(page.count_chars())]

    def end_line() -> None:
        text = "".join(chr(codes[at]) for at in line)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_LETTERS)
        text = " ".join(text.split())
        if text:
            visible = [at for at in line if not chr(codes[at]).isspace()]
            places = [place(visible[at]) for at in (0, len(visible) // 2, -1)]
            _, bottom, _, top = sorted(places, key=lambda one: one[3] - one[1])[1]
            rows[-1].append(Line(text, places[0][0], places[2][2], bottom, top - bottom))
        line.clear()

    for at, code in enumerate(codes):
        if code in _LINE_ENDS:
            line += [at] if code == _HYPHEN_AT_END else []
            end_line()
            rows.append([])
            continue
        if code == _SPACE and line and at + 1 < len(codes) and codes[at + 1] not in _LINE_ENDS:
            before, after = place(line[-1]), place(at + 1)
            if after[0] - before[2] > _WIDE_SPACE * (before[3] - before[1]):
                end_line()
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
