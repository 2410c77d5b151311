"""An account's day: what its articles gained together, by source, by scene and by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from bot.wechat.simulator.account import Account, traits
from bot.wechat.simulator.articles import alive_on, gain, old_articles, sent_on
from bot.wechat.simulator.gains import Gain, together
from bot.wechat.simulator.tallies import NONE, Tally, dealt, people_among, split, union

HOURS = range(24)

_AWAKE = (14, 6, 3, 2, 2, 6, 22, 52, 62, 52, 48, 52, 78, 64, 44, 42, 44, 52, 64, 66, 80, 92, 72, 38)
"""When people read, by hour: a rise in the morning, a peak at lunch, the highest in the evening."""


class Four(NamedTuple):
    """The four tallies that a row can carry."""

    reads: Tally = NONE
    original: Tally = NONE
    shares: Tally = NONE
    favourites: Tally = NONE

    def __bool__(self) -> bool:
        return any(part.times for part in self)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the account: all sources together, each of them, and shares by scene."""

    total: Four
    sources: Mapping[int, Four]
    scenes: Mapping[int, Tally]


def four(figures: Gain) -> Four:
    """The four tallies of a gain."""
    return Four(figures.reads, figures.original, figures.shares, figures.favourites)


@lru_cache(maxsize=2048)
def account_day(account: Account, day: date) -> Gain:
    """What all articles of the account gained on a day.

    It exceeds what is reported of single articles by the reading of old ones.
    """
    gains = [gain(article, (day - article.day).days) for article in alive_on(account, day)]
    distinct = account.dice("readers", day).whole(820, 880)
    return together([*gains, old_articles(account, day)], distinct)


@lru_cache(maxsize=2048)
def by_source(account: Account, day: date) -> Mapping[int, Four]:
    """The day's four tallies by source; each one's times add up to the day's."""
    whole = account_day(account, day)
    reads = {source: part for source, part in whole.sources.items() if part.times}
    weights = {source: float(part.times) for source, part in reads.items()}
    original, shares, kept = (split(part, weights) for part in (whole.original, whole.shares, whole.favourites))
    return {source: Four(reads[source], original[source], shares[source], kept[source]) for source in reads}


@lru_cache(maxsize=512)
def hours(account: Account, day: date) -> tuple[Hour, ...]:
    """The day hour by hour; times add up to those of the day, by source and by scene."""
    parts = {source: _over_hours(account, day, source, each) for source, each in by_source(account, day).items()}
    totals = all_sources(parts, four(account_day(account, day)))
    scenes = account_day(account, day).scenes
    shared = dealt([total.shares.times for total in totals], [scene.times for scene in scenes.values()])
    return tuple(
        Hour(
            total=totals[hour],
            sources={source: fours[hour] for source, fours in parts.items() if fours[hour]},
            scenes={
                scene: Tally(people_among(times, whole), times)
                for (scene, whole), times in zip(scenes.items(), shared[hour], strict=True)
                if times
            },
        )
        for hour in HOURS
    )


def _over_hours(account: Account, day: date, source: int, whole: Four) -> list[Four]:
    """One source's day over the hours: nothing is shared or kept in an hour without a read."""
    dice = account.dice("hours", day, source)
    late = 1 if day.weekday() >= 5 else 0  # at weekends everything happens an hour later
    weights = {hour: _AWAKE[hour - late] * dice.uniform(0.85, 1.15) for hour in HOURS}
    if sent_on(account, day):
        weights[traits(account).sending_hour] += 130
    reads = split(whole.reads, weights)
    then = {hour: float(part.times) for hour, part in reads.items()}
    original, shares, kept = (split(part, then) for part in (whole.original, whole.shares, whole.favourites))
    return [Four(reads[hour], original[hour], shares[hour], kept[hour]) for hour in HOURS]


def all_sources(parts: Mapping[int, list[Four]], day: Four) -> list[Four]:
    """All sources together, by hour: few readers come from two sources within one hour.

    The hours' people cover the day's, however few come twice.
    """
    columns = []
    for n, whole in enumerate(day):
        tallies = [[fours[hour][n] for fours in parts.values()] for hour in HOURS]
        counted = sum(part.people for column in tallies for part in column)
        distinct = max(960, -(-1000 * whole.people // counted)) if counted else 1000
        columns.append([_within(union(column, distinct), whole) for column in tallies])
    return [Four(*(column[hour] for column in columns)) for hour in HOURS]


def _within(part: Tally, whole: Tally) -> Tally:
    return Tally(min(part.people, whole.people), part.times)
