"""Which sentences are chosen, and how much around them."""

import math
from itertools import pairwise

import numpy as np
import pytest

from corpus.article import Passage, Span
from corpus.passages import passages
from corpus.read import read_article
from index.search import Hit
from qa.evidence import Evidence, bm25, choose, inverse_frequency
from tests.doubles import WordEmbedder

STORY = (
    "Crews Wait\n\n"
    "Snow fell on the northern road all night long. The plough driver, Ada Kern, cleared it before dawn. "
    "Nobody was hurt in it. Schools opened as usual on the next day. The mayor thanked all of the drivers twice.\n"
)


def _choose(text: str, question: str) -> list[Evidence]:
    embedder = WordEmbedder()
    article = read_article("a.txt", text.encode())
    found = passages(article, embedder.count_tokens, embedder.max_tokens)
    vector = embedder.encode([question])[0]
    hits = [
        Hit(passage, row, 0.0, float(embedder.encode([passage.text])[0] @ vector), 0.0, row + 1, None)
        for row, passage in enumerate(found)
    ]
    return choose(question, vector, hits, embedder.encode, lambda _term: 1.0, 5)


def _text(evidence: Evidence, span: Span) -> str:
    return span.of(evidence.passage.article.text)


def test_the_best_sentence_is_quoted_with_its_better_neighbours() -> None:
    evidence = _choose(STORY, "Who was the plough driver?")[0]
    assert _text(evidence, evidence.best) == "The plough driver, Ada Kern, cleared it before dawn."
    quote = _text(evidence, evidence.span)
    assert evidence.best.start >= evidence.span.start
    assert quote.count(".") == 3
    assert len(quote.split()) <= 60


def test_a_sentence_longer_than_any_quote_is_cut_at_a_word() -> None:
    (evidence,) = _choose("Counting\n\n" + " ".join(f"word{n}" for n in range(150)) + ".\n", "word3 word4")
    words = _text(evidence, evidence.span).split()
    assert (len(words), words[0], words[-1]) == (80, "word0", "word79")


def test_passages_give_several_quotes_no_sentence_twice_and_the_best_comes_first() -> None:
    filler = " ".join(f"Line {n} tells about other things entirely, at length." for n in range(30))
    drivers = ("The plough driver was Ada Kern.", "A plough came with another driver.", "Who drove was unknown.")
    found = _choose("Ploughs\n\n" + "".join(f"{filler} {driver} " for driver in drivers), "Who was the plough driver?")
    assert len(found) >= 2
    spans = sorted(evidence.span for evidence in found)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "Ada Kern" in _text(found[0], found[0].span)
    assert "another driver" in _text(found[1], found[1].span)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_passage_gives_the_second_quote_where_nothing_else_comes_near() -> None:
    story = "The plough driver was Ada Kern. " + "It snowed on the far hills all that night. " * 12
    found = _choose(f"Ploughs\n\n{story}The plough driver came back at dawn.\n", "Who was the plough driver?")
    assert len(found) == 2
    assert found[0].passage == found[1].passage
    assert "came back" in _text(found[1], found[1].span)


def test_what_is_far_behind_the_best_is_no_evidence() -> None:
    filler = " ".join(f"Line {n} tells about other things entirely, at length." for n in range(60))
    assert len(_choose(f"Ploughs\n\n{filler} The plough driver was Ada Kern.\n", "Who was the plough driver?")) == 1


def test_no_hits_no_evidence() -> None:
    assert choose("who?", np.ones(4, dtype=np.float32), [], WordEmbedder().encode, lambda _term: 1.0, 5) == []


def test_bm25_by_hand() -> None:
    texts = [["a", "b"], ["a", "a", "c", "c"], ["c"]]
    mean = 7 / 3

    def part(times: int, length: int) -> float:
        return times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))

    assert bm25(["a"], texts, lambda _term: 2.0) == pytest.approx([2 * part(1, 2), 2 * part(2, 4), 0.0])
    assert bm25([], texts, lambda _term: 2.0) == [0, 0, 0]
    assert bm25(["a"], [], lambda _term: 2.0) == []


def test_rarity() -> None:
    assert inverse_frequency(10, 0) == pytest.approx(math.log(22))
    assert inverse_frequency(10, 10) > 0


def test_a_sentence_with_the_number_that_is_asked_for_goes_first() -> None:
    filler = " ".join(f"The hill road is said to be {word} in the snow." for word in ("long", "steep", "dull") * 8)
    story = f"The council had ploughs ordered. {filler} There were 14 ploughs ordered by sea.\n"
    (first, *_) = _choose(f"Roads\n\n{story}", "How many ploughs were ordered?")
    assert "14 ploughs" in _text(first, first.span)
    assert first.given > 0.5
    (first, *_) = _choose(f"Roads\n\n{story}", "Who had ploughs ordered?")
    assert "The council" in _text(first, first.span)


def test_evidence_far_behind_gives_little_of_what_is_wanted() -> None:
    filler = " ".join(f"The {word} mill stood dry." for word in ("old", "high", "far") * 12)
    story = f"The ferry sank near the landing stage. {filler} It cost 40 crowns to mend the ferry.\n"
    found = _choose(f"Rivers\n\n{story}", "How many people were on the ferry that sank near the landing stage?")
    assert max(one.given for one in found) < 0.4


def test_a_passage_of_one_article_never_holds_another() -> None:
    for evidence in _choose(STORY, "Who was hurt?"):
        assert isinstance(evidence.passage, Passage)
        assert evidence.passage.span.holds(evidence.span)


def test_a_quote_does_not_end_with_the_heading_of_the_next_paragraph() -> None:
    text = "Ploughs\n\nIt snowed for a week. The plough driver was Ada Kern.\n\nWages. They were low that year.\n"
    first = _choose(text, "Who was the plough driver?")[0]
    assert not _text(first, first.span).endswith("Wages.")
