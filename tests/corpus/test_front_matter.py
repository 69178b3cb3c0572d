"""YAML at the top of a Markdown file."""

import pytest

from corpus.article import Metadata
from corpus.read import read_article
from corpus.read.front_matter import front_matter

STORY = (
    "The Nara rose during the night and by morning the lower streets of the old town were under water, "
    "so that the ferry could no longer reach its landing stage."
)


def test_it_says_what_the_article_is_and_is_never_quoted() -> None:
    text = (
        "---\r\ntitle: 'The Nara: A Flood'\r\nauthor:\r\n  - Ada Okoye\r\n  - name: Jun Park\r\n"
        "date: 2021-06-07T10:00:00Z\r\nlastmod: June 9, 2021\r\nsource: Nara Post\r\nlang: en\r\nurl: https://nara.example/1\r\n"
        f"---\r\n\r\n{STORY}\r\n"
    )
    article = read_article("nara.md", text.encode())
    assert article.metadata == Metadata(
        title="The Nara: A Flood",
        outlet="Nara Post",
        author="Ada Okoye, Jun Park",
        published="2021-06-07",
        updated="2021-06-09",
        url="https://nara.example/1",
        language="en",
    )
    assert [span.of(article.text) for span in article.body] == [STORY]
    assert [out.reason for out in article.left_out] == ["front matter"]
    assert article.left_out[0].span.of(article.text).endswith("\r\n---")


def test_it_goes_before_what_the_first_lines_say() -> None:
    article = read_article("nara.md", f"---\ntitle: A Flood\n---\n# A Flood\n\n5 May 2020\n\n{STORY}\n".encode())
    assert (article.metadata.title, article.metadata.published) == ("A Flood", "2020-05-05")
    assert "# A Flood" not in [span.of(article.text) for span in (*article.body, *article.headings)]


@pytest.mark.parametrize(
    "text",
    [
        "---\n",
        "---\nno end\n",
        "---\njust words\n---\n",
        "---\n[1, 2\n---\n",
        "Text.\n---\ntitle: x\n---\n",
        "---\ndate: 2020-02-31\n---\n",
    ],
)
def test_what_is_no_such_block_is_text(text: str) -> None:
    assert front_matter(text) == (Metadata(), None)
