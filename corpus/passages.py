"""Sentences -> passages that fit the model and never cut a sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from corpus.article import Article, Passage, Span
from corpus.paragraphs import VISIBLE, is_story
from corpus.sentences import sentences

TARGET_TOKENS = 160  # short enough to be about one thing, long enough to say who "he" is
_ROOM_FOR_TITLE = 0.4  # the most of a model's window that title and heading may take

_FRAME = re.compile(r"[\s|]+")

Count = Callable[[Sequence[str]], list[int]]
"""How many tokens each text is to the model that will read it."""


def passages(article: Article, count: Count, max_tokens: int) -> list[Passage]:
    """Cut the quotable paragraphs of `article` into passages, in order of position.

    A passage is a run of whole sentences under one heading. Short paragraphs are put together and
    long ones parted at sentence ends, up to about `TARGET_TOKENS`, or less where title and heading
    leave less of the model's `max_tokens`. One sentence that is longer than that is a passage of its
    own. Every quotable sentence stands in exactly one passage.
    """
    found: list[Passage] = []
    for heading, paragraphs in _sections(article):
        limit = _limit(article.metadata.title, heading, count, max_tokens)
        parts = [sentence for paragraph in paragraphs for sentence in _whole(article, paragraph)]
        sizes = count([part.of(article.text) for part in parts])
        found += [
            Passage(article, Span(run[0].start, run[-1].end), heading) for run in _runs(article, parts, sizes, limit)
        ]
    return found


def passage_sentences(passage: Passage) -> list[Span]:
    """The sentences of a passage, as spans of its article's text."""
    body = passage.article.body  # in order and apart, so a place can be looked up
    first = bisect_right(body, passage.span.start, key=lambda span: span.end)
    last = bisect_left(body, passage.span.end, key=lambda span: span.start)
    return [
        sentence
        for paragraph in body[first:last]
        for sentence in _whole(passage.article, paragraph)
        if passage.span.holds(sentence)
    ]


def _whole(article: Article, paragraph: Span) -> list[Span]:
    return sentences(article.text, paragraph, article.metadata.language or "en")


def _sections(article: Article) -> Iterator[tuple[str | None, list[Span]]]:
    """The paragraphs under each heading; those before the story, date and byline among them, by themselves."""
    starts = [heading.start for heading in article.headings]
    story = next((paragraph for paragraph in article.body if is_story(paragraph.of(article.text))), Span(0, 0))

    def section(paragraph: Span) -> tuple[bool, int]:
        return paragraph.start < story.start, bisect_left(starts, paragraph.start)

    for (_, number), run in groupby(article.body, key=section):
        heading = " ".join(article.headings[number - 1].of(article.text).split()) if number else None
        yield heading, list(run)


def _limit(title: str | None, heading: str | None, count: Count, max_tokens: int) -> int:
    above = sum(count([title or "", heading or ""]))
    return min(TARGET_TOKENS, max_tokens - min(above, int(_ROOM_FOR_TITLE * max_tokens)))


def _runs(article: Article, parts: list[Span], sizes: list[int], limit: int) -> Iterator[list[Span]]:
    """Fill runs up to `limit`; never across something else: a heading, the title, what is left out."""
    run: list[Span] = []
    filled = 0
    for part, size in zip(parts, sizes, strict=True):
        if run and (_parted(article.text[run[-1].end : part.start]) or filled + size > limit):
            yield run
            run, filled = [], 0
        run.append(part)
        filled += size
    if run:
        yield run


def _parted(between: str) -> bool:
    """Whether more than white space and the bars around a table's rows stands between two sentences."""
    return bool(VISIBLE.search(between)) and not _FRAME.fullmatch(between)
