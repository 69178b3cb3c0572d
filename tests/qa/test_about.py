"""Questions about an article itself."""

from pathlib import Path

import pytest

from corpus.article import Metadata
from corpus.read import read_article
from index.build import build
from index.search import Filters
from index.store import open_index
from qa.about import about, printed
from qa.ask import ask
from tests.corpus.samples import FLOOD, PIERS, read
from tests.doubles import WordEmbedder, write

FERRY = Metadata(
    title="The Ferry at Oster Sails Again", outlet="The Falk Post", author="Ada Okoye", published="2021-03-09"
)
MILL = Metadata(title="Who Owns the Mill on the Nara?", outlet="NPI", author="Jun Park", published="2021-02-11")
SOLD = f"{FLOOD} The dredger was sold."
KNOWN = [("ferry.txt", FERRY), ("mill.txt", MILL)]


@pytest.mark.parametrize(
    ("question", "field", "paths"),
    [
        ("Who wrote the Falk Post article?", "author", ("ferry.txt",)),
        ("who is the author of The Ferry at Oster Sails Again", "author", ("ferry.txt",)),
        ("When was 'Who Owns the Mill' published?", "published", ("mill.txt",)),
        ("NPI bulletin issue number date", "published", ("mill.txt",)),
        ("When was the piece in the falk post last updated?", "updated", ("ferry.txt",)),
        ("Which outlet printed Ada Okoye's story?", "outlet", ("ferry.txt",)),
        ("Who wrote about the ferry at Oster?", "author", ("ferry.txt",)),
        ("Which newspaper printed the article on a mill on the Nara?", "outlet", ("mill.txt",)),
        ("Who are the authors?", "author", ("ferry.txt", "mill.txt")),
        ("who wrote these articles", "author", ("ferry.txt", "mill.txt")),
        ("Which outlets are the articles from?", "outlet", ("ferry.txt", "mill.txt")),
        ("What newspapers do you have?", "outlet", ("ferry.txt", "mill.txt")),
        ("Where do the stories come from?", "outlet", ("ferry.txt", "mill.txt")),
        ("Which articles are from 2021?", "published", ("mill.txt", "ferry.txt")),
        ("which articles were published in March 2021", "published", ("ferry.txt",)),
        ("What was published on 11 February 2021?", "published", ("mill.txt",)),
        ("Show me all the stories from 2020.", "published", ()),
        ("Which reports are by Okoye?", "author", ("ferry.txt",)),
        ("list the articles written by Jun Park", "author", ("mill.txt",)),
        ("Which articles are from the Post?", "outlet", ("ferry.txt",)),
        ("Which articles are on the Post?", None, ()),
        ("Which articles are from Lisse?", None, ()),
        ("Which articles are by Ode?", None, ()),
        ("Which reports of 2021 mention the ferry?", None, ()),
        ("What was written on the mill?", None, ()),
        ("Who wrote the story about dredging?", "author", ()),
        ("When was the column on dredging published?", "published", ()),
        ("Who are the authors of the law?", None, ()),
        ("Which newspapers did the ferry carry?", None, ()),
        ("Who wrote the ferry?", None, ()),
        ("Who wrote the law on the ferry at Oster?", None, ()),
        ("Who wrote the law on mills?", None, ()),
        ("What did Ada Okoye say of the mill?", None, ()),
        ("When was the bridge built, according to NPI?", None, ()),
        ("Who wrote the npied report?", None, ()),
    ],
)
def test_an_article_is_named_by_outlet_author_or_title(
    question: str, field: str | None, paths: tuple[str, ...]
) -> None:
    found = about(question, lambda: KNOWN, lambda _term: 1.0)
    assert (found.field if found else None, found.paths if found else ()) == (field, paths)


def test_the_articles_are_looked_up_only_for_questions_that_ask_for_such_things() -> None:
    assert about("Why did the ferry sink?", lambda: pytest.fail("looked up"), lambda _term: 1.0) is None


def test_each_author_and_outlet_is_named_once_where_all_are_asked_for() -> None:
    known = [("a", FERRY), ("b", FERRY), ("c", Metadata()), ("d", MILL)]
    found = about("Who are the authors?", lambda: known, lambda _term: 1.0)
    assert found
    assert found.paths == ("a", "d")
    assert about("Who are the authors?", lambda: [("c", Metadata())], lambda _term: 1.0) is None


def test_the_line_that_prints_a_field_is_quoted_and_a_sentence_only_without_one() -> None:
    title = "Nara Learns to Live Without Its Bridge"
    article = read(title, "By Ada Okoye", "7 January 2020", FLOOD, f"{PIERS} Ada Okoye was there on 7 January 2020.")
    author, published = printed(article, "author"), printed(article, "published")
    assert author
    assert author.of(article.text) == "By Ada Okoye"
    assert published
    assert published.of(article.text) == "7 January 2020"
    assert printed(article, "updated") is None
    told = read_article("a.md", f"---\nauthor: Ada Okoye\n---\n\n{FLOOD} Ada Okoye saw it.\n\n{PIERS}\n".encode())
    inside = printed(told, "author")
    assert inside
    assert inside.of(told.text) == "Ada Okoye saw it."
    cited = read_article("a.md", f"---\nauthor: Jun Park\n---\n\n{FLOOD}\n\n{PIERS}\n".encode())
    first = printed(cited, "author")
    assert first
    assert first.of(cited.text) == FLOOD


def test_ask_quotes_the_line_and_refuses_where_an_article_names_no_author(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "news",
        {
            "ferry.txt": f"The Ferry at Oster Sails Again\n\nBy Ada Okoye\n\n7 January 2020\n\n{SOLD}\n",
            "mill.txt": f"Who Owns the Mill on the Nara?\n\n8 January 2020\n\n{FLOOD} The mill stood dry.\n\n{PIERS}\n",
        },
    )
    embedder = WordEmbedder()
    build(tmp_path / "ix", [folder], embedder)
    index = open_index(tmp_path / "ix")
    answer = ask("Who wrote 'The Ferry at Oster'?", index, embedder)
    assert (answer.answered, answer.quotes[0].text, answer.confidence) == (True, "By Ada Okoye", 0.9)
    assert len({(quote.article.path, quote.span) for quote in answer.quotes}) == len(answer.quotes)
    dated = ask("When was the article 'Who Owns the Mill' published?", index, embedder)
    assert dated.quotes[0].text == "8 January 2020"
    refused = ask("Who is the author of Who Owns the Mill on the Nara?", index, embedder)
    assert (refused.answered, refused.quotes) == (False, ())
    bounded = ask("Who wrote 'The Ferry at Oster'?", index, embedder, filters=Filters(since="2020-01-08"))
    assert all(quote.article.path == "mill.txt" for quote in (*bounded.quotes, *bounded.nearest))
    of_the_day = ask("Which articles are from 7 January 2020?", index, embedder)
    assert [(quote.article.path, quote.text) for quote in of_the_day.quotes] == [("ferry.txt", "7 January 2020")]
    of_the_year = ask("Which articles are from 2020?", index, embedder)
    assert [quote.article.path for quote in of_the_year.quotes] == ["ferry.txt", "mill.txt"]
    of_another = ask("Which articles are from 2019?", index, embedder)
    assert (of_another.answered, of_another.confidence) == (False, 0.02)
    on_a_topic = ask("Who wrote the story about the dredger?", index, embedder, threshold=0.0)
    assert on_a_topic.quotes[0].text == "By Ada Okoye"
    assert on_a_topic.confidence < 0.9
    index.close()
