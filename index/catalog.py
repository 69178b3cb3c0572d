"""The articles and passages of an index, in one SQLite file that is written once and then only read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from corpus.article import Article, LeftOut, Mark, Metadata, Origin, Passage, Span, Unit
from index.plan import Known

_SCHEMA = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, location TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, published TEXT, updated TEXT,
    metadata TEXT NOT NULL, layout TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, heading TEXT, key BLOB NOT NULL);
CREATE TABLE also (
    path TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, location TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL);
CREATE INDEX passage_of_article ON passage (article);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, where its file lies, and what the file's status was when it was read.

    `also` are the other files that hold the same text, by path.
    """

    article: Article
    location: Path
    size: int
    mtime_ns: int
    passages: tuple[Passage, ...]
    also: tuple[tuple[str, Known], ...] = ()

    @property
    def known(self) -> Known:
        """What is remembered of the article's own file."""
        return Known(self.article.sha256, self.location, self.size, self.mtime_ns)


def key(passage: Passage) -> bytes:
    """Names what is embedded of a passage: equal keys, equal vectors. BLAKE2b, 16 bytes."""
    return blake2b(passage.embedded.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def write_catalog(path: Path, entries: Iterable[Entry]) -> None:
    """Write a new file. Passage ids count from 0 in the order given: they are the rows of the vectors."""
    row = 0
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        for number, entry in enumerate(entries):
            article = entry.article
            layout = {
                "body": [[span.start, span.end] for span in article.body],
                "headings": [[span.start, span.end] for span in article.headings],
                "left_out": [[out.span.start, out.span.end, out.reason] for out in article.left_out],
                "encoding": article.encoding,
                "unit": article.unit.value,
                "marks": [[mark.start, mark.label] for mark in article.marks],
                "origin": asdict(article.origin) if article.origin else None,
            }
            connection.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    article.path,
                    str(entry.location),
                    article.sha256,
                    entry.size,
                    entry.mtime_ns,
                    article.metadata.published,
                    article.metadata.updated,
                    json.dumps(asdict(article.metadata)),
                    json.dumps(layout),
                    article.text,
                ),
            )
            connection.executemany(
                "INSERT INTO also VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (path, number, str(file.location), file.sha256, file.size, file.mtime_ns)
                    for path, file in entry.also
                ),
            )
            for passage in entry.passages:
                span = passage.span
                connection.execute(
                    "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
                    (row, number, span.start, span.end, passage.heading, key(passage)),
                )
                row += 1
        connection.commit()
    finally:
        connection.close()


class Catalog:
    """Reads what `write_catalog` wrote; articles are loaded when they are asked for.

    Raises sqlite3.DatabaseError if the file is not such a catalog.
    """

    def __init__(self, path: Path) -> None:
        # immutable: no locks and no journal are looked for, so a read-only place will do.
        # The REPL opens it in the thread that loads the model and asks from another, one at a time.
        self._connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)
        try:
            self.articles: int = self._one("SELECT count(*) FROM article")
            self.passages: int = self._one("SELECT count(*) FROM passage")
        except BaseException:
            self.close()
            raise
        self._article = lru_cache(maxsize=64)(self._load)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def known(self) -> dict[str, Known]:
        """What is remembered of each file, by path; files with the same text have one each."""
        rows = self._connection.execute(
            "SELECT path, sha256, location, size, mtime_ns FROM article"
            " UNION ALL SELECT path, sha256, location, size, mtime_ns FROM also ORDER BY path"
        )
        return {path: Known(sha256, Path(location), size, mtime) for path, sha256, location, size, mtime in rows}

    def reusable(self) -> dict[str, Known]:
        """Like `known`, without files that share an article's text but not its bytes: all else may differ."""
        rows = self._connection.execute(
            "SELECT also.path FROM also JOIN article ON article.id = also.article WHERE also.sha256 != article.sha256"
        )
        others = {path for (path,) in rows}
        return {path: file for path, file in self.known().items() if path not in others}

    def paths(self) -> list[str]:
        """The paths of all articles, sorted."""
        return [path for (path,) in self._connection.execute("SELECT path FROM article ORDER BY path")]

    def metadata(self) -> list[tuple[str, Metadata]]:
        """The path and metadata of all articles, in order of path; their texts are not read."""
        rows = self._connection.execute("SELECT path, metadata FROM article ORDER BY path")
        return [(path, Metadata(**json.loads(metadata))) for path, metadata in rows]

    def location(self, path: str) -> Path:
        """Where a file lies that an article was read from. Raises KeyError if there is none of that path."""
        row = self._connection.execute(
            "SELECT location FROM article WHERE path = :path UNION ALL SELECT location FROM also WHERE path = :path",
            {"path": path},
        ).fetchone()
        if row is None:
            raise KeyError(path)
        return Path(row[0])

    def entry(self, path: str) -> Entry:
        """An article with all its passages, under the path of any of its files.

        Raises KeyError if there is no such file.
        """
        found = self._connection.execute(
            "SELECT id, sha256, location, size, mtime_ns FROM article WHERE path = :path"
            " UNION ALL SELECT article, sha256, location, size, mtime_ns FROM also WHERE path = :path",
            {"path": path},
        ).fetchone()
        if found is None:
            raise KeyError(path)
        number, sha256, location, size, mtime_ns = found
        article = self._article(number)
        own = article.path == path
        if not own:
            article = replace(article, path=path, sha256=sha256)
        passages = self._connection.execute(
            'SELECT start, "end", heading FROM passage WHERE article = ? ORDER BY id', (number,)
        )
        return Entry(
            article,
            Path(location),
            size,
            mtime_ns,
            tuple(Passage(article, Span(start, end), heading) for start, end, heading in passages),
            self._also(number) if own else (),
        )

    def _also(self, number: int) -> tuple[tuple[str, Known], ...]:
        rows = self._connection.execute(
            "SELECT path, sha256, location, size, mtime_ns FROM also WHERE article = ? ORDER BY path", (number,)
        )
        return tuple((path, Known(sha256, Path(location), size, mtime)) for path, sha256, location, size, mtime in rows)

    def entries(self) -> Iterator[Entry]:
        """Every article, in order of path."""
        return (self.entry(path) for path in self.paths())

    def passage(self, row: int) -> Passage:
        """The passage whose vector is row `row`."""
        number, start, end, heading = self._connection.execute(
            'SELECT article, start, "end", heading FROM passage WHERE id = ?', (row,)
        ).fetchone()
        return Passage(self._article(number), Span(start, end), heading)

    def keys(self) -> dict[bytes, int]:
        """The row of one passage for each key."""
        return dict(self._connection.execute("SELECT key, id FROM passage ORDER BY id DESC"))

    def rows(self, *, since: str | None, until: str | None, paths: Sequence[str] | None) -> list[int]:
        """The passages of articles dated within [since, until] (ISO dates) and among `paths`, ascending.

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
        query = f"SELECT passage.id FROM passage JOIN article ON article.id = article WHERE {' AND '.join(clauses)}"  # noqa: S608  the clauses are ours
        return [row for (row,) in self._connection.execute(f"{query} ORDER BY passage.id", values)]

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
            text=text,
            metadata=Metadata(**json.loads(metadata)),
            body=tuple(Span(*pair) for pair in spans["body"]),
            headings=tuple(Span(*pair) for pair in spans["headings"]),
            left_out=tuple(LeftOut(Span(start, end), reason) for start, end, reason in spans["left_out"]),
            encoding=spans["encoding"],
            unit=Unit(spans["unit"]),
            marks=tuple(Mark(start, label) for start, label in spans["marks"]),
            origin=Origin(**spans["origin"]) if spans.get("origin") else None,  # older indexes know of none
        )
