"""A strict Bot API server, and a sender that talks to it with short patience."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
from telegram.ext import ExtBot

from bot.chat.telegram.limiter import PacedLimiter, Slot
from bot.chat.telegram.request import ClassifyingRequest
from bot.chat.telegram.sender import TelegramSender
from tests.botapi import BotApi, bot_api


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        running.chat(5)
        running.chat(-100, topics={7: "News"})
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[ExtBot[Slot]]:
    async with ExtBot(
        server.token,
        base_url=server.base_url,
        request=ClassifyingRequest(connection_pool_size=4, read_timeout=0.1, connect_timeout=0.1, pool_timeout=0.1),
        get_updates_request=ClassifyingRequest(connection_pool_size=1),
        rate_limiter=PacedLimiter(clock=count(0.0, 100.0).__next__),  # so much passes between two looks: nobody waits
    ) as connected:
        yield connected


@pytest.fixture
def sender(bot: ExtBot[Slot]) -> TelegramSender:
    return TelegramSender(bot)
