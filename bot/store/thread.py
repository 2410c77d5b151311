"""One thread of its own, so that the disk never holds up the event loop and work is done in the order it was given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.core.errors import StoreUnusable
from bot.store.connection import CLOSED, telling

T = TypeVar("T")


class OneThread:
    """Does one piece of work after another; what SQLite raises becomes StoreUnusable."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"store-{name}")

    def call(self, work: Callable[[], T]) -> T:
        """Do the work and wait for it, blocking. Raises StoreUnusable."""
        return self._submit(work).result()

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work and wait for it; if the waiting is cancelled, work that has begun is still finished.

        Raises StoreUnusable.
        """
        return await asyncio.wrap_future(self._submit(work))

    def close(self) -> None:
        """Finish what was given, and end."""
        self._pool.shutdown()

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        try:
            return self._pool.submit(self._told, work)
        except RuntimeError as error:
            raise StoreUnusable(path=self._path, reason=CLOSED) from error

    def _told(self, work: Callable[[], T]) -> T:
        with telling(self._path):
            return work()
