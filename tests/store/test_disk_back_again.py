"""A disk that refuses for a while: each write says so and changes nothing, and the same open store goes on after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.ports import State
from bot.store import connection
from bot.store.file import Store, open_store

from .processes import run
from .samples import DAY, NAMED, key, planned, reply

LONG_AGO = DAY - timedelta(days=500)
SENDING, OLD = key(chat=2), key(chat=3, first=LONG_AGO)
WRITES: dict[str, Callable[[Store], Awaitable[object]]] = {
    "keep": lambda store: store.archive.keep([reply()]),
    "name": lambda store: store.archive.name("daily", {"1_1": NAMED}),
    "put": lambda store: store.shelf("chats").put("8", {}),
    "drop": lambda store: store.shelf("chats").drop("7"),
    "plan": lambda store: store.ledger.plan([planned(key(chat=4))]),
    "claim": lambda store: store.ledger.claim(key(), attempt=0, update=77),
    "settle": lambda store: store.ledger.settle(planned(state=State.SKIPPED)),
    "settle_dead": lambda store: store.ledger.settle_dead(),
    "move": lambda store: store.ledger.move(2, 5),
    "fold": lambda store: store.ledger.fold(DAY),
}


async def filled(store: Store) -> None:
    await store.shelf("chats").put("7", {})
    await store.ledger.plan([planned(), planned(SENDING, state=State.SENDING), planned(OLD, state=State.SENT)])


def whole(path: Path) -> list[str]:
    """All that stands on the disk, in a file that is sound."""
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(conn.iterdump())


def forbid(store: Store, forbidden: bool) -> None:
    statement = f"PRAGMA query_only = {int(forbidden)}"
    store.ledger._conn.execute(statement)
    for table in (store._archive_table, store._names_table, *(table for _, table in store._shelves.values())):
        table.ask(statement)


@pytest.mark.parametrize("name", list(WRITES))
async def test_a_write_to_a_read_only_disk_changes_nothing_and_can_be_done_when_it_is_back(
    path: Path, store: Store, name: str
) -> None:
    await filled(store)
    before, rows = whole(path), await store.ledger.rows()
    forbid(store, True)
    for _ in range(2):
        with pytest.raises(StoreUnusable, match="read-only"):
            await WRITES[name](store)
    assert await store.ledger.rows() == rows
    assert store.shelf("chats").items() == {"7": {}}
    assert await store.archive.held("daily", "getuserread", Span.day(DAY)) == {}
    assert whole(path) == before
    forbid(store, False)
    assert await WRITES[name](store) in (None, 1, True)
    assert whole(path) != before


def test_a_commit_that_finds_no_room_has_not_happened_and_the_same_store_goes_on(path: Path) -> None:
    """The log cannot grow by a byte: the change itself is done in memory, and its COMMIT fails."""
    ended = run(
        path,
        """
import resource, signal
from bot.core.errors import StoreUnusable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
row = DeliveryRow(DeliveryKey("daily", "all", date(2026, 11, 23), 1, 5), State.PLANNED, NOON)
def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
async def main():
    store = open_store(path)
    await store.ledger.plan([row])
    shelf = store.shelf("chats")
    for _ in range(2):
        room(path.with_name(path.name + "-wal").stat().st_size)
        for write in (
            store.ledger.claim(row.key, attempt=0, update=77),
            store.ledger.settle(DeliveryRow(row.key, State.SENT, NOON)),
            shelf.put("7", {}),
            store.archive.keep([Reply("daily", "getuserread", row.key.first, NOON, NOON, {"list": []})]),
        ):
            try:
                say(await asyncio.wait_for(write, 8))
            except StoreUnusable as error:
                say(error.params["reason"])
        room(resource.RLIM_INFINITY)
        await shelf.put("8", {})
    assert await store.ledger.get(row.key) == row
    say(await store.ledger.claim(row.key, attempt=0, update=77))
    store.close()
asyncio.run(main())
""",
    )
    assert ended.stdout.splitlines() == ["the disk failed to read or write"] * 8 + ["True"], ended.stderr
    whole(path)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_store_that_another_program_has_locked_is_refused_by_name_and_opens_after_it(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    store.close()
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        # Not even readers are let in by this one.
        rude.execute("PRAGMA locking_mode = EXCLUSIVE")
        rude.execute("BEGIN EXCLUSIVE")
        rude.execute("CREATE TABLE mine (x)")
        with pytest.raises(StoreUnusable, match="another program has it locked"):
            open_store(path, read_only=read_only)
        rude.execute("ROLLBACK")
    open_store(path, read_only=read_only).close()
    whole(path)


READ_ONLY = """
import os, tempfile
from bot.core.errors import StoreUnusable
there = tempfile.TemporaryDirectory()
os.chmod(there.name, 0o777)
if os.geteuid() == 0:  # whom no permission stops
    os.seteuid(65534)
path = Path(there.name) / "data" / "store.sqlite"
row = DeliveryRow(DeliveryKey("daily", "all", date(2026, 11, 23), 1, 5), State.PLANNED, NOON)
async def main():
    store = open_store(path)
    say(await store.ledger.plan([row]))
    store.close()
    path.chmod(0o400)
    try:
        open_store(path)
    except StoreUnusable as error:
        say(error.params["reason"])
    reader = open_store(path, read_only=True)
    say(len(await reader.ledger.rows()))
    reader.close()
    path.chmod(0o600)
    store = open_store(path)
    say(await store.ledger.claim(row.key, attempt=0))
    store.close()
    path.parent.chmod(0o500)
    try:
        open_store(path)
    except StoreUnusable as error:
        say(error.params["reason"])
    path.parent.chmod(0o700)
    store = open_store(path)
    say(await store.ledger.settle_dead())
    store.close()
asyncio.run(main())
os.seteuid(os.getuid())
there.cleanup()
"""


def test_a_file_and_a_folder_that_are_made_read_only_are_said_and_serve_again_when_they_are_not(path: Path) -> None:
    ended = run(path, READ_ONLY)
    assert ended.stdout.splitlines() == ["1", "it is read-only", "1", "True", "it is read-only", "1"], ended.stderr
    assert ended.returncode == 0, ended.stderr
