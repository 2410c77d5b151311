"""A whole house for tests: the simulator in WeChat's place, memory in the store's, a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.app import App, Rooms, open_app
from bot.app import memory_rooms as memory_rooms
from bot.chat.commands import Asker
from bot.clock import SystemClock
from bot.core.days import CHINA
from bot.core.message import Message
from bot.core.outcomes import Outcome, Sent, Withdrawn
from bot.core.ports import Before
from bot.render import plain
from bot.settings import Settings
from bot.wechat.simulator import Simulator

ADMIN = 7
TEAM = -100


class StandingClock(SystemClock):
    """A clock that a test moves; sleeping moves it too."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    async def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)

    def pass_by(self, **time: float) -> None:
        self.instant += timedelta(**time)


def china(text: str) -> datetime:
    """`2015-01-06 08:30` as an instant in +08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


Meanwhile = Callable[[int, Message, int], Awaitable[Outcome | None]]
"""A chat, a message and a topic."""


@dataclass
class FakeSender:
    """Takes messages; answers as it is told, each once, else that they arrived."""

    outcomes: list[Outcome] = field(default_factory=list)
    posted: list[tuple[int, int, Message]] = field(default_factory=list)
    tried: list[tuple[int, int, Message]] = field(default_factory=list)
    ends: list[Outcome] = field(default_factory=list)
    """How edits end, each once; else they are done."""
    edited: list[tuple[int, int, Message]] = field(default_factory=list)
    replies: list[tuple[int, int | None]] = field(default_factory=list)
    """Of each message posted, its number and the message that it answers."""
    turn: Meanwhile | None = None
    """What happens to a message before its turn has come."""
    meanwhile: Meanwhile | None = None
    """What happens to a message on its way; an outcome is its end, None leaves it to the usual way."""

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        if self.turn is not None:
            await self.turn(chat, message, topic)
        if before is not None and not await before():
            return Withdrawn()
        outcome = await self.meanwhile(chat, message, topic) if self.meanwhile else None
        if outcome is not None:
            return outcome
        self.tried.append((chat, topic, message))
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(len(self.tried))
        if isinstance(outcome, Sent):
            self.posted.append((chat, topic, message))
            self.replies.append((outcome.message_id, reply_to))
        return outcome

    async def edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        self.edited.append((chat, message_id, message))
        return self.ends.pop(0) if self.ends else Sent(message_id)

    def texts(self, chat: int) -> list[str]:
        return [plain(message.text) for to, _, message in self.posted if to == chat]


@dataclass
class House:
    """An open program, and what stands around it."""

    app: App
    clock: StandingClock
    simulator: Simulator
    sender: FakeSender
    rooms: Rooms

    async def said(self, text: str, **who: Any) -> list[Message]:
        """All messages of an answer; without `who`, to the admin in his private chat."""
        speaks = self.app.conversation.house.language_of(who.get("chat", ADMIN))
        asked: dict[str, Any] = {"person": ADMIN, "chat": ADMIN, "language": speaks} | who
        asker = Asker(**asked)
        return [message async for message in self.app.conversation.answer(text, asker)]

    async def say(self, text: str, **who: Any) -> str:
        """The last word of an answer as plain text; empty for silence."""
        messages = await self.said(text, **who)
        return plain(messages[-1].text) if messages else ""


def house_settings(accounts: Sequence[str] = ("demo",), **more: Any) -> Settings:
    """Settings of a team: an admin, one group, these accounts (app id `wx` + key)."""
    names = {"demo": "Daily Tech"}
    return Settings.model_validate(
        {
            "accounts": {
                key: {"name": names.get(key, key.title()), "app_id": f"wx{key}", "app_secret": "s3cret"}
                for key in accounts
            },
            "telegram": {"admins": [ADMIN], "chats": [TEAM]},
        }
        | more
    )


@asynccontextmanager
async def open_house(
    now: str = "2015-01-06 12:30",
    *,
    settings: Settings | None = None,
    rooms: Rooms | None = None,
    sender: FakeSender | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    bot_name: Callable[[], str] = str,
    notes: tuple[str, ...] = (),
    **simulated: Any,
) -> AsyncIterator[House]:
    """The program at an instant in +08:00; `simulated` goes to the simulator."""
    clock = StandingClock(china(now))
    simulator = Simulator(clock, **simulated)
    sender = sender or FakeSender()
    rooms = rooms or memory_rooms()
    async with open_app(
        settings or house_settings(),
        clock=clock,
        rooms=rooms,
        transport=transport or simulator.transport(),
        sender=sender,
        bot_name=bot_name,
        notes=notes,
    ) as app:
        yield House(app, clock, simulator, sender, rooms)
