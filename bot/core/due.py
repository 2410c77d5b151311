"""When the digest of a day falls due: a function of the day, never of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.core.days import ONE_DAY, end_of, ready_from

LATE_AFTER = timedelta(minutes=15)


def local_instant(day: date, hour: time, zone: tzinfo) -> datetime:
    """The one instant of a local hour on a local date, in UTC.

    An hour that comes twice is the first of the two; one that does not exist is the first instant after the gap.
    """
    wall = datetime.combine(day, hour)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between two at which the zone's offset becomes that of the later one."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def due(day: date, hour: time, zone: tzinfo) -> datetime:
    """The one instant, in UTC, at which the digest of a WeChat day falls due for that hour and zone.

    It is the first instant at that hour in that zone at or after the end of the day in +08:00, but never
    before 08:00 in +08:00 of the next day, when WeChat's figures can first be ready.
    """
    end = end_of(day)
    candidate = end.astimezone(zone).date() - ONE_DAY
    while (instant := local_instant(candidate, hour, zone)) < end:
        candidate += ONE_DAY
    return max(instant, ready_from(day).astimezone(UTC))
