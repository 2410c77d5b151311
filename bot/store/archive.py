"""Raw replies on disk, by `account|endpoint|YYYY-MM-DD`, and how articles are called, by `account|msgid`.

The days of a span are neighbours: one select has them.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.days import Span
from bot.core.facts import Named, Reply
from bot.core.ports import Mark
from bot.store import naming, replies
from bot.store.replies import READ_ERRORS
from bot.store.table import Table
from bot.store.thread import OneThread
from bot.store.values import storable

log = logging.getLogger(__name__)


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
        return await self._thread.run(lambda: self._held(*_ends(account, endpoint, span)))

    async def marks(self, account: str, endpoint: str, span: Span) -> Mapping[date, Mark]:
        """What is known of the same replies, without their bodies, in one select. Raises StoreUnusable."""
        return await self._thread.run(lambda: self._marks(*_ends(account, endpoint, span)))

    async def name(self, account: str, names: Mapping[str, Named]) -> None:
        """Keep how articles are called, all or none; None takes the place of nothing. Raises StoreUnusable."""
        new = {_name_key(account, msgid): name for msgid, name in names.items()}
        if new:
            await self._thread.run(lambda: self._names.change(new, lambda held: _changed(held, new)))

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        """How these articles are called, as far as it is held. Raises StoreUnusable."""
        keys = {_name_key(account, msgid): msgid for msgid in msgids}
        return await self._thread.run(lambda: {keys[key]: name for key, name in _named(self._names.of(keys)).items()})

    def _held(self, low: str, high: str) -> dict[date, Reply]:
        held: dict[date, Reply] = {}
        for key, thing in self._table.between(low, high).items():
            try:
                reply = replies.to_reply(key, thing)
            except READ_ERRORS:
                _left_out(key)
            else:
                held[reply.day] = reply
        return held

    def _marks(self, low: str, high: str) -> dict[date, Mark]:
        marks: dict[date, Mark] = {}
        for key, *told in self._table.told(replies.MARK, low, high):
            try:
                marks[replies.day(key)] = replies.to_mark(key, *told)
            except READ_ERRORS:
                _left_out(key)
        return marks


def _ends(account: str, endpoint: str, span: Span) -> tuple[str, str]:
    return f"{account}|{endpoint}|{span.first}", f"{account}|{endpoint}|{span.last}"


def _name_key(account: str, msgid: str) -> str:
    return storable(f"{account}|{msgid}")


def _named(things: Mapping[str, Mapping[str, Any]]) -> dict[str, Named]:
    named: dict[str, Named] = {}
    for key, thing in things.items():
        try:
            named[key] = naming.to_named(thing)
        except READ_ERRORS:
            _left_out(key)
    return named


def _changed(held: Mapping[str, Mapping[str, Any]], new: Mapping[str, Named]) -> dict[str, dict[str, Any]]:
    """What is to be written; one that tells nothing new is not."""
    before = _named(held)
    after = {key: naming.merged(before.get(key), name) for key, name in new.items()}
    return {key: naming.to_thing(name) for key, name in after.items() if name != before.get(key)}


def _left_out(key: str) -> None:
    log.warning("archive: what is kept as %s has another shape and is left out", key)
