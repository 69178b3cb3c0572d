"""How far a quote goes around its best sentence."""

from corpus.article import Span
from corpus.sentences import sentences
from qa.speech import speech
from qa.widen import Candidates, widened


def quoted(text: str, best: str, **better: float) -> str:
    """The quote around the sentence that begins with `best`; of the others, those so named by a word score more."""
    spans = sentences(text, Span(0, len(text)))
    scores = [next((score for word, score in better.items() if word in span.of(text)), 0.0) for span in spans]
    at = next(at for at, span in enumerate(spans) if span.of(text).startswith(best))
    first, last = widened(Candidates(text, spans, scores, speech(text)), at)
    return text[spans[first].start : spans[last].end]


SPEECH = (
    "It rained in Aster all day. Ode said: “The bridge is old. The ferry is slow. The road is bad.” "
    "Brand, who sat beside her, said nothing. The clerk noted it. They went home early."
)


def test_speech_is_quoted_with_who_speaks_and_to_its_end() -> None:
    whole = "Ode said: “The bridge is old. The ferry is slow. The road is bad.”"
    assert quoted(SPEECH, "The ferry") == whole
    assert quoted(SPEECH, "Ode") == whole
    assert quoted(SPEECH, "The road") == whole


def test_a_quote_stops_before_speech_that_is_too_long_for_it() -> None:
    long = SPEECH.replace("The ferry is slow.", "The ferry is slow and was late for most of the year. " * 5)
    assert (
        quoted(long, "Brand", road=1)
        == "Brand, who sat beside her, said nothing. The clerk noted it. They went home early."
    )


def test_speech_longer_than_a_quote_is_cut_all_the_same() -> None:
    long = SPEECH.replace("The ferry is slow.", "The ferry is slow and was late for most of the year. " * 9)
    assert "The ferry" in quoted(long, "The ferry")


def test_a_question_is_quoted_with_what_follows() -> None:
    talk = "It rained. It was late in the year.\n\nWho reads your drafts first?\n\nMy sister.\n\nShe is a vet by trade."
    assert "My sister." in quoted(talk, "Who", rained=3, late=2)
    assert quoted(talk, "It was", rained=1, Who=2).endswith("My sister.")


def test_a_question_that_ends_the_text_stands_alone() -> None:
    assert quoted("It rained. Who knows?", "Who") == "It rained. Who knows?"
