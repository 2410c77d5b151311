"""What does not fit into memory, on disk: a list that is read several times, and things that are sorted by a key.

Both hold a little in memory and are quick then; neither grows with what is put into it. What is written is read by the
same process alone, so that it may be pickled. To be closed.
"""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Generic, TypeVar

T = TypeVar("T")

CHUNK = 1000
"""Things of a list that are in memory at a time."""

CACHE_KB = 32_768
"""How much of the sorted things is held in memory."""


class Spooled(Generic[T]):
    """A list that is appended to and then read, any number of times."""

    def __init__(self) -> None:
        self._file: BinaryIO | None = None
        self._last: list[T] = []

    def append(self, thing: T) -> None:
        """Put a thing at the end."""
        self._last.append(thing)
        if len(self._last) >= CHUNK:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
            self._file.seek(0, 2)
            pickle.dump(self._last, self._file)
            self._last = []

    def __bool__(self) -> bool:
        return bool(self._last) or self._file is not None

    def __iter__(self) -> Iterator[T]:
        place, end = 0, self._file.seek(0, 2) if self._file else 0
        while self._file and place < end:
            self._file.seek(place)
            chunk: list[T] = pickle.load(self._file)  # noqa: S301 - written above
            place = self._file.tell()
            yield from chunk
        yield from self._last

    def close(self) -> None:
        """Give the disk back."""
        if self._file is not None:
            self._file.close()


class Sorted:
    """Things by their keys, read in the order of these."""

    def __init__(self) -> None:
        # A database without a name is a file without a name, written to only once the cache is full.
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in (f"cache_size = -{CACHE_KB}", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("CREATE TABLE things (key TEXT PRIMARY KEY, thing BLOB) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def get(self, key: str) -> Any:
        """What was put under a key; None if nothing was."""
        found = self._database.execute("SELECT thing FROM things WHERE key = ?", (key,)).fetchone()
        return pickle.loads(found[0]) if found else None  # noqa: S301 - written below

    def put(self, key: str, thing: Any) -> None:
        """Put a thing in place of what was there."""
        self._database.execute("INSERT OR REPLACE INTO things VALUES (?, ?)", (key, pickle.dumps(thing)))

    def under(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Keys that begin so, with what was put under them, in order."""
        some = "SELECT key, thing FROM things WHERE key >= ? AND key < ? ORDER BY key"
        for key, thing in self._database.execute(some, (prefix, f"{prefix}\U0010ffff")):
            yield key, pickle.loads(thing)  # noqa: S301 - written above

    def close(self) -> None:
        """Give the disk back."""
        self._database.close()
