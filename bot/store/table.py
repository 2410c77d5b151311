"""One sqlitedict table of JSON objects, made to keep its promises (`store.worker` says what that takes).

A write is whole or not at all, and on disk when it returns; reading sees every write that has returned; what fails is
raised by the call that met it, and nothing waits for ever.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.core.errors import StoreUnusable
from bot.store import aside, values
from bot.store.aside import PutAside
from bot.store.connection import CLOSED, telling
from bot.store.values import READ_ERRORS
from bot.store.worker import Dict, Worker

log = logging.getLogger(__name__)

END_SECONDS = 10.0
ARGUMENTS_AT_ONCE = 900
"""SQLite of before 3.32 takes 999 arguments a statement (sqlite.org/limits.html)."""

T = TypeVar("T")
Thing = dict[str, Any]
Unread = list[tuple[Any, Any]]
"""Row numbers and keys."""
Things = Mapping[str, Mapping[str, Any]]
Make = Callable[[str, Thing], T]
"""Makes something of a key and its thing. Raises READ_ERRORS."""


class Table:
    """JSON objects by key. Blocking; any thread may call it. Raises StoreUnusable."""

    def __init__(self, path: Path, name: str, known: PutAside, *, read_only: bool = False) -> None:
        self._path = path
        self._name = name
        self._known = known
        self._read_only = read_only
        # A table that is seen through a view has no row numbers; nor are they needed to read.
        self._number = "NULL" if read_only else "rowid"
        self._one_at_a_time = threading.Lock()
        self._dict = self._open()
        self._table = f'"{self._dict.tablename}"'

    # ruff: noqa: S608 - the statements are built of our own names alone; every value is bound

    # Whatever nothing can be made of is put aside, or left out where nothing can be written; the rest is there.

    def between(self, low: str, high: str, make: Make[T]) -> list[T]:
        """What is made of the things whose keys lie between two, both included, in their order."""
        return self.told("value", low, high, _reading(make))

    def told(self, expressions: str, low: str, high: str, make: Callable[..., T]) -> list[T]:
        """What is made of each such key and of what SQL expressions tell of its `value`."""
        what = f"{expressions} FROM {self._table} WHERE key BETWEEN ? AND ? ORDER BY key"
        with self._working() as worker:
            return self._cleared(worker, self._made(worker, what, (low, high), make))

    def of(self, keys: Collection[str], make: Make[T]) -> list[T]:
        """What is made of the things of these keys, as far as there are any."""
        with self._working() as worker:
            return self._cleared(worker, self._of(worker, keys, make))

    def everything(self) -> dict[str, Thing]:
        """All things."""
        what = f"value FROM {self._table} ORDER BY key"
        with self._working() as worker:
            return dict(self._cleared(worker, self._made(worker, what, (), _reading(_as_it_is))))

    def put(self, things: Things) -> None:
        """Write all of them or none, each in place of the one of its key."""
        rows = _rows(things)
        with self._working() as worker, worker.transaction():
            self._replace(worker, rows)

    def change(self, keys: Collection[str], make: Make[T], change: Callable[[list[T]], Things]) -> None:
        """Write, all or none, what `change` makes of what is held of these keys; nobody writes in between."""
        with self._working() as worker:
            with worker.transaction():
                made, unread = self._of(worker, keys, make)
                self._move(worker, unread)
                self._replace(worker, _rows(change(made)))
            self._name_moved(worker, unread)

    def drop(self, key: str) -> None:
        """Remove what has that key, if anything."""
        with self._working() as worker, worker.transaction():
            worker.do(f"DELETE FROM {self._table} WHERE key = ?", (key,))

    def ask(self, statement: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of any one statement."""
        with self._working() as worker:
            return worker.read(statement, arguments).fetchall()

    def close(self) -> None:
        """End the thread and its connection."""
        with self._one_at_a_time:
            worker = self._dict.conn
            if worker is not None:
                # Forced: the other way waits without end for a thread that has ended before.
                self._dict.close(force=True)
                worker.join(END_SECONDS)

    def _of(self, worker: Worker, keys: Collection[str], make: Make[T]) -> tuple[list[T], Unread]:
        made: list[T] = []
        unread: Unread = []
        for some in _batches(list(keys), ARGUMENTS_AT_ONCE):
            marks = ", ".join("?" * len(some))
            more, lost = self._made(worker, f"value FROM {self._table} WHERE key IN ({marks})", some, _reading(make))
            made += more
            unread += lost
        return made, unread

    def _made(
        self, worker: Worker, what: str, arguments: Sequence[object], make: Callable[..., T]
    ) -> tuple[list[T], Unread]:
        made: list[T] = []
        unread: Unread = []
        with closing(worker.read(f"SELECT {self._number}, key, {what}", arguments)) as rows:
            for number, *row in rows:
                try:
                    made.append(make(*row))
                except READ_ERRORS:
                    unread.append((number, row[0]))
        return made, unread

    def _cleared(self, worker: Worker, found: tuple[list[T], Unread]) -> list[T]:
        """What could be made; what could not stands in nobody's way again."""
        made, unread = found
        if unread and not self._read_only:
            try:
                with worker.transaction():
                    self._move(worker, unread)
                self._name_moved(worker, unread)
            except sqlite3.Error as error:
                log.warning("%s: nothing can be put aside now: %s", self._name, error)
            else:
                return made
        for _, key in unread:
            log.warning("%s: what is kept as %s cannot be read and is left out", self._name, key)
        return made

    def _move(self, worker: Worker, unread: Unread) -> None:
        for some in _batches([number for number, _ in unread], ARGUMENTS_AT_ONCE):
            here = f"FROM {self._table} WHERE rowid IN ({', '.join('?' * len(some))})"
            worker.do(f"{aside.MOVE} {here}", (self._dict.tablename, *some))
            worker.do(f"DELETE {here}", some)

    def _name_moved(self, worker: Worker, unread: Unread) -> None:
        if unread:
            self._known.learn(worker.read(aside.ALL))
        for _, key in unread:
            log.error("%s: what is kept as %s cannot be read and is put aside", self._name, key)

    def _replace(self, worker: Worker, rows: Sequence[tuple[str, str]]) -> None:
        for some in _batches(rows, ARGUMENTS_AT_ONCE // 2):
            marks = ", ".join(["(?, ?)"] * len(some))
            worker.do(f"REPLACE INTO {self._table} (key, value) VALUES {marks}", [part for row in some for part in row])

    @contextmanager
    def _working(self) -> Iterator[Worker]:
        with self._one_at_a_time, telling(self._path):
            if self._dict.conn is None:
                raise StoreUnusable(path=self._path, reason=CLOSED)
            if not self._dict.conn.is_alive():
                self._dict = self._open()
            yield self._dict.conn

    def _open(self) -> Dict:
        with telling(self._path):
            return Dict(self._path, self._name, self._read_only)


def _reading(make: Make[T]) -> Callable[[str, Any], T]:
    loads = values.loads
    return lambda key, value: make(key, loads(value))


def _as_it_is(key: str, thing: Thing) -> tuple[str, Thing]:
    if not isinstance(key, str):
        raise TypeError("the key is no text")
    return key, thing


def _rows(things: Things) -> list[tuple[str, str]]:
    return [(key, values.dumps(thing)) for key, thing in things.items()]


def _batches(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (many[start : start + size] for start in range(0, len(many), size))
