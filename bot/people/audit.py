"""Who changed what, and when: only ever added to; the newest are kept."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.errors import N_, StoreTrouble
from bot.core.ports import Clock, Json, Shelf

log = logging.getLogger(__name__)

KEPT = 10_000

WORDS: Mapping[str, str] = {
    "invited": N_("made invitation {invitation}: {role} {note}"),
    "revoked": N_("revoked invitation {invitation}: {role} {note}"),
    "joined": N_("came in by invitation {invitation} of {by}: {role}"),
    "allowed": N_("let in {who}: {role}"),
    "denied": N_("let in no more: {who}"),
    "subscribed": N_("subscribed: {what}"),
    "unsubscribed": N_("ended: {what}"),
    "paused": N_("paused: {what}"),
    "woke": N_("went on with: {what}"),
    "set": N_("set {what} to {value}"),
    "backfill": N_("asked for a backfill: {what}"),
    "resent": N_("sent again: {what}"),
}
"""What an act was, in words; `role` is a word of its own."""


@dataclass(frozen=True, slots=True)
class Act:
    """One change."""

    at: datetime
    person: int
    name: str
    """The person's, as Telegram gave it: data."""
    chat: int
    title: str
    """The chat's; empty for a private one."""
    what: str
    """One of WORDS."""
    params: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    """Acts are counted from 1."""


class Audit:
    """The acts, the newest KEPT of them on a shelf."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._keys: deque[str] | None = None
        self._last = 0

    async def add(self, person: int, name: str, chat: int, title: str, what: str, /, **params: str) -> None:
        """Write down a change that was made. If the store does not take it, the log has it."""
        keys = self._all()
        self._last += 1
        key = f"{self._last:012d}"
        at = self._clock.now().isoformat()
        thing = {"at": at, "person": person, "name": name, "chat": chat, "title": title, "what": what, "params": params}
        log.info("person %s in chat %s: %s %s", person, chat, what, " ".join(params.values()))
        keys.append(key)
        try:
            await self._shelf.put(key, thing)
            while len(keys) > KEPT:
                await self._shelf.drop(keys.popleft())
        except StoreTrouble as error:
            log.error("an act could not be written down: %s", error)

    def __len__(self) -> int:
        return len(self._all())

    def page(self, upto: int | None, count: int) -> list[Act]:
        """So many acts, the newest first, from a number (the newest, without one) down."""
        keys = [key for key in reversed(self._all()) if upto is None or int(key) <= upto][:count]
        read = (_read(key, self._shelf.get(key)) for key in keys)
        return [act for act in read if act is not None]

    def _all(self) -> deque[str]:
        if self._keys is None:
            self._keys = deque(sorted(self._shelf.items()))
            self._last = int(self._keys[-1]) if self._keys else 0
        return self._keys


def _read(key: str, thing: Json | None) -> Act | None:
    if thing is not None:
        with suppress(KeyError, TypeError, ValueError):
            return Act(**{**thing, "at": datetime.fromisoformat(thing["at"]), "number": int(key)})
        log.error("act %s cannot be read and is left aside", key)
    return None
