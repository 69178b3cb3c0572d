"""Lines that the articles of a folder share."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Metadata
from corpus.shared import SHARED, Signs, folder, shared_lines, signs, without_shared
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


def _marked(articles: list[Article]) -> list[Article]:
    """The articles without what the signs of all of them show to be shared."""
    shared = shared_lines((article.path, signs(article)) for article in articles)
    return [without_shared(article, shared[folder(article.path)]) for article in articles]


def _shared(articles: list[Article]) -> list[list[str]]:
    return [[text for text, reason in left_out(article) if reason == SHARED] for article in _marked(articles)]


def test_what_many_stories_end_with_is_the_pages() -> None:
    found = _marked(_folder(*((story, LETTER) for story in STORIES[:4])))
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
    assert all("Nobody was hurt." in bodies(article) for article in _marked(inside))
    signed = [
        replace(article, metadata=Metadata(author="Ada Okoye"))
        for article in _folder(*(("By Ada Okoye", "7 January 2020", story) for story in STORIES[:5]))
    ]
    assert _shared(signed) == [[]] * 5


def test_no_article_is_left_with_nothing() -> None:
    articles = _folder(*((story,) for story in STORIES[:4]), (FLOOD,), (FLOOD, PIERS), (PIERS, FLOOD))
    assert all(article.body for article in _marked(articles))


@given(st.lists(st.lists(st.sampled_from([*STORIES, LETTER, FLOOD]), min_size=1, max_size=5), max_size=9))
def test_it_depends_on_the_articles_alone_and_loses_nothing(lines: list[list[str]]) -> None:
    articles = _folder(*map(tuple, lines))
    once = _marked(articles)
    assert _marked(once) == once
    assert [signs(article) for article in once] == [signs(article) for article in articles]
    assert _marked([*once[:4]]) == _marked(articles[:4])
    assert _marked(articles[::-1]) == once[::-1]
    for before, after in zip(articles, once, strict=True):
        spans = [*after.body, *(out.span for out in after.left_out)]
        assert sorted(spans) == list(before.body)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1)))
def test_signs_come_back_from_their_bytes(story: int, lines: list[int]) -> None:
    found = Signs(story, tuple(lines))
    assert len(found.to_bytes()) == 8 + 8 * len(lines)
    assert Signs.from_bytes(found.to_bytes()) == found


def test_signs_tell_stories_apart_and_an_article_without_a_story_shares_nothing() -> None:
    one, copy, other = (
        signs(article) for article in _folder((STORIES[0], LETTER), (STORIES[0],), (STORIES[1], LETTER))
    )
    assert one.story == copy.story != other.story
    assert one.lines[-1] == other.lines[-1]
    assert set(copy.lines) <= set(one.lines)
    (line,) = _folder((LETTER,))
    assert signs(line) == Signs(0, ())
    assert shared_lines([("news/1.txt", signs(line))]) == {"news": frozenset()}
    assert shared_lines([]) == {}
