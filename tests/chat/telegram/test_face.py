"""Updates in, answers out, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.app import seed_chats
from bot.chat.commands import menu
from bot.chat.telegram.face import TelegramFace, WrongToken, make_bot
from bot.chat.telegram.sender import TelegramSender
from bot.core.ports import State
from bot.wechat.simulator import FOREVER, Delay
from tests.botapi import ANONYMOUS_ADMIN, Accept, BotApi, api_error, bot_api
from tests.house import ADMIN, TEAM, House, open_house

STRANGER = 999


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
async def polling(now: str = "2015-01-06 12:30", **simulated: Any) -> AsyncIterator[Here]:
    async with bot_api() as server:
        server.chat(ADMIN)
        server.chat(TEAM, topics=[5])
        bot = make_bot(server.token, server.url, None)
        sender = TelegramSender(bot)
        async with open_house(now, sender=sender, **simulated) as house:  # type: ignore[arg-type]
            face = TelegramFace(bot, sender, house.app.conversation, "en")
            await face.start()
            try:
                yield Here(server, house)
            finally:
                await face.stop()


async def test_a_question_is_answered_in_the_chat_and_topic_that_asks() -> None:
    async with polling() as here:
        here.server.say(TEAM, STRANGER, "/reads 2015-01-05", thread=5)
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(TEAM)))
        (posted,) = here.server.sent(TEAM)
    assert posted.thread == 5


async def test_a_word_about_the_asking_is_edited_into_the_answer() -> None:
    async with polling() as here:
        here.house.simulator.faults.add("getuserread", Delay(0.01), times=FOREVER)
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(ADMIN)))
        (posted,) = here.server.sent(ADMIN)
    assert [text for text, *_ in posted.edits] == ["Asking WeChat for Daily Tech …"]
    assert posted.text.startswith("Daily Tech · Monday, 5 January 2015")


async def test_a_button_under_an_answer_edits_that_answer_and_is_acknowledged() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140" in text for text in here.texts(ADMIN)))
        (posted,) = here.server.sent(ADMIN)
        here.server.press(ADMIN, ADMIN, posted.message_id, "/reads 2015-01-04")
        await here.server.until(lambda: "Sunday, 4 January 2015" in here.texts(ADMIN)[0])
        await here.server.until(lambda: all(answer is not None for answer in here.server.queries.values()))
        assert len(here.server.sent(ADMIN)) == 1


async def test_a_button_under_a_digest_posts_an_answer_and_leaves_the_digest() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        here.house.clock.pass_by(minutes=30)
        await here.house.app.delivery.wake()
        (digest,) = here.server.sent(TEAM)
        before = digest.text
        data = next(d for row in digest.buttons for _, d in row if d.startswith("/top"))
        assert data == "/top 2015-01-05 ^d20150105"
        here.server.press(TEAM, STRANGER, digest.message_id, data)
        await here.server.until(lambda: any("Top articles by readers" in text for text in here.texts(TEAM)))
        assert here.server.sent(TEAM)[0].text == before
        assert len(here.server.sent(TEAM)) == 2


async def test_a_press_under_an_uncertain_digest_settles_it() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        here.house.clock.pass_by(minutes=30)
        await here.house.app.delivery.wake()
        (digest,) = here.server.sent(TEAM)
        (row,) = await here.house.rooms.ledger.rows()
        await here.house.rooms.ledger.settle(type(row)(row.key, State.UNCERTAIN, row.due, attempts=1, told=False))
        here.server.press(TEAM, STRANGER, digest.message_id, "/top 2015-01-05 ^d20150105")
        await here.server.until(lambda: len(here.server.sent(TEAM)) == 2)
        (row,) = await here.house.rooms.ledger.rows()
        assert (row.state, row.message_id) == (State.SENT, digest.message_id)


async def test_a_strangers_press_changes_nothing() -> None:
    async with polling() as here:
        here.server.chat(-555)
        sender = here.house.app.delivery.sender
        await sender.send(-555, (await here.house.said("/reads 2015-01-05"))[-1])
        (posted,) = here.server.sent(-555)
        here.server.press(-555, STRANGER, posted.message_id, "/reads 2015-01-04")
        await here.server.until(lambda: len(here.server.sent(-555)) == 2)
        assert "This bot serves one team." in here.texts(-555)[1]
        assert "5 January" in here.texts(-555)[0]


async def test_another_bots_command_is_ignored_and_ones_own_name_is_not() -> None:
    async with polling() as here:
        name = here.house.app.delivery.sender._bot.username  # type: ignore[attr-defined]
        here.server.say(TEAM, STRANGER, "/help@another_bot")
        here.server.say(TEAM, STRANGER, f"/help@{name}")
        assert len(await here.said(TEAM)) == 1


async def test_removed_from_a_chat_its_digests_rest_and_go_on_when_it_comes_back() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        (subscription,) = here.house.app.subscriptions.all()
        assert subscription.paused is None
        here.server.member_update(TEAM, "left")
        await here.server.until(lambda: not here.server.updates.pending, within=3)
        await paused(here, "gone")
        here.server.member_update(TEAM, "member")
        await paused(here, None)


async def paused(here: Here, why: str | None) -> None:
    """Wait until the team's subscription rests for this reason."""
    for _ in range(50):
        (subscription,) = here.house.app.subscriptions.all()
        if subscription.paused == why:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(subscription)


async def test_a_group_that_moves_is_followed_once_by_both_notices() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        here.server.migrate(TEAM, -1_000_100)
        here.server.say(-1_000_100, STRANGER, "/status")
        await here.server.until(lambda: bool(here.server.sent(-1_000_100)))
        (subscription,) = here.house.app.subscriptions.all()
    assert subscription.chat == -1_000_100
    assert "Digest: daily at 08:30" in here.texts(-1_000_100)[0]


@pytest.mark.parametrize(("person", "status", "may"), [(50, "administrator", True), (51, "member", False)])
async def test_only_a_groups_admins_change_its_digests(person: int, status: str, may: bool) -> None:
    async with polling() as here:
        here.server.member(TEAM, person, status)
        here.server.say(TEAM, person, "/subscribe")
        (text,) = await here.said(TEAM)
    assert ("will come here" in text) is may


async def test_an_anonymous_admin_is_one() -> None:
    async with polling() as here:
        here.server.say(TEAM, ANONYMOUS_ADMIN, "/subscribe")
        (text,) = await here.said(TEAM)
    assert "will come here" in text


async def test_what_breaks_is_logged_and_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with polling() as here:

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr(type(here.house.app.collect), "look", broken)
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        texts = await here.said(ADMIN)
    assert texts == ["Something went wrong here. Please try again; the log says more."]
    assert "a bug" in caplog.text


async def test_the_menu_is_published_from_the_table_of_commands() -> None:
    async with polling() as here:
        (call,) = here.server.called("setMyCommands")
    commands = call.params["commands"]
    published = json.loads(commands) if isinstance(commands, str) else commands
    assert [(c["command"], c["description"]) for c in published] == menu()


async def test_a_wrong_token_is_named_as_such() -> None:
    async with bot_api() as server:
        bot = make_bot("123456:wrong", server.url, None)
        sender = TelegramSender(bot)
        async with open_house(sender=sender) as house:  # type: ignore[arg-type]
            face = TelegramFace(bot, sender, house.app.conversation, "en")
            with pytest.raises(WrongToken, match="Copy it anew from @BotFather"):
                await face.start()
            await face.stop()


async def test_polling_goes_on_after_telegram_was_away() -> None:
    async with polling() as here:
        here.server.fault("getUpdates", api_error(502, "Bad Gateway"), times=1)
        here.server.say(ADMIN, ADMIN, "/help")
        await here.server.until(lambda: bool(here.server.sent(ADMIN)), within=10)
        assert "What you can ask" in here.texts(ADMIN)[0]


async def test_the_token_is_in_no_log_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with polling() as here:
        here.server.fault("sendMessage", api_error(400, "Bad Request: no"), times=1)
        here.server.say(ADMIN, ADMIN, "/help")
        here.server.say(ADMIN, ADMIN, "/start")
        await here.said(ADMIN)
        ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert not any("test-token" in line for line in ours)


async def test_an_answer_that_did_not_go_out_is_tried_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    # The pause, not the network, is what is shortened.
    monkeypatch.setattr("bot.chat.telegram.request.SOON", 0.05)
    async with polling() as here:
        here.server.fault("sendMessage", api_error(500, "Internal Server Error"), chat=ADMIN)
        here.server.say(ADMIN, ADMIN, "/help")
        (text,) = await here.said(ADMIN)
    assert text.startswith("What you can ask")


async def test_an_answer_whose_markup_is_refused_goes_out_as_plain_text() -> None:
    async with polling() as here:
        here.server.fault("sendMessage", api_error(400, "Bad Request: can't parse entities: x"), chat=ADMIN)
        here.server.say(ADMIN, ADMIN, "/help")
        await here.said(ADMIN)
        (posted,) = here.server.sent(ADMIN)
    assert posted.text.startswith("What you can ask")
    assert posted.entities == []


async def test_an_answer_that_may_not_have_arrived_is_not_posted_twice() -> None:
    async with polling() as here:
        here.server.fault("sendMessage", Accept(api_error(500, "Internal Server Error")), chat=ADMIN)
        here.server.say(ADMIN, ADMIN, "/help")
        here.server.say(ADMIN, ADMIN, "/start")
        texts = await here.said(ADMIN, count=2)
    assert len(texts) == 2
