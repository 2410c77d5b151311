"""Rows of long ago: counted by chat and by how they ended, and gone. The caller has begun a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from bot.core.ports import DIGEST, State
from bot.store.rows import ACTS_KEPT, ENDED

# ruff: noqa: S608 - these statements are built of our own names alone; every value is bound
_OLD = f"first < :before AND told = 1 AND state IN ({', '.join(repr(state.value) for state in ENDED)})"
_ADD = "ON CONFLICT (chat, state) DO UPDATE SET number = number + excluded.number"
_COUNT = (
    f"INSERT INTO folded (chat, state, number) SELECT chat, state, count(*) FROM ledger WHERE {_OLD} "
    f"AND part = {DIGEST} GROUP BY chat, state {_ADD}"
)
_FOLD = f"DELETE FROM ledger WHERE {_OLD}"
_FORGET = (
    "DELETE FROM acts WHERE update_id IN "
    f"(SELECT update_id FROM acts ORDER BY at DESC, update_id DESC LIMIT -1 OFFSET {ACTS_KEPT})"
)
_MOVE = f"INSERT INTO folded (chat, state, number) SELECT ?, state, number FROM folded WHERE chat = ? {_ADD}"


def fold(conn: sqlite3.Connection, before: date) -> int:
    """Fold away the ended rows whose period begins before a day, and all acts but the newest; how many rows."""
    values = {"before": before.isoformat()}
    conn.execute(_COUNT, values)
    conn.execute(_FORGET)
    return conn.execute(_FOLD, values).rowcount


def folded(conn: sqlite3.Connection, chat: int) -> Mapping[State, int]:
    """How many rows of a chat were folded away, by how they ended."""
    found = dict(conn.execute("SELECT state, number FROM folded WHERE chat = ?", (chat,)).fetchall())
    return {state: found[state] for state in State if state in found}


def move(conn: sqlite3.Connection, old: int, new: int) -> None:
    """Add what is counted of one chat to what is counted of another."""
    conn.execute(_MOVE, (new, old))
    conn.execute("DELETE FROM folded WHERE chat = ?", (old,))
