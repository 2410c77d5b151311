"""The program as its users run it: a real process, real HTTP on loopback, a real file on disk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import RunningClock
from bot.render import plain
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.server import serving
from tests.botapi import BotApi, bot_api
from tests.end_to_end.nursery import Child, Nursery, nursery
from tests.house import ADMIN, china

TOKEN = "123456:test-token"

Running = asyncio.subprocess.Process | Child


class MovableClock(RunningClock):
    """WeChat's clock, which a test sets to where the program's clock stands."""

    def set(self, now: datetime) -> None:
        RunningClock.__init__(self, now)


@dataclass
class Ended:
    """How a process ended."""

    status: int
    out: str
    err: str


@dataclass
class World:
    """Telegram and WeChat on loopback, a store, and the processes that were started."""

    telegram: BotApi
    simulator: Simulator
    wechat_clock: MovableClock
    wechat_url: str
    folder: Path
    chats: list[int] = field(default_factory=list)
    running: list[Running] = field(default_factory=list)
    nursery: Nursery | None = None
    """Where processes are forked; without one each is begun from nothing."""
    begin: tuple[str, ...] = ("-m", "bot")
    """What Python is started with, before the program's own words."""

    def environment(self, now: str | None = None, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MORNING_READS_")}
        names = {
            "TELEGRAM__TOKEN": TOKEN,
            "TELEGRAM__API_URL": self.telegram.url,
            "TELEGRAM__ADMINS": str(ADMIN),
            "TELEGRAM__CHATS": json.dumps(self.chats),
            "WECHAT__API_URL": self.wechat_url,
            "ACCOUNTS": json.dumps({"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s3cret"}}),
            "STORE__PATH": str(self.folder / "store.sqlite"),
        }
        if now is not None:
            self.wechat_clock.set(china(now))
            names["CLOCK__START"] = china(now).isoformat()
        return kept | {f"MORNING_READS_{name}": value for name, value in (names | more).items()}

    async def start(self, *words: str, now: str | None = None, **more: str) -> Running:
        """Start a verb and leave it running; `now` in +08:00 is where its clock, and WeChat's, starts."""
        process: Running
        if self.nursery is not None:
            process = await self.nursery.start((*self.begin, *words), self.environment(now, **more))
        else:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *self.begin, *words,
                env=self.environment(now, **more),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        self.running.append(process)
        return process

    async def end(self, process: Running, number: int | None = None, within: float = 15) -> Ended:
        """Wait for a process, after a signal if one is given."""
        if number is not None and process.returncode is None:
            process.send_signal(number)
        async with asyncio.timeout(within):
            out, err = await process.communicate()
        self.running.remove(process)
        return Ended(process.returncode or 0, out.decode(), err.decode())

    async def verb(self, *words: str, now: str | None = None, **more: str) -> Ended:
        """Run a verb to its end."""
        return await self.end(await self.start(*words, now=now, **more), within=30)

    def texts(self, chat: int) -> list[str]:
        """What the bot posted in a chat, as it stands now."""
        return [plain(posted.text) for posted in self.telegram.sent(chat)]

    def digests(self, chat: int) -> list[str]:
        """The digests among it."""
        return [text for text in self.texts(chat) if text.startswith("Daily Tech · ")]

    async def until_menu(self) -> None:
        """Wait until a bot that was started answers."""
        seen = len(self.telegram.called("getUpdates"))
        await self.telegram.until(lambda: len(self.telegram.called("getUpdates")) > seen, within=15)


@asynccontextmanager
async def world(folder: Path, chats: int = 1, *, forked: bool = True, **simulated: Any) -> AsyncIterator[World]:
    """A world with so many groups, all of them listed in the settings; `simulated` goes to the simulator.

    Its processes start at once, being forked from one that has imported the program; or, if told so, from nothing.
    """
    clock = MovableClock(china("2015-01-06 12:30"))
    simulator = Simulator(clock, **simulated)
    async with bot_api(TOKEN) as telegram, serving(simulator) as url, AsyncExitStack() as stack:
        telegram.chat(ADMIN)
        listed = [-1001 - n for n in range(chats)]
        for chat in listed:
            telegram.chat(chat)
        forks = await stack.enter_async_context(nursery()) if forked else None
        here = World(telegram, simulator, clock, url, folder, listed, nursery=forks)
        try:
            yield here
        finally:
            for process in list(here.running):
                await here.end(process, signal.SIGKILL)
