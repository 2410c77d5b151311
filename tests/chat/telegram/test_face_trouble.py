"""What the face does when Telegram, the network or the program itself does not do its part."""

from __future__ import annotations

import asyncio

import pytest

from bot import logs
from bot.chat.telegram.face import TelegramFace, WrongToken, make_bot, reach
from bot.chat.telegram.sender import TelegramSender
from bot.core.errors import TelegramTrouble
from tests.botapi import Accept, Answer, api_error, bot_api, html_page
from tests.chat.telegram.polling import polling
from tests.house import ADMIN, TEAM, open_house
from tests.own_logging import own_logging

SORRY = "Something went wrong here. Please try again; the log says more."
STRANGER = 999


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


async def test_a_wrong_token_is_named_as_such() -> None:
    async with bot_api() as server:
        bot = make_bot("123456:wrong", server.url, None)
        sender = TelegramSender(bot)
        async with open_house(sender=sender) as house:  # type: ignore[arg-type]
            face = TelegramFace(bot, sender, house.app.conversation)
            with pytest.raises(WrongToken, match="Copy it anew from @BotFather"):
                await face.start()
            await face.stop()


async def test_polling_goes_on_after_telegram_was_away() -> None:
    async with polling() as here:
        here.server.fault("getUpdates", api_error(502, "Bad Gateway"), times=1)
        here.server.say(ADMIN, ADMIN, "/help")
        await here.server.until(lambda: bool(here.server.sent(ADMIN)), within=10)
        assert "What you can ask" in here.texts(ADMIN)[0]


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
        here.server.fault("sendMessage", Accept(html_page(502)), chat=ADMIN)
        here.server.say(ADMIN, ADMIN, "/help")
        here.server.say(ADMIN, ADMIN, "/start")
        await here.said(ADMIN, count=2)
        await asyncio.sleep(0.1)
        assert len(here.server.called("sendMessage", ADMIN)) == 2


async def test_what_breaks_in_a_topic_is_told_there_and_to_a_stranger_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with polling() as here:

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr(type(here.house.app.accounts), "of", broken)
        monkeypatch.setattr(type(here.house.app.conversation.house.people), "hint", broken)
        here.server.chat(-555)
        here.server.say(-555, STRANGER, "/start")
        here.server.say(TEAM, STRANGER, "/reads 2015-01-05", thread=5)
        assert await here.said(TEAM) == [SORRY]
        (posted,) = here.server.sent(TEAM)
        assert posted.thread == 5
        assert here.texts(-555) == []


async def test_a_proxys_page_does_not_end_the_polling() -> None:
    async with polling() as here:
        here.server.fault("getUpdates", html_page(404), times=1)
        here.server.say(ADMIN, ADMIN, "/help")
        assert "What you can ask" in (await here.said(ADMIN))[0]


async def test_another_poller_of_the_same_token_is_named_and_polling_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    conflict = api_error(409, "Conflict: terminated by other getUpdates request")
    async with polling() as here:
        here.server.fault("getUpdates", conflict, times=1)
        here.server.say(ADMIN, ADMIN, "/help")
        assert "What you can ask" in (await here.said(ADMIN))[0]
    assert "another program polls with the same bot token: stop one of them" in caplog.text


@pytest.mark.parametrize(
    "answer", [html_page(401), html_page(403), html_page(404), html_page(502), api_error(500, "Internal")]
)
async def test_a_proxys_page_or_an_outage_is_not_taken_for_a_wrong_token(answer: Answer) -> None:
    async with bot_api() as server:
        server.fault("getMe", answer, times=None)
        bot = make_bot(server.token, server.url, None)
        try:
            with pytest.raises(TelegramTrouble, match="Telegram cannot be reached") as caught:
                await reach(bot)
        finally:
            await bot.shutdown()
    assert not isinstance(caught.value, WrongToken)


async def test_a_menu_that_cannot_be_published_keeps_nobody_waiting() -> None:
    async with bot_api() as server:
        server.fault("setMyCommands", api_error(400, "Bad Request: BOT_COMMANDS_TOO_MUCH"))
        server.chat(ADMIN)
        bot = make_bot(server.token, server.url, None)
        sender = TelegramSender(bot)
        async with open_house(sender=sender) as house:  # type: ignore[arg-type]
            face = TelegramFace(bot, sender, house.app.conversation)
            await face.start()
            server.say(ADMIN, ADMIN, "/help")
            await server.until(lambda: bool(server.sent(ADMIN)))
            await face.stop()


@pytest.mark.parametrize("known", [True, False])
async def test_the_token_is_in_no_log_line_of_any_library_also_while_debugging(
    capsys: pytest.CaptureFixture[str], known: bool
) -> None:
    with own_logging():
        logs.configure("DEBUG", "text", ["123456:test-token"] if known else [], debug=True)
        async with polling() as here:
            here.server.fault("sendMessage", api_error(400, "Bad Request: no"), times=1)
            here.server.fault("getUpdates", html_page(502), times=1)
            here.server.say(ADMIN, ADMIN, "/help")
            here.server.say(ADMIN, ADMIN, "/start")
            await here.said(ADMIN)
            assert here.server.token == "123456:test-token"
    shown = capsys.readouterr().err
    assert "httpx" in shown
    assert "test-token" not in shown
