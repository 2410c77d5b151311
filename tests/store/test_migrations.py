"""A store of an older version: brought forward whole, with a backup first, or seen as ours by who may only read."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.ports import DeliveryRow, State
from bot.store.beside import Beside, BesideArchive
from bot.store.file import Store, open_store
from bot.store.migrations import STEPS, VERSION, Step, forward, show

from .processes import run
from .samples import DAY, NAMED, NOON, key, planned, reply

V1 = (Path(__file__).parent / "v1.sql").read_text(encoding="utf-8")
SCOPES = {"daily:-100123:0": "all", "daily:-100123:7": "daily", "daily:42:0": "all", "daily:43:0": "all"}


@pytest.fixture
def old(path: Path) -> Path:
    """A store of version 1."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(V1)
    path.chmod(0o600)
    return path


def dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [*conn.iterdump(), *map(str, conn.execute("PRAGMA user_version"))]


def contents(path: Path) -> bytes:
    return path.read_bytes()


def backups(path: Path) -> list[Path]:
    return sorted(file for file in path.parent.iterdir() if ".backup" in file.name)


def old_rows() -> list[DeliveryRow]:
    first = [replace(key(report="daily"), first=DAY.replace(day=18 + n)) for n in range(6)]
    due = [NOON.replace(day=19 + n) for n in range(6)]
    states = (State.SKIPPED, State.UNCERTAIN, State.FAILED, State.SENT, State.SENDING, State.PLANNED)
    rows = [DeliveryRow(k, state, d) for k, state, d in zip(first, states, due, strict=True)]
    rows[1] = replace(rows[1], attempts=2, told=False, told_attempts=1, told_next=NOON, reason="no answer")
    rows[3] = replace(rows[3], attempts=1, message_id=9, sent_at=NOON, figures="a1b2", provisional=True)
    return rows


async def is_whole(store: Store) -> None:
    """Everything that version 1 held is there, as ours."""
    assert await store.ledger.rows() == old_rows()
    assert await store.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: replace(reply(), complete_at=NOON)}
    assert await store.archive.names("daily", ["1_1"]) == {"1_1": NAMED}
    assert store.shelf("chats").items() == {"7": {"name": "编辑部"}}
    subscriptions = dict(store.shelf("subscriptions").items())
    assert subscriptions.pop("listed:-100123") == {}
    assert set(subscriptions) == {f"{key}:{scope}" for key, scope in SCOPES.items()}
    assert {thing["cadence"] for thing in subscriptions.values()} == {"daily"}
    assert subscriptions["daily:-100123:7:daily"]["zone"] == "America/New_York"
    assert subscriptions["daily:43:0:all"]["title"] == "早安 \ud83d"


async def test_a_store_of_version_1_is_brought_forward_whole_and_goes_on(old: Path) -> None:
    with closing(open_store(old)) as store:
        await is_whole(store)
        assert await store.ledger.plan([planned(key(report="daily", chat=42), shown="{}")]) == 1
        assert not await store.ledger.claim(key(report="daily"), attempt=0, update=77)  # it has acted
        assert [(aside.table, aside.key) for aside in store.aside()] == [("shelf_subscriptions", "daily:44:0")]
    with closing(open_store(old)) as again:
        assert len(await again.ledger.rows(shown=True)) == 1
    assert len(backups(old)) == 1


def test_an_older_store_brought_forward_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    open_store(old).close()
    open_store(tmp_path / "new.sqlite").close()

    def shape(path: Path) -> dict[str, Any]:
        with closing(sqlite3.connect(path)) as conn:
            names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            tables = {name: conn.execute(f'PRAGMA table_info("{name}")').fetchall() for name in names}
            indices = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
            return {name: table for name, table in tables.items() if "shelf" not in name} | {
                name: sql for name, sql in indices if "shelf" not in name
            }

    assert shape(old) == shape(tmp_path / "new.sqlite")


def test_the_backup_is_the_store_of_before_in_one_file_for_its_owner_alone(old: Path) -> None:
    before = dumped(old)
    open_store(old).close()
    [backup] = backups(old)
    assert backup.name == "store.sqlite.v1.backup"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert dumped(backup) == before
    assert before[-1] == "(1,)"
    assert dumped(old)[-1] == f"({VERSION},)"


def test_a_backup_that_is_there_is_never_overwritten(old: Path) -> None:
    taken = [old.with_name(f"{old.name}.v1.backup{n}") for n in ("", ".2")]
    for file in taken:
        file.write_text(file.name)
    open_store(old).close()
    assert [file.read_text() for file in taken] == [file.name for file in taken]
    assert dumped(old.with_name(f"{old.name}.v1.backup.3"))[-1] == "(1,)"


async def test_who_may_only_read_sees_an_older_store_as_ours_and_leaves_it_as_it_is(old: Path) -> None:
    before = dumped(old)
    with closing(open_store(old, read_only=True)) as reader:
        await is_whole(reader)
        assert await reader.ledger.rows(shown=True) == []
        assert await reader.ledger.folded(-100123) == {}
        assert reader.aside() == []
        with pytest.raises(StoreUnusable, match="read-only"):
            await reader.ledger.plan([planned()])
    assert dumped(old) == before
    assert backups(old) == []


ODD = {
    "daily:45:0:all": "'{\"x\":1}'",
    "daily:46:0": "'[1]'",
    "daily:47:0": "'{\"scope\":5}'",
    "daily:48": "'{}'",
    "daily:49:0": "x'7b7d'",
    "daily:50:0": "NULL",
    "weekly:1:0": "'{}'",
}


@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_subscription_of_before_stays_as_it_is_and_one_without_scope_is_of_all(
    old: Path, read_only: bool
) -> None:
    with closing(sqlite3.connect(old)) as conn:
        for where, value in ODD.items():
            conn.execute(f"INSERT INTO shelf_subscriptions VALUES ('{where}', {value})")
        conn.execute("INSERT INTO shelf_subscriptions VALUES ('daily:51:0', '{}')")
        conn.commit()
        before = dict(conn.execute("SELECT key, value FROM shelf_subscriptions"))
    with closing(sqlite3.connect(old, isolation_level=None)) as conn:
        show(conn) if read_only else forward(conn, 1)
        after = dict(conn.execute("SELECT key, value FROM shelf_subscriptions"))
    assert {where: after[where] for where in ODD} == {where: before[where] for where in ODD}
    assert after["daily:51:0:all"] == '{"cadence":"daily"}'
    assert len(after) == len(before)


async def test_who_reads_while_an_older_store_is_brought_forward_reads_on(old: Path) -> None:
    with closing(open_store(old, read_only=True)) as reader, closing(open_store(old)) as writer:
        await is_whole(reader)
        shown = replace(old_rows()[3], shown="{}", as_of=NOON)
        await writer.ledger.settle(shown)
        assert await reader.ledger.rows(shown=True) == [shown]


async def test_who_writes_in_passing_leaves_an_older_store_as_it_is(old: Path) -> None:
    before = dumped(old)
    with closing(Beside(old, lambda: NOON)) as beside:
        archive = BesideArchive(beside)
        await archive.keep([reply(body={"list": []})])
        assert await archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: reply(body={"list": []})}
    assert dumped(old) == before
    assert backups(old) == []
    with pytest.raises(StoreUnusable, match=r"older Morning Reads.*`morning-reads run` once"):
        open_store(old, migrate=False)


def test_of_two_that_open_an_older_store_at_once_one_brings_it_forward(old: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        for store in pool.map(open_store, [old, old]):
            store.close()
    assert len(backups(old)) == 1


@pytest.mark.parametrize("room", ["backup", "migration"])
async def test_a_full_disk_is_said_and_nothing_is_changed(old: Path, room: str) -> None:
    """No file may grow past a size: too small for the backup, or for the log of what changes."""
    with closing(sqlite3.connect(old)) as conn:
        many = ((f"daily:{n}:0", '{"scope":"all"}') for n in range(10_000, 30_000))
        conn.executemany("INSERT INTO shelf_subscriptions VALUES (?, ?)", many)
        conn.commit()
    before = dumped(old)
    limit = len(contents(old)) // (2 if room == "backup" else 1)
    ended = run(
        old,
        f"""
import resource, signal
from bot.core.errors import StoreUnusable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
try:
    open_store(path)
except StoreUnusable as error:
    say(error)
""",
    )
    assert "the disk failed to read or write. Check" in ended.stdout, ended.stderr
    assert ("cannot be copied" in ended.stdout) == (room == "backup")
    assert dumped(old) == before
    assert backups(old) == []
    with closing(open_store(old)) as store:
        assert await store.ledger.rows() == old_rows()
        assert len(store.shelf("subscriptions").items()) == 20_005


KILLED = """
import os, shutil
STEPS = {"execute", "backup", "open", "close", "fsync", "fetchone", "connect", "rename"}
def killed(n, there):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    calls = 0
    def look(frame, event, what):
        nonlocal calls
        if event == "c_call" and what.__name__ in STEPS:
            calls += 1
            if calls == n:
                os.kill(os.getpid(), 9)
    sys.setprofile(look)
    open_store(there)
    os._exit(0)
n = 1
while killed(n, shutil.copytree(path.parent, path.parent.with_name(f"killed{n}")) / path.name):
    n += 1
say(n)
"""


async def test_kill_9_before_any_step_of_it_leaves_a_store_that_opens_whole(old: Path) -> None:
    before = dumped(old)
    ended = run(old, KILLED)
    steps = int(ended.stdout)
    assert steps > 40, ended.stderr
    versions = []
    for n in range(1, steps + 1):
        there = old.parent.with_name(f"killed{n}") / old.name
        whole = [file for file in backups(there) if file.suffix != ".part"]
        with closing(sqlite3.connect(there)) as conn:
            versions += [conn.execute("PRAGMA user_version").fetchone()[0]]
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(whole) == 1 or versions[-1] == 1, n
        assert all(dumped(file) == before for file in whole), n
        with closing(open_store(there)) as store:
            await is_whole(store)
        assert not list(there.parent.glob("*.part")), n
    assert versions == sorted(versions)
    assert set(versions) == {1, VERSION}


@pytest.fixture
def third() -> tuple[Step, ...]:
    """The steps of a program that is one version ahead of this one."""
    statements = ("ALTER TABLE ledger ADD COLUMN new TEXT", "UPDATE ledger SET new = shown || '!'")
    return (*STEPS, Step(statements, {"ledger": "SELECT *, shown || '!' AS new FROM {}"}))


@pytest.mark.parametrize("version", [1, 2])
def test_the_steps_are_taken_and_seen_one_after_the_other_from_any_version(
    old: Path, third: tuple[Step, ...], version: int
) -> None:
    if version == 2:
        open_store(old).close()
        with closing(sqlite3.connect(old)) as conn:
            conn.execute("UPDATE ledger SET shown = 'x'")
            conn.commit()
    with closing(sqlite3.connect(old)) as reader:
        show(reader, third)
        seen = reader.execute("SELECT first, shown, new FROM ledger").fetchall()
        views = {name for (name,) in reader.execute("SELECT name FROM sqlite_temp_master")}
        assert views == {"ledger"} if version == 2 else views > {"ledger", "aside"}
    with closing(sqlite3.connect(old, isolation_level=None)) as conn:
        forward(conn, version, third)
        assert conn.execute("SELECT first, shown, new FROM ledger").fetchall() == seen
    assert {new for _, _, new in seen} == ({None} if version == 1 else {"x!"})
