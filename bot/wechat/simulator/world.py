"""What the simulated world is like: when its days come into being, and how finished their figures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.days import CHINA, ONE_DAY, Span, wechat_today
from bot.core.facts import Generation
from bot.wechat.endpoints import Endpoint, Grain
from bot.wechat.simulator.account import FOLLOWERS, Account
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.long_life import LIFE

DELAYED = 900
"""How many in 1000 reads of a delayed day the successors have counted."""

REVISED = 960
"""How many in 1000 reads of a day are counted before it is revised."""


class NotComputed(StrEnum):
    """How the classics answer a day that is over, but not yet computed; both are seen."""

    ERRCODE = "61503"
    EMPTY = "empty list"


@dataclass(frozen=True, slots=True)
class World:
    """One simulated world. Hours are in +08:00, and of the day after the one whose figures they bring."""

    seed: int = 1
    old_forms: bool = False
    documented: bool = False
    followers: int = FOLLOWERS
    computed_at: time = time(5, 30)
    """When a day's figures come into being."""
    not_computed: NotComputed = NotComputed.ERRCODE
    titles: bool = True
    """Whether getarticletotaldetail names its articles."""
    delayed_until: time | None = None
    """From being computed to this hour the successors have counted only a part, and say so."""
    late: Mapping[date, time] = field(default_factory=dict)
    """Days that come into being at another hour."""
    revised: Mapping[date, datetime] = field(default_factory=dict)
    """Days of which a part is missing up to that aware instant; nothing says so."""

    def __post_init__(self) -> None:
        if any(until.tzinfo is None for until in self.revised.values()):
            raise ValueError("a day is revised at an instant with a zone")

    def newest(self, now: datetime) -> date:
        """The last day that is computed."""
        yesterday = wechat_today(now) - ONE_DAY
        done = now >= _next_day(yesterday, self.late.get(yesterday, self.computed_at))
        return yesterday if done else yesterday - ONE_DAY

    def asked(self, endpoint: Endpoint, app_id: str, day: date, now: datetime) -> Asked:
        """A question about a day, with what is counted of the figures that it shows."""
        unfinished = self._unfinished(endpoint, day, now)
        account = Account(self.seed, app_id, self.followers, unfinished)
        return Asked(account, day, self.newest(now), self.old_forms, self.titles)

    def delays(self, endpoint: Endpoint, span: Span, now: datetime) -> bool:
        """What a successor's `is_delay` says: an asked day is missing, or figures that it shows are not finished."""
        if span.last < endpoint.first_day:
            return False
        shown = self._shown(endpoint, span.last, now)
        return span.last > self.newest(now) or self._delayed(shown.last, now)

    def _shown(self, endpoint: Endpoint, day: date, now: datetime) -> Span:
        """The days whose figures an answer about a day shows; a life's go on."""
        lives = endpoint.grain is Grain.ARTICLE_LIFE
        last = min(day + timedelta(days=LIFE - 1), self.newest(now)) if lives else day
        return Span(day, max(day, last))

    def _delayed(self, day: date, now: datetime) -> bool:
        return self.delayed_until is not None and day == self.newest(now) and now < _next_day(day, self.delayed_until)

    def _unfinished(self, endpoint: Endpoint, day: date, now: datetime) -> tuple[tuple[date, int], ...]:
        shown = self._shown(endpoint, day, now)
        found = {d: REVISED for d, until in self.revised.items() if d in shown and now < until}
        if endpoint.generation is Generation.SUCCESSOR and self._delayed(shown.last, now):
            found[shown.last] = found.get(shown.last, 1000) * DELAYED // 1000
        return tuple(sorted(found.items()))


def _next_day(day: date, hour: time) -> datetime:
    return datetime.combine(day + ONE_DAY, hour, CHINA)
