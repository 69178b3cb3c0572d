"""Books, made here part by part, and the mark-up of their chapters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Metadata
from corpus.errors import SkippedFile
from corpus.read.epub import markup_parts, read_epub
from corpus.read.parts import Part
from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out
from tests.corpus.test_read_docx import check, packed

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
METADATA = (
    "<dc:title>The River Year</dc:title><dc:title>A Chronicle</dc:title><dc:creator>Ada Okoye</dc:creator>"
    "<dc:creator>Ilse Dorn</dc:creator><dc:publisher>Mill Press</dc:publisher>"
    '<dc:date opf:event="modification">2022-02-02</dc:date><dc:date>2020-01-07T00:00:00Z</dc:date>'
    "<dc:language>en</dc:language>"
)


def page(body: str, *, start: str = "") -> str:
    return (
        f"{start}<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'>"
        f"<head><title>Page</title><style>p {{}}</style></head><body>{body}</body></html>"
    )


def epub(*chapters: tuple[str, str], metadata: str = METADATA, guide: str = "", **more: str | bytes) -> bytes:
    """A book of (attributes of item and itemref, page) chapters."""
    items, references, members = "", "", {}
    for number, (attributes, content) in enumerate(chapters, start=1):
        of_item, _, of_reference = attributes.partition("|")
        items += f'<item id="c{number}" href="text/c%20{number}.xhtml" media-type="application/xhtml+xml" {of_item}/>'
        references += f'<itemref idref="c{number}" {of_reference}/>'
        members[f"OEBPS/text/c {number}.xhtml"] = content
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata><manifest>{items}</manifest>'
        f"<spine>{references}</spine><guide>{guide}</guide></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            **members,
            **{f"META-INF/{name}.xml": content for name, content in more.items()},
        }
    )


def reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_epub("book.epub", data)
    return str(skipped.value)


def texts(markup: str | bytes) -> list[str]:
    return [part.text.strip() for part in markup_parts(markup, lambda _: None)]


BOOK = epub(
    ("|linear='no'", page("<section epub:type='cover'><p>A cover.</p></section>")),
    ("properties='nav'", page("<nav epub:type='toc'><ol><li><a>Flood</a></li></ol></nav>")),
    ("", page(f"<h1>The Flood</h1><p>{FLOOD}</p><p>The mill<a epub:type='noteref'>1</a> stood dry.</p>")),
    ("", page("<section epub:type='copyright-page'><p>All rights reserved.</p></section>")),
    ("", page(f"<h1>The Piers</h1><div>{PIERS}</div>")),
    ("", page("<p>By the same author.</p>")),
    guide='<reference type="cover" href="text/c%206.xhtml"/><reference type="toc" href="text/c%205.xhtml#top"/>',
)


def test_a_whole_book() -> None:
    article = read_epub("book.epub", BOOK)
    assert article.metadata == Metadata(
        title="The River Year",
        outlet="Mill Press",
        author="Ada Okoye, Ilse Dorn",
        published="2020-01-07",
        language="en",
    )
    assert bodies(article) == [FLOOD, "The mill stood dry.", PIERS]
    assert headings(article) == ["The Flood", "The Piers"]
    assert [article.place(span) for span in article.body] == [("3.2", "3.2"), ("3.3", "3.3"), ("5.2", "5.2")]
    assert article.place_span("3.2", "3.2") == article.body[0]
    assert left_out(article) == [
        ("A cover.", "outside the reading order"),
        ("Flood", "table of contents"),
        ("All rights reserved.", "copyright page"),
        ("By the same author.", "cover"),
    ]


def test_notes_are_quotable_and_their_marks_are_not_glued_to_words() -> None:
    text = (
        "<p>The mill<sup><a href='#n1'>1</a></sup> stood dry in 1911<a href='#n2'><sup>2</sup></a> on 10 km"
        "<sup>2</sup>."
        "<a role='doc-noteref' href='n.xhtml#n3'>3</a> It fell.<sup>4</sup><a href='#n5'>[5]</a></p>"
    )
    notes = (
        "<aside epub:type='footnote' id='n1'><p>The county says so. <a href='#r1'>↩</a></p></aside>"
        "<section role='doc-endnotes'><p>So does the town.<a role='doc-backlink' href='#r2'>back</a></p></section>"
    )
    article = read_epub("a.epub", epub(("", page(f"<p>{FLOOD}</p>{text}{notes}"))))
    assert bodies(article) == [
        FLOOD,
        "The mill stood dry in 1911 on 10 km². It fell.",
        "The county says so.",
        "So does the town.",
    ]


def test_parts_that_a_role_names() -> None:
    book = epub(("", page(f"<section role='doc-toc'><p>The Flood 1</p></section><p>{FLOOD}</p>")))
    assert left_out(read_epub("a.epub", book)) == [("The Flood 1", "table of contents")]


def test_cells_that_reach_over_rows_and_columns() -> None:
    table = (
        "<table><tr><td rowspan='2'>Nara</td><td>11</td><td rowspan='99999'>old</td></tr><tr><td>12</td></tr>"
        "<tr><td colspan='2'>Falk</td></tr><tr><td rowspan='99999999999'>Dorn</td><td rowspan='0'>7</td></tr></table>"
    )
    assert texts(table) == ["Nara | 11 | old", "Nara | 12 | old", "Falk | old", "Dorn | 7 | old"]


@pytest.mark.parametrize("date", ["2020", "2020-01", "0101-01-01T00:00:00+00:00", "spring", ""])
def test_a_date_that_is_no_day_stays_open(date: str) -> None:
    book = epub(("", page(f"<p>{FLOOD}</p>")), metadata=f"<dc:title>Nara</dc:title><dc:date>{date}</dc:date>")
    assert read_epub("a.epub", book).metadata == Metadata(title="Nara", language="en")


def test_other_scripts_names_of_characters_and_pages_that_are_not_quite_xml() -> None:
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    book = epub(
        ("", page("<p>奈良川は夜のうちに水位が上がり、&mdash;朝には&nbsp;旧市街が水に浸かっていた。</p>")),
        ("", page("<p>Caf&eacute; &amp; mill &unknown; stood dry.</p>", start=doctype)),
        ("", page("<p>One line<br>and & another.<p>The next one.")),
        ("", page("<p>Déjà vu.</p>", start="<?xml version='1.0' encoding='utf-8'?>")),
    )
    assert bodies(read_epub("a.epub", book)) == [
        "奈良川は夜のうちに水位が上がり、—朝には 旧市街が水に浸かっていた。",
        "Café & mill &unknown; stood dry.",
        "One line and & another.",
        "The next one.",
        "Déjà vu.",
    ]


def test_what_is_no_book_is_skipped_with_the_reason() -> None:
    drm = "<encryption><EncryptedData><CipherReference URI='OEBPS/text/c%201.xhtml'/></EncryptedData></encryption>"
    fonts = drm.replace("text/c%201.xhtml", "font.otf")
    chapter = ("", page(f"<p>{FLOOD}</p>"))
    assert bodies(read_epub("a.epub", epub(chapter, encryption=fonts))) == [FLOOD]
    assert reason(epub(chapter, encryption=drm)) == "protected against copying (DRM)"
    assert reason(BOOK[:-9]) == "not the zip archive that such a file is, or cut short"
    assert reason(b"") == "empty file"
    assert reason(packed({"a.txt": "Nara"})) == "no EPUB book in it"
    assert reason(packed({"META-INF/container.xml": "<container/>"})) == "no EPUB book in it"
    assert reason(packed({"META-INF/container.xml": CONTAINER})) == "damaged: OEBPS/book.opf is missing"
    assert reason(epub()) == "no text in it"
    package = "<package><spine><itemref idref='x'/></spine></package>"
    assert (
        reason(packed({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}))
        == "damaged: its reading order names a file that it does not list"
    )
    assert reason(epub(("", ""))) == "no text in it"


def test_a_book_that_lists_a_chapter_again_and_again_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.read.archive.MAX_UNPACKED", 20_000)
    book = epub(("", page("<p>" + "Nara. " * 1000 + "</p>")), metadata="")
    read_epub("a.epub", book)
    again = packed(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": "<package><item id='c' href='c.html' media-type='text/html'/><spine>"
            + "<itemref idref='c'/>" * 99
            + "</spine></package>",
            "OEBPS/c.html": page("<p>" + "Nara. " * 1000 + "</p>"),
        }
    )
    assert reason(again) == "too large when unpacked"


def test_blocks_in_order_without_scripts() -> None:
    markup = (
        "<h2>Costs<br/>and more</h2>Loose <b>text</b><script>no()</script><ul><li>Rope<ul><li>Lamp</li></ul></li></ul>"
        "<p hidden>no</p><p style='color: red; DISPLAY:none'>no</p><p>One<br/><br/>two <ruby>水<rt>mizu</rt></ruby></p>"
        "<pre>a\n  b</pre><table><tr><th>Town</th><th>Boats</th></tr><tr><td>Nara</td><td> 11 </td></tr></table>after"
    )
    expected = [
        "Costs\nand more",
        "Loose text",
        "Rope",
        "Lamp",
        "One",
        "two 水",
        "a\n  b",
        "Town | Boats",
        "Nara | 11",
        "after",
    ]
    assert texts(markup) == expected
    assert texts(page(markup).encode()) == expected
    assert markup_parts("<h2>Costs</h2>", lambda _: None) == [Part("Costs", heading=True)]


def test_markup_that_cannot_be_read_whole_is_skipped() -> None:
    for markup in ("<div>" * 1000 + "x", b"<p>caf\xe9", b"<meta charset='none-such'><p>&"):
        with pytest.raises(SkippedFile):
            texts(markup)
    assert texts(b"<meta charset='cp1252'><p>caf\xe9 & so on") == ["café & so on"]
    assert texts("") == texts(" ") == texts("<!-- -->") == []
    assert texts("<p>a\0b\ud800") == ["a\ufffdb\ufffd"]


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.integers(0, len(BOOK)).map(lambda end: BOOK[:end]),
        st.tuples(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=1)).map(
            lambda change: BOOK[: change[0]] + change[1] + BOOK[change[0] + 1 :]
        ),
    )
)
def test_any_bytes_are_skipped_or_read(data: bytes) -> None:
    try:
        article = read_epub("a.epub", data)
    except SkippedFile:
        return
    check(article)
    assert article == read_epub("a.epub", data)


TAGS = [
    "<p>",
    "</p>",
    "<td>",
    "</tr>",
    "<table>",
    "<h1>",
    "</h1>",
    "<br>",
    "<pre>",
    "<li>",
    "<nav>",
    "<p/>",
    "&nbsp;",
    "a.",
]


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=40), st.binary(max_size=40), st.lists(st.sampled_from(TAGS)).map("".join)))
def test_any_markup_is_read_or_skipped(markup: str | bytes) -> None:
    try:
        parts = markup_parts(markup, lambda _: None)
    except SkippedFile:
        return
    assert parts == markup_parts(markup, lambda _: None)
    assert all(part.text.strip() for part in parts)
    "".join(part.text for part in parts).encode()


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.text(max_size=40), st.binary(max_size=40)))
def test_any_chapter(content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    book = epub(("", page(f"<p>{FLOOD}</p>")), ("", data.decode("latin-1")))
    try:
        article = read_epub("a.epub", book)
    except SkippedFile:
        return
    check(article)
