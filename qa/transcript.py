"""Saved answers -> how each of their quotes stands to the files now."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.article import Article, Span
from qa.answer import Verdict, citation_of
from qa.records import article_record, place_record
from qa.verify import stand

Locate = Callable[[str, str], tuple[str, Path] | None]
"""(path, SHA-256) of an article in a transcript -> its path now and where its file lies; None if nowhere."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote of a transcript and its verdict; `place` is its citation as of now, `remark` what is wrong with it."""

    question: str
    path: str
    text: str
    verdict: Verdict
    place: str | None = None
    remark: str | None = None


def read_transcript(text: str) -> list[dict[str, Any]]:
    """The answer records in a text: objects or arrays of them, one behind the other; error records among them.

    Raises ValueError if it holds anything else, or nothing.
    """
    decoder = json.JSONDecoder()
    records: list[Any] = []
    text = text.removeprefix("\ufeff").strip()
    while text:
        value, end = decoder.raw_decode(text)
        records += value if isinstance(value, list) else [value]
        text = text[end:].lstrip()
    if not records or not all(isinstance(record, dict) and {"quotes", "error"} & record.keys() for record in records):
        raise ValueError("it holds no answer records")
    return records


def check_record(record: dict[str, Any], locate: Locate) -> list[Checked]:
    """Every quote of an answer record, and what is also said elsewhere, compared with its file.

    Raises ValueError if a quote is no quote.
    """
    question = str(record.get("question", ""))
    quotes = [*(record.get("quotes") or []), *(record.get("nearest") or [])]
    return [_check(question, one, locate) for quote in quotes for one in (quote, *_also(quote))]


def _also(quote: Any) -> list[Any]:
    also = quote.get("also") or [] if isinstance(quote, dict) else []
    if not isinstance(also, list):
        raise ValueError('"also" is no list')  # noqa: TRY004  a fault of the file, as the others
    return also


def _check(question: str, quote: Any, locate: Locate) -> Checked:
    try:
        text, (start, end), cited = quote["text"], quote["span"], quote["article"]
        path, span = cited["path"], Span(int(start), int(end))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a quote without text, span or article: {error}") from error
    if not isinstance(text, str) or not isinstance(path, str) or not text:
        raise ValueError("a quote whose text or path is no text")
    located = locate(path, str(cited.get("sha256")))
    if located is None:
        return Checked(question, path, text, Verdict.DELETED)
    standing = stand(text, span, *located)
    if standing.article is None or standing.place is None:
        return Checked(question, path, text, standing.verdict)
    now = citation_of(standing.article, standing.place)
    wrong = _misattributed(cited, article_record(standing.article))
    verdict = standing.verdict
    if verdict is Verdict.VERIFIED and located[0] != path:
        verdict = Verdict.MOVED  # the same file under another name
    if verdict is Verdict.VERIFIED and wrong is None:
        wrong = _misplaced(quote, standing.article, standing.place)
    return Checked(question, path, text, Verdict.MISATTRIBUTED if wrong else verdict, now, wrong)


def _misplaced(quote: dict[str, Any], article: Article, place: Span) -> str | None:
    """What a citation says of the place of a quote that is not so; None if nothing. It need not name one."""
    for field, is_so in place_record(article, place).items():
        said = quote.get(field)
        if said not in (None, []) and said != is_so:
            return f"the {field} given {'are' if field == 'lines' else 'is'} wrong"
    return None


def _misattributed(cited: dict[str, Any], article: dict[str, Any]) -> str | None:
    """What a citation says of the article that the file does not; None if nothing."""
    for field in ("title", "outlet", "author", "published", "updated", "url"):
        if cited.get(field) != article[field]:
            is_so = "the file names none" if article[field] is None else f"the file's is {article[field]}"
            return f"{field} given: {cited.get(field) or 'none'}; {is_so}"
    return None


def is_below(path: str) -> bool:
    """Whether a path of a transcript stays within a source folder."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts
