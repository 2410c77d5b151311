"""What was probably meant: the nearest days that can be had, for words that name none."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from bot.core.asking.dates import CHINESE_WEEKDAY, MONTHS, SHORT_MONTHS, WEEKDAY, WEEKDAYS
from bot.core.asking.folding import LIMIT, tidied
from bot.core.asking.spans import span_of
from bot.core.days import FIRST_DAY, ONE_DAY, Span

LONGEST = 366
"""Days that one question may cover."""

_WORDS = 12
"""Words in which days are looked for."""


def nearest(words: str, today: date) -> Span | None:
    """The days that the words come nearest to, such as can be had; None if they come near to none."""
    text = tidied(words[:LIMIT])
    if not text:
        return None
    for guess in (*_mended(text), *_pieces(words)):
        if (span := span_of(guess, today)) is not None:
            return within(span, today)
    return None


def within(span: Span, today: date) -> Span:
    """The nearest days to a span that can be had: over, not before the first, and not too many."""
    newest = today - ONE_DAY
    last = min(max(span.last, FIRST_DAY), newest)
    first = max(span.first, FIRST_DAY, last - timedelta(days=LONGEST - 1))
    return Span(min(first, last), last)


_ORDINARY = 2001
"""A year whose February has 28 days, for a day without one."""

_WEEKDAY = re.compile(f"(?:{WEEKDAY}|{CHINESE_WEEKDAY})(?=.*\\d)|(?<=\\d|日) ?(?:{WEEKDAY}|{CHINESE_WEEKDAY})$")
_NUMBERS = re.compile(r"(?:(\d{4})[-/.年 ]?)?(\d{1,2})[-/.月 ](\d{1,2})[日号]?|(\d{4})(\d\d)(\d\d)")
_YEAR_BEHIND = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_NAMED = re.compile(r"(\d{1,2}) ?([a-z]{3,9})(.*)|([a-z]{3,9}) ?(\d{1,2})(.*)")


def _mended(text: str) -> Iterator[str]:
    """The same with slips of the pen put right, impossible days made possible, and without a wrong weekday."""
    spelt = _spelt(text)
    for one in dict.fromkeys((text, spelt)):
        yield one
        yield from _made_possible(one)
        if bare := _WEEKDAY.sub("", one):
            yield bare.strip()


def _made_possible(text: str) -> Iterator[str]:
    if found := _NUMBERS.fullmatch(text):
        year, month, day = (found[1], found[2], found[3]) if found[3] else (found[4], found[5], found[6])
        yield _possible(int(year) if year else None, int(month), int(day))
    if found := _YEAR_BEHIND.fullmatch(text):
        yield _possible(int(found[3]), int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(text):
        yield f"{found[1]}-{min(max(int(found[2]), 1), 12)}"
    if found := _NAMED.fullmatch(text):
        day, name, rest = found.groups()[:3] if found[1] else (found[5], found[4], found[6])
        if (month_name := name[:3]) in SHORT_MONTHS:
            month = SHORT_MONTHS.index(month_name) + 1
            year = int(rest) if rest.strip().isdecimal() and int(rest) else _ORDINARY
            yield f"{min(max(int(day), 1), monthrange(min(year, 9999), month)[1])} {month_name}{rest}"


def _possible(year: int | None, month: int, day: int) -> str:
    """Month and day the other way round if only that is possible, else the last one that there is."""
    if month > 12 >= day >= 1:
        month, day = day, month
    month = min(max(month, 1), 12)
    day = min(max(day, 1), monthrange(year or _ORDINARY, month)[1])
    return f"{year:04}-{month:02}-{day:02}" if year else f"{month}/{day}"


def _spelt(text: str) -> str:
    """Each word as the known one that it is nearest to."""
    return " ".join(_known(word) for word in text.split())


def _known(word: str) -> str:
    if word in _VOCABULARY or not word.isalpha() or len(word) < 3:
        return word
    return next(iter(difflib.get_close_matches(word, _VOCABULARY, 1, 0.7)), word)


def _pieces(text: str) -> Iterator[str]:
    """Parts of the words, the longest first."""
    words = text[:LIMIT].split()[:_WORDS]
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            yield tidied(" ".join(words[start : start + length])) or ""


_WORDS_OF_TIME = """
yesterday today day days week weeks month months quarter year years weekend ago last this past previous before since
from until between and current date now
昨天 前天 今天 上周 本周 上月 本月 上个月 上星期 去年 今年 周末 周一 周二 周三 周四 周五 周六 周日
"""
_VOCABULARY = (*MONTHS, *SHORT_MONTHS, *WEEKDAYS, *(name[:3] for name in WEEKDAYS), *_WORDS_OF_TIME.split())
