"""The lexical half of a segment: BM25 over the terms of its passages, in tantivy.

Measured against bm25s and SQLite's FTS5 by `tests/bench/lexical.py`: alike in ranking, smallest on
disk and in memory, opened by memory map in milliseconds, and fast where FTS5 is not, in a large
index.

A passage must score the same in whichever segment it stands. BM25 knows three things of the other
passages: how many there are, how many hold a term, and how long they are on average. The first two
are put right by a weight for each term (`index.words`); for the third, `PIVOT` stands in: documents
without passages make the average length of each segment just that.
"""

import contextlib
import math
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.terms import terms

WORDS: Final = "words"
"""The folder within a segment."""

PIVOT: Final = 128
"""The terms of a passage of middling length: BM25 counts a term in a longer one less."""

OTHER_WORDING = 0.8
"""What a term counts for that stands in a passage in another wording than the question's."""

_HEAP_BYTES = 16 * 2**20  # more saves no time, and is taken only by a large index
_LONGEST_TERM = 200  # longer "words" are encoded data; tantivy would drop them in any case
_FILLING = "\ue000"  # no letter or digit, so in no passage's terms
_FILLED = 2**20  # terms of one document without a passage


@dataclass(frozen=True, slots=True)
class Among:
    """Which articles are looked at: those with these numbers or, `outside`, all others."""

    articles: Sequence[int]
    outside: bool = False


class WordsWriter:
    """Writes the terms of a segment's passages to a new folder, in the order of their rows."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415

        self._folder, self._tantivy = folder / WORDS, tantivy
        self._folder.mkdir()
        # one thread, so that the same texts always give the same order of equal scores
        self._writer: Any = tantivy.Index(_schema(), str(self._folder)).writer(_HEAP_BYTES, 1)
        self._rows = self._terms = 0

    def add(self, text: str, article: int) -> None:
        """Add the next passage: what is embedded of it, and the number of its article."""
        found = [term for term in terms(text) if len(term) <= _LONGEST_TERM]
        self._add(" ".join(found), article)
        self._rows += 1
        self._terms += len(found)

    def close(self) -> None:
        """Finish the files."""
        full = -(-self._terms // PIVOT)  # documents that the terms there are would fill
        empty = max(1, full - self._rows)
        missing = PIVOT * (self._rows + empty) - self._terms
        while missing > _FILLED:  # each document makes room for as many terms again as it has itself
            self._add(" ".join([_FILLING] * _FILLED), None)
            missing += PIVOT - _FILLED
        self._add(" ".join([_FILLING] * missing), None)
        for _ in range(empty - 1):
            self._add("", None)
        self._writer.commit()
        self._writer.wait_merging_threads()
        for file in self._folder.iterdir():  # tantivy leaves some readable to their owner only
            with contextlib.suppress(FileNotFoundError):  # a passing file of its own
                file.chmod(0o644)

    def abandon(self) -> None:
        """Wait for the threads of a writer that is not finished: they would go on making files in the folder."""
        self._writer = None

    def _add(self, found: str, article: int | None) -> None:
        document = self._tantivy.Document()
        document.add_text("terms", found)
        document.add_unsigned("row", self._rows)
        if article is not None:
            document.add_unsigned("article", article)
        self._writer.add_document(document)


class SegmentWords:
    """The terms of one segment's passages, mapped from disk."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415

        self._query, self._occur = tantivy.Query, tantivy.Occur
        self._schema = _schema()
        with _writable(folder / WORDS) as place:
            index = tantivy.Index.open(str(place))
            index.config_reader(reload_policy="manual")
            self._searcher: Any = index.searcher()

    def search(
        self,
        asked: Sequence[str],
        weights: Mapping[str, float],
        others: Mapping[str, Sequence[Sequence[str]]],
        k: int,
        among: Among | None = None,
    ) -> list[tuple[int, float]]:
        """The `k` rows that best match the terms `asked` as (row, BM25 score), best first, ties by row.

        The score of each term is multiplied by its weight. `others` are runs of terms that stand for
        one asked: a passage with all terms of a run counts as if it held that term, if they count for more,
        at `OTHER_WORDING` of their score. BM25 with k1 = 1.2 and b = 0.75, Robertson and
        Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
        """
        query = self._query.boolean_query(
            [(self._occur.Should, self._either(term, weights, others.get(term, ()))) for term in asked]
        )
        return self._found(query, k, among)

    def holding(
        self, run: Sequence[str], weights: Mapping[str, float], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """As `search`, for rows that hold all of these terms."""
        return self._found(self._all(run, weights), k, among)

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """All terms that begin so, each with the number of passages that hold it, the most frequent first."""
        found = self._searcher.terms_with_prefix("terms", prefix)
        return [(str(term), int(times)) for term, times in found if term != _FILLING]

    def frequency(self, term: str) -> int:
        """How many passages hold a term of `index.terms.terms`."""
        return int(self._searcher.doc_freq("terms", term))

    def own_weight(self, term: str) -> float:
        """What tantivy makes a term count for by how many of its documents hold it."""
        return rarity(self._searcher.num_docs, self.frequency(term))

    def _found(self, query: Any, k: int, among: Among | None) -> list[tuple[int, float]]:
        if among is not None:
            listed = self._query.const_score_query(
                self._query.term_set_query(self._schema, "article", list(among.articles)), 0.0
            )
            occur = self._occur.MustNot if among.outside else self._occur.Must
            query = self._query.boolean_query([(self._occur.Must, query), (occur, listed)])
        hits = self._searcher.search(query, min(k, self._searcher.num_docs), count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _either(self, term: str, weights: Mapping[str, float], runs: Sequence[Sequence[str]]) -> Any:
        """A query for a term or, with less weight, one of the runs that stand for it."""
        one = self._one(term, weights)
        if not runs:
            return one
        others = [self._query.boost_query(self._all(run, weights), OTHER_WORDING / len(run)) for run in runs]
        return self._query.disjunction_max_query([one, *others])

    def _all(self, run: Sequence[str], weights: Mapping[str, float]) -> Any:
        return self._query.boolean_query([(self._occur.Must, self._one(term, weights)) for term in run])

    def _one(self, term: str, weights: Mapping[str, float]) -> Any:
        query = self._query.term_query(self._schema, "terms", term, "freq")
        return self._query.boost_query(query, weights[term]) if weights.get(term, 1.0) != 1.0 else query


def rarity(documents: int, holding: int) -> float:
    """What a term counts for in BM25 that `holding` of so many documents hold."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


@contextlib.contextmanager
def _writable(folder: Path) -> Iterator[Path]:
    """The folder or, where we may not write, a passing one with links to its files.

    tantivy takes a lock on a file even to open an index for reading; the files that it maps stay.
    """
    if os.access(folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory() as links:
        for file in folder.iterdir():
            if not file.name.endswith(".lock"):
                (Path(links) / file.name).symlink_to(file.absolute())
        yield Path(links)


def _schema() -> Any:
    import tantivy  # noqa: PLC0415

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("row", fast=True)
    builder.add_unsigned_field("article", indexed=True)
    return builder.build()
