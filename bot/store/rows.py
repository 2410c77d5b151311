"""A delivery as a row of columns, and the rules of the ledger that disk and memory share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from bot.core.ports import DeliveryKey, DeliveryRow, State
from bot.store import aside
from bot.store.values import READ_ERRORS, storable, to_instant, to_text

T = TypeVar("T")

ENDED = (State.SENT, State.UNCERTAIN, State.SKIPPED)
"""What may be folded away, once nobody is owed a line about it."""

ACTS_KEPT = 100_000
"""How many acts stay when rows are folded away, the newest; Telegram repeats an update for 24 hours at most."""

LONGEST = 366
"""Days of a period, at the most."""

CLAIMABLE = (State.PLANNED, State.FAILED, State.UNCERTAIN, State.SKIPPED)
"""What may become `sending`; a sent row never may, and one in `sending` is somebody's."""

# ruff: noqa: S608 - these statements are built of our own column names alone; every value is bound
KEY = ("report", "scope", "first", "length", "chat", "topic", "part")
INSTANTS = ("due", "next_try", "retry_after", "sent_at", "told_next", "as_of", "corrected_at")
FLAGS = ("provisional", "by_hand", "told")
NUMBERS = ("length", "chat", "topic", "part", "attempts", *FLAGS, "told_attempts")
FIELDS = (
    *("state", "due", "attempts", "next_try", "retry_after", "message_id", "sent_at"),
    *("figures", "provisional", "reason", "by_hand", "told", "told_attempts", "told_next"),
    *("shown", "as_of", "corrected_at"),
)
COLUMNS = (*KEY, *FIELDS)

SCHEMA = f"""
CREATE TABLE ledger (
    report TEXT NOT NULL, scope TEXT NOT NULL, first TEXT NOT NULL, length INTEGER NOT NULL,
    chat INTEGER NOT NULL, topic INTEGER NOT NULL, part INTEGER NOT NULL,
    state TEXT NOT NULL, due TEXT NOT NULL, attempts INTEGER NOT NULL, next_try TEXT, retry_after TEXT,
    message_id INTEGER, sent_at TEXT, figures TEXT, provisional INTEGER NOT NULL, reason TEXT,
    by_hand INTEGER NOT NULL, told INTEGER NOT NULL, told_attempts INTEGER NOT NULL, told_next TEXT,
    shown TEXT, as_of TEXT, corrected_at TEXT,
    PRIMARY KEY ({", ".join(KEY)})
) WITHOUT ROWID;
CREATE INDEX ledger_state ON ledger (state, first);
CREATE INDEX ledger_first ON ledger (first);
CREATE INDEX ledger_chat ON ledger (chat, first);
CREATE INDEX ledger_untold ON ledger (first) WHERE told = 0;
CREATE INDEX ledger_shown ON ledger (first) WHERE shown IS NOT NULL;
CREATE TABLE folded (
    chat INTEGER NOT NULL, state TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (chat, state)
) WITHOUT ROWID;
CREATE TABLE acts (
    update_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
{aside.SCHEMA}"""
"""Instants are UTC text (`store.values`), days ISO dates; `acts.at` is the host's time, for whoever looks."""

SELECT = f"SELECT {', '.join(COLUMNS)} FROM ledger"
INSERT = (
    f"INSERT INTO ledger ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)}) "
    f"ON CONFLICT ({', '.join(KEY)}) DO NOTHING"
)


def order(row: DeliveryRow) -> tuple[date, datetime, DeliveryKey]:
    """Oldest day first; within a day as they fall due."""
    return row.key.first, row.due, row.key


def to_columns(row: DeliveryRow) -> dict[str, Any]:
    """A row's values by column. Raises ValueError for an instant without a zone."""
    columns = key_columns(row.key) | {name: getattr(row, name) for name in FIELDS}
    for name in INSTANTS:
        columns[name] = to_text(columns[name]) if columns[name] else None
    return columns | {
        "state": row.state.value,
        "provisional": int(row.provisional),
        "by_hand": int(row.by_hand),
        "told": int(row.told),
        "reason": storable(row.reason) if row.reason is not None else None,
    }


def key_columns(key: DeliveryKey) -> dict[str, Any]:
    """A key's values by column."""
    return {name: getattr(key, name) for name in KEY} | {"first": key.first.isoformat()}


def from_columns(found: Sequence[Any]) -> DeliveryRow:
    """The row of a record of SELECT. Raises READ_ERRORS for one that we did not write."""
    columns = dict(zip(COLUMNS, found, strict=True))
    return DeliveryRow(key_of(columns), **{name: _READ[name](columns[name]) for name in FIELDS})


def key_of(columns: Mapping[str, Any]) -> DeliveryKey:
    """The key of a record by column. Raises READ_ERRORS."""
    return DeliveryKey(**{name: _READ[name](columns[name]) for name in KEY})


def given(columns: Mapping[str, Any], name: str, otherwise: T) -> T:
    """What a column of a record says, if it can be read."""
    try:
        return cast(T, _READ[name](columns[name]))
    except READ_ERRORS:
        return otherwise


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


def _days(value: Any) -> int:
    if not 1 <= _number(value) <= LONGEST:
        raise ValueError("no length of a period")
    return _number(value)


def _day(value: Any) -> date:
    day = date.fromisoformat(_text(value))
    if day.isoformat() != value:  # 20261123 is that day too, and another key
        raise ValueError("no day as we write it")
    return day


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _instant(value: Any) -> datetime:
    return to_instant(_text(value))


_READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("report", "scope"), _text),
    **dict.fromkeys(("figures", "reason", "shown"), _maybe(_text)),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(FLAGS, lambda value: bool(_number(value))),
    **dict.fromkeys(INSTANTS, _maybe(_instant)),
    "length": _days,
    "first": _day,
    "state": State,
    "due": _instant,
    "message_id": _maybe(_number),
}
"""How each column is read; SQLite keeps in any column whatever was put there."""
