"""Questions that WeChat must be asked for, one a second in one chat, while each of its calls takes 50 ms.

`python -m benchmarks.soon`.

The bot is a process of its own, polling a Bot API server of ours on loopback; each question is about a day that is not
held yet. The figure is the time from the update's being there to the arrival of the answer, as the server sees both,
and how many messages, edits included, each question took. What a question needs at least is one call: the others go
beside it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import date, timedelta

from benchmarks.answer import FIRST_CHAT, TOKEN, environment, started
from bot.clock import RunningClock
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.faults import FOREVER, Delay
from bot.wechat.simulator.server import serving
from tests.botapi import BotApi, bot_api
from tests.house import china

QUESTIONS = 40
CALL = 0.05
TARGET = 160.0
FIRST_DAY = date(2015, 2, 1)
ENDPOINTS = (
    "getarticlesummary",
    "getuserread",
    "getusershare",
    "getarticletotal",
    "getuserreadhour",
    "getusersharehour",
)


async def asked(server: BotApi, day: date) -> tuple[float, int]:
    """Milliseconds until the answer is there, and the messages that it took."""
    before = len(server.calls)
    start = time.monotonic()
    server.say(FIRST_CHAT, FIRST_CHAT, f"/reads {day}")
    shown = f"{day.day} {day:%B} {day.year}"
    await server.until(lambda: any(shown in posted.text for posted in server.sent(FIRST_CHAT)), within=20)
    took = (server.calls[-1].at - start) * 1000
    sends = [call for call in server.calls[before:] if call.method in ("sendMessage", "editMessageText")]
    return took, len(sends)


async def main() -> int:
    """Ask, and print the median, the slowest and the messages; 1 if the target is missed."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        simulator = Simulator(RunningClock(china("2026-11-24 12:30")))
        for endpoint in ENDPOINTS:
            simulator.faults.add(endpoint, Delay(CALL), times=FOREVER)
        wechat = await stack.enter_async_context(serving(simulator))
        server = await stack.enter_async_context(bot_api(TOKEN))
        await started(stack, server, "-m", "bot", "run", env=environment(server.url, wechat, folder))
        await asked(server, FIRST_DAY - timedelta(days=9))
        times: list[float] = []
        messages: list[int] = []
        for n in range(QUESTIONS):
            began = time.monotonic()
            took, sends = await asked(server, FIRST_DAY + timedelta(days=9 * n))
            times.append(took)
            messages.append(sends)
            await asyncio.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
    median = statistics.median(times)
    print(
        f"{QUESTIONS} questions, one a second, calls of {CALL * 1000:.0f} ms: median {median:.0f} ms (to reach "
        f"{TARGET:.0f}), slowest {max(times):.0f} ms, {statistics.mean(messages):.2f} messages each"
    )
    return 0 if median <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
