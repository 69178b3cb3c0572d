"""Wordings that mean the same -> rules, by which a text that bears one bears the other as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.terms import question_terms, terms


@dataclass(frozen=True, slots=True)
class Rule:
    """A text that bears the terms `when` in a row bears the terms `then` of the question as well."""

    when: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is searched for, and how else the articles may write its words.

    `text` is the question with its typing errors put right; without rules it is searched for as it
    stands.
    """

    text: str
    rules: tuple[Rule, ...] = ()

    def terms(self, text: str) -> list[str]:
        """The terms of a text as `index.terms.terms`, followed by those that it bears in another wording."""
        own = terms(text)
        return own + [term for rule in self.rules for term in rule.then * _times(rule.when, own)]

    def others(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """For a term of the question, the runs of terms that stand for it or for more with it."""
        asked = question_terms(self.text)
        return {term: runs for term in asked if (runs := [rule.when for rule in self.rules if term in rule.then])}


def _times(run: Sequence[str], among: Sequence[str]) -> int:
    """How often a run stands in a list."""
    first, size = run[0], len(run)
    return sum(term == first and tuple(among[at : at + size]) == tuple(run) for at, term in enumerate(among))
