"""A file of questions with known evidence -> Questions.

One JSON object a line, UTF-8. Other keys than these are passed over:

    question   the text
    id         names it in what is printed; without one its text does
    kind       what it is reported under; "unanswerable" and "offtopic" say that no article answers it
    evidence   what an answer must quote: objects with "file" (a path or its end) and "quote", and
               perhaps "alt": other wordings, each a text or an object with "file" and "quote"
    need       "all" (each piece of evidence counts for its share) or "any" (one is enough)
    accept     for the kind "metadata": texts of which one may stand in a citation instead
    history    earlier questions, oldest first
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from corpus.errors import UsageError
from qa.ask import clean_question

REFUSED_KINDS = frozenset({"unanswerable", "offtopic"})
METADATA = "metadata"
_PLAIN = "answerable"
_SHAPE = 'one object a line: {"question": "…", "kind": "…", "evidence": [{"file": "…", "quote": "…"}]}'


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a file; `file` is its path or the end of it."""

    file: str
    quote: str


Piece = tuple[Wording, ...]
"""A piece of evidence: wordings of which one must be quoted."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what an answer to it must quote. `line` is where it stands in its file, from 1."""

    text: str
    kind: str = _PLAIN
    evidence: tuple[Piece, ...] = ()
    one_is_enough: bool = False
    accept: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    name: str | None = None
    line: int = 0

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return self.kind not in REFUSED_KINDS

    @property
    def pieces(self) -> int:
        """How many pieces of evidence a full answer covers."""
        return min(1, len(self.evidence)) if self.one_is_enough else len(self.evidence)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that its evidence names, each once."""
        return tuple(dict.fromkeys(wording.file for piece in self.evidence for wording in piece))


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file, in order. Raises UsageError that names the first line that is not one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"cannot read the questions in {path}: {error.strerror or error}"
        raise UsageError(what, f"name a file that can be read, with {_SHAPE}") from error
    questions, names = [], dict[str, int]()
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line.decode()), number)
        except UnicodeDecodeError:
            _refuse(path, number, "not UTF-8")
        except (json.JSONDecodeError, RecursionError) as error:
            _refuse(path, number, f"not JSON: {error}")
        except (ValueError, UsageError) as error:
            _refuse(path, number, str(error))
        if question.name is not None and names.setdefault(question.name, number) != number:
            _refuse(path, number, f'the id "{question.name}" is that of line {names[question.name]} too')
        questions.append(question)
    if not questions:
        raise UsageError(f"no questions in {path}", _SHAPE)
    return tuple(questions)


def _refuse(path: Path, number: int, what: str) -> NoReturn:
    raise UsageError(f"{path}:{number}: {what}", _SHAPE) from None


def _question(record: Any, line: int) -> Question:
    """Raises ValueError or UsageError that says what is missing."""
    if not isinstance(record, Mapping):
        raise ValueError("no JSON object")  # noqa: TRY004  a fault of the file, as the others
    kind, need = record.get("kind", _PLAIN), record.get("need", "all")
    if need not in ("all", "any"):
        raise ValueError(f'"need" must be "all" or "any", not {json.dumps(need)}')
    history = _texts(record.get("history"), "history")
    question = Question(
        text=clean_question(_text(record.get("question"), "question")),
        kind=_text(kind, "kind"),
        evidence=tuple(tuple(_wordings(piece)) for piece in _list(record.get("evidence"), "evidence")),
        one_is_enough=need == "any",
        accept=_texts(record.get("accept"), "accept"),
        history=tuple(map(clean_question, history)),
        name=None if record.get("id") is None else str(record["id"]),
        line=line,
    )
    if question.answerable and not question.evidence and not (question.kind == METADATA and question.accept):
        refused = " or ".join(f'"{kind}"' for kind in sorted(REFUSED_KINDS))
        raise ValueError(f'no "evidence": all questions need it but those of the kind {refused}')
    return question


def _wordings(piece: Any) -> Iterator[Wording]:
    if not isinstance(piece, Mapping):
        raise ValueError('"evidence" must hold objects with "file" and "quote"')  # noqa: TRY004
    file = _text(piece.get("file"), "file")
    yield Wording(file, _words(piece.get("quote"), "quote"))
    for other in _list(piece.get("alt"), "alt"):
        if isinstance(other, Mapping):
            yield Wording(_text(other.get("file", file), "file"), _words(other.get("quote"), "quote"))
        else:
            yield Wording(file, _words(other, "alt"))


def _list(value: Any, name: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise ValueError(f'"{name}" is no list')
    return value or []


def _texts(value: Any, name: str) -> tuple[str, ...]:
    return tuple(_text(one, name) for one in _list(value, name))


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f'no "{name}" that is a text')  # noqa: TRY004
    return value


def _words(value: Any, name: str) -> str:
    """A text with at least one word: one without would be covered by anything."""
    if not re.search(r"\w", text := _text(value, name)):
        raise ValueError(f'"{name}" has no words')
    return text
