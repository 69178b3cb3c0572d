"""A question -> how the articles of an index write its words: typing errors, spellings, short forms, figures."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from index.abbreviations import abbreviation_rules, is_short_form
from index.embed import Embedder
from index.figures import figure_rules
from index.names import alike, name_key, skeleton, sketch
from index.store import Index, damage_told
from index.terms import STOP_WORDS, places, terms
from index.wording import Rule, Wording

Known = Callable[[str], bool]
"""Whether a word, in lower case, is one that is often written: then it is no typing error."""

_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}’']*(?<![’'](?:t|re|ve|ll|d|m))")  # can't is no name
_LATIN = regex.compile(r"[a-z’']+")
_SHORTEST = 4  # letters of a word whose typing errors are looked for
_SHORTEST_NAME = 5
_LONG = 8  # letters from which two errors may be in a word
_CLEARLY = 5  # times as many passages as the next best: then that is meant
_CLOSEST = 12  # terms of the index that are looked at in their passages
_MEANT = 3  # that a word may stand for when it is not clear which
_SAMPLE = 5  # passages in which it is looked up how a term is written
_WORDS = 100  # looked at in a question: an unusual one takes some milliseconds, tens of them in a large index
_EXPLAINING = 200  # passages in which a short form may be explained
_FIRST = ("kqcgx", "iyej", "oua", "sczx", "fp", "vw", "dt", "jgdyz", "h")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly")
_ARTICLES = ("al", "el")  # of Arabic, which some write as one word with the name


@dataclass(frozen=True, slots=True)
class _Meant:
    """A term of the index that a word of the question may stand for, and how its articles write it."""

    cost: float
    passages: int
    term: str
    written: str


def worded(question: str, index: Index, known: Known) -> Wording:
    """The question in the words of the index. Raises as `search` does.

    A word that stands nowhere in the index and is not `known` is put right where it is clear which one
    is meant; where it is not, each that may be meant counts for it. A name that the index spells in
    several ways is met in each. Of a very long question only the first
    words are looked at.
    """
    text = unicodedata.normalize("NFC", question)
    with damage_told(index):
        meant = cache(lambda word: _meant(word, index, known))
        found = [(place, *meant(text[slice(*place)])) for place in list(places(text))[:_WORDS]]
        rules = [rule for _, _, some in found for rule in some]
        corrected = text if any(right for _, right, _ in found) else question
        for (start, end), right, _ in reversed(found):
            corrected = corrected[:start] + right + corrected[end:] if right else corrected
        rules += [*figure_rules(corrected), *_joined(corrected, index), *_abbreviated(corrected, index, known)]
    return Wording(corrected, tuple(dict.fromkeys(rules)))


def known_to(embedder: Embedder) -> Known:
    """Words that a model has as one token are often written; what it must put together may be an error.

    Endings are apart: with "latitude", "latitudes" is known.
    """
    return lambda word: min(embedder.count_tokens([word, *(word.removesuffix(end) for end in _ENDINGS)])) <= 1


def frequency(index: Index, term: str, wording: Wording) -> int:
    """How many passages hold a term, or at most hold it in another wording."""
    words = index.words
    return max(words.frequency(term), *(min(map(words.frequency, run)) for run in wording.others().get(term, ())), 0)


def _meant(word: str, index: Index, known: Known) -> tuple[str | None, list[Rule]]:
    """What a word is to be put right to, if anything, and the rules for what else it is met by."""
    own = tuple(terms(word))
    if len(own) != 1 or not _LETTERS.fullmatch(word) or len(word) < _SHORTEST or not _LATIN.fullmatch(own[0]):
        return None, []
    common, there = known(word.lower()), bool(index.words.frequency(own[0]))
    if common and (there or not word[0].isupper()):
        return None, []
    if common or there:
        return None, [Rule(run, own) for run in _spellings(word, own[0], index)]
    split = [Rule(run, own) for run in _split(word, index)]
    if split or not word.isascii():  # who writes accents means them
        return None, split
    return _righted(word, own, index)


def _righted(word: str, own: tuple[str, ...], index: Index) -> tuple[str | None, list[Rule]]:
    """As `_meant`, for a word that stands nowhere and that nobody writes."""
    near = sorted(_near(word, own[0], index), key=lambda one: (one.cost, -one.passages, one.term))
    near = [one for one in near if one.cost == near[0].cost]
    rivals = [one.passages for one in near[1:] if not _same_name(one.written, near[0].written)]
    if rivals and near[0].passages < _CLEARLY * rivals[0]:
        return None, [Rule((one.term,), own) for one in near[:_MEANT]]
    for first in near[:1]:
        others = [Rule(run, (first.term,)) for run in _spellings(first.written, first.term, index)]
        return first.written, [Rule((first.term,), own), *others]
    return None, []


def _near(word: str, own: str, index: Index) -> Iterator[_Meant]:
    """Terms that differ from a word by a typing error, two in a long word, or are another spelling of the name.

    The first letter is right, but for two that changed places.
    """
    from rapidfuzz import process  # noqa: PLC0415  30 ms that only a word which is nowhere need cost
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    folded, key = _folded(word), name_key(_folded(word))
    most = 2 if len(word) >= _LONG else 1
    starts = dict.fromkeys((own[0], own[1] + own[0]))
    there = dict(pair for start in starts for pair in index.words.vocabulary(start))
    close = [
        term for term, _, _ in process.extract(own, list(there), scorer=OSA.distance, score_cutoff=most, limit=_CLOSEST)
    ]
    for term in dict.fromkeys([*close, *_sounding(word, own, index)[:_CLOSEST]]):
        ways = _written(term, index)
        name = len(word) >= _SHORTEST_NAME and all(one[0].isupper() for one in ways)
        for written in ways:
            other = _folded(written)
            errors = OSA.distance(folded, other)
            if errors <= most and (len(word) > _SHORTEST or sorted(folded) == sorted(other)):
                yield _Meant(errors, index.words.frequency(term), term, written)
            elif name and alike(key, name_key(other), vowels=1):
                yield _Meant(1.5, index.words.frequency(term), term, written)


def _spellings(word: str, own: str, index: Index) -> Iterator[tuple[str, ...]]:
    """How else the index writes a name, as runs of terms: both are always written with a capital there."""
    if len(word) < _SHORTEST_NAME:
        return
    others = [term for term in _sounding(word, own, index) if term != own and _name(term, word, index)]
    if others and all(one[0].isupper() for one in _written(own, index)):
        yield from ((term,) for term in others)
    for article in _ARTICLES:
        if index.words.frequency(article + own):
            yield (article + own,)
        apart = (article, own.removeprefix(article))
        if own.startswith(article) and all(map(index.words.frequency, apart)) and _in_a_row(apart, index):
            yield apart


def _name(term: str, word: str, index: Index) -> list[str]:
    """How the index writes a term, if it is a name and a spelling of `word`; else nothing."""
    written = _written(term, index)
    same = any(_same_name(one, word) for one in written)
    return written if same and all(one[0].isupper() for one in written) else []


def _same_name(word: str, other: str) -> bool:
    return alike(name_key(_folded(word)), name_key(_folded(other)), vowels=0)


def _sounding(word: str, own: str, index: Index) -> list[str]:
    """The terms that may be the stem of a name with the key of `word`: the same consonants, an ending s apart.

    They begin with the first letter of the term `own`, or with one that transliterations exchange for it.
    """
    letters = dict.fromkeys(own[0] + "".join(group for group in _FIRST if own[0] in group))
    rough, bare = sketch(_folded(word)), _bare(name_key(_folded(word)))
    return [
        term
        for letter in letters
        for term, _ in index.words.vocabulary(letter)
        if sketch(term) == rough and _bare(name_key(term)) == bare
    ]


def _bare(key: str) -> str:
    return skeleton(key).replace(".", "").removesuffix("s")


def _written(term: str, index: Index) -> list[str]:
    """How passages write a term, the most frequent way first."""
    ways: Counter[str] = Counter()
    for row in index.words.holding([term], _SAMPLE):
        text = unicodedata.normalize("NFC", index.catalog.passage(row).embedded)
        words = (text[start:end] for start, end in places(text))
        ways.update(word for word in words if terms(word) == [term])
    return [word for word, _ in ways.most_common()]


def _folded(word: str) -> str:
    """A word in small letters without accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(letter)
    )


def _split(word: str, index: Index) -> Iterator[tuple[str, ...]]:
    """The two terms that articles write for a word, beside each other: post office for postoffice."""
    for at in range(2, len(word) - 2):
        run = (*terms(word[:at]), *terms(word[at:]))
        if len(run) == 2 and all(map(index.words.frequency, run)) and _in_a_row(run, index):  # noqa: PLR2004
            yield run


def _in_a_row(run: tuple[str, ...], index: Index) -> bool:
    texts = (index.catalog.passage(row).embedded for row in index.words.holding(run, _SAMPLE))
    return any(f" {' '.join(run)} " in f" {' '.join(terms(text))} " for text in texts)


def _joined(text: str, index: Index) -> Iterator[Rule]:
    """The rules for words that the question joins by a hyphen and some article writes as one."""
    for match in regex.finditer(r"\p{L}+[-‐‑]\p{L}+", text):
        one, parts = tuple(terms(regex.sub(r"\P{L}", "", match[0]))), tuple(terms(match[0]))
        if len(one) == 1 and index.words.frequency(one[0]):
            yield Rule(one, parts)


def _abbreviated(text: str, index: Index, known: Known) -> list[Rule]:
    """The rules for short forms that articles explain."""
    rows = dict.fromkeys(row for row, _ in index.words.search(text, _CLOSEST))
    short = {
        word
        for start, end in list(places(text))[:_WORDS]
        if (word := text[start:end]).lower() not in STOP_WORDS
        and (is_short_form(word) or (len(word) <= _LONG and not known(word.lower())))
    }
    for word in sorted(short):
        rows |= dict.fromkeys(index.words.holding(terms(word), _EXPLAINING))
    return abbreviation_rules(text, short, (index.catalog.passage(row).text for row in rows))
