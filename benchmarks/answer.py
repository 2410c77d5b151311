"""A command answered from the archive, from update to sendMessage, against a bare handler.

`python -m benchmarks.answer`.

Both bots are processes of their own, polling Bot API servers of ours on loopback. They are asked in turn, each question
in another chat and well below 30 a second, so that no limiter is what is measured. The figure is the time from the
update's being there to the arrival of the call of sendMessage, as the server sees both.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from telegram import Bot

from bot.clock import RunningClock
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.server import serving
from tests.botapi import BotApi, bot_api
from tests.house import china

ROUNDS = 400
WARM = 25
APART = 0.04
TARGET = 1.35
SLOWEST_REFERENCE = 10.0
FIRST_CHAT = 1_000
TOKEN = "123456:bench-token"
QUESTIONS = ("/reads 2015-01-05", "/top 2015-01-05", "/report 2015-01-05", "/shares 2015-01-05")


async def asked(server: BotApi, chat: int, text: str) -> float:
    """Milliseconds from a message's being there to the answer's call."""
    before = len(server.called("sendMessage", chat))
    start = time.monotonic()
    server.say(chat, chat, text)
    await server.until(lambda: len(server.called("sendMessage", chat)) > before, within=10)
    return (server.called("sendMessage", chat)[before].at - start) * 1000


async def started(stack: AsyncExitStack, server: BotApi, *words: str, env: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=env, stderr=asyncio.subprocess.DEVNULL)

    async def stop() -> None:
        process.terminate()
        await process.wait()

    stack.push_async_callback(stop)
    await server.until(lambda: bool(server.called("getUpdates")), within=30)


def environment(url: str, wechat: str, folder: str) -> dict[str, str]:
    names = {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__API_URL": url,
        "TELEGRAM__ADMINS": ",".join(str(FIRST_CHAT + n) for n in range(ROUNDS + WARM)),
        "WECHAT__API_URL": wechat,
        "ACCOUNTS": '{"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s"}}',
        "STORE__PATH": str(Path(folder) / "store.sqlite"),
        "CLOCK__START": china("2026-11-24 12:30").isoformat(),
        "LOG__LEVEL": "WARNING",
    }
    return dict(os.environ) | {f"MORNING_READS_{name}": value for name, value in names.items()}


async def measure(question: str, bare: BotApi, ours: BotApi, chats: range) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for chat in chats:
        for server, kept in ((bare, times[0]), (ours, times[1])):
            kept.append(await asked(server, chat, question))
            server.calls.clear()
            await asyncio.sleep(APART)
    return times


async def a_call(calls: int = 500) -> float:
    """Milliseconds of CPU that a call costs by the library's client and the server of these benchmarks together."""
    async with bot_api(TOKEN) as server, Bot(TOKEN, base_url=server.base_url) as bot:
        server.chat(FIRST_CHAT)
        await bot.send_message(FIRST_CHAT, "warm")
        began = time.process_time()
        for _ in range(calls):
            await bot.send_message(FIRST_CHAT, "<b>x</b>", parse_mode="HTML")
        return (time.process_time() - began) * 1000 / calls


async def main() -> int:
    print(f"a call to the server, client and server: {await a_call():.2f} ms of CPU")
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        wechat = await stack.enter_async_context(serving(Simulator(RunningClock(china("2026-11-24 12:30")))))
        bare = await stack.enter_async_context(bot_api(TOKEN))
        ours = await stack.enter_async_context(bot_api(TOKEN))
        await started(stack, bare, "-m", "benchmarks.bare", TOKEN, bare.url, env=dict(os.environ))
        await started(stack, ours, "-m", "bot", "run", env=environment(ours.url, wechat, folder))
        for question in QUESTIONS:
            await measure(question, bare, ours, range(FIRST_CHAT, FIRST_CHAT + 2))
        pooled: tuple[list[float], list[float]] = ([], [])
        each = ROUNDS // len(QUESTIONS)
        print(f"{'':22}{'bare':>10}{'ours':>10}{'ratio':>8}   medians in ms, {each} questions each")
        await measure(QUESTIONS[0], bare, ours, range(FIRST_CHAT, FIRST_CHAT + WARM))
        for n, question in enumerate(QUESTIONS):
            first = FIRST_CHAT + WARM + n * each
            times = await measure(question, bare, ours, range(first, first + each))
            slow, fast = (statistics.median(kept) for kept in times)
            for kept, all_of_them in zip(times, pooled, strict=True):
                all_of_them.extend(kept)
            print(f"{question:22}{slow:10.2f}{fast:10.2f}{fast / slow:8.2f}")
            if slow > SLOWEST_REFERENCE:
                print(
                    f"The bare handler took more than {SLOWEST_REFERENCE} ms: this machine is too busy to measure on."
                )
                return 1
    slow, fast = (statistics.median(kept) for kept in pooled)
    print(f"{'all':22}{slow:10.2f}{fast:10.2f}{fast / slow:8.2f}   to reach {TARGET}")
    return 0 if fast / slow <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
