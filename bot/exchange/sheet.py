"""A sheet as a file gives it: rows of cells, each with the place where a person finds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.errors import N_, Remark
from bot.exchange.cells import Cell
from bot.exchange.taken import line

Line = tuple[int, Sequence[Cell]]
"""A row, and on which line of the file or sheet it begins."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file gives: rows, with its name if it is one of a workbook's."""

    lines: Iterable[Line]
    name: str | None = None

    def where(self, number: int) -> Remark:
        """How a person finds a row."""
        if self.name is None:
            return line(number)
        return Remark(N_("sheet {sheet}, row {n}"), sheet=self.name, n=number)
