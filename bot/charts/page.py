"""A picture around its axes: heading, key and notes, and the room that they leave."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image

from bot.charts.chart import Chart, Shape
from bot.charts.letters import cut, legible, parted, runs, width
from bot.charts.looks import INK, LEVEL, MARGIN, NOTES, PAPER, SOFT, TITLE, WIDTH, WORDS, Look, looks

_PIXEL = 72
"""Pixels to the inch: a point is a pixel then."""

_SAMPLE, _APART = 56, 34
"""Of the key: how long a sample is, and how far entries are from one another."""

_LEADING, _BELOW = 1.35, 26
"""Of the notes: from line to line, and below the last."""


class Page:
    """A sheet of so many pixels; places are counted from its upper left corner."""

    def __init__(self, height: float) -> None:
        self.height = round(height)
        self.figure = Figure(figsize=(WIDTH / _PIXEL, height / _PIXEL), dpi=_PIXEL, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self.figure)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place in the figure's own measure."""
        return x / WIDTH, 1 - y / self.height

    def write(self, x: float, y: float, words: str, size: float, colour: str = INK, **more: Any) -> None:
        """One line of legible words on a baseline."""
        for piece, family in runs(words):
            drawn = self.figure.text(*self.place(x, y), piece, size=size, color=colour, family=family, **more)
            # A title is no formula, whatever dollars stand in it.
            drawn.set_parse_math(False)
            x += width(piece, size)

    def sample(self, x: float, y: float, look: Look, shape: Shape) -> None:
        """A piece of how a series is drawn."""
        if shape is Shape.LINES:
            (left, level), (right, _) = self.place(x, y), self.place(x + _SAMPLE, y)
            line = Line2D([left, right], [level, level], color=look.colour, linewidth=look.thick)
            line.set_linestyle(look.dashes)
            self.figure.add_artist(line)
            return
        corner = self.place(x + _SAMPLE - 30, y + 12)
        box = Rectangle(corner, 30 / WIDTH, 24 / self.height, facecolor=look.colour, edgecolor=PAPER, hatch=look.hatch)
        self.figure.add_artist(box)

    def png(self) -> bytes:
        """The picture."""
        self._canvas.draw()  # type: ignore[no-untyped-call]
        size = self._canvas.get_width_height()
        drawn = self._canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        picture = Image.frombuffer("RGBA", size, drawn, "raw", "RGBA", 0, 1).convert("RGB")
        kept = BytesIO()
        picture.save(kept, "PNG", compress_level=1)
        return kept.getvalue()


def head(page: Page, chart: Chart) -> float:
    """Write title, unit and key; how far down they reach."""
    for x, baseline, words, size, look in _heading(chart):
        if look is not None:
            page.sample(x - _SAMPLE - 14, baseline - WORDS * 0.35, look, chart.shape)
        page.write(x, baseline, words, size, INK if size == TITLE else SOFT)
    return _down(chart)


def foot(page: Page, chart: Chart) -> float:
    """Write the notes; how far up they reach."""
    y = float(page.height - _BELOW)
    for note in reversed(chart.notes):
        page.write(MARGIN, y, cut(legible(note), NOTES, WIDTH - 2 * MARGIN), NOTES, SOFT)
        y -= NOTES * _LEADING
    return y + NOTES * 0.2


def around(chart: Chart) -> float:
    """How much room heading and notes take together."""
    return _down(chart) + len(chart.notes) * NOTES * _LEADING + _BELOW


def _down(chart: Chart) -> float:
    return _heading(chart)[-1][1] + WORDS * 0.5


def _heading(chart: Chart) -> list[tuple[float, float, str, float, Look | None]]:
    """What stands in the heading and where: title, unit and, where there are several series, how each is drawn."""
    room = WIDTH - 2 * MARGIN
    first, rest = parted(legible(chart.title), TITLE, room)
    lines = [first, cut(rest, TITLE, room)] if rest else [first]
    placed: list[tuple[float, float, str, float, Look | None]] = []
    y = MARGIN + TITLE * 0.8
    for line in lines:
        placed.append((MARGIN, y, line, TITLE, None))
        y += TITLE * 1.25
    y += 4
    unit = cut(legible(chart.unit), WORDS, room)
    placed.append((MARGIN, y, unit, WORDS, None))
    x = MARGIN + width(unit, WORDS) + (_APART if unit else 0)
    for called, look in _key(chart):
        name = cut(legible(called), WORDS, room - _SAMPLE - 14)
        wide = _SAMPLE + 14 + width(name, WORDS)
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + WORDS * 1.4
        placed.append((x + _SAMPLE + 14, y, name, WORDS, look))
        x += wide + _APART
    return placed


def _key(chart: Chart) -> list[tuple[str, Look]]:
    """What is drawn, where that wants words: of one series alone, the unit says it."""
    names = [one.name for one in chart.series]
    several = list(zip(names, looks(chart.series), strict=True)) if len(names) > 1 else []
    return [*several, (chart.level.name, LEVEL)] if chart.level else several
