"""How many calls of the day are left, by account and endpoint; a day is one in +08:00.

WeChat names no number for the datacube; `daily` is a guess on the safe side, of which `reserve` calls are kept for
questions and digests. 45009 stops an endpoint until the next day, whatever was counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.days import wechat_today
from bot.core.ports import Clock, Shelf
from bot.wechat.endpoints import BY_NAME

BLOCK = 20
"""Calls that are counted on disk ahead of being made, at most: not every call waits for the disk.

A process that is killed gives none back; one that ends leaves the exact number.
"""


@dataclass
class _Day:
    """One account's calls of one day."""

    day: date
    used: Counter[str] = field(default_factory=Counter)
    ahead: Counter[str] = field(default_factory=Counter)
    """What stands on disk: as much as was used, or some more."""
    stopped: set[str] = field(default_factory=set)

    def to_json(self) -> dict[str, Any]:
        return {"day": self.day.isoformat(), "used": dict(self.ahead), "stopped": sorted(self.stopped)}


class Budget:
    """The day's calls. What was granted counts as made, also after a crash."""

    def __init__(self, shelf: Shelf, clock: Clock, daily: int = 1000, reserve: int = 200) -> None:
        self._shelf = shelf
        self._clock = clock
        self.daily = daily
        self.reserve = reserve if reserve < daily else daily // 5
        """A default above a small daily number is a fifth of that: something is left for the rest."""
        self._block = max(1, min(BLOCK, daily // 50))
        self._days: dict[str, _Day] = {}

    def left(self, account: str, endpoint: str, *, all_of_it: bool) -> int:
        """Calls that may still be made today; `all_of_it` with the reserve."""
        day = self._today(account)
        if endpoint in day.stopped:
            return 0
        limit = self.daily if all_of_it else self.daily - self.reserve
        return max(0, limit - day.used[endpoint])

    async def take(self, account: str, endpoint: str, calls: int, *, all_of_it: bool) -> int:
        """How many of these calls may be made, and count them. Raises StoreTrouble."""
        granted = min(calls, self.left(account, endpoint, all_of_it=all_of_it))
        if granted:
            await self.count(account, endpoint, granted)
        return granted

    async def count(self, account: str, endpoint: str, calls: int) -> None:
        """Count calls that were made in any case (repeated ones). Raises StoreTrouble."""
        day = self._today(account)
        day.used[endpoint] += calls
        if day.used[endpoint] > day.ahead[endpoint]:
            # One write counts ahead for every endpoint: most of those that are not in use yet will be this morning.
            day.ahead = Counter({e: max(day.ahead[e], day.used[e] + self._block - 1) for e in BY_NAME})
            await self._shelf.put(account, day.to_json())

    async def stop(self, account: str, endpoint: str) -> None:
        """45009: no more today. Raises StoreTrouble."""
        day = self._today(account)
        if endpoint not in day.stopped:
            day.stopped.add(endpoint)
            await self._shelf.put(account, day.to_json())

    async def settle(self) -> None:
        """Leave the exact numbers on disk, at the end of the program. Raises StoreTrouble."""
        for account, day in self._days.items():
            if day.ahead != day.used:
                day.ahead = Counter(day.used)
                await self._shelf.put(account, day.to_json())

    def _today(self, account: str) -> _Day:
        today = wechat_today(self._clock.now())
        day = self._days.get(account)
        if day is None or day.day != today:
            day = self._days[account] = self._kept(account, today)
        return day

    def _kept(self, account: str, today: date) -> _Day:
        kept = self._shelf.get(account) or {}
        if kept.get("day") != today.isoformat():
            return _Day(today)
        used = Counter[str](kept.get("used", {}))
        return _Day(today, used.copy(), used, set(kept.get("stopped", ())))
