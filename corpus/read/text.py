"""Plain text and lightly marked text: .txt, .md, .rst."""

from dataclasses import replace

from corpus.article import Article, LeftOut
from corpus.errors import SkippedFile
from corpus.paragraphs import paragraphs
from corpus.read.encoding import decode
from corpus.read.front_matter import front_matter
from corpus.read.parts import article_of_layout, joint_front


def read_text(path: str, data: bytes, charset: str | None = None) -> Article:
    """Read text in whatever encoding it is; `charset` is the one that it was sent with.

    Raises SkippedFile if the bytes are empty or no text.
    """
    text, encoding = decode(data, charset)
    metadata, block = front_matter(text)
    layout = [paragraph for paragraph in paragraphs(text) if not block or paragraph.span.start >= block.end]
    if not layout:
        raise SkippedFile("empty: only white space" if not block else "empty: only front matter")
    article = article_of_layout(path, data, text, layout, joint_front(text, layout, metadata))
    above = (LeftOut(block, "front matter"),) if block else ()
    return replace(article, encoding=encoding, left_out=above + article.left_out)
