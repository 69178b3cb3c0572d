"""Answers and lists -> text for a screen. Width and colour are arguments; nothing is printed here."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corpus.article import Article, Span, Unit
from corpus.paragraphs import ends_sentence
from index.search import Hit
from index.segment.entry import Entry
from index.sources import Skipped
from qa.answer import Answer, IndexState, Quote, Refusal, Verdict
from qa.likeness import likeness
from qa.safe import visible
from qa.speech import inside, speech_around

if TYPE_CHECKING:
    from index.build import Report
    from index.preview import Preview

_SKIPPED_SHOWN = 20
_DIGITS = 6  # of a threshold as it is stored
_NARROW = 50
_NEW_LINE = re.compile(  # before a paragraph, an item of a list, a row of a table
    r"[^\S\n]*\n(?:\s*\n[^\S\n]*|[^\S\n]*(?=(?:[-*•]|\d{1,3}[.)])[ \t])|[^\S\n]*(?=\||[^\n]*\S \| ))"
)
_LIKENESS = {"same": "also in", "part": "in part also in", "nearly": "nearly the same in"}
_VERDICT_STYLES = {Verdict.VERIFIED: "green", Verdict.MOVED: "yellow"}


@dataclass(frozen=True, slots=True)
class Screen:
    """Columns to write in, and whether colour may be used."""

    width: int = 80
    color: bool = False

    def text(self, *parts: RenderableType) -> str:
        """Lay the parts out, one below the other. Nothing in them is read as markup."""
        out = StringIO()
        console = Console(
            file=out,
            width=self.width,
            force_terminal=self.color,
            no_color=not self.color,
            color_system="standard" if self.color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        for part in parts:
            console.print(part)
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n" if parts else ""

    def title(self, text: str) -> str:
        """A line of the program's own."""
        return self.text(Text(text))

    def facts(self, rows: Sequence[tuple[str, str]]) -> str:
        """Names and what they are, in two columns."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for name, value in rows:
            grid.add_row(Text(name), Text("\n".join(map(visible, value.split("\n")))))
        return self.text(grid)


def answer_text(answer: Answer, screen: Screen, *, first: int = 0, more: str = "", nearest: str = "") -> str:
    """An answer: its quotes from number `first` + 1 on, or that there is none, and why.

    `more` and `nearest` tell how to see what is not shown.
    """
    if answer.answered:
        parts = list(_quotes(answer.quotes[first:], screen, first))
        parts += [Text(""), _dim(f"confidence {answer.confidence:.2f}{more}")]
    else:
        parts = [Text("Not in these articles.", style="bold"), _dim(_why(answer)), *map(_dim, filter(None, [nearest]))]
    if answer.unmet and answer.refused_because is not Refusal.UNMET:
        parts.append(_dim(_unmet(answer)))
    if answer.searched_as != answer.question:
        parts.append(_dim(f"searched as: {visible(answer.searched_as)}"))
    return screen.text(*parts)


def _why(answer: Answer) -> str:
    """Which test a question failed."""
    if answer.refused_because is Refusal.NOTHING_FOUND:
        return "nothing was found that could be quoted"
    if answer.refused_because is Refusal.NO_AUTHOR:
        return "the article names no author"
    sure, least = _told_apart(answer.confidence, answer.threshold)
    also = f"; {_unmet(answer)}" if answer.refused_because is Refusal.UNMET else ""
    return f"confidence {sure}, under the threshold {least}{also}"


def _unmet(answer: Answer) -> str:
    where = "no quote mentions" if answer.answered else "not in the nearest passages"
    return f"{where}: {', '.join(map(visible, answer.unmet))}"


def _told_apart(low: float, high: float) -> tuple[str, str]:
    """Two numbers with two digits behind the point, or as many as it takes for them to differ.

    >>> _told_apart(0.0296, 0.03)
    ('0.0296', '0.0300')
    >>> _told_apart(0.02, 0.03)
    ('0.02', '0.03')
    """
    digits = next((some for some in range(2, _DIGITS) if f"{low:.{some}f}" != f"{high:.{some}f}"), _DIGITS)
    return f"{low:.{digits}f}", f"{high:.{digits}f}"


def quotes_text(quotes: Sequence[Quote], screen: Screen) -> str:
    """Quotes by themselves, numbered from 1."""
    return screen.text(*_quotes(quotes, screen, 0))


def stale_text(answer: Answer, screen: Screen, mend: str) -> str:
    """One line if files have changed since the index was built; nothing if not."""
    stale = answer.index.stale
    if not stale:
        return ""
    what = "1 article has" if len(stale) == 1 else f"{len(stale):,} articles have"
    # the command on a line of its own and not wrapped, so that it can be copied
    return screen.text(_dim(f"{what} changed since the index was built. This brings it up to date:")) + f"    {mend}\n"


def pending_text(state: IndexState, screen: Screen, mend: str) -> str:
    """What is not yet in an index that is being built, or whose build was stopped; nothing if all is."""
    if not state.pending:
        return ""
    what = f"{state.pending:,} of {count(state.passages, 'passage')}"
    told = f"The index is not finished: {what} are found by their words only. Unless a build is at work, this ends it:"
    return screen.text(_dim(told)) + f"    {mend}\n"


def hits_text(hits: Sequence[Hit], quotes: Sequence[Quote], screen: Screen) -> str:
    """Ranked passages with the ranks that each half of the search gave them."""
    if not hits:
        return screen.text(Text("No passage found."))
    parts: list[RenderableType] = []
    for number, (hit, quote) in enumerate(zip(hits, quotes, strict=True), start=1):
        ranks = f"dense {hit.dense_rank or '-'}, lexical {hit.lexical_rank or '-'}"
        margin = _margin(screen, len(hits))
        parts += [*_gap(number > 1), *_quote(number, quote, margin, f"score {hit.score:.2f} ({ranks})")]
    return screen.text(*parts)


def sources_text(entries: Sequence[Entry], screen: Screen) -> str:
    """A row an article; what the cleaner left out is counted."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", expand=screen.width < _NARROW)
    table.add_column("article", overflow="fold", ratio=3)
    table.add_column("published", no_wrap=True)
    if screen.width >= _NARROW:
        table.add_column("passages", justify="right")
        table.add_column("left out", justify="right")
    for entry in entries:
        metadata = entry.article.metadata
        known = [visible(part) for part in (metadata.title, metadata.outlet, metadata.author) if part]
        name = Text(" · ".join(known))
        name.append(("\n" if known else "") + visible(entry.article.path), style="dim" if known else "")
        name.append("".join(f"\nalso {visible(path)}" for path, _ in entry.also), style="dim")
        origin = entry.article.origin
        name.append(
            f"\nfetched {visible(origin.fetched[:10])} from {visible(origin.url)}" if origin else "", style="dim"
        )
        row: list[RenderableType] = [name, Text(metadata.published or metadata.updated or "-")]
        if screen.width >= _NARROW:
            row += [Text(str(len(entry.passages))), Text(str(len(entry.article.left_out) or "-"))]
        table.add_row(*row)
    return screen.text(table)


def left_out_text(entries: Sequence[Entry], screen: Screen) -> str:
    """What is never quoted, article by article, each with its reason."""
    parts: list[RenderableType] = []
    for entry in entries:
        article = entry.article
        parts.append(Text(visible(article.path), style="bold"))
        parts += [
            Padding(
                Text(f"{article.unit}{article.place(out.span)[0]}: ", style="dim")
                .append(visible(out.span.of(article.text)), style="not dim")
                .append(f"  ({out.reason})"),
                (0, 0, 0, 2),
            )
            for out in article.left_out
        ] or [Padding(_dim("nothing"), (0, 0, 0, 2))]
    return screen.text(*parts)


def report_text(report: "Report", screen: Screen) -> str:
    """What `qa index` did, in two lines."""
    manifest = report.manifest
    made = [
        f"{len(paths):,} {word}"
        for word, paths in (
            ("added", report.changes.added),
            ("changed", report.changes.changed),
            ("removed", report.changes.removed),
        )
        if paths
    ]
    return screen.text(
        Text(
            f"{count(manifest.articles, 'article')}, {count(manifest.passages, 'passage')}"
            f" ({', '.join(made) or 'nothing changed'})"
        ),
        Text(
            f"{report.embedded:,} embedded, {report.reused:,} reused, {count(len(manifest.skipped), 'file')} skipped,"
            f" {report.seconds:.1f} s"
        ),
    )


def preview_text(preview: "Preview", screen: Screen) -> str:
    """What would be indexed: a line an article, marked + if it is new and ~ if it has changed, - if it would go."""
    lines = []
    for article in preview.articles:
        sign = "+" if article.path in preview.changes.added else "~" if article.path in preview.changes.changed else " "
        lines.append(Text(f"{sign} {visible(article.path)}").append(f"  {title_line(article)}", style="dim"))
    lines += [Text(f"- {visible(path)}") for path in preview.changes.removed]
    total = f"{count(len(preview.articles), 'article')}, {count(len(preview.skipped), 'file')} skipped; nothing written"
    return screen.text(*lines, Text(total))


def skipped_text(skipped: Sequence[Skipped], screen: Screen) -> str:
    """A line a file that is not in the index; many for one reason in one line."""
    reasons = Counter(one.reason for one in skipped)
    crowded = len(skipped) > _SKIPPED_SHOWN
    lines = [f"skipped {visible(one.path)}: {one.reason}" for one in skipped if not crowded or reasons[one.reason] == 1]
    if crowded:
        lines = lines[:_SKIPPED_SHOWN]
        lines += [
            f"skipped {times:,} files: {reason} (qa status --json names them)"
            for reason, times in reasons.items()
            if times > 1
        ]
    return screen.text(*map(_dim, lines))


def place_text(article: Article, span: Span, screen: Screen, context: int = 2) -> str:
    """The lines, paragraphs or pages of `span` with `context` more on either side, the cited ones marked."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text, cited in _places(article, span, context):
        style = "" if cited else "dim"
        grid.add_row(Text(f"{label}{'>' if cited else ' '}", style=style), Text(_in_paragraphs(text), style=style))
    return screen.text(Text(title_line(article), style="bold"), grid)


def _places(article: Article, span: Span, context: int) -> Iterator[tuple[str, str, bool]]:
    """(label, text, whether cited) of the places of `span` and of `context` before and behind."""
    if article.unit is Unit.LINE:
        first, last = article.lines(span)
        total = article.text.count("\n") + (not article.text.endswith("\n"))
        for line in range(max(1, first - context), min(total, last + context) + 1):
            yield str(line), article.line_span(line, line).of(article.text), first <= line <= last
        return
    starts = [mark.start for mark in article.marks]
    first, last = bisect_right(starts, span.start) - 1, bisect_left(starts, span.end) - 1
    for at in range(max(0, first - context), min(len(starts), last + context + 1)):
        end = starts[at + 1] if at + 1 < len(starts) else len(article.text)
        label = f"{article.unit}{article.marks[at].label}"
        yield label, article.text[starts[at] : end].rstrip(), first <= at <= last


def _quotes(quotes: Sequence[Quote], screen: Screen, first: int) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for number, quote in enumerate(quotes, start=first + 1):
        parts += [*_gap(number > first + 1), *_quote(number, quote, _margin(screen, first + len(quotes)))]
    return parts


def _margin(screen: Screen, last: int) -> int:
    """Columns for the numbers up to `last` and a space."""
    return max(3 if screen.width >= _NARROW else 2, len(str(last)) + 1)


def _quote(number: int, quote: Quote, margin: int, remark: str = "") -> list[RenderableType]:
    body = Table.grid()
    body.add_column(width=margin, no_wrap=True)
    body.add_column(overflow="fold")
    body.add_row(Text(str(number), style="bold"), _emphasised(quote))
    style = _VERDICT_STYLES.get(quote.verdict, "bold red")
    citation = Text(f"— {title_line(quote.article)}\n", style="dim")
    citation.append(f"{visible(quote.citation)} · ", style="dim").append(quote.verdict.value, style=style)
    if remark:
        citation.append(f" · {remark}", style="dim")
    if quote.against:
        words = visible(" ".join(quote.against.of(quote.text).split()))
        citation.append(f"\ncontradicts the question: “{words}”", style="yellow")
    for other in quote.also:
        citation.append("\n").append(_also(quote, other))
    body.add_row(Text(""), citation)
    return [body]


def _also(quote: Quote, other: Quote) -> Text:
    """Where else the words of a quote stand, and whether all, some of them or nearly these."""
    text = Text(
        f"{_LIKENESS[likeness(quote.text, other.text)]} {title_line(other.article)}: {visible(other.citation)} · ",
        style="dim",
    )
    return text.append(other.verdict.value, style=_VERDICT_STYLES.get(other.verdict, "bold red"))


def _emphasised(quote: Quote) -> Text:
    """The quote's characters, its telling sentences in bold, with nothing that acts on a terminal."""
    before, behind = _cut(quote)
    text, at = Text().append("[…] " if before else "", style="dim"), 0
    for span in quote.emphasis:
        text.append(_in_paragraphs(quote.text[at : span.start]))
        text.append(_in_paragraphs(span.of(quote.text)), style="bold")
        at = span.end
    text.append(_in_paragraphs(quote.text[at:]))
    return text.append(" […]", style="dim") if behind else text


def _cut(quote: Quote) -> tuple[bool, bool]:
    """Whether somebody speaks already before a quote; and still behind it, or its last sentence goes on there."""
    said = speech_around(quote.article.text, quote.span)
    behind = quote.article.text[quote.span.end : quote.span.end + 2]
    goes_on = not ends_sentence(quote.text) and behind[:1] not in {"", "\n", "\r"} and behind.strip(" |") != ""
    return inside(said, quote.span.start), inside(said, quote.span.end) or goes_on


def _in_paragraphs(text: str) -> str:
    """Text in lines: a paragraph, an item of a list and a row of a table is one; other line feeds are white space."""
    return "\n".join(map(visible, _NEW_LINE.split(text)))


def title_line(article: Article) -> str:
    """What an article is called, who published and wrote it, and when."""
    metadata = article.metadata
    dates = [f"{before}{date}" for before, date in (("", metadata.published), ("updated ", metadata.updated)) if date]
    known = [metadata.title or article.path, metadata.outlet, metadata.author, ", ".join(dates)]
    return " · ".join(visible(part) for part in known if part)


def _gap(wanted: bool) -> list[RenderableType]:  # noqa: FBT001
    return [Text("")] if wanted else []


def _dim(text: str) -> Text:
    return Text(text, style="dim")


def count(number: int, noun: str) -> str:
    """A number and what it counts: 1 article, 2,000 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
