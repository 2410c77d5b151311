"""Working beside the process that holds the store: reading it, and writing only when nobody has it.

`ask` keeps what it fetches when the store is free, and holds it only while it writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from bot.core.days import Span
from bot.core.errors import StoreTrouble
from bot.core.facts import Named, Reply
from bot.core.ports import Json, Mark
from bot.store.file import Store, open_store
from bot.store.lock import BRIEF, StoreLock
from bot.store.memory import MemoryArchive
from bot.store.naming import merged

T = TypeVar("T")


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
            # A long work such as bringing an older store forward is not for one who writes in passing.
            store = await asyncio.to_thread(lambda: open_store(self._path, migrate=False))
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
        self._own = MemoryArchive()

    async def keep(self, replies: Sequence[Reply]) -> None:
        """Remember the replies; on disk too, if the store is free."""
        await self._own.keep(replies)
        await self._beside.write(lambda store: store.archive.keep(replies))

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span, oldest first."""
        held = await self._beside.store.archive.held(account, endpoint, span)
        return _by_day({**held, **await self._own.held(account, endpoint, span)})

    async def each(self, account: str, endpoint: str, span: Span, make: Callable[[Reply], T]) -> Mapping[date, T]:
        """What is made of each of them."""
        made = await self._beside.store.archive.each(account, endpoint, span, make)
        return _by_day({**made, **await self._own.each(account, endpoint, span, make)})

    async def marks(self, account: str, endpoint: str, span: Span) -> Mapping[date, Mark]:
        """What is known of the same replies, without their bodies."""
        marks = await self._beside.store.archive.marks(account, endpoint, span)
        return _by_day({**marks, **await self._own.marks(account, endpoint, span)})

    async def name(self, account: str, names: Mapping[str, Named]) -> None:
        """Remember how articles are called; on disk too, if the store is free."""
        await self._own.name(account, names)
        await self._beside.write(lambda store: store.archive.name(account, names))

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        """How these articles are called, as far as it is held."""
        held = await self._beside.store.archive.names(account, msgids)
        own = await self._own.names(account, msgids)
        return {**held, **{msgid: merged(held.get(msgid), name) for msgid, name in own.items()}}

    async def days(self) -> int:
        """Of how many days the store holds a reply."""
        return await self._beside.store.archive.days()

    async def catalogue(self, account: str) -> Mapping[str, Named]:
        """How all articles of an account are called, by msgid."""
        held = await self._beside.store.archive.catalogue(account)
        own = await self._own.catalogue(account)
        return {**held, **{msgid: merged(held.get(msgid), name) for msgid, name in own.items()}}


def _by_day(found: Mapping[date, T]) -> dict[date, T]:
    return dict(sorted(found.items(), key=lambda item: item[0]))


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
