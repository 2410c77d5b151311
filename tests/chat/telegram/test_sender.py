"""What a Message becomes in a Telegram chat."""

from __future__ import annotations

import pytest

from bot.chat.telegram.sender import TelegramSender
from bot.core.message import Button, Message
from bot.core.outcomes import Sent, Unchanged, Withdrawn
from bot.core.ports import Sender
from tests.botapi import BotApi

DIGEST = Message(
    "<b>Reads</b> &amp; more", ((Button("More", "/top"), Button("Trend", "/trend")), (Button("?", "/help"),))
)


async def test_text_buttons_and_topic_arrive_with_no_preview(server: BotApi, sender: TelegramSender) -> None:
    port: Sender = sender
    assert await port.send(-100, DIGEST, topic=7) == Sent(1)
    (kept,) = server.sent(-100)
    assert (kept.text, kept.thread, kept.preview) == ("Reads & more", 7, {"is_disabled": True})
    assert kept.buttons == [[("More", "/top"), ("Trend", "/trend")], [("?", "/help")]]


async def test_topic_nought_is_no_topic(server: BotApi, sender: TelegramSender) -> None:
    assert await sender.answer(-100, DIGEST) == Sent(1)
    assert server.sent(-100)[0].thread is None


async def test_an_edit_takes_text_and_buttons_away(server: BotApi, sender: TelegramSender) -> None:
    await sender.answer(5, DIGEST)
    assert await sender.edit(5, 1, Message("new"), push=False) == Sent(1)
    assert await sender.edit(5, 1, Message("new"), push=False) == Unchanged()
    assert (server.sent(5)[0].text, server.sent(5)[0].buttons) == ("new", [])


async def test_an_answer_takes_the_place_of_its_progress_or_is_posted(server: BotApi, sender: TelegramSender) -> None:
    progress = await sender.answer(5, Message("…"))
    assert isinstance(progress, Sent)
    assert await sender.answer(5, Message("done"), replaces=progress.message_id) == progress
    server.sent(5)[0].deleted = True
    assert await sender.answer(5, Message("done"), replaces=progress.message_id) == Sent(2)
    assert [message.text for message in server.sent(5)] == ["done", "done"]


async def test_before_is_asked_and_its_no_sends_nothing(server: BotApi, sender: TelegramSender) -> None:
    asked = []

    async def before() -> bool:
        asked.append(len(server.called("sendMessage")))
        return len(asked) > 1

    assert await sender.send(5, DIGEST, before=before) == Withdrawn()
    assert server.called("sendMessage") == []
    assert await sender.send(5, DIGEST, before=before) == Sent(1)
    assert asked == [0, 0]


async def test_what_before_raises_is_not_hidden(server: BotApi, sender: TelegramSender) -> None:
    """A store that failed is no outcome of Telegram's, and the next message still goes out."""

    async def before() -> bool:
        raise OSError("the store is full")

    with pytest.raises(OSError, match="the store is full"):
        await sender.send(5, DIGEST, before=before)
    assert await sender.send(5, DIGEST) == Sent(1)
