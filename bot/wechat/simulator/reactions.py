"""What readers do after reading that the classics never told: likes, hearts, comments, tips, following."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.wechat.simulator.account import Account
from bot.wechat.simulator.account_days import account_day
from bot.wechat.simulator.articles import Article, alive_on, gain, old_articles
from bot.wechat.simulator.dice import Dice
from bot.wechat.simulator.tallies import Tally, shares_of, union


@dataclass(frozen=True, slots=True)
class Reactions:
    """Of one article or of several, on one day or up to one."""

    likes: int = 0
    """People; nobody likes an article twice, so that one article's days add up."""
    hearts: int = 0
    """People, likewise."""
    comments: int = 0
    """Times."""
    followers: int = 0
    """People who followed the account after reading."""
    tips: int = 0
    """Fen."""

    def __add__(self, other: Reactions) -> Reactions:
        """One article's figures, and those of days that follow."""
        return Reactions(
            self.likes + other.likes,
            self.hearts + other.hearts,
            self.comments + other.comments,
            self.followers + other.followers,
            self.tips + other.tips,
        )


@dataclass(frozen=True, slots=True)
class Taste:
    """How readers take an article; all but the last two by reader."""

    liked: float
    hearted: float
    discussed: float
    followed: float
    tipped: float
    """0 where its author takes no tips."""
    finished: float
    """The fraction that reads to the end."""
    stay: float
    """Minutes that a reader stays."""


_OLD = Taste(0.012, 0.004, 0.0006, 0.003, 0.0, 0.0, 0.0)


@lru_cache(maxsize=8192)
def taste(article: Article) -> Taste:
    """What stays the same about an article."""
    dice = article.account.dice("taste", article.day, article.index)
    return Taste(
        liked=dice.uniform(0.008, 0.03),
        hearted=dice.uniform(0.003, 0.012),
        discussed=dice.uniform(0.0004, 0.003),
        followed=dice.uniform(0.001, 0.005),
        tipped=0.0006 if dice.chance(0.4) else 0.0,
        finished=dice.uniform(0.35, 0.75),
        stay=dice.uniform(0.7, 3.2),
    )


@lru_cache(maxsize=16384)
def reactions(article: Article, lag: int) -> Reactions:
    """To an article, on the day that many days after its sending (in the first week)."""
    dice = article.account.dice("reactions", article.day, article.index, lag)
    return _by(dice, gain(article, lag).reads.people, taste(article))


@lru_cache(maxsize=4096)
def old_reactions(account: Account, day: date) -> Reactions:
    """To all articles older than a week together, on a day."""
    return _by(account.dice("old reactions", day), old_articles(account, day).reads.people, _OLD)


def _by(dice: Dice, readers: int, kind: Taste) -> Reactions:
    return Reactions(
        likes=dice.rounded(readers * kind.liked),
        hearts=dice.rounded(readers * kind.hearted),
        comments=dice.rounded(readers * kind.discussed),
        followers=dice.rounded(readers * kind.followed),
        tips=dice.rounded(readers * kind.tipped) * dice.pick((100, 200, 361, 500, 888, 1000)),
    )


def divided(whole: Reactions, weights: Sequence[int]) -> list[Reactions]:
    """The reactions to several articles, article by article."""
    likes, hearts, comments, followers = (
        shares_of(part, weights) for part in (whole.likes, whole.hearts, whole.comments, whole.followers)
    )
    return [Reactions(*parts) for parts in zip(likes, hearts, comments, followers, strict=True)]


@lru_cache(maxsize=2048)
def account_reactions(account: Account, day: date) -> Reactions:
    """To everything of the account, on a day: comments add up, and of people few come twice.

    Of followers and tips no account row tells.
    """
    parts = [reactions(article, (day - article.day).days) for article in alive_on(account, day)]
    parts.append(old_reactions(account, day))
    distinct = account.dice("reacting", day).whole(900, 960)
    readers = account_day(account, day).reads.people

    def people(counts: Sequence[int]) -> int:
        return min(readers, union([Tally(count, count) for count in counts], distinct).people)

    return Reactions(
        likes=people([part.likes for part in parts]),
        hearts=people([part.hearts for part in parts]),
        comments=sum(part.comments for part in parts),
    )
