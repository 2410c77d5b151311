"""Which of the days that are named can be had, and the reasons for the others."""

from __future__ import annotations

from datetime import date

from bot.core.asking.near import LONGEST, nearest, within
from bot.core.asking.spans import meant, says_today
from bot.core.days import FIRST_DAY, ONE_DAY, Span
from bot.core.errors import N_, NotADate, Refused, StillToday


def when(words: str, today: date) -> Span:
    """The day or span that the words name; without words, yesterday.

    Raises Refused: not understood (NotADate), before the first day, not over yet (StillToday for the word "today"), or
    too long. Its `near` is the nearest days that can be had.
    """
    if not words.strip():
        return Span.day(today - ONE_DAY)
    span = meant(words, today)
    if span is None:
        raise NotADate(words=words.strip()[:40]).but(nearest(words, today))
    if says_today(words):
        raise StillToday(day=today, newest=today - ONE_DAY).but(Span.day(today - ONE_DAY))
    return served(span, today)


def names_days(words: str, today: date) -> bool:
    """Whether the words name days, whether or not they can be had."""
    return meant(words, today) is not None


def served(span: Span, today: date) -> Span:
    """The span, if its figures can be had. Raises Refused with the reason."""
    if span.last >= today:
        raise Refused(
            N_("{day} is still to come: WeChat counts whole days, in China time.")
            if span.first > today
            else N_("{day} is not over yet: WeChat counts whole days, in China time."),
            N_("The newest day that can be asked for is {newest}."),
            day=max(span.first, today),
            newest=today - ONE_DAY,
        ).but(within(span, today))
    if span.first < FIRST_DAY:
        raise Refused(
            N_("WeChat has no figures before {first}."), N_("Ask for that day or a later one."), first=FIRST_DAY
        ).but(within(span, today))
    if len(span) > LONGEST:
        raise Refused(
            N_("That is {days} days."), N_("Ask for at most {longest} at once."), days=len(span), longest=LONGEST
        ).but(within(span, today))
    return span
