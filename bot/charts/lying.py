"""Bars: one below the other, each under its name, with its exact figure at its end; zero is where they begin."""

from __future__ import annotations

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bot.charts.chart import Chart, Series
from bot.charts.letters import cut, legible, width
from bot.charts.looks import FIGURES, MARGIN, NOTES, PAPER, SOFT, WIDTH, WORDS, looks
from bot.charts.page import Page

_NAME, _BAR, _QUIET, _GAP = 46.0, 36.0, 30.0, 20.0
"""Heights: of a name, of a bar, of one that is there to compare with, and between two places."""


def tall(chart: Chart) -> float:
    """How much room the bars take."""
    return (_NAME + thickness(chart) + _GAP) * len(chart.labels)


def thickness(chart: Chart) -> float:
    """How thick the bars of one place are together."""
    return sum(_QUIET if one.quiet else _BAR for one in chart.series)


def lying(page: Page, chart: Chart, top: float) -> None:
    """Draw a chart of bars from a height of the page on."""
    known = [value for one in chart.series for value in one.values if value is not None]
    told = max(width(words, _size(one)) for one in chart.series for words in _ends(chart, one))
    low, high = min([0.0, *known]), max([0.0, *known])
    left, right, room = float(MARGIN), WIDTH - MARGIN - told - 14, tall(chart)
    rect = (left / WIDTH, 1 - (top + room) / page.height, (right - left) / WIDTH, room / page.height)
    axes = page.figure.add_axes(rect)
    axes.set_axis_off()
    axes.set_xlim(low, high if high > low else low + 1)
    axes.set_ylim(room, 0)
    y = 0.0
    for place, label in enumerate(chart.labels):
        page.write(left, top + y + WORDS, cut(legible(label), WORDS, WIDTH - 2 * MARGIN), WORDS)
        y += _NAME
        for one, look in zip(chart.series, looks(chart.series), strict=True):
            value, thick = one.values[place], _QUIET if one.quiet else _BAR
            bar = Rectangle((0, y), value or 0, thick - 4, facecolor=look.colour)
            bar.set(hatch=look.hatch, edgecolor=PAPER if look.hatch else look.colour, linewidth=0)
            axes.add_artist(bar)
            end = axes.transData.transform((max(value or 0, 0), 0))[0]
            words, size = _ends(chart, one)[place], _size(one)
            page.write(end + 12, top + y + thick / 2 - 2 + size * 0.36, words, size, SOFT)
            y += thick
        # Where bars begin: of one that is zero, this is all there is.
        axes.add_artist(Line2D([0, 0], [y - thickness(chart), y - 4], color=SOFT, linewidth=2))
        y += _GAP


def _size(one: Series) -> int:
    """How large the figures at the ends of its bars are."""
    return NOTES if one.quiet else FIGURES


def _ends(chart: Chart, one: Series) -> list[str]:
    """What stands at the end of each of its bars."""
    figures = ["–" if value is None else legible(chart.exact(value)) for value in one.values]
    return figures if one.quiet or not chart.told else [legible(words) for words in chart.told]
