"""A conversation on a terminal."""

import argparse
import os
import shlex
import threading
import time
from collections.abc import Iterable
from typing import NoReturn

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from corpus.errors import QuotedAnswersError, UsageError
from index.stale import stale_paths
from qa.commands.asking import answer_question, print_answer
from qa.commands.indexing import age
from qa.commands.table import REPL, Command
from qa.render import count
from qa.safe import visible
from qa.session import Session

_PROMPT = "qa> "
_STALE_EVERY_S = 5.0
_TAKE_THE_REST = frozenset({"show", "open", "save", "only", "title", "outlet", "author"})  # one name, spaces and all
_COMMANDS = {command.name: command for command in REPL}
_STYLE = Style.from_dict({"bottom-toolbar": "noreverse", "bottom-toolbar.text": ""})


def converse(session: Session, source: Input | None = None, output: Output | None = None) -> int:
    """Ask for questions and commands until the reader leaves; the exit status.

    The prompt is on screen before the index is opened or the model loaded: another thread does
    that. `source` and `output` are the terminal's unless a test gives its own.
    """
    session.in_repl = True
    session.say(session.screen.title("Questions are answered with quotes. :help lists the commands, Ctrl-D leaves."))
    warming = threading.Thread(target=session.warm, daemon=True)
    prompts: PromptSession[str] = PromptSession(
        _PROMPT,
        history=_history(session),
        auto_suggest=AutoSuggestFromHistory(),
        completer=_Completer(session),
        complete_while_typing=False,
        bottom_toolbar=_Toolbar(session),
        style=_STYLE,
        refresh_interval=0.5,
        input=source,
        output=output,
    )
    prompts.app.after_render += lambda _app: None if warming.ident else warming.start()
    while True:
        try:
            line = prompts.prompt()
        except KeyboardInterrupt:  # nothing was under way
            session.note("Ctrl-D leaves.")
            continue
        except EOFError:
            break
        try:
            if any(_obey(session, one.strip()) for one in line.splitlines() if one.strip()):
                break
        except KeyboardInterrupt:
            session.note(session.stopped())
        except QuotedAnswersError as error:
            session.note(f"{visible(str(error))}\n    {visible(error.remedy)}")
        except Exception as error:  # noqa: BLE001  a fault ends the question, not the conversation
            session.note(f"{visible(f'{type(error).__name__}: {error}')}\n    :save FILE keeps what you have")
    if warming.is_alive():  # it cannot be stopped while it imports, and Python may crash waiting for it
        session.environment.stdout.flush()
        os._exit(0)
    return 0


def _obey(session: Session, line: str) -> bool:
    """Run a command or answer a question; whether the reader wants to leave."""
    if not line.startswith(":"):
        if session.busy:
            session.note("One moment: the model is being loaded.")
        print_answer(session, answer_question(session, line))
        return False
    name, _, rest = line[1:].partition(" ")
    if name in {"quit", "q", "exit"}:
        return True
    if name in {"help", "h", "?"}:
        session.say(session.screen.facts(help_rows()))
        return False
    command = _command(name)
    command.run(session, _parse(command, rest))
    return False


def help_rows() -> list[tuple[str, str]]:
    """Every command of the conversation with its arguments and what it does."""
    rows = [(f":{command.name}{_usage(command)}", command.help) for command in REPL]
    return [*rows, (":help", "this list"), (":quit", "leave (also Ctrl-D)")]


def _command(name: str) -> Command:
    fitting = [command for word, command in _COMMANDS.items() if word == name] or [
        command for word, command in _COMMANDS.items() if name and word.startswith(name)
    ]
    if len(fitting) != 1:
        what = f"no command :{name}" if not fitting else f":{name} may be " + " or ".join(f":{c.name}" for c in fitting)
        raise UsageError(what, ":help lists the commands")
    return fitting[0]


class _LineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f":{self.prog}: {message}", f":{self.prog}{_usage(_COMMANDS[self.prog])}")


def _parser(command: Command) -> argparse.ArgumentParser:
    parser = _LineParser(prog=command.name, add_help=False)
    command.arguments(parser)
    return parser


def _usage(command: Command) -> str:
    """The arguments of a command as help shows them, options left out."""
    shown = [
        action.metavar or action.dest.upper()
        for action in _parser(command)._actions  # noqa: SLF001  argparse has no public way to ask
        if not action.option_strings
    ]
    return "".join(f" {name}" for name in shown if isinstance(name, str))


def _parse(command: Command, rest: str) -> argparse.Namespace:
    if command.name in _TAKE_THE_REST:
        words = ["--", *filter(None, [_unquoted(rest.strip())])]
    else:
        try:
            words = shlex.split(rest)
        except ValueError:  # a lone quotation mark
            words = rest.split()
    arguments = _parser(command).parse_args(words)
    arguments.json = False
    return arguments


def _history(session: Session) -> History:
    path = session.settings.state / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)


def _unquoted(text: str) -> str:
    marked = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if marked else text


class _Completer(Completer):
    """Commands behind a colon; names of articles behind the commands that take one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Complete the word or name before the cursor."""
        del complete_event
        text = document.text_before_cursor
        if not text.startswith(":"):
            return
        name, space, rest = text[1:].partition(" ")
        if not space:
            for word in (*_COMMANDS, "help", "quit"):
                if word.startswith(name):
                    yield Completion(word, start_position=-len(name))
        elif name in {"only", "show", "open"} and self._session.opened is not None:
            for path in self._session.opened.catalog.paths():
                if rest.casefold() in path.casefold() and path.isprintable():
                    yield Completion(path, start_position=-len(rest))


class _Toolbar:
    """Articles, passages, the age of the index, whether sources have changed, and the bounds set."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stale = 0
        self._looked = (float("-inf"), "")

    def __call__(self) -> ANSI:
        """The line as it is now; sources are looked at every few seconds."""
        index = self._session.opened
        if index is None:
            return ANSI(" opening the index and loading the model…" if self._session.busy else " ")
        manifest = index.manifest
        when, generation = self._looked
        if time.monotonic() - when > _STALE_EVERY_S or generation != manifest.generation:
            self._stale = len(stale_paths(index.catalog.known(), manifest.built_ns))
            self._looked = (time.monotonic(), manifest.generation)
        # what is urgent first: a narrow terminal cuts the end
        parts = [f"{self._stale:,} changed: :rebuild"] if self._stale else []
        if self._session.busy:
            parts.append("loading the model…")
        if self._session.bounds():
            parts.append(visible(self._session.bounds()))
        parts += [
            count(manifest.articles, "article"),
            count(manifest.passages, "passage"),
            f"built {age(time.time() - manifest.built_ns / 1e9)} ago",
        ]
        return ANSI(" " + " · ".join(parts))
