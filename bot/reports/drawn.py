"""What the charts of reports have in common: their titles, and the words along a line of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from bot import dates, i18n
from bot.core.days import Span
from bot.core.errors import N_
from bot.core.metrics import BY_NAME

EACH_DAY = 92
"""Days up to which each one is a place of the axis; of more, each week is one."""

_SATURDAY = 6


def short(language: str) -> Callable[[float], str]:
    """How an axis writes its figures."""
    return partial(i18n.short_figure, language=language)


def full(language: str) -> Callable[[float], str]:
    """How a figure of a line is written in full."""
    return partial(i18n.figure, language=language)


def rests(span: Span) -> tuple[int, ...]:
    """Which of the days are Saturdays and Sundays."""
    return tuple(place for place, day in enumerate(span) if at_rest(day))


def at_rest(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.isoweekday() >= _SATURDAY


def exact(metric: str, language: str) -> Callable[[float], str]:
    """How a figure of a metric is written in full, without its words."""
    return partial(_exact, metric, language)


def _exact(metric: str, language: str, value: float) -> str:
    return i18n.bare(round(value) if BY_NAME[metric].unit.counts else value, metric, language)


def days_words(span: Span, language: str) -> str:
    """A day with its weekday, or a span."""
    if span.single:
        return dates.long_day(span.first, language)
    return dates.day_range(span.first, span.last, language)


def titled(account: str, span: Span, language: str) -> str:
    """Whose figures of which days."""
    return f"{account} · {days_words(span, language)}"


def a_day(metric: str, language: str) -> str:
    """The unit of a mean: `reads a day`."""
    return i18n.translate(N_("{metric} a day"), language).format(metric=i18n.metric_name(metric, language))


def with_part(value: float | None, part: float | None, language: str) -> str:
    """A figure and which part of the whole it is: `1,712 · 62 %`."""
    if value is None:
        return "–"
    figure = i18n.figure(value, language)
    return figure if part is None else f"{figure} · {i18n.percent(part, language)}"


def apart(language: str) -> str:
    """Why the two lines of one picture are no one line."""
    return i18n.translate(N_("Counted otherwise from 1 November 2025 on: the lines do not compare."), language)
