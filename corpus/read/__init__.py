"""One reader a format, behind one registry: the only code that opens a source file."""

import contextlib
import hashlib
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePath
from pkgutil import resolve_name

from corpus.article import Article, Origin
from corpus.errors import SkippedFile

MAX_BYTES = 64 * 2**20  # a text of that size is a data dump; reading it would hold up all the others

READING = 5
"""Counts up when a reader, the cleaner or the sentence rules give other articles or passages than before."""

Reader = Callable[..., Article]
"""(path, bytes) -> Article. Raises SkippedFile. The same bytes always give the same Article.

Those of formats in any encoding also take the one that the bytes were sent with.
"""

READERS = {
    "": "text:read_text",
    ".txt": "text:read_text",
    ".text": "text:read_text",
    ".md": "text:read_text",
    ".markdown": "text:read_text",
    ".rst": "text:read_text",
    ".html": "html:read_html",
    ".htm": "html:read_html",
    ".mhtml": "mhtml:read_mhtml",
    ".mht": "mhtml:read_mhtml",
    ".pdf": "pdf:read_pdf",
    ".docx": "docx:read_docx",
    ".odt": "odt:read_odt",
    ".epub": "epub:read_epub",
    ".eml": "mail:read_mail",
    ".json": "json_export:read_json",
    ".jsonl": "json_export:read_jsonl",
}
"""By suffix, in lower case: the module of this package and the `Reader` in it.

Named and not imported, because together they take longer to load than a question to answer: each is
imported when a file of its format is met. A file without a suffix is read as text if its bytes are text.
"""

RECORD = re.compile(r"(?<=\.json)l?#\d+$", re.IGNORECASE)
"""The end of a path that names one record of an export."""

_ANY_ENCODING = {"text:read_text", "html:read_html"}
_EXPORTS = {".json": False, ".jsonl": True}


def has_reader(path: str) -> bool:
    """Whether some reader takes files of this name."""
    return _suffix(path) in READERS


def reader_of(path: str) -> Reader | None:
    """The reader for a file of this name, imported; None if no reader takes it."""
    name = READERS.get(_suffix(path))
    return resolve_name(f"{__name__}.{name}") if name else None


def articles_in(path: str, location: Path) -> list[str]:
    """The path of each article that the file called `path` holds: one, or each record of an export.

    Only an export is looked into for that; one that cannot be read is one path, and its reader tells why.
    """
    suffix = _suffix(path)
    if suffix in _EXPORTS:
        from corpus.read.json_export import record_labels  # noqa: PLC0415  as any reader

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


@lru_cache(maxsize=1)  # a build compares a file's hash before its reader asks for it again
def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal: `Article.sha256`."""
    return hashlib.sha256(data).hexdigest()


def read_article(path: str, data: bytes, origin: Origin | None = None) -> Article:
    """The article that a file called `path` with these bytes holds. Raises SkippedFile.

    With `origin`, what the file leaves open is taken from there: its encoding, its address.
    """
    reader = reader_of(path)
    if reader is None:
        raise SkippedFile(f"no reader for {_suffix(path)} files")
    if origin is None:
        return reader(path, data)
    told = (origin.charset,) if READERS[_suffix(path)] in _ANY_ENCODING else ()
    article = reader(path, data, *told)
    metadata = replace(article.metadata, url=article.metadata.url or origin.url)
    return replace(article, metadata=metadata, origin=origin)
