"""What of a damaged store can still be read, and which copy of it there is. Nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.core.errors import N_, NN_, MorningReadsError, Remark, StoreDamaged
from bot.store import connection
from bot.store.rows import KEY

PARTS = {
    "archive": NN_("{n} day of figures", "{n} days of figures"),
    "names": NN_("the title of {n} article", "the titles of {n} articles"),
    "ledger": NN_("{n} delivery", "{n} deliveries"),
    "shelf_subscriptions": NN_("{n} subscription", "{n} subscriptions"),
    "shelf_chats": NN_("{n} person or chat that is let in", "{n} people and chats that are let in"),
}
"""What a table holds, in plain words; those of which nothing is said are small, or made anew."""

BEGIN = {"shelf_subscriptions": ("daily:", "weekly:", "monthly:"), "shelf_chats": ("in:",)}
"""How the keys begin of what is counted, where others stand beside it."""

NOTHING = N_("nothing")
SENTENCE = N_("The store at {path} is damaged. What can still be read: {parts}.")
COPY = N_(
    "Stop the bot, move that file and those beside it away, and put a copy of {copy} (of {when}) in its place; "
    "`morning-reads backfill` and `morning-reads import` bring in the days since."
)
NO_COPY = N_(
    "Stop the bot and put a backup in its place. Without one, save what can be read, span by span, with "
    "`morning-reads export FROM TO --format json`; then move that file and those beside it away, and bring what was "
    "saved into a new store with `morning-reads import`, and what is missing with `morning-reads backfill`."
)


def explained(error: MorningReadsError) -> MorningReadsError:
    """An error as whoever has the file at hand is told it: of a damaged store with what is left of it. Blocking."""
    path = error.params.get("path")
    return surveyed(path) if isinstance(error, StoreDamaged) and isinstance(path, Path) else error


def surveyed(path: Path) -> StoreDamaged:
    """The error with what is left, and the way back. Blocking: all of the store is read."""
    parts = []
    with suppress(sqlite3.Error), closing(connection.to_read(path)) as conn:
        parts = [Remark(*PARTS[table], n=n) for table in PARTS if (n := _readable(conn, table))]
    copy = newest_copy(path)
    when = datetime.fromtimestamp(copy.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M UTC") if copy else ""
    step = COPY if copy else NO_COPY
    return StoreDamaged(SENTENCE, step, path=path, parts=tuple(parts) or NOTHING, copy=copy, when=when)


def newest_copy(path: Path) -> Path | None:
    """The newest backup that lies beside a store."""
    copies = [one for one in path.parent.glob("*backup*") if one.is_file() and one.name.startswith(path.stem)]
    return max(copies, key=lambda one: one.stat().st_mtime, default=None)


# ruff: noqa: S608 - the statements are built of our own names alone; every value is bound


def _readable(conn: sqlite3.Connection, table: str) -> int:
    """How many days, or rows, of a table can be read."""
    conn.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        if not connection.has_table(conn, table):
            return 0
        if table == "ledger":
            return _from_both_ends(conn)
        wanted: Callable[[str], str] = (lambda key: key[-10:]) if table == "archive" else str
        return len({wanted(str(key)) for key in _keys(conn, table) if str(key).startswith(BEGIN.get(table, ""))})
    except sqlite3.Error:
        return 0


def _keys(conn: sqlite3.Connection, table: str) -> Iterator[str]:
    """The keys of all rows whose value can be read; the pages that cannot are passed over."""
    rows = f'SELECT rowid, key, value FROM "{table}" WHERE rowid > ? ORDER BY rowid'
    last = 0
    end = _last(conn, table)
    while last < end:
        try:
            for number, key, _ in conn.execute(rows, (last,)):
                last = number
                yield key
            return
        except sqlite3.Error:
            last = _beyond(conn, table, last, end)


def _beyond(conn: sqlite3.Connection, table: str, last: int, end: int) -> int:
    """The row before the next one that can be read again; the end, if none can."""
    low, step = last, 1
    while not _reads(conn, table, low + step):
        if low + step >= end:
            return end
        step *= 2
    low, high = low + step // 2, low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _reads(conn, table, middle) else (middle, high)
    return high


def _reads(conn: sqlite3.Connection, table: str, after: int) -> bool:
    try:
        conn.execute(f'SELECT value FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT 1', (after,)).fetchone()
    except sqlite3.Error:
        return False
    return True


def _last(conn: sqlite3.Connection, table: str) -> int:
    try:
        return int(conn.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0] or 0)
    except sqlite3.Error:
        return 2**40


def _from_both_ends(conn: sqlite3.Connection) -> int:
    """Rows of the ledger that can be read before the first damage and behind the last."""
    found: set[tuple[object, ...]] = set()
    for way in ("ASC", "DESC"):
        order = ", ".join(f"{name} {way}" for name in KEY)
        with suppress(sqlite3.Error):
            found.update(conn.execute(f"SELECT * FROM ledger ORDER BY {order}"))
    return len(found)
