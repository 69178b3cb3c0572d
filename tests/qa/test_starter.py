"""The articles that come with the program."""

import re
from pathlib import Path

import pytest

from corpus.read import read_article
from qa.session import starter_folder

ARTICLES = sorted(starter_folder().glob("*.txt"))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_has_a_title_a_date_and_names_the_reporting_it_draws_on(path: Path) -> None:
    article = read_article(path.name, path.read_bytes())
    assert article.metadata.title == article.text.splitlines()[0]
    assert article.metadata.author == "the Quoted Answers editors"
    assert (article.metadata.published or "")[:4] in {"2020", "2024"}
    assert 250 <= article.words <= 600
    assert article.text.splitlines()[-1].startswith("Drawn from reporting by ")


def test_there_are_enough_of_them() -> None:
    assert len(ARTICLES) >= 6


@pytest.mark.shared
def test_no_sentence_of_theirs_is_copied(shared: Path) -> None:
    length = 8
    sources = [_words(path.read_text("utf-8")) for path in sorted((shared / "seeds").glob("*.txt"))]
    runs = {tuple(words[at : at + length]) for words in sources for at in range(len(words) - length)}
    for path in ARTICLES:
        body, _, _ = path.read_text("utf-8").partition("Drawn from reporting by ")
        words = _words(body)
        assert [
            words[at : at + length] for at in range(len(words) - length) if tuple(words[at : at + length]) in runs
        ] == []
