"""Opening the file: made, refused, read beside a writer, and what stands on the disk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.ports import State
from bot.store.file import Store, open_store
from bot.store.migrations import VERSION

from .processes import other
from .samples import DAY, NAMED, key, planned, reply


async def test_everything_is_there_again_after_closing_and_opening(path: Path, store: Store) -> None:
    await store.archive.keep([reply()])
    await store.shelf("chats").put("7", {"name": "编辑部"})
    await store.shelf("chats").put("8", {})
    await store.shelf("chats").drop("8")
    await store.archive.name("daily", {"1_1": NAMED})
    await store.ledger.plan([planned()])
    assert await store.ledger.claim(key(), attempt=0, update=77)
    store.close()
    with closing(open_store(path)) as again:
        assert await again.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: reply()}
        assert await again.archive.names("daily", ["1_1"]) == {"1_1": NAMED}
        assert again.shelf("chats").items() == {"7": {"name": "编辑部"}}
        assert await again.ledger.settle_dead() == 1
        assert await again.ledger.get(key()) == planned(state=State.UNCERTAIN, attempts=1, told=False)
        assert not await again.ledger.claim(key(), attempt=1, update=77)
        assert await again.ledger.claim(key(), attempt=1, update=78)


def test_a_shelf_is_the_same_one_every_time_and_shelves_are_apart(store: Store) -> None:
    assert store.shelf("chats") is store.shelf("chats")
    asyncio.run(store.shelf("chats").put("7", {}))
    assert store.shelf("ledger").items() == {}


async def test_after_closing_every_use_is_refused_and_closing_again_is_no_error(store: Store) -> None:
    shelf = store.shelf("chats")
    store.close()
    store.close()
    archive = store.archive
    for use in (
        archive.keep([reply()]),
        archive.held("daily", "getuserread", Span.day(DAY)),
        archive.marks("daily", "getuserread", Span.day(DAY)),
        archive.name("daily", {"1_1": NAMED}),
        archive.names("daily", ["1_1"]),
        shelf.put("7", {}),
        store.ledger.rows(),
    ):
        with pytest.raises(StoreUnusable, match="closed"):
            await use
    for table in (store._archive_table, store._names_table):
        with pytest.raises(StoreUnusable, match="closed"):
            table.everything()


async def test_what_stands_on_disk_is_json_in_utf8_that_any_tool_reads(path: Path, store: Store) -> None:
    await store.archive.keep([reply()])
    await store.archive.name("daily", {"1_1": NAMED})
    await store.shelf("chats").put("7", {"name": "编辑部"})
    store.close()
    with closing(sqlite3.connect(path)) as conn:
        [(where, value)] = conn.execute("SELECT key, value FROM archive").fetchall()
        [named] = conn.execute("SELECT key, value FROM names").fetchall()
        [(thing,)] = conn.execute("SELECT value FROM shelf_chats").fetchall()
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert conn.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert where == f"daily|getuserread|{DAY}"
    assert set(json.loads(value)) == {"fetched_at", "asked_at", "complete_at", "origin", "body"}
    assert named == ("daily|1_1", '{"title":"早安 <b>","url":"https://mp.weixin.qq.com/s/1","published":"2026-11-23"}')
    assert thing == '{"name":"编辑部"}'


def test_every_connection_writes_through_and_is_patient(store: Store) -> None:
    store.shelf("chats")
    tables = [store._archive_table, store._names_table, *(table for _, table in store._shelves.values())]
    for pragma, value in (("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 5000)):
        assert [table.ask(f"PRAGMA {pragma}") for table in tables] == [[(value,)]] * 3
        assert tuple(store.ledger._conn.execute(f"PRAGMA {pragma}").fetchone()) == (value,)


def test_the_file_is_for_its_owner_alone(path: Path, store: Store) -> None:
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("store.sqlite*")} == {0o600}


def test_nothing_is_made_where_nothing_may_be(path: Path) -> None:
    with pytest.raises(StoreUnusable, match="no such file"):
        open_store(path, create=False)
    assert not path.parent.exists()


def test_a_newer_store_is_refused_untouched(path: Path, store: Store) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"PRAGMA user_version = {VERSION + 1}")
    for read_only in (False, True):
        with pytest.raises(StoreUnusable, match="written by a newer Morning Reads"):
            open_store(path, read_only=read_only)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database" * 100)
    with pytest.raises(StoreUnusable, match="not a store file"):
        open_store(path, read_only=read_only)
    assert path.read_text() == "not a database" * 100


@pytest.mark.parametrize("version", [0, 1, 57])
def test_another_program_s_database_is_refused_untouched(tmp_path: Path, version: int) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(f"CREATE TABLE places (name); PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreUnusable, match="not a store file"):
        open_store(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    open_store(path).close()


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("file/store.sqlite", "its folder is a file"),
        ("/proc/morning-reads/store.sqlite", "no such file or directory"),
        ("", "it is a folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_by_name(tmp_path: Path, where: str, why: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match=why) as refused:
        open_store(tmp_path / where)
    assert str(tmp_path / where) in str(refused.value)
    assert "permissions" in str(refused.value)


async def test_a_store_that_is_not_there_reads_as_empty_and_is_not_made(path: Path) -> None:
    with closing(open_store(path, read_only=True)) as store:
        assert await store.archive.held("daily", "getuserread", Span.day(DAY)) == {}
        assert await store.archive.marks("daily", "getuserread", Span.day(DAY)) == {}
        assert await store.archive.names("daily", ["1_1"]) == {}
        assert store.shelf("chats").items() == {}
        assert await store.ledger.rows() == []
        await refuses_every_write(store)
    assert not path.parent.exists()


async def test_a_reader_makes_no_table_and_refuses_every_write(path: Path, store: Store) -> None:
    await store.ledger.plan([planned()])
    with closing(open_store(path, read_only=True)) as reader:
        assert reader.shelf("never-made").items() == {}
        await refuses_every_write(reader)
        assert await reader.ledger.get(key()) == planned()
    tables = store._archive_table.ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    assert tables == [("acts",), ("archive",), ("aside",), ("folded",), ("ledger",), ("names",)]


async def refuses_every_write(store: Store) -> None:
    shelf, ledger = store.shelf("chats"), store.ledger
    writes = (
        store.archive.keep([reply()]),
        store.archive.name("daily", {"1_1": NAMED}),
        shelf.put("7", {}),
        shelf.drop("7"),
        ledger.plan([planned()]),
        ledger.claim(key(), attempt=0),
        ledger.claim(key(), attempt=0, update=77),
        ledger.settle(planned()),
        ledger.settle_dead(),
        ledger.move(1, 2),
        ledger.fold(DAY),
    )
    for write in writes:
        with pytest.raises(StoreUnusable, match="read-only"):
            await write
    assert shelf.items() == {}


async def test_a_reader_sees_what_another_process_wrote_while_that_one_is_in_a_transaction(path: Path) -> None:
    writing = """
store = open_store(path)
asyncio.run(store.archive.keep([Reply("daily", "getuserread", date(2026, 11, 23), NOON, NOON, {"list": []})]))
store.ledger._conn.execute("BEGIN IMMEDIATE")
store.ledger._conn.execute("DELETE FROM archive")
say("writing")
time.sleep(60)
"""
    with other(path, writing) as writer:
        assert writer.line() == "writing"
        with closing(open_store(path, read_only=True)) as reader:
            assert list(await reader.archive.held("daily", "getuserread", Span.day(DAY))) == [DAY]


async def test_who_opened_for_reading_can_open_for_writing_beside_it(path: Path, store: Store) -> None:
    store.close()
    with closing(open_store(path, read_only=True)) as reader:
        with closing(open_store(path)) as writer:
            await writer.archive.keep([reply()])
        assert list(await reader.archive.held("daily", "getuserread", Span.day(DAY))) == [DAY]


async def test_opening_once_more_does_not_drop_the_locks_that_this_process_has(path: Path, store: Store) -> None:
    """Closing any descriptor of a file drops its POSIX locks: then another process could take the log away."""
    await store.archive.keep([reply()])
    open_store(path).close()
    with other(path, "open_store(path).close()\nsay('closed')") as second:
        assert second.line() == "closed"
    assert path.with_name(path.name + "-wal").exists()
    await store.archive.keep([reply(DAY - timedelta(days=1))])
    with closing(open_store(path, read_only=True)) as reader:
        assert len(await reader.archive.held("daily", "getuserread", Span(DAY - timedelta(days=1), DAY))) == 2


async def test_a_store_of_before_names_and_origins_reads_without_them_and_takes_them_when_written(
    path: Path, store: Store
) -> None:
    await store.archive.keep([reply()])
    store.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE archive SET value = json_remove(value, '$.origin')")
        conn.execute("DROP TABLE names")
        conn.commit()
    with closing(open_store(path, read_only=True)) as reader:
        assert await reader.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: reply()}
        assert (await reader.archive.marks("daily", "getuserread", Span.day(DAY)))[DAY].origin is None
        assert await reader.archive.names("daily", ["1_1"]) == {}
        await refuses_every_write(reader)
    with closing(open_store(path)) as writer:
        await writer.archive.name("daily", {"1_1": NAMED})
        assert await writer.archive.names("daily", ["1_1"]) == {"1_1": NAMED}
