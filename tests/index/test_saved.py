"""Pages saved beside an index: their names, what is kept of them, and how they stay part of the index."""

import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.saved
from corpus.article import Origin
from corpus.errors import IndexMissing, QuotedAnswersError, UsageError
from corpus.read.origin import file_of, note_of, read_origin
from index.build import Report, build
from index.place import read_manifest
from index.plan import Changes
from index.preview import preview
from index.saved import Page, readable_name, saved_files, saving
from index.stale import stale_paths
from index.store import open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import LONG_AGO, entries_at, found_at, in_child, opened, paths_at, settle, snapshot

ADDRESS = "https://orrin.example/news/the-lock"
KILLED = 9


def page(text: str = "The lock at Orrin has new gates.", address: str = ADDRESS, **named: str) -> Page:
    html = f"<html><body><p>{text}</p></body></html>"
    origin = Origin(address, named.get("url", address), named.get("fetched", "2022-05-03T12:00:00Z"))
    return Page(html.encode(), named.get("suffix", ".html"), replace(origin, charset=named.get("charset")))


def add(place: Path, *pages: Page) -> Report:
    return build(place, (), WordEmbedder(), changing=saving(place, pages))


def names(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "saved").iterdir())


NAME = "orrin.example-news-the-lock.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", {"a.txt": "The mayor of Aster opened a bridge.\n"}))


def test_where_no_index_is_it_holds_the_page(place: Path) -> None:
    report = add(place, page())
    assert (report.changes, report.manifest.sources) == (Changes((NAME,), (), ()), ())
    assert names(place) == [f".{NAME}.origin", NAME]
    assert (place / "saved" / NAME).read_bytes() == page().data
    assert json.loads((place / "saved" / f".{NAME}.origin").read_text("utf-8")) == {
        "address": ADDRESS,
        "url": ADDRESS,
        "fetched": "2022-05-03T12:00:00Z",
        "charset": None,
    }
    (entry,) = entries_at(place)
    assert (entry.article.origin, entry.article.metadata.url) == (page().origin, ADDRESS)


def test_saved_pages_stay_whatever_the_sources(place: Path, folder: Path, tmp_path: Path) -> None:
    build(place, [folder], WordEmbedder())
    add(place, page())
    assert read_manifest(place).sources == (folder,)
    both = ["a.txt", NAME]
    assert paths_at(place) == both
    for sources in ([], [folder], [folder, place / "saved"]):
        assert build(place, sources, WordEmbedder()).changes == Changes((), (), ())
    assert read_manifest(place).sources == (folder,)
    assert [article.path for article in preview(place, []).articles] == both
    other = write(tmp_path / "other", {"b.txt": "The ferry to Brand cost nine crowns.\n"})
    build(place, [other], WordEmbedder())
    assert paths_at(place) == ["b.txt", NAME]
    build(place, [place / "saved"], WordEmbedder(), fresh=True)
    assert (paths_at(place), read_manifest(place).sources) == ([NAME], ())


def test_a_source_above_the_index_does_not_bring_its_pages_twice(tmp_path: Path, folder: Path) -> None:
    place = folder / "index"
    build(place, [folder], WordEmbedder())
    add(place, page())
    assert paths_at(place) == ["a.txt", NAME]
    assert tmp_path in folder.parents


def test_an_index_that_is_moved_takes_its_pages_along(place: Path, folder: Path) -> None:
    build(place, [folder], WordEmbedder())
    add(place, page())
    moved = place.rename(place.with_name("elsewhere"))
    build(moved, [], WordEmbedder())
    assert paths_at(moved) == ["a.txt", NAME]


def test_a_page_is_removed_by_deleting_its_file(place: Path, folder: Path) -> None:
    build(place, [folder], WordEmbedder())
    add(place, page(), page("Salmon pass the weir.", "https://sallow.example/"))
    (place / "saved" / NAME).unlink()
    assert build(place, [], WordEmbedder()).changes == Changes((), (), (NAME,))
    assert names(place) == [".sallow.example.html.origin", "sallow.example.html"]


def test_the_same_address_again_replaces_the_page(place: Path) -> None:
    add(place, page())
    report = add(place, page("The lock is shut.", fetched="2023-01-01T00:00:00Z"))
    assert (report.changes, names(place)) == (Changes((), (NAME,), ()), [f".{NAME}.origin", NAME])
    assert [entry.article.text for entry in entries_at(place)] == ["The lock is shut."]


def test_the_same_bytes_again_have_a_new_time(place: Path) -> None:
    add(place, page())
    report = add(place, page(fetched="2023-01-01T00:00:00Z"))
    assert (report.changes, report.embedded) == (Changes((), (), ()), 0)
    (entry,) = entries_at(place)
    assert entry.article.origin == page(fetched="2023-01-01T00:00:00Z").origin


def test_a_page_that_has_become_another_format_leaves_no_second_copy(place: Path) -> None:
    add(place, page())
    report = add(place, page(suffix=".txt"))
    assert report.changes == Changes(("orrin.example-news-the-lock.txt",), (), (NAME,))
    assert names(place) == [".orrin.example-news-the-lock.txt.origin", "orrin.example-news-the-lock.txt"]


def test_addresses_that_read_alike_get_names_of_their_own(place: Path) -> None:
    alike = [f"https://orrin.example/{path}" for path in ("a-b", "a/b", "A-B", "a?b", "a-b.html")]
    add(place, *(page(f"Number {number} speaks.", address) for number, address in enumerate(alike)))
    files = saved_files(place)
    assert [files[address].name for address in alike] == [
        "orrin.example-a-b.html",
        "orrin.example-a-b-2.html",
        "orrin.example-A-B-3.html",
        "orrin.example-a-b-4.html",
        "orrin.example-a-b-5.html",
    ]
    add(place, *(page(f"Number {number} is silent.", address) for number, address in enumerate(alike)))
    assert saved_files(place) == files


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, QuotedAnswersError], ids=lambda error: error.__name__)
@pytest.mark.parametrize("step", ["list", "read", "embed", "write", "publish"])
def test_a_build_that_fails_leaves_pages_and_index_as_they_were(
    place: Path, step: str, error: type[BaseException]
) -> None:
    add(place, page(), page("Salmon pass the weir.", "https://sallow.example/"))
    settle(place / "saved")
    before, found = snapshot(place), found_at(place)

    def progress(now: str, _done: int, _total: int) -> None:
        if now == step:
            raise error("no", "no") if error is QuotedAnswersError else error

    pages = [
        page("New."),
        page("Newer.", "https://sallow.example/", suffix=".txt"),
        page("Newest.", "https://x.example/"),
    ]
    with pytest.raises(error):
        build(place, [], WordEmbedder(), progress, changing=saving(place, pages))
    after = {name: kept for name, kept in snapshot(place).items() if not name.startswith("made-")}
    assert (after, found_at(place)) == (before, found)
    assert sum(name.startswith("made-") for name in snapshot(place)) == (step == "publish")  # for the next build
    assert add(place, *pages).changes == Changes(
        ("sallow.example.txt", "x.example.html"), (NAME,), ("sallow.example.html",)
    )


@pytest.mark.parametrize("nth", range(4))
def test_a_disk_that_fills_while_pages_are_saved_leaves_them_as_they_were(
    place: Path, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(place, page())
    before = snapshot(place)
    real, calls = index.saved._write, iter(range(9))

    def write(path: Path, data: bytes) -> None:
        if next(calls) == nth:
            path.with_name(f".{path.name}.new").write_bytes(data[:3])
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr("index.saved._write", write)
    with pytest.raises(OSError, match="No space left"):
        add(place, page("New."), page("Newest.", "https://x.example/"))
    index.saved.tidy(place)
    assert snapshot(place) == before


def test_a_first_page_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "new" / "index"
    with pytest.raises(QuotedAnswersError):
        add(place, Page(b"", ".html", page().origin))
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_fails_leaves_nothing_behind_that_was_not_there(tmp_path: Path) -> None:
    place = tmp_path / "index"
    with pytest.raises(UsageError):
        build(place, [], WordEmbedder())
    assert list(tmp_path.iterdir()) == []
    place.mkdir()
    write(place, {"notes": "mine"})
    with pytest.raises(QuotedAnswersError):
        build(place, [tmp_path / "nothing"], WordEmbedder())
    assert [path.name for path in tmp_path.rglob("*")] == ["index", "notes"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("at", ["list", "embed", "sweep"])
def test_a_kill_leaves_pages_that_the_next_build_takes_in(place: Path, at: str) -> None:
    add(place, page())
    settle(place / "saved")

    def progress(step: str, _done: int, _total: int) -> None:
        if step == at:
            os._exit(KILLED)

    pages = [page("The lock is shut."), page("Salmon pass the weir.", "https://sallow.example/")]
    dying = saving(place, pages)
    assert in_child(lambda: build(place, [], WordEmbedder(), progress, changing=dying)) == KILLED
    with opened(place) as after:
        known = after.catalog.known()
        assert stale_paths(known, after.manifest.built_ns) == ([] if at == "sweep" else [NAME])
    build(place, [], WordEmbedder())
    assert [entry.article.text for entry in entries_at(place)] == ["The lock is shut.", "Salmon pass the weir."]
    assert len(names(place)) == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_kill_before_there_is_an_index_leaves_a_page_that_is_found(place: Path) -> None:
    def progress(step: str, _done: int, _total: int) -> None:
        if step == "embed":
            os._exit(KILLED)

    assert in_child(lambda: build(place, [], WordEmbedder(), progress, changing=saving(place, [page()]))) == KILLED
    with pytest.raises(IndexMissing):
        open_index(place)
    assert build(place, [], WordEmbedder()).changes == Changes((NAME,), (), ())


def test_a_note_that_changes_changes_the_article_as_in_a_fresh_build(place: Path, tmp_path: Path) -> None:
    add(place, Page("Caf\xe9 au lait costs 3 \x80 today.".encode("cp1252", "replace"), ".txt", page().origin))
    file = saved_files(place)[ADDRESS]
    for note in (
        {"address": ADDRESS, "url": "https://b.example/", "fetched": "2022-05-03T12:00:00Z", "charset": "koi8-r"},
        {"address": ADDRESS, "url": "https://c.example/", "fetched": "2022-05-03T12:00:00Z", "charset": "latin-1"},
        {"address": 1},
        None,
    ):
        if note is None:
            note_of(file).unlink()
        else:
            note_of(file).write_text(json.dumps(note), "utf-8")
            os.utime(note_of(file), ns=(LONG_AGO, LONG_AGO))
        os.utime(file, ns=(LONG_AGO, LONG_AGO))
        build(place, [], WordEmbedder())
        build(tmp_path / "fresh", [place / "saved"], WordEmbedder(), fresh=True)
        (entry,) = entries_at(place)
        assert entry.article == entries_at(tmp_path / "fresh")[0].article
        assert entry.article.origin == read_origin(file)


def test_copies_part_as_a_fresh_build_would_have_it(place: Path, tmp_path: Path) -> None:
    def html(author: str) -> str:
        return f"<html><head><meta name=author content='{author}'></head><body><p>The lock is shut.</p></body></html>"

    folder = settle(write(tmp_path / "articles", {"a.html": html("Ann Aster"), "b.html": html("Bob Brand")}))
    build(place, [folder], WordEmbedder())
    add(place, page("The lock is shut.", "https://a.example/"), page("The lock is shut.", "https://b.example/"))
    settle(place / "saved")
    build(place, [], WordEmbedder())
    authors = {"a.html": "Ann Aster", "b.html": "Bob Brand"}
    for left in (4, 3, 2, 1):
        (entry,) = entries_at(place)
        assert len(entry.also) == left - 1
        assert entry.article.origin == read_origin(entry.location)
        assert entry.article.metadata.author == authors.get(entry.article.path)
        if left > 1:
            entry.location.unlink()
            build(place, [], WordEmbedder())


@given(st.text(max_size=300), st.text(max_size=50))
def test_a_name_fits_every_file_system(path: str, query: str) -> None:
    name = readable_name(f"https://orrin.example/{path}?{query}")
    assert 1 <= len(name.encode()) <= 105
    assert name == unicodedata.normalize("NFC", name)
    assert not name.startswith((".", "-"))
    assert not name.endswith((".", "-"))
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} for sign in name)
    assert not set('/\\:*?"<>|') & set(name)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.orrin.example/", "orrin.example"),
        ("http://127.0.0.1:8000/a.html", "127.0.0.1-8000-a"),
        ("http://xn--bcher-kva.example/stra%C3%9Fe", "bücher.example-straße"),
        ("https://orrin.example/%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80", "orrin.example-हिन्दी"),
        ("https://orrin.example/..%2F..%2Fetc%2Fpasswd", "orrin.example-..-..-etc-passwd"),
        ("http://[::1]:80/", "1-80"),
        ("http://con/a", "con-a"),
        ("http://aux.example/a", "page-aux.example-a"),
        ("https://orrin.example/a.tar.gz", "orrin.example-a.tar.gz"),
    ],
)
def test_names_can_be_read(address: str, name: str) -> None:
    assert readable_name(address) == name


def test_the_note_of_a_file_is_hidden_and_found_again(tmp_path: Path) -> None:
    assert note_of(tmp_path / "a.html") == tmp_path / ".a.html.origin"
    assert file_of(tmp_path / ".a.html.origin") == tmp_path / "a.html"
    assert file_of(tmp_path / "a.html") is None
    assert file_of(tmp_path / ".origin") is None
    assert read_origin(tmp_path / ("a" * 255)) is None
