"""The first answer: questions that need WeChat, one a second in one chat: `python -m benchmarks.asking`.

The program, the simulated WeChat (50 ms for each call) and the Bot API server on loopback are processes of their own,
but for the last. Every question is about a day that nobody asked for before. The figure is the time from the update's
being there to the arrival of the message that holds the answer: of `sendMessage`, or of the edit that makes it one.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import date, timedelta

from benchmarks.answer import FIRST_CHAT, TOKEN, environment, started
from benchmarks.morning import wechat
from tests.botapi import BotApi, bot_api
from tests.house import china

QUESTIONS = ("/reads", "/top", "/report", "/shares")
EACH = 10
APART = 1.0
CALL = 0.05
"""Seconds that WeChat takes for a call; `benchmarks.morning` has the same."""
BESIDE = 0.02
"""Seconds that an idle machine may need besides."""
TARGET = 0.16
"""Seconds at the median on a busy one."""
CHAT = FIRST_CHAT
TOOK = ("sendMessage", "editMessageText")


def changes(server: BotApi) -> list[float]:
    """When each message and edit arrived in the chat."""
    return sorted(call.at for method in TOOK for call in server.called(method, CHAT))


async def asked(server: BotApi, line: str, day: date) -> tuple[float, int]:
    """Seconds until the answer stood there, and how many messages and edits it took."""
    server.calls.clear()
    posted, start = len(server.sent(CHAT)), time.monotonic()
    server.say(CHAT, CHAT, f"{line} {day}")
    title = f"{day:%B} {day.year}"
    await server.until(lambda: len(server.sent(CHAT)) > posted and title in server.sent(CHAT)[-1].text, within=30)
    seen = changes(server)
    return seen[-1] - start, len(seen)


async def main() -> int:
    now = china("2026-11-24 12:30")
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        wechat_url = await stack.enter_async_context(wechat(now))
        server = await stack.enter_async_context(bot_api(TOKEN))
        server.chat(CHAT)
        await started(stack, server, "-m", "bot", "run", env=environment(server.url, wechat_url, folder))
        days = (date(2015, 1, 5) + timedelta(days=9 * n) for n in range(1_000))
        for line in QUESTIONS:  # the token is fetched, connections are open
            await asked(server, line, next(days))
            await asyncio.sleep(2 * APART)
        pooled: list[tuple[float, int]] = []
        print(f"{'':10}{'median':>8}{'worst':>8}{'messages':>10}   ms, {EACH} questions each, one a second")
        for line in QUESTIONS:
            found = []
            for _ in range(EACH):
                began = time.monotonic()
                found.append(await asked(server, line, next(days)))
                await asyncio.sleep(max(0.0, began + APART - time.monotonic()))
            show(line, found)
            pooled += found
        median, messages = show("all", pooled)
    print(
        f"a call {CALL * 1000:.0f} ms; to reach {(CALL + BESIDE) * 1000:.0f} idle, {TARGET * 1000:.0f} busy; 1 message"
    )
    return 0 if median <= TARGET and messages == 1 else 1


def show(name: str, found: list[tuple[float, int]]) -> tuple[float, float]:
    median, worst = statistics.median(took for took, _ in found), max(took for took, _ in found)
    messages = statistics.mean(count for _, count in found)
    print(f"{name:10}{median * 1000:8.1f}{worst * 1000:8.1f}{messages:10.2f}")
    return median, messages


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
