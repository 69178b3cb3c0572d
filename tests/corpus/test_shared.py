"""Lines that the articles of a folder share."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Metadata
from corpus.shared import SHARED, without_shared
from tests.corpus.samples import FLOOD, PIERS, bodies, laid_out, left_out

LETTER = "The Falk letter goes out on Fridays."
STORIES = [
    f"On the {day} day the river stood two metres above the quay of the old town and nobody in it could say when the "
    "ferry would leave the pier for the far bank again."
    for day in "first second third fourth fifth sixth seventh eighth".split()
]


def _folder(*articles: tuple[str, ...], at: str = "news") -> list[Article]:
    return [
        replace(laid_out(*(("body", line) for line in lines)), path=f"{at}/{number}.txt")
        for number, lines in enumerate(articles)
    ]


def _shared(articles: list[Article]) -> list[list[str]]:
    return [[text for text, reason in left_out(article) if reason == SHARED] for article in without_shared(articles)]


def test_what_many_stories_end_with_is_the_pages() -> None:
    found = without_shared(_folder(*((story, LETTER) for story in STORIES[:4])))
    assert [left_out(article) for article in found] == [[(LETTER, SHARED)]] * 4
    assert [bodies(article) for article in found] == [[story] for story in STORIES[:4]]


def test_three_prove_nothing_and_neither_do_few_of_many_or_other_folders() -> None:
    assert _shared(_folder(*((story, LETTER) for story in STORIES[:3]))) == [[]] * 3
    many = [(f"{STORIES[0]} It was day {number}.", LETTER)[: 1 + (number < 4)] for number in range(17)]
    assert _shared(_folder(*many)) == [[]] * 17
    assert _shared(_folder(*many[:16]))[:5] == [[LETTER]] * 4 + [[]]
    apart = [*_folder((STORIES[0], LETTER), (STORIES[1], LETTER)), *_folder((STORIES[2], LETTER), at="other")]
    assert _shared([*apart, *_folder((STORIES[3], LETTER), at="third")]) == [[]] * 4


def test_copies_of_one_story_share_it_all_and_keep_it() -> None:
    articles = _folder(*[(STORIES[0], "Nobody was hurt.", f"Printed {number}")[:2] for number in range(6)])
    assert _shared(articles) == [[]] * 6


def test_sentences_inside_a_story_and_lines_that_name_and_date_stay() -> None:
    inside = _folder(*((FLOOD, PIERS, story, "Nobody was hurt.", FLOOD, PIERS, story) for story in STORIES[:5]))
    assert all("Nobody was hurt." in bodies(article) for article in without_shared(inside))
    signed = [
        replace(article, metadata=Metadata(author="Ada Okoye"))
        for article in _folder(*(("By Ada Okoye", "7 January 2020", story) for story in STORIES[:5]))
    ]
    assert _shared(signed) == [[]] * 5


def test_no_article_is_left_with_nothing() -> None:
    articles = _folder(*((story,) for story in STORIES[:4]), (FLOOD,), (FLOOD, PIERS), (PIERS, FLOOD))
    assert all(article.body for article in without_shared(articles))


@given(st.lists(st.lists(st.sampled_from([*STORIES, LETTER, FLOOD]), min_size=1, max_size=5), max_size=9))
def test_it_depends_on_the_articles_alone_and_loses_nothing(lines: list[list[str]]) -> None:
    articles = _folder(*map(tuple, lines))
    once = without_shared(articles)
    assert without_shared(once) == once
    assert without_shared([*once[:4]]) == without_shared(articles[:4])
    for before, after in zip(articles, once, strict=True):
        spans = [*after.body, *(out.span for out in after.left_out)]
        assert sorted(spans) == list(before.body)
