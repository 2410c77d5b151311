"""Every digest of every chat on disk: unique keys, one transaction a change, one thread for all of them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bot.core.ports import DIGEST, DeliveryKey, DeliveryRow, State
from bot.store import aside, connection, folding
from bot.store.aside import PutAside
from bot.store.connection import transaction
from bot.store.repair import SUSPECT, readable, repair
from bot.store.rows import (
    CLAIMABLE,
    FIELDS,
    INSERT,
    KEY,
    SCHEMA,
    SELECT,
    from_columns,
    key_columns,
    order,
    to_columns,
)
from bot.store.thread import OneThread
from bot.store.values import READ_ERRORS, text_or_not

log = logging.getLogger(__name__)
T = TypeVar("T")

THIS_ROW = " AND ".join(f"{name} = :{name}" for name in KEY)
CLAIMABLE_SQL = ", ".join(f"'{state.value}'" for state in CLAIMABLE)

# ruff: noqa: S608 - these statements are built of our own column names alone; every value is bound
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
MOVE = "UPDATE OR IGNORE ledger SET message_id = NULL, shown = NULL, chat = ? WHERE chat = ?"


class SqliteLedger:
    """The port Ledger over a connection of its own; every call raises StoreUnusable if the file cannot serve it."""

    def __init__(self, path: Path, known: PutAside, *, read_only: bool = False) -> None:
        self._known = known
        self._read_only = read_only
        self._thread = OneThread(path, "ledger")
        try:
            self._conn = self._thread.call(lambda: _open(path, read_only))
            self._thread.call(self._begin)
        except BaseException:
            self._thread.close()
            raise

    async def plan(self, rows: Sequence[DeliveryRow]) -> int:
        """Add rows whose key is not there yet; how many were new."""
        columns = [to_columns(row) for row in rows]
        return await self._change(lambda: sum(self._conn.execute(INSERT, row).rowcount for row in columns))

    async def get(self, key: DeliveryKey) -> DeliveryRow | None:
        """One row."""
        found = await self._select(THIS_ROW, key_columns(key))
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
        where = " AND ".join(condition for condition, wanted in conditions.items() if wanted) or "1"
        values = marks | {"day": day.isoformat() if day else None, "chat": chat}
        found = await self._select(where, values)
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
        return await self._change(lambda: folding.fold(self._conn, before))

    async def folded(self, chat: int) -> Mapping[State, int]:
        """How many rows of a chat are put away, by how they ended."""
        return await self._thread.run(lambda: folding.folded(self._conn, chat))

    def close(self) -> None:
        """Finish what was asked for, and close the connection; closing twice is no error."""
        self._thread.close()
        self._conn.close()

    async def _select(self, where: str, values: dict[str, Any]) -> list[DeliveryRow]:
        return await self._thread.run(lambda: self._readable(where, values))

    def _readable(self, where: str, values: dict[str, Any]) -> list[DeliveryRow]:
        """The rows that can be read; the others are put aside first, and asked for again as what they are now."""
        found = self._conn.execute(f"{SELECT} WHERE {where}", values).fetchall()
        try:
            return [from_columns(row) for row in found]
        except READ_ERRORS:
            if self._mend(where, values):
                found = self._conn.execute(f"{SELECT} WHERE {where}", values).fetchall()
            return readable(found)

    def _begin(self) -> None:
        try:
            self._known.learn(self._conn.execute(aside.ALL))
            self._mend(SUSPECT, {})
        except sqlite3.Error as error:  # the archive may answer all the same; whoever needs the ledger is told
            log.error("the ledger cannot be looked through: %s", error)

    def _mend(self, where: str, values: dict[str, Any]) -> bool:
        mended = not self._read_only and repair(self._conn, where, values)
        if mended:
            self._known.learn(self._conn.execute(aside.ALL))
        return mended

    async def _change(self, work: Callable[[], T]) -> T:
        def whole() -> T:
            with transaction(self._conn):
                return work()

        return await self._thread.run(whole)

    def _move(self, old: int, new: int) -> int:
        moved = self._conn.execute(MOVE, (new, old)).rowcount
        folding.move(self._conn, old, new)
        return moved

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
    conn.text_factory = text_or_not  # whatever stands there is given, and looked at afterwards
    return conn
