"""show, :open, verify, :save: from a citation to the place it names, and back."""

import argparse
import re
import shlex
import shutil
import subprocess
import webbrowser
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from corpus.article import Article, Span, Unit
from corpus.errors import SkippedFile, UsageError
from corpus.read import read_article, read_bytes
from corpus.read.origin import read_origin
from index.saved import all_sources
from qa.answer import Quote, Verdict, citation_of
from qa.commands.asking import last_answer
from qa.records import answer_record
from qa.render import count, place_text
from qa.safe import safe_json, visible
from qa.session import Session
from qa.transcript import Locate, check_record, is_below, read_transcript

DONE, NOT_ALL_VERIFIED = 0, 1
_PLACE = re.compile(r"(?P<path>.+):(?P<unit>p|par|)(?P<first>\d[\d.]*)(?:-(?P<last>\d[\d.]*))?")


def run_show(session: Session, arguments: argparse.Namespace) -> int:
    """Show the cited lines in their article."""
    article, span = _place(session, arguments.citation)
    session.say(place_text(article, span, session.screen))
    return DONE


def run_open(session: Session, arguments: argparse.Namespace) -> int:
    """Open the cited file at its line, in the reader's editor or pager."""
    article, span = _place(session, arguments.citation)
    location = session.index().catalog.location(article.path)
    instead = f":show {arguments.citation}"
    if article.unit is not Unit.LINE:
        page = f"#page={article.place(span)[0]}" if article.unit is Unit.PAGE else ""
        if not webbrowser.open(location.as_uri() + page):
            raise UsageError(f"no browser to open {location} with", instead)
        return DONE
    variables = session.environment.variables
    wanted = next(filter(str.strip, (variables.get("VISUAL", ""), variables.get("EDITOR", ""), "less")))
    try:
        editor = shlex.split(wanted)
    except ValueError:
        raise UsageError(f"cannot make out the editor in: {wanted}", instead) from None
    if not shutil.which(editor[0]):
        raise UsageError(f"no program {editor[0]} to open {location} with", instead)
    line = article.lines(span)[0]
    place = ["--goto", f"{location}:{line}"] if Path(editor[0]).stem == "code" else [f"+{line}", str(location)]
    return subprocess.run([*editor, *place], check=False).returncode  # noqa: S603  the reader's own editor


def run_save(session: Session, arguments: argparse.Namespace) -> int:
    """Write the answers of this conversation to a file that `qa verify` takes."""
    last_answer(session)
    lines = [safe_json(answer_record(answer)) for answer in session.answers]
    try:
        with arguments.file.expanduser().open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise UsageError(f"{arguments.file} is there already", "name a new file") from None
    except OSError as error:
        raise UsageError(f"cannot write {arguments.file}: {error.strerror}", "name another place") from error
    session.say(
        session.screen.title(
            f"{count(len(lines), 'answer')} saved; qa verify {arguments.file} checks the quotes again."
        )
    )
    return DONE


def run_verify(session: Session, arguments: argparse.Namespace) -> int:
    """Check every quote of a transcript against the files."""
    path = arguments.transcript
    try:
        records = read_transcript(path.read_text("utf-8"))
        locate = _locator(session)
        checked = [one for record in records for one in check_record(record, locate)]
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError(f"cannot read the transcript {path}: {reason}", "qa ask --json QUESTION > FILE") from error
    counts = Counter(one.verdict.value for one in checked)
    if arguments.json:
        rows = [asdict(one) for one in checked]
        session.say(safe_json({"quotes": len(checked), "verdicts": counts, "checked": rows}, indent=1) + "\n")
    else:
        for one in checked:
            if one.verdict is not Verdict.VERIFIED:
                known = [one.path, one.place and f"now {one.place}", one.remark]
                told = ", ".join(visible(part) for part in known if part)
                session.say(session.screen.title(f"{one.verdict.value}: {told}: {visible(one.text)}"))
        summary = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in Verdict if counts[verdict])
        session.say(session.screen.title(f"{count(len(checked), 'quote')}: {summary or 'none to check'}"))
    return DONE if all(one.verdict.stands for one in checked) else NOT_ALL_VERIFIED


def _locator(session: Session) -> Locate:
    """Finds a transcript's files: as the index knows the path, by their hash, or below a source."""
    index = session.index()
    known = index.catalog.known()

    def locate(path: str, sha256: str) -> tuple[str, Path] | None:
        if path in known:
            return path, known[path].location
        alike = next(((name, file.location) for name, file in known.items() if file.sha256 == sha256), None)
        if alike or not is_below(path):
            return alike
        sources = all_sources(index.place, index.manifest.sources)
        return next(((path, source / path) for source in sources if (source / path).is_file()), None)

    return locate


def _place(session: Session, citation: str) -> tuple[Article, Span]:
    """The article and span that a citation names, from the file as it is now."""
    if citation.isdigit() and session.answers:
        quote = _numbered(session, int(citation))
        return quote.article, quote.span
    match = None if citation in session.index().catalog.paths() else _PLACE.fullmatch(citation)
    if not match:
        article = _article_now(session, citation)
        return article, Span(0, len(article.text.rstrip()))
    article = _article_now(session, match["path"])
    first, last = match["first"], match["last"] or match["first"]
    try:
        span = article.place_span(first, last)
    except ValueError as error:
        what = f"there {'are' if str(error).startswith('lines ') else 'is'} no {error} in {article.path}"
        whole = Span(0, len(article.text.rstrip()))
        raise UsageError(what, _show(session, citation_of(article, whole))) from None
    if match["unit"] != article.unit:
        what = f"{article.path} has {article.unit.name.lower()}s: {article.unit}{first}, not {match['unit']}{first}"
        raise UsageError(what, _show(session, citation_of(article, span)))
    return article, span


def _show(session: Session, citation: str) -> str:
    """The command that shows what a citation names."""
    if session.in_repl:
        return f":show {citation}"
    dashed = citation.startswith("-")
    return session.command("show") + f" {'-- ' if dashed else ''}{shlex.quote(citation)}"


def _numbered(session: Session, number: int) -> Quote:
    answer = last_answer(session)
    shown = answer.quotes or answer.nearest
    if not 1 <= number <= len(shown):
        if answer.answered:
            raise UsageError(f"the last answer has {count(len(shown), 'quote')}, no number {number}", ":show 1")
        came = f"{count(len(shown), 'quote')} came nearest"
        raise UsageError(f"the last question was not answered; {came}, no number {number}", ":nearest")
    return shown[number - 1]


def _article_now(session: Session, path: str) -> Article:
    index = session.index()
    try:
        location = index.catalog.location(path)
    except KeyError:
        raise UsageError(
            f"no article {path} in the index", ":sources" if session.in_repl else session.command("sources")
        ) from None
    indexed = index.catalog.entry(path).article
    try:
        article = read_article(path, read_bytes(location), read_origin(location))
    except SkippedFile as reason:
        session.note(f"qa: {location}: {reason}; shown as it was when it was indexed")
        return indexed
    if article.sha256 != indexed.sha256:
        session.note(f"qa: {path} has changed since it was indexed; shown as it is now")
    return article
