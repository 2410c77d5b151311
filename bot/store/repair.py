"""Ledger rows that cannot be read: put aside as they are, and what they stand for is not sent again by itself.

Where a row's key can be read, an uncertain one takes its place: it may have been sent, so its chat is asked.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot.core.days import end_of
from bot.core.ports import DIGEST, DeliveryRow, State
from bot.store import aside
from bot.store.connection import transaction
from bot.store.rows import COLUMNS, INSERT, KEY, SELECT, from_columns, given, key_of, to_columns
from bot.store.values import READ_ERRORS, NotText

# ruff: noqa: S608 - these statements are built of our own column names alone; every value is bound
log = logging.getLogger(__name__)

SUSPECT = f"state NOT IN ({', '.join(repr(state.value) for state in State)}) OR told NOT IN (0, 1)"
"""Rows that a select by state, or of what is untold, would never meet."""


def repair(conn: sqlite3.Connection, where: str, values: Mapping[str, Any]) -> bool:
    """Put aside what cannot be read among these rows, all or nothing; whether anything was.

    What cannot be written, since the disk is full, stays where it is.
    """
    found = conn.execute(f"{SELECT} WHERE {where}", values).fetchall()
    broken = [_columns(row) for row in found if not _reads(row)]
    if not broken:
        return False
    try:
        with transaction(conn):
            for columns in broken:
                _put_aside(conn, columns)
    except sqlite3.Error as error:
        log.warning("the ledger: what cannot be read stays where it is, and is left out: %s", error)
        return False
    for columns in broken:
        log.error("the ledger: what is kept as %s cannot be read and is put aside", _name(columns))
    return True


def readable(found: Iterable[tuple[Any, ...]]) -> list[DeliveryRow]:
    """The rows that can be read; the others are named in the log."""
    rows = []
    for row in found:
        try:
            rows.append(from_columns(row))
        except READ_ERRORS:
            log.warning("the ledger: what is kept as %s cannot be read and is left out", _name(_columns(row)))
    return rows


def _put_aside(conn: sqlite3.Connection, columns: dict[str, Any]) -> None:
    conn.execute(aside.PUT, ("ledger", _name(columns), json.dumps(columns, default=bytes.hex, ensure_ascii=False)))
    # A text that is none is found again only as the bytes that it is.
    this = (f"{n} IS CAST(:{n} AS TEXT)" if isinstance(columns[n], NotText) else f"{n} IS :{n}" for n in KEY)
    conn.execute(f"DELETE FROM ledger WHERE {' AND '.join(this)}", columns)
    with suppress(*READ_ERRORS):
        conn.execute(INSERT, to_columns(_instead(columns)))


def _instead(columns: Mapping[str, Any]) -> DeliveryRow:
    """What stands in its place. Raises READ_ERRORS if nobody knows for what it stood."""
    key = key_of(columns)
    due: datetime | None = given(columns, "due", None)
    return DeliveryRow(
        key,
        State.UNCERTAIN,
        due or end_of(key.first + timedelta(days=max(key.length, 1) - 1)),
        attempts=given(columns, "attempts", 0),
        reason="its row could not be read",
        told=key.part != DIGEST,  # nobody is told of a lost chart or reply
    )


def _reads(row: tuple[Any, ...]) -> bool:
    try:
        from_columns(row)
    except READ_ERRORS:
        return False
    return True


def _columns(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


def _name(columns: Mapping[str, Any]) -> str:
    return "|".join(str(columns[name]) for name in KEY)
