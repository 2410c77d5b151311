"""WeChat's days: calendar dates in +08:00, when they end, when they are ready, when they are final.

Every instant here is aware; none of these functions asks a clock.
Source: WeChat datacube, "Notes that go with all six" (figures are computed after midnight; ask after 08:00).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "+08:00")
"""The zone of every date that WeChat names; it has had no daylight saving time since before the first day."""

FIRST_DAY = date(2014, 12, 1)
"""The first day with clean figures (datacube notes, 1)."""

SUCCESSORS_FROM = date(2025, 11, 1)
"""The first day of the successor endpoints."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One or more neighbouring days, both ends included."""

    first: date
    last: date
    called: str = field(default="", compare=False)
    """How somebody named it from today on (`last week`, `last {days} days`), marked for translation."""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span ends before it begins: {self.first}..{self.last}")

    @classmethod
    def day(cls, day: date) -> Span:
        """The span of a single day."""
        return cls(day, day)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return map(date.fromordinal, range(self.first.toordinal(), self.last.toordinal() + 1))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def single(self) -> bool:
        """Whether the span is one day."""
        return self.first == self.last

    def shift(self, days: int) -> Span:
        """The same length, `days` later (earlier, if negative)."""
        return Span(self.first + timedelta(days=days), self.last + timedelta(days=days))

    @property
    def whole_month(self) -> bool:
        """Whether the span is one calendar month."""
        return self.first.day == 1 and self.last == _last_of_month(self.first)

    def before(self) -> Span:
        """The neighbour of its kind before it: the month before a month, else as many days."""
        if not self.whole_month:
            return self.shift(-len(self))
        last = self.first - ONE_DAY
        return Span(last.replace(day=1), last)

    def after(self) -> Span:
        """The neighbour of its kind after it."""
        if not self.whole_month:
            return self.shift(len(self))
        first = self.last + ONE_DAY
        return Span(first, _last_of_month(first))

    def chunks(self, longest: int) -> Iterator[Span]:
        """The span cut, from its first day on, into spans of at most `longest` days."""
        first = self.first
        while first <= self.last:
            last = min(first + timedelta(days=longest - 1), self.last)
            yield Span(first, last)
            first = last + ONE_DAY


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def spans_of(days: set[date]) -> list[Span]:
    """The fewest spans that hold exactly these days, oldest first."""
    spans: list[Span] = []
    for day in sorted(days):
        if spans and day - spans[-1].last == ONE_DAY:
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span.day(day))
    return spans


def wechat_today(now: datetime) -> date:
    """The date in +08:00 at an aware instant."""
    if now.tzinfo is None:
        raise ValueError("an instant without a zone")
    return now.astimezone(CHINA).date()


def yesterday(now: datetime) -> date:
    """WeChat's yesterday: the newest day that may be asked for."""
    return wechat_today(now) - ONE_DAY


def at_china(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour in +08:00 of that date."""
    return datetime.combine(day, time(hour, minute), CHINA)


def end_of(day: date) -> datetime:
    """The instant at which a WeChat day is over."""
    return at_china(day + ONE_DAY, 0)


def ready_from(day: date) -> datetime:
    """Before this instant no reply about the day counts as ready: 08:00 in +08:00 of the next day."""
    return at_china(day + ONE_DAY, 8)


def final_from(day: date) -> datetime:
    """A reply fetched at or after this instant is final: noon in +08:00 of the third day following."""
    return at_china(day + timedelta(days=3), 12)


def reask_instants(day: date) -> tuple[datetime, ...]:
    """When the schedule asks a ready day again: at 12:30 of the next day and on the three mornings after that."""
    mornings = (at_china(day + timedelta(days=n), 8, 15) for n in (2, 3, 4))
    return (at_china(day + ONE_DAY, 12, 30), *mornings)
