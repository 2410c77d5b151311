"""Generated messages through the conversation, and through the Telegram face against the strict server."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.chat.telegram.face import TelegramFace
from bot.chat.telegram.sender import TelegramSender
from bot.core.days import wechat_today
from bot.core.message import CAPTION_LIMIT, TEXT_LIMIT, Kind, Message
from bot.render import fits, plain
from bot.wechat.simulator import FOREVER, Altered, Simulator
from tests.botapi import BotApi, bot_api
from tests.botapi.markup import parse_html
from tests.chat.telegram.conftest import bot_for
from tests.generated.messages import Messages
from tests.house import ADMIN, TEAM, open_house

NOW = "2015-01-20 12:30"
STRANGER = 999
ASKERS: tuple[dict[str, Any], ...] = (
    {"person": ADMIN, "chat": ADMIN},
    {"person": ADMIN, "chat": ADMIN, "language": "zh"},
    {"person": STRANGER, "chat": TEAM, "group": True},
    {"person": STRANGER, "chat": TEAM, "group": True, "called": True, "topic": 5},
    {"person": STRANGER, "chat": STRANGER},
)
TITLED = ("getarticlesummary", "getarticletotal", "getarticletotaldetail")


@dataclass
class Outcome:
    """What became of the messages."""

    answers: int = 0
    silences: int = 0
    refused: int = 0
    """Of the answers, those that say what was not understood, or why not."""
    slowest: float = 0.0
    """Seconds of the slowest answer."""
    failures: list[str] = field(default_factory=list)


async def through_conversation(seed: int, count: int) -> Outcome:
    """So many messages of five kinds of askers, in a house whose articles have titles of the same make."""
    told, dice = Outcome(), random.Random(seed)
    async with open_house(NOW) as house:
        messages = Messages(seed, wechat_today(house.clock.now()))
        _entitle(house.simulator, messages)
        for _ in range(count):
            text, asker = messages.next(), dice.choice(ASKERS)
            begun = time.perf_counter()
            try:
                answer = await house.said(text, **asker)
            except Exception as error:
                told.failures.append(f"{text[:80]!r} of {asker}: {type(error).__name__}: {error}"[:400])
                continue
            told.slowest = max(told.slowest, time.perf_counter() - begun)
            _count(told, text, asker, answer)
    return told


def _entitle(simulator: Simulator, messages: Messages) -> None:
    """Articles whose titles are attempts to break in."""

    def titled(answer: dict[str, Any]) -> dict[str, Any]:
        for row in answer.get("list", []):
            row["title"] = messages.title()
        return answer

    for name in TITLED:
        simulator.faults.add(name, Altered(titled), times=FOREVER)


def _count(told: Outcome, text: str, asker: dict[str, Any], answer: list[Message]) -> None:
    told.answers += bool(answer)
    told.silences += not answer
    told.refused += bool(answer) and answer[-1].kind is Kind.REFUSED
    stranger = asker["chat"] == STRANGER
    spoken_to = not asker.get("group") or asker.get("called") or text.lstrip()[:1] in "/／"
    if not answer and spoken_to and not stranger:
        told.failures.append(f"no answer to {text[:80]!r} of {asker}")
    told.failures += [f"{wrong}: answer to {text[:80]!r}" for message in answer if (wrong := _wrong(message))]


def _wrong(message: Message) -> str:
    """What Telegram would refuse, or nobody could read."""
    try:
        shown, _ = parse_html(message.text)
    except Exception as error:
        return f"markup: {error}"
    if not shown.strip() or not plain(message.text).strip():
        return "an empty text"
    if not fits(message.text, CAPTION_LIMIT if message.attachments else TEXT_LIMIT):
        return "too long"
    labels = [button.label for row in message.buttons for button in row]
    return "a button without a label" if not all(label.strip() for label in labels) else ""


_ANOTHERS = re.compile(r"\s*/\S*?@(?!morning_reads_bot(?!\S))", re.IGNORECASE)


async def through_telegram(seed: int, count: int) -> Outcome:
    """So many messages as updates of a strict Bot API server; nothing that is sent back may be refused."""
    told = Outcome()
    async with bot_api() as server:
        server.chat(ADMIN)
        bot = bot_for(server)
        sender = TelegramSender(bot)
        with _heard("bot", "telegram.ext.Application") as errors:
            async with open_house(NOW, sender=sender) as house:  # type: ignore[arg-type]
                face = TelegramFace(bot, sender, house.app.conversation)
                messages = Messages(seed, wechat_today(house.clock.now()))
                _entitle(house.simulator, messages)
                await face.start()
                try:
                    for _ in range(count):
                        await _asked(told, server, messages.next())
                finally:
                    await face.stop()
        told.failures += [f"{call.method} refused: {error.description}" for call, error in server.refused]
        told.failures += errors
    return told


async def _asked(told: Outcome, server: BotApi, text: str) -> None:
    if _ANOTHERS.match(text):
        told.silences += 1  # a command for another bot is none of ours
        return
    before = len(server.sent(ADMIN))
    begun = time.perf_counter()
    server.say(ADMIN, ADMIN, text)
    try:
        await server.until(lambda: len(server.sent(ADMIN)) > before, within=20)
    except TimeoutError:
        told.failures.append(f"no answer to {text[:80]!r}")
        return
    told.answers += 1
    told.slowest = max(told.slowest, time.perf_counter() - begun)


@contextmanager
def _heard(*names: str) -> Iterator[list[str]]:
    """What is logged as an error."""
    found: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR or "an answer to chat" in record.getMessage():
                found.append(f"{record.name}: {record.getMessage()}"[:300])

    handler = Handler()
    for name in names:
        logging.getLogger(name).addHandler(handler)
    try:
        yield found
    finally:
        for name in names:
            logging.getLogger(name).removeHandler(handler)
