"""A year as a workbook while people go on asking: `python -m benchmarks.export`.

The program is a process of its own (`run`, a store on disk that holds the year in full, hours and lives too); the Bot
API server is ours, on loopback. Questions that are answered from memory come every 40 ms, each from another person: at
first alone, then while one export follows another. An export takes from the update's being there to the arrival of its
document; a question as in `benchmarks.answer`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from benchmarks.answer import APART, FIRST_CHAT, QUESTIONS, TOKEN, WARM, asked, environment, started
from bot.clock import RunningClock
from bot.core.days import Span, at_china
from bot.core.facts import Generation, Reply
from bot.store.file import open_store
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.account import Account
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.rows import ROWS
from bot.wechat.simulator.server import serving
from tests.botapi import BotApi, bot_api
from tests.house import china

YEAR = Span(date(2015, 1, 1), date(2015, 12, 31))
EXPORT = f"/export {YEAR.first}..{YEAR.last}"
EACH = 400
"""Questions alone, and as many beside exports."""
TARGET = 2.0
"""Seconds of an export."""
SLOWER = 2.0
FEWEST = 3
"""Exports that are measured at least."""
EXPORTER = FIRST_CHAT


def write(path: Path) -> None:
    """The year of every classic interface through the store, as a backfill brings it."""
    store = open_store(path)
    try:
        for month in YEAR.chunks(31):
            asyncio.run(store.archive.keep([reply for day in month for reply in replies(day)]))
    finally:
        store.close()


def replies(day: date) -> list[Reply]:
    at = at_china(day + timedelta(days=31), 12, 30)
    asked_for = Asked(Account(1, "wxdemo"), day, day)
    classic = [endpoint for endpoint in ENDPOINTS if endpoint.generation is Generation.CLASSIC]
    return [Reply("demo", e.name, day, at, at, {"list": ROWS[e.name](asked_for)}, at) for e in classic]


async def exported(server: BotApi) -> float:
    """Seconds from asking for the year to its document's call."""
    before = len(server.called("sendDocument"))
    start = time.monotonic()
    server.say(EXPORTER, EXPORTER, EXPORT)
    await server.until(lambda: len(server.called("sendDocument")) > before, within=120)
    return server.called("sendDocument")[before].at - start


async def exporting(server: BotApi, times: list[float], enough: asyncio.Event) -> None:
    while True:
        times.append(await exported(server))
        if len(times) >= FEWEST:
            enough.set()


async def questions(server: BotApi, chats: Sequence[int]) -> list[float]:
    """Milliseconds of each; they come whether or not the one before has been answered."""
    tasks = []
    for chat, question in zip(chats, cycle(QUESTIONS), strict=False):
        tasks.append(asyncio.create_task(asked(server, chat, question)))
        await asyncio.sleep(APART)
    return await asyncio.gather(*tasks)


def shown(name: str, times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    median, late = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"{name:24}{median:9.1f}{late:9.1f}{max(times):9.1f}   median, p99 and longest in ms")
    return median, late


async def main() -> int:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        await asyncio.to_thread(write, Path(folder) / "store.sqlite")
        wechat = await stack.enter_async_context(serving(Simulator(RunningClock(china("2026-11-24 12:30")))))
        server = await stack.enter_async_context(bot_api(TOKEN))
        people = range(FIRST_CHAT, FIRST_CHAT + WARM + 2 * EACH)
        admins = {"MORNING_READS_TELEGRAM__ADMINS": ",".join(map(str, people))}
        await started(stack, server, "-m", "bot", "run", env=environment(server.url, wechat, folder) | admins)
        await exported(server)
        await questions(server, people[1:WARM])
        idle = await questions(server, people[WARM : WARM + EACH])
        exports: list[float] = []
        enough = asyncio.Event()
        work = asyncio.create_task(exporting(server, exports, enough))
        busy = await questions(server, people[WARM + EACH :])
        await enough.wait()
        work.cancel()
        size = max(len(posted.file["content"]) for posted in server.sent(EXPORTER) if posted.file)
    _, before = shown("questions alone", idle)
    _, beside = shown("beside exports", busy)
    print(f"p99 {beside / before:.2f} × as much, to reach {SLOWER:.0f}")
    best, slowest = min(exports), max(exports)
    print(f"{len(exports)} exports of a year: {best:.2f} to {slowest:.2f} s, to reach {TARGET:.0f}; {size:,} bytes")
    return 0 if beside <= SLOWER * before and statistics.median(exports) <= TARGET else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
