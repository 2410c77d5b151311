"""Figures → pictures. Charts receive finished words."""

from bot.charts.chart import Chart, Series, Shape

__all__ = ["Chart", "Series", "Shape"]
