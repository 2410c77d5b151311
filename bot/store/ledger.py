"""Every digest of every chat on disk: unique keys, one transaction a change, one thread for all of them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bot.core.ports import DIGEST, DeliveryKey, DeliveryRow, State
from bot.store import connection
from bot.store.connection import transaction
from bot.store.rows import (
    ACTS_KEPT,
    CLAIMABLE,
    ENDED,
    FIELDS,
    KEY,
    SCHEMA,
    from_columns,
    key_columns,
    order,
    to_columns,
)
from bot.store.thread import OneThread

log = logging.getLogger(__name__)
T = TypeVar("T")

COLUMNS = (*KEY, *FIELDS)
THIS_ROW = " AND ".join(f"{name} = :{name}" for name in KEY)
CLAIMABLE_SQL, ENDED_SQL = (", ".join(f"'{state.value}'" for state in states) for states in (CLAIMABLE, ENDED))

# ruff: noqa: S608 - these statements are built of our own column names alone; every value is bound
INSERT = (
    f"INSERT INTO ledger ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)}) "
    f"ON CONFLICT ({', '.join(KEY)}) DO NOTHING"
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM ledger"
SETTLE = f"UPDATE ledger SET {', '.join(f'{name} = :{name}' for name in FIELDS)} WHERE {THIS_ROW}"
CLAIM = (
    f"UPDATE ledger SET state = 'sending', attempts = attempts + 1 "
    f"WHERE {THIS_ROW} AND attempts = :attempt AND state IN ({CLAIMABLE_SQL})"
)
ACT = "INSERT INTO acts (update_id) VALUES (?) ON CONFLICT (update_id) DO NOTHING"
SETTLE_IF = f"{SETTLE} AND state = :was_state AND attempts = :was_attempts"
SETTLE_DEAD = (
    f"UPDATE ledger SET state = 'uncertain', told = (part != {DIGEST}), told_attempts = 0, told_next = NULL "
    "WHERE state = 'sending'"
)
MOVE = "UPDATE OR IGNORE ledger SET chat = ? WHERE chat = ?"
OLD = f"first < :before AND told = 1 AND state IN ({ENDED_SQL})"
ADD = "ON CONFLICT (chat, state) DO UPDATE SET number = number + excluded.number"
COUNT = (
    f"INSERT INTO folded (chat, state, number) SELECT chat, state, count(*) FROM ledger WHERE {OLD} "
    f"GROUP BY chat, state {ADD}"
)
FOLD = f"DELETE FROM ledger WHERE {OLD}"
FORGET = (
    "DELETE FROM acts WHERE update_id IN "
    f"(SELECT update_id FROM acts ORDER BY at DESC, update_id DESC LIMIT -1 OFFSET {ACTS_KEPT})"
)
MOVE_FOLDED = f"INSERT INTO folded (chat, state, number) SELECT ?, state, number FROM folded WHERE chat = ? {ADD}"


class SqliteLedger:
    """The port Ledger over a connection of its own; every call raises StoreUnusable if the file cannot serve it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._thread = OneThread(path, "ledger")
        try:
            self._conn = self._thread.call(lambda: _open(path, read_only))
        except BaseException:
            self._thread.close()
            raise

    async def plan(self, rows: Sequence[DeliveryRow]) -> int:
        """Add rows whose key is not there yet; how many were new."""
        columns = [to_columns(row) for row in rows]
        return await self._change(lambda: sum(self._conn.execute(INSERT, row).rowcount for row in columns))

    async def get(self, key: DeliveryKey) -> DeliveryRow | None:
        """One row."""
        found = await self._select(f"{SELECT} WHERE {THIS_ROW}", key_columns(key))
        return found[0] if found else None

    async def rows(
        self,
        *,
        states: Collection[State] = (),
        day: date | None = None,
        chat: int | None = None,
        untold: bool = False,
        shown: bool = False,
    ) -> list[DeliveryRow]:
        """The rows of these states (all, if none is given) whose period begins on `day`, oldest day first."""
        marks = {f"state{n}": state.value for n, state in enumerate(states)}
        conditions = {
            f"state IN ({', '.join(f':{mark}' for mark in marks)})": bool(marks),
            "first = :day": day is not None,
            "chat = :chat": chat is not None,
            "told = 0": untold,
            "shown IS NOT NULL": shown,
        }
        where = " AND ".join(condition for condition, wanted in conditions.items() if wanted)
        values = marks | {"day": day.isoformat() if day else None, "chat": chat}
        found = await self._select(f"{SELECT} WHERE {where}" if where else SELECT, values)
        return sorted(found, key=order)

    async def claim(self, key: DeliveryKey, *, attempt: int, update: int | None = None) -> bool:
        """Make a row `sending` and count one attempt, if it is claimable and at `attempt`; False if it is not.

        The update that asks for it is kept in the same transaction, so that it acts once, also after a crash.
        """
        return await self._thread.run(lambda: self._claim(key, attempt, update))

    async def settle(self, row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        """Write how a row ended, if it still is as it `was`; for a key that is not there, a line in the log."""
        columns = to_columns(row)
        if was is not None:
            seen = columns | {"was_state": was.state.value, "was_attempts": was.attempts}
            return await self._change(lambda: self._conn.execute(SETTLE_IF, seen).rowcount) > 0
        written = await self._change(lambda: self._conn.execute(SETTLE, columns).rowcount) > 0
        if not written:
            log.warning("the ledger has no row to settle as %s: %s", row.state, row.key)
        return written

    async def settle_dead(self) -> int:
        """Make every row left `sending` by a dead process `uncertain`, digests owed a line at once; how many."""
        return await self._change(lambda: self._conn.execute(SETTLE_DEAD).rowcount)

    async def move(self, old: int, new: int) -> int:
        """A chat has another id now: rewrite its keys; one whose new key is there stays; how many moved."""
        if old == new:
            return 0
        return await self._change(lambda: self._move(old, new))

    async def fold(self, before: date) -> int:
        """Put away the ended rows whose period begins before a day, and all but the newest acts; how many rows."""
        return await self._change(lambda: self._fold({"before": before.isoformat()}))

    async def folded(self, chat: int) -> Mapping[State, int]:
        """How many rows of a chat are put away, by how they ended."""
        found = await self._thread.run(
            lambda: self._conn.execute("SELECT state, number FROM folded WHERE chat = ?", (chat,)).fetchall()
        )
        return {State(state): number for state, number in found}

    def close(self) -> None:
        """Finish what was asked for, and close the connection; closing twice is no error."""
        self._thread.close()
        self._conn.close()

    async def _select(self, statement: str, values: dict[str, Any]) -> list[DeliveryRow]:
        return await self._thread.run(
            lambda: [from_columns(row) for row in self._conn.execute(statement, values).fetchall()]
        )

    async def _change(self, work: Callable[[], T]) -> T:
        def whole() -> T:
            with transaction(self._conn):
                return work()

        return await self._thread.run(whole)

    def _move(self, old: int, new: int) -> int:
        moved = self._conn.execute(MOVE, (new, old)).rowcount
        self._conn.execute(MOVE_FOLDED, (new, old))
        self._conn.execute("DELETE FROM folded WHERE chat = ?", (old,))
        return moved

    def _fold(self, before: dict[str, str]) -> int:
        self._conn.execute(COUNT, before)
        self._conn.execute(FORGET)
        return self._conn.execute(FOLD, before).rowcount

    def _claim(self, key: DeliveryKey, attempt: int, update: int | None) -> bool:
        try:
            with transaction(self._conn):
                if update is not None and not self._conn.execute(ACT, (update,)).rowcount:
                    raise _TakenError
                if not self._conn.execute(CLAIM, key_columns(key) | {"attempt": attempt}).rowcount:
                    raise _TakenError  # and the update has not acted: the transaction takes that back too
        except _TakenError:
            return False
        return True


class _TakenError(Exception):
    """Somebody else has it."""


def _open(path: Path, read_only: bool) -> sqlite3.Connection:
    conn = connection.for_reading(path, "ledger", SCHEMA) if read_only else connection.for_writing(path)
    conn.row_factory = sqlite3.Row
    return conn
