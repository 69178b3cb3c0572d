"""eval: how good the answers to a file of questions are."""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from index.search import search
from index.store import Index
from qa.ask import ask
from qa.defaults import QUOTES
from qa.evaluate import RANKS, attempt, result
from qa.followup import sought
from qa.progress import progress_bar
from qa.questions import Question, read_questions
from qa.render import count
from qa.safe import safe_json, visible
from qa.session import Session

DONE = 0


def run_eval(session: Session, arguments: argparse.Namespace) -> int:
    """Ask every question of a file, score the answers and, with --baseline, compare them with an earlier run's."""
    from qa.measures import compare, report  # noqa: PLC0415  numpy, for which `qa --help` need not wait
    from qa.score_tables import comparison_text, report_text  # noqa: PLC0415

    questions = read_questions(arguments.questions)
    baseline = _baseline(arguments.baseline, questions) if arguments.baseline else None
    index = session.index()
    session.note(missing(questions, index, arguments.questions))
    with progress_bar(session.environment) as progress:
        results = results_of(session, index, questions, lambda done: progress("ask", done, len(questions)))
    figures = report(results)
    if baseline is not None:
        figures["comparison"] = compare(baseline, results)
    if arguments.json:
        session.say(safe_json(figures, indent=1) + "\n")
    else:
        session.say(report_text(figures, session.screen))
        if baseline is not None:
            session.say("\n" + comparison_text(figures["comparison"], session.screen))
    return DONE


def results_of(
    session: Session, index: Index, questions: Sequence[Question], progress: Callable[[int], None]
) -> list[dict[str, Any]]:
    """The record of each question (`qa.evaluate.result`), asked as `qa ask` would."""
    embedder = session.embedder_of(index)
    session.load(index)  # no part of the first question's time
    paths = {
        entry.article.path: (entry.article.path, *(path for path, _ in entry.also)) for entry in index.catalog.entries()
    }
    results = []
    for done, question in enumerate(questions):
        progress(done)
        # fewer would make recall@5 another figure
        quotes = max(QUOTES, session.settings.quotes)
        answer = ask(
            question.text,
            index,
            embedder,
            history=question.history,
            quotes=quotes,
            threshold=session.threshold(index),
            reranker=session.reranker(),
        )
        target = sought(answer.question, question.history, embedder.encode)
        hits = search(index, target.text, target.vector, RANKS)
        results.append(result(question, attempt(answer, hits, paths)))
    return results


def missing(questions: Sequence[Question], index: Index, path: Path) -> str:
    """A line for each file that questions name and the index does not hold."""
    known = {f"/{name}"[at:] for name in index.catalog.known() for at, sign in enumerate(f"/{name}") if sign == "/"}
    named: dict[str, list[int]] = {}
    for question in questions:
        for file in question.files:
            if f"/{file}" not in known:
                named.setdefault(file, []).append(question.line)
    return "".join(
        f"qa: {visible(f'{path}:{lines[0]}: not in the index: {file}')}, which {count(len(lines), 'question')} "
        f"name{'s' if len(lines) == 1 else ''}\n"
        for file, lines in named.items()
    )


def _baseline(path: Path, questions: Sequence[Question]) -> Sequence[Mapping[str, Any]]:
    """The records of an earlier run. Raises UsageError if they are none, or none of these questions is in them."""
    from qa.measures import Run  # noqa: PLC0415

    remedy = "qa eval FILE --json > RUN.json writes one"
    try:
        run = json.loads(path.read_bytes().decode("utf-8-sig"))
        results: list[Mapping[str, Any]] = run["results"]
        if not results:
            raise ValueError("empty")  # noqa: TRY301  told as the other faults are
        Run.of(results)
        asked = {(one["id"], one["question"], one["kind"]) for one in results}
    except OSError as error:
        raise UsageError(f"cannot read the baseline {path}: {error.strerror or error}", remedy) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"not a run of qa eval --json: {path}", remedy) from error
    if not any((question.name, question.text, question.kind) in asked for question in questions):
        raise UsageError(f"no question of the baseline is in the file of questions: {path}", remedy)
    return results
