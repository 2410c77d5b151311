"""Which chat gets which digest, and when. Kept on a shelf, one entry for each chat and topic."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.ports import ALL, Shelf

log = logging.getLogger(__name__)

DAILY = "daily"
_LISTED = "listed:"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's (and topic's) wish for a daily digest."""

    chat: int
    topic: int
    at: time
    """The hour at which it falls due, in its zone."""
    zone: str
    since: datetime
    """It owes only what falls due after this."""
    scope: str = ALL
    language: str = "en"
    paused: str | None = None
    """Why it rests: the chat left, or asked for it."""

    @property
    def key(self) -> str:
        """Its place on the shelf."""
        return f"{DAILY}:{self.chat}:{self.topic}"

    @property
    def zone_info(self) -> ZoneInfo:
        """Its zone."""
        return ZoneInfo(self.zone)


def _to_json(subscription: Subscription) -> dict[str, Any]:
    return asdict(subscription) | {
        "at": subscription.at.isoformat("minutes"),
        "since": subscription.since.isoformat(),
    }


def _from_json(thing: Any) -> Subscription:
    ZoneInfo(thing["zone"])
    return Subscription(
        **{**thing, "at": time.fromisoformat(thing["at"]), "since": datetime.fromisoformat(thing["since"])}
    )


def _read(key: str, thing: Any) -> Subscription | None:
    try:
        return _from_json(thing)
    except (KeyError, TypeError, ValueError):
        log.error("the subscription %s cannot be read and is left aside", key)
        return None


class Subscriptions:
    """All subscriptions, in memory and on disk."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def all(self) -> list[Subscription]:
        """Every subscription, paused ones too; one that cannot be read is left aside and logged."""
        found = []
        for key, thing in self._shelf.items().items():
            if key.startswith(f"{DAILY}:") and (subscription := _read(key, thing)) is not None:
                found.append(subscription)
        return found

    def of(self, chat: int, topic: int) -> Subscription | None:
        """The subscription of a chat and topic."""
        key = f"{DAILY}:{chat}:{topic}"
        thing = self._shelf.get(key)
        return None if thing is None else _read(key, thing)

    async def put(self, subscription: Subscription) -> None:
        """Make or change one."""
        await self._shelf.put(subscription.key, _to_json(subscription))

    async def drop(self, subscription: Subscription) -> None:
        """End one."""
        await self._shelf.drop(subscription.key)

    async def pause(self, chat: int, why: str) -> None:
        """Let every subscription of a chat rest."""
        for subscription in self.all():
            if subscription.chat == chat and subscription.paused is None:
                await self.put(replace(subscription, paused=why))

    async def resume(self, chat: int, now: datetime, why: str) -> None:
        """Wake those of a chat's subscriptions that rest for this reason; they owe nothing for the pause."""
        for subscription in self.all():
            if subscription.chat == chat and subscription.paused == why:
                await self.put(replace(subscription, paused=None, since=now))

    async def move(self, old: int, new: int) -> None:
        """A chat has another id now: its subscriptions go with it."""
        for subscription in self.all():
            if subscription.chat == old:
                if self.of(new, subscription.topic) is None:
                    await self.put(replace(subscription, chat=new))
                await self.drop(subscription)
        if self._shelf.get(f"{_LISTED}{old}") is not None:
            await self._shelf.put(f"{_LISTED}{new}", {})

    async def seed(self, chats: Collection[int], default: Subscription) -> None:
        """Give each listed chat a daily subscription, once in its life: what it ended later stays ended."""
        for chat in chats:
            if self._shelf.get(f"{_LISTED}{chat}") is None:
                if self.of(chat, 0) is None:
                    await self.put(replace(default, chat=chat))
                await self._shelf.put(f"{_LISTED}{chat}", {})
