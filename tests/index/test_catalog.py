"""Articles and passages come back from the catalog as they were put in, from one segment or from several."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article, LeftOut, Metadata, Passage, Span
from index.catalog import Catalog
from index.plan import Known
from index.segment.catalog import CATALOG, CatalogWriter, SegmentCatalog
from index.segment.entry import Entry, Sketch, key, text_key
from index.segments import Allowed
from tests.index.parts import parts

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
GONE = entry(article("aa.txt", "2020-01-06"), Span(21, 55), Span(63, 88))
EARLIER = replace(SECOND, mtime_ns=1)

SPLITS: dict[str, tuple[list[list[Entry]], list[tuple[int, ...]]]] = {
    "one segment": ([[FIRST, SECOND, THIRD, LAST]], [()]),
    "two segments": ([[SECOND, LAST], [FIRST, THIRD]], [(), ()]),
    "segments with articles that are gone": ([[EARLIER, THIRD, GONE], [GONE, FIRST, SECOND, LAST]], [(0, 2), (0,)]),
}


@pytest.fixture(params=SPLITS)
def catalog(place: Path, request: pytest.FixtureRequest) -> Iterator[Catalog]:
    entries, gone = SPLITS[request.param]
    with parts(place, *entries, gone=gone) as segments:
        yield Catalog(segments)


@pytest.fixture
def alone(place: Path) -> Iterator[SegmentCatalog]:
    with parts(place, [FIRST, SECOND, THIRD, LAST]) as (segment,):
        yield segment.catalog


def test_every_entry_comes_back_equal(catalog: Catalog) -> None:
    assert list(catalog.entries()) == [FIRST, SECOND, THIRD, LAST]
    assert catalog.paths() == ["a.txt", "b/ü 'x'.txt", "c.txt", "d.txt"]
    assert catalog.metadata() == [(one.article.path, one.article.metadata) for one in (FIRST, SECOND, THIRD, LAST)]


def test_rows_count_the_passages_in_the_order_given(alone: SegmentCatalog) -> None:
    expected = [*FIRST.passages, *SECOND.passages, *THIRD.passages, *LAST.passages]
    assert (alone.articles, alone.passages, alone.sizes()) == (4, 5, [2, 1, 1, 1])
    assert [alone.passage(row) for row in range(5)] == expected
    assert [alone.rows_of(number) for number in range(4)] == [range(2), range(2, 3), range(3, 4), range(4, 5)]
    assert alone.passage(0).text == "Es regnet. „Noch lange“, sagt sie."


def test_rows_of_several_segments_come_one_behind_another(place: Path) -> None:
    with parts(place, [SECOND, LAST], [FIRST, THIRD], [GONE], gone=[(), (), (0,)]) as segments:
        catalog = Catalog(segments)
        expected = [one for whole in (SECOND, LAST, FIRST, THIRD) for one in whole.passages]
        assert [catalog.passage(row) for row in range(5)] == expected
        assert [segment.base for segment in segments] == [0, 2, 5]
        assert [segment.live for segment in segments] == [2, 3, 0]
        assert catalog.places([4, 0, 3]) == {0: ("b/ü 'x'.txt", 63), 3: ("a.txt", 63), 4: ("c.txt", 21)}
        assert catalog.places([]) == {}


def test_what_is_known_of_a_file_is_its_hash_place_size_and_time(catalog: Catalog) -> None:
    assert catalog.known() == {one.article.path: one.known for one in (FIRST, SECOND, THIRD, LAST)}
    assert catalog.known()["c.txt"] == Known(f"{5:064x}", Path("/srv/'quoted' folder/c.txt"), 123, 2**60 + 1)
    assert catalog.location("b/ü 'x'.txt") == Path("/srv/'quoted' folder/b/ü 'x'.txt")


def test_an_unknown_path_is_a_key_error(catalog: Catalog) -> None:
    for path in ("no.txt", "aa.txt"):  # the second is gone
        with pytest.raises(KeyError, match=path):
            catalog.location(path)
        with pytest.raises(KeyError, match=path):
            catalog.entry(path)


@pytest.mark.parametrize(
    ("since", "until", "paths", "found"),
    [
        (None, None, None, ["a.txt", "b/ü 'x'.txt", "c.txt", "d.txt"]),
        ("2020-01-05", None, None, ["a.txt", "b/ü 'x'.txt", "d.txt"]),  # that day included; no date meets no bound
        ("2020-01-06", None, None, ["b/ü 'x'.txt", "d.txt"]),
        (None, "2020-01-07", None, ["a.txt", "b/ü 'x'.txt"]),
        (None, "2020-01-04", None, []),
        ("2020-01-06", "2020-01-08", None, ["b/ü 'x'.txt"]),  # by its update, as that is all that is known
        ("2020-01-10", None, None, []),  # published on the 9th, though updated in 2021
        ("2020-01-08", "2020-01-06", None, []),
        (None, None, [], []),
        (None, None, ["c.txt", "a.txt", "no.txt", "aa.txt"], ["a.txt", "c.txt"]),
        (None, None, ["b/ü 'x'.txt"], ["b/ü 'x'.txt"]),
        ("2020-01-01", None, ["c.txt", "d.txt"], ["d.txt"]),
    ],
)
def test_articles_are_chosen_by_date_and_path(
    catalog: Catalog, since: str | None, until: str | None, paths: list[str] | None, found: list[str]
) -> None:
    allowed = catalog.within(since=since, until=until, paths=paths)
    assert paths_of(catalog, allowed) == found
    assert catalog.count(allowed) == sum(len(catalog.entry(path).passages) for path in found)


def paths_of(catalog: Catalog, allowed: Allowed) -> list[str]:
    """The paths of these articles, sorted; their numbers ascend in each segment."""
    assert all(list(numbers) == sorted(numbers) for numbers in allowed)
    return sorted(
        segment.catalog.article(number).path
        for segment, numbers in zip(catalog._segments, allowed, strict=True)
        for number in numbers
    )


def test_a_key_names_title_heading_and_text(alone: SegmentCatalog) -> None:
    first, second, third, fourth, last = (alone.passage(row) for row in range(5))
    assert (first.embedded, fourth.embedded) == (
        "Wetter\nIn Zürich\nEs regnet. „Noch lange“, sagt sie.",
        "Es regnet. „Noch lange“, sagt sie.",
    )
    assert key(third) == key(last)
    assert len({key(first), key(second), key(third), key(fourth)}) == 4
    assert alone.passage_keys().tobytes() == b"".join(key(one) for one in (first, second, third, fourth, last))
    assert key(fourth).hex() == "70b77e4d75c462f8d7baa417682b0bf3"  # printf %s … | b2sum -l 128


def copies(*paths: str) -> tuple[tuple[str, Known], ...]:
    return tuple((path, Known("ab" * 32, Path("/srv") / path, number, 7)) for number, path in enumerate(paths))


def test_files_with_the_same_text_lead_to_one_article(place: Path) -> None:
    with parts(place, [replace(FIRST, also=copies("copy.txt", "z.txt"))], [THIRD]) as segments:
        catalog = Catalog(segments)
        assert catalog.entry("a.txt") == replace(FIRST, also=copies("copy.txt", "z.txt"))
        copy = catalog.entry("z.txt")
        assert (copy.article, copy.also) == (replace(FIRST.article, path="z.txt", sha256="ab" * 32), ())
        assert (copy.location, copy.size, copy.mtime_ns) == (Path("/srv/z.txt"), 1, 7)
        assert catalog.paths() == ["a.txt", "c.txt"]
        assert list(catalog.known()) == ["a.txt", "c.txt", "copy.txt", "z.txt"]


@pytest.mark.parametrize("gone", [(), (0,)])
def test_a_copy_of_an_article_that_is_gone_is_gone_too(place: Path, gone: Sequence[int]) -> None:
    with parts(place, [replace(FIRST, also=copies("copy.txt"))], gone=[gone]) as segments:
        assert ("copy.txt" in Catalog(segments).known()) is (not gone)
        if gone:
            with pytest.raises(KeyError, match=r"copy\.txt"):
                Catalog(segments).entry("copy.txt")


def test_a_sketch_is_all_of_an_article_but_its_text(tmp_path: Path) -> None:
    writer = CatalogWriter(tmp_path / CATALOG)
    one = replace(FIRST, also=copies("copy.txt", "z.txt"))
    assert writer.add(one, text_key(one.article), b"signs", b"shared") == 0
    assert writer.add(THIRD, b"text", b"", b"") == 1
    assert (writer.articles, writer.passages) == (2, 3)
    writer.close()
    with closing(SegmentCatalog(tmp_path / CATALOG)) as catalog:
        assert list(catalog.sketches()) == [
            Sketch("a.txt", FIRST.known, text_key(FIRST.article), b"signs", b"shared", one.also),
            Sketch("c.txt", THIRD.known, b"text", b"", b""),
        ]


def test_a_file_that_is_no_catalog_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"This is not a database, though it is long enough to have a header." * 9)
    with pytest.raises(sqlite3.DatabaseError):
        SegmentCatalog(tmp_path / "text")
    (tmp_path / "empty.db").touch()
    with pytest.raises(sqlite3.DatabaseError):
        SegmentCatalog(tmp_path / "empty.db")


def test_an_empty_catalog_holds_nothing(place: Path) -> None:
    with parts(place, []) as segments:
        (segment,) = segments
        assert (segment.catalog.articles, segment.catalog.passages, len(segment.catalog.passage_keys())) == (0, 0, 0)
        for catalog in (Catalog(segments), Catalog(())):
            assert (catalog.paths(), catalog.known(), list(catalog.entries())) == ([], {}, [])
            assert catalog.count(catalog.within()) == 0
