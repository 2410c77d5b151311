"""Days and months of the calendar, as people type and the bot prints them; what is not said is left open."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.days import ONE_DAY, Span

_BACK = 12
"""Years that a day without one is looked for."""

_NAMES = "january february march april may june july august september october november december"
MONTHS = tuple(_NAMES.split())
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
WEEKDAYS = tuple(_DAY_NAMES.split())
_SHORT_DAYS = tuple(name[:3] for name in WEEKDAYS)
WEEKDAY = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
CHINESE_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天1-7]"
_CHINESE_DAYS = {**{char: n % 7 for n, char in enumerate("一二三四五六日天")}, "天": 6}


def weekday_number(name: str) -> int:
    """`mon`, `tuesday`, `周三`, `星期天` as a number; Monday is 0."""
    last = name[-1]
    if last in _CHINESE_DAYS:
        return _CHINESE_DAYS[last]
    return int(last) - 1 if last.isdecimal() else _SHORT_DAYS.index(name[:3])


@dataclass(frozen=True, slots=True)
class Part:
    """A day, a month or a weekday, of which not everything may have been said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """Monday is 0."""

    def within(self, year: int | None, month: int | None) -> Part:
        """The same with what was not said taken from elsewhere."""
        return replace(self, year=self.year or year, month=self.month or month)

    @property
    def lone(self) -> bool:
        """Whether no more than a weekday was said."""
        return self.weekday is not None and self.day is None

    def span(self, today: date) -> Span | None:
        """The days that are meant: without a year, the latest ones that are past. None if there are none."""
        if self.weekday is not None and self.day is None:
            return Span.day(latest(self.weekday, today - ONE_DAY))
        if self.year is None:
            return next(self._past(today), None)
        if self.month is None:
            return None
        if self.day is None:
            first = date(self.year, self.month, 1)
            return under_way(first, first.replace(day=monthrange(self.year, self.month)[1]), today)
        if not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            return None
        day = date(self.year, self.month, self.day)
        return Span.day(day) if self.weekday in (None, day.weekday()) else None

    def _past(self, today: date) -> Iterator[Span]:
        months = range(12, 0, -1) if self.month is None else (self.month,)
        for year in range(today.year, max(0, today.year - _BACK), -1):
            for month in months:
                span = Part(year, month, self.day, self.weekday).span(today)
                if span is not None and span.first < today:
                    yield span


def latest(weekday: int, last: date) -> date:
    """The latest day of that name up to a day."""
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def under_way(first: date, last: date, today: date) -> Span:
    """A span that is asked for before it is over reaches to yesterday; on its first day there is nothing of it yet."""
    return Span(first, min(last, max(first, today - ONE_DAY)))


_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
        r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
        r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
        # The year behind: which is the day shows itself above 12 and where both are the same, and dots are German.
        r"(?P<m>0?[1-9]|1[012])(?P<s>[-/.])(?P<d>1[3-9]|[23]\d)(?P=s)(?P<y>\d{4})",
        r"(?P<d>1[3-9]|[23]\d)(?P<s>[-/.])(?P<m>0?[1-9]|1[012])(?P=s)(?P<y>\d{4})",
        r"0?(?P<d>\d{1,2})(?P<s>[-/])0?(?P<m>(?P=d))(?P=s)(?P<y>\d{4})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?",
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})(?:[日号]|st|nd|rd|th)",
        rf"(?P<d>\d{{1,2}}) ?(?P<n>{MONTH})(?: ?(?P<y>\d{{4}}))?",
        rf"(?P<n>{MONTH}) ?(?P<d>\d{{1,2}})(?: (?P<y>\d{{4}}))?",
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})",
        r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月份?",
        rf"(?:last )?(?P<n>{MONTH})(?: ?(?P<y>\d{{4}}))?",
        rf"(?P<y>\d{{4}}) (?P<n>{MONTH})",
    )
)
_BARE = re.compile(r"(?P<d>\d{1,2})")
_WEEKDAY_ALONE = re.compile(f"{WEEKDAY}|{CHINESE_WEEKDAY}")
_WEEKDAY_BEFORE = re.compile(rf"({WEEKDAY}) (?=.*\d)")
_WEEKDAY_BEHIND = re.compile(rf"(?<=[\d日号]) ?({WEEKDAY}|{CHINESE_WEEKDAY})$")


def part(text: str, *, bare: bool = False) -> Part | None:
    """A day or month in tidied words; a bare number only as the end of a span. None for anything else."""
    if _WEEKDAY_ALONE.fullmatch(text):
        return Part(weekday=weekday_number(text))
    weekday = None
    if found := _WEEKDAY_BEFORE.match(text) or _WEEKDAY_BEHIND.search(text):
        text, weekday = text[: found.start()] + text[found.end() :], weekday_number(found[1])
    for form in (*_FORMS, _BARE) if bare or weekday is not None else _FORMS:
        if found := form.fullmatch(text):
            said = found.groupdict()
            name, month = said.get("n"), said.get("m")
            number = SHORT_MONTHS.index(name[:3]) + 1 if name else _int(month)
            read = Part(_int(said.get("y")), number, _int(said.get("d")), weekday)
            return read if _possible(read) else None
    return None


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _possible(part: Part) -> bool:
    """Whether there is such a month and, in some year, such a day."""
    month_is = part.month is None or 1 <= part.month <= 12
    year_is = part.year is None or part.year >= 1
    day_is = part.day is None or 1 <= part.day <= monthrange(2000, part.month if part.month and month_is else 1)[1]
    return month_is and year_is and day_is and not part.lone
