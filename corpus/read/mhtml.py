"""Web pages that a browser saved with all their parts in one file: .mhtml, .mht."""

import email
import email.policy
from collections.abc import Iterable
from email.message import Message

from corpus.article import Article
from corpus.errors import SkippedFile
from corpus.read.html import decode_page, read_page


def read_mhtml(path: str, data: bytes) -> Article:
    """Read the page of a web archive. Raises SkippedFile if it holds none, or one without text."""
    if not data.strip():
        raise SkippedFile("empty file" if not data else "empty: only white space")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    page = _page(message)
    if page is None:
        raise SkippedFile("no web page in it")
    body = page.get_payload(decode=True)
    text = decode_page(body if isinstance(body, bytes) else b"", _charset(page))
    locations = [_header(message, "Snapshot-Content-Location"), _header(page, "Content-Location")]
    return read_page(path, data, text, next((one for one in locations if one.startswith("http")), None))


def _page(message: Message) -> Message | None:
    """The part that the archive says it starts with or was saved from, else its first page."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = _parameter(message, "start")
    saved = _header(message, "Snapshot-Content-Location")
    named = (
        one
        for one in pages
        if (start and _header(one, "Content-ID") == start) or (saved and _header(one, "Content-Location") == saved)
    )
    return next(named, _first(pages))


def _first(pages: Iterable[Message]) -> Message | None:
    return next(iter(pages), None)


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()


def _parameter(message: Message, name: str) -> str:
    value = message.get_param(name, "")
    return value if isinstance(value, str) else ""


def _charset(page: Message) -> str | None:
    return _parameter(page, "charset") or None
