"""sqlitedict, and the thread that it writes through, as `store.table` needs them.

sqlitedict 2.1.0 works through a thread of its own, and four things of it are set right here and there:
- it runs `synchronous=OFF`: the connection is ours (`store.connection`), FULL from the first statement;
- a failed statement is raised by the next, unrelated call: every statement here is waited for;
- a commit, or a row, that fails inside its thread ends that thread, and whoever waits for it waits for ever: COMMIT
  goes as a statement, whose failure comes back, and a wait looks whether the thread still lives;
- it hands over rows one by one through a queue, which takes longer than the select: what is read is read on the same
  connection by whoever asks, while the thread, whose every statement was waited for, has nothing to do.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from sqlitedict import SqliteDict, SqliteMultithread

from bot.store import connection, values

# What fails is raised, as StoreUnusable; sqlitedict would print its traceback besides.
logging.getLogger("sqlitedict").setLevel(logging.CRITICAL)

LOOK_AGAIN_SECONDS = 0.2
NO_MORE = "--no more--"
"""What sqlitedict's thread sends after the last row; rows are tuples."""


class Dict(SqliteDict):  # type: ignore[misc]  # sqlitedict ships no types
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

    def _new_conn(self) -> Worker:
        return Worker(self._path, self.tablename, self._read_only)


class Worker(SqliteMultithread):  # type: ignore[misc]  # sqlitedict ships no types
    """sqlitedict's thread; what ends it is kept for whoever waits, and its connection never stays open."""

    def __init__(self, path: Path, table: str, read_only: bool) -> None:
        self._path = path
        self._table = table
        self._read_only = read_only
        self._conn: sqlite3.Connection | None = None
        super().__init__(str(path), autocommit=False, journal_mode="WAL", outer_stack=False)

    def do(self, statement: str, arguments: Sequence[object] = ()) -> None:
        """Have the thread do a statement, and wait; raises what it raised, also if it ends instead of answering."""
        answers: Queue[Any] = Queue()
        self.execute(statement, arguments, answers)
        while self._next(answers) != NO_MORE:
            pass
        self.check_raise_error()

    def read(self, statement: str, arguments: Sequence[object] = ()) -> sqlite3.Cursor:
        """The rows of a statement, to be read here and now, while the thread does nothing and nobody else reads."""
        self.check_raise_error()
        if self._conn is None:
            raise sqlite3.OperationalError("its thread has ended")
        return self._conn.execute(statement, arguments)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on disk after it. Raises what a statement or the COMMIT raised."""
        self.do("BEGIN IMMEDIATE")
        try:
            yield
            self.do("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite itself may have rolled back
                self.do("ROLLBACK")
            raise

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

    def _next(self, answers: Queue[Any]) -> Any:
        while True:
            alive = self.is_alive()
            try:
                return answers.get(timeout=LOOK_AGAIN_SECONDS)
            except Empty:
                if not alive:
                    self.check_raise_error()
                    raise sqlite3.OperationalError("its thread has ended") from None

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
