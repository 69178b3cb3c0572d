"""Word documents, made here part by part."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Unit
from corpus.errors import SkippedFile
from corpus.read import archive
from corpus.read.docx import read_docx
from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
CORE = (
    '<c:coreProperties xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>en-GB</dc:language>"
    "<t:created>2020-01-07T10:00:00Z</t:created></c:coreProperties>"
)


def p(text: str, style: str = "", inner: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r>{inner}</w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def packed(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def docx(body: str, *, namespace: str = W, title: str = "", creator: str = "", **more: str) -> bytes:
    def element(name: str, inner: str) -> str:
        return (
            f'<w:{name} xmlns:w="{namespace}" xmlns:mc="urn:mc" xmlns:v="urn:v" xmlns:r="{RELATION}">{inner}</w:{name}>'
        )

    links = "".join(
        f'<Relationship Id="{kind}" Type="{RELATION}/{kind}" Target="{kind}.xml"/>' for kind in ("styles", *more)
    )
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr", "footer": "ftr"}
    return packed(
        {
            "_rels/.rels": f'<Relationships><Relationship Type="{RELATION}/officeDocument" Target="word/document.xml"/>'
            '<Relationship Type="urn:metadata/core-properties" Target="/docProps/core.xml"/></Relationships>',
            "docProps/core.xml": CORE.format(title=title, creator=creator),
            "word/document.xml": element("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": f"<Relationships>{links}"
            '<Relationship Type="urn:hyperlink" Target="https://nara.example" TargetMode="External"/></Relationships>',
            "word/styles.xml": element("styles", STYLES),
            **{f"word/{kind}.xml": element(roots[kind], inner) for kind, inner in more.items()},
        }
    )


def reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_docx("nara.docx", data)
    return str(skipped.value)


def check(article: Article) -> None:
    end = 0
    for span in sorted([*article.body, *article.headings, *(out.span for out in article.left_out)]):
        assert end <= span.start < span.end <= len(article.text)
        end = span.end
    assert article.body
    assert article.unit is Unit.PARAGRAPH
    assert [mark.start for mark in article.marks] == sorted({mark.start for mark in article.marks})
    article.text.encode()


PAGE = docx(
    p("Nara Learns to Live Without Its Bridge", "Titel") + p(FLOOD) + p("Costs", "berschrift1") + p(PIERS),
    title="Draft 3",
    creator="Ada Okoye",
)


def test_a_whole_document() -> None:
    article = read_docx("nara.docx", PAGE)
    assert article.metadata == Metadata(
        title="Nara Learns to Live Without Its Bridge", author="Ada Okoye", language="en-GB"
    )
    assert bodies(article) == [FLOOD, PIERS]
    assert headings(article) == ["Costs"]
    assert [article.place(span) for span in article.body] == [("2", "2"), ("4", "4")]


def test_a_printed_byline_counts_more_than_whose_computer_it_was() -> None:
    article = read_docx(
        "a.docx", docx(p("By Ilse Dorn") + p("7 January 2020") + p(FLOOD), creator="Ada", title="Flood")
    )
    assert (article.metadata.author, article.metadata.title) == ("Ilse Dorn", "Flood")
    assert article.metadata.published == "2020-01-07"


@pytest.mark.parametrize(
    ("title", "creator"), [("Microsoft Word - x.doc", "Administrator"), ("Document1", "python-docx")]
)
def test_what_a_program_fills_in_is_no_title_and_no_author(title: str, creator: str) -> None:
    metadata = read_docx("a.docx", docx(p(FLOOD), title=title, creator=creator)).metadata
    assert (metadata.title, metadata.author, metadata.published) == (None, None, None)


def test_changes_are_accepted_and_links_kept() -> None:
    runs = (
        "<w:p><w:r><w:t>The ferry </w:t></w:r>"
        "<w:del><w:r><w:delText>sank</w:delText></w:r><w:r><w:t>!</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>sailed to </w:t></w:r></w:ins>"
        "<w:hyperlink r:id='h'><w:r><w:t>the mill</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:br/><w:t>and</w:t><w:tab/><w:t>back.</w:t></w:r></w:p>"
    )
    moved = "<w:moveFrom><w:r><w:t>Gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> Come.</w:t></w:r></w:moveTo>"
    halves = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>{p('line.')}"
    article = read_docx("a.docx", docx(runs + p("It was", inner=moved) + halves + p(FLOOD)))
    assert bodies(article) == ["The ferry sailed to the mill and back.", "It was Come.", "One line.", FLOOD]


def test_a_row_of_data_is_one_part_and_a_merged_cell_is_read_in_each_row() -> None:
    merged = "<w:tcPr><w:vMerge/></w:tcPr>" + p("Nara")
    start = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("Nara")
    data = row(p("Town"), p("Boats") + p("in 2020")) + row(start, p("11"), p("")) + row(merged, p("12"))
    body = p(FLOOD) + f"<w:tbl>{data}</w:tbl>" + p(PIERS)
    article = read_docx("a.docx", docx(body))
    assert article.text.split("\n\n") == [FLOOD, "Town | Boats in 2020", "Nara | 11", "Nara | 12", PIERS]


def test_merged_cells_keep_their_columns() -> None:
    def cell(text: str, properties: str) -> str:
        return f"<w:tcPr>{properties}</w:tcPr>{p(text)}"

    goes_on, begins = "<w:vMerge/>", "<w:vMerge w:val='restart'/>"
    two = "<w:gridSpan w:val='2'/>"
    rows = (
        row(p("Town"), cell("Boats", two)),
        row(cell("Nara", begins), p("11"), cell("old", begins)),
        row(cell("", goes_on), p("12"), cell("", goes_on)),
        row(cell("", goes_on), cell("none", two)),
        row(p("Falk"), cell("7", begins), p("new")),
        row(p("Dorn"), cell("", goes_on), p("older")),
        row(cell("", "<w:hMerge w:val='restart'/>"), cell("", "<w:hMerge/>"), p("13")),
    )
    article = read_docx("a.docx", docx(p(FLOOD) + f"<w:tbl>{''.join(rows)}</w:tbl>" + p(PIERS)))
    assert article.text.split("\n\n")[1:-1] == [
        "Town | Boats",
        "Nara | 11 | old",
        "Nara | 12 | old",
        "Nara | none",
        "Falk | 7 | new",
        "Dorn | 7 | older",
        "13",
    ]


def test_a_long_cell_is_read_once() -> None:
    begins, goes_on = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>"
    rows = row(begins + p(FLOOD), p("11")) + row(goes_on + p(""), p("12"))
    assert read_docx("a.docx", docx(f"<w:tbl>{rows}</w:tbl>")).text.split("\n\n") == [FLOOD, "11", "12"]


def test_raised_numbers_and_what_styles_hide() -> None:
    raised = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
    hidden = "<w:r><w:rPr><w:rStyle w:val='Unseen'/></w:rPr><w:t>not this</w:t></w:r>"
    area = f"<w:p><w:r><w:t>It is 10 km</w:t></w:r>{raised}<w:r><w:t> of the county.</w:t></w:r>{raised}{hidden}</w:p>"
    article = read_docx("a.docx", docx(p(FLOOD) + area + p("Nor this.", "Unseen")))
    assert article.text.split("\n\n") == [FLOOD, "It is 10 km² of the county."]


def test_a_table_that_lays_out_a_page_keeps_its_paragraphs() -> None:
    nested = f"<w:tbl>{row(p('a'), p('b'))}</w:tbl>"
    body = f"<w:tbl>{row(p('Costs', 'berschrift1') + p(FLOOD), p(PIERS) + nested)}</w:tbl>"
    article = read_docx("a.docx", docx(body))
    assert article.text.split("\n\n") == ["Costs", FLOOD, PIERS, "a | b"]


def test_notes_come_after_the_text_in_the_order_in_which_it_names_them() -> None:
    notes = "".join(
        f'<w:footnote w:id="{number}">{p(text)}</w:footnote>'
        for number, text in [(0, "separator"), (1, "The first note of the two."), (2, "The second, by number.")]
    )
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    end = f'<w:endnote w:id="1">{p("See the county archive.")}</w:endnote>'
    body = p(FLOOD, inner=refer.format(2)) + p(
        PIERS, inner=refer.format(1) + '<w:r><w:endnoteReference w:id="1"/></w:r>'
    )
    article = read_docx("a.docx", docx(body, footnotes=notes, endnotes=end))
    assert bodies(article)[2:] == ["The second, by number.", "The first note of the two.", "See the county archive."]


def test_running_heads_and_contents_are_left_out() -> None:
    body = p("Costs 3", "TOC1") + p(FLOOD)
    article = read_docx("a.docx", docx(body, header=p("The Nara Post"), footer=p("Page 1 of 2") + p("Page 1 of 2")))
    assert bodies(article) == [FLOOD]
    assert left_out(article) == [
        ("Costs 3", "table of contents"),
        ("The Nara Post", "running head"),
        ("Page 1 of 2", "running head"),
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('A box of its own.')}</w:txbxContent>"
    drawn = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    article = read_docx("a.docx", docx(p(FLOOD, inner=f"<w:r>{drawn}</w:r>") + p(PIERS)))
    assert bodies(article) == [FLOOD, "A box of its own.", PIERS]


def test_styles_by_what_they_rest_on_in_either_namespace_and_content_controls() -> None:
    body = f"<w:sdt><w:sdtContent>{p('Costs', 'Mine')}</w:sdtContent></w:sdt>{p(FLOOD, 'A')}"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Click here.')}</w:sdtContent></w:sdt>"
    article = read_docx("a.docx", docx(p(PIERS) + prompt + body, namespace=STRICT))
    assert (bodies(article), headings(article)) == ([PIERS, FLOOD], ["Costs"])


def test_other_scripts() -> None:
    text = "奈良川は夜のうちに水位が上がり、朝には旧市街の低い通りが水に浸かっていた。"
    article = read_docx("a.docx", docx(p("橋のない町", "Titel") + p(text) + p("النهر ارتفع ليلا.")))
    assert bodies(article) == [text, "النهر ارتفع ليلا."]
    assert article.metadata.title == "橋のない町"


def test_what_is_no_word_document_is_skipped_with_the_reason() -> None:
    cut_short = "not the zip archive that such a file is, or cut short"
    assert reason(b"") == "empty file"
    assert reason(PAGE[:-30]) == cut_short
    assert reason(b"Nara") == cut_short
    assert reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "protected with a password, or from before 2007"
    assert reason(packed({"a.txt": "Nara"})) == "no Word document in it"
    assert reason(docx(p(" "))) == "no text in it"


def test_members_that_are_missing_damaged_or_encrypted() -> None:
    start = PAGE.index(b"word/document.xml", PAGE.index(b"PK\1\2"))
    encrypted = PAGE[: start - 38] + b"\1" + PAGE[start - 37 :]
    assert reason(encrypted) == "protected with a password"
    data = bytearray(PAGE)
    data[PAGE.index(b"word/document.xml") + 20] ^= 0xFF
    assert reason(bytes(data)) == "damaged: word/document.xml cannot be unpacked"
    relation = (
        f'<Relationships><Relationship Type="{RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    assert reason(packed({"_rels/.rels": relation})) == "damaged: word/document.xml is missing"
    assert (
        reason(packed({"_rels/.rels": relation, "word/document.xml": "<a>"})) == "damaged: word/document.xml is no XML"
    )
    assert reason(packed({"_rels/.rels": relation, "word/document.xml": "<workbook/>"})) == "no Word document in it"


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    billion = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="urn:w">&b;</w:document>'
    relation = f'<Relationships><Relationship Type="{RELATION}/officeDocument" Target="d.xml"/></Relationships>'
    assert reason(packed({"_rels/.rels": relation, "d.xml": billion})) == "its XML declares entities of its own"
    deep = "<a>" * 100_000
    assert reason(packed({"_rels/.rels": relation, "d.xml": deep})) == "damaged: d.xml is no XML"
    monkeypatch.setattr(archive, "MAX_XML", 10_000)
    assert reason(packed({"_rels/.rels": relation, "d.xml": " " * 10_001})) == "too large when unpacked"
    monkeypatch.setattr(archive, "MAX_UNPACKED", 300)
    assert reason(PAGE) == "too large when unpacked"
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    assert reason(PAGE) == "an archive of more than 3 files"


def test_no_file_beside_is_read() -> None:
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="urn:w">&a;</w:document>'
    relation = f'<Relationships><Relationship Type="{RELATION}/officeDocument" Target="d.xml"/></Relationships>'
    assert reason(packed({"_rels/.rels": relation, "d.xml": outside})) == "its XML declares entities of its own"


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=60), st.integers(0, len(PAGE)).map(lambda end: PAGE[:end])))
def test_any_bytes_are_skipped_or_read(data: bytes) -> None:
    try:
        article = read_docx("a.docx", data)
    except SkippedFile:
        return
    check(article)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(PAGE) - 1), st.integers(0, 255))
def test_a_changed_byte_breaks_nothing_else(at: int, byte: int) -> None:
    data = PAGE[:at] + bytes([byte]) + PAGE[at + 1 :]
    try:
        article = read_docx("a.docx", data)
    except SkippedFile:
        return
    check(article)
    assert article == read_docx("a.docx", data)


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.text("aé水 .", max_size=30).map(p),
        lambda inner: st.lists(inner, max_size=3).map(lambda cells: f"<w:tbl>{row(*cells)}{''.join(cells)}</w:tbl>"),
        max_leaves=8,
    ),
    st.lists(st.sampled_from(["tc", "tr", "tbl", "p", "r", "sdt", "del"]), max_size=6),
)
def test_elements_may_stand_anywhere(body: str, names: list[str]) -> None:
    wrapped = "".join(f"<w:{name}>" for name in names) + body + "".join(f"</w:{name}>" for name in reversed(names))
    data = docx(wrapped + p(FLOOD))
    article = read_docx("a.docx", data)
    check(article)
    assert article == read_docx("a.docx", data)
    assert FLOOD in bodies(article)
