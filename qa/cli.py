"""The command line: arguments in, exit status out, and the one place where errors are caught."""

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from corpus.errors import IndexUnavailable, QuotedAnswersError, UsageError
from qa import __version__
from qa.commands.table import COMMAND_LINE
from qa.defaults import THRESHOLD
from qa.environment import Environment
from qa.safe import visible
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.session import Session

INTERRUPTED = 130
_OBJECTS = 100_000  # made before garbage is looked for: imports make many, and none of them is garbage
FAULT = 70  # EX_SOFTWARE of sysexits.h
_DESCRIPTION = (
    "Ask a folder of articles a question and get an answer made of verbatim quotes, each with a "
    "citation that can be checked. Without a command: a conversation on a terminal; with piped "
    "input, one question a line."
)
_STATUS = (
    "exit status: 0 answered or done, 1 not in these articles (ask: no quote stands; verify: not all do), 2 usage, "
    "3 index missing, damaged or locked, 4 sources unreadable or a page not fetched, 130 interrupted"
)


class Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would print and exit."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read how it is right."""
        if "invalid choice" in message and self.prog == "qa":
            raise UsageError(message.partition(" (choose")[0], 'a question goes behind ask: qa ask "who said what?"')
        dashed = self.prog == "qa show" and message.endswith("required: citation")
        raise UsageError(message, "qa show -- CITATION, if it begins with a dash" if dashed else f"{self.prog} --help")


def parser() -> Parser:
    """The parser of the whole command line, made from the table of commands."""
    common = Parser(add_help=False)
    common.add_argument("--index", metavar="DIR", default=argparse.SUPPRESS, help="where the index lies (QA_INDEX)")
    common.add_argument(
        "--model", metavar="NAME", default=argparse.SUPPRESS, help="a sentence-transformers model or folder (QA_MODEL)"
    )
    common.add_argument(
        "--threshold",
        metavar="T",
        default=argparse.SUPPRESS,
        help=f"the least confidence of an answer, 0 to 1 (QA_THRESHOLD); without: that of qa calibrate, or {THRESHOLD}",
    )
    common.add_argument(
        "--reranker",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="a sentence-transformers cross-encoder or folder that orders the quotes (QA_RERANKER); '' for none",
    )
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    common.add_argument("--traceback", action="store_true", default=argparse.SUPPRESS, help="show where an error arose")
    whole = Parser(prog="qa", description=_DESCRIPTION, epilog=_STATUS, parents=[common])
    whole.add_argument("--version", action="version", version=f"qa {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for command in COMMAND_LINE:
        one = commands.add_parser(command.name, help=command.help, description=command.help, parents=[common])
        command.arguments(one)
        one.set_defaults(run=command.run, asks=command.asks)
    return whole


def main(argv: Sequence[str] | None = None, environment: Environment | None = None) -> int:
    """Run `qa` with these arguments; the exit status."""
    gc.set_threshold(_OBJECTS)
    environment = environment or Environment()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments, environment)
    except QuotedAnswersError as error:
        tell(environment, error, str(error), error.remedy, traceback_wanted="--traceback" in arguments)
        return error.status
    except KeyboardInterrupt:
        environment.stderr.write("Stopped.\n")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone, as `head` does; Python must not complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        remedy = "make room or rights there and run the command again; an index that was there still answers"
        tell(environment, error, what, remedy, traceback_wanted="--traceback" in arguments)
        return IndexUnavailable.status
    except Exception as error:  # noqa: BLE001  a fault of ours is told in two lines as well
        what = f"this is a fault in qa: {type(error).__name__}: {error}"
        remedy = "the same command with --traceback shows where; please report that"
        tell(environment, error, what, remedy, traceback_wanted="--traceback" in arguments)
        return FAULT


def tell(environment: Environment, error: BaseException, what: str, remedy: str, *, traceback_wanted: bool) -> None:
    """Write an error's two lines: what failed, then what mends it."""
    if traceback_wanted:
        environment.stderr.write("".join(traceback.format_exception(error)))
    environment.stderr.write(f"qa: {visible(what)}\n    {visible(remedy)}\n")


def _run(argv: Sequence[str], environment: Environment) -> int:
    given = parser().parse_args(argv)
    given.json, given.traceback = getattr(given, "json", False), getattr(given, "traceback", False)
    settings = load_settings(vars(given), environment.variables)
    from qa.models import Models  # noqa: PLC0415  `qa --help` has ended here

    models, talking = Models(environment, settings), not given.command and environment.interactive
    if given.asks if given.command else not talking:
        models.prepare()
    from qa.session import Session  # noqa: PLC0415  with all that answers: the model is compiled meanwhile

    session = Session(environment, settings, models)
    if not talking:
        try:
            return _command(session, given)
        except KeyboardInterrupt:
            after_c = "\n" if environment.stderr.isatty() else ""  # the terminal has written ^C
            session.note(after_c + session.stopped())
            return INTERRUPTED
    from qa.repl import converse  # noqa: PLC0415  prompt_toolkit, for conversations only

    return converse(session)


def _command(session: "Session", given: argparse.Namespace) -> int:
    """Run the command that was given or, without one, ask each line of the input; the exit status."""
    if given.command:
        status: int = given.run(session, given)
        return status
    from qa.commands.asking import ask_lines  # noqa: PLC0415  as every command, only when it runs

    return ask_lines(session, json_wanted=given.json)
