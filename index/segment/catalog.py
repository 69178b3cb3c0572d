"""The articles and passages of a segment, in one SQLite file that is written once and then only read.

Texts are deflated: that halves an index, and inflating an article takes less time than reading it whole.
"""

import json
import sqlite3
import weakref
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus.article import Article, LeftOut, Mark, Metadata, Origin, Passage, Span, Unit
from index.plan import Known
from index.segment.entry import Entry, Sketch, key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CATALOG: Final = "catalog.db"

_AT_ONCE = 4096  # keys: as objects, those of a large index take more memory than all else
_QUICKLY = 1  # of nine levels: three times as fast as the usual one, for a tenth more bytes

_SCHEMA = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, location TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, first INTEGER NOT NULL, passages INTEGER NOT NULL,
    published TEXT, updated TEXT, text_key BLOB NOT NULL, signs BLOB NOT NULL, shared BLOB NOT NULL,
    metadata TEXT NOT NULL, layout TEXT NOT NULL, text BLOB NOT NULL);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, heading TEXT, key BLOB NOT NULL);
CREATE TABLE also (
    path TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, location TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL);
CREATE INDEX also_of_article ON also (article);
"""


class CatalogWriter:
    """Writes a new file. Articles are numbered from 0, and so are passages: those are the rows of the vectors."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        self.articles = self.passages = 0

    def add(self, entry: Entry, text: bytes, signs: bytes, shared: bytes) -> int:
        """Add an article and its passages; the rest as in `Sketch`. The article's number."""
        article, number = entry.article, self.articles
        layout = {
            "body": [[span.start, span.end] for span in article.body],
            "headings": [[span.start, span.end] for span in article.headings],
            "left_out": [[out.span.start, out.span.end, out.reason] for out in article.left_out],
            "encoding": article.encoding,
            "unit": article.unit.value,
            "marks": [[mark.start, mark.label] for mark in article.marks],
            "origin": asdict(article.origin) if article.origin else None,
        }
        self._connection.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                article.path,
                str(entry.location),
                article.sha256,
                entry.size,
                entry.mtime_ns,
                self.passages,
                len(entry.passages),
                article.metadata.published,
                article.metadata.updated,
                text,
                signs,
                shared,
                json.dumps(asdict(article.metadata)),
                json.dumps(layout),
                zlib.compress(article.text.encode("utf-8", "surrogatepass"), _QUICKLY),
            ),
        )
        self._connection.executemany(
            "INSERT INTO also VALUES (?, ?, ?, ?, ?, ?)",
            ((path, number, str(file.location), file.sha256, file.size, file.mtime_ns) for path, file in entry.also),
        )
        self._connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
            (
                (row, number, passage.span.start, passage.span.end, passage.heading, key(passage))
                for row, passage in enumerate(entry.passages, start=self.passages)
            ),
        )
        self.articles += 1
        self.passages += len(entry.passages)
        return number

    def abandon(self) -> None:
        """Let go of the file, finished or not."""
        self._connection.close()

    def close(self) -> None:
        """Finish the file."""
        self._connection.commit()
        self._connection.close()


class SegmentCatalog:
    """Reads what a `CatalogWriter` wrote; articles are loaded when they are asked for.

    Raises sqlite3.DatabaseError if the file is not such a catalog.
    """

    def __init__(self, path: Path) -> None:
        # immutable: no locks and no journal are looked for, so a read-only place will do.
        # The REPL opens it in the thread that loads the model and asks from another, one at a time.
        self._connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self.close = weakref.finalize(self, self._connection.close)
        """Let go of the file; nobody need."""
        try:
            self.articles = self._one("SELECT coalesce(max(id) + 1, 0) FROM article")
            self.passages = self._one("SELECT coalesce(max(id) + 1, 0) FROM passage")
        except BaseException:
            self.close()
            raise
        self.article = lru_cache(maxsize=64)(self._load)

    def files(self) -> Iterator[tuple[str, int, bool, Known]]:
        """Each file: its path, the number of its article, whether that is its own (or `also`), what is remembered."""
        rows = self._connection.execute(
            "SELECT path, id, 1, sha256, location, size, mtime_ns FROM article"
            " UNION ALL SELECT path, article, 0, sha256, location, size, mtime_ns FROM also"
        )
        for path, number, own, sha256, location, size, mtime in rows:
            yield path, number, bool(own), Known(sha256, Path(location), size, mtime)

    def file(self, path: str) -> tuple[int, Known] | None:
        """The number of the article that a file holds, and what is remembered of it; None if there is no such file."""
        row = self._connection.execute(
            "SELECT id, sha256, location, size, mtime_ns FROM article WHERE path = :path"
            " UNION ALL SELECT article, sha256, location, size, mtime_ns FROM also WHERE path = :path",
            {"path": path},
        ).fetchone()
        if row is None:
            return None
        number, sha256, location, size, mtime = row
        return number, Known(sha256, Path(location), size, mtime)

    def sketches(self) -> Iterator[Sketch]:
        """What is kept of each article but its text, in order of their numbers."""
        also: dict[int, list[tuple[str, Known]]] = {}
        for path, number, own, known in self.files():
            if not own:
                also.setdefault(number, []).append((path, known))
        rows = self._connection.execute(
            "SELECT id, path, sha256, location, size, mtime_ns, text_key, signs, shared FROM article ORDER BY id"
        )
        for number, path, sha256, location, size, mtime, text, signs, shared in rows:
            known = Known(sha256, Path(location), size, mtime)
            yield Sketch(path, known, text, signs, shared, tuple(sorted(also.get(number, ()), key=lambda one: one[0])))

    def metadata(self) -> Iterator[tuple[int, str, Metadata]]:
        """The number, path and metadata of all articles; their texts are not read."""
        rows = self._connection.execute("SELECT id, path, metadata FROM article ORDER BY id")
        return ((number, path, Metadata(**json.loads(metadata))) for number, path, metadata in rows)

    def entry(self, path: str) -> Entry:
        """An article with all its passages, under the path of any of its files. Raises KeyError if there is none."""
        file = self.file(path)
        if file is None:
            raise KeyError(path)
        number, known = file
        article = self.article(number)
        own = article.path == path
        if not own:
            article = replace(article, path=path, sha256=known.sha256)
        rows = self.rows_of(number)
        passages = self._connection.execute(
            'SELECT start, "end", heading FROM passage WHERE id >= ? AND id < ? ORDER BY id', (rows.start, rows.stop)
        )
        return Entry(
            article,
            known.location,
            known.size,
            known.mtime_ns,
            tuple(Passage(article, Span(start, end), heading) for start, end, heading in passages),
            self._also(number) if own else (),
        )

    def _also(self, number: int) -> tuple[tuple[str, Known], ...]:
        rows = self._connection.execute(
            "SELECT path, sha256, location, size, mtime_ns FROM also WHERE article = ? ORDER BY path", (number,)
        )
        return tuple((path, Known(sha256, Path(location), size, mtime)) for path, sha256, location, size, mtime in rows)

    def passage(self, row: int) -> Passage:
        """The passage whose vector is row `row`."""
        number, start, end, heading = self._connection.execute(
            'SELECT article, start, "end", heading FROM passage WHERE id = ?', (row,)
        ).fetchone()
        return Passage(self.article(number), Span(start, end), heading)

    def places(self, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The path of the article of each of these rows, and where in it the passage starts."""
        found = self._connection.execute(
            "SELECT passage.id, path, start FROM passage JOIN article ON article.id = article"
            " WHERE passage.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(rows)),),
        )
        return {row: (path, start) for row, path, start in found}

    def passage_keys(self) -> "NDArray[np.uint64]":
        """The key of each passage, in order of their rows, as two numbers: shape (n, 2)."""
        from index.keys import as_numbers  # noqa: PLC0415  it loads numpy

        found, rows = bytearray(), self._connection.execute("SELECT key FROM passage ORDER BY id")
        while some := rows.fetchmany(_AT_ONCE):
            found += b"".join(name for (name,) in some)
        return as_numbers(found)

    def rows_of(self, number: int) -> range:
        """The rows of the passages of an article."""
        first, count = self._connection.execute(
            "SELECT first, passages FROM article WHERE id = ?", (number,)
        ).fetchone()
        return range(first, first + count)

    def sizes(self) -> list[int]:
        """How many passages each article has."""
        return [count for (count,) in self._connection.execute("SELECT passages FROM article ORDER BY id")]

    def within(self, since: str | None, until: str | None, paths: Sequence[str] | None) -> list[int]:
        """The numbers of articles dated within [since, until] (ISO dates) and among `paths`, ascending.

        An article counts by its day of publication, or of its update where only that is known; one
        without a date meets no bound.
        """
        clauses, values = ["1"], list[str]()
        for bound, sign in ((since, ">="), (until, "<=")):
            if bound is not None:
                clauses.append(f"coalesce(published, updated) {sign} ?")
                values.append(bound)
        if paths is not None:
            clauses.append("path IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(paths)))
        query = f"SELECT id FROM article WHERE {' AND '.join(clauses)} ORDER BY id"  # noqa: S608  the clauses are ours
        return [number for (number,) in self._connection.execute(query, values)]

    def _one(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])

    def _load(self, number: int) -> Article:
        path, sha256, metadata, layout, text = self._connection.execute(
            "SELECT path, sha256, metadata, layout, text FROM article WHERE id = ?", (number,)
        ).fetchone()
        spans = json.loads(layout)
        return Article(
            path=path,
            sha256=sha256,
            text=zlib.decompress(text).decode("utf-8", "surrogatepass"),
            metadata=Metadata(**json.loads(metadata)),
            body=tuple(Span(*pair) for pair in spans["body"]),
            headings=tuple(Span(*pair) for pair in spans["headings"]),
            left_out=tuple(LeftOut(Span(start, end), reason) for start, end, reason in spans["left_out"]),
            encoding=spans["encoding"],
            unit=Unit(spans["unit"]),
            marks=tuple(Mark(start, label) for start, label in spans["marks"]),
            origin=Origin(**spans["origin"]) if spans["origin"] else None,
        )
