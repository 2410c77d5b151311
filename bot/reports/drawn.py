"""What the charts of reports have in common: their titles, and the words along a line of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bot import i18n
from bot.core.days import Span
from bot.core.errors import N_
from bot.core.metrics import BY_NAME

EACH_DAY = 92
"""Days up to which each one is a place of the axis with a name; of more, the months' first days alone."""


def short(language: str) -> Callable[[float], str]:
    """How an axis writes its figures."""
    return partial(i18n.short_figure, language=language)


def exact(metric: str, language: str) -> Callable[[float], str]:
    """How a figure of a metric is written in full, without its words."""
    return partial(_exact, metric, language)


def _exact(metric: str, language: str, value: float) -> str:
    return i18n.bare(round(value) if BY_NAME[metric].unit.counts else value, metric, language)


def days_words(span: Span, language: str) -> str:
    """A day with its weekday, or a span."""
    if span.single:
        return i18n.long_day(span.first, language)
    return i18n.day_range(span.first, span.last, language)


def titled(account: str, span: Span, language: str) -> str:
    """Whose figures of which days."""
    return f"{account} · {days_words(span, language)}"


def day_places(span: Span, language: str) -> tuple[str, ...]:
    """The days of an axis."""
    if len(span) <= EACH_DAY:
        return tuple(i18n.axis_day(day, language) for day in span)
    return tuple(i18n.axis_month(day, language) if day.day == 1 else "" for day in span)


def a_day(metric: str, language: str) -> str:
    """The unit of a mean: `reads a day`."""
    return i18n.translate(N_("{metric} a day"), language).format(metric=i18n.metric_name(metric, language))


def apart(language: str) -> str:
    """Why the two lines of one picture are no one line."""
    return i18n.translate(N_("Counted otherwise from 1 November 2025 on: the lines do not compare."), language)


def beside(values: Sequence[float | None], places: int, *, from_end: bool = False) -> tuple[float | None, ...]:
    """A row of figures for so many places: cut at its end, or filled up with gaps behind it, or before it."""
    gaps = (None,) * (places - len(values))
    return (*gaps, *values) if from_end else (*values, *gaps)[:places]
