"""The lexical half gives what the formula of BM25 gives, from one segment or from several."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.found import Found, Home
from index.plan import Known
from index.segment.entry import Sketch
from index.segment.words import PIVOT, WordsWriter
from index.segments import Segment
from index.terms import terms
from index.words import Words
from index.write import write_segment
from tests.doubles import WordEmbedder
from tests.index.parts import parts, plain

K1, B = 1.2, 0.75
NOUNS = "sea river frost bridge ferry crown mayor town".split()  # none of them has another stem

TEXTS = [
    "sea river frost",
    "sea sea sea river",
    "bridge ferry crown mayor town",
    "the sea",
    "frost",
    "Frosts and the FROST of a frosted town",
    "U.S. troops in Iraq's north",
    "Die Brücke von Mostar, die Brucke",
    "美国军队留在伊拉克",
    "東京の橋",
    "Мост через реку",
    "الجسر فوق النهر",
    "",
    "!?…",
]


Write = Callable[..., Words]


def bm25(texts: Sequence[Sequence[str]], asked: Sequence[str]) -> dict[int, float]:
    """BM25 with the inverse document frequency that is never negative, over lists of terms."""
    scores: dict[int, float] = {}
    for term in asked:
        holding = sum(term in text for text in texts)
        rarity = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for row, text in enumerate(texts):
            if times := text.count(term):
                norm = K1 * (1 - B + B * len(text) / PIVOT)
                scores[row] = scores.get(row, 0.0) + rarity * times * (K1 + 1) / (times + norm)
    return scores


def drawn(count: int, longest: int = 40) -> list[list[str]]:
    """Texts of fewer words than `longest`; tantivy keeps lengths below 40 exactly."""
    source = np.random.default_rng(5)
    return [[NOUNS[at] for at in source.integers(0, len(NOUNS), source.integers(1, longest))] for _ in range(count)]


@pytest.fixture
def written(place: Path) -> Iterator[Write]:
    """Writes texts, each of an article of its own, to segments that are cut `at` these texts; text i is row i.

    Texts in `gone` are in articles that no longer count.
    """
    with ExitStack() as closed:
        number = 0

        def write(texts: Sequence[str], at: Sequence[int] = (), gone: Sequence[int] = ()) -> Words:
            nonlocal number
            number += 1
            return Words(*closed.enter_context(_written(place / str(number), texts, at, gone)))

        yield write


@contextmanager
def _written(
    folder: Path, texts: Sequence[str], at: Sequence[int], gone: Sequence[int]
) -> Iterator[tuple[tuple[Segment, ...], Counter[str]]]:
    cuts = list(pairwise([0, *at, len(texts)]))
    entries = [[plain(f"{row}.txt", texts[row]) for row in range(*cut)] for cut in cuts]
    lost = Counter(term for row in gone for term in set(terms(texts[row])))
    numbers = [[row - start for row in gone if start <= row < end] for start, end in cuts]
    with parts(folder, *entries, gone=numbers) as segments:
        yield segments, lost


@pytest.fixture(scope="module", params=[(), (5, 6, 9)], ids=["one segment", "four segments"])
def words(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Words]:
    with _written(tmp_path_factory.mktemp("texts"), TEXTS, request.param, ()) as (segments, lost):
        yield Words(segments, lost)


def rows(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


def allowed(words: Words, some: Sequence[int]) -> list[list[int]]:
    """The articles of these rows: in these tests each has one."""
    return [
        [row - segment.base for row in sorted(some) if 0 <= row - segment.base < segment.catalog.passages]
        for segment in words._segments
    ]


@pytest.mark.parametrize("at", [(), (20,), (1, 2, 59)], ids=str)
@pytest.mark.parametrize("asked", [["sea"], ["frost", "town"], NOUNS, ["sea", "absent"]])
def test_scores_are_those_of_the_formula(written: Write, asked: list[str], at: tuple[int, ...]) -> None:
    texts = drawn(60)
    found = written([" ".join(text) for text in texts], at).search(" ".join(asked), 100)
    assert dict(found) == pytest.approx(bm25(texts, asked), abs=6e-4)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert all(score == round(score, 3) for _, score in found)


@pytest.mark.parametrize("longest", [3, 40, 400])
@pytest.mark.parametrize("asked", [["sea"], ["frost", "town"], NOUNS])
def test_articles_that_are_gone_count_for_nothing(written: Write, asked: list[str], longest: int) -> None:
    texts = [" ".join(text) for text in drawn(60, longest)]
    gone = [0, 1, 7, 20, 58]
    left = [row for row in range(60) if row not in gone]
    several, fresh = written(texts, (8, 50), gone), written([texts[row] for row in left])
    assert len(several) == len(fresh) == 55
    found = {left[row]: score for row, score in fresh.search(" ".join(asked), 100)}
    assert dict(several.search(" ".join(asked), 100)) == found
    assert several.vocabulary("") == fresh.vocabulary("")
    assert [several.frequency(noun) for noun in NOUNS] == [fresh.frequency(noun) for noun in NOUNS]
    assert several.holding(asked, 100) == [left[row] for row in fresh.holding(asked, 100)]


def test_a_term_that_only_articles_that_are_gone_hold_is_no_term(written: Write) -> None:
    several = written(["sea river", "frost", "sea bridge"], (2,), [1, 2])
    assert (several.frequency("sea"), several.frequency("frost"), several.frequency("bridge")) == (1, 0, 0)
    assert several.vocabulary("") == [("river", 1), ("sea", 1)]
    assert (several.search("frost", 5), several.holding(["bridge"], 5)) == ([], [])


def test_many_and_long_texts_score_as_they_would_alone(written: Write) -> None:
    # a text of three million terms: what makes up for its length is cut into several documents without passages
    long = " ".join(["river"] * 3_000_000)
    together, apart = written(["sea frost", long]), written(["sea frost", long], (1,))
    assert together.search("sea", 2) == apart.search("sea", 2)
    assert together.search("river", 2) == apart.search("river", 2)


def test_a_score_worked_by_hand(words: Words) -> None:
    # "bridge" is in one of 14 texts, once among five terms: the idf is ln(1 + 13.5 / 1.5); five terms
    # are 0.0390625 of the 128 that count as middling, so the norm is 1.2 * (0.25 + 0.75 * 0.0390625)
    ((row, score),) = words.search("bridge", 5)
    assert (row, score) == (2, round(2.302585 * 2.2 / 1.335156, 3))


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 100, 100_000])
def test_k_best_are_the_first_of_all(words: Words, k: int) -> None:
    everything = words.search("sea frost town", 14)
    assert sorted(rows(everything)) == [0, 1, 2, 3, 4, 5]
    assert words.search("sea frost town", k) == everything[:k]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("frost", [0, 4, 5]),
        ("FROSTS?", [0, 4, 5]),
        ("u.s. troops", [6]),
        ("the US in Iraq", [6]),
        ("Mostar's bruckes", [7]),
        ("brücke", [7]),
        ("美国", [8]),
        ("军队在哪里?", [8]),
        ("東京", [9]),
        ("мост", [10]),
        ("МОСТ", [10]),
        ("الجسر", [11]),
        ("bridge -ferry", [2]),
        ('"crown mayor"', [2]),
        ("terms:bridge AND row:0 OR NOT (town^2) +sea* [a TO z] \\ ~", [0, 1, 2, 3, 5]),
        ("absent", []),
        ("", []),
        (" \n\t", []),
        ("?!… — “”", []),
        ("\0", []),
        ("the", [3, 5]),  # only stop words: then they are what is asked for
        ("the sea", [0, 1, 3]),  # else they count for nothing
        ("who are the", [3, 5]),
        ("x" * 10_000, []),
    ],
)
def test_a_question_is_words_and_nothing_else(words: Words, question: str, found: list[int]) -> None:
    assert sorted(rows(words.search(question, 50))) == found


def test_a_word_that_is_asked_twice_counts_once(words: Words) -> None:
    assert words.search("frost frosts FROST", 10) == words.search("frost", 10)


def test_no_row_without_a_term_is_found(words: Words) -> None:
    assert all(score > 0 for _, score in words.search("sea frost bridge troops мост", 50))


def test_none_asked_gives_none(words: Words) -> None:
    assert words.search("sea", 0) == []
    assert words.search("sea", 5, allowed(words, [])) == []
    assert (words.holding([], 5), words.holding(["sea"], 0)) == ([], [])


def test_allowed_rows_keep_their_scores(words: Words) -> None:
    everything = dict(words.search("sea frost", 14))
    for some in ([1], [4, 1, 2], [0, 5, 13], list(range(14)), [2, 6]):
        found = words.search("sea frost", 14, allowed(words, some))
        assert dict(found) == {row: everything[row] for row in some if row in everything}
        assert found == sorted(found, key=lambda one: (-one[1], one[0]))
        assert words.search("sea frost", 1, allowed(words, some)) == found[:1]


@pytest.mark.parametrize("at", [(), (3, 250)], ids=str)
@pytest.mark.parametrize("k", [1, 30, 100, 300])
def test_equal_scores_come_in_order_of_row_and_the_first_of_them_are_kept(
    written: Write, k: int, at: tuple[int, ...]
) -> None:
    words = written(["sea river" if row % 7 else "moon sky" for row in range(500)], at)
    assert rows(words.search("sea", k)) == [row for row in range(500) if row % 7][:k]


def test_a_word_too_long_to_be_one_is_not_indexed_and_harms_nothing(written: Write) -> None:
    words = written([f"sea {'a' * 200} {'b' * 201} {'c' * 100_000}"])
    assert [rows(words.search(text, 5)) for text in ("sea", "a" * 200, "b" * 201, "c" * 100_000)] == [[0], [0], [], []]


def test_frequency_counts_passages_and_not_occurrences(words: Words) -> None:
    counted = {"sea": 3, "frost": 3, "the": 2, "bruck": 1, "brück": 0, "brücke": 0, "absent": 0}
    assert {term: words.frequency(term) for term in counted} == counted


def test_the_vocabulary_names_the_terms_of_passages_and_no_others(words: Words) -> None:
    expected = Counter(term for text in TEXTS for term in set(terms(text)))
    assert words.vocabulary("") == sorted(expected.items(), key=lambda one: (-one[1], one[0]))
    assert words.vocabulary("s") == [("sea", 3)]


def test_no_texts_or_texts_without_words_can_be_written_and_searched(written: Write) -> None:
    for number, texts in enumerate([[], [""], ["", "…"]]):
        words = written(texts)
        assert (len(words), words.search("sea", 5), words.frequency("sea")) == (number, [], 0)
        assert words.vocabulary("") == []


def test_a_segment_that_cannot_be_written_lets_go_of_its_writer_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers = list[WordsWriter]()

    class Watched(WordsWriter):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            writers.append(self)

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("index.write.WordsWriter", Watched)
    monkeypatch.setattr("index.write._entry", full)
    sketch = Sketch("a.txt", Known("", tmp_path, 1, 1), b"", b"", b"")
    found = Found(sketch, Home(0, sketch))
    with parts(tmp_path / "draft", []) as (draft,), pytest.raises(OSError, match="No space left"):
        write_segment(tmp_path, [found], draft.catalog, WordEmbedder())
    assert [writer._writer for writer in writers] == [None]  # as it goes, its thread ends, which makes files
