"""The one table of commands, from which the command line, the REPL and both helps are made."""

import argparse
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.session import Session

_YEAR = len("2024")
_FIRST_OF = {_YEAR: "-01-01", len("2024-02"): "-01"}

Arguments = Callable[[argparse.ArgumentParser], object]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `arguments` adds to its parser, `function` is the module of `qa.commands` and the function in it.

    It is named and not imported, so that a help text, or another command, need not wait for it. One that
    `asks` needs the model, which is compiled while the rest is imported.
    """

    name: str
    help: str
    function: str
    arguments: Arguments = lambda _parser: None
    asks: bool = False

    def run(self, session: "Session", arguments: argparse.Namespace) -> int:
        """Run the command with its parsed arguments; the exit status."""
        status: int = resolve_name(f"qa.commands.{self.function}")(session, arguments)
        return status


def _first_day(text: str) -> str:
    """A date; of a year or month its first day."""
    try:
        return datetime.date.fromisoformat(text + _FIRST_OF.get(len(text), "")).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date such as 2024-02-28, 2024-02 or 2024") from None


def _last_day(text: str) -> str:
    """A date; of a year or month its last day."""
    import calendar  # noqa: PLC0415  only this needs it, and every command loads the table

    first = datetime.date.fromisoformat(_first_day(text))
    month = 12 if len(text) == _YEAR else first.month
    days = calendar.monthrange(first.year, month)[1]
    return (first.replace(month=month, day=days) if len(text) in _FIRST_OF else first).isoformat()


def _bounds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=_first_day, metavar="DATE", help="only articles of this day, month or year, or later"
    )
    parser.add_argument(
        "--until", type=_last_day, metavar="DATE", help="only articles of this day, month or year, or earlier"
    )
    parser.add_argument("--only", metavar="NAME", help="only articles whose path, title or outlet holds NAME")
    for field in ("title", "outlet", "author"):
        parser.add_argument(f"--{field}", metavar="NAME", help=f"only articles whose {field} holds NAME")


def _ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="the question; none: one a line from standard input")
    parser.add_argument("--jsonl", metavar="FILE", help="many questions, one JSON object a line; - is standard input")
    parser.add_argument("--quotes", type=int, metavar="N", help="at most N quotes (5)")
    parser.add_argument("--nearest", action="store_true", help="if there is no answer, show what came closest")
    _bounds(parser)


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", help="what to search for")
    parser.add_argument("-k", type=int, default=10, metavar="N", help="at most N passages (10)")
    _bounds(parser)


def _index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", type=Path, metavar="FOLDER|FILE", help="none: those of last time")
    parser.add_argument("--fresh", action="store_true", help="take nothing over from the index that is there")
    parser.add_argument("--dry-run", action="store_true", help="show what would be indexed, and change nothing")
    parser.add_argument(
        "--keep-all",
        action=argparse.BooleanOptionalAction,
        help="leave nothing out: menus and the like can be quoted; kept until --no-keep-all",
    )


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("urls", nargs="+", metavar="URL", help="an address that begins with http:// or https://")
    parser.add_argument("--allow-local", action="store_true", help="fetch from this machine and its network as well")


def _citation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("citation", help="PATH:FIRST-LAST, PATH:LINE or PATH; in the REPL also a quote's number")


def _sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--left-out", action="store_true", help="show what is never quoted, with the reason")


def _status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help="compare every file of the index with its hash")


def _transcript(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("transcript", type=Path, help="answers that --json or :save wrote")


def _questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="FILE", help="JSON lines with question, kind and evidence")
    parser.add_argument(
        "--baseline", type=Path, metavar="RUN.json", help="compare with an earlier run, saved from qa eval --json"
    )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share such as 0.95")
    return share


def _calibrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions", nargs="?", type=Path, metavar="FILE", help="questions as qa eval takes, some without an answer"
    )
    parser.add_argument(
        "--answered",
        type=_share,
        metavar="SHARE",
        help="answer at least this share of the questions with an answer; without: the best mean of answered and "
        "refused",
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be chosen, and store nothing")
    parser.add_argument("--forget", action="store_true", help="remove the threshold that was stored")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def _date(day: Callable[[str], str]) -> Arguments:
    told = "such as 2024-02-28; none: no bound"
    return lambda parser: parser.add_argument("date", nargs="?", type=day, metavar="DATE", help=told)


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="part of a path, title or outlet; none: all")


_ADD = Command("add", "save pages of the web and index them", "adding:run_add", _add)
_SEARCH = Command("search", "rank passages, without choosing quotes", "asking:run_search", _search, asks=True)
_SHOW = Command("show", "show the cited lines in their article", "citing:run_show", _citation)
_SOURCES = Command(
    "sources", "list the articles: title, date, passages, what is left out", "indexing:run_sources", _sources
)

COMMAND_LINE = (
    Command("ask", "answer a question with quotes", "asking:run_ask", _ask, asks=True),
    Command("index", "build the index, or bring it up to date", "indexing:run_index", _index),
    _ADD,
    _SEARCH,
    _SHOW,
    _SOURCES,
    Command("status", "what the index holds, and what has changed since", "indexing:run_status", _status),
    Command("verify", "check the quotes of saved answers against the files", "citing:run_verify", _transcript),
    Command("eval", "score the answers to a file of questions", "evaluating:run_eval", _questions, asks=True),
    Command(
        "calibrate",
        "choose from which confidence on there is an answer, on your own questions",
        "calibrating:run_calibrate",
        _calibrate,
    ),
)

REPL = (
    _SOURCES,
    _SEARCH,
    _SHOW,
    Command("open", "open the cited file at its line, in your editor or pager", "citing:run_open", _citation),
    Command("more", "more quotes for the last question", "asking:run_more"),
    Command("nearest", "what came closest to a question without an answer", "asking:run_nearest"),
    Command("since", "ask only articles of this day, month or year, or later", "asking:run_since", _date(_first_day)),
    Command("until", "ask only articles of this day, month or year, or earlier", "asking:run_until", _date(_last_day)),
    Command("only", "ask only articles of this name", "asking:run_only", _name),
    Command("title", "ask only articles of this title", "asking:run_title", _name),
    Command("outlet", "ask only articles of this outlet", "asking:run_outlet", _name),
    Command("author", "ask only articles of this author", "asking:run_author", _name),
    _ADD,
    Command("rebuild", "bring the index up to date with its sources", "indexing:run_rebuild"),
    Command("save", "write this conversation to a file that qa verify takes", "citing:run_save", _file),
)
