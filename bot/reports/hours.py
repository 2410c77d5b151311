"""`/hours`: reads and shares by hour of the day, which the classic interfaces alone count.

Times of an hour add up over sources, scenes and days; people do so over nothing: the readers of an hour are told of a
single day alone, where WeChat itself tells them of all sources together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.collect.joining import whole_hours
from bot.core.days import SUCCESSORS_FROM, Span
from bot.core.errors import N_
from bot.core.facts import DayFacts, Figures, HourDay, Part
from bot.core.totals import times
from bot.reports.base import Facts, Question, Report
from bot.reports.drawn import a_day, short, titled
from bot.reports.lead import Lead

SHOWN = 3
"""How many of the strongest hours are named."""

QUARTER = 6
"""Hours of a part of the day."""

_PEOPLE = {"reads": "readers", "shares": "sharers"}
_PARTS = {"reads": Part.READ_HOURS, "shares": Part.SHARE_HOURS}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some hours of the day, and the times in them."""

    first: int
    """The hour with which it begins, 0 to 23, in +08:00."""
    after: int
    """The hour at which it is over, 1 to 24."""
    times: float
    """Of a day; over a span, the mean of the days that are known by hour."""
    part: float
    """In percent of the times of all hours."""
    people: int | None = None
    """Of one hour of a single day."""


@dataclass(frozen=True, slots=True)
class Course:
    """One metric over the hours of a day, or of the days of a span."""

    metric: str
    hours: tuple[Stretch | None, ...]
    """All 24; None of which nothing is told."""
    days: int
    """How many days are known by hour."""

    @property
    def people(self) -> str:
        """The metric of those who did it."""
        return _PEOPLE[self.metric]

    @property
    def known(self) -> list[Stretch]:
        """The hours that are told of, the strongest first."""
        return sorted((hour for hour in self.hours if hour), key=lambda hour: (-hour.times, hour.first))

    @property
    def strongest(self) -> list[Stretch]:
        """The hours to name, the strongest first."""
        return self.known[:SHOWN]

    @property
    def quietest(self) -> Stretch | None:
        """The hour with the fewest; None where so few are told of that all are named."""
        return self.known[-1] if len(self.known) > SHOWN else None

    @property
    def quarters(self) -> tuple[Stretch | None, ...]:
        """Night, morning, afternoon and evening."""
        return tuple(self._over(first, first + QUARTER) for first in range(0, 24, QUARTER))

    def _over(self, first: int, after: int) -> Stretch | None:
        told = [hour for hour in self.hours[first:after] if hour]
        return Stretch(first, after, sum(h.times for h in told), sum(h.part for h in told)) if told else None


@dataclass(frozen=True, slots=True)
class HoursView:
    """The account's reading and sharing by the hour."""

    account: str
    span: Span
    reads: Course | None
    shares: Course | None
    known: int
    """Days of the span that are known by hour."""
    gone: int
    """Days of the span that WeChat does not tell by hour any more."""
    unknown: tuple[str, ...]
    """The metrics of which no day's hours could be had."""
    brief: bool = False

    @property
    def courses(self) -> list[Course]:
        """What there is to tell."""
        return [course for course in (self.reads, self.shares) if course]

    @property
    def quarters(self) -> list[list[tuple[str, Stretch]]]:
        """Night, morning, afternoon and evening, each with what is told of it by metric."""
        parts = ([(course.metric, course.quarters[n]) for course in self.courses] for n in range(4))
        told = ([(metric, stretch) for metric, stretch in part if stretch] for part in parts)
        return [part for part in told if part]

    def shorter(self) -> HoursView | None:
        """The strongest hours alone."""
        return None if self.brief else replace(self, brief=True)

    def lead(self) -> Lead | None:
        """The strongest hour."""
        for course in self.courses:
            hour = course.strongest[0]
            about = f"{hour.first:02}:00–{hour.after:02}:00"
            return Lead(course.metric, hour.times, a_day=not self.span.single, about=about, known=self.known)
        return None


def needs(question: Question) -> list[Need]:
    """The days by hour, and the account's rows, by which they are known to be ready."""
    return [Need(part, question.span) for part in (Part.ACCOUNT, Part.READ_HOURS, Part.SHARE_HOURS)]


def build(facts: Facts) -> HoursView:
    """Facts → view."""
    days = facts.spanned
    return HoursView(
        facts.account,
        facts.question.span,
        _course("reads", days, lambda day: day.read_hours),
        # The rows of reads tell the shares of their hours too, where those of the shares are missing.
        _course("shares", days, lambda day: day.share_hours or day.read_hours),
        sum(_told(day) for day in days),
        sum(_gone(day) for day in days),
        tuple(name for name, part in _PARTS.items() if not any(part in day.held for day in days)),
    )


def _course(metric: str, days: Sequence[DayFacts], rows: Callable[[DayFacts], Iterable[HourDay]]) -> Course | None:
    """A metric over the hours; None if nothing is told of it."""
    told = [by_hour for day in days if (by_hour := _by_hour(metric, rows(day)))]
    sums = [times(one[hour][metric] for one in told if hour in one) for hour in range(24)]
    whole = times(sums)
    if not whole:
        return None
    single = told[0] if len(days) == 1 else {}
    people = {hour: figures[_PEOPLE[metric]] for hour, figures in single.items()}
    hours = (
        None
        if n is None
        else Stretch(hour, hour + 1, n if single else n / len(told), n * 100 / whole, people.get(hour))
        for hour, n in enumerate(sums)
    )
    return Course(metric, tuple(hours), len(told))


def _by_hour(metric: str, rows: Iterable[HourDay]) -> dict[int, Figures]:
    """One day's figures hour by hour, as far as the metric is given."""
    return {row.hour: row.figures for row in whole_hours(rows) if row.figures[metric] is not None}


def _told(day: DayFacts) -> bool:
    return bool(day.read_hours or day.share_hours)


def _gone(day: DayFacts) -> bool:
    """Whether the interfaces of a day do not tell it by hour, and never will."""
    return not _told(day) and day.day >= SUCCESSORS_FROM and {Part.READ_HOURS, Part.SHARE_HOURS} <= day.never


def chart(view: HoursView, language: str) -> Chart | None:
    """Reads hour by hour or, where they are not known, shares."""
    course = next(iter(view.courses), None)
    if course is None:
        return None
    name = i18n.metric_name(course.metric, language)
    return Chart(
        titled(view.account, view.span, language),
        name if view.span.single else a_day(course.metric, language),
        tuple(str(hour) for hour in range(24)),
        (Series("", tuple(hour.times if hour else None for hour in course.hours)),),
        Shape.COLUMNS,
        short(language),
        (i18n.translate(N_("Hours are those of China (UTC+8)."), language),),
    )


HOURS = Report(
    "hours",
    needs,
    build,
    lambda day: _told(day) or _gone(day),
    ("chart", "sources", "reads", "report", "export"),
    chart,
)
