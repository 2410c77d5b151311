"""The articles of an account, and what each gains day by day: the ground that all other figures stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.core.days import FIRST_DAY
from bot.wechat.simulator.account import Account, articles_sent, followers, mood, traits
from bot.wechat.simulator.dice import Dice
from bot.wechat.simulator.gains import Gain, grown_by
from bot.wechat.simulator.tallies import split, tally
from bot.wechat.simulator.titles import title

WINDOW = 7
"""Days, from the one of sending on, for which an article's reading is reported."""

LOOK_AND_SEARCH_FROM = date(2018, 1, 1)
"""The first day on which reads from Look and Search are told apart from other ones."""

CONVERSATION, FRIENDS, MOMENTS, HISTORY, OTHER, LOOK, SEARCH = 0, 1, 2, 4, 5, 6, 7
TO_FRIENDS, TO_MOMENTS, ELSEWHERE = 1, 2, 255

_DECAY = (0.60, 0.20, 0.08, 0.05, 0.03, 0.02, 0.02)
_PLACES = (1.0, 0.45, 0.32, 0.24)
_LEAD = 0.14
"""What part of the followers opens an average lead article."""

_FIRST_DAY_FROM = {CONVERSATION: 58, FRIENDS: 9, MOMENTS: 23, HISTORY: 5, OTHER: 5, LOOK: 5, SEARCH: 2}
_LATER_FROM = {CONVERSATION: 30, FRIENDS: 12, MOMENTS: 30, HISTORY: 18, OTHER: 10, LOOK: 12, SEARCH: 7}
_OLD_FROM = {CONVERSATION: 12, FRIENDS: 14, MOMENTS: 20, HISTORY: 28, OTHER: 26, LOOK: 15, SEARCH: 20}
_SHARED_TO = {TO_FRIENDS: 58, TO_MOMENTS: 30, ELSEWHERE: 12}


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a mass-sent message."""

    account: Account
    day: date
    index: int
    """Its place in the message, from 1."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What kind of article it is."""

    msgid: str
    title: str
    url: str
    target: int
    """People the message was delivered to."""
    pull: float
    """Reads that it will have by and by."""
    spreading: float
    """How much more than others it is read in Moments."""
    original: float
    """Reads of its original page, by read; 0 without one."""
    shared: float
    kept: float
    withdrawn: int
    """From this day of its life on it cannot be opened any more."""
    quiet: bool = False
    """Whether it was published without telling the followers."""


def sent_on(account: Account, day: date) -> list[Article]:
    """The articles of the day's message."""
    return [Article(account, day, n + 1) for n in range(articles_sent(account, day))]


def alive_on(account: Account, day: date) -> list[Article]:
    """The articles whose reading on that day is reported one by one, newest first."""
    return [article for lag in range(WINDOW) for article in sent_on(account, day - timedelta(days=lag))]


@lru_cache(maxsize=8192)
def nature(article: Article) -> Nature:
    """What follows from the article alone."""
    account, day, index = article.account, article.day, article.index
    dice = account.dice("article", day, index)
    message = _message(account, day)
    spreading = dice.uniform(2.5, 5) if dice.chance(0.02) else dice.spread(0.15)
    place = _PLACES[min(index, len(_PLACES)) - 1]
    heard = followers(account, day) * _LEAD * place * dice.spread(0.15)
    return Nature(
        msgid=f"{message}_{index}",
        title=title(account, day, index),
        url=(
            f"https://mp.weixin.qq.com/s?__biz={traits(account).biz}&mid={message}&idx={index}"
            f"&sn={dice.whole(0, 16**32 - 1):032x}#rd"
        ),
        target=round(followers(account, day) * account.dice("target", day).uniform(0.955, 0.975)),
        pull=heard * max(1.0, spreading * 0.6),
        spreading=spreading,
        original=dice.uniform(0.005, 0.03) if dice.chance(0.45) else 0.0,
        shared=0.035 * dice.spread(0.3) * spreading**0.3,
        kept=0.006 * dice.spread(0.4),
        withdrawn=dice.whole(1, 3) if dice.chance(0.012) else WINDOW,
        quiet=account.dice("quiet", day, index).chance(0.08),
    )


def _message(account: Account, day: date) -> int:
    """The msg_data_id of the day's message: it grows, and no two days share one."""
    return traits(account).first_message + 16 * (day - FIRST_DAY).days + account.dice("msg", day).whole(0, 15)


@lru_cache(maxsize=16384)
def gain(article: Article, lag: int) -> Gain:
    """What the article gained on the day that many days after its sending."""
    kind = nature(article)
    day = article.day + timedelta(days=lag)
    dice = article.account.dice("gain", article.day, article.index, lag)
    expected = kind.pull * _DECAY[lag] * mood(article.account, day) * dice.spread(0.1)
    if lag >= kind.withdrawn:
        expected = 1.2
    origins = _FIRST_DAY_FROM if lag == 0 else _LATER_FROM
    return _reading(dice, day, expected * article.account.counted(day), origins, kind)


@lru_cache(maxsize=4096)
def old_articles(account: Account, day: date) -> Gain:
    """What all articles older than the window gained together on a day."""
    dice = account.dice("old", day)
    expected = followers(account, day) * 0.03 * mood(account, day) * dice.spread(0.08) * account.counted(day)
    kind = Nature("", "", "", 0, expected, 1.0, 0.004, 0.02, 0.008, WINDOW)
    return _reading(dice, day, expected, _OLD_FROM, kind)


def _reading(dice: Dice, day: date, expected: float, origins: Mapping[int, float], kind: Nature) -> Gain:
    """So many reads, and what readers did after them."""
    times = dice.rounded(expected)
    reads = tally(times, dice.uniform(1.06, 1.16), times)
    shares = tally(dice.rounded(times * kind.shared), dice.uniform(1.1, 1.35), reads.people)
    scenes = split(shares, _varied(dice, _SHARED_TO))
    sources = split(reads, _origins(dice, day, origins, kind.spreading))
    begun = {CONVERSATION: 60.0, MOMENTS: 30 * kind.spreading, OTHER: 10.0}
    return Gain(
        reads=reads,
        original=tally(dice.rounded(times * kind.original), 1.2, reads.people),
        shares=shares,
        favourites=tally(dice.rounded(times * kind.kept), 1.12, reads.people),
        sources=sources,
        scenes=scenes,
        starts=split(scenes[TO_MOMENTS], _varied(dice, begun)),
    )


def _origins(dice: Dice, day: date, origins: Mapping[int, float], spreading: float) -> dict[int, float]:
    known = {
        source: weight * (spreading if source == MOMENTS else 1)
        for source, weight in origins.items()
        if day >= LOOK_AND_SEARCH_FROM or source not in (LOOK, SEARCH)
    }
    return _varied(dice, known)


def _varied(dice: Dice, weights: Mapping[int, float]) -> dict[int, float]:
    return {key: weight * dice.uniform(0.88, 1.12) for key, weight in weights.items()}


def life(article: Article, newest: date) -> list[tuple[date, Gain]]:
    """What the article gained from its sending up to each day of its window that is not after `newest`."""
    total: Gain | None = None
    days = []
    for lag in range(min(WINDOW, (newest - article.day).days + 1)):
        fresh = article.account.dice("fresh", article.day, article.index, lag).whole(880, 970)
        today = gain(article, lag)
        total = today if total is None else grown_by(total, today, fresh)
        days.append((article.day + timedelta(days=lag), total))
    return days
