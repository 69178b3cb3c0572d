"""The same text under several names."""

from pathlib import Path

import pytest

from index.build import build
from index.place import read_manifest
from index.store import open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import settle

TEXT = "The lighthouse at Lisse was painted red in 1931 by its keeper.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


def _articles(place: Path) -> dict[str, list[str]]:
    index = open_index(place)
    try:
        return {entry.article.path: [path for path, _ in entry.also] for entry in index.catalog.entries()}
    finally:
        index.close()


def test_they_are_one_article_with_several_paths(tmp_path: Path, place: Path) -> None:
    folder = write(tmp_path / "a", {"b.txt": TEXT, "a/copy.txt": TEXT, "c.txt": TEXT, "d.txt": "Another text here.\n"})
    report = build(place, [folder], WordEmbedder())
    assert (report.manifest.articles, report.manifest.passages, report.embedded) == (2, 2, 2)
    assert report.changes.added == ("a/copy.txt", "b.txt", "c.txt", "d.txt")
    assert _articles(place) == {"b.txt": ["a/copy.txt", "c.txt"], "d.txt": []}
    index = open_index(place)
    assert index.catalog.location("c.txt") == folder / "c.txt"
    assert index.catalog.entry("c.txt").article.text == TEXT
    index.close()


def test_they_part_and_meet_again_as_a_fresh_build_would_have_it(tmp_path: Path, place: Path) -> None:
    folder = write(tmp_path / "a", {"a.txt": TEXT, "b.txt": TEXT})
    build(place, [folder], WordEmbedder())
    (folder / "a.txt").unlink()
    report = build(place, [], WordEmbedder())
    assert (report.embedded, report.changes.removed, _articles(place)) == (0, ("a.txt",), {"b.txt": []})
    (folder / "c.txt").write_text(TEXT, "utf-8")
    (folder / "b.txt").write_text(TEXT + "It was white before.\n", "utf-8")
    build(place, [], WordEmbedder())
    assert _articles(place) == {"b.txt": [], "c.txt": []}
    (folder / "b.txt").write_text(TEXT, "utf-8")
    generation = build(place, [], WordEmbedder()).manifest.generation
    assert _articles(place) == {"b.txt": ["c.txt"]}
    assert build(tmp_path / "fresh", [folder], WordEmbedder()).manifest.generation == generation


def test_the_shortest_path_is_cited_whichever_came_first(tmp_path: Path, place: Path) -> None:
    folder = write(tmp_path / "a", {"story.txt": TEXT, "z.txt": "Another text here.\n"})
    build(place, [folder], WordEmbedder())
    write(folder, {"story-from-z.txt": TEXT})
    longer = build(place, [], WordEmbedder())
    assert _articles(place) == {"story.txt": ["story-from-z.txt"], "z.txt": []}
    assert longer.embedded == 0
    write(folder, {"s.txt": TEXT})
    generation = build(place, [], WordEmbedder()).manifest.generation
    assert _articles(place) == {"s.txt": ["story-from-z.txt", "story.txt"], "z.txt": []}
    build(tmp_path / "fresh", [folder], WordEmbedder())
    assert _articles(tmp_path / "fresh") == _articles(place)
    assert read_manifest(tmp_path / "fresh").generation == generation


def test_nothing_changed_is_nothing_written(tmp_path: Path, place: Path) -> None:
    folder = write(tmp_path / "a", {"a.txt": TEXT, "b.txt": TEXT})
    first = build(place, [folder], WordEmbedder())
    again = build(place, [], WordEmbedder())
    assert again.manifest.built_ns == first.manifest.built_ns


def test_a_copy_of_other_bytes_keeps_what_only_it_says(tmp_path: Path, place: Path) -> None:
    def html(author: str) -> str:
        return f"<html><head><meta name=author content='{author}'></head><body><p>{TEXT}</p></body></html>"

    folder = settle(write(tmp_path / "a", {"a.html": html("Ann Aster"), "b.html": html("Bob Brand")}))
    build(place, [folder], WordEmbedder())
    (folder / "a.html").unlink()
    build(place, [], WordEmbedder())
    index = open_index(place)
    assert index.catalog.entry("b.html").article.metadata.author == "Bob Brand"
    index.close()
