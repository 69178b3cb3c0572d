"""eval: how good the answers to a file of questions are."""

import argparse
import json

from corpus.errors import UsageError
from qa.ask import ask
from qa.evaluate import evaluate
from qa.safe import safe_json
from qa.session import Session

DONE = 0


def run_eval(session: Session, arguments: argparse.Namespace) -> int:
    """Ask every question of a file and score the answers."""
    path = arguments.questions
    try:
        questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        asked = [str(question["question"]) for question in questions]
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = 'one object a line: {"question": "…", "kind": "…", "evidence": [{"file": "…", "quote": "…"}]}'
        raise UsageError(f"cannot read the questions in {path}: {error}", remedy) from error
    if not asked:
        raise UsageError(f"no questions in {path}", "qa eval FILE")
    index = session.index()
    answers = [
        ask(text, index, session.embedder_of(index), history=question.get("history") or ())
        for text, question in zip(asked, questions, strict=True)
    ]
    report = evaluate(questions, answers)
    if arguments.json:
        session.say(safe_json(report, indent=1) + "\n")
    else:
        latency = report.pop("latency_ms")
        rows = [(name, "-" if value is None else str(value)) for name, value in report.items()]
        rows.append(("latency", f"median {latency['median']:.0f} ms, longest {latency['max']:.0f} ms"))
        session.say(session.screen.facts(rows))
    return DONE
