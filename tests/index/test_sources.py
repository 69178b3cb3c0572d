"""Which files the sources hold, under which names, and what is said of the others."""

import os
from pathlib import Path
from typing import Self

import pytest

from corpus.errors import SourcesUnreadable
from index.sources import Listing, Skipped, SourceFile, list_sources
from tests.doubles import write

posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes as POSIX has them")


def names(listing: Listing) -> list[str]:
    return [file.path for file in listing.files]


def test_every_file_is_listed_once_in_order_of_path(tmp_path: Path) -> None:
    write(
        tmp_path, {"b.txt": "b", "a/z.md": "zz", "a.txt": "a", "B.txt": "B", "a/b/c": "c", "é.rst": "e", "Z.TXT": "z"}
    )
    os.utime(tmp_path / "a/z.md", ns=(5, 1_600_000_000_123_456_789))
    listing = list_sources([tmp_path])
    assert names(listing) == ["B.txt", "Z.TXT", "a.txt", "a/b/c", "a/z.md", "b.txt", "é.rst"]
    assert listing.files[4] == SourceFile("a/z.md", tmp_path / "a" / "z.md", 2, 1_600_000_000_123_456_789)
    assert listing.skipped == ()
    assert listing == list_sources([tmp_path])


def test_the_order_does_not_depend_on_the_disk_or_on_the_order_of_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {f"{folder}/{name}.txt": "x" for folder in "cab" for name in "zxy"})
    expected = list_sources([tmp_path])
    sources = [tmp_path / folder for folder in "cab"]
    forwards = list_sources(sources)
    scandir = os.scandir

    class Backwards:
        def __init__(self, path: str) -> None:
            with scandir(path) as entries:
                self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> os.DirEntry[str]:
            return next(self._entries)

        def close(self) -> None:
            return

    monkeypatch.setattr(os, "scandir", Backwards)
    assert list_sources([tmp_path]) == expected
    assert list_sources(sources[::-1]) == forwards
    assert names(forwards) == names(expected)


def test_hidden_files_and_folders_are_passed_over_without_a_word(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", ".hidden.txt": "h", ".git/config.txt": "g", "b/.x/y.txt": "y", ".DS_Store": "d"})
    assert list_sources([tmp_path]) == Listing(list_sources([tmp_path / "a.txt"]).files, ())


def test_a_hidden_file_or_folder_that_is_named_is_listed(tmp_path: Path) -> None:
    write(tmp_path, {".notes/a.txt": "a", ".b.txt": "b"})
    assert names(list_sources([tmp_path / ".notes", tmp_path / ".b.txt"])) == [".b.txt", "a.txt"]


def test_files_that_no_reader_takes_are_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "b.PNG": "b", "c/d.tar.gz": "d", "e.xlsx": "e"})
    listing = list_sources([tmp_path])
    assert names(listing) == ["a.txt"]
    assert listing.skipped == (
        Skipped("b.PNG", "no reader for .png files"),
        Skipped("c/d.tar.gz", "no reader for .gz files"),
        Skipped("e.xlsx", "no reader for .xlsx files"),
    )


def test_a_file_may_be_named_itself(tmp_path: Path) -> None:
    write(tmp_path, {"below/a.txt": "a", "b.png": "b"})
    listing = list_sources([tmp_path / "below" / "a.txt", tmp_path / "b.png"])
    assert names(listing) == ["a.txt"]
    assert listing.files[0].location == tmp_path / "below" / "a.txt"
    assert listing.skipped == (Skipped("b.png", "no reader for .png files"),)


@pytest.mark.parametrize("missing", ["nothing", "a.txt/below", "a\0b"])
def test_a_missing_source_is_an_error_that_names_it(tmp_path: Path, missing: str) -> None:
    write(tmp_path, {"a.txt": "a"})
    with pytest.raises(SourcesUnreadable) as caught:
        list_sources([tmp_path, tmp_path / missing])
    assert str(caught.value) == f"no folder or file at {tmp_path / missing}"
    assert caught.value.remedy.startswith("qa index FOLDER")
    assert caught.value.status == 4


def test_no_files_are_an_empty_listing(tmp_path: Path) -> None:
    assert list_sources([tmp_path]) == list_sources([]) == Listing((), ())


@posix
def test_links_that_lead_nowhere_or_to_themselves_are_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a"})
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    listing = list_sources([tmp_path])
    assert names(listing) == ["a.txt"]
    assert listing.skipped == (
        Skipped("broken.txt", "cannot be read: No such file or directory"),
        Skipped("self.txt", "cannot be read: Too many levels of symbolic links"),
    )


@posix
def test_a_loop_of_folders_is_walked_once_and_said(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/c.txt": "c"})
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "z").symlink_to(tmp_path, target_is_directory=True)
    listing = list_sources([tmp_path])
    assert names(listing) == ["a/b/c.txt"]
    assert listing.skipped == (
        Skipped("a/b/up", "a link to a folder that is already there"),
        Skipped("z", "a link to a folder that is already there"),
    )


@posix
def test_links_to_what_lies_elsewhere_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"here/a.txt": "a", "there/b.txt": "bb", "there/more/c.txt": "c"})
    (tmp_path / "here" / "b.txt").symlink_to(tmp_path / "there" / "b.txt")
    (tmp_path / "here" / "more").symlink_to(tmp_path / "there" / "more", target_is_directory=True)
    (tmp_path / "here" / "twice.txt").symlink_to(tmp_path / "there" / "b.txt")
    listing = list_sources([tmp_path / "here"])
    assert names(listing) == ["a.txt", "b.txt", "more/c.txt"]
    assert (listing.files[1].location, listing.files[1].size) == (tmp_path / "here" / "b.txt", 2)
    assert listing.skipped == (Skipped("twice.txt", "a link to a file that is already there"),)


@posix
def test_a_source_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.txt": "a"})
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    (tmp_path / "one.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert list_sources([tmp_path / "link"]).files[0].location == tmp_path / "link" / "a.txt"
    assert names(list_sources([tmp_path / "one.txt"])) == ["one.txt"]


@posix
def test_a_pipe_is_listed_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")  # opening it would wait for ever
    assert names(list_sources([tmp_path])) == ["pipe.txt"]
    with pytest.raises(SourcesUnreadable, match="no folder or file at"):
        list_sources([tmp_path / "pipe.txt"])


def test_a_folder_that_cannot_be_listed_is_said_and_a_source_that_cannot_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": "a", "secret/b.txt": "b"})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = list_sources([tmp_path])
    assert names(listing) == ["a.txt"]
    assert listing.skipped == (Skipped("secret", "cannot be listed: Permission denied"),)
    with pytest.raises(SourcesUnreadable) as caught:
        list_sources([tmp_path / "secret"])
    assert str(caught.value) == f"cannot list {tmp_path / 'secret'}: Permission denied"
    assert caught.value.remedy == f"ls -ld {tmp_path / 'secret'}"


@pytest.mark.parametrize(
    ("files", "sources", "expected"),
    [
        (["p/x.txt", "q/y.txt"], ["p", "q"], ["x.txt", "y.txt"]),
        (["p/x.txt", "q/x.txt"], ["p", "q"], ["p/x.txt", "q/x.txt"]),
        (["p/x.txt", "p/y.txt", "q/x.txt"], ["p", "q"], ["p/x.txt", "q/x.txt", "y.txt"]),
        (["m/p/x.txt", "n/p/x.txt"], ["m/p", "n/p"], ["m/p/x.txt", "n/p/x.txt"]),
        (["p/x.txt", "q/x.txt", "r/p/x.txt"], ["p", "q", "r"], ["base/p/x.txt", "base/r/p/x.txt", "q/x.txt"]),
        (["p/x.txt"], ["p", "p", "p/x.txt"], ["x.txt"]),
        (["p/q/x.txt", "p/y.txt"], ["p/q", "p"], ["x.txt", "y.txt"]),
        (["p/q/x.txt", "p/y.txt"], ["p", "p/q"], ["q/x.txt", "y.txt"]),
    ],
)
def test_each_file_has_a_name_of_its_own(
    tmp_path: Path, files: list[str], sources: list[str], expected: list[str]
) -> None:
    base = tmp_path / "base"
    write(base, dict.fromkeys(files, "text"))
    listing = list_sources([base / source for source in sources])
    assert names(listing) == expected
    assert len({file.location for file in listing.files}) == len(set(files))
    assert listing.skipped == ()
