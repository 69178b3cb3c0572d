"""Quotes against files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Span
from corpus.errors import SkippedFile
from corpus.read import read_article
from qa.answer import Quote, Verdict
from qa.verify import check, find

TEXT = "First things first.\n\nThe ferry sinks on Monday. The crew is safe.\n"
SPAN = Span(21, 47)
PLACE = Path("/articles/a.txt")


def _check(now: bytes | None) -> Quote:
    def read(location: Path) -> bytes:
        assert location == PLACE
        if now is None:
            raise SkippedFile("vanished")
        return now

    return check(read_article("a.txt", TEXT.encode()), SPAN, PLACE, emphasis=(Span(25, 30),), read=read)


def test_a_quote_is_a_slice_or_nothing() -> None:
    article = Article("a.txt", "", TEXT, Metadata(), ())
    with pytest.raises(ValueError, match="does not say"):
        Quote(article, SPAN, "The ferry sank on Monday.", Verdict.VERIFIED)


def test_verified_where_the_file_says_it_at_that_place() -> None:
    quote = _check(TEXT.encode())
    assert (quote.verdict, quote.text, quote.citation) == ("verified", "The ferry sinks on Monday.", "a.txt:3")
    assert [span.of(quote.text) for span in quote.emphasis] == ["ferry"]


def test_moved_cites_the_new_place_and_the_new_file() -> None:
    now = b"A line before.\n" + TEXT.encode()
    quote = _check(now)
    assert (quote.verdict, quote.span, quote.citation) == ("moved", Span(36, 62), "a.txt:4")
    assert quote.article.sha256 == read_article("a.txt", now).sha256
    assert now.decode()[quote.span.start : quote.span.end] == quote.text


def test_changed_deleted_and_unreadable(tmp_path: Path) -> None:
    assert _check(TEXT.replace("sinks", "sank").encode()).verdict == "changed"
    assert _check(b"\0binary now").verdict == "changed"
    assert _check(None).verdict == "deleted"
    here = tmp_path / "a.txt"
    here.mkdir()
    assert check(read_article("a.txt", TEXT.encode()), SPAN, here).verdict == "unreadable"


def test_of_several_places_the_nearest_is_taken() -> None:
    assert find("ab", Span(4, 6), "ab__" + "xx" + "__ab") == Span(0, 2)
    assert find("ab", Span(5, 7), "ab__" + "xx" + "__ab") == Span(8, 10)
    assert find("ab", Span(2, 4), "nothing") is None


@given(st.text("ab", max_size=30), st.integers(0, 30), st.integers(0, 5))
def test_what_is_found_is_what_was_sought_and_no_place_is_nearer(now: str, start: int, length: int) -> None:
    text = "ab"[:length] or "a"
    place = find(text, Span(start, start + len(text)), now)
    places = [at for at in range(len(now)) if now.startswith(text, at)]
    if place is None:
        assert places == []
    else:
        assert place.of(now) == text
        assert abs(place.start - start) == min(abs(at - start) for at in places)
