"""Plain text and lightly marked text: .txt, .md, .rst."""

import hashlib

from corpus.article import Article
from corpus.clean import clean
from corpus.errors import SkippedFile
from corpus.metadata import read_front
from corpus.paragraphs import paragraphs


def read_text(path: str, data: bytes) -> Article:
    """Read UTF-8 text. Raises SkippedFile if the bytes are empty, binary or in another encoding."""
    text = decode(data)
    layout = paragraphs(text)
    if not layout:
        raise SkippedFile("empty: only white space")
    front = read_front(text, layout)
    kept, left_out = clean(text, layout, front)
    headings = {paragraph.span for paragraph in kept if paragraph.heading} - front.lines
    body = [paragraph.span for paragraph in kept if paragraph.span not in headings]
    if not body:  # a file of a line or two: nothing tells its story from its wrapping
        body, headings, left_out = [paragraph.span for paragraph in layout], set(), []
    return Article(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        metadata=front.metadata,
        body=tuple(body),
        headings=tuple(sorted(headings)),
        left_out=tuple(left_out),
    )


def decode(data: bytes) -> str:
    """Decode strictly: a replaced or dropped character would make every later offset and quote wrong.

    `bytes.decode` and not `open`, which would fold CRLF to one character. A byte order mark stays
    in the text, so offsets count from the first character of the file.
    """
    if not data:
        raise SkippedFile("empty file")
    if b"\0" in data:
        raise SkippedFile("binary: it holds NUL bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SkippedFile(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start} (iconv can convert it)"
        ) from None
