"""Endpoints that WeChat serves an account no longer (47009), kept from one start to the next.

They are not asked again but by `check`, and by anybody once in 7 days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.ports import Clock, Shelf

GONE = 47009
"""WeChat's errcode: the interface is offline."""

TRY_AGAIN = timedelta(days=7)


class Withdrawn:
    """What was answered with 47009, by account and endpoint."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def of(self, account: str) -> frozenset[str]:
        """The endpoints that are not asked for an account now."""
        kept = self._shelf.get(account)
        if not kept:
            return frozenset()
        now = self._clock.now()
        return frozenset(e for e, asked in kept.items() if abs(now - datetime.fromisoformat(asked)) < TRY_AGAIN)

    def ever(self, account: str) -> frozenset[str]:
        """The endpoints whose last answer was 47009, however long ago."""
        return frozenset(self._shelf.get(account) or ())

    async def gone(self, account: str, endpoint: str) -> None:
        """It was answered with 47009. Raises StoreTrouble."""
        kept = self._shelf.get(account) or {}
        await self._shelf.put(account, {**kept, endpoint: self._clock.now().isoformat()})

    async def back(self, account: str, endpoint: str) -> None:
        """It was answered with figures. Raises StoreTrouble."""
        kept = self._shelf.get(account) or {}
        if endpoint in kept:
            await self._shelf.put(account, {e: asked for e, asked in kept.items() if e != endpoint})
