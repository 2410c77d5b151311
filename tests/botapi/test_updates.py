"""How what people do reaches the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, TimedOut

from tests.botapi import ANONYMOUS_ADMIN, BotApi, bot_api


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(server.token, base_url=server.base_url) as connected:
        yield connected


async def test_an_update_comes_again_until_it_is_confirmed(server: BotApi, bot: Bot) -> None:
    first, second = server.say(5, 5, "/start now", username="ann"), server.say(5, 5, "x")
    assert [u.update_id for u in await bot.get_updates()] == [first, second]
    (update,) = await bot.get_updates(limit=1)
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.from_user.username) == ("/start now", "ann")
    assert message.parse_entities() == {message.entities[0]: "/start"}
    assert [u.update_id for u in await bot.get_updates(offset=second)] == [second]
    assert server.updates.confirmed == first
    assert await bot.get_updates(offset=second + 1) == ()
    assert server.updates.confirmed == second


async def test_an_update_can_be_delivered_again_to_a_poller_that_begins_anew(server: BotApi, bot: Bot) -> None:
    first, second = server.say(5, 5, "x"), server.say(5, 5, "y")
    assert await bot.get_updates(offset=second + 1) == ()
    server.updates.again(second)
    server.updates.again(first)
    server.updates.again(first)
    assert [u.update_id for u in await bot.get_updates()] == [first, second]


async def test_a_long_poll_ends_when_something_happens(server: BotApi, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await server.until(lambda: len(server.called("getUpdates")) == 1)
    said = server.say(5, 5, "x")
    async with asyncio.timeout(4):
        assert [u.update_id for u in await polling] == [said]


async def test_a_second_poller_gets_a_conflict_and_a_dead_one_is_forgotten(server: BotApi, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await server.until(lambda: len(server.called("getUpdates")) == 1)
    async with Bot(server.token, base_url=server.base_url) as other:
        with pytest.raises(Conflict):
            await other.get_updates()
        polling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await polling
        await asyncio.sleep(0.05)
        assert await other.get_updates() == ()


async def test_only_kinds_that_were_asked_for_are_queued(server: BotApi, bot: Bot) -> None:
    server.chat(-100, members={3: "member"})
    server.member_update(-100, "left", of=3)
    assert await bot.get_updates(allowed_updates=["my_chat_member", "chat_member"]) == ()
    server.say(-100, 3, "x")
    own, theirs = server.member_update(-100, "administrator"), server.member_update(-100, "kicked", of=3)
    updates = await bot.get_updates()
    assert [u.update_id for u in updates] == [own, theirs]
    change = updates[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "administrator")


async def test_a_press_brings_the_message_and_is_answered_once(server: BotApi, bot: Bot) -> None:
    server.chat(-100)
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "/top"}]]}
    await bot.send_message(-100, "x", api_kwargs={"reply_markup": markup})
    await bot.edit_message_text("y", -100, 1)
    server.press(-100, 3, 1, "/top")
    with pytest.raises(LookupError):
        server.press(-100, 3, 1, "/never")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.message_id) == ("/top", 3, 1)
    assert await query.answer("fine")
    assert (server.queries[query.id] or {})["text"] == "fine"
    for old in (query.id, "1"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(old)


async def test_an_anonymous_admin_writes_as_the_chat(server: BotApi, bot: Bot) -> None:
    server.chat(-100, topics=[7])
    server.say(-100, ANONYMOUS_ADMIN, "/pause", thread=7)
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id, message.message_thread_id) == (ANONYMOUS_ADMIN, -100, 7)


async def test_a_webhook_and_polling_exclude_each_other(server: BotApi, bot: Bot) -> None:
    for bad in ("http://example.org/hook", "https://example.org:1234/hook"):
        with pytest.raises(BadRequest, match="Bad webhook"):
            await bot.set_webhook(bad)
    await bot.set_webhook("https://example.org:8443/hook", secret_token="s_1")
    assert server.updates.webhook == {"url": "https://example.org:8443/hook", "secret_token": "s_1"}
    with pytest.raises(Conflict):
        await bot.get_updates()
    server.say(5, 5, "x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_what_never_holds_is_not_waited_for_for_ever(server: BotApi) -> None:
    with pytest.raises(TimeoutError):
        await server.until(lambda: False, within=0.05)


async def test_a_poll_that_hangs_ends_with_the_server(server: BotApi) -> None:
    """Closing is quick and leaves no open connection, whatever is under way."""
    async with bot_api() as other, Bot(other.token, base_url=other.base_url) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=5, read_timeout=0.1))
        await other.until(lambda: len(other.called("getUpdates")) == 1)
        polling.cancel()
        with pytest.raises((asyncio.CancelledError, TimedOut)):
            await polling
