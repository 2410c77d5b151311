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
        now = self._clock.now()
        mine = {key: thing for key, thing in self._shelf.items().items() if key.startswith(f"{account}|")}
        return frozenset(
            key.partition("|")[2]
            for key, thing in mine.items()
            if abs(now - datetime.fromisoformat(str(thing["asked_at"]))) < TRY_AGAIN
        )

    def ever(self, account: str) -> frozenset[str]:
        """The endpoints whose last answer was 47009, however long ago."""
        return frozenset(key.partition("|")[2] for key in self._shelf.items() if key.startswith(f"{account}|"))

    async def gone(self, account: str, endpoint: str) -> None:
        """It was answered with 47009. Raises StoreTrouble."""
        key, now = f"{account}|{endpoint}", self._clock.now().isoformat()
        since = (self._shelf.get(key) or {"since": now})["since"]
        await self._shelf.put(key, {"since": since, "asked_at": now})

    async def back(self, account: str, endpoint: str) -> None:
        """It was answered with figures. Raises StoreTrouble."""
        if self._shelf.get(f"{account}|{endpoint}") is not None:
            await self._shelf.drop(f"{account}|{endpoint}")
