"""One span against another: `A vs B`, `A 对比 B`, `last week vs previous`, `上周环比`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.core.asking.dates import part
from bot.core.asking.folding import folded, tidied
from bot.core.asking.served import served, when
from bot.core.asking.spans import meant
from bot.core.days import Span
from bot.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """The days that are asked for, and those that they are compared with, if somebody said so."""

    span: Span
    against: Span | None = None


_ENGLISH = r"(?<![a-z])(?:vs\.?|v\.s\.|versus|against|with|and|compared (?:with|to))(?![a-z])"
_SIGN = re.compile(f" ?(?:{_ENGLISH}|对比|相比|比较|[与和跟比]) ?")
_BEHIND = re.compile(" ?(?:对比|相比|比较|比)$")
_BEFORE = frozenset(
    {"previous", "previous period", "prev", "before", "one before", "上期", "上一期", "前期", "之前", "环比"}
)
_YEAR_BEFORE = frozenset(
    {"last year", "previous year", "1 year ago", "1 year before", "year before", "去年同期", "去年", "同期", "同比"}
)


def compared(words: str, today: date) -> Asked:
    """The span that the words name and the one that it is compared with, if they name two.

    `previous` is the span of the same kind before the first, `last year` the same days a year before. Raises Refused,
    whose `near` is the nearest reading: a span, and behind it the one that it is compared with.
    """
    text = " ".join(folded(words).lower().split())
    if meant(text, today) is not None:
        return Asked(when(text, today))
    first, second = _halves(text)
    if second is None:
        return Asked(when(first, today))
    try:
        span = when(_with_year_of(second, first), today)
    except Refused as error:
        raise error.but(*_guessed(error.near, second, today)) from None
    try:
        return Asked(span, _against(second, span, today))
    except Refused as error:
        raise error.but(*((span, *error.near[:1]) if error.near else ())) from None


def names_comparison(words: str, today: date) -> bool:
    """Whether the words name two spans, whether or not they can be had."""
    first, second = _halves(" ".join(folded(words).lower().split()))
    if second is None or not first or meant(first, today) is None:
        return False
    return tidied(second) in _BEFORE | _YEAR_BEFORE or meant(second, today) is not None


def _halves(text: str) -> tuple[str, str | None]:
    """The words before and behind the first sign that compares; one may stand behind both (`上周与本周对比`)."""
    for name in ("环比", "同比"):
        if text.endswith(name):
            return text.removesuffix(name).strip(), name
    cut = _SIGN.search(_BEHIND.sub("", text))
    return (text[: cut.start()], _BEHIND.sub("", text)[cut.end() :]) if cut else (text, None)


def _with_year_of(second: str, first: str) -> str:
    """A day or month without a year is of the other's, if that has one: `January vs February 2015`."""
    one, other = part(tidied(first) or ""), part(tidied(second) or "")
    if one is None or other is None or one.year is not None or other.year is None or one.month is None:
        return first
    return f"{other.year:04}-{one.month:02}" + (f"-{one.day:02}" if one.day else "")


def _against(words: str, span: Span, today: date) -> Span:
    text = tidied(words)
    if text in _BEFORE:
        return served(span.before(), today)
    return served(_year_before(span), today) if text in _YEAR_BEFORE else when(words, today)


def _guessed(near: tuple[Span, ...], second: str, today: date) -> tuple[Span, ...]:
    """The second span beside a first one that was guessed."""
    try:
        return (*near, _against(second, near[0], today)) if near else ()
    except Refused as error:
        return (*near, *error.near[:1])


def _year_before(span: Span) -> Span:
    """The same days a year before; of a whole month, the whole month."""
    first, last = (_back(day) for day in (span.first, span.last))
    if span.whole_month:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Span(first, last)


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))
