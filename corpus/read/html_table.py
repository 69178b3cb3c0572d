"""Tables of a web page: which hold data, and the cells that reach over several of their rows."""

from corpus.read.archive import number
from corpus.read.html_page import Element, text_of

_CELL_LENGTH = 300
_AGAIN = 100  # characters of a cell that is read in each row beside it, at most
_ALL_AGAIN = 8  # times the characters of the table: all that is read again in it
_MOST_SPANNED = 1000  # rows or columns


def read_again(table: Element, end: str) -> dict[Element, str]:
    """What to read once more before a cell, or at the end of a row: cells from above, each with `end` behind it."""
    found: dict[Element, str] = {}
    room = _ALL_AGAIN * len(text_of(table))
    held: dict[int, tuple[str, int]] = {}  # by column: a text, and how many rows it goes on for
    for row in table.iter("tr"):
        column = 0
        for cell in row.iterchildren("td", "th"):
            column, found[cell] = _from_above(held, column)
            rows, columns = (min(number(cell.get(name, "")), _MOST_SPANNED) for name in ("rowspan", "colspan"))
            text = text_of(cell) if rows > 1 else ""
            for at in range(columns if rows > 1 else 0):
                is_read = at == 0 and len(text) <= _AGAIN and room > 0
                held[column + at] = f"{text}{end}" if is_read else "", rows - 1
            room -= len(text) * rows if len(text) <= _AGAIN else 0
            column += columns
        found[row] = ""
        for at in sorted(held):
            if at >= column:
                column, texts = _from_above(held, at)
                found[row] += texts
    return found


def _from_above(held: dict[int, tuple[str, int]], column: int) -> tuple[int, str]:
    """The column of the next cell, and what stands before it from the rows above."""
    texts = []
    while column in held:
        text, rows = held.pop(column)
        texts.append(text)
        if rows > 1:
            held[column] = text, rows - 1
        column += 1
    return column, "".join(texts)


def is_data(table: Element) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    role = table.get("role", "").lower()
    if role in ("presentation", "none") or len(list(table.iter("table"))) > 1:
        return False
    if role or next(table.iter("th", "caption"), None) is not None:
        return True
    rows = [list(row.iterchildren("td")) for row in table.iter("tr")]
    if len(rows) < 2 or sum(len(row) > 1 for row in rows) * 2 <= len(rows):  # noqa: PLR2004
        return False
    return not any(
        len(text_of(cell)) > _CELL_LENGTH or next(cell.iter("h1", "h2", "h3", "form", "ul", "ol"), None) is not None
        for row in rows
        for cell in row
    )
