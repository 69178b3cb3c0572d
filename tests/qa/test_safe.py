"""What an article holds may not act on a terminal."""

import json

from hypothesis import given
from hypothesis import strategies as st

from qa.safe import safe_json, visible

ACTING = "\x1b[31m \x07 \x9b \x7f \u202e \u2066 \u200f \u2028 \ufeff \U000e0041"


def test_acting_characters_are_shown() -> None:
    assert visible(ACTING) == "␛[31m ␇ <U+009B> ␡ <U+202E> <U+2066> <U+200F> <U+2028> <U+FEFF> <U+E0041>"
    assert visible("a \r\n\t b\u00a0c") == "a b c"
    assert visible("naïve — “ok” 日本 👩‍👧") == "naïve — “ok” 日本 👩‍👧"


def test_json_holds_none_of_them_and_reads_back_exactly() -> None:
    text = safe_json({"text": ACTING})
    assert json.loads(text) == {"text": ACTING}
    assert not set(text) & set("\x1b\x07\x9b\x7f\u202e\u2066\u200f\u2028\ufeff\U000e0041")


@given(st.text())
def test_any_text_survives_json(text: str) -> None:
    assert json.loads(safe_json([text])) == [text]
    assert "\x1b" not in visible(text)
