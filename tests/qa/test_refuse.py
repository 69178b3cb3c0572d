"""What the quotes do not meet, and confidence."""

import pytest

from corpus.article import Article, Metadata, Passage, Span
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
        ("Where is Ilse Dorn's office in Lisse?", ("Ilse", "Dorn's", "Lisse")),
        ("Tomas closed it. Who opened it?", ()),
        ("NATO closed it?", ("NATO",)),
    ],
)
def test_unmet_names_and_numbers(question: str, missing: tuple[str, ...]) -> None:
    assert unmet(question, [TEXT]) == missing


def _evidence(cosine: float, coverage: float) -> Evidence:
    article = Article("a.txt", "", "Some text.", Metadata(), (Span(0, 10),))
    passage = Passage(article, Span(0, 10))
    return Evidence(passage, passage.span, passage.span, 0.0, cosine, coverage)


def test_confidence_is_absolute_and_rises_with_either_signal() -> None:
    assert confidence([]) == 0
    low, more, most = (confidence([_evidence(*signals)]) for signals in ((0.1, 0.1), (0.5, 0.1), (0.5, 0.9)))
    assert 0 <= low < more < most <= 1
    assert low < 0.01
    assert confidence([_evidence(0.5, 0.1), _evidence(0.1, 0.9)]) == most
