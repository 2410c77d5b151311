"""A short broadcast over real HTTP, to a server that enforces Telegram's limits."""

from __future__ import annotations

import asyncio

from telegram.ext import ExtBot

from bot.chat.telegram.limiter import PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.request import build_request
from bot.chat.telegram.sender import TelegramSender
from bot.core.message import Message
from bot.core.outcomes import Outcome, Sent
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

        async def before() -> bool:
            await asyncio.sleep(0.002)
            return True

        async def answered() -> Outcome:
            await server.until(lambda: len(server.called("sendMessage")) >= 5)
            return await sender.answer(CHATS + 1, Message("answer"))

        pushes = (sender.send(chat, Message("digest"), before=before) for chat in range(1, CHATS + 1))
        outcomes, answer = await asyncio.gather(asyncio.gather(*pushes), answered())
    assert outcomes == [Sent(1)] * CHATS
    assert answer == Sent(1)
    arrived = [call.chat for call in server.called("sendMessage") if call.chat is not None]
    assert arrived.index(CHATS + 1) < CHATS / 2
    arrived.remove(CHATS + 1)
    assert sorted(arrived) == list(range(1, CHATS + 1))  # of two connections the later may be the quicker
