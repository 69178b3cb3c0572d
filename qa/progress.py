"""How far a fetch, a build or an evaluation is, on a terminal; nothing anywhere else."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.environment import Environment

if TYPE_CHECKING:
    from index.progress import Progress

_WORDS = {
    "fetch": "fetching",
    "list": "listing files",
    "read": "reading",
    "embed": "embedding passages",
    "write": "writing",
    "publish": "publishing",
    "sweep": "tidying up",
    "ask": "asking",
}


@contextlib.contextmanager
def progress_bar(environment: Environment) -> "Iterator[Progress]":
    """A bar on stderr with counts, rate and time left; gone when it ends."""
    if not environment.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    console = Console(
        file=environment.stderr,
        width=environment.width(environment.stderr),
        no_color=not environment.color(environment.stderr),
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=1, rate="")
        current = ""

        def show(step: str, done: int, total: int) -> None:
            nonlocal current
            if step not in _WORDS:
                return
            if step != current:
                current = step
                bars.reset(task, description=_WORDS[step], total=max(1, total), rate="")
            speed = bars.tasks[0].speed
            bars.update(task, completed=done, total=max(1, total), rate=f"{speed:,.0f}/s" if speed else "")

        yield show
