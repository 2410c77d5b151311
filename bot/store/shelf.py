"""A few small things by key: read from memory, written through to disk first."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.ports import Json
from bot.store.table import Table
from bot.store.thread import OneThread
from bot.store.values import dumps, loads


class SqliteShelf:
    """The port Shelf over one table, all of it in memory from the opening on; opening reads the disk."""

    def __init__(self, table: Table, thread: OneThread) -> None:
        self._table = table
        self._thread = thread
        self._things: dict[str, Json] = dict(table.everything())

    def get(self, key: str) -> Json | None:
        """The thing of that key, if there is one."""
        return self._things.get(key)

    def items(self) -> Mapping[str, Json]:
        """All things, by key, as they are now."""
        return dict(self._things)

    async def put(self, key: str, thing: Json) -> None:
        """Keep a thing; memory changes only when the disk has it. Raises StoreUnusable."""
        copy = loads(dumps(thing))  # as it is now, and as it will be read after a restart
        await self._thread.run(lambda: self._put(key, copy))

    async def drop(self, key: str) -> None:
        """Forget a thing; none of that key is no error. Raises StoreUnusable."""
        await self._thread.run(lambda: self._drop(key))

    # Disk and memory change in one piece of work, so that a cancelled caller cannot part them.

    def _put(self, key: str, thing: Json) -> None:
        self._table.put({key: thing})
        self._things[key] = thing

    def _drop(self, key: str) -> None:
        self._table.drop(key)
        self._things.pop(key, None)
