"""The program's own time: the host's, or one that starts at `CLOCK__START` and runs on."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The host's wall clock, in UTC."""

    rehearsal = False

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class RunningClock(SystemClock):
    """A clock that starts at a given aware instant and runs on as fast as the host's."""

    def __init__(self, start: datetime, *, rehearsal: bool = True) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an instant with a zone")
        self.rehearsal = rehearsal
        self._start = start.astimezone(UTC)
        self._from = time.monotonic()

    def now(self) -> datetime:
        """The start, and what has passed since."""
        return self._start + timedelta(seconds=time.monotonic() - self._from)
