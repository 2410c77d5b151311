"""When articles' lives are asked: daily in their first week, later at 10, 14, 21 and 30 days. Pure.

A reply holds all its `stat_date`s, so that a life asked now and then has no gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.accounts import Source
from bot.collect.eras import forbidden, preferred, serving
from bot.collect.rules import LIFE_DAYS
from bot.core.days import FIRST_DAY, ONE_DAY, Span, at_china, ready_from
from bot.core.facts import ArticleDay, Generation, Named, Part
from bot.core.metrics import BY_NAME
from bot.core.ports import Mark
from bot.wechat.endpoints import Endpoint

DAILY = range(1, 8)
LATER = {Generation.CLASSIC: (), Generation.SUCCESSOR: (10, 14, 21)}

AWAY = 15
"""Days for which the bot may have been away, and still asks for the ends of lives."""

EMPTY_FOR = timedelta(hours=2)
"""A life that was empty is asked again on its first day: it may have been asked too early."""

MOST_DAYS = 30
"""Publish days that are looked at for the titles of a day's leading articles."""


def life_instants(day: date, generation: Generation) -> tuple[datetime, ...]:
    """When the life of what was published on a day is asked, the last time for good."""
    ages = (*DAILY, *LATER[generation])
    last = at_china(day + timedelta(days=LIFE_DAYS[generation]), 12, 30)
    return (*(at_china(day + timedelta(days=age), 8, 15) for age in ages), last)


def life_due(day: date, generation: Generation, mark: Mark | None, now: datetime) -> bool:
    """Whether it is to be asked now; one that was never asked, while it may still grow.

    A copy from the future was made under a clock that was set back since.
    """
    instants = life_instants(day, generation)
    passed = [instant for instant in instants if instant <= now]
    if not passed:
        return False
    if mark is None:
        return now < instants[-1]
    if mark.rows == 0 and now - mark.asked_at > EMPTY_FOR and now < instants[1]:
        return True
    return mark.asked_at < passed[-1] or mark.asked_at > now


def publish_days(last: date) -> Span:
    """The days whose lives may still be open, up to `last`; the bot may have been away when they ended."""
    return Span(max(FIRST_DAY, last - timedelta(days=LIFE_DAYS[Generation.SUCCESSOR] + AWAY)), last)


def life_of(day: date, source: Source) -> Endpoint | None:
    """The endpoint that tells the lives of what was published on a day; None where none may be asked."""
    endpoints = serving(Part.LIVES, day, preferred(day, source))
    return next((e for e in endpoints if not forbidden(e, source)), None)


def hunted(day: date, first: date) -> list[date]:
    """The publish days to look at for the titles of a day's articles, the newest first."""
    oldest = max(first, day - timedelta(days=MOST_DAYS - 1))
    return [day - n * ONE_DAY for n in range((day - oldest).days + 1)] if day >= oldest else []


def published(articles: Iterable[ArticleDay], names: Mapping[str, Named], source: Source) -> dict[Endpoint, set[date]]:
    """When articles were published, as far as it is known, by who tells how they were read and what they won."""
    found: dict[Endpoint, set[date]] = {}
    for article in articles:
        name = names.get(article.msgid)
        teller = life_of(name.published, source) if name and name.published else None
        if name and name.published and teller and BY_NAME["finish_rate"].given_by(teller.generation):
            found.setdefault(teller, set()).add(name.published)
    return found


def reaches(mark: Mark | None, day: date) -> bool:
    """Whether lives were asked since a day was over: then they tell what was reached by its end."""
    return mark is not None and mark.asked_at >= ready_from(day)
