"""OpenDocument texts, made here part by part."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Metadata
from corpus.errors import SkippedFile
from corpus.read.odt import read_odt
from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out
from tests.corpus.test_read_docx import check, packed

MIME_TYPE = "application/vnd.oasis.opendocument.text"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text", "table", "draw", "meta", "manifest")
)
STYLES = f"""<office:document-styles {NAMES}><office:styles><style:style style:name="Title"/></office:styles>
<office:master-styles><style:master-page><style:header><text:p>The Nara Post</text:p></style:header>
<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>
</office:master-styles></office:document-styles>"""
META = f"""<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
<dc:title>Draft 3</dc:title><dc:creator>The Last Editor</dc:creator>
<meta:initial-creator>Ada Okoye</meta:initial-creator>
<dc:language>en-GB</dc:language><meta:creation-date>2020-01-07T10:00:00</meta:creation-date></office:meta>
</office:document-meta>"""
STYLE = """<style:style style:name="P1" style:parent-style-name="Title"/><style:style style:name="P2"/>
<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T2"><style:text-properties text:display="none"/></style:style>
<style:style style:name="P3" style:parent-style-name="T2"/>"""


def odt(text: str, **more: str | bytes) -> bytes:
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{STYLE}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {"mimetype": MIME_TYPE, "content.xml": content}
    return packed(members | {f"{name}.xml": inner for name, inner in more.items()})


def p(text: str, style: str = "P2") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def row(*cells: str) -> str:
    inner = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


def reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_odt("nara.odt", data)
    return str(skipped.value)


PAGE = odt(
    f'{p("Nara Learns to Live Without Its Bridge", "P1")}\n{p(FLOOD)}\n<text:h text:outline-level="2">Costs</text:h>'
    f"{p(PIERS)}",
    styles=STYLES,
    meta=META,
)


def test_a_whole_document() -> None:
    article = read_odt("nara.odt", PAGE)
    assert article.metadata == Metadata(
        title="Nara Learns to Live Without Its Bridge", author="Ada Okoye", language="en-GB"
    )
    assert bodies(article) == [FLOOD, PIERS]
    assert headings(article) == ["Costs"]
    assert [article.place(span) for span in article.body] == [("2", "2"), ("4", "4")]
    assert left_out(article) == [("The Nara Post", "running head"), ("Page 1", "running head")]


def test_changes_are_accepted_comments_and_prompts_left_and_links_kept() -> None:
    region = f"<text:changed-region><text:deletion>{p('Gone.')}</text:deletion></text:changed-region>"
    changes = f"<text:tracked-changes>{region}</text:tracked-changes>"
    inline = (
        'The<text:s text:c="3"/>ferry<text:tab/><text:change-start/>sailed<text:change-end/> to <text:a>the '
        f"<text:span>mill</text:span></text:a>"
        f"<office:annotation>{p('Check!')}</office:annotation><text:line-break/>and back."
    )
    article = read_odt("a.odt", odt(changes + p(FLOOD) + p(inline)))
    assert bodies(article) == [FLOOD, "The ferry sailed to the mill and back."]


def test_tables_lists_frames_and_sections() -> None:
    covered = f"<table:covered-table-cell>{p('Nara')}</table:covered-table-cell>"
    data = row(p("Town"), p("Boats")) + row(p("Nara"), p("11")).replace(
        "</table:table-row>", f"{covered}</table:table-row>"
    )
    table = f"<table:table>{data}</table:table>"
    items = "".join(f"<text:list-item>{p(item)}</text:list-item>" for item in ("Bring a rope.", "Bring a lamp."))
    items = f"<text:list>{items}</text:list>"
    frame = f"<draw:frame><draw:text-box>{p('A box of its own.')}</draw:text-box></draw:frame>"
    hidden = f'<text:section text:display="none">{p("Hidden.")}</text:section>'
    article = read_odt("a.odt", odt(p(FLOOD + frame) + table + items + hidden + p(PIERS)))
    assert article.text.split("\n\n") == [
        FLOOD,
        "A box of its own.",
        "Town | Boats",
        "Nara | 11",
        "Bring a rope.",
        "Bring a lamp.",
        PIERS,
    ]


def test_merged_cells_keep_their_columns() -> None:
    def cell(text: str, rows: int = 1, columns: int = 1) -> str:
        spans = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
        return f"<table:table-cell {spans}>{p(text)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = (
        cell("Town") + cell("Boats", columns=2) + covered,
        cell("Nara", rows=3) + cell("11") + cell("old", rows=2),
        covered + cell("12") + covered,
        covered + cell("none", columns=2) + covered,
        cell("Falk") + cell("7", rows=2, columns=2) + covered,
        cell("Dorn") + covered + covered,
    )
    table = "".join(f"<table:table-row>{one}</table:table-row>" for one in rows)
    article = read_odt("a.odt", odt(p(FLOOD) + f"<table:table>{table}</table:table>" + p(PIERS)))
    assert article.text.split("\n\n")[1:-1] == [
        "Town | Boats",
        "Nara | 11 | old",
        "Nara | 12 | old",
        "Nara | none",
        "Falk | 7",
        "Dorn | 7",
    ]


def test_raised_numbers_and_what_styles_hide() -> None:
    raised = '<text:span text:style-name="T1">2</text:span>'
    area = f'It is 10 km{raised} of the county.{raised}<text:span text:style-name="T2">Not this.</text:span>'
    article = read_odt("a.odt", odt(p(FLOOD) + p(area) + p("Nor this.", "P3")))
    assert article.text.split("\n\n") == [FLOOD, "It is 10 km² of the county."]


def test_notes_come_after_the_text() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation>\n<text:note-body>\n"
        f"{p('See the county archive.')}\n</text:note-body>\n</text:note>"
    )
    article = read_odt("a.odt", odt(p(f"The mill{note.replace(chr(10), '')} stood dry.") + p(FLOOD)))
    assert bodies(article) == ["The mill stood dry.", FLOOD, "See the county archive."]


def test_a_table_of_contents_is_left_out() -> None:
    contents = f"<text:table-of-content><text:index-body>{p('Costs 3')}</text:index-body></text:table-of-content>"
    article = read_odt("a.odt", odt(contents + p(FLOOD)))
    assert left_out(article) == [("Costs 3", "table of contents")]
    assert bodies(article) == [FLOOD]


def test_other_scripts() -> None:
    text = "Ночью Нара поднялась, и к утру нижние улицы старого города стояли под водой."
    assert bodies(read_odt("a.odt", odt(p(text) + p("橋は安全に渡れる。")))) == [text, "橋は安全に渡れる。"]


def test_what_is_no_text_is_skipped_with_the_reason() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest {NAMES}>{entry}</manifest:manifest>"
    assert reason(b"") == "empty file"
    assert reason(PAGE[:-30]) == "not the zip archive that such a file is, or cut short"
    assert reason(packed({"a.txt": "Nara"})) == "no OpenDocument text in it"
    assert (
        reason(packed({"mimetype": f"{MIME_TYPE[:-4]}spreadsheet", "content.xml": "<a/>"}))
        == "no OpenDocument text in it"
    )
    assert reason(packed({"content.xml": "<a/>"})) == "no OpenDocument text in it"
    assert reason(packed({"content.xml": "\0\1", "META-INF/manifest.xml": manifest})) == "protected with a password"
    assert reason(packed({"content.xml": "<a>"})) == "damaged: content.xml is no XML"
    assert reason(odt("")) == "no text in it"


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.integers(0, len(PAGE)).map(lambda end: PAGE[:end]),
        st.tuples(st.integers(0, len(PAGE) - 1), st.binary(min_size=1, max_size=1)).map(
            lambda change: PAGE[: change[0]] + change[1] + PAGE[change[0] + 1 :]
        ),
    )
)
def test_any_bytes_are_skipped_or_read(data: bytes) -> None:
    try:
        article = read_odt("a.odt", data)
    except SkippedFile:
        return
    check(article)
    assert article == read_odt("a.odt", data)


NAMED = [
    "text:p",
    "text:h",
    "text:note",
    "text:note-body",
    "table:table-row",
    "table:table-cell",
    "text:s",
    "draw:frame",
]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(NAMED), max_size=8), st.text("aé水 .", max_size=20))
def test_elements_may_stand_anywhere(names: list[str], text: str) -> None:
    body = "".join(f"<{name}>" for name in names) + text + "".join(f"</{name}>" for name in reversed(names))
    data = odt(body + p(FLOOD))
    article = read_odt("a.odt", data)
    check(article)
    assert article == read_odt("a.odt", data)
    assert FLOOD in bodies(article)
