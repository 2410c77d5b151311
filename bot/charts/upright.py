"""Lines and columns: figures over places, on an axis that begins with zero."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite, nan

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from bot.charts.chart import Chart, Series, Shape
from bot.charts.letters import FAMILY, cut, legible, width
from bot.charts.looks import GRID, LEVEL, MARGIN, PAPER, SHADE, SOFT, WIDTH, WORDS, looks
from bot.charts.page import Page
from bot.charts.telling import tell

MARKED = 31
"""Up to so many places each figure has its own mark."""

LABEL = 300
"""How wide a label of a place may be."""


def upright(page: Page, chart: Chart, top: float, bottom: float) -> None:
    """Draw a chart of lines or columns between two heights of the page."""
    labels = [cut(legible(label), WORDS, LABEL) for label in chart.labels]
    known = [value for one in chart.series for value in one.values if value is not None]
    known += [chart.level.value] if chart.level else []
    levels = ticks(known)
    reach = min([levels[0], *known]), max([levels[-1], *known])
    figures = [legible(chart.short(level)) for level in levels]
    edge = max(width(label, WORDS) for label in labels) / 2 + 10
    left = max(MARGIN + max(width(figure, WORDS) for figure in figures) + 18, edge)
    right = WIDTH - max(MARGIN, edge)
    low = bottom - WORDS * 2
    rect = (left / WIDTH, 1 - low / page.height, (right - left) / WIDTH, (low - top) / page.height)
    axes = page.figure.add_axes(rect)
    columns = chart.shape is Shape.COLUMNS
    _frame(axes, levels, figures, reach, len(labels), half=0.6 if columns else 0.15)
    apart = (right - left) / (len(labels) - 1 + (1.2 if columns else 0.3))
    shown = spaced([width(label, WORDS) for label in labels], apart, from_end=not columns)
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FixedFormatter([labels[place] for place in shown]))
    for place in chart.shaded:
        axes.axvspan(place - 0.5, place + 0.5, color=SHADE, linewidth=0, zorder=0.1)
    if chart.level:
        axes.axhline(chart.level.value, color=LEVEL.colour, linewidth=LEVEL.thick, linestyle=LEVEL.dashes, zorder=1)
    (_columns if columns else _lines)(axes, chart)
    tell(page, axes, chart, left, right)


def ticks(values: Sequence[float]) -> list[float]:
    """The levels of the axis: few, round, from zero on."""
    low, high = min([0.0, *values]), max([0.0, *values])
    whole = all(value == int(value) for value in values)
    locator = MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=whole, min_n_ticks=2)
    levels = [float(level) for level in locator.tick_values(low, high if high > low else low + 1)]
    # What lies outside is not drawn, unless there would be no second level.
    kept = [level for level in levels if low <= level <= high]
    return kept if len(kept) > 1 else [level for level in levels if level >= low][:2]


def spaced(widths: Sequence[float], apart: float, *, from_end: bool) -> list[int]:
    """Which labels are shown so that no two touch: every one that is there, or every second, third, … of them."""
    places = [place for place, wide in enumerate(widths) if wide]
    for step in range(1, len(places) + 1):
        chosen = places[::-1][::step][::-1] if from_end else places[::step]
        if all((b - a) * apart >= (widths[a] + widths[b]) / 2 + WORDS * 0.6 for a, b in pairwise(chosen)):
            return chosen
    return []


def _frame(
    axes: Axes, levels: Sequence[float], figures: Sequence[str], reach: tuple[float, float], places: int, half: float
) -> None:
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlim(-half, places - 1 + half)
    axes.set_ylim(*reach)
    axes.yaxis.set_major_locator(FixedLocator(levels))
    axes.yaxis.set_major_formatter(FixedFormatter(list(figures)))
    axes.tick_params(length=0, pad=14, labelsize=WORDS, labelcolor=SOFT, labelfontfamily=FAMILY)
    for level in levels:
        axes.axhline(level, color=SOFT if level == 0 else GRID, linewidth=2, zorder=0.5 if level else 0.6)


def _lines(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    for one, look in zip(chart.series, looks(chart.series), strict=True):
        values = [nan if value is None else value for value in one.values]
        # A known day between two gaps is on no line: its mark alone shows it.
        alone = [n for n in places if isfinite(values[n]) and not _beside(one, n)]
        marked = [*places] if len(places) <= MARKED and look.marker else alone
        (line,) = axes.plot(places, values, color=look.colour, linewidth=look.thick, clip_on=False)
        line.set(linestyle=look.dashes, solid_capstyle="round", zorder=2 if one.quiet else 3)
        line.set(marker=look.marker or "o", markersize=10, markevery=marked, markeredgewidth=0)


def _beside(one: Series, place: int) -> bool:
    return any(
        value is not None for value in (*one.values[max(0, place - 1) : place], *one.values[place + 1 : place + 2])
    )


def _columns(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    wide = 0.8 / len(chart.series)
    for n, (one, look) in enumerate(zip(chart.series, looks(chart.series), strict=True)):
        middle = [place - 0.4 + (n + 0.5) * wide for place in places]
        known = [(x, value) for x, value in zip(middle, one.values, strict=True) if value is not None]
        heights = [value for _, value in known]
        bars = axes.bar([x for x, _ in known], heights, wide * 0.92, color=look.colour, clip_on=False, zorder=3)
        for bar in bars:
            bar.set(edgecolor=PAPER, linewidth=0, hatch=look.hatch)
        # Of a column that is zero, this is all there is.
        edges = [(x - wide * 0.46, x + wide * 0.46) for x, _ in known]
        axes.hlines([0] * len(known), [a for a, _ in edges], [b for _, b in edges], look.colour, linewidth=4, zorder=4)
        for x, value in zip(middle, one.values, strict=True):
            if value is None and not one.quiet and len(places) <= MARKED:
                axes.text(x, 0, "–", size=WORDS, color=SOFT, family=FAMILY, ha="center", va="bottom")
