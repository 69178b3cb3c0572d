"""The lexical half: BM25 over the terms of passages, in tantivy, document i for passage i.

Measured against bm25s and SQLite's FTS5 by `tests/bench/lexical.py`: alike in ranking, smallest on
disk and in memory, opened by memory map in milliseconds, and fast where FTS5 is not, in a large
index. It is written anew with every build: after a deletion in place, its document frequencies
still count what was deleted, and an update would score unlike a fresh build.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.terms import question_terms, terms

OTHER_WORDING = 0.8
"""What a term counts for that stands in a passage in another wording than the question's."""

_HEAP_BYTES = 256 * 2**20
_LONGEST_TERM = 200  # longer "words" are encoded data; tantivy would drop them in any case


def write_words(folder: Path, texts: Sequence[str]) -> None:
    """Write the terms of these texts to a new folder; the position of a text is its row."""
    import tantivy  # noqa: PLC0415

    folder.mkdir()
    index = tantivy.Index(_schema(), str(folder))
    writer = index.writer(
        _HEAP_BYTES, 1
    )  # one thread, so that the same texts always give the same order of equal scores
    for row, text in enumerate(texts):
        document = tantivy.Document()
        document.add_text("terms", " ".join(term for term in terms(text) if len(term) <= _LONGEST_TERM))
        document.add_unsigned("row", row)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    for file in folder.iterdir():  # tantivy leaves some readable to their owner only
        with contextlib.suppress(FileNotFoundError):  # a passing file of its own
            file.chmod(0o644)


class Words:
    """The terms of one index's passages, mapped from disk."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415

        self._query, self._occur = tantivy.Query, tantivy.Occur
        self._schema = _schema()
        with _writable(folder) as place:
            index = tantivy.Index.open(str(place))
            index.config_reader(reload_policy="manual")
            self._searcher: Any = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        question: str,
        k: int,
        allowed: Sequence[int] | None = None,
        others: Mapping[str, Sequence[Sequence[str]]] | None = None,
    ) -> list[tuple[int, float]]:
        """The `k` rows that best match a question as (row, BM25 score), best first, ties by row.

        A row without any term of the question is never among them. With `allowed`, only those rows
        are looked at; their scores are as without. `others` are runs of terms that stand for a term of
        the question: a passage with all terms of one counts as if it held the term, if they count for more, at
        `OTHER_WORDING` of their score. BM25 with k1 = 1.2 and b = 0.75, Robertson and
        Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
        """
        asked = question_terms(question)
        if not asked or not len(self) or k == 0 or (allowed is not None and not allowed):
            return []
        k = min(k, len(self))
        query = self._query.boolean_query(
            [(self._occur.Should, self._either(term, (others or {}).get(term, ()))) for term in asked]
        )
        if allowed is not None:
            among = self._query.const_score_query(self._query.term_set_query(self._schema, "row", list(allowed)), 0.0)
            query = self._query.boolean_query([(self._occur.Must, query), (self._occur.Must, among)])
        hits = self._searcher.search(query, k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _either(self, term: str, runs: Sequence[Sequence[str]]) -> Any:
        """A query for a term or, with less weight, one of the runs that stand for it."""
        one = self._one(term)
        if not runs:
            return one
        others = [self._query.boost_query(self._all(run), OTHER_WORDING / len(run)) for run in runs]
        return self._query.disjunction_max_query([one, *others])

    def _all(self, run: Sequence[str]) -> Any:
        return self._query.boolean_query([(self._occur.Must, self._one(term)) for term in run])

    def _one(self, term: str) -> Any:
        return self._query.term_query(self._schema, "terms", term, "freq")

    def holding(self, run: Sequence[str], k: int) -> list[int]:
        """The `k` rows at most that best match all of these terms, best first."""
        if not run or not len(self):
            return []
        hits = self._searcher.search(self._all(run), min(k, len(self)), count=False).hits
        return [int(row) for row in self._searcher.fast_field_values("row", [address for _, address in hits])]

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """All terms that begin so, each with the number of passages that hold it, the most frequent first."""
        return [(str(term), int(times)) for term, times in self._searcher.terms_with_prefix("terms", prefix)]

    def frequency(self, term: str) -> int:
        """How many passages hold a term of `index.terms.terms`."""
        return int(self._searcher.doc_freq("terms", term))


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
    builder.add_unsigned_field("row", indexed=True, fast=True)
    return builder.build()
