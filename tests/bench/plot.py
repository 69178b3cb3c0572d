"""Lines on two logarithmic scales, as an SVG picture: what a benchmark needs, and no plotting library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BELOW, _ABOVE, _RIGHT = 720, 440, 60, 50, 20, 150
_FONT = 'font-family="sans-serif" font-size="12"'
_COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce", "#374151")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's name and its points; all numbers are above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def plotted(lines: Sequence[Line], across: str, up: str) -> str:
    """The picture; `across` and `up` name the scales."""
    xs = _range([x for line in lines for x, _ in line.points])
    ys = _range([y for line in lines for _, y in line.points])

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + (math.log10(x) - xs[0]) / (xs[1] - xs[0]) * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BELOW - (math.log10(y) - ys[0]) / (ys[1] - ys[0]) * (_HEIGHT - _BELOW - _ABOVE),
        )

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_FONT}>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for power in range(xs[0], xs[1] + 1):
        x, y = at(10.0**power, 10.0 ** ys[0])
        drawn.append(f'<line x1="{x:.1f}" y1="{_ABOVE}" x2="{x:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{10**power:,}</text>')
    for power in range(ys[0], ys[1] + 1):
        x, y = at(10.0 ** xs[0], 10.0**power)
        drawn.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [at(*point) for point in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        drawn.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(line.name)}</text>')
    drawn.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
    )
    drawn.append(f'<text x="12" y="{_ABOVE - 6}">{escape(up)}</text>')
    return "\n".join([*drawn, "</svg>", ""])


def _range(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
