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
        self._known: dict[str, dict[str, str]] = {a: dict(kept) for a, kept in shelf.items().items()}
        """When each was asked last. Answers come side by side: changed on the shelf alone, some would be lost."""

    def of(self, account: str) -> frozenset[str]:
        """The endpoints that are not asked for an account now."""
        kept = self._known.get(account)
        if not kept:
            return frozenset()
        now = self._clock.now()
        return frozenset(e for e, asked in kept.items() if abs(now - datetime.fromisoformat(asked)) < TRY_AGAIN)

    def ever(self, account: str) -> frozenset[str]:
        """The endpoints whose last answer was 47009, however long ago."""
        return frozenset(self._known.get(account, ()))

    async def gone(self, account: str, endpoint: str) -> None:
        """It was answered with 47009. Raises StoreTrouble."""
        kept = self._known.setdefault(account, {})
        kept[endpoint] = self._clock.now().isoformat()
        await self._shelf.put(account, dict(kept))

    async def back(self, account: str, endpoint: str) -> None:
        """It was answered with figures. Raises StoreTrouble."""
        kept = self._known.get(account, {})
        if kept.pop(endpoint, None) is not None:
            await self._shelf.put(account, dict(kept))
