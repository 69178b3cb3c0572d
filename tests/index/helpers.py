"""What the tests of the index share: a clock that has settled, questions, and what they find."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.errors import QuotedAnswersError
from index.search import search
from index.segment.entry import Entry
from index.store import Index, open_index
from tests.doubles import WordEmbedder

LONG_AGO = 1_600_000_000 * 10**9
"""Nanoseconds since 1970, long before any test: a file of that time is proven unchanged by it."""

QUESTIONS = (
    "Which mayor opened a bridge?",
    "What did the ferry cost in crowns?",
    "river frost harvest",
    "Who?",
    "",
)

Found = list[list[tuple[Any, ...]]]


def settle(folder: Path, changed_ns: int = LONG_AGO) -> Path:
    """Date the files of a folder back, so that their size and time prove that they have not changed."""
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, ns=(changed_ns, changed_ns))
    return folder


def found_by(index: Index, k: int = 20) -> Found:
    """All that a search says of each hit, for each of `QUESTIONS`."""
    embedder = WordEmbedder()
    return [
        [
            (
                hit.passage.article.path,
                hit.passage.span,
                hit.passage.text,
                hit.score,
                hit.cosine,
                hit.bm25,
                hit.dense_rank,
                hit.lexical_rank,
            )
            for hit in search(index, question, embedder.vector(question), k)
        ]
        for question in QUESTIONS
    ]


def opened(place: Path) -> closing[Index]:
    """The index at a place, closed in the end."""
    return closing(open_index(place))


def found_at(place: Path, k: int = 20) -> Found:
    """`found_by` the index at a place."""
    with opened(place) as index:
        return found_by(index, k)


def entries_at(place: Path) -> list[Entry]:
    """The articles of the index at a place."""
    with opened(place) as index:
        return list(index.catalog.entries())


def paths_at(place: Path) -> list[str]:
    """The paths of the articles of the index at a place."""
    return [entry.article.path for entry in entries_at(place)]


def generations(place: Path) -> list[str]:
    """The names of the folders in which generations lie, finished or not."""
    return sorted(folder.name for folder in (place / "generations").iterdir())


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of every file, but for the lock."""
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file() and file.name != "lock"
    }


def says_in_two_lines(error: QuotedAnswersError, place: Path) -> bool:
    """Whether an error gives one line that names the place and one line that says what to do."""
    lines = [str(error), error.remedy]
    return all(line.strip() and "\n" not in line for line in lines) and str(place) in lines[0]


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a forked process; its exit status: 0 if it returned, minus a signal's number if killed."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(30)  # a child that hangs must not hang the tests
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
