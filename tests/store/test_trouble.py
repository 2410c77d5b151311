"""A disk that fails, a program that locks, a process that is killed: said at once, nothing hangs, nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Named
from bot.core.ports import State
from bot.store.file import Store, open_store

from .processes import run
from .samples import DAY, NAMED, YEAR, key, planned, reply, sound

T = TypeVar("T")
BIG = {"list": [{"title": "x" * 200_000}]}
BIG_NAME = Named("x" * 200_000, None)


async def soon(work: Awaitable[T]) -> T:
    """What hangs fails."""
    return await asyncio.wait_for(work, 8)


async def test_a_full_disk_is_said_by_the_write_that_met_it_and_room_again_is_enough(path: Path, store: Store) -> None:
    await store.archive.keep([reply()])
    await store.archive.name("daily", {"1_1": NAMED})
    shelf = store.shelf("chats")
    await shelf.put("7", {"n": 1})
    await store.ledger.plan([planned()])
    conn, tables = store.ledger._conn, [store._archive_table, store._names_table, store._shelves["chats"][1]]
    for table in tables:
        table.ask("PRAGMA max_page_count = 1")  # SQLite makes it what the file has now
    conn.execute("PRAGMA max_page_count = 1")

    for _ in range(2):
        with pytest.raises(StoreUnusable, match="disk is full"):
            await soon(store.archive.keep([reply(YEAR[1]), reply(body=BIG)]))
        with pytest.raises(StoreUnusable, match="disk is full"):
            await soon(store.archive.name("daily", {"1_2": NAMED, "1_1": BIG_NAME}))
        with pytest.raises(StoreUnusable, match="disk is full"):
            await soon(shelf.put("7", BIG))
        with pytest.raises(StoreUnusable, match="disk is full"):
            await soon(store.ledger.settle(planned(state=State.FAILED, reason="x" * 200_000)))
        assert await soon(store.archive.held("daily", "getuserread", Span(YEAR[1], DAY))) == {DAY: reply()}
        assert await soon(store.archive.names("daily", ["1_1", "1_2"])) == {"1_1": NAMED}
        assert shelf.get("7") == {"n": 1}
        assert await soon(store.ledger.get(key())) == planned()

    for table in tables:
        table.ask("PRAGMA max_page_count = 100000")
    conn.execute("PRAGMA max_page_count = 100000")
    await soon(store.archive.keep([reply(body=BIG)]))
    await soon(store.archive.name("daily", {"1_1": BIG_NAME}))
    await soon(shelf.put("7", BIG))
    await soon(store.ledger.settle(planned(state=State.FAILED, reason="x" * 200_000)))
    store.close()
    assert sound(path)


def test_a_commit_that_fails_is_said_does_not_hang_and_prints_no_traceback(path: Path) -> None:
    """The log file may grow no further, so that COMMIT itself fails, in sqlitedict's thread and in the ledger's."""
    ended = run(
        path,
        """
import resource, signal
from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Named
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
day = date(2026, 11, 23)
small, big = ({"list": ["x" * n]} for n in (9, 200_000))
async def main():
    store = open_store(path)
    shelf = store.shelf("chats")
    row = DeliveryRow(DeliveryKey("digest", "all", day, 1, 5), State.PLANNED, NOON)
    reply = Reply("daily", "getuserread", day, NOON, NOON, small)
    await store.archive.keep([reply])
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
    for write in (
        lambda: store.archive.keep([Reply("daily", "getuserread", day, NOON, NOON, big)]),
        lambda: store.archive.name("daily", {"1_1": Named("x" * 200_000, None)}),
        lambda: shelf.put("7", big),
        lambda: store.ledger.plan([DeliveryRow(row.key, State.FAILED, NOON, reason="x" * 200_000)]),
    ):
        for _ in range(2):
            try:
                await asyncio.wait_for(write(), 8)
            except StoreUnusable as error:
                say("unusable", error.params["reason"])
    assert await store.archive.held("daily", "getuserread", Span.day(day)) == {day: reply}
    assert await store.archive.names("daily", ["1_1"]) == {}
    assert shelf.items() == {}
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await store.archive.keep([Reply("daily", "getuserread", day, NOON, NOON, big)])
    await shelf.put("7", big)
    assert await store.ledger.plan([row]) == 1
    store.close()
    say("went on")
asyncio.run(main())
""",
    )
    assert ended.stdout.splitlines() == ["unusable the disk failed to read or write"] * 8 + ["went on"]
    assert ended.stderr == ""
    assert sound(path)


def spoil_the_page_with(text: str, path: Path) -> None:
    content = path.read_bytes()
    at = content.index(text.encode()) // 4096 * 4096
    path.write_bytes(content[:at] + b"\xff" * 4096 + content[at + 4096 :])


async def test_a_page_that_is_damaged_is_said_does_not_hang_and_other_days_still_answer(
    path: Path, store: Store
) -> None:
    await store.archive.keep([reply(day, {"list": [{"title": str(day) * 20}]}) for day in YEAR])
    store.close()
    spoil_the_page_with(f"{YEAR[100]}{YEAR[100]}", path)
    with closing(open_store(path)) as again:
        for _ in range(2):
            for read in (again.archive.held, again.archive.marks):
                with pytest.raises(StoreUnusable, match="damaged"):
                    await soon(read("daily", "getuserread", Span(YEAR[-1], DAY)))
            assert len(await soon(again.archive.held("daily", "getuserread", Span.day(DAY)))) == 1


async def test_a_damaged_ledger_is_said_by_who_needs_it_and_the_archive_answers(path: Path, store: Store) -> None:
    await store.archive.keep([reply()])
    await store.ledger.plan([planned(key(chat=n), reason="spoiled" * 100) for n in range(100)])
    store.close()
    spoil_the_page_with("spoiledspoiled", path)
    with closing(open_store(path)) as again:
        for _ in range(2):
            with pytest.raises(StoreUnusable, match="damaged"):
                await soon(again.ledger.rows())
        assert await soon(again.archive.held("daily", "getuserread", Span.day(DAY))) == {DAY: reply()}


async def test_a_damaged_shelf_is_said_when_it_is_opened(path: Path, store: Store) -> None:
    await store.shelf("chats").put("7", {"name": "spoiled" * 100})
    store.close()
    spoil_the_page_with("spoiledspoiled", path)
    with closing(open_store(path)) as again, pytest.raises(StoreUnusable, match="damaged"):
        again.shelf("chats")


async def test_another_program_s_lock_is_said_after_patience_and_then_forgotten(path: Path, store: Store) -> None:
    shelf = store.shelf("chats")
    tables = [store._archive_table, store._names_table, store._shelves["chats"][1]]
    for table in tables:
        table.ask("PRAGMA busy_timeout = 50")
    store.ledger._conn.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        rude.execute("BEGIN IMMEDIATE")
        for work in (
            store.archive.keep([reply()]),
            store.archive.name("daily", {"1_1": NAMED}),
            shelf.put("7", {}),
            store.ledger.plan([planned()]),
        ):
            with pytest.raises(StoreUnusable, match="another program has it locked"):
                await soon(work)
        await store.archive.keep([])  # nothing to write needs no lock
        await store.archive.name("daily", {})
    await soon(store.archive.keep([reply()]))
    await soon(shelf.put("7", {}))
    assert await soon(store.ledger.plan([planned()])) == 1


async def test_a_failed_write_of_many_keeps_none_of_them(store: Store) -> None:
    trigger = (
        "CREATE TRIGGER no BEFORE INSERT ON archive WHEN new.key LIKE '%11-20' BEGIN SELECT RAISE(FAIL, 'no'); END"
    )
    store._archive_table.ask(trigger)
    with pytest.raises(StoreUnusable):
        await soon(store.archive.keep([reply(day) for day in YEAR[:8]]))
    assert await soon(store.archive.held("daily", "getuserread", Span(YEAR[-1], DAY))) == {}


async def test_a_failed_naming_of_many_names_none_of_them(store: Store) -> None:
    await store.archive.name("daily", {"1": NAMED})
    store._names_table.ask(
        "CREATE TRIGGER no BEFORE INSERT ON names WHEN new.key LIKE '%7' BEGIN SELECT RAISE(FAIL, 'no'); END"
    )
    with pytest.raises(StoreUnusable):
        await soon(store.archive.name("daily", {str(n): Named("new", None) for n in range(2_000)}))
    assert await soon(store.archive.names("daily", [str(n) for n in range(2_000)])) == {"1": NAMED}


async def test_a_thread_of_sqlitedict_that_ended_hangs_nobody_and_the_next_call_has_another(store: Store) -> None:
    await store.archive.keep([reply()])
    for table in (store._archive_table, store._names_table):
        table._dict.conn.close(force=True)
        table._dict.conn.join()
    assert await soon(store.archive.held("daily", "getuserread", Span.day(DAY))) == {DAY: reply()}
    await soon(store.archive.keep([reply(YEAR[1])]))
    await soon(store.archive.name("daily", {"1_1": NAMED}))
    assert len(await soon(store.archive.held("daily", "getuserread", Span(YEAR[1], DAY)))) == 2


async def test_a_write_that_sqlitedict_s_thread_ends_in_is_said(store: Store) -> None:
    worker = store._archive_table._dict.conn
    execute = worker.execute

    def ends(statement: str, *arguments: object) -> None:
        worker.close(force=True) if statement.startswith("REPLACE") else execute(statement, *arguments)

    worker.execute = ends
    with pytest.raises(StoreUnusable, match="its thread has ended"):
        await soon(store.archive.keep([reply()]))
    assert await soon(store.archive.held("daily", "getuserread", Span.day(DAY))) == {}
    await soon(store.archive.keep([reply()]))
