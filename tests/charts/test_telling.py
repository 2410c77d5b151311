"""Figures told beside their points."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from bot.charts import Chart, Level, Series, Shape
from bot.charts.telling import Box, placed
from bot.i18n import short_figure

_LEFT, _RIGHT = 100.0, 1000.0
_values = st.lists(st.none() | st.integers(0, 50_000), min_size=2, max_size=31)


def beside(values: list[int | None], before: list[int | None], level: int | None) -> tuple[list[Box], np.ndarray]:
    """Where the figures of a line stand, and a great many points of all that is drawn."""
    before = [*before, *[None] * len(values)][: len(values)]
    chart = Chart(
        "Daily Tech",
        "readers",
        tuple(map(str, range(len(values)))),
        (Series("now", tuple(values)), Series("before", tuple(before), quiet=True)),
        Shape.LINES,
        partial(short_figure, language="en"),
        level=None if level is None else Level("average", level),
    )
    axes = Figure(figsize=(10.8, 7.2), dpi=100).add_axes((_LEFT / 1080, 0.15, (_RIGHT - _LEFT) / 1080, 0.6))
    axes.set_xlim(-0.15, len(values) - 0.85)
    axes.set_ylim(0, max(n or 0 for n in (*values, *before, level, 1)))
    points: list[tuple[float, float]] = []
    for row in (values, before, [level] * len(values)):
        points += [(n, value) for n, value in enumerate(row) if value is not None]
        for n, (a, b) in enumerate(pairwise(row)):
            if a is not None and b is not None:
                points += [(n + part, a + (b - a) * part) for part in np.linspace(0, 1, 400)]
    drawn = axes.transData.transform(np.array(points or [(-9.0, 0.0)]))
    return [box for _, box in placed(axes, chart, _LEFT, _RIGHT)], drawn


@given(_values, st.lists(st.none() | st.integers(0, 50_000), max_size=31), st.none() | st.integers(0, 50_000))
def test_no_figure_ever_lies_on_a_line(values: list[int | None], before: list[int | None], level: int | None) -> None:
    boxes, drawn = beside(values, before, level)
    for left, low, right, high in boxes:
        x, y = drawn[:, 0], drawn[:, 1]
        assert not ((left < x) & (x < right) & (low < y) & (y < high)).any()


@given(_values)
def test_figures_never_lie_on_one_another(values: list[int | None]) -> None:
    boxes, _ = beside(values, [], None)
    assert not any(a.meets(b) for a, b in pairwise(boxes))


@pytest.mark.parametrize(
    "values",
    [
        [31, 30, 28, 40, 42, 39, 45, 44],
        [10, 20, 30, 40, 50, 49],
        [50, 40, 30, 20, 10, 1],
        [1, 50, 1, 50, 1, 50, 1, 50, 25],
        [5, 5, 5, 5],
    ],
)
def test_the_newest_figure_is_told_wherever_the_line_goes(values: list[int | None]) -> None:
    boxes, drawn = beside([n and n * 1000 for n in values], [], None)
    end = drawn[:, 0].max()
    assert any(box.left <= end <= box.right + 60 for box in boxes)
