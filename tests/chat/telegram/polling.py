"""A bot that polls a Bot API server on loopback, and the house behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.chat.telegram.face import TelegramFace, make_bot, name_of
from bot.chat.telegram.sender import TelegramSender
from bot.chat.telegram.showing import PATIENCE
from tests.botapi import Answer, BotApi, bot_api
from tests.house import ADMIN, TEAM, House, open_house


@dataclass
class Here:
    """A bot that polls, and the house behind it."""

    server: BotApi
    house: House

    def texts(self, chat: int) -> list[str]:
        return [posted.text for posted in self.server.sent(chat)]

    async def said(self, chat: int, *, count: int = 1) -> list[str]:
        await self.server.until(lambda: len(self.server.sent(chat)) >= count)
        return self.texts(chat)


@asynccontextmanager
async def polling(
    now: str = "2015-01-06 12:30", *, patience: float = PATIENCE, getting: Answer | None = None, **simulated: Any
) -> AsyncIterator[Here]:
    """`getting` is what the server says when it is asked who the bot is."""
    async with bot_api() as server:
        if getting is not None:
            server.fault("getMe", getting, times=None)
        server.chat(ADMIN)
        server.chat(TEAM, topics=[5])
        bot = make_bot(server.token, server.url, None)
        sender = TelegramSender(bot)
        async with open_house(now, sender=sender, bot_name=lambda: name_of(bot), **simulated) as house:  # type: ignore[arg-type]
            face = TelegramFace(bot, sender, house.app.conversation, patience)
            await face.start()
            try:
                yield Here(server, house)
            finally:
                await face.stop()
