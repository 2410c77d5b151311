"""One span against another: `A vs B`, `A 对比 B`, `last week vs previous`, `上周环比`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.core.asking.before import span_before
from bot.core.asking.dates import part
from bot.core.asking.folding import folded, tidied
from bot.core.asking.served import served, when
from bot.core.asking.spans import meant
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """The days that are asked for, and those that they are compared with, if somebody said so."""

    span: Span
    against: Span | None = None


_ENGLISH = (
    r"(?<![a-z])(?:vs\.?|v\.s\.|versus|against|with|and|compared (?:with|to)"
    r"|to(?= (?:the )?(?:previous|prior|[a-z]+ before(?! yesterday))))(?![a-z])"
)
_SIGN = re.compile(f" ?(?:{_ENGLISH}|对比|相比|比较|[与和跟比]) ?")
_BEHIND = re.compile(" ?(?:对比|相比|比较|比)$")


def compared(words: str, today: date) -> Asked:
    """The span that the words name and the one that it is compared with, if they name two.

    `previous` is the span of the same kind before the first, `last year` the same days a year before. Raises Refused,
    also for the same days twice and where the first half is missing; its `near` is the nearest reading: a span, and
    behind it the one that it is compared with.
    """
    text = " ".join(folded(words).lower().split())
    if meant(text, today) is not None:
        return Asked(when(text, today))
    first, second = _halves(text)
    if not second and (first or second is None):
        return Asked(when(first, today))
    if not first and span_before(tidied(second) or "", Span.day(today)) is None:
        span = when(second, today)
        raise Refused(N_("One side of the comparison is missing."), N_("Say both, such as 2015-02 vs 2015-01.")).but(
            *_apart(span, span)
        )
    try:
        span = when(_with_year_of(second, first), today)
    except Refused as error:
        raise error.but(*_guessed(error.near, second, today)) from None
    try:
        against = _against(second, span, today)
    except Refused as error:
        raise error.but(*_apart(span, error.near[0], of_first=True) if error.near else ()) from None
    if against == span:
        raise Refused(
            N_("Both sides are the same days: {first} to {last}.")
            if not span.single
            else N_("Both sides are {first}."),
            N_("Name other days for one of them, such as the ones before."),
            first=span.first,
            last=span.last,
        ).but(*_apart(span, against))
    return Asked(span, against)


def names_comparison(words: str, today: date) -> bool:
    """Whether the words name two spans, whether or not they can be had."""
    first, second = _halves(" ".join(folded(words).lower().split()))
    if second is None or not first or meant(first, today) is None:
        return False
    return span_before(tidied(second) or "", Span.day(today)) is not None or meant(second, today) is not None


def _halves(text: str) -> tuple[str, str | None]:
    """The words before and behind the first sign that compares; one may stand behind both (`上周与本周对比`)."""
    for name in ("环比", "同比"):
        if text.endswith(name):
            return text.removesuffix(name).strip(), name
    cut = _SIGN.search(_BEHIND.sub("", text))
    return (text[: cut.start()], _BEHIND.sub("", text)[cut.end() :]) if cut else (_BEHIND.sub("", text), None)


def _with_year_of(second: str, first: str) -> str:
    """A day or month without a year is of the other's, if that has one: `January vs February 2015`."""
    one, other = part(tidied(first) or ""), part(tidied(second) or "")
    if one is None or other is None or one.year is not None or other.year is None or one.month is None:
        return first
    return f"{other.year:04}-{one.month:02}" + (f"-{one.day:02}" if one.day else "")


def _against(words: str, span: Span, today: date) -> Span:
    before = span_before(tidied(words) or "", span)
    return when(words, today) if before is None else served(before, today)


def _guessed(near: tuple[Span, ...], second: str, today: date) -> tuple[Span, ...]:
    """The second span beside a first one that was guessed."""
    if not near:
        return ()
    try:
        return _apart(near[0], _against(second, near[0], today))
    except Refused as error:
        return _apart(near[0], error.near[0]) if error.near else near


def _apart(span: Span, against: Span, *, of_first: bool = False) -> tuple[Span, ...]:
    """Both; where they are the same days, one of them moves back, so that there is something to compare.

    "today vs yesterday" is yesterday against the day before. Nothing if there are no days before.
    """
    if span != against:
        return span, against
    before = span.before()
    if before.first < FIRST_DAY:
        return ()
    return (before, span) if of_first else (span, before)
