"""A metric of an account over some days, as trends and comparisons set them beside one another.

Days of two families of interfaces are never put together: a side is made of the days of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import DayFacts, Generation
from bot.core.metrics import BY_NAME
from bot.core.totals import Change


@dataclass(frozen=True, slots=True)
class Held:
    """How many days of a span hold figures that count."""

    span: Span
    days: int


Uneven = tuple[Held, Held]
"""Two spans, the later one first, that hold too few days, or too unlike numbers of them, for a percentage."""


def uneven(now: Held, before: Held) -> Uneven | None:
    """Both, unless each holds nine tenths of its days, and their numbers differ by at most a tenth.

    What is told of a mean day is no change of anything where one side is made of crumbs.
    """
    whole = all(one.days * 10 >= len(one.span) * 9 for one in (now, before))
    alike = abs(now.days - before.days) * 10 <= max(now.days, before.days)
    return None if whole and alike else (now, before)


@dataclass(frozen=True, slots=True)
class Side:
    """A metric over the days of a span on which it is given."""

    span: Span
    metric: str
    days: tuple[tuple[date, int], ...]
    """The days that count, oldest first, each with its figure."""

    @property
    def along(self) -> tuple[int | None, ...]:
        """The figure of every day of the span; a gap where it does not count."""
        figures = dict(self.days)
        return tuple(figures.get(day) for day in self.span)

    @property
    def sum(self) -> int:
        """Of times, their sum; of people, person-days, to be shown under that name alone."""
        return sum(figure for _, figure in self.days)

    @property
    def people(self) -> bool:
        """Whether it counts people, whose sum is none of people."""
        return not BY_NAME[self.metric].unit.adds_up

    @property
    def mean(self) -> float | None:
        """A day, over the days that count; of a single day, its figure."""
        if self.span.single:
            return self.days[0][1] if self.days else None
        return self.sum / len(self.days) if self.days else None

    @property
    def best(self) -> tuple[date, int] | None:
        """The day with the most, the first of equals."""
        return max(self.days, key=lambda one: one[1], default=None)

    @property
    def weakest(self) -> tuple[date, int] | None:
        """The day with the fewest, the first of equals; none beside a best one that is all there is."""
        return min(self.days, key=lambda one: one[1]) if len(self.days) > 1 else None

    @property
    def told(self) -> Span | None:
        """From the first to the last day that counts."""
        return Span(self.days[0][0], self.days[-1][0]) if self.days else None

    @property
    def held(self) -> Held:
        """How many of its days count."""
        return Held(self.span, len(self.days))

    @property
    def fewer(self) -> int | None:
        """On how many days it is given, if not on all."""
        return len(self.days) if len(self.days) < len(self.span) else None


def family(days: Sequence[DayFacts], metric: str | None = None) -> Generation | None:
    """Which interfaces tell the newest of the days that are known, or of those on which the metric is given."""
    told = (day.account for day in reversed(days) if day.account)
    return next((a.source.generation for a in told if metric is None or a.figures[metric] is not None), None)


def side(span: Span, days: Iterable[DayFacts], metric: str, generation: Generation | None) -> Side:
    """The days of the span that one family of interfaces gives the metric of."""
    told = (
        (day.day, day.account.figures[metric])
        for day in days
        if day.account and day.account.source.generation is generation
    )
    return Side(span, metric, tuple((day, figure) for day, figure in told if figure is not None))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of a span that one family of interfaces tells."""

    span: Span
    """From the first to the last of them."""
    generation: Generation
    days: tuple[DayFacts, ...]


def stretches(days: Iterable[DayFacts]) -> tuple[Stretch, ...]:
    """The days that are known, by the family that tells them, the one with the earliest day first."""
    told: dict[Generation, list[DayFacts]] = {}
    for day in days:
        if day.account:
            told.setdefault(day.account.source.generation, []).append(day)
    return tuple(Stretch(Span(of[0].day, of[-1].day), generation, tuple(of)) for generation, of in told.items())


def change(now: Side, before: Side) -> Change | None:
    """How a mean day changed, if both sides hold about all of their days, and about as many."""
    if now.mean is None or before.mean is None or uneven(now.held, before.held):
        return None
    return Change(now.mean, before.mean)


def otherwise(days: Iterable[DayFacts], generation: Generation | None) -> Span | None:
    """From the first to the last of the days whose account is counted otherwise."""
    found = [day.day for day in days if day.account and day.account.source.generation is not generation]
    return Span(found[0], found[-1]) if found and generation else None


def previous(span: Span) -> Span | None:
    """The days before a span, as many or the month before a month; of those before WeChat's first day, none."""
    before = span.before()
    return Span(max(before.first, FIRST_DAY), before.last) if before.last >= FIRST_DAY else None
