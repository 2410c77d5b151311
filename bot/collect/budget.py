"""How many calls of the day are left, by account and endpoint; a day is one in +08:00.

WeChat names no number for the datacube; `daily` is a guess on the safe side, of which `reserve` calls are kept for
questions and digests. 45009 stops an endpoint until the next day, whatever was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.days import wechat_today
from bot.core.ports import Clock, Shelf

BLOCK = 20
"""Calls that are counted on disk ahead of being made, at most: not every call waits for the disk.

A process that ends in between gives none back.
"""


class Budget:
    """The day's calls. What was granted counts as made, also after a crash."""

    def __init__(self, shelf: Shelf, clock: Clock, daily: int = 1000, reserve: int = 200) -> None:
        self._shelf = shelf
        self._clock = clock
        self.daily = daily
        self.reserve = min(reserve, daily)
        self._block = max(1, min(BLOCK, daily // 50))
        self._used: dict[tuple[str, date], dict[str, int]] = {}

    def left(self, account: str, endpoint: str, *, all_of_it: bool) -> int:
        """Calls that may still be made today; `all_of_it` with the reserve."""
        if endpoint in self._kept(account).get("stopped", ()):
            return 0
        limit = self.daily if all_of_it else self.daily - self.reserve
        return max(0, limit - self._mine(account).get(endpoint, 0))

    async def take(self, account: str, endpoint: str, calls: int, *, all_of_it: bool) -> int:
        """How many of these calls may be made, and count them. Raises StoreTrouble."""
        granted = min(calls, self.left(account, endpoint, all_of_it=all_of_it))
        if granted:
            await self.count(account, endpoint, granted)
        return granted

    async def count(self, account: str, endpoint: str, calls: int) -> None:
        """Count calls that were made in any case (repeated ones). Raises StoreTrouble."""
        used = self._mine(account)
        used[endpoint] = used.get(endpoint, 0) + calls
        kept = self._kept(account)
        ahead = kept.get("used", {})
        if used[endpoint] > ahead.get(endpoint, 0):
            # One write counts ahead for every endpoint that is in use.
            ahead = {name: max(ahead.get(name, 0), n + self._block - 1) for name, n in used.items()}
            await self._shelf.put(account, {**kept, "used": ahead})

    async def stop(self, account: str, endpoint: str) -> None:
        """45009: no more today. Raises StoreTrouble."""
        kept = self._kept(account)
        stopped = sorted({*kept.get("stopped", ()), endpoint})
        await self._shelf.put(account, {**kept, "stopped": stopped})

    def stopped(self, account: str) -> frozenset[str]:
        """The endpoints that are stopped until tomorrow."""
        return frozenset(self._kept(account).get("stopped", ()))

    def _today(self) -> date:
        return wechat_today(self._clock.now())

    def _mine(self, account: str) -> dict[str, int]:
        """Calls of today, counted one by one; after a start, as far as they were counted ahead."""
        key = (account, self._today())
        if key not in self._used:
            self._used = {k: v for k, v in self._used.items() if k[1] == key[1]}
            self._used[key] = dict(self._kept(account).get("used", {}))
        return self._used[key]

    def _kept(self, account: str) -> Mapping[str, Any]:
        today = self._today().isoformat()
        kept = self._shelf.get(account)
        return kept if kept is not None and kept.get("day") == today else {"day": today}
