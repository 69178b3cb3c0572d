"""Scores of single questions, worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate import Attempt, Shown, covers, ranking, recall, result
from qa.questions import Piece, Question, Wording

COST = (Wording("bridge.txt", "The repair cost 4.2 million crowns"),)
DATE = (Wording("bridge.txt", "It reopened on Tuesday"), Wording("ferry.txt", "open again since Tuesday"))


def _quote(text: str, path: str = "bridge.txt", citation: str = "") -> Shown:
    return Shown(text, (path,), citation)


@pytest.mark.parametrize(
    ("shown", "piece", "covered"),
    [
        (_quote("The repair cost 4.2 million crowns."), COST, True),
        (_quote("the REPAIR\ncost\u00a04.2 [million](http://example.org) crowns"), COST, True),
        # six of the seven words (4 and 2 are two), then five: 80 % is 5.6
        (_quote("repair cost 4.2 million crowns"), COST, True),
        (_quote("repair cost 4.2 million"), COST, False),
        (_quote("The repair cost 4.2 million crowns", "ferry.txt"), COST, False),
        (_quote("The repair cost 4.2 million crowns", "north/bridge.txt"), COST, True),
        (_quote("The repair cost 4.2 million crowns", "drawbridge.txt"), COST, False),
        (_quote("They are open again since Tuesday.", "ferry.txt"), DATE, True),
        (_quote("They are open again since Tuesday.", "bridge.txt"), DATE, False),
        # a word counts as often as it stands there
        (_quote("no no"), ((Wording("bridge.txt", "no no no")),), False),
    ],
)
def test_what_covers_a_piece(shown: Shown, piece: Piece, covered: bool) -> None:  # noqa: FBT001
    assert covers(shown, piece) == covered


def test_only_the_first_eighty_words_of_a_quote_count() -> None:
    late = _quote("word " * 74 + "The repair cost 4.2 million crowns")
    assert covers(late, COST, 81)
    assert covers(late, COST, 80)
    assert not covers(late, COST, 79)
    assert covers(late, COST)


def test_every_path_of_a_file_that_lies_twice_is_its_own() -> None:
    assert covers(Shown("The repair cost 4.2 million crowns", ("a.txt", "copies/bridge.txt")), COST)


def test_each_piece_counts_for_its_share_unless_one_is_enough() -> None:
    both, one = Question("?", evidence=(COST, DATE)), Question("?", evidence=(COST, DATE), one_is_enough=True)
    cost, date = _quote("The repair cost 4.2 million crowns"), _quote("It reopened on Tuesday")
    assert [recall(both, shown) for shown in ([], [cost], [cost, cost], [date, cost])] == [0, 0.5, 0.5, 1]
    assert [recall(one, shown) for shown in ([], [cost], [date, cost])] == [0, 1, 1]


def test_a_question_about_the_article_may_be_answered_by_its_citation() -> None:
    asked = Question("When?", "metadata", accept=("3 March", "2021-03-03"))
    assert recall(asked, [_quote("Nothing.", citation="Lisse Courier 2021-03-03")]) == 1
    assert recall(asked, [_quote("On 3\nMARCH.")]) == 1
    assert recall(asked, [_quote("Nothing.", citation="2021-03-04")]) == 0
    assert recall(Question("When?", "date", (COST,), accept=("3 March",)), [_quote("On 3 March.")]) == 0


def test_a_ranking_worked_out_by_hand() -> None:
    """Two pieces: the first found at place 2, the second at place 4."""
    scores = ranking([0, 0.5, 0.5, 1, 1, 1], 2)
    assert scores == {
        "recall@1": 0,
        "recall@3": 0.5,
        "recall@5": 1,
        "mrr": 0.5,
        "ndcg@10": round((1 / log2(3) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3)), 4),
    }
    assert scores["ndcg@10"] == 0.6509


def test_all_at_the_first_place_is_all_there_is() -> None:
    assert set(ranking([1.0], 3).values()) == {1.0}
    assert set(ranking([], 3, "passage_").values()) == {0.0}
    assert ranking(None, 3, "passage_") == dict.fromkeys(
        ["passage_recall@1", "passage_recall@3", "passage_recall@5", "passage_mrr", "passage_ndcg@10"]
    )


@given(st.lists(st.integers(0, 4), max_size=10), st.integers(1, 4))
def test_scores_lie_between_0_and_1_and_recall_never_falls(found: list[int], pieces: int) -> None:
    covered = [min(pieces, max(found[: place + 1])) / pieces for place in range(len(found))]
    scores = [score for score in ranking(covered, pieces).values() if score is not None]
    assert len(scores) == 5
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] <= scores[1] <= scores[2]


def test_the_record_of_an_answered_question() -> None:
    quotes = (
        _quote("They rested."),
        _quote("It reopened on Tuesday"),
        _quote("They left."),
        _quote("Four more words here"),
    )
    passages = (_quote("It reopened on Tuesday. The repair cost 4.2 million crowns."),)
    tried = Attempt(
        answered=True, confidence=0.7, quotes=quotes, nearest=(), passages=passages, milliseconds=12.5, altered=1
    )
    assert result(Question("What?", "multi", (COST, DATE), name="q1", line=3), tried) == {
        "line": 3,
        "id": "q1",
        "question": "What?",
        "kind": "multi",
        "answered": True,
        "confidence": 0.7,
        "refused_because": None,
        "right": True,
        "recall@1": 0.0,
        "recall@3": 0.5,
        "recall@5": 0.5,
        "mrr": 0.5,
        "ndcg@10": 0.3869,  # (1 / 2 / log2(3)) / ((1 + 1 / log2(3)) / 2)
        "passage_recall@1": 1.0,
        "passage_recall@3": 1.0,
        "passage_recall@5": 1.0,
        "passage_mrr": 1.0,
        "passage_ndcg@10": 1.0,
        "words_shown@3": 8,
        "quotes": 4,
        "altered": 1,
        "ms": 12.5,
    }


def test_a_refused_question_scores_0_though_its_confidence_may_have_been_right() -> None:
    near = (_quote("The repair cost 4.2 million crowns"),)
    record = result(
        Question("What?", evidence=(COST,)),
        Attempt(answered=False, confidence=0.02, quotes=(), nearest=near, passages=near, milliseconds=1.0),
    )
    assert (record["recall@5"], record["mrr"], record["words_shown@3"]) == (0, 0, 0)
    assert (record["answered"], record["right"], record["passage_recall@1"]) == (False, True, 1)


def test_a_question_without_an_answer_has_no_recall() -> None:
    quotes = (_quote("The repair cost 4.2 million crowns"),)
    record = result(
        Question("Who?", "unanswerable", (COST,)),
        Attempt(answered=True, confidence=0.9, quotes=quotes, nearest=(), passages=quotes, milliseconds=1.0),
    )
    assert record["right"] is False
    assert {record[key] for key in ("recall@1", "mrr", "passage_ndcg@10", "words_shown@3")} == {None}
