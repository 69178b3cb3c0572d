"""Bring README's picture and the output of its examples up to date.

    python -m tests.picture

Starts `qa` in a pseudo-terminal on the starter articles, asks, and writes what is on the screen to
`tests/picture/conversation.svg`; then runs every command that README shows behind `$` and puts what
it prints below it.
"""

import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from io import StringIO
from itertools import groupby
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

COLUMNS, LINES = 84, 24
QUESTIONS = ("Which airbases did Iran fire missiles at?", "Who won the chess championship?")
README = Path(__file__).resolve().parents[2] / "README.md"
EXAMPLE = re.compile(r"^\$ qa (?P<command>.*)\n(?:.*\n)*?(?=^\$ qa |^```)", re.MULTILINE)
PICTURE = Path(__file__).with_name("conversation.svg")
_QUIET_S = 1.5


def main() -> None:
    """Write both."""
    PICTURE.write_text(draw(), "utf-8")
    README.write_text(with_examples(README.read_text("utf-8")), "utf-8")


def with_examples(readme: str) -> str:
    """README with the output of its examples as it is now. Loads the model."""
    with tempfile.TemporaryDirectory() as home:
        variables = {**os.environ, "COLUMNS": "80", "XDG_DATA_HOME": home}
        command = [sys.executable, "-m", "qa"]
        subprocess.run([*command, "sources"], env=variables, check=True, capture_output=True)

        def example(match: re.Match[str]) -> str:
            done = subprocess.run(
                [*command, *shlex.split(match["command"])], env=variables, check=False, capture_output=True, text=True
            )
            return f"$ qa {match['command']}\n{done.stdout}{done.stderr}"

        return EXAMPLE.sub(example, readme)


def draw() -> str:
    """The picture, as SVG. Loads the model."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    with tempfile.TemporaryDirectory() as home:
        variables = {**os.environ, "TERM": "xterm-256color"}
        variables |= {f"XDG_{name}_HOME": f"{home}/{name}" for name in ("DATA", "CONFIG", "STATE")}
        pexpect.run(f"{sys.executable} -m qa sources", env=variables, timeout=300)  # builds the first index
        child = pexpect.spawn(
            sys.executable,
            ["-m", "qa"],
            env={**variables, "QA_QUOTES": "1"},
            dimensions=(LINES, COLUMNS),
            encoding="utf-8",
            timeout=120,
        )
        # prompt_toolkit asks where the cursor is before it draws a toolbar
        setattr(screen, "write_process_input", child.send)  # noqa: B010  it is a method, made to be replaced
        for question in (None, *QUESTIONS):
            if question:
                child.send(question + "\r")
            _watch(child, stream, screen, until="confidence" if question else "built")
        child.close(force=True)
    return _svg(screen)


def _watch(child: "pexpect.spawn[str]", stream: pyte.Stream, screen: pyte.Screen, until: str) -> None:
    """Feed what the program writes to the screen until it shows a word anew and falls quiet."""
    seen = "\n".join(screen.display).count(until)
    quiet = time.monotonic()
    while True:
        with contextlib.suppress(pexpect.TIMEOUT):
            stream.feed(child.read_nonblocking(4096, timeout=0.2))
        shown = "\n".join(screen.display)
        if shown.count(until) > seen and "loading" not in shown:
            if time.monotonic() - quiet > _QUIET_S:
                return
        else:
            quiet = time.monotonic()


def _svg(screen: pyte.Screen) -> str:
    console = Console(width=COLUMNS, record=True, file=StringIO(), force_terminal=True)
    last = max(row for row in range(LINES) if screen.display[row].strip())
    for row in range(last + 1):
        line = Text()
        cells = [screen.buffer[row][column] for column in range(COLUMNS)]
        # words apart from spaces: some viewers drop the spaces that a piece of text begins with
        for (bold, color, space), run in groupby(cells, key=lambda cell: (cell.bold, cell.fg, cell.data == " ")):
            named = {"default": None, "brown": "yellow"}.get(color, color)
            line.append("".join(cell.data for cell in run), Style(bold=bold, color=named, italic=space))
        line.rstrip()
        console.print(line)
    svg = console.export_svg(title="qa", unique_id="conversation")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # a picture asks no server for its letters


if __name__ == "__main__":
    main()
