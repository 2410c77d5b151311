"""The store: its file opened, and its three rooms handed out."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import N_, StoreUnusable
from bot.core.ports import Aside
from bot.store.archive import SqliteArchive
from bot.store.aside import PutAside
from bot.store.backup import back_up
from bot.store.connection import telling
from bot.store.ledger import SqliteLedger
from bot.store.making import check, make
from bot.store.shelf import SqliteShelf
from bot.store.table import Table
from bot.store.thread import OneThread


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
            make(path, create=create, migrate=migrate)
        elif path.exists():
            check(path)
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
