"""A metric along days as a line: day by day or, of a long span, week by week; beside it, other days.

Other days are laid weekday on weekday, since a Sunday beside a Monday says nothing of either. Only the picture does
so: figures compare the days as they were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

from bot import dates, i18n
from bot.charts import Chart, Level, Series, Shape
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import N_
from bot.reports.drawn import EACH_DAY, apart, days_words, full, rests, short, titled

_WEEK, _WHOLE = 7, 4
"""Days of a week, and so many of them that they stand for it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A figure for each day of a span; None of a day that is not known."""

    span: Span
    figures: tuple[int | None, ...]

    @property
    def by_day(self) -> Mapping[date, int]:
        """The figures that are known."""
        pairs = zip(self.span, self.figures, strict=True)
        return {day: figure for day, figure in pairs if figure is not None}

    @property
    def told(self) -> Span:
        """From the first day that is known to the last; there is one."""
        days = self.by_day
        return Span(min(days), max(days))


def line(
    account: str,
    metric: str,
    now: Way,
    before: Way | None,
    language: str,
    notes: Sequence[str] = (),
    earlier: Way | None = None,
) -> Chart:
    """The days as a chart, and other days standing back. `earlier` are those of the same span counted otherwise."""
    if before is not None and not before.by_day:
        before = None
    shift = laid(now.span, before.span, _apart(now.span, before.span)) if before else timedelta()
    axis = _axis(now.span, before.span, shift) if before else now.span
    long = len(axis) > EACH_DAY
    places = _weeks(axis) if long else [[day] for day in axis]
    series = [Series(days_words(now.span, language) if before else "", _along(places, now.by_day))]
    if earlier:
        series = [Series(days_words(way.told, language), _along(places, way.by_day)) for way in (earlier, now)]
        notes = (*notes, apart(language))
    if before:
        moved = {day + shift: figure for day, figure in before.by_day.items()}
        series.append(Series(days_words(before.span, language), _along(places, moved), quiet=True))
    return Chart(
        titled(account, now.span, language),
        _by_week(metric, language) if long else i18n.metric_name(metric, language),
        tuple(_label(days, now.span, language, long=long) for days in places),
        tuple(series),
        Shape.LINES,
        short(language),
        (*notes, *(_laid_words(now.span, before.span, shift, language) if before else ())),
        full(language),
        shaded=() if long else rests(axis),
        level=_average(now, language) if long and not earlier else None,
    )


def laid(span: Span, other: Span, apart: int) -> timedelta:
    """By how much other days are moved onto a span's, which are so many days apart: by whole weeks where that lays
    half of them or more on others.

    Fewer days than that lie on one another in their order.
    """
    below = apart // _WEEK * _WEEK
    best = min((below, below + _WEEK), key=lambda days: (-_shared(span, other, days), abs(days - apart)))
    enough = 2 * _shared(span, other, best) >= min(len(span), len(other)) > 1
    return timedelta(days=best if enough else apart)


def _apart(span: Span, other: Span) -> int:
    """How far two spans are from one another; one that WeChat's first day cut short counts as whole."""
    adjoining = other.first == FIRST_DAY and other.last == span.before().last
    return (span.first - (span.before() if adjoining else other).first).days


def _shared(span: Span, other: Span, days: int) -> int:
    """How many days lie on one another then."""
    move = timedelta(days=days)
    return max(0, (min(span.last, other.last + move) - max(span.first, other.first + move)).days + 1)


def _axis(span: Span, other: Span, shift: timedelta) -> Span:
    """The places of both: what lies on no day of the span stands before or behind it."""
    return Span(min(span.first, other.first + shift), max(span.last, other.last + shift))


def _weeks(axis: Span) -> list[list[date]]:
    """The days in weeks from Monday on; a few days at an end, whose mean would not compare, join their neighbour."""
    weeks = [list(days) for _, days in groupby(axis, _monday)]
    if len(weeks[-1]) < _WHOLE:
        weeks[-2:] = [weeks[-2] + weeks[-1]]
    if len(weeks[0]) < _WHOLE:
        weeks[:2] = [weeks[0] + weeks[1]]
    return weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _along(places: Sequence[Sequence[date]], figures: Mapping[date, int]) -> tuple[float | None, ...]:
    """A figure for each place: of several days, the mean of those that are known, for people and times alike."""
    known = ([figures[day] for day in days if day in figures] for days in places)
    return tuple(None if not some else some[0] if len(some) == 1 else fmean(some) for some in known)


def _label(days: Sequence[date], span: Span, language: str, *, long: bool) -> str:
    if not long:
        return dates.axis_day(days[0], language) if days[0] in span else ""
    return next((dates.axis_month(day, language) for day in days if day.day == 1 and day in span), "")


def _by_week(metric: str, language: str) -> str:
    words = i18n.translate(N_("{metric} a day, week by week"), language)
    return words.format(metric=i18n.metric_name(metric, language))


def _average(now: Way, language: str) -> Level | None:
    known = list(now.by_day.values())
    if not known:
        return None
    mean = fmean(known)
    return Level(i18n.translate(N_("average {figure}"), language).format(figure=i18n.figure(mean, language)), mean)


def _laid_words(span: Span, other: Span, shift: timedelta, language: str) -> tuple[str, ...]:
    """Which day lies on which, where that is not the first on the first."""
    if shift == span.first - other.first:
        return ()
    day = max(span.first, other.first + shift)
    words = i18n.translate(N_("Laid weekday on weekday: {other} on {day}."), language)
    ends = (dates.axis_day(end, language) for end in (day - shift, day))
    return (words.format(**dict(zip(("other", "day"), ends, strict=True))),)
