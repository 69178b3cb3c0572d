"""Evidence -> the same in the order of a cross-encoder, which reads question and quote together."""

import contextlib
import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import ModelUnavailable, reason
from index.embed import quiet_loading
from index.weights import at_hand

if TYPE_CHECKING:
    from qa.evidence import Evidence

CANDIDATES = 24
"""How many of the best pieces of evidence are scored anew."""

_REMEDY = "name a cross-encoder of sentence-transformers or its folder, or answer without: --reranker ''"


class Reranker(Protocol):
    """Says how well texts answer a question."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """A number a text; more is better, and only the order counts. Raises ModelUnavailable."""


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder that gives one score a pair; loaded when first asked.

    `name` is a folder's path or, when it is none, a hub's model id. Only an id that is not yet in the
    local cache ever reaches the network.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """As `Reranker.scores`; what is longer than the model reads is cut off behind."""
        if not texts:
            return []
        import torch  # noqa: PLC0415  loaded with the model

        # the scores as they are: behind a sigmoid the best ones may be the same number
        found = self._loaded.predict(
            [(question, text) for text in texts], activation_fn=torch.nn.Identity(), show_progress_bar=False
        )
        numbers = [float(score) for score in found]
        if not all(map(math.isfinite, numbers)):
            raise ModelUnavailable(f"the reranker {self._name} gives scores that are no numbers", _REMEDY)
        return numbers

    @cached_property
    def _loaded(self) -> Any:
        folder = at_hand(self._name, "cross-encoder", _REMEDY)
        model = self._load(str(folder or self._name), offline=folder is not None)
        heads = [str(name) for name in getattr(model.config, "architectures", None) or ()]
        trained = any(name.endswith(("ForSequenceClassification", "ForCausalLM")) for name in heads)
        # the library puts a head with random weights on any other model, whose scores would be noise
        if not trained and len(model) == 1:
            raise ModelUnavailable(
                f"{self._name} is no cross-encoder, but a {', '.join(heads) or 'bare model'}", _REMEDY
            )
        if model.num_labels != 1:
            what = f"the cross-encoder {self._name} gives {model.num_labels} scores a pair; a reranker gives one"
            raise ModelUnavailable(what, _REMEDY)
        return model

    def _load(self, place: str, *, offline: bool) -> Any:
        with quiet_loading(offline=offline), _hushed():
            from sentence_transformers import CrossEncoder  # noqa: PLC0415  seconds, so only when needed

            try:
                return CrossEncoder(place, local_files_only=offline)
            except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
                raise ModelUnavailable(f"cannot load the reranker {self._name}: {reason(error)}", _REMEDY) from error


def reranked(question: str, evidence: "Sequence[Evidence]", reranker: Reranker) -> "list[Evidence]":
    """The first `CANDIDATES` by the reranker's scores, best first, then the rest as it was.

    A piece is read under the title and heading that it stands under. Of equal scores the earlier one
    stays ahead. The rest keeps its order but is scored below, so scores still order the whole.
    """
    first, rest = list(evidence[:CANDIDATES]), list(evidence[CANDIDATES:])
    scores = reranker.scores(question, [_read(one) for one in first])
    ordered = sorted(
        (replace(one, score=score) for one, score in zip(first, scores, strict=True)), key=lambda one: -one.score
    )
    least = ordered[-1].score if ordered else 0.0
    return ordered + [replace(one, score=least - number) for number, one in enumerate(rest, start=1)]


def _read(evidence: "Evidence") -> str:
    """What the cross-encoder reads of a piece."""
    passage = evidence.passage
    text = evidence.span.of(passage.article.text)
    return "\n".join(part for part in (passage.article.metadata.title, passage.heading, text) if part)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep the libraries from warning of what `CrossEncoderReranker` raises as an error."""
    loggers = [logging.getLogger(name) for name in ("transformers", "sentence_transformers")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
