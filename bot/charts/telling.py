"""Figures told exactly in a chart of lines or columns: the highest and, of lines, the newest."""

from __future__ import annotations

from matplotlib import patheffects
from matplotlib.axes import Axes

from bot.charts.chart import Chart, Series, Shape
from bot.charts.letters import legible, width
from bot.charts.looks import FIGURES, MARGIN, PAPER
from bot.charts.page import Page

_HALO = (patheffects.withStroke(linewidth=7, foreground=PAPER),)

_OFF = 16
"""How far a figure is from its point."""


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
    """Write them beside their points: the newest below a line that falls to it, and none over another."""
    taken: list[tuple[float, float, float]] = []
    zero = axes.transData.transform((0, 0))[1]
    for one, place, value in told(chart):
        words = legible(chart.exact(value))
        half = width(words, FIGURES) / 2
        x, y = axes.transData.transform((place + _aside(chart, one), value))
        x = max(left + half, min(x, right + MARGIN - 8 - half))
        newest = chart.shape is Shape.LINES and len(told(chart)) > 1 and not taken
        falls = place > 0 and (one.values[place - 1] or value) > value
        y += -_OFF - FIGURES * 0.75 if newest and falls and y - zero > FIGURES * 2 else _OFF
        if any(abs(x - a) < half + b + 12 and abs(y - c) < FIGURES for a, b, c in taken):
            continue
        taken.append((x, half, y))
        page.write(x - half, page.height - y, words, FIGURES, path_effects=_HALO)


def _aside(chart: Chart, one: Series) -> float:
    """How far the columns of a series stand from the middle of their places."""
    if chart.shape is Shape.LINES:
        return 0.0
    return (chart.series.index(one) + 0.5) * 0.8 / len(chart.series) - 0.4
