"""What the quotes do not meet, and confidence."""

import pytest

from corpus.article import Article, Metadata, Passage, Span
from qa.defaults import THRESHOLD
from qa.evidence import Evidence
from qa.refuse import confidence, unmet

TEXT = "In 2019 Mayor Tomas Brandt closed the U.S. office in Besançon; it had cost 1,200 crowns."


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Did Brandt close the office in 2019?", ()),
        ("Did Brandt close the office in 2020?", ("2020",)),
        ("What did Brandt tell CNN?", ("CNN",)),
        ("Which US office was in Besancon?", ()),
        ("Did it cost 1200 crowns or 1,300?", ("1,300",)),
        ("Where is Ilse Dorn's office in Lisse?", ("Ilse", "Dorn", "Lisse")),
        ("Tomas closed it. Who opened it?", ()),
        ("NATO closed it?", ("NATO",)),
    ],
)
def test_unmet_names_and_numbers(question: str, missing: tuple[str, ...]) -> None:
    assert unmet(question, [TEXT]) == missing


def _evidence(cosine: float, given: float = 1.0) -> Evidence:
    article = Article("a.txt", "", "Some text.", Metadata(), (Span(0, 10),))
    passage = Passage(article, Span(0, 10))
    return Evidence(passage, passage.span, passage.span, 0.0, cosine, given)


def test_confidence_is_absolute_and_rises_with_the_likeness() -> None:
    assert confidence([], 0) == 0
    low, more, most = (confidence([_evidence(cosine)], 0) for cosine in (0.0, 0.5, 0.9))
    assert 0 <= low < more < most <= 1
    assert confidence([_evidence(0.1), _evidence(0.9)], 0) == most
    assert low < THRESHOLD < most


def test_confidence_falls_where_what_is_wanted_is_not_there() -> None:
    sure = confidence([_evidence(0.6)], 0)
    assert confidence([_evidence(0.6, 0.0)], 0) < sure
    assert confidence([_evidence(0.6, 0.0), _evidence(0.2, 1.0)], 0) == sure
    assert confidence([_evidence(0.6)], 1) < sure


def test_only_the_first_three_quotes_are_likely_to_answer() -> None:
    assert confidence([_evidence(0.1)] * 3 + [_evidence(0.9)], 0) == confidence([_evidence(0.1)] * 3, 0)
