"""The store full, read-only, or locked by another program; then well again. No disk is needed that can be filled.

A full disk is one on which no file may grow: the kernel's limit on the size of files, which can be lifted again while
the program runs. It answers EFBIG where a full disk answers ENOSPC; SQLite meets both in the middle of a write.
"""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from bot.chat.telegram.limiter import IN_FLIGHT
from tests.end_to_end.program import World, world
from tests.faults.matrix import Fault
from tests.faults.modes import OBEYING
from tests.faults.world import (
    LOOKS,
    ask,
    digests,
    hurried,
    ledger,
    only,
    others,
    prepare,
    quiet,
    running,
    said,
    sound,
    until,
)
from tests.house import china

DAY, NEXT = "2015-01-05", "2015-01-06"
ARCHIVED = "2015-01-01"


def no_more(pid: int, size: int) -> None:
    """From now on no file of a process grows beyond that size."""
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def room_again(pid: int) -> None:
    """Files may grow again."""
    no_more(pid, resource.prlimit(pid, resource.RLIMIT_FSIZE)[1])


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has the file for itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN EXCLUSIVE")
        yield
        conn.execute("ROLLBACK")


@contextmanager
def closed(modes: Mapping[Path, int]) -> Iterator[None]:
    """Files and folders with other modes than their own."""
    before = {path: path.stat().st_mode for path in modes}
    try:
        for path, mode in modes.items():
            path.chmod(mode)
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)


async def until_clock(here: World, now: str) -> None:
    """Until it is that late by WeChat's clock, with which the program's began."""
    await until(lambda: here.wechat_clock.now() >= china(now), now)


def once_each(here: World) -> None:
    """Every chat has its digest once and nothing else, and the file is whole."""
    for chat in here.chats:
        only(digests(here, chat))
        assert not others(here, chat), here.texts(chat)
    assert {row["state"] for row in ledger(here)} == {"sent"}
    sound(here.folder / "store.sqlite")


async def full(dice: Random, folder: Path) -> Counter[str]:
    """The disk is full when the digests fall due, and has room again while the same process runs."""
    async with world(folder, chats=3) as here:
        await prepare(here, f"{DAY} 20:00", ARCHIVED)
        here.begin = hurried(LOOKS, "delivery.rules.PAUSES = (timedelta(seconds=0.3),)")
        async with running(here, f"{NEXT} 08:29:59") as pid:
            no_more(pid, dice.choice((0, 4096, (folder / "store.sqlite-wal").stat().st_size + dice.randrange(9000))))
            await until_clock(here, f"{NEXT} 08:30:00.700")
            assert "readers" in await ask(here, f"/reads {ARCHIVED}")
            refused = await ask(here, "/reads 2015-01-03")
            assert "store.sqlite cannot be used: " in refused, refused
            assert "free space" in refused, refused
            room_again(pid)
            await until(lambda: all(digests(here, chat) for chat in here.chats), "the digests")
            assert "readers" in await ask(here, "/reads 2015-01-03")
        once_each(here)
        async with running(here, f"{NEXT} 08:40:00"):
            await quiet()
        once_each(here)
    return Counter({"digests sent when there was room again": 3})


async def full_and_killed(dice: Random, folder: Path) -> Counter[str]:
    """The disk fills up in the middle of a broadcast, and then the process is killed."""
    async with world(folder, chats=12) as here:
        await prepare(here, f"{DAY} 20:00")
        process = await here.start("run", now=f"{NEXT} 08:29:59")
        sent, wal = dice.randrange(12), folder / "store.sqlite-wal"
        # Before the bot has the answer: the end of that message can no longer be written down.
        await here.telegram.until(lambda: len(here.telegram.called("sendMessage")) > sent)
        no_more(process.pid, dice.choice((0, wal.stat().st_size + dice.randrange(9000))))
        await quiet()
        await here.end(process, dice.choice((signal.SIGKILL, signal.SIGTERM)))
        sound(folder / "store.sqlite")
        in_flight = sum(row["state"] == "sending" for row in ledger(here))
        async with running(here, f"{NEXT} 08:40:00"):
            await until(lambda: all(here.texts(chat) for chat in here.chats), "something in each chat")
            await until(lambda: {row["state"] for row in ledger(here)} <= {"sent", "uncertain"}, "their ends")
            await until(lambda: all(row["told"] for row in ledger(here)), "their lines")
        uncertain = 0
        for chat in here.chats:
            lines = [said(posted) for posted in others(here, chat)]
            assert len(digests(here, chat)) + len(lines) in (1, 2), here.texts(chat)
            assert len(digests(here, chat)) <= 1, here.texts(chat)
            assert all(line.startswith("I cannot tell whether") for line in lines), lines
            uncertain += len(lines)
        assert uncertain == in_flight <= IN_FLIGHT, "those that were on their way, and no others"
        sound(folder / "store.sqlite")
    return Counter({"digests sent": 12 - uncertain, "uncertain, and said so": uncertain})


async def read_only(dice: Random, folder: Path) -> Counter[str]:
    """The file or its folder may not be written; then they may."""
    home = folder / "data"
    home.mkdir()
    async with world(home, chats=3) as here:
        await prepare(here, f"{DAY} 20:00", ARCHIVED)
        here.begin = OBEYING
        store = home / "store.sqlite"
        # The file at last: what SQLite leaves beside it when it was read then must not stay read-only.
        closings = [*dice.sample([{home: 0o555}, {store: 0o444, home: 0o555}], 2), {store: 0o444}]
        for modes in closings:
            for beside in home.glob("store.sqlite-*"):
                beside.unlink()
            with closed(modes):
                refused = await here.verb(dice.choice(("morning", "run")), now=f"{NEXT} 08:31:00")
                asked = await here.verb("ask", "/reads", ARCHIVED, now=f"{NEXT} 08:31:00")
            assert refused.status == 1, refused
            assert "store.sqlite cannot be used: " in refused.err.splitlines()[-1], refused.err
            assert "Traceback" not in refused.err
            # SQLite reads no file in a folder where it cannot write: then that is said.
            assert "readers" in asked.out or "store.sqlite cannot be used: " in asked.err, asked
            assert not any(here.texts(chat) for chat in here.chats)
        again = await here.verb("morning", now=f"{NEXT} 08:35:00")
        assert again.status == 0, again
        once_each(here)
    return Counter({"refusals": len(closings), "digests sent afterwards": 3})


async def locked_by_another(dice: Random, folder: Path) -> Counter[str]:
    """Another program has the file locked, longer than the bot's patience or shorter, when the digests fall due."""
    patience = 5.0 if dice.random() < 0.5 else 0.3
    async with world(folder, chats=3) as here:
        await prepare(here, f"{DAY} 20:00", ARCHIVED)
        here.begin = hurried(
            LOOKS,
            "delivery.rules.PAUSES = (timedelta(seconds=0.3),)",
            f"store.connection.BUSY_SECONDS = {patience}",
        )
        async with running(here, f"{NEXT} 08:29:59"):
            with locked(folder / "store.sqlite"):
                await until_clock(here, f"{NEXT} 08:30:00.700")
                assert "readers" in await ask(here, f"/reads {ARCHIVED}")
                asked = asyncio.create_task(ask(here, "/reads 2015-01-03"))
                if patience < 1:
                    assert "another program has it locked" in await asked
                await quiet()
                assert not any(here.texts(chat) for chat in here.chats)
            assert ("readers" in await asked) is (patience > 1), asked
            await until(lambda: all(digests(here, chat) for chat in here.chats), "the digests")
        once_each(here)
        if patience < 1:
            with locked(folder / "store.sqlite"):
                refused_verb = await here.verb("morning", now=f"{NEXT} 08:40:00")
            assert refused_verb.status == 1
            assert "another program has it locked" in refused_verb.err.splitlines()[-1]
        again = await here.verb("morning", now=f"{NEXT} 08:40:00")
        assert (again.status, again.out) == (0, f"Digests of {DAY}: nothing to send.\n"), again
        once_each(here)
    return Counter({"digests sent when it was free again": 3})


GOES_ON = "a clear error, the archive answers, nothing is corrupted; well again, each digest goes out once"
FAULTS: tuple[Fault, ...] = (
    Fault("store full, then room again", GOES_ON, full),
    Fault(
        "store full in mid-broadcast, then killed",
        "nothing is corrupted; each digest goes out once, or is uncertain and says so",
        full_and_killed,
    ),
    Fault("store read-only, then not", GOES_ON, read_only),
    Fault("store locked by another program, then free", GOES_ON, locked_by_another),
)
