"""From a PDF to an article: its letters stand at places, and lines, paragraphs and pages are read off them."""

import hashlib
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Span, Unit
from corpus.errors import SkippedFile
from corpus.read.pdf import read_pdf
from tests.corpus.pdf_samples import LEFT, TOP, Drawn, Printed, column, pdf, wrapped

FERRY = (
    "The ferry across the Nara stopped in the first week of December, because the administration had found cracks in "
    "both of its landing stages. Workers closed the road to the river the same evening. Nobody was hurt."
)
SCHOOL = (
    "Children from the villages now walk four kilometres to the old bridge. “We leave before the sun is up,” said the "
    "headmistress, who counted thirty-one empty chairs on Monday. The government has promised a bus."
)
COSTS = (
    "A new stage would cost about as much as the town spends on its schools in three years. The council will vote in "
    "spring. Until then a smaller boat carries passengers, medicines and the post, but neither cars nor animals."
)
TITLE = "Nara Waits for Its Ferry"
INFO = {"Title": TITLE, "Author": "Ada Okoye", "CreationDate": "D:20210305120000Z"}


def _front(title: str = TITLE) -> list[Printed]:
    return [
        Printed(LEFT, TOP + 60, title, 20),
        Printed(LEFT, TOP + 36, "By Ada Okoye"),
        Printed(LEFT, TOP + 22, "7 January 2020"),
    ]


def _article() -> bytes:
    return pdf([[*_front(), *column([FERRY, SCHOOL])], column([COSTS])], INFO, "en-GB")


def _read(data: bytes) -> Article:
    return read_pdf("news/a.pdf", data)


def _bodies(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.body]


def _headings(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.headings]


def _outside(article: Article) -> list[str]:
    return [out.span.of(article.text) for out in article.left_out]


def _reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        _read(data)
    return str(skipped.value)


def _span(article: Article, quote: str) -> Span:
    start = article.text.index(quote)
    return Span(start, start + len(quote))


def test_an_article_of_two_pages() -> None:
    data = _article()
    article = _read(data)
    assert (article.path, article.sha256) == ("news/a.pdf", hashlib.sha256(data).hexdigest())
    assert article.unit is Unit.PAGE
    said = article.metadata
    assert (said.title, said.author, said.published, said.updated) == (TITLE, "Ada Okoye", "2020-01-07", None)
    assert said.language == "en-GB"
    assert [body for body in _bodies(article) if len(body) > 40] == [FERRY, SCHOOL, COSTS]
    assert [article.place(_span(article, text)) for text in (FERRY, SCHOOL, COSTS)] == [
        ("1", "1"),
        ("1", "1"),
        ("2", "2"),
    ]
    assert article.place_span("2", "2").of(article.text) == COSTS


SENTENCES = [
    f"In year {year} the administration of the northern province recommended {count} additional lighthouses and "
    f"reconstructed the harbour of the {place} fishermen, whose representatives had complained."
    for year, count, place in zip(range(1701, 1881), range(20, 200), ["old", "poor", "island"] * 60, strict=True)
]


PARAGRAPHS = [" ".join(SENTENCES[at : at + 3]) for at in range(0, len(SENTENCES), 3)]


def _book() -> bytes:
    pages = []
    for number in range(30):
        text = column(PARAGRAPHS[2 * number : 2 * number + 2])
        chapter = [Printed(LEFT, TOP + 30, f"Chapter {number // 10 + 1}", 16)] if number % 10 == 0 else []
        head = Printed(LEFT, 800, "The Lights of the North", 9)
        pages.append([head, *chapter, *text, Printed(290, 30, str(number + 11), 9)])
    return pdf(pages, {"Title": "The Lights of the North"})


def test_thirty_pages_with_running_heads_and_broken_words() -> None:
    data = _book()
    assert sum(line.endswith("-") for paragraph in PARAGRAPHS for line in wrapped(paragraph)) >= 60
    started = time.perf_counter()
    article = _read(data)
    assert time.perf_counter() - started < 10
    for at, sentence in enumerate(SENTENCES):
        span = _span(article, sentence)
        assert any(body.holds(span) for body in article.body)
        assert article.place(span) == (str(at // 6 + 1),) * 2
    assert len(article.body) == 60
    assert _headings(article) == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert _outside(article).count("The Lights of the North") == 30
    assert {out.reason for out in article.left_out} == {"running head or page number"}
    assert "11" in _outside(article)
    assert len(article.left_out) == 60


def test_a_sentence_cut_by_a_page_is_whole_and_stands_where_it_begins() -> None:
    lines = column([COSTS])
    first = [*column([FERRY], y=TOP + 80), *lines[:2], Printed(LEFT, 60, "A note on the boats stands here.", 8)]
    article = _read(pdf([first, [*lines[2:], *column([SCHOOL], y=500)]]))
    assert _bodies(article) == [FERRY, COSTS, "A note on the boats stands here.", SCHOOL]
    assert article.place(_span(article, COSTS)) == ("1", "1")
    assert article.place(_span(article, SCHOOL)) == ("2", "2")


def test_a_title_that_later_pages_repeat_in_small_type_is_still_the_title() -> None:
    head = Printed(LEFT, TOP + 60, TITLE, 9)
    pages = [[*_front(), *column([FERRY])], *([head, *column([text])] for text in (SCHOOL, COSTS, FERRY))]
    article = _read(pdf(pages))
    assert article.metadata.title == TITLE
    assert _outside(article) == [TITLE] * 3


def test_a_headline_of_two_lines() -> None:
    printed = [Printed(LEFT, TOP + 60, "Nara Waits", 20), Printed(LEFT, TOP + 36, "Without Its Ferry Boat", 20)]
    assert _read(pdf([[*printed, *column([FERRY])]])).metadata.title == "Nara Waits Without Its Ferry Boat"


def test_a_sentence_that_opens_every_page_is_no_running_head() -> None:
    article = _read(pdf([column([f"This is the report of the year {year}. {FERRY}"]) for year in range(2001, 2007)]))
    assert len(article.body) == 6
    assert not article.left_out


def test_paragraphs_that_end_with_a_page_stay_apart() -> None:
    article = _read(pdf([column([FERRY, COSTS]), column([SCHOOL])]))
    assert _bodies(article) == [FERRY, COSTS, SCHOOL]


def test_an_indent_and_a_short_last_line_part_paragraphs() -> None:
    printed, y = [], float(TOP)
    for paragraph, indent in ((FERRY, 0), (SCHOOL, 20), (COSTS, 0)):
        for at, line in enumerate(wrapped(paragraph, 66)):
            printed.append(Printed(LEFT + (0 if at else indent), y, line))
            y -= 14
    assert _bodies(_read(pdf([printed]))) == [FERRY, SCHOOL, COSTS]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["It was a matter for the govern-", "ment of the province."], "the government of"),
        (["There were thirty-", "one chairs in the hall."], "were thirty-one chairs"),
        (["It was a state-of-the-", "art boat for everyone."], "state-of-the-art boat"),
        (["She read the Anglo-", "Saxon letters to all."], "Anglo-Saxon letters"),
        (["It lasted for the years 2019-", "2020 and then it ended."], "2019-2020"),
        (["The pre-", "and post-war houses stood."], "The pre- and post-war"),
        (["It is a matter for the well-", "known engineers."], "the well-known engineers"),
        (["It is Iran-", "backed, they say."], "is Iran-backed, they"),
        (["It is a rule-", "based order."], "a rule-based order"),
        (["He was abased by the a-", "based order."], "the abased order"),
        (["It was the govern\u00ad", "ment of all."], "the government of"),
        (["A long‐term plan was made, and a long-", "term loan was taken."], "a long-term loan"),
        (["A long‐term plan was made, and a long‐", "term loan was taken."], "a long‐term loan"),
        (["A longterm plan, a long-term one, and a long-", "term loan was taken."], "a longterm loan"),
        (["A long-term plan was made, and a long-", "term loan was taken."], "a long-term loan"),
        (["He saw the house -", "and then he left it."], "house - and"),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: list[str], text: str) -> None:
    printed = [Printed(LEFT, TOP - 14 * at, line) for at, line in enumerate(lines)]
    assert text in _read(pdf([printed])).text


def test_a_soft_hyphen_at_the_end_of_a_page() -> None:
    article = _read(pdf([column([f"{FERRY} The govern\u00ad"]), column([f"ment has promised a bus. {SCHOOL}"])]))
    assert _bodies(article) == [f"{FERRY} The government has promised a bus. {SCHOOL}"]


def _with_initial(letter: str, text: str, *, lines: int = 2, height: int = 34, base: int = -14) -> list[Printed]:
    """A paragraph beside the first lines of which a large letter stands."""
    indent = 0.6 * height + 2
    narrow = wrapped(text, 66 - int(indent / 6.6))[:lines]
    rest = wrapped(" ".join(text.split()[len(" ".join(narrow).split()) :]), 66)
    printed = [
        Printed(LEFT + (indent if at < lines else 0), TOP - 14 * at, one) for at, one in enumerate(narrow + rest)
    ]
    return [Printed(LEFT, TOP + base, letter, height), *printed]


@pytest.mark.parametrize(("lines", "height", "base"), [(2, 34, -14), (3, 50, -28), (1, 34, 0)])
@pytest.mark.parametrize("by_row", [False, True])
def test_a_large_initial_belongs_to_its_word(lines: int, height: int, base: int, by_row: bool) -> None:  # noqa: FBT001
    text = SCHOOL.replace("Children", "Pupils")
    printed = _with_initial("P", text[1:], lines=lines, height=height, base=base)
    if by_row:
        printed.sort(key=lambda one: -one.y)
    end = printed[-1].y if not by_row else min(one.y for one in printed)
    article = _read(pdf([[Printed(LEFT, TOP + 60, TITLE, 20), *printed, *column([COSTS], y=end - 24)]]))
    assert _bodies(article) == [text, COSTS]
    assert article.metadata.title == TITLE


@pytest.mark.parametrize(
    ("letter", "rest", "whole"),
    [
        ("A", "new boat came, and a new stage.", "A new boat came, and a new stage."),
        ("I", "was there. Nobody else was.", "I was there. Nobody else was."),
        ("A", "fter the flood came a new boat.", "After the flood came a new boat."),
        ("I", "t was after the flood, and it was cold.", "It was after the flood, and it was cold."),
        ("“T", "here was a flood, they all said.", "“There was a flood, they all said."),
    ],
)
def test_an_initial_that_may_be_a_word(letter: str, rest: str, whole: str) -> None:
    article = _read(pdf([[*_with_initial(letter, rest, lines=1), *column([FERRY], y=500)]]))
    assert _bodies(article) == [whole, FERRY]


def test_large_letters_that_begin_nothing_stay() -> None:
    printed = [Printed(LEFT, TOP, "B", 34), *column([FERRY], y=TOP - 60), Printed(LEFT, 400, "PLAN B", 34)]
    article = _read(pdf([[*printed, *column([COSTS], y=360)]]))
    assert [*_headings(article), article.metadata.title] == ["PLAN B", "B"]
    assert _bodies(article) == [FERRY, COSTS]


def test_raised_numbers() -> None:
    line, small = "It was so.", 7
    printed = [
        Printed(LEFT, TOP, line),
        Printed(LEFT + 6.6 * 10, TOP + 4, "12", small),
        Printed(LEFT + 6.6 * 12, TOP, "The sea"),
        Printed(LEFT + 6.6 * 19, TOP + 4, "[3]", small),
        Printed(LEFT + 6.6 * 22, TOP, "has 10 km"),
        Printed(LEFT + 6.6 * 31, TOP + 4, "2", small),
        Printed(LEFT + 6.6 * 32, TOP, "of CO"),
        Printed(LEFT + 6.6 * 37, TOP - 2, "2", small),
        Printed(LEFT + 6.6 * 37 + 4.2, TOP, "."),
    ]
    assert _read(pdf([printed])).text == "It was so. The sea has 10 km² of CO2."


@pytest.mark.parametrize(("mark", "size"), [("1", 9.0), ("*", 10.0), ("[1]", 10.0), ("", 10.0), ("", 11.0)])
@pytest.mark.parametrize("gap", [14, 30])
def test_a_note_stands_apart_from_the_text_that_goes_on_overleaf(mark: str, size: float, gap: int) -> None:
    lines = column([COSTS])
    y = lines[1].y - gap
    raised = [] if mark else [Printed(LEFT, y + 4, "1", 6)]
    note = [*raised, Printed(LEFT + 5, y, f"{mark} A note on the boats that".strip(), size)]
    note.append(Printed(LEFT, y - size - 2, "stands at the foot of the page.", size))
    article = _read(pdf([[*lines[:2], *note], [*lines[2:], *column([SCHOOL], y=500)]]))
    assert _bodies(article) == [
        COSTS,
        f"{mark or '¹'} A note on the boats that stands at the foot of the page.",
        SCHOOL,
    ]


def test_pages_without_text_are_said_to_be_so() -> None:
    picture = Drawn(0, 0, 595, 842)
    number = [Printed(290, 30, "4", 9)]
    pages: list[list[Printed | Drawn]]
    pages = [[*column([FERRY])], [picture], [], [picture, *number], [*column([COSTS])], [picture, *column([SCHOOL])]]
    article = _read(pdf(pages))
    assert _bodies(article) == [FERRY, COSTS, SCHOOL]
    found = [
        (article.place(out.span)[0], out.reason) for out in article.left_out if "[no text" in out.span.of(article.text)
    ]
    assert found == [(page, "a page without text, perhaps a picture") for page in ("2", "4")]
    assert article.place_span("2", "2").of(article.text) == "[no text on this page]"
    assert _reason(pdf([[picture], [picture, *number]])) == "no text in it: scanned pages need OCR"


def test_ligatures_and_typographic_quotes() -> None:
    article = _read(pdf([column(["“The ﬁrst ﬂood,” he said – it’s the mayor’s word – “was the worst.” It cost €9."])]))
    assert _bodies(article) == ["“The first flood,” he said – it’s the mayor’s word – “was the worst.” It cost €9."]


@pytest.mark.parametrize("by_row", [False, True])
def test_two_columns(by_row: bool) -> None:  # noqa: FBT001
    left = column([FERRY, SCHOOL], width=32)
    right = column([COSTS, FERRY.replace("ferry", "barge")], x=330, width=32)
    printed = sorted([*left, *right], key=lambda one: (-one.y, one.x)) if by_row else [*left, *right]
    assert _bodies(_read(pdf([printed]))) == [FERRY, SCHOOL, COSTS, FERRY.replace("ferry", "barge")]


@pytest.mark.parametrize(
    ("info", "title", "author"),
    [
        ({"Title": "untitled", "Author": "anonymous"}, TITLE, "Ada Okoye"),
        ({"Title": "Microsoft Word - ferry.doc", "Author": "aokoye"}, TITLE, "Ada Okoye"),
        ({"Title": "NARA WAITS FOR ITS FERRY", "Author": "Bo Berg"}, TITLE, "Ada Okoye"),
        ({"Title": "Somebody Else’s Old Template", "Author": "ADA OKOYE"}, TITLE, "ADA OKOYE"),
    ],
)
def test_what_the_first_page_bears_out(info: dict[str, str], title: str, author: str) -> None:
    said = _read(pdf([[*_front(), *column([FERRY, SCHOOL])]], info)).metadata
    assert (said.title, said.author, said.published) == (title, author, "2020-01-07")


def test_the_day_the_file_was_made_is_no_date_of_publication() -> None:
    said = _read(pdf([column([FERRY, SCHOOL])], INFO)).metadata
    assert (said.title, said.author, said.published, said.language) == (TITLE, None, None, "en")


def test_scanned_pages() -> None:
    assert _reason(pdf([[], []])) == "no text in it: scanned pages need OCR"


def test_encrypted_files() -> None:
    pages = [column([FERRY])]
    assert _bodies(_read(pdf(pages, password=""))) == [FERRY]
    assert _reason(pdf(pages, password="secret")) == "encrypted: it needs a password"  # noqa: S106


def test_too_many_pages() -> None:
    data = pdf([column([FERRY])]).replace(b"/Kids [5 0 R]", b"/Kids [%b]" % (b"5 0 R " * 5001))
    assert _reason(data.replace(b"/Count 1 ", b"/Count 5001 ")) == "more than 5,000 pages"


def test_the_library_is_loaded_by_the_first_pdf() -> None:
    code = "import corpus.read.pdf, sys; sys.exit('pypdfium2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_no_pdf() -> None:
    assert _reason(b"") == "not a PDF"
    assert _reason(FERRY.encode()) == "not a PDF"
    assert _reason(b"%PDF-1.4\n%%EOF") == "a broken PDF"
    endless = b"6 0 obj\n<< /Length 9 >>\nstream\nBT\nendobj\n" * 300
    assert _reason(_article().replace(b"%%EOF", endless + b"%%EOF")) == "a broken PDF"
    assert _reason(_article()[:900]) == "cut off: the end of the PDF is missing"


DATA = _article()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(DATA)), st.integers(0, len(DATA)), st.binary(max_size=9), st.booleans())
def test_broken_files_are_skipped_or_read_the_same_every_time(at: int, end: int, other: bytes, whole: bool) -> None:  # noqa: FBT001
    data = DATA[:at] + other + (DATA[at + len(other) :] if whole else DATA[end:])
    try:
        article = _read(data)
    except SkippedFile:
        return
    assert article == _read(data)
    spans = sorted([*article.body, *article.headings, *(out.span for out in article.left_out)])
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= following.start for one, following in pairwise(spans))
    assert spans[-1].end <= len(article.text)
    article.text.encode()
