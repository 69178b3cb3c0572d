"""Saved web pages, as one file of markup or as an archive."""

import email.policy
import json
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Unit
from corpus.errors import SkippedFile
from corpus.read.html import read_html
from corpus.read.mhtml import read_mhtml
from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out

TITLE = "Nara Learns to Live Without Its Bridge"
FERRY = "The ferry, which carries eleven cars, has run every half hour since the bridge was closed in the spring."
CAPTION = "The old bridge was built in 1911 and carried 4,000 cars a day."
LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Person", "@id": "#ada", "name": "Ada Okoye"},
        {"@type": "WebSite", "name": "The Ferry Post"},
        {
            "@type": ["NewsArticle"],
            "headline": "Nara Learns to Live Without Its Bridge &amp; Ferry",
            "datePublished": "2020-01-07T23:30:00-05:00",
            "dateModified": "2020-01-08",
            "author": [{"@id": "#ada"}, {"@type": "Person", "name": "Ben Lee"}, "Cy Poe"],
            "publisher": {"@type": "Organization", "name": "The Ferry Post"},
            "mainEntityOfPage": {"@id": "https://example.org/nara"},
            "inLanguage": "en-GB",
        },
    ],
}
NEWS = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{TITLE} | The Ferry Post</title>
<meta property="og:site_name" content="The Ferry Post"><meta name="author" content="Ada Okoye">
<meta property="article:published_time" content="2020-01-07T10:00:00Z">
<link rel="canonical" href="https://example.org/nara"><script>var story = "never shown";</script></head>
<body class="has-sidebar nav-closed">
<div id="cookie-banner"><p>We keep small files on your machine. Is that all right with you and yours?</p></div>
<header class="site-header"><a href="/">The Ferry Post</a><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<div class="page with-sidebar"><article>
<header><h1>{TITLE}</h1><p class="byline">By <a href="/ada">Ada Okoye</a></p>
<time datetime="2020-01-07">7 January 2020</time></header>
<div class="share-bar"><a href="#">Share</a> <a href="#">Send this story to everybody you know</a></div>
<p>{FLOOD}</p>
<figure><img alt="a bridge" src="b.jpg"><figcaption>{CAPTION}</figcaption></figure>
<h2>Costs</h2><p>{PIERS}</p>
<blockquote class="pullquote">“The bridge was safe to cross”</blockquote>
<div class="related-stories"><h3>More of this</h3><p>A teaser of another story about the river.</p></div>
<p>{FERRY}</p><p><a href="/other">Read our full coverage of the river here.</a></p>
<aside><p>The river is 94 km long and rises in the hills above the town.</p></aside>
</article></div>
<section id="comments"><p>{"I never liked that bridge and I said so to everybody. " * 30}</p></section>
<footer><p>© 2020 The Ferry Post</p></footer></body></html>"""


def _read(page: str) -> Article:
    return read_html("nara.html", page.encode())


def _metadata(head: str = "", body: str = "", html: str = "<html>") -> Metadata:
    return _read(f"{html}<head>{head}</head><body>{body}<p>{FLOOD}</p><p>{PIERS}</p></body></html>").metadata


def _ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _body(*blocks: str) -> list[str]:
    return bodies(_read(f"<title>{TITLE}</title><p>{FLOOD}</p>{''.join(blocks)}<p>{PIERS}</p>"))[1:-1]


def _reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_html("nara.html", data)
    return str(skipped.value)


def _check(article: Article) -> None:
    outside = [out.span for out in article.left_out]
    spans = sorted([*article.body, *article.headings, *outside])
    assert all(0 <= span.start < span.end <= len(article.text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert list(article.body) == sorted(article.body)
    assert outside == sorted(outside)
    assert article.unit is Unit.PARAGRAPH
    for span in spans:
        label, last = article.place(span)
        if "\n\n" in span.of(article.text):  # a sentence that goes on in the next paragraph
            assert span in article.body
            assert int(label) < int(last)
        else:
            assert label == last
        assert article.place_span(label, last).holds(span)


# ---- the whole page


def test_a_news_page_keeps_its_story_and_marks_the_rest() -> None:
    article = _read(NEWS)
    _check(article)
    assert bodies(article) == [
        "By Ada Okoye",
        "7 January 2020",
        FLOOD,
        CAPTION,
        PIERS,
        FERRY,
        "The river is 94 km long and rises in the hills above the town.",
    ]
    assert headings(article) == ["Costs"]
    reasons = dict(left_out(article))
    assert reasons["The Ferry Post"] == "the page's header"
    assert reasons["Home"] == "the page's header"
    assert reasons["“The bridge was safe to cross”"] == "a pull quote"
    assert reasons["More of this"] == "related stories"
    assert reasons["Read our full coverage of the river here."] == "links"
    assert reasons["© 2020 The Ferry Post"] == "the page's footer"
    assert set(reasons.values()) >= {"a cookie notice", "share or follow buttons", "comments"}
    assert "never shown" not in article.text
    assert "a bridge" not in article.text
    assert article.metadata == Metadata(
        title=TITLE,
        outlet="The Ferry Post",
        author="Ada Okoye",
        published="2020-01-07",
        url="https://example.org/nara",
        language="en",
    )


def test_a_class_of_what_wraps_the_story_does_not_take_it_away() -> None:
    for wrapper in (
        '<div class="page-with-sidebar promo">',
        '<form id="aspnetForm">',
        '<div aria-hidden="true">',
        '<div style="display:none">',
        '<section class="social">',
    ):
        page = f"<title>x</title><body>{wrapper}<main><h1>{TITLE}</h1><p>{FLOOD}</p><p>{PIERS}</p></main>"
        assert bodies(_read(page)) == [FLOOD, PIERS], wrapper
    assert bodies(_read(f'<div class="nav sidebar"><p>{FLOOD}</p><p>{PIERS}</p></div>')) == [FLOOD, PIERS]


def test_the_id_of_a_chapter_is_its_heading_and_not_a_place_on_the_page() -> None:
    chapter = f'<section id="ferries-and-navigation"><h2>Ferries and navigation</h2><p>{FERRY}</p></section>'
    article = _read(f"<article><p>{FLOOD}</p>{chapter}<p>{PIERS}</p><p>{PIERS}</p></article>")
    assert bodies(article) == [FLOOD, FERRY, PIERS, PIERS]
    assert headings(article) == ["Ferries and navigation"]


def test_what_stands_outside_main_is_marked() -> None:
    article = _read(
        f"<div>Skip to content, please do so.</div><main><p>{FLOOD}</p><p>{PIERS}</p></main><p>The end.</p>"
    )
    assert {reason for _, reason in left_out(article)} == {"outside the page's main part"}
    assert bodies(article) == [FLOOD, PIERS]


def test_an_aside_with_links_is_marked() -> None:
    page = f"<article><p>{FLOOD}</p><aside><p>{FERRY} <a href='/x'>More</a></p></aside><p>{PIERS}</p></article>"
    assert left_out(_read(page)) == [(f"{FERRY} More", "an aside")]


def test_headers_and_footers_of_a_story_or_a_quotation_stay() -> None:
    assert _body(
        "<blockquote><p>We are used to it by now.</p><footer>Ada Okoye, the harbour master</footer></blockquote>"
    ) == [
        "We are used to it by now.",
        "Ada Okoye, the harbour master",
    ]


def test_a_pull_quote_that_is_said_nowhere_else_stays() -> None:
    assert _body('<blockquote class="pull-quote">Nobody crossed it on that day.</blockquote>') == [
        "Nobody crossed it on that day."
    ]


def test_lists_notes_and_a_leading_sentence_in_heading_markup_are_text() -> None:
    assert _body(
        "<h2>The ferry runs for another year.</h2>",
        "<ul><li>a new pier for the ferry<ul><li>and a lamp on top of it</li></ul></li></ul>",
        '<section class="footnotes"><ol><li id="n1">The county says 1911. <a href="#r1">↩</a></li></ol></section>',
    ) == [
        "The ferry runs for another year.",
        "a new pier for the ferry",
        "and a lamp on top of it",
        "The county says 1911.",
    ]


def test_a_link_within_a_paragraph_keeps_it_and_a_label_with_links_does_not() -> None:
    assert _body(
        '<p>By the way, <a href="/a">the harbour master</a> did not come.</p>',
        '<p>Read more: <a href="/b">the ferry that came too late</a></p>',
        '<h3><a href="/c">Another story of the river</a></h3>',
        "<p>Copyright 2020 Falk &amp; Daughters</p>",
    ) == ["By the way, the harbour master did not come."]


# ---- text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("un<b>believ</b>able, they <i>said</i>.", "unbelievable, they said."),
        ("Falk &amp; Daughters&#8217; ropes &lt;new&gt;.", "Falk & Daughters’ ropes <new>."),
        ("It is 5&nbsp;km to town.", "It is 5 km to town."),
        ("one line<br>and the next.", "one line and the next."),
        ("wo<!-- not this -->rd by\n\t word.", "word by word."),
        ("har&shy;bour mas<wbr>ter.", "harbour master."),
        (
            "some 10<sup>6</sup> m<sup>2</sup> of CO<sub>2</sub> on the 5<sup>th</sup>.",
            "some 10⁶ m² of CO2 on the 5th.",
        ),
        ('in 1911<sup><a href="#n1">1</a></sup> or 1912.<a href="p.html#n2"><sup>[2]</sup></a>', "in 1911 or 1912."),
        (
            "seen <span hidden>un</span><span aria-hidden=true>un</span><span style='display: none'>un</span>seen.",
            "seen seen.",
        ),
        ("<span class='sr-only'>Listen:</span> it rains.<template>no</template><noscript>no</noscript>", "it rains."),
        (
            "The ferry<sup>3</sup> sank.<sup>[4]</sup> All<sup>1,2</sup> saw it<sup>*</sup>",
            "The ferry sank. All saw it",
        ),
        (
            "It sank<sup><b>12</b></sup> in 10<sup>2</sup> parts, and E = mc<sup>2</sup>.",
            "It sank in 10² parts, and E = mc².",
        ),
        ("It sank<a href='#n3'>[3]</a> in May <a href='#m'>(see 5)</a>.", "It sank in May (see 5)."),
        ("She said <q>He said <q>no</q> to us</q> and left.", "She said “He said ‘no’ to us” and left."),
        ("It rains<span class='visually-hidden'> (opens in a new window)</span>.", "It rains."),
        ("It rains<noscript><img src=x alt='rain'>It rains</noscript> <img alt='rain'>a lot.", "It rains a lot."),
        ("<ruby>奈良<rp>(</rp><rt>なら</rt><rp>)</rp></ruby>の橋。", "奈良の橋。"),
    ],
)
def test_a_block_is_what_a_reader_sees_of_it(markup: str, text: str) -> None:
    assert _body(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        "aria-hidden='true'",
        "style='color:red; DISPLAY : none'",
        "class='x sr-only'",
        "class='screen-reader-text'",
    ],
)
def test_a_hidden_block_is_left_out_and_said(attributes: str) -> None:
    article = _read(f"<title>x</title><p>{FLOOD}</p><div {attributes}><p>{FERRY}</p> It is late.</div><p>{PIERS}</p>")
    assert bodies(article) == [FLOOD, PIERS]
    assert left_out(article) == [(FERRY, "not shown"), ("It is late.", "not shown")]


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ("<div aria-label='navigation'>{}</div>", "navigation"),
        ("<section aria-label='Related articles'>{}</section>", "related stories"),
        ("<div aria-label='Share this'>{}</div>", "share or follow buttons"),
        ("<div class='most-read-list'>{}</div>", "related stories"),
        ("<div class='ReadMore box readmore'>{}</div>", "related stories"),
        ("<div class='up-next'>{}</div>", "related stories"),
        ("<ul class='breadcrumbs'><li>{}</li></ul>", "navigation"),
        ("<div id='disqus_thread' class='comments-area'>{}</div>", "comments"),
        ("<div class='CookieConsent'>{}</div>", "a cookie notice"),
        ("<div class='post-share'>{}</div>", "share or follow buttons"),
    ],
)
def test_boxes_that_are_no_story_are_left_out(box: str, reason: str) -> None:
    article = _read(f"<article><p>{FLOOD}</p>{box.format(FERRY)}<p>{PIERS}</p><p>{PIERS} {FLOOD}</p></article>")
    assert left_out(article) == [(FERRY, reason)]


@pytest.mark.parametrize(
    "name", ["share-price", "SocialHousing", "ad-hoc-committee", "popular-vote", "comment", "follow-up", "skip-hire"]
)
def test_a_name_that_holds_a_word_for_furniture_does_not_take_prose_away(name: str) -> None:
    story = f"<article><p>{FLOOD}</p>{{}}<p>{PIERS}</p><p>{PIERS} {FLOOD}</p></article>"
    short = "The ferry cost four crowns."
    assert not left_out(_read(story.format(f"<section class='{name}'><h2>Costs</h2><p>{short}</p></section>")))
    assert short in bodies(_read(story.format(f"<div id='{name}'>{short}</div>")))
    linked = f"<div class='{name}'><a href='/x'>Ferries</a> <a href='/y'>Cars cost four crowns.</a></div>"
    assert left_out(_read(story.format(linked)))


@pytest.mark.parametrize(
    "name", ["share", "c-share__list", "social-media-links", "ad-slot-3", "td-related-7f3a", "newsletter-of-the-ferry"]
)
def test_a_name_of_furniture_and_nothing_else_takes_a_sentence_away(name: str) -> None:
    page = f"<article><p>{FLOOD}</p><div class='{name}'>Tell all your friends.</div><p>{PIERS}</p></article>"
    assert bodies(_read(page)) == [FLOOD, PIERS]


def test_comments_are_many_or_stand_under_their_heading() -> None:
    story = f"<article><h1>{TITLE}</h1><p>{FLOOD}</p><p>{PIERS}</p>{{}}</article>"
    many = "<div class='comment'><p>I saw it too.</p></div><div class='comment'><p>So did all of us.</p></div>"
    assert bodies(_read(story.format(many))) == [FLOOD, PIERS]
    headed = "<h2>Comments (2)</h2><div><h3>Ada</h3><p>I saw it too.</p></div><p>So did all of us.</p>"
    assert bodies(_read(story.format(headed))) == [FLOOD, PIERS]
    chapter = f"<h2>Comments</h2><p>{FERRY}</p><h2>Costs</h2><p>It is dear.</p>"
    assert bodies(_read(story.format(chapter))) == [FLOOD, PIERS, FERRY, "It is dear."]


def test_other_stories_are_told_by_their_heading_or_label() -> None:
    assert _body("<p>Related: <b>Why</b> the mill closed</p>") == []
    assert _body("<p>Related: the mill closed for good.</p>") == ["Related: the mill closed for good."]
    page = f"<main><p>{FLOOD}</p><aside><h2>Most popular</h2><p><a>Ten lakes</a></p></aside><p>{PIERS}</p></main>"
    assert left_out(_read(page)) == [("Most popular", "related stories"), ("Ten lakes", "related stories")]


def test_a_sentence_that_is_nearly_all_a_link_is_text_unless_it_asks_to_go_there() -> None:
    assert _body(
        "<p>See <a href='/x'>the list of the nine dead and the two missing</a>.</p>",
        "<p><a href='/y'>Nine people died in the flood.</a></p>",
        "<p><a href='/z'>Read all about it over there</a>.</p>",
        "<p>Read more: <a href='/b'>The ferry came too late for all.</a></p>",
        "<p><a href='/y'>Why did the ferry come so late?</a></p>",
        "<p><a href='/y'>A ferry of the north</a></p>",
    ) == ["See the list of the nine dead and the two missing.", "Nine people died in the flood."]


def test_a_long_label_or_another_word_says_nothing() -> None:
    box = f"<section aria-label='How we share the river with others' class='thread-more'><p>{FERRY}</p></section>"
    assert _body(box) == [FERRY]


def test_what_folds_open_terms_and_preformatted_text_are_body() -> None:
    assert _body(
        f"<details><summary>How the ferry is paid for today</summary><p>{FERRY}</p></details>",
        "<dl><dt>Crew</dt><dd>Eleven men and women.</dd><dt>Cars</dt><dd>Forty of them.</dd></dl>",
        "<pre>The river\nrose by night.\n\n  It fell\nby day.</pre>",
        "<noscript><p>It needs a script.</p></noscript><template><p>No.</p></template>",
    ) == [
        "How the ferry is paid for today",
        FERRY,
        "Crew",
        "Eleven men and women.",
        "Cars",
        "Forty of them.",
        "The river rose by night.",
        "It fell by day.",
    ]


def test_preformatted_code_is_left_out() -> None:
    code = "<pre class='python'><code>river = 94\n\ntown = 'Nara'</code>\n</pre>"
    article = _read(f"<title>x</title><p>{FLOOD}</p>{code}<pre>A poem with <code>it</code>.</pre><p>{PIERS}</p>")
    assert left_out(article) == [("river = 94", "code or data"), ("town = 'Nara'", "code or data")]
    assert bodies(article) == [FLOOD, "A poem with it.", PIERS]


def test_a_hidden_cell_does_not_cut_a_row() -> None:
    rows = "<tr><td>Crew</td><td hidden>7</td><td>11<div hidden>no</div></td></tr><tr><td>Cars</td><td>40</td></tr>"
    assert _body(f"<table>{rows}</table>") == ["Crew | 11", "Cars | 40"]


def test_two_line_breaks_part_paragraphs() -> None:
    assert bodies(_read(f"<title>x</title><body>{FLOOD}<br><br>{PIERS}<br> <BR/>\n{FERRY}")) == [FLOOD, PIERS, FERRY]


def test_a_data_table_is_rows_and_a_layout_table_is_walked_into() -> None:
    data = (
        "<table><caption>What the ferry has and carries now</caption><tr><th>Item of the ferry</th><th>Number</th></tr>"
        "<tr><td>Crew on every day</td><td>11</td></tr>"
        "<tr><td><p>Cars</p><p>and vans</p></td><td></td><td>4<br>0</td></tr>"
        "</table>"
    )
    page = (
        "<title>x</title><table width=600><tr><td>Menu</td><td>"
        f"<table role=presentation><tr><td><p>{FLOOD}</p>{data}</td></tr>"
        f"<tr><td><p>{PIERS}</p></td></tr></table></td></tr></table>"
    )
    assert bodies(_read(page)) == [
        FLOOD,
        "What the ferry has and carries now",
        "Item of the ferry | Number",
        "Crew on every day | 11",
        "Cars and vans | | 4 0",
        PIERS,
    ]


def test_cells_that_reach_over_rows_and_columns() -> None:
    rows = (
        "<th>Town</th><th colspan=2>Boats</th>",
        "<td rowspan=3>Nara</td><td>11</td><td rowspan=2>old</td>",
        "<td>12</td>",
        "<td colspan=2>none</td>",
        "<td>Falk</td><td rowspan=2 colspan=2>7</td>",
        "<td>Dorn</td>",
        f"<td rowspan=99>{FERRY}</td><td rowspan=x>8</td>",
        "<td>9</td><td>new</td>",
    )
    assert _body(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>") == [
        "Town | Boats",
        "Nara | 11 | old",
        "Nara | 12 | old",
        "Nara | none",
        "Falk | 7",
        "Dorn | 7",
        f"{FERRY} | 8",
        "9 | new",
    ]


def test_a_table_without_headings_is_data_if_its_cells_are_short() -> None:
    assert _body("<table><tr><td>Crew</td><td>11</td></tr><tr><td>Cars</td><td>40</td></tr></table>") == [
        "Crew | 11",
        "Cars | 40",
    ]
    assert _body(
        f"<table><tr><td>{FERRY * 4}</td><td>{FERRY}</td></tr><tr><td>{FERRY}</td><td>{PIERS}</td></tr></table>"
    ) == [
        FERRY * 4,
        FERRY,
        FERRY,
        PIERS,
    ]


# ---- encodings

RUSSIAN = "Река поднялась ночью, и к утру нижние улицы старого города стояли под водой, так что паром не мог причалить."


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1251", '<meta charset="windows-1251">'),
        ("cp1251", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"),
        ("koi8-r", '<?xml version="1.0" encoding="koi8-r"?>'),
        ("cp1251", ""),
        ("cp1251", '<meta charset="hex">'),
    ],
)
def test_a_page_in_cyrillic_is_read_in_its_encoding(encoding: str, declaration: str) -> None:
    before, within = (declaration, "") if "xml" in declaration else ("", declaration)
    page = f"{before}<html lang=ru>{within}<title>Река</title><p>{RUSSIAN}</p><p>{RUSSIAN} {RUSSIAN}</p></html>"
    article = read_html("nara.html", page.encode(encoding))
    assert bodies(article) == [RUSSIAN, f"{RUSSIAN} {RUSSIAN}"]
    assert article.metadata.language == "ru"


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        ("cp1252", "iso-8859-1", "“It is late,” she said – and left the café."),
        ("gb18030", "gb2312", "河水在夜里上涨，到早晨旧城低处的街道都被淹没了。"),
        ("cp932", "shift_jis", "川は夜のうちに増水し、朝には旧市街の低い通りが水に浸かった。"),
        ("iso2022_jp", "iso-2022-jp", "川は夜のうちに増水した。"),
        ("cp1256", "windows-1256", "ارتفع النهر ليلا وغمرت المياه شوارع المدينة القديمة."),
    ],
)
def test_a_declared_encoding_is_read_as_browsers_do(encoding: str, name: str, text: str) -> None:
    page = f'<meta charset="{name}"><p>{text}</p><p>{text}{text}</p>'
    assert bodies(read_html("nara.html", page.encode(encoding)))[0] == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \r\n\t", "empty: only white space"),
        (b"<html></html>", "no text in it"),
        (b"<!-- nothing -->", "no text in it"),
        (b"<p> &nbsp; <script>x</script></p>", "no text in it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary: it holds NUL bytes"),
        (b"<div>" * 100_000 + b"deep", "its elements are nested too deeply"),
    ],
)
def test_what_holds_no_text_is_skipped_with_the_reason(data: bytes, reason: str) -> None:
    assert _reason(data) == reason


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    assert bodies(_read(f"<p>{FLOOD}<div><b>{PIERS}</i></p></td><p>{FERRY[:60]}")) == [FLOOD, PIERS, FERRY[:60]]
    cut = f"<p>{FLOOD}</p><p>Un café".encode()[:-1]
    assert bodies(read_html("nara.html", cut))[0] == FLOOD
    assert bodies(_read(FLOOD)) == [FLOOD]


# ---- metadata


def test_linked_data_is_read_with_what_it_refers_to() -> None:
    assert _metadata(_ld(LD)) == Metadata(
        title=f"{TITLE} & Ferry",
        outlet="The Ferry Post",
        author="Ada Okoye, Ben Lee, Cy Poe",
        published="2020-01-07",
        updated="2020-01-08",
        url="https://example.org/nara",
        language="en",
    )


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Okoye", "Ada Okoye"),
        ("By Ada Okoye", "Ada Okoye"),
        ({"name": "Ada Okoye"}, "Ada Okoye"),
        ([{"name": ["Ada Okoye", "Ben Lee"]}, {"name": "Ada Okoye"}], "Ada Okoye, Ben Lee"),
        ("https://example.org/ada", None),
        ({"url": "https://example.org/ada"}, None),
        (7, None),
        (None, None),
    ],
)
def test_authors_come_in_many_forms(author: object, expected: str | None) -> None:
    for page in ([{"@type": "BlogPosting", "author": author}], {"mainEntity": {"@type": "Report", "author": author}}):
        assert _metadata(_ld(page)).author == expected


@pytest.mark.parametrize("script", ["{", "[" * 100_000, "7", '{"@type": 7, "author": {"name": {}}}', '{"@graph": 7}'])
def test_linked_data_that_is_broken_says_nothing(script: str) -> None:
    found = _metadata(f'<script type="application/ld+json">{script}</script><meta name="author" content="Ada Okoye">')
    assert (found.author, found.published) == ("Ada Okoye", None)


@pytest.mark.parametrize(
    ("head", "body", "dates"),
    [
        ('<meta name="date" content="2020-01-07">', "", ("2020-01-07", None)),
        ('<meta name="pubdate" content="20200107T101500Z">', "", ("2020-01-07", None)),
        ('<meta name="citation_date" content="2020/01/07">', "", ("2020-01-07", None)),
        ('<meta name="DC.date.issued" content="7 January 2020">', "", ("2020-01-07", None)),
        (
            '<meta itemprop="datePublished" content="2020-01-07"><meta itemprop="dateModified" content="20200108">',
            "",
            ("2020-01-07", "2020-01-08"),
        ),
        ('<meta property="article:modified_time" content="2020-01-08T00:10+09:00">', "", (None, "2020-01-08")),
        ('<meta name="date" content="2020-02-31">', "", (None, None)),
        ('<meta name="date" content="2020-01">', "", (None, None)),
        ("", '<p class="byline"><time datetime="2020-01-07T10:00">Tuesday</time></p>', ("2020-01-07", None)),
        ("", '<time pubdate datetime="2020-01-07">Tuesday</time>', ("2020-01-07", None)),
        ("", '<span itemprop="dateModified" content="2020-01-08">lately</span>', (None, "2020-01-08")),
        (
            "",
            '<header><time datetime="2020-01-07">a</time> <time class="updated" datetime="2020-01-08">b</time>',
            ("2020-01-07", "2020-01-08"),
        ),
        ("", '<p>On <time datetime="1911-05-01">May Day</time> it opened.</p>', (None, None)),
        ("", '<aside class="date"><time datetime="2019-05-01">May Day</time></aside>', (None, None)),
    ],
)
def test_dates_are_those_that_the_markup_prints(head: str, body: str, dates: tuple[str | None, str | None]) -> None:
    found = _metadata(head, body)
    assert (found.published, found.updated) == dates


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<title>{TITLE} | The Ferry Post</title>", f"<h1>{TITLE}</h1>", TITLE),
        (f"<title>The Ferry Post - {TITLE}</title>", f"<h1>{TITLE} <a href='#x'>¶</a></h1>", TITLE),
        (f"<title>{TITLE} - The Ferry Post</title><meta property='og:site_name' content='The Ferry Post'>", "", TITLE),
        (f"<title>{TITLE} - and its ferry</title>", "", f"{TITLE} - and its ferry"),
        (f"<meta property='og:title' content='{TITLE}'><title>x</title>", "<h1>The Ferry Post</h1>", TITLE),
        ("", f"<h1>{TITLE}</h1>", TITLE),
        (f"<title>{'The Ferry Post | ' * 100}</title>", f"<h1>{TITLE}</h1>", TITLE),
    ],
)
def test_a_title_loses_the_name_of_its_site_only_where_that_is_proved(head: str, body: str, title: str) -> None:
    assert _metadata(head, body).title == title


@pytest.mark.parametrize(
    ("window", "body", "title", "outlet"),
    [
        ("Old mill sold | The Reed", "<h1>The Reed</h1><h2>Old mill sold</h2>", "Old mill sold", "The Reed"),
        ("The Reed | Old mill sold", "<h1>The Reed</h1><h2>Old mill sold</h2>", "Old mill sold", "The Reed"),
        ("Old mill sold - Valley Voice", "<h2>Old mill sold</h2>", "Old mill sold", "Valley Voice"),
        ("Old mill sold - Valley Voice", "<p><b>Old mill sold</b></p>", "Old mill sold", "Valley Voice"),
        ("Old mill sold - Valley Voice", "<h1>Old mill sold</h1>", "Old mill sold", "Valley Voice"),
        ("Old mill sold - World News", "<h1>Old mill sold</h1>", "Old mill sold", None),
        ("Old mill sold - what now", "<h1>Old mill sold</h1>", "Old mill sold", None),
        ("Old mill sold - Valley Voice", "", "Old mill sold - Valley Voice", None),
        ("Valley Voice - Old mill sold", "<h1>Old mill sold</h1>", "Old mill sold", None),
    ],
)
def test_the_windows_title_is_parted_where_the_page_prints_the_headline(
    window: str, body: str, title: str, outlet: str | None
) -> None:
    article = _read(f"<title>{window}</title><body>{body}<p>{FLOOD}</p><p>{PIERS}</p>")
    assert (article.metadata.title, article.metadata.outlet) == (title, outlet)
    assert "Old mill sold" not in bodies(article) + headings(article)


def test_a_logo_in_the_markup_of_a_headline_is_not_the_title() -> None:
    named = "<title>Old mill sold | The Reed</title><meta property='og:title' content='Old mill sold'>"
    body = "<h1>The Reed</h1><h2>Old mill sold</h2>"
    assert _metadata(named, body).title == "Old mill sold"
    assert _metadata(named, body).outlet == "The Reed"


def test_other_marks_of_author_address_and_language() -> None:
    assert (
        _metadata(
            '<meta name="citation_author" content="Okoye, A."><meta name="citation_author" content="Lee, B.">'
        ).author
        == "Okoye, A., Lee, B."
    )
    assert _metadata(body='<a rel="author" href="/a">Ada Okoye</a>').author == "Ada Okoye"
    assert _metadata(body='<p itemprop="author"><b itemprop="name">Ada Okoye</b> writes</p>').author == "Ada Okoye"
    assert _metadata('<meta property="og:site_name" content="Post"><meta name="author" content="Post">').author is None
    assert (
        _metadata('<link rel="canonical" href="/nara"><meta property="og:url" content="http://a.org/b">').url
        == "http://a.org/b"
    )
    assert _metadata(html="<!-- saved from url=(0020)https://example.org/ --><html>").url == "https://example.org/"
    assert _metadata(html='<html lang="pt-BR">').language == "pt"
    assert _metadata(html='<html lang="fil">').language == "en"  # no code of two letters: the text says it
    assert _metadata('<meta property="og:locale" content="ar_EG">').language == "ar"


# ---- archives


def _archive(*parts: tuple[str, str, str, str], location: str | None = None, start: str | None = None) -> bytes:
    """An archive of (kind, address, id, text) parts."""
    whole = EmailMessage(policy=email.policy.SMTP)
    whole["MIME-Version"] = "1.0"
    if location:
        whole["Snapshot-Content-Location"] = location
    whole["Content-Type"] = "multipart/related; boundary=cut" + (f'; start="{start}"' if start else "")
    for kind, address, name, text in parts:
        part = EmailMessage(policy=email.policy.SMTP)
        part.set_content(text, subtype=kind, cte="quoted-printable")
        part["Content-Location"] = address
        part["Content-ID"] = name
        whole.attach(part)
    return whole.as_bytes()


PAGE = f"<html lang=en><title>{TITLE}</title><p>{FLOOD}</p><p>Un café – {PIERS}</p></html>"
STYLE = ("css", "https://example.org/a.css", "<c@a>", "p { color: red }")
FRAME = ("html", "https://example.org/frame", "<f@a>", f"<p>{FERRY}</p>")
STORY = ("html", "https://example.org/nara", "<s@a>", PAGE)


@pytest.mark.parametrize(
    ("data", "url"),
    [
        (_archive(STYLE, STORY, FRAME), "https://example.org/nara"),
        (_archive(FRAME, STORY, location="https://example.org/nara"), "https://example.org/nara"),
        (_archive(FRAME, STORY, start="<s@a>"), "https://example.org/nara"),
        (_archive(STORY, location="https://example.org/"), "https://example.org/"),
    ],
)
def test_the_page_of_an_archive_is_read(data: bytes, url: str) -> None:
    article = read_mhtml("nara.mhtml", data)
    _check(article)
    assert bodies(article) == [FLOOD, f"Un café – {PIERS}"]
    assert (article.metadata.title, article.metadata.url) == (TITLE, url)


def test_the_encoding_of_an_archived_page_is_that_of_its_part() -> None:
    page = f"<p>{RUSSIAN}</p><p>{RUSSIAN}</p>".encode("cp1251")
    article = read_mhtml(
        "a.mht", b"Content-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page
    )
    assert bodies(article)[0] == RUSSIAN


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"\r\n", "empty: only white space"),
        (b"hello", "no web page in it"),
        (_archive(STYLE), "no web page in it"),
        (b"Content-Type: text/html\r\n\r\n", "empty file"),
        (b"Content-Type: multipart/related; boundary=cut\r\n\r\n--cut", "no web page in it"),
    ],
)
def test_an_archive_without_a_page_is_skipped(data: bytes, reason: str) -> None:
    with pytest.raises(SkippedFile) as skipped:
        read_mhtml("a.mhtml", data)
    assert str(skipped.value) == reason


# ---- whatever comes

RICH = NEWS.replace("</head>", _ld(LD) + "</head>").replace("Costs", "Costs<sup>2</sup> – <br><br>é").encode()
TAGS = "<p> </p> <div hidden> <table><tr><td> <th> <h1> </h1> <br> <a href=x> </a> <article> <main> <aside> <sup> "
PIECES = [*TAGS.split(" "), FLOOD, "Nara", " ", "&nbsp;", "&#1;", "&#x110000;", "<!--", "-->", "<script>", "é", "©"]


@pytest.mark.parametrize("reader", [read_html, read_mhtml])
@settings(max_examples=150, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(RICH)).map(lambda end: RICH[:end]),
        st.lists(st.sampled_from(PIECES), max_size=25).map("".join).map(str.encode),
        st.tuples(st.sampled_from([STORY, FRAME]), st.integers(0, 1500)).map(
            lambda cut: _archive(cut[0], STYLE)[: cut[1]]
        ),
    )
)
@example(data=b"<meta charset=hex>\xff")
@example(data=b"<meta charset=utf-7>\xff+AGE-")
@example(data=b"<meta charset=idna>\xff")
@example(data=b"<p>\xed\xa0\x80")
def test_whatever_comes_is_read_the_same_twice_or_skipped(reader: object, data: bytes) -> None:
    assert callable(reader)
    try:
        article = reader("nara.html", data)
    except SkippedFile as skipped:
        assert str(skipped)  # noqa: PT017
        return
    assert reader("nara.html", data) == article
    _check(article)


def test_a_date_in_the_pages_own_language() -> None:
    body = '<p class="byline"><time>5. Januar 2020</time></p>'
    assert _metadata(body=body, html='<html lang="de">').published == "2020-01-05"
    assert _metadata(body=body, html='<html lang="en">').published is None
