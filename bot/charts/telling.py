"""Figures told exactly in a chart of lines or columns: the highest and, of lines, the newest.

A figure stands as near to its point as it can without lying on a line, on a mark or on another figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib import patheffects
from matplotlib.axes import Axes

from bot.charts.chart import Chart, Series, Shape
from bot.charts.letters import legible, width
from bot.charts.looks import FIGURES, MARGIN, PAPER
from bot.charts.page import Page

_HALO = (patheffects.withStroke(linewidth=7, foreground=PAPER),)

_OFF = 16
"""How far a figure is from its point."""

_STEP, _FAR = 6, 240
"""By how much it is moved at a time, and how far at most."""

_AIR = 8
"""Between a figure and whatever is drawn: half of the thickest line, and something to breathe."""

_TALL = FIGURES * 0.75
"""How tall digits are."""


class Box(NamedTuple):
    """Where a figure stands, in pixels from the lower left."""

    left: float
    low: float
    right: float
    high: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high

    def crossed(self, a: tuple[float, float], b: tuple[float, float]) -> bool:
        """Whether a line from one point to another touches it."""
        low, high = max(min(a[0], b[0]), self.left), min(max(a[0], b[0]), self.right)
        if low > high:
            return False
        if a[0] == b[0]:
            levels = (a[1], b[1])
        else:
            steep = (b[1] - a[1]) / (b[0] - a[0])
            levels = (a[1] + steep * (low - a[0]), a[1] + steep * (high - a[0]))
        return min(levels) < self.high and self.low < max(levels)

    def wider(self, by: float) -> Box:
        """The same with so much air around it."""
        return Box(self.left - by, self.low - by, self.right + by, self.high + by)


Line = tuple[tuple[float, float], tuple[float, float]]


def told(chart: Chart) -> list[tuple[Series, int, float]]:
    """Which figures of which series are told: none where there are several series to tell of."""
    loud = [one for one in chart.series if not one.quiet]
    known = [(n, value) for n, value in enumerate(loud[0].values) if value is not None] if len(loud) == 1 else []
    if not known:
        return []
    peak, last = max(known, key=lambda it: it[1]), known[-1]
    chosen = [peak] if chart.shape is Shape.COLUMNS or peak == last else [last, peak]
    return [(loud[0], place, value) for place, value in chosen]


def tell(page: Page, axes: Axes, chart: Chart, left: float, right: float) -> None:
    """Write them beside their points; what finds no free place is not told."""
    for words, box in placed(axes, chart, left, right):
        page.write(box.left, page.height - box.low, words, FIGURES, path_effects=_HALO)


def placed(axes: Axes, chart: Chart, left: float, right: float) -> list[tuple[str, Box]]:
    """The figures that are told, each where it is free."""
    lines = drawn_lines(axes, chart) if chart.shape is Shape.LINES else []
    ground, roof = axes.transData.transform((0, 0))[1], axes.bbox.y1 + FIGURES + _OFF
    found: list[tuple[str, Box]] = []
    for one, place, value in told(chart):
        words = legible(chart.exact(value))
        half = width(words, FIGURES) / 2
        x, y = axes.transData.transform((place + _aside(chart, one), value))
        middle = max(left + half, min(x, right + MARGIN - 8 - half))
        falls = chart.shape is Shape.LINES and place > 0 and (one.values[place - 1] or value) > value
        taken = [box for _, box in found]
        for low in _levels(y, below_first=falls and not found and len(told(chart)) > 1):
            box = Box(middle - half, low, middle + half, low + _TALL)
            inside = low > min(ground, y) + _AIR and box.high < roof
            if inside and _free(box.wider(_AIR), lines, taken):
                found.append((words, box))
                break
    return found


def drawn_lines(axes: Axes, chart: Chart) -> list[Line]:
    """All that is drawn between two neighbours, in pixels; a day between two gaps is a line of no length."""
    lines: list[Line] = []
    for one in chart.series:
        at = [None if value is None else axes.transData.transform((n, value)) for n, value in enumerate(one.values)]
        points = [None if it is None else (float(it[0]), float(it[1])) for it in at]
        lines += [(a, a) for a in points if a]
        lines += [(a, b) for a, b in pairwise(points) if a and b]
    if chart.level:
        y = float(axes.transData.transform((0, chart.level.value))[1])
        lines.append(((axes.bbox.x0, y), (axes.bbox.x1, y)))
    return lines


def _levels(y: float, *, below_first: bool) -> Iterator[float]:
    """Heights of a baseline to be tried, the nearest to the point first."""
    above, below = y + _OFF, y - _OFF - _TALL
    for away in range(0, _FAR, _STEP):
        yield from (below - away, above + away) if below_first else (above + away, below - away)


def _free(box: Box, lines: Sequence[Line], taken: Sequence[Box]) -> bool:
    return not any(box.crossed(a, b) for a, b in lines) and not any(box.meets(other) for other in taken)


def _aside(chart: Chart, one: Series) -> float:
    """How far the columns of a series stand from the middle of their places."""
    if chart.shape is Shape.LINES:
        return 0.0
    return (chart.series.index(one) + 0.5) * 0.8 / len(chart.series) - 0.4
