"""Which words a text has, and which of them are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import STOP_WORDS, question_terms, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n — … !? “”", []),
        ("Iraq's U.S.-led talks", ["iraq", "us", "led", "talks"]),
        ("the U.N.’s envoy", ["the", "un", "envoy"]),
        ("the U.S.'s allies", ["the", "us", "allies"]),
        ("end of U.S. End", ["end", "of", "us", "end"]),
        ("e.g. 5.6 or 1,000", ["eg", "5", "6", "or", "1", "000"]),
        ("Qassem Soleimani’s", ["qassem", "soleimani"]),
        ("O’Neil and O'Neil don’t", ["o’neil", "and", "o'neil", "don’t"]),
        ("the 'quoted' word and the soldiers' pay", ["the", "quoted", "word", "and", "the", "soldiers", "pay"]),
        ("state-of-the-art snake_case a/b", ["state", "of", "the", "art", "snake", "case", "a", "b"]),
        ("F-16s and COVID-19", ["f", "16s", "and", "covid", "19"]),
        ("Irbi\u0301l IRBÍL", ["irbíl", "irbíl"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("مرحبا، عالم", ["مرحبا", "عالم"]),
        ("Росси́я", ["росси́я"]),
        ("美国军队", ["美国", "国军", "军队"]),
        ("橋", ["橋"]),
        ("iPhone用ケース2個", ["iphone", "用ケ", "ケー", "ース", "2", "個"]),
        ("สวัส", ["สว", "วั", "ัส"]),
        ("한국 군대", ["한국", "군대"]),
        ("👍🏽 ok", ["ok"]),
        ("\x1b[31mred\x1b[0m", ["31mred", "0m"]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("votes", "voting"),
        ("Naïve", "naive"),
        ("Erdoğan", "ERDOGAN"),
        ("Irbi\u0301l", "Irbil"),
        ("straße", "STRASSE"),
        ("O’Neil", "O'Neil"),
        ("ﬁre", "fire"),
        ("Ｔｅｘｔ２", "text2"),
        ("U.S.", "US"),
        ("Kraków", "krakow"),
        ("İncirlik", "Incirlik"),
        ("İSTANBUL", "Istanbul"),
        ("Ẹ̀kó", "Eko"),
        ("x\u0302", "x"),
    ],
)
def test_what_is_written_two_ways_is_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who voted for the resolution?", ["vote", "resolut"]),
        ("What did the U.S. do?", ["us"]),
        ("votes, vote and VOTING", ["vote"]),
        ("who is who", ["who", "is"]),
        ("", []),
        ("???", []),
    ],
)
def test_a_question_gives_its_telling_terms_once(question: str, expected: list[str]) -> None:
    assert question_terms(question) == expected


def test_us_is_a_country_and_no_stop_word() -> None:
    assert "us" not in STOP_WORDS
    assert all(words(word) == [word] for word in STOP_WORDS)


@given(st.text(max_size=60))
def test_any_text_has_terms_that_hold_no_space_and_do_not_change_with_its_normal_form(text: str) -> None:
    found = terms(text)
    assert all(term and not any(map(str.isspace, term)) for term in found)
    assert found == terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))
    assert set(question_terms(text)) <= set(found)
