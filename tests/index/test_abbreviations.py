"""Short forms that articles explain."""

import pytest

from index.abbreviations import abbreviation_rules, definitions, is_short_form
from index.wording import Rule

PORT = "Crews of the Lisse Port Authority (LPA) met on Monday."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PORT, [("LPA", "Lisse Port Authority")]),
        ("The Ministry of Defence (MoD) said so.", [("MoD", "Ministry of Defence")]),
        ("CFU (Crew and Ferry Union) said so.", [("CFU", "Crew and Ferry Union")]),
        (
            "the so-called Northern Ferry Workers’ Association (“NFWA”)",
            [("NFWA", "Northern Ferry Workers’ Association")],
        ),
        ("the Lisse\nPort Authority (LPA)", [("LPA", "Lisse Port Authority")]),
        ("a Trans-Alpine Line [TAL]", [("TAL", "Trans-Alpine Line")]),
        ("Mayor Ilse Dorn (Ada) went.", []),
        ("the port (LPA)", []),
        ("in the village (OK)", []),
    ],
)
def test_a_short_form_is_made_of_initials(text: str, found: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == found


def test_rules_lead_from_either_form_to_that_of_the_question() -> None:
    long, short = ("liss", "port", "author"), ("lpa",)
    assert abbreviation_rules("What did the LPA say?", ["LPA"], [PORT, PORT]) == [Rule(long, short)]
    assert abbreviation_rules("What did the Lisse Port Authority say?", [], [PORT]) == [Rule(short, long)]
    assert abbreviation_rules("What did the port say?", ["port"], [PORT]) == []
    art = "an Alpine Railway Trust (ART)"
    assert abbreviation_rules("What is art?", [], [art]) == []


@pytest.mark.parametrize(
    ("word", "short"), [("LPA", True), ("U.N.", True), ("PMs", True), ("Lisse", False), ("I", False)]
)
def test_what_is_written_as_a_short_form(word: str, short: bool) -> None:  # noqa: FBT001
    assert is_short_form(word) is short
