"""Which lines the articles of a folder share: what a site prints round every story of its own.

A rule of form cannot know "The Nara Weekly comes out on Fridays." for what it is. That ten stories end
with it shows it, in any language.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.article import Article, LeftOut, Span
from corpus.dates import dates_in
from corpus.paragraphs import ends_sentence, is_story

SHARED = "a line that other articles have too"
"""The reason of what is left out by this rule."""

_STORIES = 4  # fewer prove nothing
_SHARE = 0.25  # of a folder's articles: a folder may hold the pages of several sites
_EDGE = 3  # paragraphs at either end that may be the page's and not the story's


def without_shared(articles: Sequence[Article]) -> list[Article]:
    """The same articles; lines that many of a folder share round their stories are left out.

    What was left out for that reason before is looked at anew, so the result depends on the
    articles alone. A story that stands in several files is one story: what its copies share is
    theirs. Lines that print a date, the author or the outlet stay, and no article is left with nothing.
    """
    fresh = [_restored(article) for article in articles]
    stories: dict[tuple[str, str], set[int]] = defaultdict(set)
    sizes: dict[str, int] = defaultdict(int)
    for article in fresh:
        folder = _folder(article)
        sizes[folder] += 1
        for span, story in _candidates(article):
            stories[folder, _folded(span.of(article.text))].add(story)
    return [
        _marked(
            article,
            [
                span
                for span, _ in _candidates(article)
                if len(stories[_folder(article), _folded(span.of(article.text))])
                >= max(_STORIES, _SHARE * sizes[_folder(article)])
            ],
        )
        for article in fresh
    ]


def _folder(article: Article) -> str:
    return str(PurePosixPath(article.path).parent)


def _folded(line: str) -> str:
    return " ".join(line.split())


def _candidates(article: Article) -> Iterator[tuple[Span, int]]:
    """Paragraphs that may be furniture, each with (the hash of) the story that it stands by."""
    texts = [span.of(article.text) for span in article.body]
    own = [name for name in (article.metadata.author, article.metadata.outlet) if name]
    stories = [text for text in texts if is_story(text)]
    if not stories:
        return
    longest = hash(max(stories, key=len))
    for at, (span, text) in enumerate(zip(article.body, texts, strict=True)):
        edge = at < _EDGE or at >= len(texts) - _EDGE
        if (edge or not ends_sentence(text)) and not any(name in text for name in own) and not dates_in(text):
            yield span, longest


def _restored(article: Article) -> Article:
    spans = [out.span for out in article.left_out if out.reason == SHARED]
    if not spans:
        return article
    return replace(
        article,
        body=tuple(sorted([*article.body, *spans])),
        left_out=tuple(out for out in article.left_out if out.reason != SHARED),
    )


def _marked(article: Article, spans: list[Span]) -> Article:
    out = set(spans)
    if not out or len(out) == len(article.body):
        return article
    return replace(
        article,
        body=tuple(span for span in article.body if span not in out),
        left_out=tuple(sorted([*article.left_out, *(LeftOut(span, SHARED) for span in out)], key=lambda one: one.span)),
    )
