"""The sentence that carries an answer -> the sentences that are quoted with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Span
from corpus.paragraphs import ends_sentence
from qa.speech import inside

_SENTENCES = 3
_WORDS = 70
_MOST_WORDS = 80
_FEWEST_WORDS = 40  # that a shortened sentence is cut to
_FURTHER = 2  # sentences that it may take to close what is said
_PARAGRAPH = 1.0  # standard deviations that a neighbour in another paragraph is put back
_LOOSE = 1.5  # standard deviations that a neighbour gains with which an end is no longer loose
_RUN_IN = 3  # words of a sentence that opens a paragraph and may head it: Wages.
_CLAUSE = re.compile(r"[,;:—](?=\s)|—")

Run = tuple[int, int]
"""The first and the last of some sentences in a row."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences in a row of which a quote is made: where they stand, how good they are, where somebody speaks."""

    text: str
    sentences: Sequence[Span]
    scores: Sequence[float]
    speech: Sequence[Span]

    def words(self, run: Run) -> int:
        """How many words a quote of them has."""
        return len(self.text[self.sentences[run[0]].start : self.sentences[run[1]].end].split())

    def loose(self, run: Run) -> int:
        """How many ends are loose: inside direct speech, whose speaker may be named beyond, or behind a question."""
        ends = self.sentences[run[0]].start, self.sentences[run[1]].end
        return sum(inside(self.speech, end) for end in ends) + self.asks(run[1])

    def asks(self, one: int) -> bool:
        """Whether a sentence is a question."""
        return self.sentences[one].of(self.text).endswith("?")

    def sides(self, run: Run, most: int) -> list[Run]:
        """The run with its neighbour before it and behind it, as far as they can be quoted with it in so many words."""
        first, last = run
        sides = []
        if first > 0 and not self._is_label_beside(first - 1, first):
            sides.append((first - 1, last))
        if last + 1 < len(self.sentences) and not self._is_label_beside(last + 1, first) and not self._heads(last + 1):
            sides.append((first, last + 1))
        return [side for side in sides if self.words(side) <= most]

    def worth(self, run: Run, side: Run) -> float:
        """How much a run gains by the neighbour that a side of it has."""
        added, gap = (side[0], side[0]) if side[0] < run[0] else (side[1], run[1])
        apart = "\n" in self._between(gap).strip(" ")
        return self.scores[added] - _PARAGRAPH * apart + _LOOSE * (self.loose(run) - self.loose(side))

    def _between(self, one: int) -> str:
        """What stands between a sentence and the next."""
        return self.text[self.sentences[one].end : self.sentences[one + 1].start].replace("\r", "")

    def _is_label_beside(self, added: int, other: int) -> bool:
        """Whether a line that ends no sentence, as a date line, would come beside one that does."""
        line, sentence = self.sentences[added].of(self.text), self.sentences[other].of(self.text)
        return ends_sentence(sentence) and not ends_sentence(line)

    def _heads(self, at: int) -> bool:
        """Whether a few words that open a paragraph may head it: a quote that ends so promises what it does not give.

        Behind a question they answer it.
        """
        few = len(self.sentences[at].of(self.text).split()) <= _RUN_IN
        return few and "\n\n" in self._between(at - 1) and not self.asks(at - 1)


def widened(found: Candidates, at: int) -> Run:
    """Sentence `at` with its better neighbours: up to three sentences and about 70 words.

    A quotation is easier to judge with the sentence before or after it, and an answer is often in two. A loose end
    is closed with up to two sentences more or, where they are too long, by stopping before it.
    """
    run = _closed(found, (at, at), at)
    while run[1] - run[0] < _SENTENCES - 1 and (sides := found.sides(run, _WORDS)):
        run = max(sides, key=lambda side: (found.worth(run, side), side))
    return _closed(found, run, at)


def _closed(found: Candidates, run: Run, at: int) -> Run:
    while loose := found.loose(run):
        sides = (*_longer(found, run), *_shorter(run, at))
        better = next((side for side in sides if found.loose(side) < loose), None)
        if better is None:
            break
        run = better
    return run


def _longer(found: Candidates, run: Run) -> list[Run]:
    """What a run grows to, one sentence at a time, shortest first."""
    grown, longer = [run], list[Run]()
    for _ in range(_FURTHER):
        grown = [side for one in grown for side in found.sides(one, _MOST_WORDS)]
        longer += grown
    return longer


def _shorter(run: Run, at: int) -> list[Run]:
    """What is left of a run with the sentence `at`, longest first."""
    runs = [(first, last) for first in range(run[0], at + 1) for last in range(at, run[1] + 1)]
    return sorted(runs, key=lambda one: one[0] - one[1])


def fitting(text: str, span: Span) -> Span:
    """A sentence that is longer than any quote may be, cut to 80 words or to a clause's end before that."""
    if len(span.of(text).split()) <= _MOST_WORDS:
        return span
    end = span.start
    for _ in range(_MOST_WORDS):
        while end < span.end and text[end].isspace():
            end += 1
        while end < span.end and not text[end].isspace():
            end += 1
    clauses = [mark.end() for mark in _CLAUSE.finditer(text, span.start, end)]
    enough = [mark for mark in clauses if len(text[span.start : mark].split()) >= _FEWEST_WORDS]
    return Span(span.start, enough[-1] if enough else end)
