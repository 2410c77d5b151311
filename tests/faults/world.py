"""What the faults of WeChat, of the store and of clocks share: a morning cut into processes, and what is seen of it."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from bot.app import open_app, seed_chats
from bot.chat.commands import Asker
from bot.core.message import Kind
from bot.render import plain
from bot.settings import load
from tests.botapi import Posted
from tests.end_to_end.program import World, world
from tests.house import ADMIN, FakeSender, StandingClock, china

LOOK_AGAIN = 0.02

LOOKS = "schedule.LONGEST = 0.3"
"""What makes a bot look at what is due every moment."""

QUIET = 0.5
"""Seconds in which a bot that looks every moment would have done what it must not do."""


@asynccontextmanager
async def mornings(folder: Path, chats: int = 1, **simulated: Any) -> AsyncIterator[World]:
    """A world whose bots start at once, and look at what is due every moment and not every minute."""
    async with world(folder, chats, **simulated) as here:
        here.begin = hurried(LOOKS)
        yield here


async def prepare(here: World, now: str, *days: str) -> None:
    """A store as a bot leaves it: each chat has its subscription since `now`, these days are in the archive."""
    clock = StandingClock(china(now))
    here.wechat_clock.set(clock.now())
    async with open_app(
        load(here.environment()),
        verb="morning",
        clock=clock,
        transport=here.simulator.transport(),
        sender=FakeSender(),
    ) as app:
        await seed_chats(app)
        for day in days:
            said = [message async for message in app.conversation.answer(f"/report {day}", Asker(ADMIN, ADMIN))]
            assert said[-1].kind is Kind.ANSWER, said


@asynccontextmanager
async def running(here: World, now: str, *, theirs: str | None = None, **more: str) -> AsyncIterator[int]:
    """A bot that answers, from that instant on, by its pid; at the end of the block it is told to stop, and ends well.

    `theirs` is where WeChat's own clock starts, if not there too. If something in the block fails, the log of the bot
    stands in the error.
    """
    process = await here.start("run", now=now, **more)
    if theirs is not None:
        here.wechat_clock.set(china(theirs))
    try:
        await here.until_menu()
        yield process.pid
    except Exception as error:
        ended = await here.end(process, signal.SIGKILL)
        raise AssertionError(f"at {now}: {error!r}\n{ended.err}\n{seen(here)}") from error
    ended = await here.end(process, signal.SIGTERM)
    assert ended.status == 0, ended.err
    assert "Traceback" not in ended.err, ended.err


async def until(holds: Callable[[], object], what: str, within: float = 12.0) -> None:
    """Wait until something holds that other processes bring about."""
    try:
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110 - other processes bring it about
                await asyncio.sleep(LOOK_AGAIN)
    except TimeoutError:
        raise AssertionError(f"never seen within {within:.0f} s: {what}") from None


async def quiet() -> None:
    """Let a bot go on for a moment."""
    for _ in range(4):
        await asyncio.sleep(QUIET / 4)


def seen(here: World) -> str:
    """What stands in the chats and in the ledger, for whoever reads of a failure."""
    chats = [f"{chat}: {here.texts(chat)}" for chat in (*here.chats, ADMIN)]
    return "\n".join([*chats, *(str(row) for row in ledger(here))])


def ledger(here: World) -> list[dict[str, Any]]:
    """The rows as they stand on disk, by day and chat; none before there is a store."""
    path = here.folder / "store.sqlite"
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute("SELECT * FROM ledger ORDER BY first, chat DESC, part")]


def states(here: World, day: str) -> list[tuple[str, str | None]]:
    """How the digests of a day stand, and why."""
    return [(row["state"], row["reason"]) for row in ledger(here) if row["first"] == day and row["part"] == 1]


def sound(path: Path) -> None:
    """The store's file is whole, in SQLite's own eyes."""
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def digests(here: World, chat: int) -> list[Posted]:
    """The digests that were posted in a chat, as they stand now."""
    return [posted for posted in here.telegram.sent(chat) if said(posted).startswith("Daily Tech · ")]


def others(here: World, chat: int) -> list[Posted]:
    """What else the bot posted there: lines, replies, notices."""
    return [posted for posted in here.telegram.sent(chat) if posted not in digests(here, chat)]


def reads(here: World, name: str, day: str) -> int:
    """How often WeChat was asked by that interface about a day."""
    return sum(call.name == name and (call.body or {}).get("end_date") == day for call in here.simulator.calls)


async def ask(here: World, words: str, within: float = 12.0) -> str:
    """The answer to an admin's question in his private chat."""
    before = len(here.texts(ADMIN))

    def answered() -> bool:
        return any(text.startswith("Daily Tech · ") for text in here.texts(ADMIN)[before:])

    here.telegram.say(ADMIN, ADMIN, words)
    await until(answered, f"an answer to {words}", within)
    return next(text for text in here.texts(ADMIN)[before:] if text.startswith("Daily Tech · "))


def said(posted: Posted) -> str:
    """A message's words as they stand now."""
    return plain(posted.text)


def only(posted: list[Posted]) -> Posted:
    """The one that was posted."""
    assert len(posted) == 1, [said(one) for one in posted]
    return posted[0]


def hurried(*constants: str) -> tuple[str, ...]:
    """Python's words for the program with less patience than it has: `wechat.client.LONGEST_CALL = 0.4`."""
    modules = [constant.rpartition(".")[0] for constant in (c.partition(" ")[0] for c in constants)]
    lines = [f"import bot.{module}" for module in modules] + [f"bot.{constant}" for constant in constants]
    return (
        "-c",
        "\n".join(["from datetime import timedelta", *lines, "from bot.cli import main", "raise SystemExit(main())"]),
    )
