"""Working beside the process that holds the store: reading it, and writing only when nobody has it.

`ask` keeps what it fetches when the store is free, and holds it only while it writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.core.days import Span
from bot.core.errors import StoreTrouble
from bot.core.facts import Reply
from bot.core.ports import Json
from bot.store.file import Store, open_store
from bot.store.lock import BRIEF, StoreLock


class Beside:
    """A store that is read, and written in passing if `keep`. Opening blocks; `close` it. Raises StoreUnusable."""

    def __init__(self, path: Path, now: Callable[[], datetime], *, keep: bool = True) -> None:
        self._path = path
        self._now = now
        self._keep = keep
        self.store = open_store(path, read_only=True)

    def close(self) -> None:
        """Close what is open."""
        self.store.close()

    async def write(self, work: Callable[[Store], Awaitable[None]]) -> None:
        """Do some writing if the store is free; if it is not, or cannot be written, let it be."""
        if not self._keep:
            return
        lock = StoreLock(self._path, BRIEF, self._now)
        try:
            await asyncio.to_thread(lock.acquire)
        except StoreTrouble:
            return
        try:
            store = await asyncio.to_thread(open_store, self._path)
            try:
                await work(store)
            finally:
                await asyncio.to_thread(store.close)
        except StoreTrouble:
            return
        finally:
            await asyncio.to_thread(lock.release)


class BesideArchive:
    """The archive as it is on disk, and what this process has fetched itself."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._own: dict[tuple[str, str, date], Reply] = {}

    async def keep(self, replies: Sequence[Reply]) -> None:
        """Remember the replies; on disk too, if the store is free."""
        self._own.update({(reply.account, reply.endpoint, reply.day): reply for reply in replies})
        await self._beside.write(lambda store: store.archive.keep(replies))

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span."""
        held = dict(await self._beside.store.archive.held(account, endpoint, span))
        own = {day: reply for day in span if (reply := self._own.get((account, endpoint, day)))}
        return {**held, **own}


class BesideShelf:
    """A shelf as it was on disk when this process began, and its own changes."""

    def __init__(self, beside: Beside, name: str) -> None:
        self._beside = beside
        self._name = name
        self._things: dict[str, Json] = dict(beside.store.shelf(name).items())

    def get(self, key: str) -> Json | None:
        """The thing of that key, if there is one."""
        return self._things.get(key)

    def items(self) -> Mapping[str, Json]:
        """All things, by key."""
        return dict(self._things)

    async def put(self, key: str, thing: Json) -> None:
        """Remember a thing; on disk too, if the store is free."""
        self._things[key] = thing
        await self._beside.write(lambda store: store.shelf(self._name).put(key, thing))

    async def drop(self, key: str) -> None:
        """Forget a thing; on disk too, if the store is free."""
        self._things.pop(key, None)
        await self._beside.write(lambda store: store.shelf(self._name).drop(key))
