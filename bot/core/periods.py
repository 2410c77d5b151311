"""What one digest is about: a day, a week from Monday, or a month; and when each falls due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.core.days import ONE_DAY, Span, yesterday
from bot.core.due import due

WEEK = frozenset(range(1, 8))
"""Every day of the week, as ISO numbers it: Monday is 1."""

SUNDAY = 7


class Cadence(StrEnum):
    """How often a digest comes; the ledger calls it by this name."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def period(cadence: Cadence, last: date) -> Span | None:
    """The period that is over with a day; None if none is."""
    match cadence:
        case Cadence.WEEKLY:
            return Span(last - timedelta(days=6), last) if last.isoweekday() == SUNDAY else None
        case Cadence.MONTHLY:
            month = Span(last.replace(day=1), last)
            return month if month.whole_month else None
    return Span.day(last)


def latest(cadence: Cadence, newest: date) -> Span:
    """The newest period that is over with a day or before it."""
    day = newest
    while (span := period(cadence, day)) is None:
        day -= ONE_DAY
    return span


def is_period(span: Span) -> bool:
    """Whether any digest may be about exactly this span."""
    return any(period(cadence, span.last) == span for cadence in Cadence)


def comes(cadence: Cadence, last: date, at: time, zone: tzinfo, weekdays: frozenset[int]) -> bool:
    """Whether a digest comes on the local day on which that of `last` falls due; only a daily one chooses its days."""
    return cadence is not Cadence.DAILY or due(last, at, zone).astimezone(zone).isoweekday() in weekdays


def falling_due(
    cadence: Cadence, after: datetime, at: time, zone: tzinfo, weekdays: frozenset[int] = WEEK
) -> Iterator[tuple[Span, datetime]]:
    """The periods that fall due after an instant, each with when, oldest first and without end."""
    day = yesterday(after) - ONE_DAY
    while True:
        instant, span = due(day, at, zone), period(cadence, day)
        if span is not None and instant > after and comes(cadence, day, at, zone, weekdays):
            yield span, instant
        day += ONE_DAY


def left_out(day: date, at: time, zone: tzinfo, weekdays: frozenset[int]) -> list[date]:
    """The days just before one whose digests do not come, since nobody wants any on those days; oldest first."""
    out: list[date] = []
    for n in range(1, 15):  # where the clocks change, a week can hold eight days
        before = day - timedelta(days=n)
        if comes(Cadence.DAILY, before, at, zone, weekdays):
            break
        out.append(before)
    return out[::-1]
