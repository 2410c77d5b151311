"""A strict Bot API server, and two senders: one that is patient, and one that soon has enough of silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
from telegram.ext import ExtBot

from bot.chat.telegram.limiter import PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.request import ClassifyingRequest
from bot.chat.telegram.sender import TelegramSender
from tests.botapi import BotApi, bot_api


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        running.chat(5)
        running.chat(-100, topics={7: "News"})
        yield running


def bot_for(server: BotApi, *, read_timeout: float = 10.0) -> ExtBot[Slot]:
    """A bot; its other waits are long, since a busy machine is no trouble of Telegram's."""
    return ExtBot(
        server.token,
        base_url=server.base_url,
        request=ClassifyingRequest(
            connection_pool_size=4, read_timeout=read_timeout, connect_timeout=10, write_timeout=10, pool_timeout=10
        ),
        get_updates_request=ClassifyingRequest(connection_pool_size=2, read_timeout=10, connect_timeout=10),
        rate_limiter=PacedLimiter(clock=count(0.0, 100.0).__next__),  # so much passes between two looks: nobody waits
    )


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[ExtBot[Slot]]:
    async with bot_for(server) as connected:
        yield connected


@pytest.fixture
def sender(bot: ExtBot[Slot]) -> TelegramSender:
    return TelegramSender(bot)


@pytest.fixture
async def hasty(server: BotApi) -> AsyncIterator[TelegramSender]:
    """A sender that takes half a second without a reply for silence."""
    bot = bot_for(server, read_timeout=0.5)
    async with bot.request:  # it asks nothing by itself, which might already take too long
        yield TelegramSender(bot)
