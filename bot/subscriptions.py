"""Which chat gets which digest, and when. Kept on a shelf, one entry for each chat, topic, cadence and account."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.due import local_instant
from bot.core.periods import WEEK, Cadence
from bot.core.ports import ALL, Json, Shelf

log = logging.getLogger(__name__)

ASKED = "asked"
"""Why a subscription rests whose chat wished it."""

_LISTED = "listed:"
_MOVING = "moving:"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's (and topic's) wish for a digest of one account or of all."""

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
    cadence: Cadence = Cadence.DAILY
    weekdays: frozenset[int] = WEEK
    """The days on which a daily one comes, as ISO numbers them."""
    until: date | None = None
    """The day on which a pause that was asked for ends; None is "until it is woken"."""
    silent: bool = False
    """Whether its digests arrive without a sound."""
    chart: bool = False
    """Whether a chart comes with its digests."""

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= WEEK:
            raise ValueError(f"no days of the week: {self.weekdays}")

    @property
    def key(self) -> str:
        """Its place on the shelf."""
        return f"{self.cadence}:{self.chat}:{self.topic}:{self.scope}"

    @property
    def zone_info(self) -> ZoneInfo:
        """Its zone."""
        return ZoneInfo(self.zone)

    @property
    def wakes(self) -> datetime | None:
        """When its pause ends by itself: at the beginning of that day, in its zone."""
        return local_instant(self.until, time(0), self.zone_info) if self.paused and self.until else None


def _to_json(subscription: Subscription) -> dict[str, Any]:
    return asdict(subscription) | {
        "at": subscription.at.isoformat("minutes"),
        "since": subscription.since.isoformat(),
        "weekdays": sorted(subscription.weekdays),
        "until": subscription.until.isoformat() if subscription.until else None,
    }


def _from_json(thing: Any) -> Subscription:
    ZoneInfo(thing["zone"])
    read = {
        "at": time.fromisoformat(thing["at"]),
        "since": datetime.fromisoformat(thing["since"]),
        "cadence": Cadence(thing["cadence"]),
        "weekdays": frozenset(thing.get("weekdays", WEEK)),
        "until": date.fromisoformat(thing["until"]) if thing.get("until") else None,
    }
    return Subscription(**{**thing, **read})


def _read(key: str, thing: Any) -> Subscription | None:
    try:
        return _from_json(thing)
    except (KeyError, TypeError, ValueError):
        log.error("the subscription %s cannot be read and is left aside", key)
        return None


_KEYS = tuple(f"{cadence}:" for cadence in Cadence)


class Subscriptions:
    """All subscriptions, in memory and on disk."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._parsed: dict[str, tuple[Json, Subscription | None]] = {}

    def all(self) -> list[Subscription]:
        """Every subscription, paused ones too; one that cannot be read is left aside and logged."""
        return self._of(_KEYS)

    def here(self, chat: int, topic: int) -> list[Subscription]:
        """The subscriptions of a chat and topic: daily before weekly before monthly, all accounts before one."""
        found = self._of(tuple(f"{cadence}:{chat}:{topic}:" for cadence in Cadence))
        order = list(Cadence)
        return sorted(found, key=lambda s: (order.index(s.cadence), s.scope != ALL, s.scope))

    def unread(self) -> set[tuple[str, str, int, int]]:
        """Cadence, account, chat and topic of those that stand on the shelf and cannot be read."""
        found = set()
        for key, thing in self._shelf.items().items():
            cadence, _, rest = key.partition(":")
            chat, _, rest = rest.partition(":")
            topic, _, scope = rest.partition(":")
            if key.startswith(_KEYS) and self._known(key, thing) is None:
                with suppress(ValueError):
                    found.add((cadence, scope, int(chat), int(topic)))
        return found

    def _of(self, beginnings: tuple[str, ...]) -> list[Subscription]:
        kept = ((key, thing) for key, thing in self._shelf.items().items() if key.startswith(beginnings))
        return [subscription for key, thing in kept if (subscription := self._known(key, thing)) is not None]

    def _known(self, key: str, thing: Json) -> Subscription | None:
        """What a thing says; every look asks for all of them, and hardly any changes."""
        known = self._parsed.get(key)
        if known is None or known[0] != thing:
            known = self._parsed[key] = (thing, _read(key, thing))
        return known[1]

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
                await self.put(replace(subscription, paused=None, until=None, since=now))

    async def wake(self, now: datetime) -> None:
        """Wake those whose pause is over; they owe nothing for its time, and what fell due since."""
        for subscription in self.all():
            if subscription.wakes is not None and subscription.wakes <= now:
                await self.put(replace(subscription, paused=None, until=None, since=subscription.wakes))

    async def begin_move(self, old: int, new: int) -> None:
        """A chat is about to have another id: should the process end before `move`, it is known where it was going."""
        await self._shelf.put(f"{_MOVING}{old}", {"to": new})

    def unfinished(self) -> list[tuple[int, int]]:
        """The moves that were begun and not ended, old id and new; one that cannot be read is left aside."""
        found = []
        for key, thing in self._shelf.items().items():
            if key.startswith(_MOVING):
                with suppress(KeyError, TypeError, ValueError):
                    found.append((int(key.removeprefix(_MOVING)), int(thing["to"])))
        return found

    async def move(self, old: int, new: int) -> None:
        """A chat has another id now: its subscriptions go with it, which ends the move."""
        held = {subscription.key for subscription in self.all()}
        for subscription in self.all():
            if subscription.chat == old:
                moved = replace(subscription, chat=new)
                if moved.key not in held:
                    await self.put(moved)
                await self.drop(subscription)
        if self._shelf.get(f"{_LISTED}{old}") is not None:
            await self._shelf.put(f"{_LISTED}{new}", {})
        await self._shelf.drop(f"{_MOVING}{old}")

    async def seed(self, chats: Collection[int], default: Subscription) -> None:
        """Give each listed chat a daily subscription, once in its life: what it ended later stays ended."""
        for chat in chats:
            if self._shelf.get(f"{_LISTED}{chat}") is None:
                if not self.here(chat, 0):
                    await self.put(replace(default, chat=chat))
                await self._shelf.put(f"{_LISTED}{chat}", {})
