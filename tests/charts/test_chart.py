"""What a chart shows."""

from __future__ import annotations

import pytest

from bot.charts import Chart, Series, Shape


def test_a_series_has_a_figure_or_a_gap_for_every_label() -> None:
    with pytest.raises(ValueError, match="as many figures"):
        Chart("t", "readers", ("Mon", "Tue"), (Series("readers", (1,)),), Shape.LINES, str)
