"""Pieces of the calendar: weeks, months, quarters and years, by number (`2015-W02`, `2015-Q1`) or told from today."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from bot.core.asking.dates import MONTH, SHORT_MONTHS, under_way
from bot.core.asking.forms import Reader, forms, named, read
from bot.core.days import Span
from bot.core.errors import N_

LAST = "(?:last|previous|prior)"
THIS = "(?:this|current)"
CHINESE_WEEK = "(?:周|个?星期|个?礼拜)"


def period(text: str, today: date) -> Span | None:
    """The days that tidied words name; None if they are none of these."""
    return read(_FORMS, text, today)


def months_back(today: date, months: int) -> date:
    """The first day of a month, so many before this one. Raises ValueError before the year 1."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 1)


def dated(text: str, today: date) -> str:
    """The words with the year or month that is told from today by its number, where a date stands beside it.

    `去年1月` is 2025年1月, `5 january last year` 5 january 2025, `上个月5号` 2026年10月5号.
    """
    text = _YEAR_BEFORE_DATE.sub(lambda said: f"{today.year - _YEARS[said[0]]}年", text)
    text = _YEAR_BEHIND_DATE.sub(lambda said: f"{said[1]} {today.year - _back(said[2])}", text)
    if (found := _LAST_MONTH_NAMED.fullmatch(text)) and SHORT_MONTHS.index(found[1][:3]) + 1 == today.month:
        return f"{found[1]} {today.year - 1}"  # this one is not the last
    text = _MONTH_BEFORE_DAY.sub(lambda said: _year_and_month(said[0].count("上"), today), text)
    if found := _DAY_OF_MONTH.fullmatch(text):
        return f"{_year_and_month(_back(found[2]), today)}{found[1]}日"
    return text


def _back(word: str) -> int:
    return 0 if re.fullmatch(THIS, word) else 1


def _year_and_month(back: int, today: date) -> str:
    first = months_back(today, back)
    return f"{first.year}年{first.month}月"


_YEARS = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}
_YEAR_BEFORE_DATE = re.compile(rf"(?:{'|'.join(_YEARS)})(?=\d|[上下]半年|第)")
_YEAR_BEHIND_DATE = re.compile(rf"\b((?:{MONTH})(?: \d{{1,2}})?|q[1-4]|h[12]) ({LAST}|{THIS}) year$")
_LAST_MONTH_NAMED = re.compile(rf"{LAST} ({MONTH})")
_MONTH_BEFORE_DAY = re.compile(r"(?:上上|上|[本这当])(?:1?个)?月(?=\d{1,2}(?!\d|天|周|个|月))")
_DAY_OF_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th) ({LAST}|{THIS}) month")


def _months(first: date, months: int, today: date) -> Span:
    """So many calendar months from the first day of one."""
    last = months_back(first, 1 - months)
    return under_way(first, last.replace(day=monthrange(last.year, last.month)[1]), today)


def week_from(monday: date, today: date) -> Span:
    """The week from a Monday on, as far as it is over."""
    return under_way(monday, monday + timedelta(days=6), today)


def _weeks(back: int) -> Reader:
    return lambda _, today: week_from(today - timedelta(days=today.weekday() + 7 * back), today)


def _month(back: int) -> Reader:
    return lambda _, today: _months(months_back(today, back), 1, today)


def _quarter(back: int) -> Reader:
    return lambda _, today: _months(months_back(today, (today.month - 1) % 3 + 3 * back), 3, today)


def _year(back: int) -> Reader:
    return lambda _, today: _months(date(today.year - back, 1, 1), 12, today)


def _weeks_ago(said: Sequence[str], today: date) -> Span:
    return _weeks(int(said[0]))(said, today)


def _months_ago(said: Sequence[str], today: date) -> Span:
    return _month(int(said[0]))(said, today)


def _numbered_week(said: Sequence[str], today: date) -> Span:
    """An ISO week; without a year, the latest that has a day that is past."""
    week, year = int(said[-1]), int(said[0]) if len(said) > 1 else today.isocalendar().year
    monday = date.fromisocalendar(year, week, 1)
    if len(said) == 1 and monday >= today:
        monday = date.fromisocalendar(year - 1, week, 1)
    return week_from(monday, today)


def _numbered_year(said: Sequence[str], today: date) -> Span:
    return _months(date(int(said[0]), 1, 1), 12, today)


def _numbered(months: int) -> Reader:
    """A quarter or a half of a year; without a year, the latest that has a day that is past."""

    def reader(said: Sequence[str], today: date) -> Span:
        (number,) = (int(one) for one in said if len(one) == 1)
        years = [int(one) for one in said if len(one) == 4]
        month = months * (number - 1) + 1
        year = years[0] if years else today.year - (date(today.year, month, 1) >= today)
        return _months(date(year, month, 1), months, today)

    return reader


def _half(number: str) -> Reader:
    return lambda said, today: _numbered(6)([*said, number], today)


_FORMS = forms(
    (rf"{LAST} week|上1?{CHINESE_WEEK}", named(N_("last week"), _weeks(1))),
    (rf"week before last|上上1?{CHINESE_WEEK}", _weeks(2)),
    (rf"next week|下1?{CHINESE_WEEK}", _weeks(-1)),
    (rf"{THIS} week|week to date|wtd|[本这]1?{CHINESE_WEEK}", named(N_("this week"), _weeks(0))),
    (rf"(\d{{1,3}}) ?w(?:eeks?)? ago|(\d{{1,3}}){CHINESE_WEEK}以?之?前", _weeks_ago),
    (rf"{LAST} month|上1?个?月", named(N_("last month"), _month(1))),
    (r"month before last|上上1?个?月", _month(2)),
    (r"next month|下1?个?月", _month(-1)),
    (rf"{THIS} month|month to date|mtd|[本这当]1?个?月", named(N_("this month"), _month(0))),
    (r"(\d{1,3}) ?months? ago|(\d{1,3})个月以?之?前", _months_ago),
    (rf"{LAST} quarter|上1?个?季度?", named(N_("last quarter"), _quarter(1))),
    (rf"{THIS} quarter|quarter to date|qtd|[本这]1?个?季度?", named(N_("this quarter"), _quarter(0))),
    (rf"{LAST} year|去年", named(N_("last year"), _year(1))),
    (r"year before last|前年", _year(2)),
    (r"next year|明年", _year(-1)),
    (rf"{THIS} year|year to date|ytd|今年|本年", named(N_("this year"), _year(0))),
    (r"(\d{4})[- ]?w(\d{1,2})|w(?:eek )?(\d{1,2})|(\d{4})年第?(\d{1,2})周|第(\d{1,2})周", _numbered_week),
    (r"(?:(\d{4})[- ]?)?q([1-4])|q([1-4]) ?(\d{4})|(?:(\d{4})年?)?第?([1-4])季度?", _numbered(3)),
    (r"(\d{4})[- ]?h([12])|h([12]) ?(\d{4})", _numbered(6)),
    (r"(?:(\d{4})年?)?上半年", _half("1")),
    (r"(?:(\d{4})年?)?下半年", _half("2")),
    (r"(\d{4})年?|year (\d{4})", _numbered_year),
)
