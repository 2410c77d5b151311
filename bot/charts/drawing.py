"""A chart as a PNG, by matplotlib, and nothing of matplotlib beyond this folder.

Two threads never draw at once: the library is not made for that.
"""

from __future__ import annotations

from threading import Lock

import matplotlib as mpl

from bot.charts.chart import Chart, Shape
from bot.charts.looks import HEIGHT
from bot.charts.lying import lying, tall
from bot.charts.page import Page, around, foot, head
from bot.charts.upright import upright

_GAP = 56
"""Between heading and axes: the highest figure is told there."""

_AXES = 400
"""How much room axes want, even below a long key."""

_STEP = 20
"""Between heading and bars."""

_lock = Lock()


def picture(chart: Chart) -> bytes:
    """The chart as a PNG; a settings file of matplotlib's that a machine may have changes nothing in it."""
    with _lock, mpl.rc_context():
        mpl.rcdefaults()
        # Fitted to pixels, letters would be wider than they were measured, and run into what stands behind them.
        mpl.rcParams["text.hinting"] = "no_hinting"
        return _bars(chart) if chart.shape is Shape.BARS else _axes(chart)


def _axes(chart: Chart) -> bytes:
    page = Page(max(HEIGHT, around(chart) + _GAP + _AXES))
    top = head(page, chart)
    upright(page, chart, top + _GAP, foot(page, chart))
    return page.png()


def _bars(chart: Chart) -> bytes:
    page = Page(around(chart) + _STEP + tall(chart))
    lying(page, chart, head(page, chart) + _STEP)
    foot(page, chart)
    return page.png()
