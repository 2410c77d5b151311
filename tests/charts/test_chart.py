"""What a chart shows."""

from __future__ import annotations

import pytest

from bot.charts import Chart, Series, Shape


def test_a_series_has_a_figure_or_a_gap_for_every_label() -> None:
    with pytest.raises(ValueError, match="as many figures"):
        Chart("t", "readers", ("Mon", "Tue"), (Series("readers", (1,)),), Shape.LINES, str)


def test_a_chart_has_something_to_draw() -> None:
    with pytest.raises(ValueError, match="something to draw"):
        Chart("t", "readers", (), (Series("readers", ()),), Shape.LINES, str)
    with pytest.raises(ValueError, match="something to draw"):
        Chart("t", "readers", ("Mon",), (), Shape.LINES, str)


def test_a_picture_has_a_limit_of_height() -> None:
    Chart("t", "readers", ("a",) * 50, (Series("readers", (1,) * 50),), Shape.BARS, str)
    with pytest.raises(ValueError, match="at most"):
        Chart("t", "readers", ("a",) * 61, (Series("readers", (1,) * 61),), Shape.BARS, str)
