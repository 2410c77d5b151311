"""Articles beyond their first week: the successors tell of single articles for 30 days, the classics for 7.

What an article gains after its first week is dealt out of what all old articles gain together, so that the
account's figures are the same in both generations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.wechat.simulator.account import Account
from bot.wechat.simulator.articles import WINDOW, Article, alive_on, gain, life, nature, old_articles, sent_on
from bot.wechat.simulator.gains import Gain, grown_by
from bot.wechat.simulator.reactions import Reactions, divided, old_reactions, reactions
from bot.wechat.simulator.tallies import Tally, dealt, people_among, shares_of

LIFE = 30
"""Days, from the one of publishing on, for which the successors tell of an article."""

_REMEMBERED = 0.008
"""What part of its reads an article has on its eighth day."""

_FADING = 0.87
_OLDER_STILL = 0.3
"""At least this part of what old articles are read belongs to those older than a life."""


class Found(NamedTuple):
    """What an article gained, on one day or up to one."""

    gain: Gain
    reactions: Reactions


@lru_cache(maxsize=768)
def late(account: Account, day: date) -> Mapping[Article, Found]:
    """What each article past its first week gained on a day; one that nobody read is not there."""
    old = old_articles(account, day)
    lags = range(WINDOW, LIFE)
    articles = [article for lag in lags for article in sent_on(account, day - timedelta(days=lag))]
    weights = [_attraction(article, day) for article in articles]
    older = max(_OLDER_STILL * old.reads.times, old.reads.times - sum(weights))
    times = shares_of(old.reads.times, [*weights, older])
    gains = _dealt(old, times)
    reacted = divided(old_reactions(account, day), times)
    return {article: Found(gains[n], reacted[n]) for n, article in enumerate(articles) if times[n]}


def _attraction(article: Article, day: date) -> float:
    """The reads that are to be expected of it."""
    kind, lag = nature(article), (day - article.day).days
    if kind.withdrawn < WINDOW:
        return 0.0
    luck = article.account.dice("late", article.day, article.index, lag).spread(0.25)
    return kind.pull * _REMEMBERED * _FADING ** (lag - WINDOW) * luck * article.account.counted(day)


def _dealt(old: Gain, times: list[int]) -> list[Gain]:
    """The old articles' gain in parts, whose reads are given; all times add up, by source too."""
    by_source = dealt(times, [part.times for part in old.sources.values()])
    wholes = (old.original, old.shares, old.favourites)
    original, shares, kept = ([Tally(people_among(n, w), n) for n in shares_of(w.times, times)] for w in wholes)
    gains = []
    for n, count in enumerate(times):
        reads = Tally(people_among(count, old.reads), count)
        sources = {
            source: Tally(people_among(part, reads), part)
            for source, part in zip(old.sources, by_source[n], strict=True)
            if part
        }
        gains.append(Gain(reads, original[n], shares[n], kept[n], sources, {}, {}))
    return gains


def read_on(account: Account, day: date) -> list[tuple[Article, Gain]]:
    """The articles up to 30 days old that were read on a day, newest first, with what they gained."""
    young = [(article, gain(article, (day - article.day).days)) for article in alive_on(account, day)]
    aged = [(article, found.gain) for article, found in late(account, day).items()]
    return [(article, gained) for article, gained in [*young, *aged] if gained.reads.people]


def long_life(article: Article, newest: date) -> list[tuple[date, Found]]:
    """What the article gained up to each day of its 30 that is not after `newest`; the first 7 as the classics say."""
    first, reacted = [], Reactions()
    for lag, (day, total) in enumerate(life(article, newest)):
        reacted += reactions(article, lag)
        first.append((day, Found(total, reacted)))
    return [*first, *_aged(article, newest, first[-1][1])] if len(first) == WINDOW else first


def _aged(article: Article, newest: date, week: Found) -> list[tuple[date, Found]]:
    total, reacted = week
    days = []
    for lag in range(WINDOW, min(LIFE, (newest - article.day).days + 1)):
        day = article.day + timedelta(days=lag)
        if (today := late(article.account, day).get(article)) is not None:
            fresh = article.account.dice("late readers", article.day, article.index, lag).whole(880, 970)
            total, reacted = grown_by(total, today.gain, fresh), reacted + today.reactions
        days.append((day, Found(total, reacted)))
    return days
