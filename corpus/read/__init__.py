"""One reader a format, behind one registry: the only code that opens a source file."""

import contextlib
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from corpus.article import Article, Origin
from corpus.errors import SkippedFile
from corpus.read.docx import read_docx
from corpus.read.epub import read_epub
from corpus.read.html import read_html
from corpus.read.json_export import RECORD, read_json, read_jsonl, record_labels
from corpus.read.mail import read_mail
from corpus.read.mhtml import read_mhtml
from corpus.read.odt import read_odt
from corpus.read.pdf import read_pdf
from corpus.read.text import read_text

MAX_BYTES = 64 * 2**20  # a text of that size is a data dump; reading it would hold up all the others

READING = 4
"""Counts up when a reader, the cleaner or the sentence rules give other articles or passages than before."""

Reader = Callable[[str, bytes], Article]
"""(path, bytes) -> Article. Raises SkippedFile. The same bytes always give the same Article."""

READERS: dict[str, Reader] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".rst": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".odt": read_odt,
    ".epub": read_epub,
    ".eml": read_mail,
    ".json": read_json,
    ".jsonl": read_jsonl,
}
"""By suffix, in lower case. A file without a suffix is read as text if its bytes are text."""

_TOLD: dict[Reader, Callable[[str, bytes, str | None], Article]] = {read_text: read_text, read_html: read_html}
"""Readers of files in any encoding: they take the one that the bytes were sent with."""


_EXPORTS = {".json": False, ".jsonl": True}


def reader_of(path: str) -> Reader | None:
    """The reader for a file of this name, or None if no reader takes it."""
    return READERS.get(_suffix(path))


def articles_in(path: str, location: Path) -> list[str]:
    """The path of each article that the file called `path` holds: one, or each record of an export.

    Only an export is looked into for that; one that cannot be read is one path, and its reader tells why.
    """
    suffix = _suffix(path)
    if suffix in _EXPORTS:
        with contextlib.suppress(SkippedFile):
            return [f"{path}#{label}" for label in record_labels(read_bytes(location), lines=_EXPORTS[suffix])] or [
                path
            ]
    return [path]


def _suffix(path: str) -> str:
    return PurePath(RECORD.sub(lambda end: end[0].partition("#")[0], path)).suffix.lower()


def read_bytes(location: Path) -> bytes:
    """The bytes of a source file.

    Raises SkippedFile with the reason if it is gone, unreadable, not a regular file or too large.
    """
    try:
        status = location.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SkippedFile("not a regular file")
        if status.st_size > MAX_BYTES:
            raise SkippedFile(f"larger than {MAX_BYTES // 2**20} MiB")
        return location.read_bytes()
    except FileNotFoundError:
        raise SkippedFile("vanished while it was being read") from None
    except OSError as error:
        raise SkippedFile(f"cannot be read: {error.strerror}") from error


def read_article(path: str, data: bytes, origin: Origin | None = None) -> Article:
    """The article that a file called `path` with these bytes holds. Raises SkippedFile.

    With `origin`, what the file leaves open is taken from there: its encoding, its address.
    """
    reader = reader_of(path)
    if reader is None:
        raise SkippedFile(f"no reader for {_suffix(path)} files")
    if origin is None:
        return reader(path, data)
    told = _TOLD.get(reader)
    article = told(path, data, origin.charset) if told else reader(path, data)
    metadata = replace(article.metadata, url=article.metadata.url or origin.url)
    return replace(article, metadata=metadata, origin=origin)
