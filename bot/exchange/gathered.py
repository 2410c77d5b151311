"""The records of one table: what repeats an earlier row counts once, what contradicts it not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.errors import N_, Remark
from bot.exchange.rows import Record
from bot.exchange.sheet import Sheet
from bot.exchange.taken import Unusable

NAMED = 3
"""Places that one remark names."""


@dataclass(slots=True)
class Gathered:
    """What the rows of one table told so far."""

    sheet: Sheet
    totals: list[int] = field(default_factory=list)
    """Rows that add up others."""
    _first: dict[object, tuple[int, Record]] = field(default_factory=dict)
    _contradicted: set[object] = field(default_factory=set)
    _repeated: list[Remark] = field(default_factory=list)

    def add(self, number: int, record: Record) -> None:
        """Take in a row. Raises Unusable if it tells other figures of the same thing than an earlier one.

        Which of the two is right, nobody can know: then neither is kept.
        """
        before, told = self._first.setdefault(record.identity, (number, record))
        if told.figures != record.figures:
            self._contradicted.add(record.identity)
            raise Unusable(
                N_("it tells other figures of the same thing than {before}; neither is kept"),
                before=self.sheet.where(before),
            )
        if before != number:
            places = {"where": self.sheet.where(number), "before": self.sheet.where(before)}
            self._repeated.append(Remark(N_("{where} (as {before})"), **places))

    def records(self) -> list[Record]:
        """Each thing once, without what is contradicted."""
        return [record for identity, (_, record) in self._first.items() if identity not in self._contradicted]

    def notes(self) -> Iterator[Remark]:
        """What was left out without being wrong."""
        if self.totals:
            left = N_("Rows of totals were left out: {n} ({some}).")
            yield Remark(left, n=len(self.totals), some=_some([self.sheet.where(n) for n in self.totals[: NAMED + 1]]))
        if self._repeated:
            same = N_("Rows that repeat an earlier one: {n}. Each counts once: {some}.")
            yield Remark(same, n=len(self._repeated), some=_some(self._repeated))


def _some(places: list[Remark]) -> tuple[Remark | str, ...]:
    return (*places[:NAMED], "…") if len(places) > NAMED else tuple(places)
