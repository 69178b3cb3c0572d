"""Articles that nobody published, and how to lay one out by hand."""

from collections.abc import Sequence

from corpus.article import Article, LeftOut, Metadata, Span
from corpus.read import read_article

FLOOD = (
    "The Nara rose during the night and by morning the lower streets of the old town were under water, "
    "so that the ferry could no longer reach its landing stage."
)
PIERS = (
    "Engineers from the county spent the whole of the next day measuring the piers, and in the evening they "
    "told the council that the bridge was safe to cross."
)
WRAPPED = """\
The Nara rose during the night and by morning the lower streets of the old town
were under water, so that the ferry could no longer reach its landing stage. On
the far bank the mill stood dry."""


def read(*paragraphs: str, between: str = "\n\n") -> Article:
    """The article that a text file of these paragraphs holds."""
    return read_article("nara.txt", between.join([*paragraphs, ""]).encode())


def bodies(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.body]


def headings(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.headings]


def left_out(article: Article) -> list[tuple[str, str]]:
    return [(out.span.of(article.text), out.reason) for out in article.left_out]


def laid_out(*parts: tuple[str, str], title: str | None = None) -> Article:
    """An article of (kind, text) parts, where kind is body, heading or left out."""
    spans: dict[str, list[Span]] = {"body": [], "heading": [], "left out": []}
    text = ""
    for kind, part in parts:
        spans[kind].append(Span(len(text), len(text) + len(part)))
        text += part + "\n\n"
    return Article(
        path="nara.txt",
        sha256="",
        text=text,
        metadata=Metadata(title=title),
        body=tuple(spans["body"]),
        headings=tuple(spans["heading"]),
        left_out=tuple(LeftOut(span, "a label") for span in spans["left out"]),
    )


def count(texts: Sequence[str]) -> list[int]:
    """A model whose tokens are words."""
    return [len(text.split()) for text in texts]
