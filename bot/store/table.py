"""One sqlitedict table of JSON objects, made to keep its promises.

sqlitedict 2.1.0 works through a thread of its own, and three things of it are set right here:
- it runs `synchronous=OFF`: the connection is ours (`store.connection`), FULL from the first statement;
- a failed statement is raised by the next, unrelated call: every statement here is waited for;
- a commit, or a row, that fails inside its thread ends that thread, and whoever waits for it waits for ever: COMMIT
  goes as a statement, whose failure comes back, and a wait looks whether the thread still lives.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from sqlitedict import SqliteDict, SqliteMultithread

from bot.core.errors import StoreUnusable
from bot.store import connection, values
from bot.store.connection import CLOSED, telling

log = logging.getLogger(__name__)
# What fails is raised, as StoreUnusable; sqlitedict would print its traceback besides.
logging.getLogger("sqlitedict").setLevel(logging.CRITICAL)

LOOK_AGAIN_SECONDS = 0.2
END_SECONDS = 10.0
NO_MORE = "--no more--"
"""What sqlitedict's thread sends after the last row; rows are tuples."""


class Table:
    """JSON objects by key, on disk when a write returns. Blocking; any thread may call it. Raises StoreUnusable."""

    def __init__(self, path: Path, name: str, *, read_only: bool = False) -> None:
        self._path = path
        self._name = name
        self._read_only = read_only
        self._one_at_a_time = threading.Lock()
        self._dict = self._open()
        self._table = f'"{self._dict.tablename}"'

    def between(self, low: str, high: str) -> dict[str, dict[str, Any]]:
        """The things whose keys lie between two, both included; one that cannot be read is left out, and logged."""
        return self._read(
            f"SELECT key, value FROM {self._table} WHERE key BETWEEN ? AND ? ORDER BY key",  # noqa: S608 - our own name
            (low, high),
        )

    def everything(self) -> dict[str, dict[str, Any]]:
        """All things; one that cannot be read is left out, and logged."""
        return self._read(f"SELECT key, value FROM {self._table} ORDER BY key")  # noqa: S608 - our own name

    def put(self, things: Mapping[str, Mapping[str, Any]]) -> None:
        """Write all of them or none, each in place of the one of its key."""
        rows = [(key, self._dict.encode(thing)) for key, thing in things.items()]
        self._write(f"REPLACE INTO {self._table} (key, value) VALUES (?, ?)", rows)  # noqa: S608 - our own name

    def drop(self, key: str) -> None:
        """Remove what has that key, if anything."""
        self._write(f"DELETE FROM {self._table} WHERE key = ?", [(key,)])  # noqa: S608 - our own name

    def close(self) -> None:
        """End the thread and its connection."""
        with self._one_at_a_time:
            worker = self._dict.conn
            if worker is not None:
                # Forced: the other way waits without end for a thread that has ended before.
                self._dict.close(force=True)
                worker.join(END_SECONDS)

    def ask(self, statement: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of any one statement."""
        with self._one_at_a_time, telling(self._path):
            return _ask(self._worker(), statement, arguments)

    def _read(self, statement: str, arguments: Sequence[object] = ()) -> dict[str, dict[str, Any]]:
        things: dict[str, dict[str, Any]] = {}
        for key, value in self.ask(statement, arguments):
            try:
                things[key] = self._dict.decode(value)
            except (ValueError, TypeError):
                log.warning("%s: what is kept as %s cannot be read and is left out", self._name, key)
        return things

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self._one_at_a_time, telling(self._path):
            worker = self._worker()
            _ask(worker, "BEGIN IMMEDIATE")
            try:
                for row in rows:
                    _ask(worker, statement, row)
                _ask(worker, "COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite itself may have rolled back
                    _ask(worker, "ROLLBACK")
                raise

    def _worker(self) -> _Worker:
        if self._dict.conn is None:
            raise StoreUnusable(path=self._path, reason=CLOSED)
        if not self._dict.conn.is_alive():
            self._dict = self._open()
        worker: _Worker = self._dict.conn
        return worker

    def _open(self) -> _Dict:
        with telling(self._path):
            return _Dict(self._path, self._name, self._read_only)


def _ask(worker: _Worker, statement: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement, or what it raised; it returns also if the thread ends instead of answering."""
    answers: Queue[Any] = Queue()
    worker.execute(statement, arguments, answers)
    rows: list[tuple[Any, ...]] = []
    while (row := _next(worker, answers)) != NO_MORE:
        rows.append(row)
    worker.check_raise_error()
    return rows


def _next(worker: _Worker, answers: Queue[Any]) -> Any:
    while True:
        alive = worker.is_alive()
        try:
            return answers.get(timeout=LOOK_AGAIN_SECONDS)
        except Empty:
            if not alive:
                worker.check_raise_error()
                raise sqlite3.OperationalError("its thread has ended") from None


class _Dict(SqliteDict):  # type: ignore[misc]  # sqlitedict ships no types
    """sqlitedict with our codecs, over a connection of ours."""

    def __init__(self, path: Path, name: str, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        there = str(path) if path.exists() else ":memory:"  # it insists on the folder, which a reader may not find
        super().__init__(
            there,
            tablename=name,
            autocommit=False,
            journal_mode="WAL",
            encode=values.dumps,
            decode=values.loads,
            outer_stack=False,
        )

    def _new_conn(self) -> _Worker:
        return _Worker(self._path, self.tablename, self._read_only)


class _Worker(SqliteMultithread):  # type: ignore[misc]  # sqlitedict ships no types
    """sqlitedict's thread; what ends it is kept for whoever waits, and its connection never stays open."""

    def __init__(self, path: Path, table: str, read_only: bool) -> None:
        self._path = path
        self._table = table
        self._read_only = read_only
        self._conn: sqlite3.Connection | None = None
        super().__init__(str(path), autocommit=False, journal_mode="WAL", outer_stack=False)

    def _connect(self) -> tuple[sqlite3.Connection, sqlite3.Cursor]:
        try:
            self._conn = self._connection()
        except Exception:
            self.exception = sys.exc_info()
            raise
        return self._conn, self._conn.cursor()

    def _connection(self) -> sqlite3.Connection:
        if not self._read_only:
            return connection.for_writing(self._path)
        schema = f'CREATE TABLE "{self._table}" (key TEXT PRIMARY KEY, value BLOB)'
        return connection.for_reading(self._path, self._table, schema)

    def run(self) -> None:
        """Serve until closed."""
        try:
            super().run()
        except Exception:
            with self._lock:
                self.exception = sys.exc_info()
        finally:
            if self._conn is not None:
                self._conn.close()
