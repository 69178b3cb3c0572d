"""What the formats that are zip archives of XML share: unpacking within bounds, parsing, walking, table rows."""

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.article import Article
from corpus.errors import SkippedFile
from corpus.paragraphs import is_story
from corpus.read.parts import Part

MAX_UNPACKED = 256 * 2**20  # all that is read of one archive
MAX_XML = 64 * 2**20  # a tree takes ten times the room of its file
MAX_ENTRIES = 20_000
_CELL_WORDS = 12  # in a cell of several lines; with more, it holds paragraphs of their own
_DIGITS = 6
_MOST_SPANNED = 1000  # rows or columns
_ALL_AGAIN = 1_000_000  # characters that are read again in rows below their own
_AGAIN = "again"  # the place of a part that is read in a row below its own
_ENCRYPTED = 0x1
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"  # how Office writes a file with a password, and wrote all files before 2007
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_PLACEHOLDERS = frozenset(
    (
        "admin",
        "administrator",
        "author",
        "microsoft office user",
        "owner",
        "python-docx",
        "unknown",
        "user",
        "windows user",
    )
)

Node = Any
"""An element of lxml, which has no types."""

_Held = dict[int, tuple[str | None, int]]
"""By column: the text of a cell from above, None but in its first column, and how many rows it goes on for."""


@dataclass(slots=True)
class _Row:
    cells: list[list[Part]] = field(default_factory=list)
    column: int = 0
    """Where the next cell stands, but for those from above."""


class Archive:
    """A zip archive in memory, of which no more is unpacked than the bounds allow.

    Raises SkippedFile if the bytes are no archive or one that is cut short.
    """

    def __init__(self, data: bytes) -> None:
        if not data:
            raise SkippedFile("empty file")
        if data.startswith(_COMPOUND_FILE):
            raise SkippedFile("protected with a password, or from before 2007")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise SkippedFile("not the zip archive that such a file is, or cut short") from None
        self.names = frozenset(self._zip.namelist())
        self._left = MAX_UNPACKED
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise SkippedFile(f"an archive of more than {MAX_ENTRIES} files")

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises SkippedFile if it is missing, damaged, encrypted or too large."""
        if name not in self.names:
            raise SkippedFile(f"damaged: {name} is missing")
        info = self._zip.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise SkippedFile("protected with a password")
        self._left -= info.file_size
        if info.file_size > MAX_XML or self._left < 0:
            raise SkippedFile("too large when unpacked")
        try:
            return self._zip.read(info)
        except _BROKEN:
            raise SkippedFile(f"damaged: {name} cannot be unpacked") from None

    def xml(self, name: str) -> Node:
        """The root element of a member that is XML. Raises SkippedFile."""
        root = parsed_xml(self.read(name))
        if root is None:
            raise SkippedFile(f"damaged: {name} is no XML")
        return root


def parsed_xml(data: bytes) -> Node | None:
    """The root element, or None if `data` is no XML. Raises SkippedFile if it declares entities.

    Nothing outside `data` is ever asked for. Entities would let a small file unfold to a huge one.
    """
    from lxml import etree  # noqa: PLC0415  only some formats need it

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Node = etree.fromstring(data, parser)
    except (etree.LxmlError, LookupError, ValueError):
        return None
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise SkippedFile("its XML declares entities of its own")
    return root


def resolved(base: str, reference: str) -> str:
    """The member that the member `base` means by `reference`."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), reference)).lstrip("/")


def local(node: Node) -> str:
    """The name of an element without its namespace."""
    name: str = node.tag.rpartition("}")[2]
    return name


def number(text: str) -> int:
    """A number of rows or columns; 1 if it is none."""
    return int(text) if text.isdecimal() and 0 < len(text) <= _DIGITS and int(text) else 1


def attribute(node: Node, name: str) -> str:
    """The attribute of that name in whatever namespace; empty if there is none."""
    return next((str(value) for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def child(node: Node | None, *names: str) -> Node | None:
    """The element that the names lead to, or None: the first child of each."""
    for name in names:
        if node is None:
            return None
        node = next((one for one in node if isinstance(one.tag, str) and local(one) == name), None)
    return node


def named(root: Node | None, name: str) -> list[str]:
    """The text of each element of that name that has any, in order, white space folded."""
    found = [] if root is None else root.iter(f"{{*}}{name}")
    texts = (" ".join("".join(node.itertext()).split()) for node in found)
    return [text for text in texts if text]


def first(texts: list[str]) -> str | None:
    """The first of them, or None."""
    return texts[0] if texts else None


def walk(root: Node, is_hidden: Callable[[Node], bool]) -> Iterator[tuple[str, Any]]:
    """("start", element), ("text", str) and ("end", element) in document order, without what is hidden.

    Not recursive, so a tree may be as deep as the parser allows.
    """
    steps: list[tuple[str, Any]] = [("start", root)]
    while steps:
        kind, node = steps.pop()
        yield kind, node
        if kind != "start":
            continue
        steps.append(("end", node))
        for one in reversed(node):
            if one.tail:
                steps.append(("text", one.tail))
            if not isinstance(one.tag, str):  # an entity that nobody declared
                steps.append(("text", one.text or ""))
            elif not is_hidden(one):
                steps.append(("start", one))
        if node.text:
            steps.append(("text", node.text))


class Sheet:
    """Collects parts in document order; a row of a data table becomes one part, `cell | cell`.

    A cell that reaches over several rows is read in each of them, as it is beside each.
    """

    def __init__(self) -> None:
        self._open: list[list[Part]] = [[]]
        self._rows: list[_Row] = []
        self._spans: list[tuple[int, int]] = []  # of the cells that are open
        self._room = _ALL_AGAIN
        self._held: list[_Held] = [{}]  # by column, of the tables that are open

    def slot(self) -> Callable[[Part], None]:
        """Keep the next place for a part that is known later; what it holds may come before it is."""
        parts, at = self._open[-1], len(self._open[-1])
        parts.append(Part(""))

        def fill(part: Part) -> None:
            parts[at] = part

        return fill

    def start(self, name: str, rows: int = 1, columns: int = 1) -> None:
        """A "table", a "row" or a "cell" begins; the cell reaches over so many rows and columns."""
        if name == "table":
            self._held.append({})
        elif name == "row":
            self._rows.append(_Row())
        elif name == "cell":
            self._open.append([])
            self._spans.append((min(rows, _MOST_SPANNED), min(columns, _MOST_SPANNED)))

    def end(self, name: str) -> None:
        """A "table", a "row" or a "cell" ends; each that began must, in order."""
        if name == "table":
            self._held.pop()
        elif name == "row":
            self._fill(last=True)
            self._open[-1].extend(row_parts(self._rows.pop().cells))
        elif name == "cell":
            cell = [part for part in self._open.pop() if part.text.strip()]
            rows, columns = self._spans.pop()
            if not self._rows:
                self._open[-1].extend(cell)
                return
            self._fill(last=False)
            row = self._rows[-1]
            row.cells.append(cell)
            if rows > 1:
                text = _cell_text(cell)
                texts = [text if len(text.split()) <= _CELL_WORDS else "", *[None] * (columns - 1)]
                self._held[-1].update({row.column + at: (one, rows - 1) for at, one in enumerate(texts)})
            row.column += max(1, columns)

    def _fill(self, *, last: bool) -> None:
        """Read again the cells from above that stand before the next cell, or all that are left in the row."""
        row, held = self._rows[-1], self._held[-1]
        for column in sorted(one for one in held if one >= row.column) if held else []:
            if column > row.column and not last:
                return
            text, rows = held.pop(column)
            if text is not None:
                self._room -= len(text)
                row.cells.append([Part(text, place=_AGAIN)] if text and self._room > 0 else [])
            if rows > 1:
                held[column] = text, rows - 1
            row.column = column + 1

    def parts(self) -> list[Part]:
        """All of them; those without text are left out."""
        return [part for part in self._open[0] if part.text.strip()]


def row_parts(cells: list[list[Part]]) -> list[Part]:
    """One part for a row of data; the parts as they are if the table only lays out a page."""
    parts = [part for cell in cells for part in cell if part.place != _AGAIN]
    texts = [_cell_text(cell) for cell in cells]
    if (
        parts
        and sum(map(bool, texts)) > 1
        and not any(part.heading or is_story(part.text.strip()) for part in parts)
        and all(len(cell) <= 1 or len(text.split()) <= _CELL_WORDS for cell, text in zip(cells, texts, strict=True))
        and len({part.left_out for part in parts}) == 1
    ):
        while not texts[-1]:
            texts.pop()
        return [replace(parts[0], text=" | ".join(texts), item=True)]
    return parts


def _cell_text(cell: list[Part]) -> str:
    return " ".join(" ".join(part.text for part in cell).split())


def credited(article: Article, author: str | None) -> Article:
    """The article by `author` if it prints no name: a file's properties only say whose computer it was begun on."""
    if article.metadata.author or not author or author.lower() in _PLACEHOLDERS:
        return article
    return replace(article, metadata=replace(article.metadata, author=author))
