"""Days, spans and instants in the language of a chat."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.catalogue import translate
from bot.core.days import Span
from bot.core.errors import N_

LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
"""Babel's locale of a language."""

_PATTERNS = {
    "en": {
        "long": "EEEE, d MMMM y",
        "plain": "d MMMM y",
        "of_a_year": "d MMMM",
        "long_of_a_year": "EEEE, d MMMM",
        "day_before": "EEEE",
        "week_before": "'last' EEEE",
        "short": "E d",
        "month": "MMM y",
        "instant": "d MMMM y, HH:mm",
    },
    "zh": {
        "long": "y 年 M 月 d 日 EEEE",
        "plain": "y 年 M 月 d 日",
        "of_a_year": "M 月 d 日",
        "long_of_a_year": "M 月 d 日 EEEE",
        "day_before": "'前一日'",
        "week_before": "'上周同日'",
        "short": "d 日 EEE",
        "month": "y 年 M 月",
        "instant": "y 年 M 月 d 日 HH:mm",
    },
}
"""Babel's patterns of days. In Chinese a blank stands between figures and characters."""


def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, _PATTERNS[language][pattern], locale=LOCALES[language])


@lru_cache(1024)
def long_day(day: date, language: str) -> str:
    """`Monday, 5 January 2015`."""
    return _day(day, "long", language)


@lru_cache(1024)
def plain_day(day: date, language: str) -> str:
    """`5 January 2015`."""
    return _day(day, "plain", language)


@lru_cache(1024)
def day_before(day: date, language: str) -> str:
    """What the day before another one is called beside its figure: `Sunday`, in Chinese `前一日`."""
    return _day(day, "day_before", language)


@lru_cache(1024)
def week_before(day: date, language: str) -> str:
    """What the same weekday a week before is called: `last Monday`, in Chinese `上周同日`."""
    return _day(day, "week_before", language)


@lru_cache(1024)
def short_day(day: date, language: str) -> str:
    """`Mon 5`, for a button."""
    return _day(day, "short", language)


@lru_cache(1024)
def month(day: date, language: str) -> str:
    """`Jan 2015`, for a button."""
    return _day(day, "month", language)


@lru_cache(1024)
def axis_day(day: date, language: str) -> str:
    """`5 Jan`, below an axis."""
    return format_date(day, "d MMM" if language == "en" else "M月d日", locale=LOCALES[language])


@lru_cache(1024)
def axis_month(day: date, language: str) -> str:
    """`Jan`, below an axis."""
    return format_date(day, "MMM" if language == "en" else "M月", locale=LOCALES[language])


@lru_cache(1024)
def day_range(first: date, last: date, language: str) -> str:
    """`16–22 November 2026`: what both ends have in common is said once."""
    if language == "zh":
        same_month = (first.year, first.month) == (last.year, last.month)
        shorter = f"{last.day} 日" if same_month else _day(last, "of_a_year", language)
        return f"{plain_day(first, language)}至 {shorter if first.year == last.year else plain_day(last, language)}"
    if first.year != last.year:
        return f"{plain_day(first, language)} – {plain_day(last, language)}"
    if first.month != last.month:
        return f"{_day(first, 'of_a_year', language)} – {plain_day(last, language)}"
    return f"{first.day}–{plain_day(last, language)}"


def within(part: Span | date, whole: Span, language: str) -> str:
    """A day or some days of a span, without the year that stands in its own words: `25–31 October`, `4 November`."""
    days = part if isinstance(part, Span) else Span.day(part)
    if not _of_one_year(whole):
        return plain_day(days.first, language) if days.single else day_range(days.first, days.last, language)
    first, last = (_day(day, "of_a_year", language) for day in (days.first, days.last))
    if days.single:
        return first
    if days.first.month != days.last.month:
        return f"{first}{_TO[language]}{last}"
    return f"{first}至 {days.last.day} 日" if language == "zh" else f"{days.first.day}–{last}"


def long_within(day: date, whole: Span, language: str) -> str:
    """A day of a span with its weekday, without the year that stands in the span's words: `Tuesday, 4 November`."""
    return _day(day, "long_of_a_year" if _of_one_year(whole) else "long", language)


def _of_one_year(span: Span) -> bool:
    """Whether day and month say which of its days is meant."""
    return span.first.year == span.last.year or len(span) <= 365


_TO = {"en": " – ", "zh": "至 "}


def span(days: Span, language: str) -> str:
    """`16–22 November 2026`, or `last week: 16–22 November 2026` where it was called so."""
    dates = day_range(days.first, days.last, language)
    if not days.called or days.single:
        return dates
    name = translate(days.called, language).format(days=len(days))
    return translate(N_("{name}: {days}"), language).format(name=name, days=dates)


def hour(instant: datetime, zone: ZoneInfo) -> str:
    """`08:31`, in a zone."""
    return f"{instant.astimezone(zone):%H:%M}"


def instant(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """`5 January 2015, 08:31`, in a zone."""
    return format_datetime(moment, _PATTERNS[language]["instant"], tzinfo=zone, locale=LOCALES[language])
