"""Polling goes on whatever Telegram answers, and ends only after ten minutes without one accepted call."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.chat.telegram.face import make_bot
from bot.chat.telegram.polling import DEAF, Deaf, Polling
from tests.botapi import api_error, bot_api
from tests.house import ADMIN


class Waits:
    """Seconds that pass only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


@pytest.mark.parametrize(("status", "words"), [(401, "Unauthorized"), (404, "Not Found"), (502, "Bad Gateway")])
async def test_a_refusal_is_warned_of_and_polling_goes_on(
    status: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot_api() as server:
        server.chat(ADMIN)
        bot = make_bot(server.token, server.url, None)
        await bot.initialize()
        taken: asyncio.Queue[object] = asyncio.Queue()
        waits = Waits()
        server.fault("getUpdates", api_error(status, words), times=3)
        with caplog.at_level(logging.WARNING):
            polling = asyncio.create_task(Polling(bot, taken.put, sleep=waits.sleep, clock=waits.clock).run())
            server.say(ADMIN, ADMIN, "hello")
            await asyncio.wait_for(taken.get(), 10)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await bot.shutdown()
    assert waits.pauses == [1.0, 2.0, 4.0]
    assert len([r for r in caplog.records if "Telegram cannot be polled" in r.getMessage()]) == 3


async def test_ten_minutes_without_an_accepted_call_end_it_and_no_pause_is_longer_than_a_minute() -> None:
    async with bot_api() as server:
        bot = make_bot(server.token, server.url, None)
        await bot.initialize()
        waits = Waits()
        server.fault("getUpdates", api_error(401, "Unauthorized"), times=float("inf"))
        with pytest.raises(Deaf):
            await Polling(bot, asyncio.Queue[object]().put, sleep=waits.sleep, clock=waits.clock).run()
        await bot.shutdown()
    assert waits.pauses[:8] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert max(waits.pauses) == 60.0
    assert DEAF <= sum(waits.pauses) < DEAF + 60
