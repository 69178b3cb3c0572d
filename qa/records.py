"""Answers and what else is printed -> plain values for JSON. The shapes are a contract: format 1."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus.article import Article, Span, Unit
from corpus.errors import NotFetched
from index.segment.entry import Entry
from qa.answer import Answer, Quote
from qa.likeness import likeness

if TYPE_CHECKING:
    from index.build import Report
    from index.preview import Preview
    from index.saved import Page

FORMAT = 1


def answer_record(answer: Answer, name: str | None = None) -> dict[str, Any]:
    """The answer record. `name` is the question's own id, if it has one."""
    return {
        "format": FORMAT,
        **({} if name is None else {"id": name}),
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "threshold": answer.threshold,
        "refused_because": answer.refused_because.value if answer.refused_because else None,
        "quotes": [quote_record(number, quote) for number, quote in enumerate(answer.quotes, start=1)],
        "unmet": list(answer.unmet),
        "searched_as": answer.searched_as,
        "nearest": [quote_record(number, quote) for number, quote in enumerate(answer.nearest, start=1)],
        "index": {
            "generation": answer.index.generation,
            "articles": answer.index.articles,
            "passages": answer.index.passages,
            "stale": list(answer.index.stale),
            "pending": answer.index.pending,
        },
        "timings_ms": dict(answer.timings_ms),
    }


def quote_record(number: int, quote: Quote) -> dict[str, Any]:
    """A quote. `span` and `lines` are in the source file, `emphasis` is relative to `text`."""
    return {
        "n": number,
        "text": quote.text,
        "span": [quote.span.start, quote.span.end],
        **place_record(quote.article, quote.span),
        "emphasis": [[span.start, span.end] for span in quote.emphasis],
        "against": [quote.against.start, quote.against.end] if quote.against else None,
        "score": round(quote.score, 4),
        "verdict": quote.verdict.value,
        "article": article_record(quote.article),
        "also": [also_record(quote.text, other) for other in quote.also],
    }


def also_record(text: str, other: Quote) -> dict[str, Any]:
    """What another article says like a quote, and where; `likeness` is that of `qa.likeness.likeness`."""
    return {
        "text": other.text,
        "likeness": likeness(text, other.text),
        "span": [other.span.start, other.span.end],
        **place_record(other.article, other.span),
        "verdict": other.verdict.value,
        "article": article_record(other.article),
    }


def place_record(article: Article, span: Span) -> dict[str, Any]:
    """Where a span of an article stands in its file; `lines` is null for a format that has none."""
    first, last = article.place(span)
    return {
        "lines": list(article.lines(span)) if article.unit is Unit.LINE else None,
        "place": {"unit": article.unit.name.lower(), "first": first, "last": last},
    }


def article_record(article: Article) -> dict[str, Any]:
    """What a citation needs of an article."""
    metadata = article.metadata
    return {
        "path": article.path,
        "sha256": article.sha256,
        "title": metadata.title,
        "outlet": metadata.outlet,
        "author": metadata.author,
        "published": metadata.published,
        "updated": metadata.updated,
        "url": metadata.url,
    }


def source_record(entry: Entry) -> dict[str, Any]:
    """An article as `qa sources` lists it."""
    article = entry.article
    return {
        **article_record(article),
        "language": article.metadata.language,
        "encoding": article.encoding,
        "also": [path for path, _ in entry.also],
        "words": article.words,
        "passages": len(entry.passages),
        "left_out": [{"span": [out.span.start, out.span.end], "reason": out.reason} for out in article.left_out],
        "origin": asdict(article.origin) if article.origin else None,
    }


def hit_record(rank: int, quote: Quote, ranks: tuple[int | None, int | None]) -> dict[str, Any]:
    """A passage as `qa search` ranks it; `ranks` are its dense and its lexical one."""
    return {
        "rank": rank,
        "score": round(quote.score, 4),
        "dense_rank": ranks[0],
        "lexical_rank": ranks[1],
        "text": quote.text,
        "span": [quote.span.start, quote.span.end],
        **place_record(quote.article, quote.span),
        "verdict": quote.verdict.value,
        "article": article_record(quote.article),
    }


def report_record(report: "Report") -> dict[str, Any]:
    """What `qa index` did."""
    return {
        "articles": report.manifest.articles,
        "passages": report.manifest.passages,
        "added": list(report.changes.added),
        "changed": list(report.changes.changed),
        "removed": list(report.changes.removed),
        "embedded": report.embedded,
        "reused": report.reused,
        "skipped": [{"path": one.path, "reason": one.reason} for one in report.manifest.skipped],
        "seconds": round(report.seconds, 3),
        "generation": report.manifest.generation,
    }


def saved_record(
    report: "Report", pages: "Sequence[tuple[str, Page]]", failures: Sequence[tuple[str, NotFetched]]
) -> dict[str, Any]:
    """What `qa add` did: the record of `qa index`, the pages saved by path, and the addresses that failed."""
    return {
        **report_record(report),
        "saved": [{"path": path, **asdict(page.origin), "bytes": len(page.data)} for path, page in pages],
        "failed": [{"address": address, "reason": str(failure)} for address, failure in failures],
    }


def preview_record(preview: "Preview") -> dict[str, Any]:
    """What `qa index --dry-run` found."""
    return {
        "dry_run": True,
        "articles": len(preview.articles),
        "added": list(preview.changes.added),
        "changed": list(preview.changes.changed),
        "removed": list(preview.changes.removed),
        "skipped": [{"path": one.path, "reason": one.reason} for one in preview.skipped],
    }


def error_record(line: Mapping[str, Any] | None, what: str) -> dict[str, Any]:
    """Stands for an answer to a line that could not be asked."""
    named = {key: line[key] for key in ("id", "question") if line and key in line}
    return {"format": FORMAT, **named, "error": what}
