"""A copy of the whole store, while it is in use: whole or not there at all, and for its owner alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.core.errors import N_, StoreUnusable
from bot.store import connection
from bot.store.connection import telling

NOT_COPIED = N_("The store at {path} cannot be copied to {to}: {reason}.")


def back_up(path: Path, to: Path) -> None:
    """Copy a store to a file, in the place of one that is there: what was committed when the copying began. Blocking.

    The copy is one file that needs no other beside it. A kill or a full disk leaves what was there before.
    Raises StoreUnusable.
    """
    part = to.with_name(f"{to.name}.part")
    try:
        with telling(to):
            _refuse(path, to)
            part.unlink(missing_ok=True)
            part.touch(0o600, exist_ok=False)  # tokens lie in it
            _copy(path, part)
            _sync(part)
            part.replace(to)
    except StoreUnusable as error:
        raise StoreUnusable(NOT_COPIED, path=path, to=to, reason=error.params["reason"]) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    with suppress(OSError):  # where folders cannot be synced, the copy is there all the same
        _sync(to.parent)


def free_name(path: Path, version: int) -> Path:
    """Where the backup of a store goes before it leaves a version: a name that nothing has yet."""
    name, number = path.with_name(f"{path.name}.v{version}.backup"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.v{version}.backup.{number}")
    return name


def _refuse(path: Path, to: Path) -> None:
    if to.exists() and to.samefile(path):
        raise StoreUnusable(path=to, reason=N_("it is the store itself"))
    log = to.with_name(f"{to.name}-wal")
    if log.exists() and log.stat().st_size:  # SQLite would take what stands in it for a part of the copy
        raise StoreUnusable(path=to, reason=N_("another program has it open"))


def _copy(path: Path, part: Path) -> None:
    with closing(connection.to_read(path)) as source, closing(sqlite3.connect(part, isolation_level=None)) as target:
        # Begun by hand, so that a lock is met here and said: the copying itself would wait for it without end.
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        target.execute("PRAGMA journal_mode=OFF")
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
