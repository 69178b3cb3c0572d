"""Where sentences end."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Span
from corpus.sentences import sentences
from tests.corpus.sentence_cases import CASES, Case

PIECES = (
    "U.S. Jan. 5 Gen. Mr. J.S. e.g. i.e. p.m. a the left. Left. No! Why? ... … “ ” \" ' ‘ ’ « » ( ) [ ] — – -- 3.5 "
    "1. • é 😀 👩‍🚒 中文。 他走了！ نعم؟ Он. \u00a0 \u2028 \x0c \n \r\n \t \ufeff \u200b"
).split(" ")
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)


NOT_YET = {
    "The song, feat. Lena Ode, sold well. It was short.": "a feat is a word, too",
    "Is it late?Yes.No!Maybe.": "no telling “Yes.No” from a name with a stop inside",
    "The so-called “Dr.” Dunn sold pills. He was caught.": "a title by itself in marks",
    "Wait… what?": "“…” before a small letter parts sentences less often than not",
    "It was late :) He left.": "a face stands for a stop",
    "It works. 😀 He left.": "the picture goes with what follows",
    "等等……他走了。": "“……” parts sentences less often than not",
}


def _split(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case.group}: {case.text}", marks=[pytest.mark.xfail(reason=why)] if why else [])
        for case in CASES
        for why in [NOT_YET.get(case.text)]
    ],
)
def test_hard_cases(case: Case) -> None:
    assert _split(case.text, case.language) == list(case.sentences)


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. Army left.", "It went to the U.S. in May.", "He stayed in the U.S.", "They did not."],
        ["The vote on Jan. 5 failed.", "It was held again on Sept. 11.", "In Feb. nobody voted."],
        ["Former Gen. Amara Okoye spoke to Sen. Park.", "Lt. Col. Roy and Sgt. Poe saw her.", "Dr. Lee did not."],
        ["J.S. Bach wrote it.", "J. S. Mill did not.", "Mary K. Ode read it.", "A. B. Cole agreed."],
        ["Fruit, e.g. pears, is cheap.", "Bread, i.e. rye, is not.", "Meet at 5 p.m. on Sunday."],
        ["The crossing costs 3.50 crowns.", "It rose by 5.2%.", "In 2020 it was $3.5bn."],
        ["He waited... and waited.", "Then … nothing.", "And then… silence.", "Silence fell...", "Dawn came."],
        ["Wait . . . what?", "No!", "Is it over?!", "Yes."],
    ],
)
def test_a_stop_ends_a_sentence_only_where_the_sentence_ends(expected: list[str]) -> None:
    assert _split(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["“I was there.", "I saw it.”", "She nodded."],
        ["“I was there.", "I saw it.", "It was late and nobody came.", "Then we left."],
        ['"I was there.', 'I saw it."', "She nodded.", 'He said "yes".', "Then he left."],
        ["‘I was there.", "I saw it.’", "It’s the farmers’ house.", "He left."],
        ["She said: ‘It is late.’", "It's the farmers' house.", "'Twas late."],
        ["He called it a “balancing” act, “for now,” and left.", "Nobody laughed."],
        ["“Yes,” he said.", "“We go, and we go today.”"],
        ["He said, “I saw it.”", "“‘No,’ she said,” he went on."],
    ],
)
def test_quotations_are_parted_even_if_they_never_close(expected: list[str]) -> None:
    assert _split(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["He came late—too late.", "She left — at last.", "It was over."],
        ["It cost 5\u00a0km of rope.", "Nobody paid."],
        ["The first line\nends here.", "The second\r\nline ends there."],
        ["A footnote stands here.[1]", "Another follows.[2][3]", "None here."],
        ["He left (on foot).", "She stayed."],
        ["No stop at the end"],
    ],
)
def test_dashes_line_ends_and_notes_do_not_cut_a_sentence(expected: list[str]) -> None:
    assert _split(" ".join(expected)) == expected


def test_a_no_break_space_parts_sentences_as_a_space_does() -> None:
    assert _split("It rained.\u00a0Nobody came.\u00a0 Then it stopped.") == [
        "It rained.",
        "Nobody came.",
        "Then it stopped.",
    ]


@pytest.mark.parametrize("own", [True, False], ids=["its own rules", "English rules"])
@pytest.mark.parametrize(
    ("language", "between", "expected"),
    [
        ("zh", "", ["他走了。", "她来了！", "为什么？", "“我不知道。”", "他说。"]),
        ("ar", " ", ["ذهب إلى البيت.", "هل عاد؟", "نعم، عاد."]),
        ("ru", " ", ["Он ушёл.", "Она пришла!", "Почему?", "Никто не знал."]),
        ("fr", " ", ["«Il part.", "Elle reste.»", "Fin."]),
    ],
)
def test_other_scripts(language: str, between: str, expected: list[str], own: bool) -> None:  # noqa: FBT001
    assert _split(between.join(expected), language if own else "en") == expected


def test_an_unknown_language_falls_back_to_general_rules() -> None:
    assert _split("Hello. There.", "no-such-language") == ["Hello.", "There."]


def test_spans_count_in_the_whole_text_behind_astral_characters() -> None:
    text = "😀👩‍🚒\n\nHe left. She stayed 😀 here. They slept.\n\nNever seen."
    assert sentences(text, Span(6, 47)) == [Span(6, 14), Span(15, 33), Span(34, 45)]
    assert [span.of(text) for span in sentences(text, Span(6, 47))] == [
        "He left.",
        "She stayed 😀 here.",
        "They slept.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0\t\r\n"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert _split(text) == []


@settings(deadline=None)
@given(TEXTS, st.integers(0, 60), st.integers(0, 200), st.sampled_from(["en", "de", "zh", "ar", "ru", "xx"]))
@example("😀 “U.S. “ ” . \u00a0 ", 0, 16, "en")
def test_sentences_are_in_order_and_hold_every_visible_character(
    text: str, start: int, length: int, language: str
) -> None:
    within = Span(min(start, len(text)), min(start + length, len(text)))
    held = [False] * len(text)
    for span in sentences(text, within, language):
        assert within.holds(span)
        assert len(span) > 0
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        assert not any(held[span.start :])  # behind every earlier one
        held[span.start : span.end] = [True] * len(span)
    for at in range(within.start, within.end):
        assert held[at] or text[at].isspace()


@settings(deadline=None)
@given(TEXTS)
def test_what_stands_around_a_range_changes_only_the_offsets(text: str) -> None:
    alone = sentences(text, Span(0, len(text)))
    framed = sentences(f"“Gen. 😀 {text} U.S.”", Span(8, 8 + len(text)))
    assert [Span(span.start + 8, span.end + 8) for span in alone] == framed


def test_a_paragraph_of_any_length_is_split_in_little_time_and_loses_nothing() -> None:
    text = "?utf-8?b?=" * 30_000 + " " + "The ferry was late. Nobody knew why. " * 3_000
    found = sentences(text, Span(0, len(text)))
    assert "".join("".join(span.of(text).split()) for span in found) == "".join(text.split())
    assert [span.of(text) for span in found[-6:]] == ["The ferry was late.", "Nobody knew why."] * 3
    assert all(span.of(text) in {"The ferry was late.", "Nobody knew why."} for span in found[-5_990:])
