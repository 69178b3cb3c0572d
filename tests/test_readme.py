"""README, help and the code agree."""

import re
from pathlib import Path

import pytest

from qa.commands.table import COMMAND_LINE
from qa.repl import help_rows
from tests.picture.__main__ import EXAMPLE, PICTURE, draw, with_examples

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")


def test_every_command_is_documented() -> None:
    for command in COMMAND_LINE:
        assert f"`qa {command.name}" in README
    for name, _ in help_rows():
        assert f"`{name.split()[0]}" in README


def test_readme_shows_the_picture() -> None:
    assert "(tests/picture/conversation.svg)" in README


@pytest.mark.model
def test_examples_show_what_the_program_prints() -> None:
    assert len(EXAMPLE.findall(README)) >= 3
    assert with_examples(README) == README, "python -m tests.picture brings them up to date"


@pytest.mark.model
def test_the_picture_is_what_the_program_draws() -> None:
    def words(svg: str) -> list[str]:
        return re.findall(r">([^<>]*)</text>", svg)

    assert words(draw()) == words(PICTURE.read_text("utf-8")), "python -m tests.picture brings it up to date"
