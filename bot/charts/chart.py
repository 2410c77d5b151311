"""What a chart shows: finished words, and figures of which None is a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 120
"""Names and bars, one below the other, that a picture takes: Telegram has a limit of height."""


class Shape(StrEnum):
    """How figures are drawn."""

    LINES = "lines"
    """Over time; a gap stays a gap."""
    COLUMNS = "columns"
    """Side by side over a few places in an order of their own: hours, weekdays."""
    BARS = "bars"
    """Lying, one below the other, with long names: articles, sources."""


def _whole(value: float) -> str:
    return f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures, as many as the chart has labels."""

    name: str
    values: tuple[float | None, ...]
    """None is not known: drawn as a gap, never as zero."""
    quiet: bool = False
    """Whether it is there to compare with, and stands back."""


@dataclass(frozen=True, slots=True)
class Level:
    """One figure that goes for all places, such as a mean: a level through the chart."""

    name: str
    """In finished words, the figure among them."""
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to be drawn. All words are finished, in the language of whoever looks."""

    title: str
    """Whose figures of which days."""
    unit: str
    """What the figures count: `readers`."""
    labels: tuple[str, ...]
    """The places of the axis, each in a few letters, empty where none is wanted; of bars, names that may be long."""
    series: tuple[Series, ...]
    shape: Shape
    short: Callable[[float], str]
    """A figure of the axis in its short form: 12.3K, 1.2万."""
    notes: tuple[str, ...] = ()
    """Small lines below: as of when, what is left out."""
    exact: Callable[[float], str] = _whole
    """A figure told in full, at the end of a bar and at the highest point: 12,345."""
    told: tuple[str, ...] = ()
    """Of bars, the words at their ends, where the figure alone does not say enough: `1,712 · 62 %`."""
    shaded: tuple[int, ...] = ()
    """Of lines, the places that stand on darker ground: days of rest."""
    level: Level | None = None
    """Of lines, a figure that all others are seen against."""

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("each series of a chart has as many figures as the chart has labels")
        if self.told and len(self.told) != len(self.labels):
            raise ValueError("a chart tells something of each of its labels, or of none")
        if not self.labels or not self.series:
            raise ValueError("a chart has something to draw")
        if self.shape is Shape.BARS and len(self.labels) * (1 + len(self.series)) > LONGEST:
            raise ValueError(f"names and bars of a chart are at most {LONGEST}")
