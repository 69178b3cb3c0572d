"""Articles as data: .json and .jsonl, as scrapers, news services and content managers export them."""

import json
import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from corpus.article import Article, Metadata
from corpus.dates import dates_in
from corpus.errors import SkippedFile
from corpus.read import RECORD
from corpus.read.epub import markup_parts
from corpus.read.parts import Part, article_of_parts

_TEXT = "text body content article full_text maintext content_html content_text fulltext description".split()
_LISTS = "articles items results data documents docs records entries posts".split()
_FIELDS = {
    "title": "title headline".split(),
    "outlet": "outlet source publisher site site_name".split(),
    "author": "author authors byline".split(),
    "published": "published date published_at publish_date pubdate publishedat date_published date_publish".split(),
    "updated": "updated modified updated_at date_modified date_modify".split(),
    "url": "url link".split(),
    "language": "language lang".split(),
}
_OF_AN_OBJECT = ("rendered", "name", "value", "_text")
_DEEPEST = 4  # how far down a list of records may be wrapped up
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|table|tr|section|article)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|figure|i|img|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")
_BYLINE = re.compile(r"by:?\s+", re.IGNORECASE)
_NO_TEXT = "no text or body field in it"

_Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Export:
    """The records of a file by their labels, and what it says of all of them. A bad line is a reason."""

    records: dict[str, "_Record | SkippedFile"]
    common: Metadata


def read_json(path: str, data: bytes) -> Article:
    """Read an object, or the record that the path names of a list, or of an object that holds one list of them.

    `a.json#3` is the third record of `a.json`. Raises SkippedFile.
    """
    return _article(path, data, _export(data))


def read_jsonl(path: str, data: bytes) -> Article:
    """Read the only line that holds an object, or the one that the path names: `a.jsonl#3`. Raises SkippedFile."""
    return _article(path, data, _export_of_lines(data))


def record_labels(data: bytes, *, lines: bool) -> list[str]:
    """What the records of an export are called: numbers of lines, or of records in their list.

    Empty if it is one record only. Raises SkippedFile if it is no export that can be read.
    """
    labels = list((_export_of_lines if lines else _export)(data).records)
    return labels if len(labels) > 1 else []


@lru_cache(maxsize=1)  # the records of one file are read one after the other
def _export(data: bytes) -> _Export:
    return _export_of(_loaded(data, ""))


@lru_cache(maxsize=1)
def _export_of_lines(data: bytes) -> _Export:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return _Export({str(at): _record_of_line(line, at) for at, line in enumerate(lines, 1) if line.strip()}, Metadata())


def _record_of_line(line: bytes, number: int) -> "_Record | SkippedFile":
    try:
        return _record(_loaded(line, f"line {number} is "), f"line {number}")
    except SkippedFile as reason:
        return reason


def _loaded(data: bytes, where: str) -> Any:
    if not data.strip():
        raise SkippedFile("empty file")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        at = "" if where else f" in line {error.lineno}"
        raise SkippedFile(f"{where}not JSON: {error.msg}{at}") from None
    except UnicodeDecodeError:
        raise SkippedFile(f"{where}not UTF-8") from None
    except (RecursionError, ValueError):  # the latter for numbers of thousands of digits
        raise SkippedFile(f"{where}not JSON that can be read: nested too deeply, or too long a number") from None


def _record(value: Any, where: str) -> _Record:
    """An object with its keys in lower case. Of keys that then are the same the first counts."""
    if not isinstance(value, dict):
        raise SkippedFile(f"{where} is not a JSON object")
    return {key.lower(): one for key, one in reversed(value.items())}


def _export_of(value: Any) -> _Export:
    if isinstance(value, list):
        return _Export(_records(value), Metadata())
    record = _record(value, "it")
    common = Metadata()
    for _ in range(_DEEPEST):
        found = _list_of_records(record)
        if found is not None and not any(_string(record.get(key)) for key in _TEXT if key != "description"):
            return _Export(_records(found), _joint(common, _metadata(record)))
        inner = [one for one in record.values() if isinstance(one, dict)]
        if _text(record) or len(inner) != 1:
            break
        common = _joint(common, _metadata(record))
        record = _record(inner[0], "it")
    return _Export({"1": record}, common)


def _list_of_records(record: _Record) -> list[Any] | None:
    lists = {key: one for key, one in record.items() if isinstance(one, list) and any(isinstance(x, dict) for x in one)}
    known = [key for key in _LISTS if key in lists]
    if known:
        return lists[known[0]]
    own = [one for key, one in lists.items() if key not in _FIELDS["author"]]
    if len(own) > 1 and not _text(record):
        raise SkippedFile("several lists of records in it, and no telling which are the articles")
    return own[0] if own and not _text(record) else None


def _records(values: list[Any]) -> "dict[str, _Record | SkippedFile]":
    found: dict[str, _Record | SkippedFile] = {}
    for number, value in enumerate(values, start=1):
        try:
            found[str(number)] = _record(value, f"record {number}")
        except SkippedFile as reason:
            found[str(number)] = reason
    return found


def _article(path: str, data: bytes, export: _Export) -> Article:
    label = path.rpartition("#")[2] if RECORD.search(path) else ""
    if not label and len(export.records) != 1:
        one = next(iter(export.records), None)
        raise SkippedFile(f"several records in it, each an article: {path}#{one}" if one else _NO_TEXT)
    record = export.records.get(label) if label else next(iter(export.records.values()))
    if record is None:
        raise SkippedFile(f"no record {label} in it")
    if isinstance(record, SkippedFile):
        raise record
    if not _text(record):
        raise SkippedFile(_NO_TEXT)
    return article_of_parts(path, data, _text_parts(_text(record)), _joint(_metadata(record), export.common))


def _text_parts(text: str) -> list[Part]:
    """The paragraphs of a text that may hold HTML; blank lines part them, or line feeds if there are none."""
    if _BLOCK_TAG.search(text):
        return markup_parts(text, lambda _: None)
    pieces = _BLANK_LINES.split(text) if _BLANK_LINES.search(text.strip()) else text.split("\n")
    return [
        part
        for piece in pieces
        for part in (markup_parts(piece, lambda _: None) if _TAG.search(piece) else [Part(piece)])
        if part.text.strip()
    ]


def _text(record: _Record) -> str:
    return next((text for text in (_string(record.get(key), "\n\n") for key in _TEXT) if text), "")


def _string(value: Any, between: str = ", ") -> str:
    """A string, that of an object such as {"rendered": "..."}, or those of a list; else nothing."""
    if isinstance(value, dict):
        value = next((value[key] for key in _OF_AN_OBJECT if isinstance(value.get(key), str)), "")
    if isinstance(value, list):
        return between.join(filter(None, (_string(one) for one in value if not isinstance(one, list))))
    if not isinstance(value, str):
        return ""
    text = re.sub("[\0\ud800-\udfff]", "\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


def _metadata(record: _Record) -> Metadata:
    found = {name: _field(record, keys) for name, keys in _FIELDS.items()}
    for name in ("published", "updated"):
        found[name] = next((day for _, day in dates_in(found[name] or "")), None)
    if found["author"]:
        found["author"] = (
            _BYLINE.sub("", found["author"], count=1) if _BYLINE.match(found["author"]) else found["author"]
        )
    return Metadata(**found)


def _field(record: _Record, keys: list[str]) -> str | None:
    """The first of these fields that holds anything, as one line without mark-up."""
    text = next((text for text in (_string(record.get(key)) for key in keys) if text), "")
    if _TAG.search(text) or _BLOCK_TAG.search(text):
        text = " ".join(part.text for part in markup_parts(text, lambda _: None))
    return " ".join(text.split()) or None


def _joint(metadata: Metadata, more: Metadata) -> Metadata:
    """`metadata`, and what `more` says where it leaves a field open."""
    return Metadata(**{one.name: getattr(metadata, one.name) or getattr(more, one.name) for one in fields(Metadata)})
