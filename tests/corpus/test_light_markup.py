"""Code, pictures, addresses, tables and notes in text with light marks."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.read import read_article
from tests.corpus.samples import FLOOD, PIERS, WRAPPED, bodies, headings, left_out

MARKDOWN = f"""\
# The Flood of the Nara

By Ada Okoye

7 January 2020

![the mill under water](mill.png)

{FLOOD}[^1]

[![Built](https://nara.example/b.svg)](https://nara.example) ![c](d)

## What it cost

| Item | Number |
| --- | ---: |
| Crew | 11 |
| Cars | 40 |

```json
{{
  "title": "Another title",
  "author": "By Nobody Here"
}}
```

{PIERS}
[^2]: Glued to the line above.

    And goes on.

## How it was measured

    def measure(river):
        return 1

- The first item of the list is a lamp.

    It was lit on the day of the flood.

[^1]: The county says 1911,
  and so does the town.
[m]: https://nara.example "The Nara"
<https://nara.example/ferry>
<div align="center">
<!-- nothing
to see --> It is late for the ferry.
"""
RST = f"""\
=====================
The Flood of the Nara
=====================

:Author: Ada Okoye
:Date: 2020-01-07
:Version: 2

.. contents:: Table
   :depth: 2

.. figure:: mill.png
   :alt: The mill

   The mill stood in the river.

{FLOOD} [1]_

.. note:: The mill stood dry for the whole
   of that night.

.. warning::
   :class: red

   Nobody may cross.

.. code-block:: python

   def measure():
       return {{"title": 1}}

We measure the river every year::

    title = "By Nobody"

    more

>>> measure()
7

:param river: the river that is to be measured,
    in metres
:returns: its height

====  ======
Crew  11
Cars  40
====  ======

+------+----+
| Vans | 4  |
+------+----+

.. [1] Smith, The County, 1911.
   A second line.
.. dropdown:: More

   The river is 94 km long, says the county.

.. _nara: https://nara.example
.. |mill| image:: mill.png
.. a comment
   of two lines

{PIERS}
"""


def _read(name: str, text: str) -> Article:
    return read_article(name, text.encode())


def _outside(article: Article) -> dict[str, str]:
    return dict(left_out(article))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_markdown(ends: str) -> None:
    article = _read("a.md", MARKDOWN.replace("\n", ends))
    assert article.metadata == Metadata(
        title="The Flood of the Nara", author="Ada Okoye", published="2020-01-07", language="en"
    )
    assert article.text == MARKDOWN.replace("\n", ends)
    assert bodies(article) == [
        "By Ada Okoye",
        "7 January 2020",
        f"{FLOOD}[^1]",
        "Item | Number",
        "Crew | 11",
        "Cars | 40",
        PIERS,
        "[^2]: Glued to the line above.",
        "And goes on.",
        "- The first item of the list is a lamp.",
        "It was lit on the day of the flood.",
        f"[^1]: The county says 1911,{ends}  and so does the town.",
        "It is late for the ferry.",
    ]
    assert headings(article) == ["What it cost", "How it was measured"]
    reasons = {text.split(ends)[0]: reason for text, reason in left_out(article)}
    assert reasons == {
        "![the mill under water](mill.png)": "a picture",
        "[![Built](https://nara.example/b.svg)](https://nara.example) ![c](d)": "a picture",
        "| --- | ---: |": "a ruled line",
        "```json": "code or data",
        "def measure(river):": "code or data",
        '[m]: https://nara.example "The Nara"': "an address",
        "<https://nara.example/ferry>": "an address",
        '<div align="center">': "markup",
        "<!-- nothing": "a comment",
    }


def test_restructured_text() -> None:
    article = _read("a.rst", RST)
    assert article.metadata == Metadata(
        title="The Flood of the Nara", author="Ada Okoye", published="2020-01-07", language="en"
    )
    assert bodies(article) == [
        ":Version: 2",
        "The mill stood in the river.",
        f"{FLOOD} [1]_",
        "The mill stood dry for the whole",
        "of that night.",
        "Nobody may cross.",
        "We measure the river every year::",
        ":param river: the river that is to be measured,\n    in metres",
        ":returns: its height",
        "Crew  11",
        "Cars  40",
        "Vans | 4",
        "[1] Smith, The County, 1911.\n   A second line.",
        "The river is 94 km long, says the county.",
        PIERS,
    ]
    reasons = _outside(article)
    assert reasons[":Author: Ada Okoye"] == "front matter"
    assert reasons[".. contents:: Table\n   :depth: 2"] == "a directive"
    assert reasons[".. figure:: mill.png"] == "a directive"
    assert reasons[".. note::"] == "a directive"
    assert reasons[":class: red"] == "a directive"
    assert reasons['title = "By Nobody"\n\n    more'] == "code or data"
    assert reasons[">>> measure()\n7"] == "code or data"
    assert reasons[".. _nara: https://nara.example"] == "an address"
    assert reasons[".. a comment\n   of two lines"] == "a comment"


def test_what_looks_like_data_is_neither_title_nor_date_nor_author() -> None:
    data = '{"title": "Data", "date": "2019-01-01"}\n\n{\n"author": "By Nobody Here",\n"date": "2019-01-01"\n},\n\n'
    article = _read("a.txt", f"{data}The Flood of the Nara\n\n{FLOOD}\n\n{PIERS}\n")
    assert article.metadata == Metadata(title="The Flood of the Nara", language="en")
    assert bodies(article) == [FLOOD, PIERS]
    assert set(_outside(article).values()) == {"code or data"}


@pytest.mark.parametrize("line", ['"No": that was all he said.', "[1]", "[sic]", '"Leave" : perhaps', "{he said} so."])
def test_what_is_no_data(line: str) -> None:
    assert "code or data" not in _outside(_read("a.txt", f"{FLOOD}\n\n{line}\n\n{PIERS}\n")).values()


def test_notes_of_plain_text_stand_apart() -> None:
    notes = ["[1] Smith, The County, 1911, p. 4.", "[2] Okoye, The Mill, which is a book of", "great length."]
    article = _read("a.txt", "\n".join([f"{WRAPPED}[1]", *notes, "", WRAPPED]))
    assert bodies(article) == [f"{WRAPPED}[1]", notes[0], "\n".join(notes[1:]), WRAPPED]


def test_a_number_in_brackets_may_begin_a_line_of_a_sentence() -> None:
    text = WRAPPED.replace("On\nthe far", "On\n[3] the far")
    assert bodies(_read("a.txt", text)) == [text]


@pytest.mark.parametrize(
    "text",
    ["```\ncode\n```\n", "| a | b |\n| - | - |\n", "![a](b)\n", "[a]: https://nara.example\n", "<p>\n", '{"a": 1}'],
)
def test_a_file_of_nothing_else_is_still_read(text: str) -> None:
    assert _read("a.md", text).body


def test_a_fence_that_nothing_closes_and_shorter_ones_within() -> None:
    assert bodies(_read("a.md", f"{FLOOD}\n\n```\n\n{PIERS}\n"))[-1] == PIERS
    text = f"{FLOOD}\n\n````\n```\nThe river = 1\n```\n````\n\n{PIERS}\n"
    assert _outside(_read("a.md", text)) == {"````\n```\nThe river = 1\n```\n````": "code or data"}


def test_how_wide_lines_are_is_read_off_the_whole_file() -> None:
    code = "\n".join(["```", *["x = 1  # and a comment that makes the line as wide as the text is, here"] * 60, "```"])
    heading = "A heading that is so long that hardly any screen could show the whole of it in one line " * 3
    text = f"{WRAPPED}\n\n{code}\n\n{heading}\n\n{WRAPPED}\n"
    assert bodies(_read("a.md", text))[0] == WRAPPED


def test_an_indent_is_code_in_markdown_alone() -> None:
    text = f"{FLOOD}\n\n    {PIERS}\n\n{FLOOD}\n"
    assert bodies(_read("a.txt", text)) == [FLOOD, PIERS, FLOOD]
    assert _outside(_read("a.md", text)) == {PIERS: "code or data"}


LINES = st.sampled_from(
    [*MARKDOWN.split("\n"), *RST.split("\n"), "~~~", "", "\t", "[1] a", "a | b", "-|-", "..", "<!--"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["a.txt", "a.md", "a.rst"]),
    st.lists(LINES, min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_in_any_order(name: str, lines: list[str], ends: str) -> None:
    text = ends.join(lines)
    try:
        article = _read(name, text)
    except SkippedFile:
        assert not any(map(str.isalnum, text))
        return
    assert article.text == text
    assert article == _read(name, text)
    spans = sorted([*article.body, *article.headings, *(out.span for out in article.left_out)])
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert not any(span.of(text)[0].isspace() or span.of(text)[-1].isspace() for span in spans)
    assert list(article.left_out) == sorted(article.left_out, key=lambda out: out.span)
