"""A connection to the store's file, opened in one way only, and what goes wrong with one in plain words.

WAL, so that readers and a writer do not wait for each other; `synchronous=FULL`, so that what was committed is on disk;
five seconds of patience with another program's lock. Transactions are begun by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.core.errors import N_, StoreDamaged, StoreUnusable
from bot.store import migrations

BUSY_SECONDS = 5.0
FULL = 2
"""What `PRAGMA synchronous` answers when it is FULL."""

NOT_A_STORE = N_("it is not a store file")
ANOTHER = N_("Set {setting} to another file; if it was a store, its beginning is damaged: put a backup in its place.")
CLOSED = N_("it is closed")
REASONS = {
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_READONLY: N_("it is read-only"),
    sqlite3.SQLITE_BUSY: N_("another program has it locked"),
    sqlite3.SQLITE_LOCKED: N_("another program has it locked"),
    sqlite3.SQLITE_IOERR: N_("the disk failed to read or write"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_PERM: N_("its permissions do not allow it"),
}
"""By SQLite's primary result code (sqlite.org/rescode.html)."""


def unusable(path: Path, error: Exception) -> StoreUnusable:
    """An error of SQLite or of the file system as a sentence."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return StoreUnusable(path=path, reason=N_("its folder is a file"))
    if isinstance(error, OSError):
        return StoreUnusable(path=path, reason=(error.strerror or str(error)).lower())
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreDamaged(path=path)
    if code == sqlite3.SQLITE_NOTADB:
        return StoreUnusable(None, ANOTHER, path=path, reason=NOT_A_STORE)
    return StoreUnusable(path=path, reason=REASONS.get(code, str(error)))


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Raise StoreUnusable for what SQLite or the file system raises inside."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def for_writing(path: Path) -> sqlite3.Connection:
    """A connection that reads and writes a file that is there. Raises sqlite3.Error, StoreUnusable."""
    conn = _connect(f"{path.absolute().as_uri()}?mode=rw")
    try:
        if conn.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
            raise StoreUnusable(path=path, reason=N_("its file system cannot hold a write-ahead log"))
        return _ready(conn, path)
    except BaseException:
        conn.close()
        raise


def for_reading(path: Path, table: str, schema: str) -> sqlite3.Connection:
    """A connection that only reads, beside whoever writes; a table or a file that is not there yet is an empty one.

    `schema` makes the table. A file of an older version is seen as one of ours. Raises sqlite3.Error.
    """
    conn = to_read(path) if path.exists() else _connect(":memory:")
    try:
        if has_table(conn, table):
            migrations.show(conn)
        else:
            conn.close()
            conn = _connect(":memory:")
            conn.executescript(schema)
        conn.execute("PRAGMA query_only=ON")
        return _ready(conn, path)
    except BaseException:
        conn.close()
        raise


def to_read(path: Path) -> sqlite3.Connection:
    """A connection that only reads the file as it stands. Raises sqlite3.Error."""
    return _connect(f"{path.absolute().as_uri()}?mode=ro")


def has_table(conn: sqlite3.Connection, name: str) -> bool:
    """Whether the file has that table."""
    found = conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    return found.fetchone() is not None


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and on disk after it. Raises sqlite3.Error."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            with suppress(sqlite3.Error):
                conn.execute("ROLLBACK")
        raise


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _ready(conn: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    conn.execute("PRAGMA synchronous=FULL")
    if conn.execute("PRAGMA synchronous").fetchone() != (FULL,):
        raise StoreUnusable(path=path, reason=N_("it cannot be made to write through to the disk"))
    # A text cut off within a character must not fail the whole select: it is found unreadable, alone, later.
    conn.text_factory = lambda raw: raw.decode(errors="replace")
    return conn
