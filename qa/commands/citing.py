"""show, :open, verify, :save: from a citation to the place it names, and back."""

import argparse
import json
import re
import shlex
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article, Span
from corpus.errors import SkippedFile, UsageError
from corpus.read import read_article, read_bytes
from qa.answer import Quote, Verdict
from qa.commands.asking import last_answer
from qa.records import answer_record
from qa.render import place_text
from qa.safe import safe_json, visible
from qa.session import Session
from qa.verify import stand

DONE, NOT_ALL_VERIFIED = 0, 1
_LINES = re.compile(r"(?P<path>.+?):(?P<first>\d+)(?:-(?P<last>\d+))?")


def run_show(session: Session, arguments: argparse.Namespace) -> int:
    """Show the cited lines in their article."""
    article, span = _place(session, arguments.citation)
    session.say(place_text(article, span, session.screen))
    return DONE


def run_open(session: Session, arguments: argparse.Namespace) -> int:
    """Open the cited file at its line, in the reader's editor or pager."""
    article, span = _place(session, arguments.citation)
    location = session.index().catalog.location(article.path)
    variables = session.environment.variables
    editor = shlex.split(variables.get("VISUAL") or variables.get("EDITOR") or "less")
    if not shutil.which(editor[0]):
        raise UsageError(
            f"no program {editor[0]} to open {location} with", "export EDITOR=nano, or another that is there"
        )
    line = article.lines(span)[0]
    place = ["--goto", f"{location}:{line}"] if Path(editor[0]).stem == "code" else [f"+{line}", str(location)]
    return subprocess.run([*editor, *place], check=False).returncode  # noqa: S603  the reader's own editor


def run_save(session: Session, arguments: argparse.Namespace) -> int:
    """Write the answers of this conversation to a file that `qa verify` takes."""
    last_answer(session)
    lines = [safe_json(answer_record(answer)) for answer in session.answers]
    try:
        with arguments.file.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise UsageError(f"{arguments.file} is there already", "name a new file") from None
    except OSError as error:
        raise UsageError(f"cannot write {arguments.file}: {error.strerror}", "name another place") from error
    session.say(session.screen.title(f"{len(lines)} answers saved; qa verify {arguments.file} checks them again."))
    return DONE


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote of a transcript and how it stands to its file now. `lines` are where it stands now."""

    question: str
    path: str
    text: str
    verdict: Verdict
    lines: tuple[int, int] | None


def run_verify(session: Session, arguments: argparse.Namespace) -> int:
    """Check every quote of a transcript against the files."""
    records = _transcript(arguments.transcript)
    checked = [
        _checked(session, str(record.get("question", "")), quote)
        for record in records
        for quote in [*record.get("quotes", []), *record.get("nearest", [])]
    ]
    counts = Counter(one.verdict.value for one in checked)
    if arguments.json:
        rows = [
            {"question": one.question, "path": one.path, "text": one.text, "verdict": one.verdict, "lines": one.lines}
            for one in checked
        ]
        session.say(safe_json({"quotes": len(checked), "verdicts": counts, "checked": rows}, indent=1) + "\n")
    else:
        for one in checked:
            if one.verdict is not Verdict.VERIFIED:
                now = f", now line {one.lines[0]}" if one.lines else ""
                session.say(session.screen.title(f"{one.verdict.value}: {one.path}{now}: {visible(one.text)}"))
        summary = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in Verdict if counts[verdict])
        session.say(session.screen.title(f"{len(checked):,} quotes: {summary or 'none to check'}"))
    bad = set(counts) - {Verdict.VERIFIED, Verdict.MOVED}
    return NOT_ALL_VERIFIED if bad else DONE


def _place(session: Session, citation: str) -> tuple[Article, Span]:
    """The article and span that a citation names, from the file as it is now."""
    if citation.isdigit() and session.answers:
        quote = _numbered(session, int(citation))
        return quote.article, quote.span
    match = _LINES.fullmatch(citation)
    path = match["path"] if match else citation
    article = _article_now(session, path)
    first = int(match["first"]) if match else 1
    last = int(match["last"] or first) if match else max(1, article.text.count("\n"))
    try:
        return article, article.line_span(first, last)
    except ValueError as error:
        lines = article.text.count("\n") + 1
        raise UsageError(f"{path} has {lines:,} lines, and so no {error}", f"qa show {path}:1-{lines}") from None


def _numbered(session: Session, number: int) -> Quote:
    answer = last_answer(session)
    shown = answer.quotes or answer.nearest
    if not 1 <= number <= len(shown):
        raise UsageError(f"the last answer has {len(shown)} quotes, no number {number}", ":show 1")
    return shown[number - 1]


def _article_now(session: Session, path: str) -> Article:
    index = session.index()
    try:
        location = index.catalog.location(path)
    except KeyError:
        raise UsageError(f"no article {path} in the index", ":sources" if session.in_repl else "qa sources") from None
    indexed = index.catalog.entry(path).article
    try:
        article = read_article(path, read_bytes(location))
    except SkippedFile as reason:
        session.note(f"qa: {location}: {reason}; shown as it was when it was indexed")
        return indexed
    if article.sha256 != indexed.sha256:
        session.note(f"qa: {path} has changed since it was indexed; shown as it is now")
    return article


def _transcript(path: Path) -> list[dict[str, Any]]:
    """The answer records of a file: one object, an array of them, or one a line; error records are passed over."""
    remedy = "qa ask --json QUESTION > FILE writes one"
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the transcript {path}: {error}", remedy) from error
    try:
        whole = json.loads(text)
        records = whole if isinstance(whole, list) else [whole]
    except json.JSONDecodeError:
        try:
            records = [json.loads(line) for line in text.splitlines() if line.strip()]
        except json.JSONDecodeError as error:
            raise UsageError(f"{path} is no transcript: {error}", remedy) from error
    if not records or not all(isinstance(record, dict) and {"quotes", "error"} & record.keys() for record in records):
        raise UsageError(f"{path} is no transcript: it holds no answer records", remedy)
    return records


def _checked(session: Session, question: str, quote: Any) -> Checked:
    try:
        text, (start, end), path = quote["text"], quote["span"], quote["article"]["path"]
        span = Span(int(start), int(end))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"a quote without text, span or article: {error}", "qa ask --json QUESTION > FILE") from error
    location = _location(session, path)
    if location is None:
        return Checked(question, path, text, Verdict.DELETED, None)
    standing = stand(text, span, path, location)
    lines = standing.article.lines(standing.place) if standing.article and standing.place else None
    return Checked(question, path, text, standing.verdict, lines)


def _location(session: Session, path: str) -> Path | None:
    """Where the file of that path lies: as the index says, else below one of its sources."""
    index = session.index()
    try:
        return index.catalog.location(path)
    except KeyError:
        return next((source / path for source in index.manifest.sources if (source / path).is_file()), None)
