"""Adding up, by unit: times add; people add over nothing and get a mean, a best day and "reader-days"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from bot.core.facts import DayFacts, Generation
from bot.core.metrics import BY_NAME


@dataclass(frozen=True, slots=True)
class Change:
    """A figure, or a mean of a day, against an earlier one of the same generation."""

    now: float
    before: float

    @property
    def percent(self) -> float | None:
        """The change in percent; unknown when there was nothing before."""
        return None if self.before == 0 else (self.now - self.before) * 100 / self.before


@dataclass(frozen=True, slots=True)
class People:
    """People over several days: never their sum under the name of people."""

    mean: float
    best: int
    best_day: date
    days: int
    """How many days are known."""


def times(values: Iterable[int | None]) -> int | None:
    """The sum of the values that are given; unknown when none is."""
    given = [value for value in values if value is not None]
    return sum(given) if given else None


def people(by_day: Mapping[date, int | None]) -> People | None:
    """Mean per known day and best day (the first of equals); unknown when no day is."""
    given = {day: value for day, value in by_day.items() if value is not None}
    if not given:
        return None
    best_day = max(sorted(given), key=lambda day: given[day])
    return People(sum(given.values()) / len(given), given[best_day], best_day, len(given))


def change(now: DayFacts | None, before: DayFacts | None, metric: str) -> Change | None:
    """How an account's figure changed; unknown if either is, or if the two are of different generations."""
    if now is None or before is None or now.account is None or before.account is None:
        return None
    if now.account.source.generation is not before.account.source.generation:
        return None
    a, b = now.account.figures[metric], before.account.figures[metric]
    return None if a is None or b is None else Change(a, b)


def over(days: Iterable[DayFacts], metric: str) -> int | People | None:
    """An account's figure over several days, by the rule of its unit."""
    figure = attrgetter(metric)
    by_day = {d.day: figure(d.account.figures) if d.account else None for d in days}
    return times(by_day.values()) if BY_NAME[metric].unit.adds_up else people(by_day)


def generations(days: Iterable[DayFacts]) -> set[Generation]:
    """The generations that the account figures of these days come from."""
    return {d.account.source.generation for d in days if d.account}
