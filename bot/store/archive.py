"""Raw replies on disk, by `account|endpoint|YYYY-MM-DD`, and how articles are called, by `account|msgid`.

The days of a span are neighbours: one select has them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from bot.core.days import Span
from bot.core.facts import Named, Reply
from bot.core.ports import Mark
from bot.store import naming, replies
from bot.store.table import Table
from bot.store.thread import OneThread
from bot.store.values import READ_ERRORS, storable

log = logging.getLogger(__name__)

T = TypeVar("T")

DAYS = "SELECT count(DISTINCT substr(key, -10)) FROM archive"


class SqliteArchive:
    """The port Archive over two tables."""

    def __init__(self, table: Table, names: Table, thread: OneThread) -> None:
        self._table = table
        self._names = names
        self._thread = thread

    async def keep(self, kept: Sequence[Reply]) -> None:
        """Write all replies or none, each in place of the one held; on disk when this returns. Raises StoreUnusable."""
        things = {replies.key(reply): replies.to_thing(reply) for reply in kept}
        if things:
            await self._thread.run(lambda: self._table.put(things))

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span, oldest first, in one select. Raises StoreUnusable."""
        low, high = _ends(account, endpoint, span)
        held = await self._thread.run(lambda: self._table.between(low, high, replies.to_reply))
        return {reply.day: reply for reply in held}

    async def each(self, account: str, endpoint: str, span: Span, make: Callable[[Reply], T]) -> Mapping[date, T]:
        """What is made of each of them while they are read, oldest first. Raises StoreUnusable.

        A reply of which nothing can be made is left out; it can be read, and is not put aside.
        """
        low, high = _ends(account, endpoint, span)

        def made(key: str, thing: Mapping[str, Any]) -> tuple[date, T] | None:
            reply = replies.to_reply(key, thing)
            try:
                return reply.day, make(reply)
            except READ_ERRORS:
                log.warning("archive: nothing can be made of what is kept as %s, and it is left out", key)
                return None

        found = await self._thread.run(lambda: self._table.between(low, high, made))
        return dict(one for one in found if one is not None)

    async def marks(self, account: str, endpoint: str, span: Span) -> Mapping[date, Mark]:
        """What is known of the same replies, without their bodies, in one select. Raises StoreUnusable."""
        low, high = _ends(account, endpoint, span)
        return dict(await self._thread.run(lambda: self._table.told(replies.MARK, low, high, replies.to_mark)))

    async def name(self, account: str, names: Mapping[str, Named]) -> None:
        """Keep how articles are called, all or none; None takes the place of nothing. Raises StoreUnusable."""
        new = {_name_key(account, msgid): name for msgid, name in names.items()}
        if new:
            await self._thread.run(
                lambda: self._names.change(new, naming.to_named, lambda held: _changed(dict(held), new))
            )

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        """How these articles are called, as far as it is held. Raises StoreUnusable."""
        keys = {_name_key(account, msgid): msgid for msgid in msgids}
        named = await self._thread.run(lambda: self._names.of(keys, naming.to_named))
        return {keys[key]: name for key, name in named}

    async def days(self) -> int:
        """Of how many days a reply is held, whoever's, in one select over the keys. Raises StoreUnusable."""
        found = await self._thread.run(lambda: self._table.ask(DAYS))
        return int(found[0][0])

    async def catalogue(self, account: str) -> Mapping[str, Named]:
        """How all articles of an account are called, by msgid, in one select. Raises StoreUnusable."""
        # "}" is the letter after "|": every key of the account, and of no other, lies before it.
        low, high = f"{account}|", f"{account}}}"
        named = await self._thread.run(lambda: self._names.between(low, high, naming.to_named))
        return {key.removeprefix(low): name for key, name in named}


def _ends(account: str, endpoint: str, span: Span) -> tuple[str, str]:
    return f"{account}|{endpoint}|{span.first}", f"{account}|{endpoint}|{span.last}"


def _name_key(account: str, msgid: str) -> str:
    return storable(f"{account}|{msgid}")


def _changed(held: Mapping[str, Named], new: Mapping[str, Named]) -> dict[str, dict[str, Any]]:
    """What is to be written; one that tells nothing new is not."""
    after = {key: naming.merged(held.get(key), name) for key, name in new.items()}
    return {key: naming.to_thing(name) for key, name in after.items() if name != held.get(key)}
