"""What of a quote speaks against what a question takes for granted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.premise import contradiction


@pytest.mark.parametrize(
    ("question", "sentence", "against"),
    [
        ("Why did the council close the mill?", "The council did not close the mill.", "did not close"),
        ("When was the mill closed by the council?", "The council's mill was never closed.", "never closed"),
        ("Why did Brandt sell the ferry?", "Brandt refused to sell the ferry.", "refused to sell"),
        ("Why did the 40 boats of Lisse sink?", "In Lisse 14 boats sank, others were saved.", None),
        ("Why were 40 boats of Lisse lost?", "In Lisse, 14 boats were lost.", "14"),
        ("Why were 40 boats of Lisse lost?", "In Lisse, 14 boats were lost; they spoke of 17 boats.", None),
        ("Why were 40 boats of Lisse lost?", "In Lisse, 14 boats were lost, they said at first.", None),
        ("Why were 1,400 boats of Lisse lost?", "In Lisse, 1400 boats were lost.", None),
        ("Why did the old mill burn in 2019?", "The old mill burned in 1998.", None),
        ("Why did 40 of the old mills burn?", "Of the old mills 14 burned.", None),
        ("Why is the old ferry loved?", "The ferry is not only old, it is loved.", None),
        ("Did the council close the mill?", "The council did not close the mill.", None),
        ("Why did the council not close the mill?", "The council did not close the mill.", None),
        ("Who closed the mill?", "He did not close the door.", None),
        ("What happened to the 40 boats?", "It rained for 12 days.", None),
        ("", "", None),
    ],
)
def test_contradiction(question: str, sentence: str, against: str | None) -> None:
    found = contradiction(question, sentence)
    assert (found.of(sentence) if found else None) == against


@given(st.text(max_size=60), st.text(max_size=60))
def test_is_a_part_of_the_sentence(question: str, sentence: str) -> None:
    found = contradiction(question, sentence)
    assert found is None or 0 <= found.start < found.end <= len(sentence)
