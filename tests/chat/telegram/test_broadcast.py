"""A short broadcast over real HTTP, to a server that enforces Telegram's limits."""

from __future__ import annotations

import asyncio
import time

from telegram.ext import ExtBot

from bot.chat.telegram.limiter import PacedLimiter, Slot
from bot.chat.telegram.request import build_request
from bot.chat.telegram.sender import TelegramSender
from bot.core.message import Message
from bot.core.ports import Outcome, Sent
from tests.botapi import BotApi, Limits

CHATS = 36


async def test_a_broadcast_meets_no_limit_and_an_answer_does_not_wait_for_it(server: BotApi) -> None:
    server.limits = Limits()
    for chat in range(1, CHATS + 2):
        server.chat(chat)
    bot: ExtBot[Slot] = ExtBot(
        server.token, base_url=server.base_url, request=build_request(None), rate_limiter=PacedLimiter()
    )
    async with bot:
        sender = TelegramSender(bot)
        began = time.monotonic()

        async def before() -> bool:
            await asyncio.sleep(0.002)
            return True

        async def answered() -> tuple[Outcome, float]:
            await asyncio.sleep(0.2)
            asked = time.monotonic()
            return await sender.answer(CHATS + 1, Message("answer")), time.monotonic() - asked

        pushes = (sender.send(chat, Message("digest"), before=before) for chat in range(1, CHATS + 1))
        outcomes, (answer, waited) = await asyncio.gather(asyncio.gather(*pushes), answered())
        took = time.monotonic() - began
    assert outcomes == [Sent(1)] * CHATS
    assert answer == Sent(1)
    assert waited < 0.2
    assert took < 1.5
    assert [call.chat for call in server.called("sendMessage") if call.chat != CHATS + 1] == list(range(1, CHATS + 1))
