"""What language a text is in."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

_SAMPLES = 12
_SAMPLE = 200  # characters of one sample
_SHORTEST = 120  # bytes of letters in UTF-8: a line or two in Latin script, forty signs of Chinese
_SURE = 0.8  # the least confidence for one sample
_AGREEMENT = 0.75  # the share of the sure samples, counted in letters, that must be in one language
_SURE_SHARE = 0.55  # the share of all samples that must be surely in that language
_CODE_LENGTH = 2  # of an ISO 639-1 code
_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|`[^`]*`|<[^<>]*>")


def language_of(pieces: Sequence[str]) -> str | None:
    """The ISO 639-1 code of the language that these pieces of one text are in, else None.

    Always the same for the same pieces. None for what is short, mixed, or no language at all.

    >>> language_of(["Short."])
    """
    parts = [_NO_WORDS.sub(" ", sample) for sample in _samples("\n".join(pieces))]
    samples = [(part, _letters(part)) for part in parts]
    whole = sum(letters for _, letters in samples)
    if whole < _SHORTEST:
        return None
    votes: Counter[str] = Counter()
    for sample, letters in samples:
        code, confidence = _identifier().classify(sample)
        if confidence >= _SURE:
            votes[code] += letters
    best = max(votes, key=lambda code: (votes[code], code), default="")
    agreed = votes[best] >= _AGREEMENT * votes.total() and votes[best] >= _SURE_SHARE * whole
    return best if len(best) == _CODE_LENGTH and agreed else None


def _samples(text: str) -> list[str]:
    """Stretches of a text, evenly spread over it; all of it if it is short."""
    if len(text) <= _SAMPLES * _SAMPLE:
        count = max(1, -(-len(text) // _SAMPLE))
        return [text[at * len(text) // count : (at + 1) * len(text) // count] for at in range(count)]
    step = (len(text) - _SAMPLE) // (_SAMPLES - 1)
    return [text[at * step : at * step + _SAMPLE] for at in range(_SAMPLES)]


def _letters(sample: str) -> int:
    return len("".join(filter(str.isalpha, sample)).encode("utf-8", "replace"))


@cache
def _identifier() -> Any:
    """py3langid's model, about half a second to load and 80 MB: only building an index needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def let_go() -> None:
    """Let go of the model's memory; the next text loads it again."""
    _identifier.cache_clear()
