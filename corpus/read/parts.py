"""What a format's reader finds in a document -> the Article. Every format ends here; plain text brings its layout."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from corpus.article import Article, LeftOut, Mark, Metadata, Span, Unit
from corpus.clean import clean
from corpus.errors import SkippedFile
from corpus.flow import mended
from corpus.metadata import Front, read_front
from corpus.paragraphs import Paragraph
from corpus.read import digest

_BETWEEN = "\n\n"
_WHITE_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, or (`item`) list item or table row of a document, in reading order.

    `left_out` is the reason why it is never quoted, as "navigation"; None for the document's own
    text. `place` is the label of its page or paragraph; empty, its number among the parts.
    """

    text: str
    heading: bool = False
    left_out: str | None = None
    place: str = ""
    item: bool = False


def article_of_parts(
    path: str, data: bytes, parts: Iterable[Part], metadata: Metadata, unit: Unit = Unit.PARAGRAPH
) -> Article:
    """Lay the parts out as a text, a blank line between two of them, and read it as an article.

    White space within a part is folded, as the format itself does. What `metadata` leaves open is
    read from the first lines. Raises SkippedFile if there is no text.
    """
    text, layout, outside, marks = _laid_out(parts)
    if not layout:
        raise SkippedFile("no text in it")
    front = joint_front(text, layout, metadata)
    article = article_of_layout(path, data, text, layout, front)
    left_out = tuple(sorted([*article.left_out, *outside], key=lambda out: out.span))
    return replace(article, left_out=left_out, unit=unit, marks=tuple(marks))


def article_of_layout(path: str, data: bytes, text: str, layout: list[Paragraph], front: Front) -> Article:
    """Clean a text that is laid out and read it as an article; never to nothing."""
    layout = mended(text, layout)
    kept, left_out = clean(text, layout, front)
    headings = {paragraph.span for paragraph in kept if paragraph.heading} - front.lines
    body = [paragraph.span for paragraph in kept if paragraph.span not in headings]
    if not body:  # a file of a line or two: nothing tells its story from its wrapping
        body, headings, left_out = [paragraph.span for paragraph in layout], set(), []
    return Article(
        path=path,
        sha256=digest(data),
        text=text,
        metadata=front.metadata,
        body=tuple(body),
        headings=tuple(sorted(headings)),
        left_out=tuple(left_out),
    )


def _laid_out(parts: Iterable[Part]) -> tuple[str, list[Paragraph], list[LeftOut], list[Mark]]:
    pieces: list[str] = []
    layout: list[Paragraph] = []
    outside: list[LeftOut] = []
    marks: list[Mark] = []
    position = 0
    for number, part in enumerate(parts, start=1):
        piece = _WHITE_SPACE.sub(" ", part.text).strip()
        if not piece:
            continue
        span = Span(position, position + len(piece))
        if part.left_out:
            outside.append(LeftOut(span, part.left_out))
        else:
            layout.append(Paragraph(span, heading=part.heading, marked=part.heading or part.item))
        label = part.place or str(number)
        if not marks or marks[-1].label != label:
            marks.append(Mark(position, label))
        pieces.append(piece)
        position = span.end + len(_BETWEEN)
    return _BETWEEN.join(pieces), layout, outside, marks


def joint_front(text: str, layout: list[Paragraph], metadata: Metadata) -> Front:
    """The lines before the story; what the format says of the article goes before what they say."""
    read = read_front(text, layout, metadata.language)
    given = {field.name: getattr(metadata, field.name) for field in fields(Metadata)}
    joint = replace(read.metadata, **{name: value for name, value in given.items() if value})
    title = next((one.span for one in layout if joint.title and one.span.of(text) == joint.title), None)
    return Front(joint, title or (None if metadata.title else read.title), read.lines)
