"""Screens, as they are at width 80 and narrower."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article, Metadata, Span
from corpus.read import read_article
from index.segment.entry import Entry
from index.sources import Skipped
from qa.answer import Answer, IndexState, Quote, Refusal, Verdict
from qa.render import Screen, answer_text, left_out_text, place_text, skipped_text, sources_text, stale_text

Golden = Callable[[str, str], None]

TEXT = (
    "Ferry Sinks, Crew Safe\n\n"
    "The ferry sank on Monday while it was being towed to the yard at Lisse, the harbour office said. "
    "All eleven of its crew were taken off before it went down.\n\n"
    "“We had warned them,” said [bold]Ilse Dorn[/bold]\x1b[31m of the union.\n"
)
ARTICLE = read_article("harbour/ferry.txt", TEXT.encode())


def _quote(start: str, end: str, emphasis: str, verdict: Verdict = Verdict.VERIFIED) -> Quote:
    span = Span(TEXT.index(start), TEXT.index(end) + len(end))
    text = span.of(TEXT)
    at = text.index(emphasis)
    metadata = Metadata(title="Ferry Sinks, Crew Safe", outlet="Lisse Courier", published="2021-06-07")
    article = Article(ARTICLE.path, ARTICLE.sha256, TEXT, metadata, ARTICLE.body)
    return Quote(article, span, text, verdict, (Span(at, at + len(emphasis)),), 1.5)


def _answer(*, answered: bool = True) -> Answer:
    quotes = (
        _quote("The ferry", "went down.", "All eleven of its crew were taken off before it went down."),
        _quote("All eleven", "union.", "“We had", Verdict.MOVED),
        _quote("The ferry", "said.", "The ferry", Verdict.DELETED),
    )
    return Answer(
        question="What did Dorn say to NATO?",
        answered=answered,
        confidence=0.71 if answered else 0.01,
        quotes=quotes if answered else (),
        nearest=() if answered else quotes,
        unmet=("NATO",),
        searched_as="Who is Dorn? What did Dorn say to NATO?",
        index=IndexState("abc", 1, 2, ("harbour/ferry.txt",)),
        threshold=0.03,
        refused_because=None if answered else Refusal.UNMET,
    )


@pytest.mark.parametrize("width", [80, 40])
def test_an_answer(golden: Golden, width: int) -> None:
    screen = Screen(width)
    text = answer_text(_answer(), screen, more=" · :more")
    golden(f"answer-{width}", text)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text


def test_a_refusal(golden: Golden) -> None:
    golden("refusal", answer_text(_answer(answered=False), Screen(), nearest=":nearest shows the closest"))


def test_colour_adds_only_colour() -> None:
    plain, colored = (answer_text(_answer(), Screen(80, color=color)) for color in (False, True))
    assert "\x1b[1m" in colored
    assert "\x1b[31m of the union" not in colored
    stripped = "".join(part.partition("m")[2] if at else part for at, part in enumerate(colored.split("\x1b[")))
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_further_quotes_keep_their_numbers() -> None:
    assert answer_text(_answer(), Screen(), first=2).startswith("3  The ferry sank")


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("Dorn said: “It sank. We swam. It was cold.” He left.", "We", "swam.", "[…] We swam. […]"),
        ("Dorn said: “It sank. We swam.” He left.", "Dorn", "“It sank.", "Dorn said: “It sank. […]"),
        ("Dorn said: “It sank. We swam.” He left.", "Dorn", "swam.”", "Dorn said: “It sank. We swam.”"),
        ("The crew swam, and the ferry sank at once.", "The", "swam,", "The crew swam, […]"),
        ("| Dorn | 12 | 5 |\n", "Dorn", "5", "Dorn | 12 | 5"),
        ("| Dorn | 12 |\n| Brand | 5 |\n", "Dorn", "5", "Dorn | 12 |/| Brand | 5"),
        ("It costs:\n- nine crowns\n- two\n  for some.\n", "It", "some.", "It costs:/- nine crowns/- two for some."),
        ("Name | Age\nDorn | 12\n\nIt sank\nat dawn.\n", "Name", "dawn.", "Name | Age/Dorn | 12/It sank at dawn."),
    ],
)
def test_a_quote_shows_where_it_is_cut_and_the_lines_of_lists_and_tables(
    text: str, start: str, end: str, shown: str
) -> None:
    span = Span(text.index(start), text.index(end) + len(end))
    article = Article("a.txt", "0", text, Metadata(), (span,))
    quote = Quote(article, span, span.of(text), Verdict.VERIFIED, (), 1.0)
    lines = answer_text(replace(_answer(), quotes=(quote,)), Screen(60)).split("\n   — ", maxsplit=1)[0].splitlines()
    assert [line[3:] for line in lines] == shown.split("/")


@pytest.mark.parametrize("width", [40, 80])
def test_a_space_stands_behind_every_number(width: int) -> None:
    answer = _answer()
    many = replace(answer, quotes=answer.quotes * 40)
    shown = answer_text(many, Screen(width)).splitlines()
    assert max(map(len, shown)) <= width
    numbers = [line.split()[0] for line in shown if line[:1].isdigit()]
    assert numbers == [str(number) for number in range(1, 121)]


def test_sources_and_what_is_left_out(golden: Golden) -> None:
    page = (
        "Home\nNews\nSport\n\nA Very Short Story About Boats\n2 May 2020\n\n"
        "Boats were seen on the river for the first time in years, and people came down to the water to look at "
        "them until it was dark.\n\nViews: 12\n"
    )
    articles = [ARTICLE, read_article("boats.txt", page.encode()), read_article("scrap.txt", b"just words")]
    entries = [Entry(article, Path("/x"), 1, 1, ()) for article in articles]
    golden("sources-80", sources_text(entries, Screen()))
    golden("sources-40", sources_text(entries, Screen(40)))
    golden("left-out", left_out_text(entries, Screen()))


def test_a_place_in_its_article(golden: Golden) -> None:
    golden("place", place_text(ARTICLE, Span(TEXT.index("“We"), len(TEXT) - 1), Screen()))


def test_skipped_files_are_named_and_many_are_counted() -> None:
    some = [Skipped(f"{n}.png", "no reader for .png files") for n in range(2)]
    assert skipped_text(some, Screen()).splitlines() == [
        "skipped 0.png: no reader for .png files",
        "skipped 1.png: no reader for .png files",
    ]
    many = [Skipped(f"{n}.png", "no reader for .png files") for n in range(30)] + [Skipped("a.txt", "empty file")]
    assert skipped_text(many, Screen()).splitlines() == [
        "skipped a.txt: empty file",
        "skipped 30 files: no reader for .png files (qa status --json names them)",
    ]


def test_stale_articles_are_told_with_the_command_that_mends() -> None:
    told = "1 article has changed since the index was built. This brings it up to date:\n    qa index\n"
    assert stale_text(_answer(), Screen(), "qa index") == told
