"""The block of YAML between two lines of hyphens that a Markdown file may begin with."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from corpus.article import Metadata, Span
from corpus.dates import dates_in

_BLOCK = re.compile(r"\ufeff?(?P<block>---[ \t]*\r?\n(?P<yaml>.*?)\r?\n(?:---|\.\.\.)[ \t]*)(?=\r?\n|\Z)", re.DOTALL)
_KEYS = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "publication", "publisher", "source", "site"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "publish_date", "created"),
    "updated": ("updated", "modified", "lastmod", "last_modified_at"),
    "url": ("url", "link", "canonical_url"),
    "language": ("language", "lang"),
}


def front_matter(text: str) -> tuple[Metadata, Span | None]:
    """What the block says of the article, and its span; nothing and None if there is no such block.

    A block that is not YAML, or no list of names and values, is left to be read as text.
    """
    found = _BLOCK.match(text)
    if not found:
        return Metadata(), None
    import yaml  # noqa: PLC0415  only few files have such a block

    try:
        values = yaml.safe_load(found["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: 31 February
        return Metadata(), None
    if not isinstance(values, Mapping):
        return Metadata(), None
    lower = {str(key).lower(): value for key, value in values.items()}
    fields = {field: _first(lower, keys, is_day=field in {"published", "updated"}) for field, keys in _KEYS.items()}
    return Metadata(**fields), Span(*found.span("block"))


def _first(values: Mapping[str, Any], keys: tuple[str, ...], *, is_day: bool) -> str | None:
    for key in keys:
        text = _day(values.get(key)) if is_day else _words(values.get(key))
        if text:
            return text
    return None


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value))) or None
    if isinstance(value, Mapping):
        return _words(value.get("name"))
    return " ".join(str(value).split()) or None if isinstance(value, str | int | float) else None


def _day(value: Any) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    dates = dates_in(value) if isinstance(value, str) else []
    return dates[0][1] if dates else None
