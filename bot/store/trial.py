"""Trying what opening a store for work will do, and undoing it: nothing is there afterwards that was not before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from bot.core.errors import StoreDamaged, StoreHeld
from bot.store import connection
from bot.store.connection import telling
from bot.store.file import open_store
from bot.store.lock import LOOKING, StoreLock

PAGES = 64
PAGE = b"\0" * 4096
"""About what SQLite writes beside a store when it is opened and little is changed."""


def try_store(path: Path, now: Callable[[], datetime]) -> None:
    """Do what a verb that holds a store does first, with room for its first writes, and look through every page.

    Who holds the store meanwhile is no trouble, and an older one is left as it is. Blocking. Raises StoreUnusable.
    """
    with telling(path), ExitStack() as undone:
        undone.enter_context(_folder(path.parent))
        if path.exists():
            with suppress(StoreHeld):
                undone.enter_context(StoreLock(path, LOOKING, now))
            open_store(path, migrate=False).close()
            _look_through(path)
        _write(path.with_name(f"{path.name}.trial-{os.getpid()}"))


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """A folder that is there in between; those that were made for it are taken away again."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for one in missing:
            with suppress(OSError):
                one.rmdir()


def _look_through(path: Path) -> None:
    """A page that is damaged is met by whoever asks for what stands on it, perhaps in months."""
    with closing(connection.to_read(path)) as conn:
        if conn.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StoreDamaged(path=path)


def _write(trial: Path) -> None:
    try:
        with trial.open("xb") as file:
            for _ in range(PAGES):
                file.write(PAGE)
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)
