"""The models of one run of the program, each made once."""

import contextlib

from corpus.errors import QuotedAnswersError
from index.embed import Embedder
from index.place import read_manifest
from index.recent import RecentVectors
from index.weights import DEFAULT_MODEL
from qa.environment import Environment
from qa.rerank import Reranker
from qa.settings import Settings


class Models:
    """Makes the embedders and the reranker that the settings ask for, when they are first needed."""

    def __init__(self, environment: Environment, settings: Settings) -> None:
        self._environment = environment
        self._settings = settings
        self._embedders: dict[str, Embedder] = {}
        self._asking: dict[str, Embedder] = {}
        self._reranker: Reranker | None = None

    def prepare(self) -> None:
        """Make the embedder of the index, if there is one: the engine compiles it while other things are done.

        What fails here is told by whoever needs it.
        """
        with contextlib.suppress(QuotedAnswersError):
            self.embedder(self._name())

    def to_build(self) -> Embedder:
        """The embedder that was asked for, else that of the index that is there, else the default."""
        try:
            name = self._name()
        except QuotedAnswersError:
            name = DEFAULT_MODEL
        return self.embedder(name)

    def _name(self) -> str:
        return self._settings.model or read_manifest(self._settings.index).model.name

    def embedder(self, name: str) -> Embedder:
        """The embedder of this name."""
        if name not in self._embedders:
            make = self._environment.make_embedder
            self._embedders[name] = make(name, self._settings.cache, self._environment.note)
        return self._embedders[name]

    def to_ask(self, made_with: str) -> Embedder:
        """The embedder to ask an index with: the one that was asked for, else the one that it was `made_with`."""
        name = self._settings.model or made_with
        if name not in self._asking:
            self._asking[name] = RecentVectors(self.embedder(name))
        return self._asking[name]

    def reranker(self) -> Reranker | None:
        """The cross-encoder that was asked for; None if none was."""
        if self._reranker is None and self._settings.reranker:
            self._reranker = self._environment.make_reranker(self._settings.reranker)
        return self._reranker
