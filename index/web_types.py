"""What a server says of a page -> the suffix by which a reader takes it."""

from pathlib import PurePosixPath
from urllib.parse import unquote

from corpus.read import READERS

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "multipart/related": ".mhtml",
    "application/x-mimearchive": ".mhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/x-rst": ".rst",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    _WORD: ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
_UNTOLD = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/download",
        "application/force-download",
        "application/x-download",
        "application/zip",
    }
)
_OF_TEXT = frozenset({".text", ".md", ".markdown", ".rst", ".json", ".jsonl"})
_BEGINNINGS = ((b"%pdf-", ".pdf"), (b"<!doctype html", ".html"), (b"<html", ".html"))


def media_type(content_type: str) -> str:
    """The type in a Content-Type header, in lower case, without what stands behind it."""
    return content_type.partition(";")[0].strip().lower()


def says_nothing(content_type: str) -> bool:
    """Whether the header leaves open what the bytes are."""
    return media_type(content_type) in _UNTOLD


def suffix_of(content_type: str, path: str, data: bytes = b"") -> str | None:
    """The suffix for a page of this type at this path; None if no reader takes it.

    Where the type says nothing the path does, or else the first bytes.

    >>> suffix_of("text/html; charset=utf-8", "/a.php"), suffix_of("image/png", "/a.html")
    ('.html', None)
    """
    written = PurePosixPath(unquote(path)).suffix.lower()
    kind = media_type(content_type)
    if kind == "text/plain" and written in _OF_TEXT:
        return written
    if kind not in _UNTOLD:
        return _SUFFIXES.get(kind)
    if written and written in READERS:
        return written
    start = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((suffix for beginning, suffix in _BEGINNINGS if start.startswith(beginning)), None)
