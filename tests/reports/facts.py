"""Facts by hand: days of an account, as few as a law needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.days import CHINA, SUCCESSORS_FROM, Span
from bot.core.facts import (
    AccountDay,
    ArticleDay,
    ArticleLife,
    DayFacts,
    Figures,
    Generation,
    LifeDay,
    Part,
    Provenance,
    Rates,
    SceneDay,
)
from bot.core.metrics import BY_NAME
from bot.reports import Question
from bot.reports.base import Facts, with_comparisons

MONDAY = date(2015, 1, 5)
BREAK = SUCCESSORS_FROM
BEFORE, WEEK_BEFORE = BREAK - timedelta(days=1), BREAK - timedelta(days=7)
AT = datetime(2015, 1, 6, 12, 30, tzinfo=CHINA)
CLASSIC = Provenance(Generation.CLASSIC, "hand", AT)
SUCCESSOR = Provenance(Generation.SUCCESSOR, "hand", AT)
EVERYTHING = frozenset({Part.ACCOUNT, Part.ARTICLES, Part.LEADERS, Part.SCENES})


def account(day: date = MONDAY, source: Provenance = CLASSIC, **figures: int | None) -> AccountDay:
    return AccountDay(day, Figures(**figures), source)


def article(
    msgid: str, title: str | None = None, day: date = MONDAY, source: Provenance = CLASSIC, **figures: int | None
) -> ArticleDay:
    return ArticleDay(day, msgid, title, None, Figures(**figures), source)


def scene(name: str, shares: int | None, sharers: int | None, day: date = MONDAY) -> SceneDay:
    return SceneDay(day, name, sharers, shares, CLASSIC)


def newer(day: date = BREAK, **says: Any) -> DayFacts:
    """A day as the successors serve it."""
    return day_of(day, held=EVERYTHING - {Part.SCENES}, **{"never": frozenset({Part.SCENES})} | says)


def counted(day: date = BREAK, **figures: int | None) -> DayFacts:
    """A successors' day with its account's figures."""
    given = {"readers": 100, "sharers": 10, "savers": 5, "likes": 7, "hearts": 3, "comments": 2}
    return newer(day, account=account(day, SUCCESSOR, **figures or given))


def older(day: date = BEFORE, **figures: int | None) -> DayFacts:
    """A classic day with its account's figures."""
    given = {"readers": 90, "reads": 120, "sharers": 9, "shares": 12, "savers": 4, "favourites": 5}
    return day_of(day, account=account(day, **figures or given))


def life(msgid: str, *reached: int, day: date = BREAK) -> ArticleLife:
    """An article's readers, day by day since it was published; with each day one follower more was won."""
    stats = tuple(
        LifeDay(
            day + timedelta(days=n),
            None,
            Figures(readers=readers, followers_won=n + 1),
            {},
            Rates(finish_rate=0.5 + n / 100),
        )
        for n, readers in enumerate(reached)
    )
    return ArticleLife(day, msgid, f"title {msgid}", None, stats, SUCCESSOR)


def generation_of(day: date) -> Generation:
    return Generation.SUCCESSOR if day >= SUCCESSORS_FROM else Generation.CLASSIC


def day_of(day: date = MONDAY, *, held: frozenset[Part] = EVERYTHING, **says: Any) -> DayFacts:
    """A day of the generation of its account's figures or, without any, of its date."""
    told: AccountDay | None = says.get("account")
    generation = told.source.generation if told else generation_of(day)
    return DayFacts(day, ready=True, held=held, fetched_at=AT, **{"generation": generation} | says)


def facts(*days: DayFacts, metric: str | None = None, count: int | None = None, first: date | None = None) -> Facts:
    """Facts of the last of these days, or of the span from `first` to it; days not given hold nothing."""
    given: Mapping[date, DayFacts] = {day.day: day for day in days}
    span = Span(first or days[-1].day, days[-1].day)
    asked = {day for days_asked in with_comparisons(span) for day in days_asked}
    every = {day: DayFacts(day, generation=generation_of(day)) for day in asked} | dict(given)
    return Facts("Daily Tech", Question(span, BY_NAME[metric] if metric else None, count), every)
