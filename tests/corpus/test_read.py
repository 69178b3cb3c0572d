"""From a file on disk to an article, or to the reason why not."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Metadata, Origin, Span
from corpus.errors import SkippedFile
from corpus.read import MAX_BYTES, READERS, digest, read_article, read_bytes, reader_of
from corpus.read.text import read_text
from tests.corpus.samples import FLOOD, PIERS, WRAPPED, bodies

PAGE = f"Nara Learns to Live Without Its Bridge\n\nBy Ada Okoye\n7 January 2020\n\n{FLOOD}\n\nCosts\n\n{PIERS}\n"
PIECES = [PAGE, FLOOD, WRAPPED, "# Costs", "===", "Share", "83", "- rope", "\ufeff", "😀", "\u2028", "\x0c", "\r", "«É"]
DATA = st.one_of(
    st.binary(max_size=120),
    st.text(max_size=120).map(str.encode),
    st.lists(st.sampled_from(PIECES), max_size=9).map("\n".join).map(str.encode),
    st.lists(st.sampled_from(PIECES), max_size=9).map("\r\n\r\n".join).map(str.encode),
)


def _reason(path: str, data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_article(path, data)
    return str(skipped.value)


def _reason_on_disk(location: Path) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_bytes(location)
    return str(skipped.value)


@pytest.mark.parametrize(
    "path",
    ["a.txt", "a.text", "a.md", "a.markdown", "a.rst", "A.TXT", "b/c.d/A.Md", "NEWS", "b.md/NEWS", ".txt", "a.tar.txt"],
)
def test_text_files_are_read_whatever_the_case_of_their_suffix(path: str) -> None:
    assert reader_of(path) is read_text
    article = read_article(path, PAGE.encode())
    assert article.path == path
    assert bodies(article)[-1] == PIERS


@pytest.mark.parametrize(
    ("path", "suffix"), [("a.png", ".png"), ("A.PNG", ".png"), ("a.txt.gz", ".gz"), ("b.txt/c.bin", ".bin")]
)
def test_other_files_are_skipped_by_their_suffix(path: str, suffix: str) -> None:
    assert reader_of(path) is None
    assert _reason(path, PAGE.encode()) == f"no reader for {suffix} files"


def test_the_registry_is_in_lower_case() -> None:
    assert all(suffix == suffix.lower() and (suffix == "" or suffix[0] == ".") for suffix in READERS)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n\t\r\n \xc2\xa0\n", "empty: only white space"),
        (b"\xef\xbb\xbf", "empty: only white space"),
        (b"Nara\0", "binary: it holds NUL bytes"),
        ("Nara\0".encode("utf-16"), "binary: it holds NUL characters"),
        ("Nara é é é".encode()[:-1], "not UTF-8 throughout: broken at byte 11"),
        ("Nara".encode("utf-16") + b"\0", "not UTF-16 throughout: broken at byte 10"),
        (b"\xed\xa0\x80", "in no encoding that is known: it may not be text"),
        (bytes(range(1, 256)) * 4, "in no encoding that is known: it may not be text"),
    ],
)
def test_bytes_that_are_no_text_are_skipped_with_the_reason(data: bytes, reason: str) -> None:
    assert _reason("nara.txt", data) == reason
    assert _reason("NARA", data) == reason


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_are_those_of_the_decoded_file(mark: str, newline: str) -> None:
    data = (mark + PAGE.replace("\n", newline)).encode()
    article = read_article("nara.txt", data)
    assert article.text == data.decode("utf-8")
    assert article.text.encode() == data
    assert article.sha256 == hashlib.sha256(data).hexdigest() == digest(data)


def test_a_byte_order_mark_and_carriage_returns_count() -> None:
    article = read_article("nara.txt", ("\ufeff" + PAGE.replace("\n", "\r\n")).encode())
    start = 1 + 38 + 4 + 12 + 2 + 14 + 4  # mark, title, byline, date, and the line ends between them
    assert article.body[2] == Span(start, start + len(FLOOD))
    assert article.lines(article.body[2]) == (6, 6)
    assert article.lines(article.body[3]) == (10, 10)


def test_a_whole_page() -> None:
    article = read_article("2020/nara.txt", PAGE.encode())
    assert article.path == "2020/nara.txt"
    assert article.metadata == Metadata(
        title="Nara Learns to Live Without Its Bridge", author="Ada Okoye", published="2020-01-07", language="en"
    )
    assert article.body == (Span(40, 52), Span(53, 67), Span(69, 225), Span(234, 388))
    assert article.headings == (Span(227, 232),)
    assert article.left_out == ()
    assert article.words == 3 + 3 + 30 + 29


@settings(deadline=None)
@given(st.sampled_from(["a.txt", "A", "a.md"]), DATA)
@example("a.txt", "\ufeff\u200b\n===\n# \n0".encode())
def test_any_bytes_are_an_article_or_a_skipped_file(path: str, data: bytes) -> None:
    try:
        article = read_article(path, data)
    except SkippedFile as skipped:
        assert str(skipped).split(" ")[0].strip(":") in {"empty", "binary", "not", "in"}  # noqa: PT017
        return
    assert article.text.encode(article.encoding or "").removeprefix(b"\xff\xfe") == data.removeprefix(b"\xff\xfe")
    assert article == read_article(path, bytes(bytearray(data)))
    assert article.body
    spans = sorted([*article.body, *article.headings, *(out.span for out in article.left_out)])
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(article.text)
        assert span.of(article.text) == span.of(article.text).strip()
        end = span.end


def test_read_bytes_are_the_files_own(tmp_path: Path) -> None:
    location = tmp_path / "nara.txt"
    location.write_bytes(b"\xef\xbb\xbfa\r\nb\0\xff")
    assert read_bytes(location) == b"\xef\xbb\xbfa\r\nb\0\xff"
    link = tmp_path / "link.txt"
    link.symlink_to(location)
    assert read_bytes(link) == read_bytes(location)


def test_what_is_no_regular_file_is_skipped_without_waiting(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.txt"
    os.mkfifo(fifo)
    assert _reason_on_disk(fifo) == "not a regular file"
    assert _reason_on_disk(tmp_path) == "not a regular file"
    assert _reason_on_disk(Path(os.devnull)) == "not a regular file"


def test_a_file_that_vanished_is_skipped(tmp_path: Path) -> None:
    dangling = tmp_path / "dangling.txt"
    dangling.symlink_to(tmp_path / "gone.txt")
    assert _reason_on_disk(tmp_path / "gone.txt") == "vanished while it was being read"
    assert _reason_on_disk(dangling) == "vanished while it was being read"


def test_a_file_that_vanishes_between_two_looks_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = tmp_path / "nara.txt"
    location.write_bytes(b"Nara")

    def vanish(path: Path) -> bytes:
        path.unlink()
        return path.open("rb").read()

    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert _reason_on_disk(location) == "vanished while it was being read"


def test_a_loop_of_links_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert _reason_on_disk(tmp_path / "loop.txt").startswith("cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_skipped(tmp_path: Path) -> None:
    location = tmp_path / "nara.txt"
    location.write_bytes(b"Nara")
    location.chmod(0)
    assert _reason_on_disk(location) == "cannot be read: Permission denied"


@pytest.mark.parametrize(("size", "read"), [(2**20, True), (MAX_BYTES + 1, False)])
def test_a_file_larger_than_the_limit_is_not_even_opened(tmp_path: Path, size: int, read: bool) -> None:  # noqa: FBT001
    location = tmp_path / "dump.txt"
    with location.open("wb") as file:
        file.truncate(size)  # sparse: takes no room
    if read:
        assert len(read_bytes(location)) == size
    else:
        assert _reason_on_disk(location) == "larger than 64 MiB"


@pytest.mark.parametrize("path", ["a.html", "a.txt"])
def test_a_file_that_was_fetched_has_the_encoding_and_address_that_came_with_it(path: str) -> None:
    text = "Паром больше не ходит, сказал мэр."
    origin = Origin("https://nara.example/", "https://nara.example/ferry", "2022-05-03T12:00:00Z", "koi8-r")
    article = read_article(path, text.encode("koi8-r"), origin)
    assert (article.text, article.metadata.url, article.origin) == (text, "https://nara.example/ferry", origin)
    assert read_article(path, text.encode(), origin).text == text


def test_the_address_that_a_file_names_itself_goes_before() -> None:
    origin = Origin("https://nara.example/", "https://nara.example/", "2022-05-03T12:00:00Z")
    named = read_article("a.md", b"---\nurl: https://ferry.example/a\n---\n\nThe ferry sank.\n", origin)
    assert named.metadata.url == "https://ferry.example/a"


def test_a_line_of_a_million_letters_can_be_read() -> None:
    for line in (b"a" * 10**6, b"a:" + b" " * 10**6 + b"a"):
        assert read_article("a.txt", line).text.encode() == line
