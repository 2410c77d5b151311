"""Days told from today: `yesterday`, `3 days ago`, `last monday`, `上周一`, `past 30 days`, `周末`."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from bot.core.asking.dates import CHINESE_WEEKDAY, WEEKDAY, latest, under_way, weekday_number
from bot.core.asking.forms import Reader, forms, named, read
from bot.core.asking.periods import CHINESE_WEEK, LAST, THIS, months_back
from bot.core.days import ONE_DAY, Span
from bot.core.errors import N_

TODAY = frozenset({"today", "today so far", "今天", "今日", "当天"})
"""A day that is never over when it is said."""


def relative(text: str, today: date) -> Span | None:
    """The days that tidied words name; None if they are none of these."""
    return read(_FORMS, text, today)


def _back(days: int) -> Reader:
    return lambda _, today: Span.day(today - timedelta(days=days))


def _days_ago(said: Sequence[str], today: date) -> Span:
    return Span.day(today - timedelta(days=int(said[0])))


def _past(said: Sequence[str], today: date) -> Span:
    """So many days, weeks, months or years that end yesterday; one, if no number is said."""
    number, unit = int(said[0]) if len(said) > 1 else 1, said[-1].removeprefix("个")[0]
    if unit in "d天日":
        first = today - timedelta(days=number)
    elif unit in "w周星礼":
        first = today - timedelta(days=7 * number)
    else:
        then = months_back(today, number * (12 if unit in "y年" else 1))
        first = then.replace(day=min(today.day, monthrange(then.year, then.month)[1]))
    return Span(first, today - ONE_DAY, N_("last {days} days"))


def _latest(said: Sequence[str], today: date) -> Span:
    """The latest day of that name that is past."""
    return Span.day(latest(weekday_number(said[0]), today - ONE_DAY))


def _of_week(weeks: int) -> Reader:
    """A day of the week so many weeks back."""

    def reader(said: Sequence[str], today: date) -> Span:
        return Span.day(today - timedelta(days=today.weekday() + 7 * weeks - weekday_number(said[0])))

    return reader


def _weekend(weeks: int) -> Reader:
    """Saturday and Sunday of the week so many weeks back."""

    def reader(_: Sequence[str], today: date) -> Span:
        saturday = today + timedelta(days=5 - today.weekday() - 7 * weeks)
        return under_way(saturday, saturday + ONE_DAY, today)

    return reader


_UNIT = "(d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?|y(?:ears?)?)"
_CHINESE_UNIT = f"(天|日|{CHINESE_WEEK}|个?月|年)"
_DAY = f"({WEEKDAY}|{CHINESE_WEEKDAY})"

_FORMS = forms(
    ("|".join(sorted(TODAY)), _back(0)),
    ("tomorrow|明天|明日", _back(-1)),
    ("day after tomorrow|后天", _back(-2)),
    ("大后天", _back(-3)),
    ("yesterday|last night|昨天|昨日|昨晚|昨夜", _back(1)),
    ("day before yesterday|前天|前日", _back(2)),
    ("大前天", _back(3)),
    (r"(\d{1,4}) ?d(?:ays?)? ago|(\d{1,4})[天日]以?之?前", _days_ago),
    (rf"(?:{LAST}|past) {_DAY}", _latest),
    (rf"next {_DAY}|{_DAY} next week|下个?{_DAY}", _of_week(-1)),
    (rf"{THIS} {_DAY}|[本这]个?{_DAY}", _of_week(0)),
    (rf"{_DAY} {LAST} week|{LAST} week {_DAY}|上个?{_DAY}", _of_week(1)),
    (rf"上上个?{_DAY}", _of_week(2)),
    (rf"(?:{LAST} |past )?weekend|上?个?周末", named(N_("last weekend"), _weekend(1))),
    (rf"{THIS} weekend|[本这]个?周末", _weekend(0)),
    (rf"(?:(?:past|recent|{LAST}) )?(\d{{1,4}}) ?{_UNIT}|past {_UNIT}", _past),
    (rf"(?:最近|近|过去|前|这)(\d{{1,4}}){_CHINESE_UNIT}(?:以?来|以?内)?|(?:最近|近)({CHINESE_WEEK}|个?月|年)", _past),
    (rf"(\d{{1,4}})(天|{CHINESE_WEEK}|个月)(?:以?来|以?内)?", _past),
)
