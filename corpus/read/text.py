"""Plain text and lightly marked text: .txt, .md, .rst."""

from dataclasses import fields, replace
from pathlib import PurePath

from corpus.article import Article, LeftOut, Metadata, Span
from corpus.errors import SkippedFile
from corpus.paragraphs import Paragraph, paragraphs
from corpus.read.encoding import decode
from corpus.read.front_matter import front_matter
from corpus.read.light_markup import MARKDOWN, TEXT, laid_out, page_of
from corpus.read.parts import article_of_layout, joint_front
from corpus.read.rst_markup import RST

_RULES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".rst": RST}


def read_text(path: str, data: bytes, charset: str | None = None) -> Article:
    """Read text in whatever encoding it is; `charset` is the one that it was sent with.

    Raises SkippedFile if the bytes are empty or no text.
    """
    text, encoding = decode(data, charset)
    metadata, block = front_matter(text)
    page = page_of(text, _RULES.get(PurePath(path).suffix.lower(), TEXT), block.end if block else 0)
    layout = _layout(page.plain(), text, block)
    outside = page.out if layout or page.own else []
    layout = laid_out(page, layout) if outside or page.own else layout or _layout(text, text, block)
    if not layout:
        raise SkippedFile("empty: only white space" if not block else "empty: only front matter")
    said = {one.name: getattr(metadata, one.name) or getattr(page.metadata, one.name) for one in fields(Metadata)}
    article = article_of_layout(path, data, text, layout, joint_front(text, layout, Metadata(**said)))
    left_out = sorted([*outside, *article.left_out], key=lambda out: out.span)
    above = (LeftOut(block, "front matter"),) if block else ()
    return replace(article, encoding=encoding, left_out=(*above, *left_out))


def _layout(plain: str, text: str, block: Span | None) -> list[Paragraph]:
    return [paragraph for paragraph in paragraphs(plain, text) if not block or paragraph.span.start >= block.end]
