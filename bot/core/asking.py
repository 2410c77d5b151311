"""The date language: what people type for a day or a span, and the reasons for which one cannot be had.

`today` is WeChat's date, in +08:00, and always a parameter. Weeks begin on Monday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time, timedelta

from bot.core.days import FIRST_DAY, ONE_DAY, Span
from bot.core.errors import N_, NotADate, Refused

LONGEST = 366
"""Days that one question may cover."""


def when(words: str, today: date) -> Span:
    """The day or span that the words name; without words, yesterday.

    Raises Refused: not understood, before the first day, not over yet, or too long.
    """
    text = " ".join(words.split()).lower()
    span = _read(text, today) if text else Span.day(today - ONE_DAY)
    if span is None:
        raise NotADate(words=words.strip()[:40])
    return _served(span, today)


def hour_of(words: str) -> time | None:
    """An hour as people type it, `8:30` or `08:30`; None for anything else."""
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})", words)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def until(words: str, today: date) -> date:
    """The day, later than today, on which something is to go on: `2026-12-01`, `12/1`, `7d`, `tomorrow`, `next week`.

    Raises Refused.
    """
    text = " ".join(words.split()).lower()
    day = _ahead(text, today)
    if day is None:
        raise Refused(
            N_("“{words}” is not a day to come."),
            N_("Days to come look like 2026-12-01, 12/1, 7d, tomorrow or next week."),
            words=words.strip()[:40],
        )
    return day


def _ahead(text: str, today: date) -> date | None:
    if text in ("tomorrow", "明天"):
        return today + ONE_DAY
    if text in ("next week", "下周", "下星期"):
        return today + timedelta(days=7 - today.weekday())
    try:
        if found := re.fullmatch(r"(\d{1,3})(?:d| days|天)", text):
            day = today + timedelta(days=int(found[1]))
        elif found := re.fullmatch(r"(\d{1,2})(?:/|月)(\d{1,2})[日号]?", text):
            this_year = date(today.year, int(found[1]), int(found[2]))
            day = this_year if this_year > today else this_year.replace(year=today.year + 1)
        else:
            day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today < day <= today + timedelta(days=LONGEST) else None


def _served(span: Span, today: date) -> Span:
    if span.last >= today:
        raise Refused(
            N_("{day} is not over yet: WeChat counts whole days, in China time."),
            N_("The newest day that can be asked for is {newest}."),
            day=max(span.first, today),
            newest=today - ONE_DAY,
        )
    if span.first < FIRST_DAY:
        raise Refused(
            N_("WeChat has no figures before {first}."), N_("Ask for that day or a later one."), first=FIRST_DAY
        )
    if len(span) > LONGEST:
        raise Refused(
            N_("That is {days} days."), N_("Ask for at most {longest} at once."), days=len(span), longest=LONGEST
        )
    return span


def _read(text: str, today: date) -> Span | None:
    first, dots, last = text.partition("..")
    if dots:
        a, b = _named(first.strip(), today), _named(last.strip(), today)
        # Typed the wrong way round, it is clear what is meant; the answer names the span that was understood.
        return Span(min(a.first, b.first), max(a.last, b.last)) if a and b else None
    return _named(text, today)


def _named(text: str, today: date) -> Span | None:
    for pattern, reader in _PATTERNS:
        if found := pattern.fullmatch(text):
            try:
                return reader(found, today)
            except (ValueError, OverflowError):
                return None
    return None


def _day(found: re.Match[str], today: date) -> Span:
    year, month, day = (int(part) for part in found.groups())
    return Span.day(date(year, month, day))


def _month_day(found: re.Match[str], today: date) -> Span:
    """Without a year, the latest one that is past."""
    month, day = int(found[1]), int(found[2])
    for year in range(today.year, today.year - 9, -1):
        if (month, day) == (2, 29) and monthrange(year, 2)[1] < day:
            continue
        if (wanted := date(year, month, day)) < today:
            return Span.day(wanted)
    raise ValueError(found[0])


def _month(found: re.Match[str], today: date) -> Span:
    year, month = int(found[1]), int(found[2])
    first = date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    # The month that is under way is asked for up to yesterday.
    return Span(first, min(last, max(first, today - ONE_DAY)))


def _past_days(found: re.Match[str], today: date) -> Span:
    days = int(next(group for group in found.groups() if group))
    return Span(today - timedelta(days=days), today - ONE_DAY)


def _days_ago(days: int) -> Callable[[re.Match[str], date], Span]:
    return lambda found, today: Span.day(today - timedelta(days=days))


def _last_week(found: re.Match[str], today: date) -> Span:
    monday = today - timedelta(days=today.weekday() + 7)
    return Span(monday, monday + timedelta(days=6))


def _last_month(found: re.Match[str], today: date) -> Span:
    last = today.replace(day=1) - ONE_DAY
    return Span(last.replace(day=1), last)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _day),
        (r"(\d{4})/(\d{1,2})/(\d{1,2})", _day),
        (r"(\d{4})(\d{2})(\d{2})", _day),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", _day),
        (r"(\d{1,2})/(\d{1,2})", _month_day),
        (r"(\d{1,2})月(\d{1,2})[日号]", _month_day),
        (r"(\d{4})-(\d{1,2})", _month),
        (r"(\d{4})年(\d{1,2})月", _month),
        (r"(\d{1,4})d|(?:past|last) (\d{1,4}) days|近(\d{1,4})天", _past_days),
        (r"today|今天|今日", _days_ago(0)),
        (r"yesterday|昨天|昨日", _days_ago(1)),
        (r"day before yesterday|前天", _days_ago(2)),
        (r"last week|上周|上星期", _last_week),
        (r"last month|上月|上个月", _last_month),
    )
)
