"""What a chat chose for itself: language, zone, hour, accounts, sound and chart. None is "as the program has it"."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalogue import LANGUAGES
from bot.core.ports import Json, Shelf

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preference:
    """A chat's choices, each None where it made none."""

    language: str | None = None
    zone: str | None = None
    """By its IANA name."""
    at: time | None = None
    """The hour of its digests, in its zone."""
    scope: str | None = None
    """The account that its questions are about; `all` is every account, side by side."""
    silent: bool | None = None
    """Whether its digests arrive without a sound."""
    chart: bool | None = None
    """Whether a chart comes with its digests."""

    @property
    def zone_info(self) -> ZoneInfo | None:
        """Its zone."""
        return ZoneInfo(self.zone) if self.zone else None


NONE = Preference()


def _to_json(preference: Preference) -> dict[str, Any]:
    chosen = {name: value for name, value in asdict(preference).items() if value is not None}
    return chosen | ({"at": preference.at.isoformat("minutes")} if preference.at else {})


def _from_json(thing: Json) -> Preference:
    read = Preference(**{**thing, "at": time.fromisoformat(thing["at"]) if thing.get("at") else None})
    if read.language not in (None, *LANGUAGES):
        raise ValueError(read.language)
    ZoneInfo(read.zone or "UTC")
    return read


class Preferences:
    """Every chat's choices, in memory and on disk."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._parsed: dict[int, tuple[Json, Preference]] = {}
        self.spoken_to: Callable[[int], Awaitable[None]] | None = None
        """Who wants to know of a chat that chose another language."""

    def of(self, chat: int) -> Preference:
        """What a chat chose; nothing, where it chose nothing or its choices cannot be read."""
        thing = self._shelf.get(str(chat))
        if thing is None:
            return NONE
        known = self._parsed.get(chat)
        if known is None or known[0] is not thing:
            known = self._parsed[chat] = (thing, _read(chat, thing))
        return known[1]

    def speaking(self) -> list[int]:
        """The chats that chose a language."""
        return [int(chat) for chat in self._shelf.items() if self.of(int(chat)).language is not None]

    async def put(self, chat: int, preference: Preference) -> None:
        """Keep what a chat chose, all of it. Raises StoreTrouble."""
        before = self.of(chat).language
        await self._shelf.put(str(chat), _to_json(preference))
        if preference.language != before:
            await self.tell(chat)

    async def tell(self, chat: int) -> None:
        """A chat speaks another language than whoever wants to know of it believes."""
        if self.spoken_to is not None:
            await self.spoken_to(chat)

    async def move(self, old: int, new: int) -> bool:
        """A chat has another id now: its choices go with it, unless some were made under the new one. Idempotent.

        Whether the chat under its new id has to be told of, now or once more.
        """
        thing = self._shelf.get(str(old))
        if thing is not None:
            if self._shelf.get(str(new)) is None:
                await self._shelf.put(str(new), thing)
            await self._shelf.drop(str(old))
        return thing is not None and self.of(new).language is not None


def _read(chat: int, thing: Json) -> Preference:
    try:
        return _from_json(thing)
    except (KeyError, TypeError, ValueError):
        log.error("what chat %s chose cannot be read and is left aside", chat)
        return NONE
