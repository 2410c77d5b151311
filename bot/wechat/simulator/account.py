"""An official account that does not exist: its size, its habits and its weekly rhythm."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.core.days import FIRST_DAY
from bot.wechat.simulator.dice import Dice

FOLLOWERS = 200_000
"""About what an account has, unless the simulator is told otherwise."""

_READING = (1.04, 1.06, 1.03, 1.00, 0.96, 0.80, 0.77)
"""How much is read, Monday to Sunday."""

_SENDING = (
    (0.01, 0.13, 0.43, 0.33, 0.10),
    (0.01, 0.11, 0.41, 0.35, 0.12),
    (0.01, 0.13, 0.42, 0.33, 0.11),
    (0.02, 0.13, 0.43, 0.32, 0.10),
    (0.03, 0.16, 0.44, 0.29, 0.08),
    (0.10, 0.50, 0.30, 0.10, 0.00),
    (0.15, 0.53, 0.24, 0.08, 0.00),
)
"""How often a message has 0, 1, … 4 articles, Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one simulated world: everything about it follows from these."""

    seed: int
    app_id: str
    followers: int = FOLLOWERS
    unfinished: tuple[tuple[date, int], ...] = ()
    """Days of which not all is counted yet, each with how many in 1000 reads are."""

    def counted(self, day: date) -> float:
        """The part of a day's reads that is counted."""
        return next((permille / 1000 for unfinished, permille in self.unfinished if unfinished == day), 1.0)

    def dice(self, *key: object) -> Dice:
        """The throws that belong to this account and key."""
        return Dice(self.seed, self.app_id, *key)


@dataclass(frozen=True, slots=True)
class Traits:
    """What stays the same about an account."""

    size: float
    """Followers on the first day."""
    yearly_growth: float
    sending_hour: int
    first_message: int
    """The msg_data_id that a message of the first day would have."""
    biz: str
    """The account's key in the addresses of its articles."""


@lru_cache(maxsize=256)
def traits(account: Account) -> Traits:
    """The account's habits."""
    dice = account.dice("account")
    return Traits(
        size=account.followers * dice.uniform(0.7, 1.1),
        yearly_growth=dice.uniform(0.0, 0.03),
        sending_hour=dice.pick((7, 8, 11, 12, 17, 18, 20, 21)),
        first_message=dice.whole(200_000_000, 2_000_000_000),
        biz=b64encode(str(dice.whole(3_000_000_000, 3_999_999_999)).encode()).decode(),
    )


@lru_cache(maxsize=4096)
def followers(account: Account, day: date) -> int:
    """Followers at the end of a day."""
    years = (day - FIRST_DAY).days / 365
    habits = traits(account)
    return max(1, round(habits.size * max(0.2, 1 + habits.yearly_growth * years)))


@lru_cache(maxsize=4096)
def mood(account: Account, day: date) -> float:
    """How much is read on a day, against an average one: the weekday's, and the day's own."""
    return _READING[day.weekday()] * account.dice("mood", day).spread(0.06)


def articles_sent(account: Account, day: date) -> int:
    """How many articles the day's message has; 0 is a day without one."""
    throw = account.dice("message", day).uniform()
    for count, probability in enumerate(_SENDING[day.weekday()]):
        throw -= probability
        if throw < 0:
            return count
    return 1
