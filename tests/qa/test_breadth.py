"""Several articles: when they are asked for, in which order they come, what is said twice."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Passage, Span
from index.search import Hit
from qa.breadth import Told, asks_for_several, named, spread, told_once, topic, worth_reading
from qa.evidence import Evidence
from qa.likeness import likeness, nearly_alike
from tests.conftest import Run
from tests.doubles import write

WIRE = "The grain ship Alma ran aground off Falk on Monday with 14 men on board, the harbour office said."
NEWS = {
    "a-post.txt": f"Ship Aground\n\nBy Ada Okoye\n\n{WIRE} Tugs from Oster were sent at noon.\n",
    "b-wire.txt": (
        f"A Ship off Falk\n\nBy Jun Park\n\n{WIRE.replace('the harbour', 'a harbour')} It carried wheat to Nara.\n"
    ),
    "c-mail.txt": (
        "Who Is to Blame for the Alma?\n\nThe pilot of the Alma was asleep, the owner of the grain ship said. "
        "The grain ship Alma had run aground twice before.\n"
    ),
    "d-town.txt": "The Fair at Falk\n\nThe fair at Falk opened with a dance. Nobody counted the guests.\n",
}


@pytest.mark.parametrize(
    "question",
    [
        "How do the articles differ on the bridge?",
        "Who says that the bridge is safe?",
        "Which outlets cover the ferry?",
        "What do you have on Ilse Dorn?",
        "Is it a ferry or a ship? compare",
        "Which newspaper mentions the mill?",
        "What are the opinions on the mill?",
        "anything about ferries? do you have anything about them",
    ],
)
def test_it_asks_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    ["Who closed the bridge?", "Who said that the bridge is safe?", "What did Dorn say in her report?", "Why?"],
)
def test_it_asks_for_one(question: str) -> None:
    assert not asks_for_several(question)
    assert topic(question) == question


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Which articles mention the ferry at Oster?", "the ferry at Oster"),
        ("How many articles are there about ferries?", "ferries"),
        ("What do you have on Ilse Dorn?", "Ilse Dorn"),
        ("Do you have anything about the mill?", "the mill"),
        ("Who paid for the mill, depending on which article you read?", "Who paid for the mill?"),
        ("How is Ilse Dorn described in the different articles?", "How is Ilse Dorn described?"),
        ("Was the pier safe to use? The reports contradict each other", "Was the pier safe to use?"),
        ("How do the papers differ on the mill fire?", "the mill fire?"),
        ("Compare the articles", "Compare the articles"),
        ("Which articles?", "Which articles?"),
    ],
)
def test_what_is_said_of_articles_is_not_searched_for(question: str, about: str) -> None:
    assert topic(question) == about


def _evidence(path: str, text: str, score: float = 0.0) -> Evidence:
    article = Article(path, "", text, Metadata(), (Span(0, len(text)),))
    passage = Passage(article, Span(0, len(text)))
    return Evidence(passage, passage.span, passage.span, score, 0.0, 0.0)


def _told(*pieces: tuple[str, float]) -> list[Told]:
    return [Told(_evidence(path, f"Words of {path} {score}.", score)) for path, score in pieces]


def _order(told: list[Told]) -> list[tuple[str, float]]:
    return [(one.evidence.passage.article.path, one.evidence.score) for one in told]


def test_where_several_are_asked_for_each_article_gives_one_first() -> None:
    found = _told(("a", 3.0), ("a", 2.9), ("b", 1.0), ("a", 0.9), ("c", 0.1), ("b", 0.0))
    order = _order(spread(found, several=True))
    assert order == [("a", 3.0), ("b", 1.0), ("c", 0.1), ("a", 2.9), ("a", 0.9), ("b", 0.0)]
    called = _order(spread(found, several=True, named={"c"}))
    assert called[:3] == [("a", 3.0), ("c", 0.1), ("b", 1.0)]


def test_elsewhere_only_about_as_good_evidence_of_another_article_goes_first() -> None:
    found = _told(("a", 3.0), ("a", 2.9), ("b", 2.8), ("c", 1.0))
    assert _order(spread(found, several=False)) == [("a", 3.0), ("b", 2.8), ("a", 2.9), ("c", 1.0)]
    apart = _told(("a", 3.0), ("a", 2.9), ("b", 2.0))
    assert spread(apart, several=False) == apart


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-3, 3)), unique=True, max_size=9), st.booleans())
def test_spreading_loses_nothing_and_keeps_the_best_first(
    pieces: list[tuple[str, float]],
    several: bool,  # noqa: FBT001
) -> None:
    found = _told(*sorted(pieces, key=lambda piece: -piece[1]))
    order = spread(found, several=several)
    assert order[:1] == found[:1]
    assert sorted(_order(order)) == sorted(_order(found))
    if several:
        articles = [path for path, _ in _order(order)]
        assert len(set(articles[: len(set(articles))])) == len(set(articles))


def test_articles_are_named_by_outlet_or_author() -> None:
    known = [("a", Metadata(outlet="The Falk Post")), ("b", Metadata(author="Jun Park")), ("c", Metadata())]
    assert named("How do the Falk Post and Jun Park differ?", known) == {"a", "b"}


def test_a_passage_of_further_articles_is_read_where_several_are_asked_for() -> None:
    hits = [
        Hit(_evidence(path, "Some text.").passage, row, 0.0, 0.0, 0.0, None, None) for row, path in enumerate("aabbcab")
    ]
    assert [hit.row for hit in worth_reading(hits, 2, several=True)] == [0, 1, 2, 4]
    assert [hit.row for hit in worth_reading(hits, 2, several=False)] == [0, 1]


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (WIRE, True),
        (WIRE.replace("the harbour office", "its owner"), True),
        (f"Late news. {WIRE} It was dark.", True),
        (WIRE.replace("14 men", "12 men"), False),
        (WIRE.replace("ran aground", "had not run aground"), False),
        ("The grain ship Alma was sold.", False),
        ("The Alma.", False),
    ],
)
def test_near_copies_differ_in_no_number_and_no_denial(other: str, alike: bool) -> None:  # noqa: FBT001
    assert nearly_alike(WIRE, other) is alike
    assert nearly_alike(other, WIRE) is alike


@settings(deadline=None)
@given(st.text(alphabet="ab 1.", max_size=40), st.text(alphabet="ab 1.", max_size=40))
def test_likeness_has_no_direction_and_a_text_is_like_itself(one: str, other: str) -> None:
    assert nearly_alike(one, one)
    assert nearly_alike(one, other) == nearly_alike(other, one)


def test_what_an_article_repeats_goes_and_what_another_says_is_put_with_it() -> None:
    pieces = [_evidence("a", WIRE), _evidence("b", f"{WIRE} It was dark."), _evidence("a", WIRE), _evidence("b", WIRE)]
    (told,) = told_once(pieces)
    assert (told.evidence, told.also) == (pieces[0], (pieces[1],))


def test_how_like_a_quote_another_text_is() -> None:
    said = [likeness(WIRE, other) for other in (f"Late: {WIRE.upper()}", WIRE[:40], WIRE.replace("off", "near"))]
    assert said == ["same", "part", "nearly"]


@pytest.fixture
def news(tmp_path: Path, run: Run) -> Path:
    write(tmp_path / "news", NEWS)
    assert run("index", tmp_path / "news", "--index", tmp_path / "ix").status == 0
    return tmp_path / "ix"


def test_a_near_copy_is_shown_once_with_the_other_place_and_can_be_verified(
    run: Run, news: Path, tmp_path: Path
) -> None:
    question = "How many men were on board on Monday, off Falk?"
    record = json.loads(run("ask", question, "--index", news, "--json").out)
    first = record["quotes"][0]
    (other,) = first["also"]
    assert {first["article"]["path"], other["article"]["path"]} == {"a-post.txt", "b-wire.txt"}
    assert (other["likeness"], other["verdict"], other["lines"]) == ("nearly", "verified", [5, 5])
    assert other["text"].endswith("office said.")  # what follows there is not in the quote
    text = NEWS[other["article"]["path"]]
    assert text[slice(*other["span"])] == other["text"]
    screen = run("ask", question, "--index", news).out
    assert "nearly the same in A Ship off Falk" in screen or "nearly the same in Ship Aground" in screen
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(record))
    assert run("verify", saved, "--index", news).status == 0
    other["text"] = other["text"].replace("Monday", "Sunday")
    saved.write_text(json.dumps(record))
    assert run("verify", saved, "--index", news).status == 1
    first["also"] = 5
    saved.write_text(json.dumps(record))
    assert run("verify", saved, "--index", news).status == 2


@pytest.mark.parametrize(
    "question",
    [
        "Which articles mention the Alma?",
        "What do you have on the Alma?",
        "How do the reports differ on the ship Alma?",
    ],
)
def test_each_article_gives_one_quote_where_several_are_asked_for(question: str, run: Run, news: Path) -> None:
    record = json.loads(run("ask", question, "--index", news, "--json").out)
    first, second = record["quotes"][:2]
    assert {first["article"]["path"], second["article"]["path"]} >= {"c-mail.txt"}
    assert first["article"]["path"] != second["article"]["path"]
    assert "d-town.txt" not in {quote["article"]["path"] for quote in record["quotes"][:2]}
    assert "Alma" in record["searched_as"]
    assert "articles" not in record["searched_as"]


def test_articles_that_do_not_mention_it_give_no_quote_where_it_is_asked_which_do(run: Run, news: Path) -> None:
    for question, paths in (("Which articles mention Falk?", 3), ("What do you have on the Alma?", 2)):
        record = json.loads(run("ask", question, "--index", news, "--json").out)
        cited = {one["article"]["path"] for quote in record["quotes"] for one in (quote, *quote["also"])}
        assert len(cited) >= paths
        assert ("d-town.txt" in cited) is ("Falk" in question)


def test_all_authors_are_answered_with_their_lines_alone(run: Run, news: Path) -> None:
    record = json.loads(run("ask", "Who are the authors?", "--index", news, "--json").out)
    assert [quote["text"] for quote in record["quotes"]] == ["By Ada Okoye", "By Jun Park"]
    assert record["confidence"] == 0.9
