"""ask, search, :more, :nearest, and the bounds :since, :until, :only."""

import argparse
import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.errors import UsageError
from qa.answer import Answer
from qa.ask import ask, clean_question, find, quote_passage
from qa.defaults import QUOTES
from qa.records import answer_record, error_record, hit_record
from qa.render import answer_text, hits_text, pending_text, quotes_text, stale_text
from qa.safe import safe_json, visible
from qa.session import Session

ANSWERED, NOT_ANSWERED = 0, 1


def run_ask(session: Session, arguments: argparse.Namespace) -> int:
    """Answer one question, those of a file, or those of standard input."""
    set_bounds(session, arguments)
    if not arguments.question:
        session.filters()  # bounds that nothing fits are told once, not with every line
    if arguments.jsonl:
        return _ask_file(session, arguments.jsonl)
    if arguments.question:
        answer = answer_question(session, " ".join(arguments.question))
        print_answer(session, answer, json_wanted=arguments.json, nearest=arguments.nearest)
        return _status(answer)
    if session.environment.stdin.isatty():
        raise UsageError("no question", 'qa ask "who said what?"')
    return ask_lines(session, json_wanted=arguments.json)


def ask_lines(session: Session, *, json_wanted: bool) -> int:
    """One question a line from standard input; as grep, 0 if any of them was answered."""
    lines = session.environment.stdin.read().splitlines()
    questions = _questions(session, lines)
    if not questions:
        if any(map(_leaves, lines)):
            return ANSWERED
        raise UsageError("no question in standard input", 'echo "who said what?" | qa')
    status = NOT_ANSWERED
    for asked, (number, question) in enumerate(questions):
        try:
            answer = answer_question(session, question)
        except UsageError as error:
            if len(questions) == 1:
                raise
            session.note(f"qa: line {number}: {error}")
            continue
        if not json_wanted and len(questions) > 1:
            session.say(f"{chr(10) if asked else ''}{session.screen.title(f'? {answer.question}')}")
        print_answer(session, answer, json_wanted=json_wanted, one_line=len(questions) > 1)
        status = min(status, _status(answer))
    return status


def _questions(session: Session, lines: Sequence[str]) -> list[tuple[int, str]]:
    """The questions up to :quit, each with the number of its line; other commands of a conversation are told."""
    questions = []
    for number, line in enumerate(lines, start=1):
        if _leaves(line):
            break
        if line.lstrip().startswith(":"):
            session.note(f"qa: line {number}: {visible(line.split()[0])} works in a conversation on a terminal only")
        elif line.strip():
            questions.append((number, line))
    return questions


def _leaves(line: str) -> bool:
    return line.strip() in {":quit", ":q", ":exit"}


def _status(answer: Answer) -> int:
    """Answered, if a quote is still what its file says."""
    return ANSWERED if any(quote.verdict.stands for quote in answer.quotes) else NOT_ANSWERED


def answer_question(session: Session, question: str) -> Answer:
    """Ask with the session's index, model, bounds and history, and remember the question."""
    question = clean_question(question)  # before an index is opened, or even made, for nothing
    answer = _ask(session, question, session.history, session.settings.quotes)
    if session.in_repl:
        session.history.append(answer.question)
    session.answers.append(answer)
    session.shown = len(answer.quotes)
    return answer


def _ask(session: Session, question: str, history: Sequence[str], quotes: int) -> Answer:
    """Ask with the session's index, model and bounds."""
    index = session.index()
    embedder = session.embedder_of(index)
    return ask(
        question,
        index,
        embedder,
        history=history,
        filters=session.filters(),
        quotes=quotes,
        threshold=session.threshold(index),
        reranker=session.reranker(),
    )


def print_answer(
    session: Session, answer: Answer, *, json_wanted: bool = False, nearest: bool = False, one_line: bool = False
) -> None:
    """Print an answer as JSON or for the screen, and on standard error that it may be out of date."""
    if json_wanted:
        session.say(safe_json(answer_record(answer), indent=None if one_line else 1) + "\n")
    else:
        more = " · :more" if session.in_repl else ""
        closest = f"{':' if session.in_repl else '--'}nearest shows the closest"
        hint = closest if answer.nearest and not nearest else ""
        session.say(answer_text(answer, session.screen, more=more, nearest=hint))
        if nearest and not answer.answered:
            session.say("\n" + _nearest_text(session, answer))
    mend = ":rebuild" if session.in_repl else session.command("index")
    session.note(pending_text(answer.index, session.notice_screen, mend))
    session.note(stale_text(answer, session.notice_screen, mend))


def run_search(session: Session, arguments: argparse.Namespace) -> int:
    """Rank passages without choosing quotes."""
    if arguments.k < 1:
        raise UsageError(f"-k must be 1 or more, not {arguments.k}", "qa search QUERY -k 10")
    set_bounds(session, arguments)
    index = session.index()
    hits = find(" ".join(arguments.query), index, session.embedder_of(index), arguments.k, session.filters())
    quotes = [quote_passage(index, hit) for hit in hits]
    if arguments.json:
        records = [
            hit_record(rank, quote, (hit.dense_rank, hit.lexical_rank))
            for rank, (hit, quote) in enumerate(zip(hits, quotes, strict=True), start=1)
        ]
        session.say(safe_json(records, indent=1) + "\n")
    else:
        session.say(hits_text(hits, quotes, session.screen))
    return ANSWERED if hits else NOT_ANSWERED


def run_more(session: Session, _arguments: argparse.Namespace) -> int:
    """Show the next quotes for the last question."""
    last = last_answer(session)
    if not last.answered:
        raise UsageError("the last question has no quotes", ":nearest shows what came closest")
    shown = session.shown
    answer = _ask(session, last.question, session.history[:-1], shown + QUOTES)
    if len(answer.quotes) <= shown:
        session.say(session.screen.title("No more passages for this question."))
        return NOT_ANSWERED
    session.answers[-1] = answer
    session.shown = len(answer.quotes)
    session.say(answer_text(answer, session.screen, first=shown))
    return ANSWERED


def run_nearest(session: Session, _arguments: argparse.Namespace) -> int:
    """Show what came closest to a question without an answer."""
    last = last_answer(session)
    if last.answered:
        raise UsageError("the last question was answered", ":more shows further quotes")
    session.say(_nearest_text(session, last))
    return ANSWERED


def _nearest_text(session: Session, answer: Answer) -> str:
    return quotes_text(answer.nearest, session.screen) or session.screen.title("Nothing came near.")


def run_since(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift the first day."""
    with _unless_unfit(session):
        session.since = arguments.date
        return _say_bounds(session)


def run_until(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift the last day."""
    with _unless_unfit(session):
        session.until = arguments.date
        return _say_bounds(session)


def run_only(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift a name that path, title or outlet must hold."""
    return _set_name(session, "only", arguments)


def run_title(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift a name that the title must hold."""
    return _set_name(session, "title", arguments)


def run_outlet(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift a name that the outlet must hold."""
    return _set_name(session, "outlet", arguments)


def run_author(session: Session, arguments: argparse.Namespace) -> int:
    """Set or lift a name that the author must hold."""
    return _set_name(session, "author", arguments)


def _set_name(session: Session, field: str, arguments: argparse.Namespace) -> int:
    others = {name: value for name, value in session.names.items() if name != field}
    with _unless_unfit(session):
        session.names = others | ({field: " ".join(arguments.name)} if arguments.name else {})
        return _say_bounds(session)


@contextlib.contextmanager
def _unless_unfit(session: Session) -> Iterator[None]:
    """Bounds that hold no day or fit no article leave those of before."""
    before = session.since, session.until, session.names
    try:
        yield
    except UsageError:
        session.since, session.until, session.names = before
        raise


def set_bounds(session: Session, arguments: argparse.Namespace) -> None:
    """Take the bounds given on the command line."""
    session.since, session.until = arguments.since, arguments.until
    given = {field: getattr(arguments, field) for field in ("only", "title", "outlet", "author")}
    session.names = {field: name for field, name in given.items() if name}


def last_answer(session: Session) -> Answer:
    """The last answer of this run. Raises UsageError if there is none."""
    if not session.answers:
        raise UsageError("nothing has been asked yet", "type a question")
    return session.answers[-1]


def _say_bounds(session: Session) -> int:
    index, filters = session.index(), session.filters()
    passages = index.catalog.count(index.catalog.within(filters.since, filters.until, filters.paths))
    bounds = session.bounds() or "all articles"
    session.say(session.screen.title(f"Asking {bounds}: {passages:,} of {index.manifest.passages:,} passages."))
    return ANSWERED


def _ask_file(session: Session, name: str) -> int:
    """One record a line, in order; a line that cannot be asked gets a record with its error."""
    for line in _lines(session, name):
        asked: Any = None
        try:
            line.encode()
            asked = json.loads(line)
            answer = _answer_object(session, asked)
            record = answer_record(answer, asked.get("id"))
        except UnicodeEncodeError:
            record = error_record(None, "not UTF-8")
        except (json.JSONDecodeError, RecursionError) as error:
            record = error_record(None, f"not JSON: {error}")
        except UsageError as error:
            record = error_record(asked if isinstance(asked, dict) else None, str(error))
        session.say(safe_json(record) + "\n")
    return ANSWERED


def _answer_object(session: Session, asked: Any) -> Answer:
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise UsageError('no "question" that is a text', '{"question": "who said what?"}')
    history = asked.get("history") or []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise UsageError('"history" is not a list of texts', '{"question": "why?", "history": ["who said what?"]}')
    return _ask(session, asked["question"], history, session.settings.quotes)


def _lines(session: Session, name: str) -> Iterator[str]:
    """The lines of a file, or of standard input as they come; blank ones are no lines."""
    if name == "-":
        yield from (line for line in session.environment.stdin if line.strip())
        return
    try:
        # a byte that is not UTF-8 spoils its own line only
        with open(name, encoding="utf-8-sig", errors="surrogateescape") as file:  # noqa: PTH123
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise UsageError(
            f"cannot read the questions in {name}: {error.strerror or error}", "qa ask --jsonl FILE"
        ) from error
