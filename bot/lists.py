"""Which list of articles was shown last in a chat and topic, so that `/article 3` means its third, after a restart too.

Kept on a shelf: the question that the list answered, or the articles themselves where a search found them.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.days import Span
from bot.core.ports import Json, Shelf

log = logging.getLogger(__name__)

SAME = timedelta(minutes=1)
"""A list that is shown again within this time is not written down again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A list of articles as it was shown."""

    at: datetime
    scope: str
    """An account's key, or `all`."""
    span: Span
    report: str = ""
    """The report that showed it, by name; empty for a search."""
    metric: str | None = None
    count: int | None = None
    articles: tuple[tuple[str, str], ...] = ()
    """What a search found: accounts' keys and msgids, in their order."""


def _to_json(shown: Shown) -> dict[str, Any]:
    span = {"first": shown.span.first.isoformat(), "last": shown.span.last.isoformat()}
    return asdict(shown) | {"at": shown.at.isoformat(), "span": span}


def _from_json(thing: Json) -> Shown:
    span = Span(date.fromisoformat(thing["span"]["first"]), date.fromisoformat(thing["span"]["last"]))
    at = datetime.fromisoformat(thing["at"])
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    articles = tuple((str(key), str(msgid)) for key, msgid in thing["articles"])
    count = None if thing["count"] is None else int(thing["count"])
    return Shown(at, str(thing["scope"]), span, str(thing["report"]), thing["metric"], count, articles)


class Lists:
    """The last list of every chat and topic."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def last(self, chat: int, topic: int) -> Shown | None:
        """The list shown last; None if there was none, or it cannot be read."""
        thing = self._shelf.get(f"{chat}:{topic}")
        try:
            return _from_json(thing) if thing is not None else None
        except (LookupError, TypeError, ValueError):
            log.error("the last list of chat %s cannot be read and is left aside", chat)
            return None

    async def showed(self, chat: int, topic: int, shown: Shown) -> None:
        """A list was shown. Raises StoreTrouble."""
        held = self.last(chat, topic)
        same = held is not None and replace(held, at=shown.at) == shown
        if held is None or not same or not timedelta(0) <= shown.at - held.at < SAME:
            await self._shelf.put(f"{chat}:{topic}", _to_json(shown))

    async def move(self, old: int, new: int) -> None:
        """A chat has another id now: its lists go with it. Idempotent. Raises StoreTrouble."""
        for name, thing in self._shelf.items().items():
            chat, _, topic = name.partition(":")
            if chat == str(old):
                if self._shelf.get(f"{new}:{topic}") is None:
                    await self._shelf.put(f"{new}:{topic}", dict(thing))
                await self._shelf.drop(name)
