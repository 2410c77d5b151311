"""How WeChat has answered lately, by account and interface: what it refuses stands until the same call goes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.days import wechat_today, yesterday
from bot.core.errors import ClockApart, QuotaUsedUp, RetrySoon, WeChatTrouble
from bot.core.ports import Clock

Call = tuple[str, str]
"""An account and an endpoint, by name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A refusal that was not followed by an answer."""

    account: str
    endpoint: str
    trouble: WeChatTrouble
    since: datetime
    last: datetime
    """When it was refused last."""


class Health:
    """Refusals and answers, in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._standing: dict[Call, Standing] = {}
        self._well: dict[Call, datetime] = {}
        self._of_yesterday: dict[Call, datetime] = {}
        """The same of calls that were answered about yesterday, by our clock."""

    def learn(self, account: str, endpoint: str, troubles: Sequence[WeChatTrouble], newest: date | None = None) -> None:
        """How a call ended: with the first of its troubles, or well; `newest` is the last day that was answered."""
        call, now = (account, endpoint), self._clock.now()
        if not troubles:
            self._well[call] = now
            if newest is not None and newest >= yesterday(now):
                self._of_yesterday[call] = now
            elif call in self._standing and isinstance(self._standing[call].trouble, ClockApart):
                return  # WeChat answers about older days whatever our clock says
            self._standing.pop(call, None)
            return
        new = Standing(account, endpoint, troubles[0], now, now)
        held = self._standing.get(call)
        same = held is not None and kind_of(held.trouble) == kind_of(new.trouble)
        self._standing[call] = replace(new, since=held.since) if held and same else new

    def standing(self) -> list[Standing]:
        """What is refused now, the oldest first."""
        return sorted((one for one in self._standing.values() if self._stands(one)), key=lambda one: one.since)

    def well_since(self, account: str, endpoint: str, instant: datetime, *, of_yesterday: bool = False) -> bool:
        """Whether a call (about yesterday) went through after an instant, and none was refused since."""
        call, well = (account, endpoint), self._of_yesterday if of_yesterday else self._well
        return call not in self._standing and call in well and well[call] > instant

    def _stands(self, one: Standing) -> bool:
        """A day's calls that were used up are counted anew at midnight."""
        return not isinstance(one.trouble, QuotaUsedUp) or wechat_today(one.last) == wechat_today(self._clock.now())


def kind_of(trouble: WeChatTrouble) -> str:
    """What makes two refusals the same: WeChat's errcode, or what went wrong; out of reach is so in many ways."""
    plain = isinstance(trouble, RetrySoon) or not trouble.code
    return type(trouble).__name__ if plain else str(trouble.code)
