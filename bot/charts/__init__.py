"""Figures → pictures. Charts receive finished words."""

from bot.charts.chart import Chart, Level, Series, Shape

__all__ = ["Chart", "Level", "Series", "Shape", "draw"]


def draw(chart: Chart) -> bytes:
    """The chart as a PNG. It takes a good part of a second the first time: call it in a thread of its own."""
    from bot.charts.drawing import picture  # noqa: PLC0415 - who never asks for a picture never loads what draws it

    return picture(chart)
