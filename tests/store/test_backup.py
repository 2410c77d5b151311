"""A copy of the store: whole, of one moment, for its owner alone; or what was there before stays."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.store import connection
from bot.store.file import Store, open_store

from .processes import run
from .samples import DAY, NAMED, key, planned, reply


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "copy.sqlite"


async def test_a_copy_holds_all_that_was_written_while_the_store_goes_on(path: Path, store: Store, to: Path) -> None:
    await store.archive.keep([reply()])
    await store.archive.name("daily", {"1_1": NAMED})
    await store.shelf("chats").put("7", {"n": 1})
    await store.ledger.plan([planned()])
    with closing(open_store(path, read_only=True)) as beside:
        await asyncio.to_thread(beside.backup, to)
    await store.ledger.plan([planned(key(chat=5))])
    with closing(open_store(to)) as copy:
        assert await copy.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: reply()}
        assert await copy.archive.names("daily", ["1_1"]) == {"1_1": NAMED}
        assert copy.shelf("chats").items() == {"7": {"n": 1}}
        assert await copy.ledger.rows() == [planned()]


async def test_a_copy_is_of_one_moment_while_others_write(store: Store, to: Path) -> None:
    """Day and row are written one after the other: no copy has a row without its day."""
    writing = True

    async def write() -> None:
        for n in range(10_000):
            day = DAY - timedelta(days=n)
            await store.archive.keep([reply(day)])
            await store.ledger.plan([planned(key(first=day))])
            if not writing:
                return

    task = asyncio.create_task(write())
    for _ in range(10):
        await asyncio.to_thread(store.backup, to)
        with closing(sqlite3.connect(to)) as conn:
            rows = conn.execute("SELECT count(*) FROM ledger").fetchone()[0]
            days = conn.execute("SELECT count(*) FROM archive").fetchone()[0]
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert days - rows in (0, 1)
    writing = False
    await task


def test_a_copy_is_one_file_that_can_be_read_where_nothing_can_be_written(store: Store, to: Path) -> None:
    store.backup(to)
    assert [file.name for file in to.parent.iterdir() if file.name.startswith("copy")] == ["copy.sqlite"]
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    with closing(sqlite3.connect(f"{to.as_uri()}?immutable=1", uri=True)) as conn:
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (0,)
    assert to.read_bytes()[18:20] == b"\1\1"  # no write-ahead log: sqlite.org/fileformat.html


def test_a_copy_takes_the_place_of_the_one_before(store: Store, to: Path) -> None:
    store.backup(to)
    asyncio.run(store.ledger.plan([planned()]))
    store.backup(to)
    with closing(sqlite3.connect(to)) as conn:
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (1,)


def test_the_store_itself_and_a_copy_that_is_in_use_are_not_overwritten(path: Path, store: Store, to: Path) -> None:
    link = path.with_name("link.sqlite")
    link.symlink_to(path)
    for itself in (path, link):
        with pytest.raises(StoreUnusable, match="it is the store itself"):
            store.backup(itself)
    store.backup(to)
    with closing(open_store(to)) as used:
        asyncio.run(used.ledger.plan([planned()]))
        with pytest.raises(StoreUnusable, match="another program has it open"):
            store.backup(to)
        assert asyncio.run(used.ledger.get(key())) == planned()


def test_a_store_that_is_not_there_and_a_place_that_is_not_are_said(path: Path, store: Store, to: Path) -> None:
    with pytest.raises(StoreUnusable, match=r"cannot be copied to .*nowhere/x: no such file"):
        store.backup(to.with_name("nowhere") / "x")
    with closing(open_store(to.with_name("none"), read_only=True)) as none, pytest.raises(StoreUnusable, match="none"):
        none.backup(to)
    assert not to.exists()


def test_a_full_disk_leaves_the_copy_of_before_and_no_half_one(path: Path, store: Store, to: Path) -> None:
    store.backup(to)
    before = to.read_bytes()
    asyncio.run(store.archive.keep([reply(body={"list": ["x" * 200_000]})]))
    ended = run(
        path,
        f"""
import resource, signal
from bot.core.errors import StoreUnusable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    open_store(path, read_only=True).backup(Path({str(to)!r}))
except StoreUnusable as error:
    say(error)
""",
    )
    assert "cannot be copied" in ended.stdout, ended.stderr
    assert to.read_bytes() == before
    assert {file.name for file in to.parent.iterdir()} == {"copy.sqlite", "data"}


def test_what_a_killed_copy_left_is_no_obstacle(store: Store, to: Path) -> None:
    part = to.with_name("copy.sqlite.part")
    part.write_text("half of one")
    store.backup(to)
    assert not part.exists()
    open_store(to).close()


def test_a_store_that_another_program_has_locked_is_said_and_not_waited_for(
    path: Path, store: Store, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    said: list[StoreUnusable] = []

    def copy() -> None:
        try:
            store.backup(to)
        except StoreUnusable as error:
            said.append(error)

    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        rude.execute("PRAGMA locking_mode = EXCLUSIVE")
        rude.execute("BEGIN EXCLUSIVE")
        rude.execute("CREATE TABLE mine (x)")
        copying = Thread(target=copy, daemon=True)
        copying.start()
        copying.join(5)
        assert not copying.is_alive()
    assert "another program has it locked" in str(said)
    assert not to.exists()
