"""From one version of the store to the next: each step stands here once, and is never changed again.

Who opens an older store for writing takes the steps, all in one transaction; who may only read sees it through them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What changes with a version."""

    statements: tuple[str, ...]
    """What brings a file forward."""
    seen: Mapping[str, str]
    """How its tables look to who may only read: a select by table; {} is that table as it was before the step."""


_IS_OLD_SUBSCRIPTION = """
CASE WHEN key GLOB 'daily:*:*' AND key NOT GLOB 'daily:*:*:*' AND typeof(value) = 'text' THEN
    CASE WHEN json_valid(value) THEN
        json_type(value) = 'object' AND coalesce(json_type(value, '$.scope'), 'text') = 'text'
    END
END
"""
_SUBSCRIPTION_KEY = "key || ':' || coalesce(json_extract(value, '$.scope'), 'all')"
_SUBSCRIPTION = "json_set(value, '$.cadence', 'daily')"

# ruff: noqa: S608 - built of the lines above alone
_TO_2 = Step(
    statements=(
        "ALTER TABLE ledger ADD COLUMN shown TEXT",
        "ALTER TABLE ledger ADD COLUMN as_of TEXT",
        "ALTER TABLE ledger ADD COLUMN corrected_at TEXT",
        "CREATE INDEX ledger_shown ON ledger (first) WHERE shown IS NOT NULL",
        "CREATE TABLE folded (chat INTEGER NOT NULL, state TEXT NOT NULL, number INTEGER NOT NULL, "
        "PRIMARY KEY (chat, state)) WITHOUT ROWID",
        "CREATE TABLE aside (source TEXT NOT NULL, key TEXT NOT NULL, value, "
        "at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))",
        'CREATE TABLE IF NOT EXISTS "shelf_subscriptions" (key TEXT PRIMARY KEY, value BLOB)',
        f"UPDATE OR IGNORE shelf_subscriptions SET key = {_SUBSCRIPTION_KEY}, value = {_SUBSCRIPTION} "
        f"WHERE {_IS_OLD_SUBSCRIPTION}",
    ),
    seen={
        "ledger": "SELECT *, NULL AS shown, NULL AS as_of, NULL AS corrected_at FROM {}",
        "folded": "SELECT 0 AS chat, '' AS state, 0 AS number WHERE 0",
        "aside": "SELECT 0 AS rowid, '' AS source, '' AS key, NULL AS value, '' AS at WHERE 0",
        "shelf_subscriptions": f"SELECT iif({_IS_OLD_SUBSCRIPTION}, {_SUBSCRIPTION_KEY}, key) AS key, "
        f"iif({_IS_OLD_SUBSCRIPTION}, {_SUBSCRIPTION}, value) AS value FROM {{}}",
    },
)

STEPS = (_TO_2,)
"""The first leads from version 1 to 2."""

VERSION = len(STEPS) + 1
"""`PRAGMA user_version` of what this program writes; 0 is a file with nothing in it."""


def forward(conn: sqlite3.Connection, version: int, steps: Sequence[Step] = STEPS) -> None:
    """Bring the tables of a file of that version to ours, in the caller's transaction. Raises sqlite3.Error."""
    for step in steps[version - 1 :]:
        for statement in step.statements:
            conn.execute(statement)


def show(conn: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Have this connection see a file of an older version as one of ours; the file stays as it is."""
    selects: dict[str, str] = {}
    for step in steps[version_of(conn) - 1 :]:
        for table, select in step.seen.items():
            before = f"({selects[table]})" if table in selects else f'main."{table}"'
            selects[table] = select.format(before)
    for table, select in selects.items():
        conn.execute(f'CREATE TEMP VIEW "{table}" AS {select}')


def version_of(conn: sqlite3.Connection) -> int:
    """The version of a file."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])
