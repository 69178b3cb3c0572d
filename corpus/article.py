"""The nouns that every room shares."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points in `Article.text`.

    >>> Span(4, 9).of("the quick fox")
    'quick'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` that this span names."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A span that is never quoted, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself. An unsure field is None rather than wrong.

    `published` and `updated` are ISO dates, `YYYY-MM-DD`.
    """

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a file was fetched from the web; what its bytes alone do not say.

    `address` was asked for, and `url` gave the bytes: another one after a redirect. `fetched` is UTC in
    ISO form, `2021-03-03T08:15:00Z`. `charset` is the encoding that came with the bytes, if one did.
    """

    address: str
    url: str
    fetched: str
    charset: str | None = None


class Unit(StrEnum):
    """What a citation counts in; the value is how it is written in one: `a.txt:12`, `a.pdf:p3`."""

    LINE = ""
    PAGE = "p"
    PARAGRAPH = "par"


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` on, a text stands on the page or in the paragraph that `label` names."""

    start: int
    label: str


@dataclass(frozen=True)
class Article:
    """One source file, read.

    `path` is POSIX and relative to the source folder; `sha256` is that of the file's bytes.
    `text` is what a reader gives for these bytes, always the same. For plain text it is the decoded
    file with its newlines untouched, so a span is also a place in the file; other formats have
    `marks` that say where in the file a span comes from, in order, counted in `unit`.
    `encoding` is the one that plain text was decoded from.
    `body` are the quotable paragraphs and `headings` the lines that name what follows them, both in
    order of position; `left_out` are the spans that are never quoted. `origin` is that of a file
    which was fetched.
    """

    path: str
    sha256: str
    text: str
    metadata: Metadata
    body: tuple[Span, ...]
    headings: tuple[Span, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    encoding: str | None = None
    unit: Unit = Unit.LINE
    marks: tuple[Mark, ...] = ()
    origin: Origin | None = None

    @cached_property
    def words(self) -> int:
        """How many words the quotable paragraphs hold."""
        return sum(len(span.of(self.text).split()) for span in self.body)

    def with_everything(self) -> "Article":
        """The same article with what was left out quotable too."""
        return replace(self, body=tuple(sorted([*self.body, *(out.span for out in self.left_out)])), left_out=())

    def lines(self, span: Span) -> tuple[int, int]:
        """The first and last line of `span` in the file, counted from 1, both included.

        Lines end with a line feed, as `sed`, editors and compilers count them.
        """
        first = self.text.count("\n", 0, span.start) + 1
        last_character = max(span.start, span.end - 1)
        return first, first + self.text.count("\n", span.start, last_character)

    def place(self, span: Span) -> tuple[str, str]:
        """Where `span` begins and ends in the file: the labels of two lines, pages or paragraphs."""
        if self.unit is Unit.LINE:
            first, last = self.lines(span)
            return str(first), str(last)
        return self._label(span.start), self._label(max(span.start, span.end - 1))

    def place_span(self, first: str, last: str) -> Span:
        """What stands from the place labelled `first` to the one labelled `last`, both included.

        Raises ValueError if the file has no such place.
        """
        if self.unit is Unit.LINE:
            if not (first.isdecimal() and last.isdecimal()):
                raise ValueError(f"line {first}")
            return self.line_span(int(first), int(last))
        labels = [mark.label for mark in self.marks]
        for label in (first, last):
            if label not in labels:
                raise ValueError(f"{self.unit.name.lower()} {label}")
        after = len(labels) - labels[::-1].index(last)
        end = self.marks[after].start if after < len(self.marks) else len(self.text)
        start = self.marks[labels.index(first)].start
        if end <= start:
            raise ValueError(f"{self.unit.name.lower()} {first}-{last}")
        return Span(start, start + len(self.text[start:end].rstrip()))

    def _label(self, position: int) -> str:
        at = bisect_right(self.marks, position, key=lambda mark: mark.start)
        return self.marks[max(0, at - 1)].label

    def line_span(self, first: int, last: int) -> Span:
        """The span of lines `first` to `last` (from 1, both included), without the last line feed.

        Raises ValueError if the file has no such lines.
        """
        if not 1 <= first <= last:
            raise ValueError(f"lines {first}-{last}")
        start = 0
        for _ in range(first - 1):
            start = self.text.find("\n", start) + 1
            if start == 0:
                raise ValueError(f"line {first}")
        end = start - 1
        for _ in range(last - first + 1):
            if end == len(self.text):
                raise ValueError(f"line {last}")
            end = self.text.find("\n", end + 1)
            end = len(self.text) if end < 0 else end
        return Span(start, end)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: what is embedded and searched."""

    article: Article
    span: Span
    heading: str | None = None

    @property
    def text(self) -> str:
        """The article's own characters; always a slice, never a second copy."""
        return self.span.of(self.article.text)

    @property
    def embedded(self) -> str:
        """What the model reads: the title and heading that the passage stands under, then its text."""
        return "\n".join(part for part in (self.article.metadata.title, self.heading, self.text) if part)
