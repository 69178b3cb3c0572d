"""Articles and passages come back from the catalog as they were put in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import Article, LeftOut, Metadata, Passage, Span
from index.catalog import Catalog, Entry, key, write_catalog
from index.plan import Known

TEXT = "Wetter 🌦️ in Zürich\n\nEs regnet. „Noch lange“, sagt sie.\r\nMenü\n\nMorgen scheint die Sonne."


def article(path: str, published: str | None = None, updated: str | None = None, title: str | None = None) -> Article:
    return Article(
        path=path,
        sha256=f"{len(path):064x}",
        text=TEXT,
        metadata=Metadata(title, "Bote", "Ä. Müller", published, updated, "https://x.test/?a=1&b='", "de"),
        body=(Span(21, 55), Span(63, 88)),
        headings=(Span(0, 19),),
        left_out=(LeftOut(Span(57, 61), "a menu or buttons"),),
    )


def entry(one: Article, *spans: Span, heading: str | None = None) -> Entry:
    place = Path("/srv/'quoted' folder") / one.path
    return Entry(one, place, 123, 2**60 + 1, tuple(Passage(one, span, heading) for span in spans))


FIRST = entry(article("a.txt", "2020-01-05", title="Wetter"), Span(21, 55), Span(63, 88), heading="In Zürich")
SECOND = entry(article("b/ü 'x'.txt", None, "2020-01-07"), Span(63, 88))
THIRD = entry(article("c.txt"), Span(21, 55))
LAST = entry(article("d.txt", "2020-01-09", "2021-01-01"), Span(63, 88))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    write_catalog(tmp_path / "catalog.db", [FIRST, SECOND, THIRD, LAST])
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        yield catalog


def test_every_entry_comes_back_equal(catalog: Catalog) -> None:
    assert list(catalog.entries()) == [FIRST, SECOND, THIRD, LAST]
    assert (catalog.articles, catalog.passages) == (4, 5)
    assert catalog.paths() == ["a.txt", "b/ü 'x'.txt", "c.txt", "d.txt"]


def test_rows_count_the_passages_in_the_order_given(catalog: Catalog) -> None:
    expected = [*FIRST.passages, *SECOND.passages, *THIRD.passages, *LAST.passages]
    assert [catalog.passage(row) for row in range(5)] == expected
    assert catalog.passage(0).text == "Es regnet. „Noch lange“, sagt sie."


def test_what_is_known_of_a_file_is_its_hash_place_size_and_time(catalog: Catalog) -> None:
    assert catalog.known()["c.txt"] == Known(f"{5:064x}", Path("/srv/'quoted' folder/c.txt"), 123, 2**60 + 1)
    assert catalog.location("b/ü 'x'.txt") == Path("/srv/'quoted' folder/b/ü 'x'.txt")


def test_an_unknown_path_is_a_key_error(catalog: Catalog) -> None:
    with pytest.raises(KeyError, match=r"no\.txt"):
        catalog.location("no.txt")
    with pytest.raises(KeyError, match=r"no\.txt"):
        catalog.entry("no.txt")


@pytest.mark.parametrize(
    ("since", "until", "paths", "rows"),
    [
        (None, None, None, [0, 1, 2, 3, 4]),
        ("2020-01-05", None, None, [0, 1, 2, 4]),  # the day itself is included; no date meets no bound
        ("2020-01-06", None, None, [2, 4]),
        (None, "2020-01-07", None, [0, 1, 2]),
        (None, "2020-01-04", None, []),
        ("2020-01-06", "2020-01-08", None, [2]),  # by its update, as that is all that is known
        ("2020-01-10", None, None, []),  # published on the 9th, though updated in 2021
        ("2020-01-08", "2020-01-06", None, []),
        (None, None, [], []),
        (None, None, ["c.txt", "a.txt", "no.txt"], [0, 1, 3]),
        (None, None, ["b/ü 'x'.txt"], [2]),
        ("2020-01-01", None, ["c.txt", "d.txt"], [4]),
    ],
)
def test_rows_are_chosen_by_date_and_path(
    catalog: Catalog, since: str | None, until: str | None, paths: list[str] | None, rows: list[int]
) -> None:
    assert catalog.rows(since=since, until=until, paths=paths) == rows


def test_a_key_names_title_heading_and_text_and_the_lowest_row_that_has_them(catalog: Catalog) -> None:
    first, second, third, fourth, last = (catalog.passage(row) for row in range(5))
    assert (first.embedded, fourth.embedded) == (
        "Wetter\nIn Zürich\nEs regnet. „Noch lange“, sagt sie.",
        "Es regnet. „Noch lange“, sagt sie.",
    )
    assert key(third) == key(last)
    assert len({key(first), key(second), key(third), key(fourth)}) == 4
    assert catalog.keys() == {key(first): 0, key(second): 1, key(third): 2, key(fourth): 3}
    assert key(fourth).hex() == "70b77e4d75c462f8d7baa417682b0bf3"  # printf %s … | b2sum -l 128


def test_a_file_that_is_no_catalog_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"This is not a database, though it is long enough to have a header." * 9)
    with pytest.raises(sqlite3.DatabaseError):
        Catalog(tmp_path / "text")
    (tmp_path / "empty.db").touch()
    with pytest.raises(sqlite3.DatabaseError):
        Catalog(tmp_path / "empty.db")


def test_an_empty_catalog_holds_nothing(tmp_path: Path) -> None:
    write_catalog(tmp_path / "catalog.db", [])
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        assert (catalog.articles, catalog.passages, catalog.paths(), catalog.known()) == (0, 0, [], {})
        assert (list(catalog.entries()), catalog.keys()) == ([], {})
