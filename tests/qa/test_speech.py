"""Where somebody speaks in a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Span
from qa.speech import speech, speech_around


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ode said: “It is late. We go.” He left.", ["“It is late. We go.”"]),
        ('"Late," said Ode. "We go."', ['"Late,"', '"We go."']),
        ("Ode sagte: „Es ist spät. Wir gehen.“ Dann ging er.", ["„Es ist spät. Wir gehen.“"]),
        ("Ode a dit : « Il est tard. » Il partit.", ["« Il est tard. »"]),
        ("Ode a dit : «Il est tard.» Il partit.", ["«Il est tard.»"]),
        ("Er sagte: »Spät.« Dann ging er.", ["»Spät.«"]),
        ("A “rebel” of 6'2\" came.", ["“rebel”"]),
        ("Ode said: “It is late.\n\n“We go.” He left.", ["“We go.”"]),
        ("Ode said: “It is late.\nBrand said so.” No.", []),
        ("Ode said: “It is\nlate.” He left.", ["“It is\nlate.”"]),
        ("Never closed: “It is late. We go.", []),
        ("No mark. It’s Ode’s.", []),
        ("", []),
    ],
)
def test_speech_stands_between_marks(text: str, said: list[str]) -> None:
    assert [span.of(text) for span in speech(text)] == said


@given(st.text(alphabet="ab .\n“”„«»\"'", max_size=60))
def test_spans_are_in_order_and_begin_and_end_with_marks(text: str) -> None:
    found = speech(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(span.of(text)[0] in '“„«»"' and span.of(text)[-1] in '“”«»"' for span in found)


def test_speech_around_a_part_counts_in_the_whole_text() -> None:
    text = "It rained. " * 400 + "Ode said: “It is late. We go.” " + "It rained. " * 400
    at = text.index("We go")
    (span,) = speech_around(text, Span(at, at + 6))
    assert span.of(text) == "“It is late. We go.”"
    assert speech_around(text, Span(0, 10)) == []
