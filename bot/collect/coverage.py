"""Which days of an account are held, by which source, for good or not, and the gaps. Pure but for `coverage`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.accounts import Account
from bot.collect.eras import candidates, halves
from bot.collect.rules import is_final
from bot.core.days import Span, spans_of
from bot.core.facts import Generation, Part
from bot.core.ports import Archive, Mark
from bot.wechat.endpoints import Endpoint

PARTS = (Part.ACCOUNT, Part.ARTICLES)
"""What makes a day whole: the account's figures, and its articles'."""

Marks = Mapping[str, Mapping[date, Mark]]
"""What is known of held replies, by endpoint and day."""


class Hold(Enum):
    """How much of a day is held."""

    FINAL = "final"
    """All of it, for good."""
    WHOLE = "whole"
    """All of it; it may still change."""
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DayCover:
    """One day."""

    day: date
    hold: Hold
    generation: Generation | None = None
    """Which family of interfaces its figures are from."""
    file: str | None = None
    """The file that brought any of it."""
    lacks: Part | None = None
    """Of a day that is held in part, what is missing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Days in order, one for each."""

    days: tuple[DayCover, ...]

    def count(self, *holds: Hold) -> int:
        """How many days are held so."""
        return sum(day.hold in holds for day in self.days)

    def lacking(self, part: Part) -> int:
        """Of how many days that are held in part this is missing."""
        return sum(day.lacks is part for day in self.days)

    def of(self, generation: Generation) -> int:
        """How many days are held from a family of interfaces, files apart."""
        return sum(day.generation is generation and day.file is None for day in self.days)

    @property
    def imported(self) -> int:
        """How many days a file has brought something of."""
        return sum(day.file is not None for day in self.days)

    @property
    def gaps(self) -> list[Span]:
        """The days of which nothing is held, oldest first."""
        return spans_of({day.day for day in self.days if day.hold is Hold.NONE})


def covers(account: Account, span: Span, marks: Marks) -> Coverage:
    """How the days of a span are held."""
    return Coverage(tuple(_cover(account, day, marks) for day in span))


def _cover(account: Account, day: date, marks: Marks) -> DayCover:
    parts = [_held(part, day, account, marks) for part in PARTS]
    found = [held for held in parts if held]
    if not found:
        return DayCover(day, Hold.NONE)
    files = [mark.origin for held in found for mark in held.values() if mark.origin]
    generation = next(iter(found[0])).generation
    final = all(is_final(endpoint, day, mark.asked_at) for held in found for endpoint, mark in held.items())
    lacks = next((part for part, held in zip(PARTS, parts, strict=True) if not held), None)
    hold = Hold.SOME if lacks else Hold.FINAL if final else Hold.WHOLE
    return DayCover(day, hold, generation, files[0] if files else None, lacks)


def _held(part: Part, day: date, account: Account, marks: Marks) -> dict[Endpoint, Mark]:
    """The marks of a part's endpoints, of the first family that holds all of them; empty if none does."""
    for endpoints in candidates(part, day, account.source):
        held = {e: mark for e in endpoints if (mark := marks.get(e.name, {}).get(day))}
        if len(held) == len(endpoints):
            return held
    return {}


async def coverage(archive: Archive, account: Account, span: Span) -> Coverage:
    """How the days of a span are held, from the archive's marks."""
    marks = {e.name: await archive.marks(account.key, e.name, span) for e in _endpoints(account, span)}
    return covers(account, span, marks)


def _endpoints(account: Account, span: Span) -> Iterable[Endpoint]:
    families = (f for part in PARTS for half in halves(span) for f in candidates(part, half.last, account.source))
    return {endpoint: None for family in families for endpoint in family}
