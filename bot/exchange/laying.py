"""A table as it is handed on: the columns that hold something, titled in a language, and below them what adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue import translate
from bot.core.days import Span
from bot.core.ports import Archive
from bot.exchange.facts import Cell, Row, Table, rows_of
from bot.exchange.wording import TOTAL, UNTITLED, titled

_GENERATION = -3
"""Where a row says by which interfaces it was counted."""

MOST_TOTALS = 2
"""Rows of totals that a table may have: one for each family of interfaces, whose figures do not compare."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A table laid out for somebody."""

    table: Table
    language: str
    places: tuple[int, ...]
    """Of the table's columns, those that hold something."""
    rows: int

    @property
    def names(self) -> list[str]:
        """Its columns by name."""
        return [self.table.header[place] for place in self.places]

    @property
    def titles(self) -> list[str]:
        """Its columns' titles."""
        return [titled(name, self.language) for name in self.names]

    def told(self, rows: Iterable[Row], totals: Totals) -> Iterator[Row]:
        """Rows as they are written; what adds up of them is kept in the totals."""
        for row in rows:
            totals.add(row)
            yield self._row(_with_title(self.table, row, self.language))

    def summed(self, totals: Totals) -> list[Row]:
        """The rows that stand below all others."""
        return [self._row(row) for row in totals.rows(translate(TOTAL, self.language))]

    def _row(self, row: Row) -> Row:
        return tuple(row[place] for place in self.places)


class Totals:
    """Sums of a table's times; people add up over nothing and have none."""

    def __init__(self, table: Table) -> None:
        self._summed = table.summed
        self._width = len(table.header)
        self._sums: dict[Cell, dict[int, int | float]] = {}
        self._rows: dict[Cell, int] = {}

    def add(self, row: Row) -> None:
        """Count a row's times."""
        if not self._summed:
            return
        generation = row[_GENERATION]
        sums = self._sums.setdefault(generation, {})
        self._rows[generation] = self._rows.get(generation, 0) + 1
        for place in self._summed:
            value = row[place]
            if isinstance(value, int | float):
                sums[place] = sums.get(place, 0) + value

    def rows(self, called: str) -> list[Row]:
        """A row for each family of interfaces of which several rows add up; empty where nothing does."""
        return [self._row(called, kind, sums) for kind, sums in self._sums.items() if sums and self._rows[kind] > 1]

    def _row(self, called: str, generation: Cell, sums: dict[int, int | float]) -> Row:
        cells: list[Cell] = [sums.get(place) for place in range(self._width)]
        cells[0], cells[_GENERATION] = called, generation
        return cells


async def laid(table: Table, accounts: Sequence[str], span: Span, archive: Archive, language: str) -> Laid:
    """How a table of these days is laid out; its rows are read for that once before they are written."""
    used = [False] * len(table.header)
    count = 0
    for account in accounts:
        async for rows in rows_of(table, account, span, archive):
            count += len(rows)
            # "Once used" stays so: only what was always empty is looked at again.
            for place in [place for place, known in enumerate(used) if not known]:
                used[place] = any(row[place] is not None for row in rows)
    if count and "title" in table.told:
        used[table.header.index("title")] = True
    return Laid(table, language, tuple(place for place, known in enumerate(used) if known), count)


def _with_title(table: Table, row: Row, language: str) -> Row:
    """A row that says why it has no title, where it has none."""
    if "title" not in table.told or row[place := table.header.index("title")] is not None:
        return row
    return (*row[:place], translate(UNTITLED, language), *row[place + 1 :])
