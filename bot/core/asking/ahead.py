"""Days to come, and hours of the day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time, timedelta

from bot.core.asking.dates import CHINESE_WEEKDAY, WEEKDAY, part, weekday_number
from bot.core.asking.folding import CHINESE_NUMBER, folded, number, tidied
from bot.core.asking.near import LONGEST
from bot.core.asking.periods import CHINESE_WEEK
from bot.core.days import Span
from bot.core.errors import N_, Refused

HALF_A_YEAR = 183
"""How far ahead a day without a year may be: "1/6", said on 1 June, may be meant for that day itself."""


_NUMBER = rf"(?:\d{{1,2}}|{CHINESE_NUMBER}|零)"
_ENGLISH_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<part>am|pm|a\.m\.?|p\.m\.?)?")
_PART = "(?P<part>凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|晚)"
_CHINESE_HOURS = (
    re.compile(rf"{_PART}?(?P<hour>{_NUMBER})[点时](?:钟|整|(?P<quarter>半|一刻|三刻)|零?(?P<minute>{_NUMBER})分?)?"),
    re.compile(rf"{_PART}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})"),
)
_CALLED = {
    **dict.fromkeys(("noon", "中午", "正午"), time(12)),
    **dict.fromkeys(("midnight", "零点", "午夜", "半夜"), time(0)),
}
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_EVENING = frozenset({"傍晚", "晚上", "晚"})


def hour_of(words: str) -> time | None:
    """An hour as people type it: `8:30`, `8`, `8 am`, `8点半`, `晚上九点`; None for anything else."""
    text = folded(words).lower().strip()
    chinese = text.replace(" ", "")
    found = _ENGLISH_HOUR.fullmatch(text) or next(
        filter(None, (form.fullmatch(chinese) for form in _CHINESE_HOURS)), None
    )
    if found is None:
        return _CALLED.get(text)
    said = found.groupdict()
    hour = _of_the_day(number(said["hour"]), (said["part"] or "").replace(".", ""))
    minute = _QUARTERS.get(said.get("quarter") or "") or number(said["minute"] or "0")
    return time(hour, minute) if hour is not None and hour < 24 and minute < 60 else None


def _of_the_day(hour: int, part: str) -> int | None:
    """An hour of twelve in its half of the day; None for one that this half has not."""
    if part in ("am", "pm"):
        return hour % 12 + (12 if part == "pm" else 0) if 1 <= hour <= 12 else None
    if (part == "下午" and hour < 12) or (part in _EVENING and 5 <= hour < 12) or (part == "中午" and hour < 3):
        return hour + 12
    return 0 if hour == 12 and part in ("凌晨", *_EVENING) else hour


def until(words: str, today: date) -> date:
    """The day, later than today, on which something is to go on: `2026-12-01`, `12/1`, `7d`, `tomorrow`, `next week`.

    Without a year, the next one, if it comes within half a year. Raises Refused.
    """
    day = _ahead(_UNTIL.sub("", tidied(words) or ""), today)
    if day is None or not today < day <= today + timedelta(days=LONGEST):
        raise Refused(
            N_("“{words}” is not a day to come."),
            N_("Days to come look like 2026-12-01, 12/1, 7d, tomorrow or next week."),
            words=words.strip()[:40],
        )
    return day


_UNTIL = re.compile(r"^(?:(?:until|till|to) |直?到|至)")


def _ahead(text: str, today: date) -> date | None:
    try:
        for pattern, days in _FORMS:
            if found := pattern.fullmatch(text):
                return today + timedelta(days=days([group for group in found.groups() if group], today))
        return _dated(text, today)
    except (ValueError, OverflowError):
        return None


def _dated(text: str, today: date) -> date | None:
    said = part(text)
    if said is None or said.month is None or said.day is None:
        return None
    if said.year is not None:
        return date(said.year, said.month, said.day)
    years = (y for y in (today.year, today.year + 1) if said.day <= monthrange(y, said.month)[1])
    day = next((day for y in years if (day := date(y, said.month, said.day)) > today), None)
    if day is not None and day > today + timedelta(days=HALF_A_YEAR):
        raise Refused(
            N_("The next “{words}” is {day}, {days} days from now."),
            N_("If that is meant, say it with the year: {date}."),
            words=text,
            day=day,
            days=(day - today).days,
            date=day.isoformat(),
        ).but(Span.day(day))
    return day


def _next_month(_: list[str], today: date) -> int:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1).toordinal() - today.toordinal()


def _weekday(said: list[str], today: date) -> int:
    """To the next day of that name."""
    return (weekday_number(said[0]) - today.weekday()) % 7 or 7


_DAY = f"({WEEKDAY}|{CHINESE_WEEKDAY})"
_FORMS = tuple(
    (re.compile(pattern), days)
    for pattern, days in (
        ("tomorrow|明天|明日", lambda said, today: 1),
        ("day after tomorrow|后天", lambda said, today: 2),
        ("大后天", lambda said, today: 3),
        (f"next week|下{CHINESE_WEEK}", lambda said, today: 7 - today.weekday()),
        ("next month|下个?月", _next_month),
        (r"(?:in )?(\d{1,3}) ?d(?:ays?)?|(\d{1,3})天(?:以?后)?", lambda said, today: int(said[0])),
        (
            rf"(?:in )?(\d{{1,2}}) ?w(?:eeks?)?|(\d{{1,2}}){CHINESE_WEEK}(?:以?后)?",
            lambda said, today: 7 * int(said[0]),
        ),
        (f"(?:next |this )?{_DAY}|这个?{_DAY}", _weekday),
        (f"下个?{_DAY}", lambda said, today: 7 - today.weekday() + weekday_number(said[0])),
    )
)
