"""The store's file: opened or made, brought to our version, and its three rooms handed out."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import N_, StoreUnusable
from bot.core.ports import Aside
from bot.store import connection
from bot.store.archive import SqliteArchive
from bot.store.aside import PutAside
from bot.store.backup import back_up, free_name
from bot.store.connection import NOT_A_STORE, has_table, telling, transaction
from bot.store.ledger import SqliteLedger
from bot.store.migrations import VERSION, forward, version_of
from bot.store.rows import SCHEMA
from bot.store.shelf import SqliteShelf
from bot.store.table import Table
from bot.store.thread import OneThread

log = logging.getLogger(__name__)


@dataclass
class Store:
    """An open store. `close` it; opening, `shelf`, `backup` and `close` read or write the disk and block."""

    path: Path
    archive: SqliteArchive
    ledger: SqliteLedger
    read_only: bool
    _known: PutAside
    _archive_table: Table
    _names_table: Table
    _archive_thread: OneThread
    _shelf_thread: OneThread
    _shelves: dict[str, tuple[SqliteShelf, Table]] = field(default_factory=dict)
    _opening: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, name: str) -> SqliteShelf:
        """The shelf of that name, the same one every time. Raises StoreUnusable."""
        with self._opening:
            if name not in self._shelves:
                self._shelves[name] = self._open_shelf(name)
            return self._shelves[name][0]

    def _open_shelf(self, name: str) -> tuple[SqliteShelf, Table]:
        table = Table(self.path, f"shelf_{name}", self._known, read_only=self.read_only)
        try:
            return SqliteShelf(table, self._shelf_thread), table
        except BaseException:
            table.close()
            raise

    def aside(self) -> list[Aside]:
        """What could not be read and was put aside, oldest first."""
        return self._known.all()

    def backup(self, to: Path) -> None:
        """Copy all of it to a file, in the place of one that is there, while it is in use. Raises StoreUnusable."""
        back_up(self.path, to)

    def close(self) -> None:
        """Finish what was asked for, and close the file; closing twice is no error."""
        self._archive_thread.close()
        self._shelf_thread.close()
        for _, table in self._shelves.values():
            table.close()
        self._names_table.close()
        self._archive_table.close()
        self.ledger.close()


def open_store(path: Path, *, create: bool = True, read_only: bool = False, migrate: bool = True) -> Store:
    """Open the store; make it, and its folder, if it is not there and may be made.

    One of an older version is backed up and brought to ours, unless `migrate` is false: then it is refused.
    `read_only` is for what works beside the process that holds the store: nothing is made, a store that is not there
    is an empty one, and every write raises. Blocking. Raises StoreUnusable.
    """
    if path.is_dir():
        raise StoreUnusable(path=path, reason=N_("it is a folder"))
    with telling(path):
        if not read_only:
            _make(path, create, migrate)
        elif path.exists():
            _check(path)
    return _rooms(path, read_only)


def _rooms(path: Path, read_only: bool) -> Store:
    known = PutAside()
    with ExitStack() as opened:
        ledger = SqliteLedger(path, known, read_only=read_only)
        opened.callback(ledger.close)
        replies = Table(path, "archive", known, read_only=read_only)
        opened.callback(replies.close)
        # Made where it is missing: a store of before it is a store.
        names = Table(path, "names", known, read_only=read_only)
        opened.pop_all()
    thread, shelves = OneThread(path, "archive"), OneThread(path, "shelves")
    return Store(path, SqliteArchive(replies, names, thread), ledger, read_only, known, replies, names, thread, shelves)


def _make(path: Path, create: bool, migrate: bool) -> None:
    """See that the file is there and is a store of our version."""
    if not path.exists():
        if not create:
            raise StoreUnusable(path=path, reason=N_("there is no such file"))
        _make_empty(path)
    _check(path)  # first: opening for writing turns a file to WAL, and this may be another program's
    conn = connection.for_writing(path)
    try:
        with transaction(conn):
            version = _check_version(conn, path)
            if version == 0:
                for statement in SCHEMA.split(";"):
                    conn.execute(statement)
            elif version < VERSION:
                _bring_forward(conn, path, version, migrate)
            # Also where it stands already: a file that cannot be written is found out here, not in the morning.
            conn.execute(f"PRAGMA user_version = {VERSION}")
    finally:
        conn.close()


def _bring_forward(conn: sqlite3.Connection, path: Path, version: int, migrate: bool) -> None:
    """Back it up while nobody can write, and bring it to our version."""
    if not migrate:
        raise StoreUnusable(
            N_("The store at {path} was written by an older Morning Reads."),
            N_("Start `morning-reads run` once: it makes a backup, and brings the store to this version."),
            path=path,
        )
    backup = free_name(path, version)
    back_up(path, backup)
    forward(conn, version)
    log.warning("the store goes from version %d to %d; what it was before stands in %s", version, VERSION, backup)


def _make_empty(path: Path) -> None:
    """An empty file for its owner alone, since tokens will lie in it; SQLite's files beside it take its mode.

    Never open a file that is there: closing it would drop the locks that this process's connections have on it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _check(path: Path) -> None:
    """Refuse what is no store, or a newer one. Raises sqlite3.Error, StoreUnusable."""
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        _check_version(conn, path)
    finally:
        conn.close()


def _check_version(conn: sqlite3.Connection, path: Path) -> int:
    used = conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    if used and not has_table(conn, "ledger"):  # another program's database
        raise StoreUnusable(path=path, reason=NOT_A_STORE)
    version = version_of(conn)
    if version > VERSION:
        raise StoreUnusable(
            N_("The store at {path} was written by a newer Morning Reads."),
            N_("Update Morning Reads, or set MORNING_READS_STORE__PATH to another file."),
            path=path,
        )
    return version
