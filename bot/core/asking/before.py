"""What the second half of a comparison says of the first: `previous`, `the week before`, `前一周`, `去年同期`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.core.asking.dates import CHINESE_WEEKDAY, WEEKDAY, latest, weekday_number
from bot.core.asking.periods import CHINESE_WEEK, months_back
from bot.core.days import ONE_DAY, Span

_PERIODS = (
    "previous|previous period|previous one|prior|prior period|prev|preceding|preceding period|before|one before"
    "|period before|上期|上一期|前期|前1期|之前|环比"
)
_YEARS = (
    "last year|previous year|prior year|1 year ago|1 year before|1 year earlier|year before|year earlier"
    "|去年同期|去年|同期|同比|前1年|上1年"
)
_BEFORE, _YEAR_BEFORE = frozenset(_PERIODS.split("|")), frozenset(_YEARS.split("|"))


def span_before(words: str, span: Span) -> Span | None:
    """The days before a span, or a year before, that tidied words name; None if they name days of their own."""
    if words in _BEFORE:
        return span.before()
    if words in _YEAR_BEFORE:
        return _year_before(span)
    for pattern, reader in _FORMS:
        if found := pattern.fullmatch(words):
            return reader([group for group in found.groups() if group], span)
    return None


def _units(said: list[str], span: Span) -> Span:
    """So many days, weeks, months or quarters, one if no number is said, up to the day before the span."""
    number, unit = int(said[0]) if len(said) > 1 else 1, said[-1].removeprefix("个")[0]
    if unit in "d天日":
        first = span.first - timedelta(days=number)
    elif unit in "w周星礼":
        first = span.first - timedelta(days=7 * number)
    else:
        first = _months_before(span.first, number * (3 if unit in "q季" else 1))
    return Span(min(first, span.first - ONE_DAY), span.first - ONE_DAY)


def _months_before(day: date, months: int) -> date:
    then = months_back(day, months)
    return then.replace(day=min(day.day, monthrange(then.year, then.month)[1]))


def _weekday(said: list[str], span: Span) -> Span:
    """The latest day of that name before the span."""
    return Span.day(latest(weekday_number(said[0]), span.first - ONE_DAY))


def _weekend(_: list[str], span: Span) -> Span:
    """The last Saturday and Sunday that were over before the span."""
    sunday = latest(6, span.first - ONE_DAY)
    return Span(sunday - ONE_DAY, sunday)


def _year_before(span: Span) -> Span:
    """The same days a year before; of a whole month, the whole month."""
    first, last = (_months_before(day, 12) for day in (span.first, span.last))
    if span.whole_month:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Span(first, last)


_PREVIOUS = "(?:previous|prior|prev|preceding)"
_EARLIER = "(?:before|earlier|prior)(?: that)?"
_UNIT = r"(?:(\d{1,3}) ?)?(d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?|q(?:uarters?)?)"
_CHINESE_UNIT = rf"(\d{{1,3}})(天|日|{CHINESE_WEEK}|个?月|个?季度?)"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[list[str], Span], Span]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (f"{_PREVIOUS} {_UNIT}|{_UNIT} {_EARLIER}|(?:之|此)?[前上]面?的?{_CHINESE_UNIT}", _units),
        (f"{_PREVIOUS} weekend|weekend {_EARLIER}|[前上]1个?周末", _weekend),
        (f"{_PREVIOUS} ({WEEKDAY})|({WEEKDAY}) {_EARLIER}|前1个?({CHINESE_WEEKDAY})", _weekday),
    )
)
