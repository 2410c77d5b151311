"""How long Telegram wants to hear nothing for a chat: what it asks of one message holds for all of that chat's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.ports import Clock, DeliveryRow

LONGEST = timedelta(days=2)
"""A wish that lies further ahead was kept under a clock that was set back since."""


class Holds:
    """By chat. The ledger's rows keep them over a restart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int, datetime] = {}

    def note(self, chat: int, until: datetime) -> None:
        """Nothing goes to a chat before an instant."""
        self._until[chat] = max(until, self._until.get(chat, until))

    def learn(self, rows: Iterable[DeliveryRow]) -> None:
        """What the rows of the ledger remember."""
        for row in rows:
            if row.retry_after is not None:
                self.note(row.key.chat, row.retry_after)

    def held(self, chat: int) -> bool:
        """Whether a chat is to be left alone now."""
        until = self._until.get(chat)
        if until is None:
            return False
        if timedelta(0) < until - self._clock.now() <= LONGEST:
            return True
        del self._until[chat]
        return False
