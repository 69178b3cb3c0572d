"""Numbers and dates written differently."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.figures import figure_rules
from index.terms import question_terms, terms
from index.wording import Wording


def _meets(question: str, text: str) -> bool:
    return set(question_terms(question)) <= set(Wording(question, tuple(figure_rules(question))).terms(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000 crowns", "one thousand crowns"),
        ("1000 crowns", "1,000 crowns"),
        ("253 crates", "two hundred and fifty-three crates"),
        ("$2bn", "2 billion dollars"),
        ("2.5 million crowns", "2,500,000 crowns"),
        ("4m crates", "four million crates"),
        ("5 January 2020", "Jan. 5, 2020"),
        ("5 Jan", "January 5th"),
        ("of five ships", "of 5 ships"),
        ("on 9 September 1998", "on Sept. 9, 1998"),
        ("12 March 1998", "on 1998-03-12"),
    ],
)
def test_the_same_is_met_either_way(one: str, other: str) -> None:
    assert _meets(other.replace(" dollars", ""), one)
    assert _meets(one, other)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("1,000 crowns", "2,000 crowns"),
        ("5 January 2020", "6 Jan. 2020"),
        ("2 billion", "2 million"),
        ("5 January", "5 June"),
    ],
)
def test_another_number_is_not_met(question: str, text: str) -> None:
    assert not _meets(question, text)


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke in 1998?",
        "Who is Jan Dorn?",
        "What did the two sides say of one million?",
        "B-52, 1/3?",
        "Phase 5?",
        "",
    ],
)
def test_years_and_what_counts_nothing_have_no_rules(question: str) -> None:
    assert [rule for rule in figure_rules(question) if rule.then != ("one", "million")] == []


@settings(deadline=None)
@given(st.integers(11, 10**9))
def test_a_number_is_met_with_and_without_commas(number: int) -> None:
    if not 1500 <= number < 2100:
        assert _meets(f"{number}", f"{number:,}")
        assert _meets(f"{number:,}", f"{number}")


@settings(deadline=None)
@given(st.integers(11, 999_999))
def test_a_number_is_met_in_words(number: int) -> None:
    for rule in figure_rules(f"{number:,} men"):
        if rule.when[0].isalpha():
            words = " ".join(rule.when)
            break
    else:
        pytest.fail("no words")
    assert terms(words)[0].isalpha()
    assert _meets(f"{number:,} men", f"{words} men")


@settings(deadline=None)
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_is_met_in_names_and_figures(day: datetime.date) -> None:
    assert _meets(f"{day:%B} {day.day}, {day.year}", day.isoformat())
    assert _meets(day.isoformat(), f"{day.day} {day:%b} {day.year}")
