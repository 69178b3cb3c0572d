"""Articles as data, in the shapes in which programs export them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.read.json_export import read_json, read_jsonl, record_labels
from tests.corpus.samples import FLOOD, PIERS, bodies, headings
from tests.corpus.test_read_docx import check

ONE = {
    "headline": "The  Flood",
    "authors": [{"name": "Ada Okoye"}, "Ilse Dorn"],
    "source": {"id": 1, "name": "Nara Post"},
    "pubDate": "Tue, 07 Jan 2020 23:30:00 -0500",
    "updated_at": "2020-01-08T10:00:00Z",
    "link": "https://nara.example/flood",
    "lang": "en",
    "description": "In short.",
    "body": f"{FLOOD}\n\n{PIERS}",
}
TWO = {"title": "The Piers", "text": PIERS, "outlet": "Nara Post", "date": "spring", "author": "By Tomas Brandt"}


def read(value: Any) -> Article:
    return read_json("a.json", json.dumps(value).encode())


def reason(data: bytes, path: str = "a.json") -> str:
    with pytest.raises(SkippedFile) as skipped:
        (read_jsonl if "jsonl" in path else read_json)(path, data)
    return str(skipped.value)


def test_one_article() -> None:
    article = read(ONE)
    assert article.metadata == Metadata(
        title="The Flood",
        outlet="Nara Post",
        author="Ada Okoye, Ilse Dorn",
        published="2020-01-07",
        updated="2020-01-08",
        url="https://nara.example/flood",
        language="en",
    )
    assert bodies(article) == [FLOOD, PIERS]
    assert [article.place(span)[0] for span in article.body] == ["1", "2"]
    assert read_jsonl("a.json", json.dumps(ONE).encode()) == read_json("a.json", json.dumps(ONE).encode())


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: records,
        lambda records: {"articles": records},
        lambda records: {"status": "ok", "total": 2, "data": records, "tags": ["a"]},
        lambda records: {"response": {"status": "ok", "docs": records}},
        lambda records: {"description": "A feed", "items": records, "authors": [{"name": "Ada"}]},
        lambda records: {"harvest": records},
    ],
)
def test_several_articles_however_they_are_wrapped(wrap: Any) -> None:
    data = json.dumps(wrap([ONE, TWO])).encode()
    assert record_labels(data, lines=False) == ["1", "2"]
    first, second = read_json("a.json#1", data), read_json("a.json#2", data)
    assert (first.metadata.title, first.metadata.published) == ("The Flood", "2020-01-07")
    assert (second.metadata.title, second.metadata.author, second.metadata.outlet) == (
        "The Piers",
        "Tomas Brandt",
        "Nara Post",
    )
    assert (bodies(first), bodies(second)) == ([FLOOD, PIERS], [PIERS])
    assert (first.path, first.sha256) == ("a.json#1", second.sha256)
    assert reason(data) == "several records in it, each an article: a.json#1"


def test_what_holds_for_all_is_said_of_a_record_that_leaves_it_open() -> None:
    data = json.dumps({"source": "Nara Post", "title": "The River Year", "items": [ONE, {"text": PIERS}]}).encode()
    second = read_json("a.json#2", data).metadata
    assert (second.title, second.outlet) == ("The River Year", "Nara Post")


def test_an_article_may_hold_lists_of_other_things() -> None:
    assert bodies(read({**ONE, "images": [{"url": "a"}], "tags": [{"name": "b"}]})) == [FLOOD, PIERS]
    assert bodies(read({"article": {"body": FLOOD}})) == [FLOOD]
    assert bodies(read({"Title": "Nara", "Body": [FLOOD, {"value": PIERS}, 3]})) == [FLOOD, PIERS]


def test_html_is_stripped() -> None:
    post = {
        "title": {"rendered": "The <em>Flood</em>"},
        "content": {"rendered": f"<h2>Costs</h2><p>{FLOOD}</p><script>x</script>"},
    }
    article = read(post)
    assert (article.metadata.title, headings(article), bodies(article)) == ("The Flood", ["Costs"], [FLOOD])
    assert bodies(read({"text": f"The <b>Nara</b> rose.\n\n{FLOOD}"})) == ["The Nara rose.", FLOOD]
    assert bodies(read({"text": "Where 3 < 4 and a > b & c."})) == ["Where 3 < 4 and a > b & c."]


def test_line_feeds_part_paragraphs_where_there_are_no_blank_lines() -> None:
    assert bodies(read({"text": f"{FLOOD}\n{PIERS}\n"})) == [FLOOD, PIERS]
    assert bodies(read({"text": f"{FLOOD}\r\n \r\n{PIERS.replace(' ', chr(10), 5)}"})) == [FLOOD, PIERS]


def test_other_scripts_and_halves_of_characters() -> None:
    text = "奈良川は夜のうちに水位が上がり、朝には旧市街が水に浸かっていた。"
    assert bodies(read({"text": text})) == [text]
    assert bodies(read_json("a.json", json.dumps({"text": text}, ensure_ascii=False).encode("utf-16"))) == [text]
    assert bodies(read_json("a.json", b'{"text": "Nara \\ud800 \\u0000 rose."}')) == ["Nara \ufffd \ufffd rose."]


def test_a_bad_record_is_reported_and_the_others_are_read() -> None:
    data = json.dumps([ONE, {"title": "Paywalled", "text": None}, 3, TWO]).encode()
    assert record_labels(data, lines=False) == ["1", "2", "3", "4"]
    assert bodies(read_json("a.json#4", data)) == [PIERS]
    assert reason(data, path="a.json#2") == "no text or body field in it"
    assert reason(data, path="a.json#3") == "record 3 is not a JSON object"
    assert reason(data, path="a.json#5") == "no record 5 in it"


def test_lines() -> None:
    lines = [json.dumps(ONE).encode(), b"", json.dumps(TWO).encode(), b"{oops", b"[1]", b'{"a": "\xff"}']
    data = b"\xef\xbb\xbf" + b"\r\n".join(lines)
    assert record_labels(data, lines=True) == ["1", "3", "4", "5", "6"]
    assert bodies(read_jsonl("a.jsonl#3", data)) == [PIERS]
    assert reason(data, path="a.jsonl#4") == "line 4 is not JSON: Expecting property name enclosed in double quotes"
    assert reason(data, path="a.jsonl#5") == "line 5 is not a JSON object"
    assert reason(data, path="a.jsonl#6") == "line 6 is not UTF-8"
    assert reason(b" \n", path="a.jsonl") == "no text or body field in it"


def test_what_holds_no_article_is_skipped_with_the_reason() -> None:
    none = "no text or body field in it"
    assert reason(b"") == "empty file"
    assert reason(b'{"text": 3}') == none
    assert reason(b'{"text": " ", "title": "Nara"}') == none
    assert reason(b"[]") == none
    assert reason(b'[{"title": "Nara"}]') == none
    assert reason(b"3") == "it is not a JSON object"
    assert reason(b'{"a": [{"text": "x"}], "b": [{"text": "y"}]}').startswith("several lists of records in it")
    assert reason(b'{"text":\n"Nara') == "not JSON: Unterminated string starting at in line 2"
    assert reason(b'{"text": "\xff\xfe"}') == "not UTF-8"
    assert reason(b"[" * 100_000).startswith("not JSON that can be read")
    assert reason(b'{"text": ' + b"1" * 10_000 + b"}").startswith("not JSON that can be read")


KEYS = st.sampled_from(
    ["text", "Text", "body", "title", "items", "data", "authors", "date", "source", "description", "x"]
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.integers(), st.text(max_size=20), st.sampled_from([FLOOD, "<p>Nara", "2020-01-07", "\ud800"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
WHOLE = json.dumps([ONE, TWO]).encode()


@settings(deadline=None, max_examples=400)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.integers(0, len(WHOLE)).map(lambda end: WHOLE[:end]),
        VALUES.map(lambda value: json.dumps(value).encode()),
        st.lists(VALUES, max_size=3).map(lambda values: "\n".join(map(json.dumps, values)).encode()),
    ),
    st.booleans(),
)
def test_any_bytes_are_skipped_or_read(data: bytes, lines: bool) -> None:  # noqa: FBT001
    reader, name = (read_jsonl, "a.jsonl") if lines else (read_json, "a.json")
    try:
        paths = [f"{name}#{label}" for label in record_labels(data, lines=lines)] or [name]
    except SkippedFile:
        return
    for path in paths:
        try:
            article = reader(path, data)
        except SkippedFile:
            continue
        check(article)
        assert article == reader(path, data)
