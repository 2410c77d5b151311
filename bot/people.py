"""Who may talk with the bot: admins by id, chats that were let in; everybody else is a stranger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.ports import Clock, Shelf

ANONYMOUS_ADMIN = 1087968824
"""The user id by which Telegram shows a group's anonymous admins."""

HINT_APART = timedelta(hours=1)


class People:
    """Deny by default. `admins` are user ids, `chats` chat ids (a private chat's id is its person's)."""

    def __init__(self, admins: Collection[int], chats: Collection[int], shelf: Shelf, clock: Clock) -> None:
        self.admins = frozenset(admins)
        self._chats = frozenset(chats)
        self._clock = clock
        self._hinted: dict[int, datetime] = {}
        self._shelf = shelf

    def admin(self, person: int) -> bool:
        """Whether a person may do everything."""
        return person in self.admins

    def let_in(self, chat: int) -> bool:
        """Whether a chat may get digests: it is listed, or it is the private chat of an admin."""
        return chat in self._chats or chat in self.admins or self._former(chat) in self._chats

    def may_ask(self, person: int, chat: int) -> bool:
        """Whether a person gets answers in a chat: every member of a chat that was let in, and admins."""
        return self.let_in(chat) or self.admin(person)

    async def move(self, old: int, new: int) -> None:
        """A chat has another id now; it stays let in as long as the one that the settings list is."""
        former = self._former(old)
        await self._shelf.put(f"moved:{new}", {"from": old if former is None else former})

    def _former(self, chat: int) -> int | None:
        moved = self._shelf.get(f"moved:{chat}")
        return int(moved["from"]) if moved else None

    def hint(self, chat: int) -> bool:
        """Whether a stranger's chat gets the neutral line now: at most once an hour."""
        now = self._clock.now()
        last = self._hinted.get(chat)
        if last is not None and timedelta(0) <= now - last < HINT_APART:
            return False
        # Strangers cost a bounded piece of memory: who waited longest is forgotten first.
        if len(self._hinted) >= 10_000:
            self._hinted.pop(next(iter(self._hinted)))
        self._hinted.pop(chat, None)
        self._hinted[chat] = now
        return True
