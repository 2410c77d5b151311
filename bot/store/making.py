"""Seeing to the store's file before anything is opened: made where it is not there, refused if it is none of ours,
brought forward if it is older, with a backup of it first."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from bot.core.errors import N_, StoreUnusable
from bot.store import connection
from bot.store.backup import back_up, free_name
from bot.store.connection import ANOTHER, NOT_A_STORE, has_table, transaction
from bot.store.migrations import VERSION, forward, version_of
from bot.store.rows import SCHEMA

log = logging.getLogger(__name__)


def make(path: Path, *, create: bool, migrate: bool) -> None:
    """See that the file is there, can be written, and is a store of our version; all of it or nothing.

    Raises sqlite3.Error, OSError, StoreUnusable.
    """
    if not path.exists():
        if not create:
            raise StoreUnusable(path=path, reason=N_("there is no such file"))
        _make_empty(path)
    check(path)  # first: opening for writing turns a file to WAL, and this may be another program's
    _share_mode(path)
    with closing(connection.for_writing(path)) as conn, ExitStack() as after, transaction(conn):
        version = _check_version(conn, path)
        # Also where it stands already: a file that cannot be written is found out here, not in the morning.
        conn.execute(f"PRAGMA user_version = {VERSION}")
        if version == 0:
            for statement in SCHEMA.split(";"):
                conn.execute(statement)
        elif version < VERSION:
            _bring_forward(conn, path, version, migrate, after)


def check(path: Path) -> None:
    """Refuse what is no store, or a newer one. Raises sqlite3.Error, StoreUnusable."""
    with closing(connection.to_read(path)) as conn:
        _check_version(conn, path)


def _check_version(conn: sqlite3.Connection, path: Path) -> int:
    used = conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    if used and not has_table(conn, "ledger"):  # another program's database
        raise StoreUnusable(None, ANOTHER, path=path, reason=NOT_A_STORE)
    version = version_of(conn)
    if version > VERSION:
        raise StoreUnusable(
            N_("The store at {path} was written by a newer Morning Reads."),
            N_("Update Morning Reads, or set {setting} to another file."),
            path=path,
        )
    return version


def _make_empty(path: Path) -> None:
    """An empty file for its owner alone, since tokens will lie in it; SQLite's files beside it take its mode.

    Never open a file that is there: closing it would drop the locks that this process's connections have on it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _share_mode(path: Path) -> None:
    """Give SQLite's files beside the store its mode: made while it was read-only, they would stay so after it."""
    mode = path.stat().st_mode & 0o777
    for end in ("-wal", "-shm"):
        with suppress(OSError):  # not there, or another owner's
            path.with_name(path.name + end).chmod(mode)


def _bring_forward(conn: sqlite3.Connection, path: Path, version: int, migrate: bool, after: ExitStack) -> None:
    """Back it up while nobody can write, and bring it to our version."""
    if not migrate:
        raise StoreUnusable(
            N_("The store at {path} was written by an older Morning Reads."),
            N_("Start `morning-reads run` once: it makes a backup, and brings the store to this version."),
            path=path,
        )
    backup = free_name(path, version)
    back_up(path, backup)
    after.callback(_drop_needless, conn, backup)
    forward(conn, version)
    log.warning("the store goes from version %d to %d; what it was before stands in %s", version, VERSION, backup)


def _drop_needless(conn: sqlite3.Connection, backup: Path) -> None:
    """Where nothing was changed: a program that is started again and again shall not fill the disk with backups."""
    with suppress(sqlite3.Error, OSError):
        if version_of(conn) < VERSION:
            backup.unlink()
