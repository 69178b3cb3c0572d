"""README, help and the code agree."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from qa.commands.table import COMMAND_LINE
from qa.repl import help_rows
from tests.picture.__main__ import PICTURE, draw

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ qa (.*)\n((?:.*\n)*?)(?=^\$ qa |^```)", README, flags=re.MULTILINE)


def test_every_command_is_documented() -> None:
    for command in COMMAND_LINE:
        assert f"`qa {command.name}" in README
    for name, _ in help_rows():
        assert f"`{name.split()[0]}" in README


def test_readme_shows_the_picture() -> None:
    assert "(tests/picture/conversation.svg)" in README


@pytest.mark.model
def test_examples_show_what_the_program_prints(tmp_path: Path) -> None:
    assert len(EXAMPLES) >= 3
    variables = {**os.environ, "COLUMNS": "80", "XDG_DATA_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "qa", "sources"], env=variables, check=True, capture_output=True)
    for command, shown in EXAMPLES:
        done = subprocess.run(
            [sys.executable, "-m", "qa", *shlex.split(command)],
            env=variables,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.stdout + done.stderr == shown, command


@pytest.mark.model
def test_the_picture_is_what_the_program_draws() -> None:
    def words(svg: str) -> list[str]:
        return re.findall(r">([^<>]*)</text>", svg)

    assert words(draw()) == words(PICTURE.read_text("utf-8")), "python -m tests.picture draws it anew"
