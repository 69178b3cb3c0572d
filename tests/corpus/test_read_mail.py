"""Mails, as they arrive."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Metadata
from corpus.errors import SkippedFile
from corpus.read.mail import read_mail
from tests.corpus.samples import FLOOD, PIERS, WRAPPED, bodies, headings, left_out
from tests.corpus.test_read_docx import check

HEADERS = (
    "From: Ada Okoye <ada@nara.example>\r\nTo: list@nara.example\r\nSubject: The flood\r\n"
    "Date: Tue, 07 Jan 2020 23:30:00 -0500\r\n"
)
PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"


def mail(text: str, *headers: str) -> bytes:
    return (HEADERS + "".join(f"{one}\r\n" for one in headers or (PLAIN,)) + "\r\n" + text).encode()


def parts(kind: str, *texts: str) -> bytes:
    """A multipart mail of texts that bring their own headers."""
    body = "".join(f"--cut\r\n{text}\r\n" for text in texts)
    return mail(f"{body}--cut--\r\n", f"Content-Type: multipart/{kind}; boundary=cut")


def reason(data: bytes) -> str:
    with pytest.raises(SkippedFile) as skipped:
        read_mail("a.eml", data)
    return str(skipped.value)


WHOLE = mail(
    f"{PIERS}\r\n\r\n"
    "On Mon, 6 Jan 2020 at 10:11, Ilse Dorn\r\n<ilse@nara.example> wrote:\r\n\r\n> Is it safe?\r\n> Ilse\r\n"
    "\r\nIt is.\r\n\r\n> Sure?\r\n\r\n-- \r\nAda Okoye\r\nNara Post\r\n"
)


def test_a_whole_mail_with_replies_and_a_signature() -> None:
    article = read_mail("a.eml", WHOLE)
    assert article.metadata == Metadata(title="The flood", author="Ada Okoye", published="2020-01-07", language="en")
    assert bodies(article) == [PIERS, "It is."]
    assert left_out(article) == [
        ("On Mon, 6 Jan 2020 at 10:11, Ilse Dorn <ilse@nara.example> wrote:", "quoted reply"),
        ("> Is it safe? > Ilse", "quoted reply"),
        ("> Sure?", "quoted reply"),
        ("-- Ada Okoye Nara Post", "signature"),
    ]


def test_a_sentence_before_a_quotation_is_no_attribution() -> None:
    article = read_mail("a.eml", mail(f"{PIERS}\n\nThis is what I mean:\n> Is it safe?\n"))
    assert bodies(article) == [PIERS, "This is what I mean:"]


def test_what_follows_an_original_message_is_quoted() -> None:
    article = read_mail("a.eml", mail(f"{FLOOD}\n\n-----Original Message-----\nFrom: Ilse\n\n{PIERS}\n"))
    assert bodies(article) == [FLOOD]
    assert {why for _, why in left_out(article)} == {"quoted reply"}


def test_wrapped_lines_are_joined_and_headings_found() -> None:
    article = read_mail("a.eml", mail(f"{WRAPPED}\n\nCosts\n\n{PIERS}\n"))
    assert bodies(article)[0] == " ".join(WRAPPED.split())
    assert headings(article) == ["Costs"]


@pytest.mark.parametrize(("delete", "joint"), [("no", " "), ("yes", "")])
def test_flowed_lines(delete: str, joint: str) -> None:
    text = f"> Is it \n> safe?\n>> old \n>> text\nThe ferry \n sails.\n\n{FLOOD[:60]} \n{FLOOD[60:]}\n-- \nAda\n"
    article = read_mail("a.eml", mail(text, f"{PLAIN}; format=flowed; delsp={delete}"))
    assert bodies(article) == [f"The ferry{joint}sails.", " ".join(f"{FLOOD[:60]}{joint}{FLOOD[60:]}".split())]
    assert left_out(article) == [
        (f"> Is it{joint}safe?", "quoted reply"),
        (f">> old{joint}text", "quoted reply"),
        ("--", "signature"),
        ("Ada", "signature"),
    ]


def test_only_html() -> None:
    page = (
        f"<html><head><style>p {{}}</style></head><body><div style='display:none'>Preview</div><h1>Costs</h1>"
        f"<p>{FLOOD}</p>"
        f"<p>{PIERS}</p><div class='gmail_signature'>Ada</div><div class='gmail_quote'>On Monday<blockquote>Is it safe?"
        "</blockquote></div><blockquote type='cite'>Old</blockquote></body></html>"
    )
    article = read_mail("a.eml", mail(page, HTML))
    assert (bodies(article), headings(article)) == ([FLOOD, PIERS], ["Costs"])
    assert left_out(article) == [
        ("Ada", "signature"),
        ("On Monday", "quoted reply"),
        ("Is it safe?", "quoted reply"),
        ("Old", "quoted reply"),
    ]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-2022-jp", "奈良川は夜のうちに水位が上がり、朝には旧市街が水に浸かっていた。"),
        ("windows-1252", "“Nobody will cross,” said the mayor – a café owner – on Tuesday."),
        ("iso-8859-1", "“Nobody will cross,” said the mayor – a café owner – on Tuesday."),
        ("koi8-r", "Ночью Нара поднялась, и к утру улицы стояли под водой."),
        ("gb2312", "奈良河夜里涨水，镕基说。"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_charsets_and_encodings(charset: str, text: str, encoding: str) -> None:
    written = {"iso-8859-1": "cp1252", "gb2312": "gbk"}.get(charset, charset)
    body = text.encode(written)
    data = mail("", f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    assert bodies(read_mail("a.eml", data + (base64.encodebytes(body) if encoding == "base64" else body))) == [text]


def test_headers_in_other_scripts() -> None:
    data = "From: =?utf-8?B?5aWI6Imv?= <a@b.example>\nSubject: =?iso-8859-1?Q?Caf=E9?=\n =?iso-8859-1?Q?_noir?=\n\n"
    metadata = read_mail("a.eml", (data + FLOOD).encode()).metadata
    assert metadata == Metadata(title="Café noir", author="奈良", language="en")


@pytest.mark.parametrize(
    "header",
    [
        "From: a@b.example",
        "From: ,,<<",
        "Date: soon\nSubject:",
        "From:\nDate: 32 Foo 2020",
        "Date: Tue, 07 Jan 99999999999999999999 23:30:00 -0500",
        f"From: {'Ada, ' * 3000}",
    ],
)
def test_headers_that_say_nothing_stay_open(header: str) -> None:
    assert read_mail("a.eml", f"{header}\n\n{FLOOD}\n".encode()).metadata == Metadata(language="en")


def test_the_plain_text_counts_unless_it_is_empty_and_attachments_that_are_texts() -> None:
    attached = f"{PLAIN}\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nAttached."
    html = f"{HTML}\r\n\r\n<p>{PIERS}</p>"
    assert bodies(read_mail("a.eml", parts("alternative", f"{PLAIN}\r\n\r\n{FLOOD}", html))) == [FLOOD]
    assert bodies(read_mail("a.eml", parts("alternative", f"{PLAIN}\r\n\r\n  ", html))) == [PIERS]
    assert bodies(read_mail("a.eml", parts("related", html, "Content-Type: image/png\r\n\r\nx"))) == [PIERS]
    mixed = parts(
        "mixed", f"{PLAIN}\r\n\r\n{FLOOD}", attached, html, "Content-Type: message/rfc822\r\n\r\nFrom: a\r\n\r\nb"
    )
    article = read_mail("a.eml", mixed)
    assert bodies(article) == [FLOOD, PIERS, "Attached."]
    assert left_out(article) == [("a.txt", "attachment"), ("message/rfc822", "attachment")]


def test_a_forwarded_message_is_kept_and_an_original_one_is_not() -> None:
    forwarded = f"{PIERS}\n\n---------- Forwarded message ---------\nSubject: flood\n\n{FLOOD}\n"
    assert FLOOD in bodies(read_mail("a.eml", mail(forwarded)))
    original = forwarded.replace("Forwarded message", "Original Message")
    assert bodies(read_mail("a.eml", mail(original))) == [PIERS]


def test_an_attachment_that_cannot_be_read_is_named() -> None:
    named = f"{PLAIN}\r\nContent-Disposition: attachment; filename=b.txt"
    wrong = f"{named}\r\nContent-Transfer-Encoding: base64\r\n\r\n/w=="
    picture = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=report.pdf\r\n\r\nx"
    shown = "Content-Type: image/png\r\nContent-ID: <1>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\nx"
    article = read_mail("a.eml", parts("mixed", f"{PLAIN}\r\n\r\n{FLOOD}", wrong, picture, shown))
    assert bodies(article) == [FLOOD]
    assert left_out(article) == [("b.txt", "attachment"), ("report.pdf", "attachment")]


def test_what_is_no_mail_is_skipped_with_the_reason() -> None:
    assert reason(b"") == "empty file"
    assert reason(FLOOD.encode()) == "not a mail: it has no From, Subject or Date"
    assert reason(mail("")) == "no text in it"
    assert reason(parts("mixed", "Content-Type: image/png\r\n\r\nx")) == "no text in it"
    assert (
        reason(mail("Nara", "Content-Type: text/plain; charset=none-such")) == "its text is not none-such, as it says"
    )
    assert reason(mail("Café", "Content-Type: text/plain; charset=iso-2022-jp")).startswith(
        "its text is not iso-2022-jp"
    )
    assert reason(mail(FLOOD, f"Content-Type: text/plain{'; a=b' * 3000}")) == "a mail that is put together wrongly"
    short = mail("TmFyY", PLAIN, "Content-Transfer-Encoding: base64")
    assert reason(short) == "damaged: its base64 text is cut short"


LINES = [
    "From: Ada <a@b.example>",
    "Date: Tue, 07 Jan 2020 23:30:00 -0500",
    "Content-Type: multipart/mixed; boundary=cut",
    "Content-Type: text/html; charset=utf-7",
    "Content-Type: text/plain; charset=idna; format=flowed",
    "Content-Type: message/rfc822",
    "Content-Type: ;;=",
    "Content-Disposition: attachment; filename*=x''%ff",
    "Content-Transfer-Encoding: x-uuencode",
    "Content-Transfer-Encoding: base64",
    "Subject: =?x?q?=ff?=",
    "--cut",
    "--cut--",
    "",
    "> quoted ",
    "-- ",
    "On 3 March 2021 wrote:",
    "\x00\udce9 &amp; <p>Nara",
    "Zm9v",
]


@settings(deadline=None, max_examples=400)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.binary(max_size=80).map(b"Subject: Nara\n".__add__),
        st.integers(0, len(WHOLE)).map(lambda end: WHOLE[:end]),
        st.lists(st.sampled_from(LINES), max_size=14).map(
            lambda lines: "\n".join(lines).encode(errors="surrogateescape")
        ),
    )
)
def test_any_bytes_are_skipped_or_read(data: bytes) -> None:
    try:
        article = read_mail("a.eml", data)
    except SkippedFile:
        return
    check(article)
    assert article == read_mail("a.eml", data)
