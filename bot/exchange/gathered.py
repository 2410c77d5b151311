"""The records of one table: what repeats an earlier row counts once, what contradicts it not at all.

They are held sorted by account and day, on disk where they are many: a table may have millions of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from bot.core.errors import N_, Remark
from bot.exchange.rows import Record, Row, wechat_rows
from bot.exchange.sheet import Sheet
from bot.exchange.spill import Sorted
from bot.exchange.taken import Unusable

NAMED = 3
"""Places that one remark names."""


class Told(NamedTuple):
    """What a row of the table told, and where."""

    number: int
    figures: dict[str, int | float]
    rows: list[tuple[str, Row]]
    """As WeChat's own rows, each with its interface's name."""
    contradicted: bool = False


@dataclass(slots=True)
class Some:
    """Places of one kind: how many, and the first of them."""

    n: int = 0
    first: list[Remark] = field(default_factory=list)

    def add(self, place: Remark) -> None:
        """Count one."""
        self.n += 1
        if len(self.first) < NAMED:
            self.first.append(place)

    def named(self) -> tuple[Remark | str, ...]:
        """As they are told."""
        return (*self.first, "…") if self.n > NAMED else tuple(self.first)


@dataclass(slots=True)
class Gathered:
    """What the rows of one table told so far."""

    sheet: Sheet
    told: Sorted
    count: int = 0
    """Things of which rows told, without what is contradicted."""
    _totals: Some = field(default_factory=Some)
    _repeated: Some = field(default_factory=Some)

    def total(self, number: int) -> None:
        """Pass over a row that adds up others."""
        self._totals.add(self.sheet.where(number))

    def add(self, number: int, record: Record) -> None:
        """Take in a row. Raises Unusable if it tells other figures of the same thing than an earlier one.

        Which of the two is right, nobody can know: then neither is kept.
        """
        key, figures = _key(record), dict(record.figures)
        found = self.told.get(key)
        if found is None:
            rows = [(endpoint.name, row) for endpoint, row in wechat_rows(record)]
            self.told.put(key, tuple(Told(number, figures, rows)))
            self.count += 1
            return
        first = Told(*found)
        before = self.sheet.where(first.number)
        if first.figures != figures:
            if not first.contradicted:
                self.told.put(key, tuple(first._replace(rows=[], contradicted=True)))
                self.count -= 1
            raise Unusable(N_("it tells other figures of the same thing than {before}; neither is kept"), before=before)
        self._repeated.add(Remark(N_("{where} (as {before})"), where=self.sheet.where(number), before=before))

    def by_day(self) -> Iterator[tuple[str, str, dict[str, list[Row]]]]:
        """Each account and day with its rows by interface; each thing once, without what is contradicted."""
        for (account, day), things in groupby(self.told.under(), lambda thing: tuple(thing[0].split("|", 2)[:2])):
            rows: dict[str, list[Row]] = {}
            for told in sorted((Told(*thing) for _, thing in things), key=lambda told: told.number):
                for name, row in told.rows:
                    rows.setdefault(name, []).append(row)
            if rows:
                yield account, day, rows

    def notes(self) -> Iterator[Remark]:
        """What was left out without being wrong."""
        if self._totals.n:
            left = N_("Rows of totals were left out: {n} ({some}).")
            yield Remark(left, n=self._totals.n, some=self._totals.named())
        if self._repeated.n:
            same = N_("Rows that repeat an earlier one: {n}. Each counts once: {some}.")
            yield Remark(same, n=self._repeated.n, some=self._repeated.named())


def _key(record: Record) -> str:
    account, day, *rest = record.identity
    return f"{account}|{day}|{json.dumps(rest, default=str)}"
