"""calibrate: the threshold that suits the reader's own questions, stored beside the index."""

import argparse
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from index.store import Index
from qa.commands.evaluating import missing, results_of
from qa.defaults import THRESHOLD
from qa.progress import progress_bar
from qa.questions import Question, read_questions
from qa.safe import safe_json
from qa.session import Session
from qa.thresholds import Chosen, forget_threshold, threshold_file, write_threshold

DONE = 0


def run_calibrate(session: Session, arguments: argparse.Namespace) -> int:
    """Choose a threshold on the questions of a file, say how well it holds, and store it for this index."""
    if arguments.forget:
        return _forget(session, arguments)
    if arguments.questions is None:
        raise UsageError("no file of questions", session.command("calibrate", "FILE"))
    if hasattr(arguments, "threshold"):
        raise UsageError("qa calibrate chooses the threshold", "put --threshold behind qa ask, or use --answered SHARE")
    from qa.calibration import calibrate  # noqa: PLC0415  numpy, for which `qa --help` need not wait
    from qa.calibration_table import calibration_text  # noqa: PLC0415

    questions = read_questions(arguments.questions)
    _enough(questions, arguments.questions)
    index = session.index()
    session.note(missing(questions, index, arguments.questions))
    with progress_bar(session.environment) as progress:
        results = results_of(session, index, questions, lambda done: progress("ask", done, len(questions)))
    _reachable(results, arguments.answered)
    report = calibrate(results, session.threshold(index), arguments.answered)
    stored = None if arguments.dry_run else write_threshold(index.place, _chosen(report, index))
    report["stored"] = None if stored is None else str(stored)
    if arguments.json:
        session.say(safe_json(report, indent=1) + "\n")
    else:
        session.say(calibration_text(report, session.screen))
        session.say(_stored_text(session, report))
    if stored and session.settings.threshold is not None:
        session.note(
            f"qa: a setting goes before it: threshold {session.settings.threshold:g}\n"
            "    unset QA_THRESHOLD, or take the threshold out of the config file\n"
        )
    return DONE


def _forget(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.questions is not None:
        raise UsageError("--forget takes no file of questions", session.command("calibrate", "--forget"))
    place = session.settings.index
    path = threshold_file(place)
    there = path.exists() if arguments.dry_run else forget_threshold(place)
    if arguments.json:
        session.say(safe_json({"format": 1, "forgotten": str(path) if there else None}, indent=1) + "\n")
    elif not there:
        session.say(session.screen.title(f"No threshold was stored for this index; it is {THRESHOLD:g}."))
    else:
        verb = "would be" if arguments.dry_run else "is"
        session.say(session.screen.title(f"The stored threshold {verb} removed; it {verb} {THRESHOLD:g} again."))
    return DONE


def _enough(questions: Sequence[Question], path: Path) -> None:
    """Raises UsageError if there are too few questions with an answer, or without one, to hold any out."""
    from qa.calibration import ENOUGH, FEWEST  # noqa: PLC0415

    sorts = {True: "with an answer", False: "without one"}
    examples = {
        True: '{"question": "…", "evidence": [{"file": "…", "quote": "…"}]}',
        False: '{"question": "…", "kind": "unanswerable"}',
    }
    for answerable, sort in sorts.items():
        count = sum(question.answerable == answerable for question in questions)
        if count < FEWEST:
            have = f"only {count}" if count else "none"
            raise UsageError(
                f"a threshold needs {FEWEST} questions {sort} at the very least, and {path} has {have}",
                f"add some, {ENOUGH} if you can: {examples[answerable]}",
            )


def _reachable(results: Sequence[Mapping[str, Any]], answered: float | None) -> None:
    from qa.calibration import Outcomes, most_answered  # noqa: PLC0415

    most = most_answered(Outcomes.of(results))
    if answered is not None and answered > most:
        raise UsageError(
            f"no threshold answers {answered:g} of the questions with an answer; the rest fail other tests",
            f"--answered {int(most * 1000) / 1000:g}",
        )


def _chosen(report: Mapping[str, Any], index: Index) -> Chosen:
    from qa.calibration import RATES  # noqa: PLC0415

    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    figures = {name: report["held_out"][name] for name in RATES}
    return Chosen(report["threshold"], now, report["questions"], figures, index.manifest.model)


def _stored_text(session: Session, report: Mapping[str, Any]) -> str:
    """What was stored, and how to take it back; each command on a line of its own, so that it can be copied."""
    if report["stored"] is None:
        return session.screen.title(f"Nothing is stored (--dry-run). The threshold is still {report['before']:g}.")
    told = (
        f"Stored for this index: qa ask and conversations now answer from confidence {report['threshold']:g} on "
        f"(before: {report['before']:g}). This takes it back:"
    )
    return session.screen.title(told) + f"    {session.command('calibrate', '--forget')}\n"
