"""What a benchmark found -> one table, and what it ran on: ratios first, absolute figures beside them."""

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

LIBRARIES = (
    *("faiss-cpu", "numpy", "openvino", "sentence-transformers", "tantivy"),
    *("tokenizers", "torch", "transformers", "txtai"),
)
FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
_HEAD = ("what", "ratio", "target", "met", "ours", "beside")


@dataclass(frozen=True, slots=True)
class Limit:
    """What is asked of the ratio, or of our own figure: at most `value`, or at least.

    `where` names a condition that this machine or run does not meet, so that nothing is asked.
    """

    value: float
    of: Literal["ratio", "ours"] = "ours"
    most: bool = True
    where: str = ""

    def met(self, figure: float) -> bool | None:
        """Whether the figure keeps to it; None if nothing is asked."""
        if self.where:
            return None
        return figure <= self.value if self.most else figure >= self.value

    def __str__(self) -> str:
        sign = "≤" if self.most else "≥"
        return f"{self.of} {sign} {self.value:g}" + (f" ({self.where})" if self.where else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours in every round and, in the same rounds, that of another contestant, if there is one."""

    what: str
    unit: str
    ours: Sequence[float]
    limit: Limit | None = None
    contestant: str = ""
    beside: Sequence[float] = ()

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios of ours to the other's; None without another, or where its figure is 0."""
        if not self.beside or not all(self.beside):
            return None
        return statistics.median(ours / other for ours, other in zip(self.ours, self.beside, strict=True))

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        figure = self.ratio if self.limit and self.limit.of == "ratio" else statistics.median(self.ours)
        return None if self.limit is None or figure is None else self.limit.met(figure)

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        ratio, beside = self.ratio, f"{self.contestant} {self._figure(self.beside)}" if self.beside else ""
        met = {True: "yes", False: "NO", None: "" if self.limit is None else "–"}[self.met]
        return (
            self.what,
            "" if ratio is None else f"{ratio:.3g}",
            "" if self.limit is None else str(self.limit),
            met,
            self._figure(self.ours),
            beside,
        )

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "what": self.what,
            "ratio": self.ratio,
            "target": None if self.limit is None else str(self.limit),
            "met": self.met,
            "unit": self.unit,
            "ours": list(self.ours),
            "contestant": self.contestant,
            "beside": list(self.beside),
        }

    def _figure(self, figures: Sequence[float]) -> str:
        middle = statistics.median(figures)
        return f"{middle:,.0f} {self.unit}" if abs(middle) >= 1000 else f"{middle:.3g} {self.unit}"


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown, its columns aligned."""
    cells = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(_HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def machine() -> dict[str, Any]:
    """Cores, memory, the processor's flags that matter here, versions, and the commit that is measured."""
    about = _read("/proc/cpuinfo")
    named = dict(line.split(":", 1) for line in about.splitlines() if ":" in line)
    named = {key.strip(): value.strip() for key, value in named.items()}
    memory = next((line.split()[1] for line in _read("/proc/meminfo").splitlines() if line.startswith("MemTotal")), "0")
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processor": named.get("model name", platform.processor()),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(int(memory) / 1e6, 1),
        "flags": [flag for flag in FLAGS if flag in named.get("flags", "").split()],
        "threads": os.environ.get("OMP_NUM_THREADS"),
        "versions": {name: found for name in LIBRARIES if (found := _version(name))},
        "commit": _commit(),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    here = Path(__file__).parent
    argv = ["git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(argv, cwd=here, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
