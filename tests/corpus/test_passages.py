"""Passages: whole sentences, each once, under one heading, none too long."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Passage, Span
from corpus.passages import TARGET_TOKENS, passage_sentences, passages
from corpus.read import read_article
from corpus.sentences import sentences
from tests.corpus.samples import FLOOD, PIERS, count, laid_out, read

FIVE = "Nobody crossed the river today."  # five words
WIDE = 1000  # a window in which TARGET_TOKENS is the limit

PARTS = st.lists(
    st.tuples(
        st.sampled_from(["body", "body", "body", "heading", "left out"]),
        st.lists(
            st.sampled_from([FIVE, "No.", "He left the U.S. on Jan. 5.", "“Why?” she asked. 😀", "Who pays", FLOOD]),
            min_size=1,
            max_size=5,
        ).map(" ".join),
    ),
    max_size=12,
)


def _texts(article: Article, max_tokens: int = WIDE) -> list[str]:
    return [passage.text for passage in passages(article, count, max_tokens)]


def _quotable(article: Article) -> list[Span]:
    return [sentence for paragraph in article.body for sentence in sentences(article.text, paragraph)]


def test_short_paragraphs_are_put_together_and_keep_what_stands_between() -> None:
    assert _texts(laid_out(("body", FIVE), ("body", "It rained."))) == [FIVE + "\n\nIt rained."]
    assert _texts(laid_out(("body", "他走了。她来了！"), ("body", "为什么？"))) == ["他走了。她来了！\n\n为什么？"]


@pytest.mark.parametrize(
    ("max_tokens", "sentences_each"),
    [(5, [1] * 7), (9, [1] * 7), (10, [2, 2, 2, 1]), (14, [2, 2, 2, 1]), (15, [3, 3, 1]), (35, [7]), (36, [7])],
)
def test_long_paragraphs_are_parted_at_sentence_ends(max_tokens: int, sentences_each: list[int]) -> None:
    article = laid_out(("body", " ".join([FIVE] * 7)))
    assert _texts(article, max_tokens) == [" ".join([FIVE] * number) for number in sentences_each]


def test_a_passage_aims_at_the_target_even_in_a_wide_window() -> None:
    assert TARGET_TOKENS == 160
    assert [len(text.split()) for text in _texts(laid_out(("body", " ".join([FIVE] * 70))))] == [160, 160, 30]


def test_a_sentence_longer_than_the_limit_is_a_passage_of_its_own() -> None:
    endless = "word " * 199 + "end."
    assert _texts(laid_out(("body", f"{FIVE} {endless} {FIVE}"))) == [FIVE, endless, FIVE]
    assert _texts(laid_out(("body", f"{FIVE} {FLOOD} {FIVE}")), 3) == [FIVE, FLOOD, FIVE]


@pytest.mark.parametrize(
    ("title", "heading", "words"),
    [
        (None, None, 25),
        ("A bridge", None, 20),
        ("A bridge", "Its costs today", 20),
        ("A bridge", "What it costs this year", 15),
        ("Ten words name the bridge that nobody can cross today", None, 15),
        ("Eleven words name the bridge that nobody can ever cross today", None, 15),
        ("word " * 100, "word " * 100, 15),
    ],
)
def test_title_and_heading_take_their_room_but_at_most_two_fifths(
    title: str | None, heading: str | None, words: int
) -> None:
    above = [("heading", heading)] if heading else []
    article = laid_out(*above, ("body", " ".join([FIVE] * 11)), title=title)
    assert {len(text.split()) for text in _texts(article, 25)[:-1]} == {words}


def test_passages_never_span_a_heading_or_something_left_out() -> None:
    article = laid_out(
        ("body", FIVE),
        ("left out", "Share"),
        ("body", "It rained."),
        ("heading", "Costs"),
        ("body", "It was dear."),
        ("heading", "Who  pays\nfor it?"),
        ("heading", "Nobody"),
        ("body", "The county paid."),
        ("left out", "Like us"),
    )
    found = passages(article, count, WIDE)
    assert [(passage.text, passage.heading) for passage in found] == [
        (FIVE, None),
        ("It rained.", None),
        ("It was dear.", "Costs"),
        ("The county paid.", "Nobody"),
    ]


def test_rows_of_a_table_in_markdown_are_one_passage() -> None:
    rows = "| Town | Boats |\n|---|---|\n| Lisse | 12 |\n| Nara | 40 |\n"
    article = read_article("a.md", f"# Boats\n\n{FLOOD}\n\n{PIERS}\n\n{rows}".encode())
    assert passages(article, count, 200)[-1].text == "Lisse | 12 |\n| Nara | 40"


def test_the_lines_before_the_story_are_a_passage_by_themselves() -> None:
    article = read("Nara Learns to Live Without Its Bridge", "By Ada Okoye", "7 January 2020", FLOOD, PIERS)
    assert _texts(article) == ["By Ada Okoye\n\n7 January 2020", f"{FLOOD}\n\n{PIERS}"]


def test_what_is_embedded_names_the_title_and_the_heading() -> None:
    article = read("# Nara Learns to Live Without Its Bridge", FLOOD, "## Who  pays?", PIERS, between="\n")
    assert [passage.embedded for passage in passages(article, count, 200)] == [
        f"Nara Learns to Live Without Its Bridge\n{FLOOD}",
        f"Nara Learns to Live Without Its Bridge\nWho pays?\n{PIERS}",
    ]


def test_passage_sentences_are_the_sentences_of_its_paragraphs() -> None:
    article = laid_out(("heading", "Costs"), ("body", f"“It rained. {FIVE}"), ("body", "Gen. Ode left.\n It cleared."))
    (passage,) = passages(article, count, WIDE)
    assert [span.of(article.text) for span in passage_sentences(passage)] == [
        "“It rained.",
        FIVE,
        "Gen. Ode left.",
        "It cleared.",
    ]
    assert passage_sentences(passage)[0] == Span(7, 18)


def test_a_passage_cut_by_hand_has_only_the_sentences_wholly_inside_it() -> None:
    article = laid_out(("body", "One came. Two came. Three came."))
    assert passage_sentences(Passage(article, Span(2, 25))) == [Span(10, 19)]
    assert passage_sentences(Passage(article, Span(11, 18))) == []


def test_nothing_quotable_is_no_passage() -> None:
    assert _texts(laid_out()) == []
    assert _texts(laid_out(("heading", "Costs"), ("left out", "Share"))) == []


@settings(deadline=None)
@given(PARTS, st.sampled_from([None, "A bridge", "word " * 40]), st.sampled_from([1, 7, 20, 60, 200]))
def test_every_quotable_sentence_stands_whole_in_exactly_one_passage(
    parts: list[tuple[str, str]], title: str | None, max_tokens: int
) -> None:
    article = laid_out(*parts, title=title)
    found = passages(article, count, max_tokens)
    assert [sentence for passage in found for sentence in passage_sentences(passage)] == _quotable(article)
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start
    for passage in found:
        inside = passage_sentences(passage)
        assert passage.span == Span(inside[0].start, inside[-1].end)
        assert len(inside) == 1 or count([passage.text])[0] <= max_tokens
        for apart in [*article.headings, *(out.span for out in article.left_out)]:
            assert apart.end <= passage.span.start or passage.span.end <= apart.start
        above = [heading.of(article.text) for heading in article.headings if heading.start < passage.span.start]
        assert passage.heading == (above[-1] if above else None)
    assert passages(article, count, max_tokens) == found
