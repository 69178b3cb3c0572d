"""add, :add: pages of the web among the articles."""

import argparse
import shlex
from collections.abc import Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from corpus.errors import NotFetched, SourcesUnreadable
from index.build import Report
from index.saved import Page, saved_files, saving
from qa import __version__
from qa.progress import progress_bar
from qa.records import saved_record
from qa.render import report_text, skipped_text, title_line
from qa.safe import safe_json, visible
from qa.session import Session

DONE, NOT_ALL_FETCHED = 0, SourcesUnreadable.status
_AGENT = f"quoted-answers/{__version__}"


def run_add(session: Session, arguments: argparse.Namespace) -> int:
    """Fetch pages, save them and bring the index up to date; those that cannot be had are told."""
    pages, failures = _fetched(session, arguments.urls, allow_local=arguments.allow_local)
    if len(arguments.urls) == 1 and failures:
        raise failures[0][1]
    for _, failure in failures:
        session.note(f"qa: {visible(str(failure))}\n    {visible(failure.remedy)}")
    if not pages:
        return NOT_ALL_FETCHED
    report = session.build((), changing=saving(session.settings.index, pages))
    if report.notice:
        session.note(f"qa: {report.notice}")
    session.note(skipped_text(report.manifest.skipped, session.notice_screen))
    if arguments.json:
        session.say(safe_json(saved_record(report, _paths(session, pages), failures), indent=1) + "\n")
    else:
        session.say(_added_text(session, report, _paths(session, pages)))
    return NOT_ALL_FETCHED if failures else DONE


def _fetched(
    session: Session, urls: Sequence[str], *, allow_local: bool
) -> tuple[list[Page], list[tuple[str, NotFetched]]]:
    """The page at each address, and the addresses whose page cannot be had. Raises UsageError if one is none."""
    from index.fetch import NotFetchedLocal, fetch, web_address  # noqa: PLC0415  nothing else needs the web

    addresses = list(dict.fromkeys(map(web_address, urls)))
    pages: list[Page] = []
    failures: list[tuple[str, NotFetched]] = []
    with progress_bar(session.environment) as progress:
        for done, address in enumerate(addresses):
            progress("fetch", done, len(addresses))
            try:
                pages.append(fetch(address, agent=_AGENT, allow_local=allow_local))
            except NotFetchedLocal as failure:
                words = "add", "--allow-local", shlex.quote(address)
                remedy = ":" + " ".join(words) if session.in_repl else session.command(*words)
                failures.append((address, NotFetched(str(failure), remedy)))
            except NotFetched as failure:
                failures.append((address, failure))
    return pages, failures


def _paths(session: Session, pages: Sequence[Page]) -> list[tuple[str, Page]]:
    """Each page that is indexed, with the path by which citations name it."""
    files = saved_files(session.settings.index)
    paths = {file.location: path for path, file in session.index().catalog.known().items()}
    found = ((paths.get(files[page.origin.address]), page) for page in pages)
    return [(path, page) for path, page in found if path]


def _added_text(session: Session, report: Report, paths: Sequence[tuple[str, Page]]) -> str:
    """Each page, marked + if new, ~ if changed, and = if not, with its title line; then what the index holds."""
    parts: list[RenderableType] = []
    for path, _ in paths:
        sign = "+" if path in report.changes.added else "~" if path in report.changes.changed else "="
        parts.append(Text(f"{sign} {visible(path)}"))
        said = title_line(session.index().catalog.entry(path).article)
        parts += [Padding(Text(said, style="dim"), (0, 0, 0, 2))] if said != visible(path) else []
    return session.screen.text(*parts) + report_text(report, session.screen)
