"""Facts by hand: days of an account, as few as a law needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.core.days import CHINA, Span
from bot.core.facts import AccountDay, ArticleDay, DayFacts, Figures, Generation, Part, Provenance, SceneDay
from bot.core.metrics import BY_NAME
from bot.reports import Question
from bot.reports.base import Facts

MONDAY = date(2015, 1, 5)
AT = datetime(2015, 1, 6, 12, 30, tzinfo=CHINA)
CLASSIC = Provenance(Generation.CLASSIC, "hand", AT)
SUCCESSOR = Provenance(Generation.SUCCESSOR, "hand", AT)
EVERYTHING = frozenset({Part.ACCOUNT, Part.ARTICLES, Part.LEADERS, Part.SCENES})


def account(day: date = MONDAY, source: Provenance = CLASSIC, **figures: int | None) -> AccountDay:
    return AccountDay(day, Figures(**figures), source)


def article(msgid: str, title: str | None = None, day: date = MONDAY, **figures: int | None) -> ArticleDay:
    return ArticleDay(day, msgid, title, None, Figures(**figures), CLASSIC)


def scene(name: str, shares: int | None, sharers: int | None, day: date = MONDAY) -> SceneDay:
    return SceneDay(day, name, sharers, shares, CLASSIC)


def day_of(day: date = MONDAY, *, held: frozenset[Part] = EVERYTHING, **says: Any) -> DayFacts:
    return DayFacts(day, ready=True, held=held, fetched_at=AT, **says)


def facts(*days: DayFacts, metric: str | None = None, count: int | None = None, first: date | None = None) -> Facts:
    """Facts of the last of these days, or of the span from `first` to it; days not given hold nothing."""
    given: Mapping[date, DayFacts] = {day.day: day for day in days}
    span = Span(first or days[-1].day, days[-1].day)
    every = {day: DayFacts(day) for day in span} | dict(given)
    return Facts("Daily Tech", Question(span, BY_NAME[metric] if metric else None, count), every)
