"""Who comes to the bot in these tests: Bob, Eve, and a group to which somebody adds it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from bot.chat.commands import Asker
from bot.core.message import Message
from bot.render import plain
from tests.house import House

BOB, EVE, GROUP = 20, 30, -500

NEUTRAL = "This bot serves one team. Your id: {0} · this chat: {1}. An admin can let you in."


async def collected(messages: AsyncIterator[Message]) -> list[Message]:
    return [message async for message in messages]


async def added(house: House, chat: int = GROUP, person: int = EVE, *, channel: bool = False) -> list[Message]:
    """Somebody adds the bot to a group; what it says there."""
    asker = Asker(person, chat, group=True, name="Eve", title="News <b>room")
    return await collected(house.app.conversation.joined(asker, channel=channel))


async def invited(house: House, words: str = "") -> str:
    """The token of a new invitation."""
    (message,) = await house.said(f"/invite {words}", name="Ann")
    found = re.search(r"start(?:group)?[= ](\S+)", plain(message.text))
    assert found is not None
    return found[1]


def bob(person: int = BOB) -> dict[str, object]:
    return {"person": person, "chat": person, "name": "Bob"}


def group(person: int = EVE) -> dict[str, object]:
    return {"person": person, "chat": GROUP, "group": True, "name": "Eve", "title": "News room"}
