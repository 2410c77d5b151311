"""What cannot be read is put aside as it is, once, and named; whoever reads goes on without it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.core.ports import Aside
from bot.store.values import READ_ERRORS, to_instant

SCHEMA = """
CREATE TABLE aside (
    source TEXT NOT NULL, key TEXT NOT NULL, value,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
"""
"""`source` is the table that it stood in, `value` what stood there: of a ledger row, its columns as JSON. `at` is the
host's time."""

ALL = "SELECT rowid, source, key, at FROM aside"
MOVE = "INSERT INTO aside (source, key, value) SELECT ?, coalesce(key, ''), value"
"""Goes before FROM."""
PUT = "INSERT INTO aside (source, key, value) VALUES (?, ?, ?)"


class PutAside:
    """What is known to have been put aside; any thread may add to it."""

    def __init__(self) -> None:
        self._known: dict[int, Aside] = {}

    def learn(self, found: Iterable[tuple[Any, ...]]) -> None:
        """Take in the rows of ALL."""
        for number, source, key, at in found:
            try:
                self._known[number] = Aside(str(source), str(key), to_instant(at))
            except READ_ERRORS:
                continue  # spoiled itself: it has no name any more

    def all(self) -> list[Aside]:
        """Everything, oldest first."""
        return [aside for _, aside in sorted(self._known.copy().items())]
