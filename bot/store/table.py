"""One sqlitedict table of JSON objects, made to keep its promises (`store.worker` says what that takes).

A write is whole or not at all, and on disk when it returns; reading sees every write that has returned; what fails is
raised by the call that met it, and nothing waits for ever.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.core.errors import StoreUnusable
from bot.store import values
from bot.store.connection import CLOSED, telling
from bot.store.worker import Dict, Worker

log = logging.getLogger(__name__)

END_SECONDS = 10.0
KEYS_AT_ONCE = 900
"""SQLite of before 3.32 takes 999 arguments a statement (sqlite.org/limits.html)."""

Thing = dict[str, Any]
Change = Callable[[dict[str, Thing]], Mapping[str, Mapping[str, Any]]]
"""What is to be written, made of what is held."""


class Table:
    """JSON objects by key. Blocking; any thread may call it. Raises StoreUnusable."""

    def __init__(self, path: Path, name: str, *, read_only: bool = False) -> None:
        self._path = path
        self._name = name
        self._read_only = read_only
        self._one_at_a_time = threading.Lock()
        self._dict = self._open()
        self._table = f'"{self._dict.tablename}"'

    # ruff: noqa: S608 - the statements are built of our own names alone; every value is bound

    def between(self, low: str, high: str) -> dict[str, Thing]:
        """The things whose keys lie between two, both included; one that cannot be read is left out, and logged."""
        return self._things(self.told("value", low, high))

    def told(self, expressions: str, low: str, high: str) -> list[tuple[Any, ...]]:
        """The same keys, each with what SQL expressions over its `value` tell."""
        between = f"FROM {self._table} WHERE key BETWEEN ? AND ? ORDER BY key"
        return self.ask(f"SELECT key, {expressions} {between}", (low, high))

    def of(self, keys: Collection[str]) -> dict[str, Thing]:
        """The things of these keys, as far as there are any; one that cannot be read is left out, and logged."""
        with self._working() as worker:
            return self._things(self._found(worker, keys))

    def everything(self) -> dict[str, Thing]:
        """All things; one that cannot be read is left out, and logged."""
        return self._things(self.ask(f"SELECT key, value FROM {self._table} ORDER BY key"))

    def put(self, things: Mapping[str, Mapping[str, Any]]) -> None:
        """Write all of them or none, each in place of the one of its key."""
        rows = self._rows(things)
        with self._writing() as worker:
            self._replace(worker, rows)

    def change(self, keys: Collection[str], change: Change) -> None:
        """Write, all or none, what is made of the things of these keys; nobody writes between reading and writing."""
        with self._writing() as worker:
            self._replace(worker, self._rows(change(self._things(self._found(worker, keys)))))

    def drop(self, key: str) -> None:
        """Remove what has that key, if anything."""
        with self._writing() as worker:
            worker.do(f"DELETE FROM {self._table} WHERE key = ?", (key,))

    def ask(self, statement: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of any one statement."""
        with self._working() as worker:
            return worker.read(statement, arguments)

    def close(self) -> None:
        """End the thread and its connection."""
        with self._one_at_a_time:
            worker = self._dict.conn
            if worker is not None:
                # Forced: the other way waits without end for a thread that has ended before.
                self._dict.close(force=True)
                worker.join(END_SECONDS)

    def _found(self, worker: Worker, keys: Collection[str]) -> Iterator[tuple[Any, ...]]:
        ordered = list(keys)
        for start in range(0, len(ordered), KEYS_AT_ONCE):
            some = ordered[start : start + KEYS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            yield from worker.read(f"SELECT key, value FROM {self._table} WHERE key IN ({marks})", some)

    def _things(self, rows: Iterable[tuple[Any, ...]]) -> dict[str, Thing]:
        things: dict[str, Thing] = {}
        for key, value in rows:
            try:
                things[key] = values.loads(value)
            except (ValueError, TypeError):
                log.warning("%s: what is kept as %s cannot be read and is left out", self._name, key)
        return things

    def _rows(self, things: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
        return [(key, values.dumps(thing)) for key, thing in things.items()]

    def _replace(self, worker: Worker, rows: Sequence[tuple[str, str]]) -> None:
        for row in rows:
            worker.do(f"REPLACE INTO {self._table} (key, value) VALUES (?, ?)", row)

    @contextmanager
    def _writing(self) -> Iterator[Worker]:
        with self._working() as worker:
            worker.do("BEGIN IMMEDIATE")
            try:
                yield worker
                worker.do("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite itself may have rolled back
                    worker.do("ROLLBACK")
                raise

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
