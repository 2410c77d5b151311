"""How charts look: sizes in pixels of a picture that is seen six centimetres wide, and colours that all can tell apart.

The colours are those of Okabe and Ito; series differ by line, marker or hatching besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.charts.chart import Series

WIDTH, HEIGHT = 1080, 720
MARGIN = 44
TITLE, WORDS, FIGURES, NOTES = 42, 31, 33, 26

PAPER, INK, SOFT, GRID, SHADE = "#ffffff", "#1c2026", "#59616b", "#e3e6ea", "#f1f3f5"


@dataclass(frozen=True, slots=True)
class Look:
    """How one series is drawn."""

    colour: str
    dashes: tuple[int, tuple[int, ...]] | Literal["solid"]
    marker: str
    hatch: str | None
    thick: float


QUIET = Look("#a9b0b9", (0, (3, 2)), "", None, 3.5)

LEVEL = Look("#59616b", (0, (1, 2)), "", None, 3)

LOUD = (
    Look("#0072b2", "solid", "o", None, 4.5),
    Look("#d55e00", (0, (4, 1)), "s", "//", 4.5),
    Look("#009e73", (0, (1, 1)), "^", "..", 4.5),
    Look("#cc79a7", (0, (4, 1, 1, 1)), "D", "xx", 4.5),
    Look("#e69f00", "solid", "v", "\\\\", 4.5),
    Look("#56b4e9", (0, (4, 1)), "P", "++", 4.5),
)


def looks(series: tuple[Series, ...]) -> list[Look]:
    """A look for each series: what is there to compare with stands back."""
    loud = 0
    chosen = []
    for one in series:
        chosen.append(QUIET if one.quiet else LOUD[loud % len(LOUD)])
        loud += not one.quiet
    return chosen
