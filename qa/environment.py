"""What the program runs in, as a value: streams, variables, the makers of models."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from index.embed import Embedder
from index.engines import embedder
from qa.rerank import CrossEncoderReranker, Reranker

_PLAIN_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Environment:
    """Streams and variables. Tests hand in their own; nothing else looks at `sys` or `os.environ`."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin or io.StringIO())
    stdout: TextIO = field(default_factory=lambda: _writable(sys.stdout))
    stderr: TextIO = field(default_factory=lambda: _writable(sys.stderr))
    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    make_embedder: Callable[[str, Path, Callable[[str], None]], Embedder] = embedder
    make_reranker: Callable[[str], Reranker] = CrossEncoderReranker

    @property
    def interactive(self) -> bool:
        """Whether a person reads and types."""
        return self.stdin.isatty() and self.stdout.isatty()

    def note(self, text: str) -> None:
        """Write a notice to standard error."""
        self.stderr.write(text if text.endswith("\n") or not text else text + "\n")
        self.stderr.flush()

    def color(self, stream: TextIO) -> bool:
        """Whether `stream` shows colour: a terminal, and nobody asked for none (no-color.org)."""
        return stream.isatty() and not self.variables.get("NO_COLOR") and self.variables.get("TERM") != "dumb"

    def width(self, stream: TextIO) -> int:
        """Columns to write in: the terminal's or COLUMNS, else 80; never under 20."""
        fallback = (_PLAIN_WIDTH, 24)
        columns = shutil.get_terminal_size(fallback).columns if stream.isatty() else self.variables.get("COLUMNS", "")
        return max(20, int(columns)) if str(columns).isdigit() else _PLAIN_WIDTH


def _writable(stream: TextIO | None) -> TextIO:
    """A stream that takes every character, though its encoding may not have it; closed ones swallow all."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream
