"""Places in a text, counted in characters and in lines."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Passage, Span
from tests.corpus.samples import laid_out

TEXTS = st.text(alphabet=st.sampled_from("ab é中😀\r\n\n\n\x0b\x0c\x1c\x85\u2028\u2029\ufeff"), max_size=60)


def _article(text: str) -> Article:
    return Article("a.txt", "", text, Metadata(), ())


@st.composite
def _places(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text)))
    return text, Span(start, draw(st.integers(start, len(text))))


def test_a_span_counts_code_points() -> None:
    span = Span(2, 6)
    assert span.of("😀 café noir") == "café"
    assert len(span) == 4
    assert span.of("😀 café noir").encode() == "😀 café noir".encode()[5:10]


@pytest.mark.parametrize(
    ("other", "held"),
    [
        (Span(2, 6), True),
        (Span(3, 5), True),
        (Span(2, 2), True),
        (Span(6, 6), True),
        (Span(1, 6), False),
        (Span(2, 7), False),
        (Span(0, 1), False),
        (Span(7, 9), False),
    ],
)
def test_a_span_holds_what_lies_wholly_inside(other: Span, held: bool) -> None:  # noqa: FBT001
    assert Span(2, 6).holds(other) is held


def test_spans_sort_by_place_and_cannot_be_changed() -> None:
    assert sorted([Span(5, 6), Span(1, 9), Span(1, 3)]) == [Span(1, 3), Span(1, 9), Span(5, 6)]
    assert len({Span(1, 3), Span(1, 3), Span(1, 4)}) == 2
    field = "start"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Span(1, 3), field, 0)


@pytest.mark.parametrize(
    ("text", "quote", "lines"),
    [
        ("one\ntwo\nthree\n", "one", (1, 1)),
        ("one\ntwo\nthree\n", "two", (2, 2)),
        ("one\ntwo\nthree\n", "three", (3, 3)),
        ("one\ntwo\nthree\n", "o\nt", (2, 3)),
        ("one\ntwo\nthree\n", "one\ntwo\nthree\n", (1, 3)),
        ("one\ntwo\nthree\n", "\nt", (1, 2)),
        ("one\ntwo\nthree\n", "two\n", (2, 2)),
        ("no line feed at the end", "end", (1, 1)),
        ("one\r\ntwo\r\nthree", "two", (2, 2)),
        ("one\r\ntwo\r\nthree", "one\r\ntwo", (1, 2)),
        ("\ufeffone\ntwo", "one", (1, 1)),
        ("\ufeffone\ntwo", "two", (2, 2)),
        ("one\n\n\nfour", "four", (4, 4)),
        ("a\x0cb\x0bc\x1cd\x85e\u2028f\u2029g\rh\ni", "h", (1, 1)),
        ("a\x0cb\x0bc\x1cd\x85e\u2028f\u2029g\rh\ni", "i", (2, 2)),
    ],
)
def test_lines_end_with_a_line_feed_and_nothing_else(text: str, quote: str, lines: tuple[int, int]) -> None:
    start = text.index(quote)
    assert _article(text).lines(Span(start, start + len(quote))) == lines


@given(_places())
def test_lines_are_those_of_the_first_and_last_character(place: tuple[str, Span]) -> None:
    text, span = place
    line_of = [1]
    for character in text:
        line_of.append(line_of[-1] + (1 if character == "\n" else 0))
    last = span.end - 1 if span.end > span.start else span.start
    assert _article(text).lines(span) == (line_of[span.start], line_of[last])


@pytest.mark.parametrize(
    ("text", "first", "last", "span"),
    [
        ("one\ntwo\nthree\n", 1, 1, Span(0, 3)),
        ("one\ntwo\nthree\n", 2, 2, Span(4, 7)),
        ("one\ntwo\nthree\n", 2, 3, Span(4, 13)),
        ("one\ntwo\nthree", 3, 3, Span(8, 13)),
        ("one\r\ntwo\r\n", 2, 2, Span(5, 9)),
        ("\ufeffone\ntwo", 1, 1, Span(0, 4)),
        ("a\x0cb\u2028c\nd", 1, 1, Span(0, 5)),
        ("\n\nthree", 2, 2, Span(1, 1)),
        ("", 1, 1, Span(0, 0)),
    ],
)
def test_line_span_leaves_out_the_last_line_feed(text: str, first: int, last: int, span: Span) -> None:
    assert _article(text).line_span(first, last) == span


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (0, 1, "lines 0-1"),
        (-1, 1, "lines -1-1"),
        (2, 1, "lines 2-1"),
        (4, 4, "line 4"),
        (9, 9, "line 9"),
        (1, 4, "line 4"),
        (3, 9, "line 9"),
    ],
)
def test_lines_that_a_file_does_not_have_are_an_error(first: int, last: int, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        _article("one\ntwo\nthree").line_span(first, last)


@given(TEXTS, st.integers(-1, 9), st.integers(-1, 9))
def test_line_span_is_the_lines_of_the_file(text: str, first: int, last: int) -> None:
    lines = text.split("\n")
    if 1 <= first <= last <= len(lines):
        span = _article(text).line_span(first, last)
        assert span.of(text) == "\n".join(lines[first - 1 : last])
        assert span.start == sum(len(line) + 1 for line in lines[: first - 1])
    else:
        with pytest.raises(ValueError, match=r"^lines? "):
            _article(text).line_span(first, last)


@given(_places())
def test_the_lines_of_a_span_hold_it(place: tuple[str, Span]) -> None:
    text, span = place
    article = _article(text)
    whole = article.line_span(*article.lines(span))
    end = span.end - 1 if span.of(text).endswith("\n") else span.end  # the last line feed is no part of its line
    assert whole.holds(Span(span.start, end))
    if whole:
        assert article.lines(whole)[0] == article.lines(span)[0]


def test_words_are_those_that_can_be_quoted() -> None:
    assert laid_out(("heading", "Two words"), ("body", "Three short words."), ("left out", "Home")).words == 3
    assert laid_out().words == 0


def test_a_passage_is_a_slice_and_is_embedded_under_title_and_heading() -> None:
    article = laid_out(("heading", "Costs"), ("body", "It cost 4 crowns."), title="A Bridge")
    assert Passage(article, Span(7, 24), "Costs").text == "It cost 4 crowns."
    assert Passage(article, Span(7, 24), "Costs").embedded == "A Bridge\nCosts\nIt cost 4 crowns."
    assert Passage(article, Span(7, 24)).embedded == "A Bridge\nIt cost 4 crowns."
    assert Passage(laid_out(("body", "It cost 4 crowns.")), Span(0, 17)).embedded == "It cost 4 crowns."
