"""What one run of the program holds: its streams, its settings, the opened index, the conversation."""

import contextlib
import shlex
import threading
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Metadata
from corpus.errors import IndexMissing, QuotedAnswersError, UsageError
from index.embed import Embedder
from index.place import read_manifest
from index.search import Filters
from index.store import Index, open_index
from qa.answer import Answer
from qa.defaults import THRESHOLD
from qa.environment import Environment
from qa.models import Models
from qa.progress import progress_bar
from qa.render import Screen
from qa.rerank import Reranker
from qa.settings import Settings
from qa.thresholds import read_threshold

if TYPE_CHECKING:
    from index.build import Report


def starter_folder() -> Path:
    """The articles that come with the program."""
    return Path(str(files("corpus"))) / "starter"


class Session:
    """One run. Commands work on it; the REPL keeps it from question to question."""

    def __init__(self, environment: Environment, settings: Settings, models: Models) -> None:
        self.environment = environment
        self.settings = settings
        self.since: str | None = None
        self.until: str | None = None
        self.names: dict[str, str] = {}
        self.history: list[str] = []
        self.answers: list[Answer] = []
        self.shown = 0
        self.in_repl = False
        self._index: Index | None = None
        self._models = models
        self._opening = threading.RLock()
        self._build_stopped = False
        self._misfit_told = False

    @property
    def screen(self) -> Screen:
        """Of standard output."""
        return Screen(
            self.environment.width(self.environment.stdout), color=self.environment.color(self.environment.stdout)
        )

    @property
    def notice_screen(self) -> Screen:
        """Of standard error."""
        return Screen(
            self.environment.width(self.environment.stderr), color=self.environment.color(self.environment.stderr)
        )

    def say(self, text: str) -> None:
        """Write a result."""
        self.environment.stdout.write(text)
        self.environment.stdout.flush()

    def note(self, text: str) -> None:
        """Write a notice."""
        self.environment.note(text)

    def index(self) -> Index:
        """The index that answers now: opened once, and again when a newer one has been published.

        With no index at the default place, one is made from the starter articles. Raises
        IndexMissing at a place that somebody named.
        """
        with self._opening:
            if self._index is None or self._index.superseded:
                if self._index is not None:
                    self._index.close()
                    self._index = None
                try:
                    self._index = open_index(self.settings.index)
                except IndexMissing:
                    if not self.settings.default_place:
                        raise
                    self._index = self._first_index()
            return self._index

    def embedder_of(self, index: Index) -> Embedder:
        """The embedder to ask `index` with."""
        with self._opening:
            return self._models.to_ask(index.manifest.model.name)

    def reranker(self) -> Reranker | None:
        """The cross-encoder that was asked for; None if none was."""
        with self._opening:
            return self._models.reranker()

    def load(self, index: Index) -> None:
        """Load the models that a question to `index` needs. Raises ModelUnavailable."""
        self.embedder_of(index).encode(["ready"])
        reranker = self.reranker()
        if reranker:
            reranker.scores("ready", ["ready"])

    def threshold(self, index: Index) -> float:
        """The least confidence of an answer: as set, else as chosen for this index, else the default.

        One that was chosen with another model or other weights is not used, and that is said once.
        Raises IndexCorrupt.
        """
        if self.settings.threshold is not None:
            return self.settings.threshold
        chosen = read_threshold(index.place)
        if chosen is None:
            return THRESHOLD
        if chosen.fits(index.manifest.model):
            return chosen.threshold
        if not self._misfit_told:
            self._misfit_told = True
            self.note(
                f"The threshold {chosen.threshold:g} was chosen with another model or version; {THRESHOLD:g} is used.\n"
                f"    {self.command('calibrate', 'FILE')}\n"
            )
        return THRESHOLD

    def warm(self) -> None:
        """Open the index and load the model, so that the first question need not wait. Never raises."""
        with contextlib.suppress(Exception), self._opening:  # the question that meets the fault will tell it
            self.load(self.index())

    @property
    def busy(self) -> bool:
        """Whether another thread is opening the index or loading the model."""
        if self._opening.acquire(blocking=False):
            self._opening.release()
            return False
        return True

    @property
    def opened(self) -> Index | None:
        """The index if it is open already."""
        return self._index

    def build(
        self,
        sources: Sequence[Path],
        *,
        fresh: bool = False,
        keep_all: bool | None = None,
        changing: contextlib.AbstractContextManager[object] | None = None,
    ) -> "Report":
        """Bring the index up to date; no source: those of last time. Raises as `index.build.build` does."""
        try:
            from index.build import build  # noqa: PLC0415  it loads the readers, which answering need not

            with self._opening:
                embedder = self._models.to_build()  # before the bar is drawn: it may have something to tell
                with progress_bar(self.environment) as progress:
                    return build(
                        self.settings.index,
                        sources,
                        embedder,
                        progress,
                        fresh=fresh,
                        keep_all=keep_all,
                        changing=changing,
                    )
        except KeyboardInterrupt:
            self._build_stopped = True
            raise

    def stopped(self) -> str:
        """What to say of an interrupt: after a stopped build also which index answers now. Said once."""
        building, self._build_stopped = self._build_stopped, False
        if not building:
            return "Stopped."
        try:
            manifest = read_manifest(self.settings.index)
        except QuotedAnswersError:
            return "Stopped. No index was written."
        if manifest.pending:
            return f"Stopped. What was read answers by its words; this goes on:\n    {self.command('index')}"
        return "Stopped. The index that was there still answers."

    def command(self, *words: str) -> str:
        """A command line that works on the index at hand, for a reader to copy."""
        place = [] if self.settings.default_place else ["--index", shlex.quote(str(self.settings.index))]
        return " ".join(["qa", *words, *place])

    def bounds(self) -> str:
        """The bounds that are set, in words; empty if there are none."""
        named = (("since", self.since), ("until", self.until), *self.names.items())
        return ", ".join(f"{word} {value}" for word, value in named if value)

    def filters(self) -> Filters:
        """The bounds that are set. Raises UsageError if no day or no article of the index lies within them."""
        if self.since and self.until and self.since > self.until:
            remedy = (
                ":since and :until alone lift them" if self.in_repl else "--since the earlier --until the later day"
            )
            raise UsageError(f"no day lies between {self.since} and {self.until}", remedy)
        filters = Filters(self.since, self.until, self._named() if self.names else None)
        if filters and not any(self.index().catalog.within(filters.since, filters.until, filters.paths)):
            raise UsageError(
                f"no article fits {self.bounds()}", ":sources" if self.in_repl else self.command("sources")
            )
        return filters

    def _named(self) -> tuple[str, ...]:
        """The paths of the articles that have the names asked for."""
        return tuple(path for path, metadata in self.index().catalog.metadata() if self._is_named(path, metadata))

    def _is_named(self, path: str, metadata: Metadata) -> bool:
        """Whether each name asked for stands in its field, whatever the case; "only" looks in three."""
        fields = {
            "only": (path, metadata.title, metadata.outlet),
            "title": (metadata.title,),
            "outlet": (metadata.outlet,),
            "author": (metadata.author,),
        }
        return all(
            any(name.casefold() in text.casefold() for text in fields[field] if text)
            for field, name in self.names.items()
        )

    def _first_index(self) -> Index:
        folder = starter_folder()
        count = sum(1 for _ in folder.glob("*.txt"))
        self.note(f"No index yet: making one from the {count} starter articles, once. Your own: qa index FOLDER\n")
        self.build([folder])
        return open_index(self.settings.index)
