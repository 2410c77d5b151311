"""What Telegram, or a server in its place, says that nobody expects: an answer or a silence, never a traceback."""

from __future__ import annotations

import json
import logging

import pytest

from bot.chat.telegram.face import make_bot, reach
from tests.botapi import Answer, api_error, bot_api, html_page
from tests.chat.telegram.polling import Here, polling
from tests.house import ADMIN, TEAM

STRANGER = 999
NAMELESS = {"id": 123456, "is_bot": True, "first_name": "Morning Reads"}


def result(thing: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": thing}).encode())


def troubles(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR and r.name.startswith("bot")]


@pytest.mark.parametrize(
    "answer",
    [
        api_error(400, "Bad Request: CHAT_ADMIN_REQUIRED"),
        api_error(403, "Forbidden: bot was kicked from the supergroup chat"),
        html_page(502),
        result({"status": "kicked", "user": {"id": STRANGER, "is_bot": False, "first_name": "A"}}),
        result({"status": "administrator"}),
        result({"status": "no such status", "user": {"id": STRANGER, "is_bot": False, "first_name": "A"}}),
        result(True),
        result([]),
    ],
)
async def test_a_person_whose_rights_in_a_group_cannot_be_had_is_told_that_admins_change_it(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    async with polling() as here:
        here.server.fault("getChatMember", answer)
        here.server.say(TEAM, STRANGER, "/settings silent on")
        assert (await here.said(TEAM))[0].startswith("Only an admin of this group changes its digests.")
    assert troubles(caplog) == []


UNREADABLE: list[dict[str, object]] = [
    {"quote": {"position": 0}, "text": "/help"},
    {"entities": [{"type": "bot_command", "offset": 0}], "text": "/help"},
    {"from": {"id": ADMIN}, "text": "/help"},
    {"text": 5},
    {"reply_to_message": {"text": "x"}, "text": "/help"},
]


@pytest.mark.parametrize("odd", UNREADABLE)
async def test_an_update_that_cannot_be_read_is_passed_over_and_the_next_is_answered(
    odd: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    async with polling() as here:
        person, chat = {"id": ADMIN, "is_bot": False, "first_name": "A"}, {"id": ADMIN, "type": "private"}
        here.server.updates.add("message", {"message_id": 9, "date": 1, "from": person, "chat": chat} | odd)
        here.server.say(ADMIN, ADMIN, "/help")
        await here.server.until(lambda: any("What you can ask" in text for text in here.texts(ADMIN)))
    assert not [r for r in caplog.records if r.name.startswith("bot") and r.exc_info]


@pytest.mark.parametrize(
    "press", [{"message": None}, {"data": None}, {"data": 5}, {"data": ""}, {"message": {}}, {"from": {}}]
)
async def test_a_press_without_its_parts_is_passed_over(
    press: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/help")
        await here.said(ADMIN)
        whole = {
            "id": "1",
            "from": {"id": ADMIN, "is_bot": False, "first_name": "A"},
            "chat_instance": "1",
            "data": "/start",
            "message": here.server.world.message_shape(here.server.sent(ADMIN)[0]),
        }
        here.server.updates.add("callback_query", {k: v for k, v in (whole | press).items() if v is not None})
        here.server.say(ADMIN, ADMIN, "/start")
        await here.server.until(lambda: len(here.server.sent(ADMIN)) == 2)
    assert not [r for r in caplog.records if r.name.startswith("bot") and r.exc_info]


async def test_a_message_with_neither_text_nor_anything_else_is_left_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    async with polling() as here:
        for lacking in ({}, {"text": None}, {"caption": "x"}, {"quote": {"text": "x", "position": 0}}):
            message = {"message_id": 9, "date": 1, "chat": {"id": ADMIN, "type": "private", "first_name": "A"}}
            here.server.updates.add("message", message | lacking)
        here.server.say(ADMIN, ADMIN, "/help")
        await here.said(ADMIN)
        assert len(here.texts(ADMIN)) == 1
    assert troubles(caplog) == []


async def test_a_bot_of_which_a_server_tells_no_name_answers_all_the_same() -> None:
    async def answers(here: Here, text: str) -> None:
        before = len(here.server.sent(ADMIN))
        here.server.say(ADMIN, ADMIN, text)
        await here.server.until(lambda: len(here.server.sent(ADMIN)) > before)

    async with polling(getting=result(NAMELESS)) as here:
        for text in ("/help", "hello @somebody", "/invite"):
            await answers(here, text)
        assert "t.me" not in here.texts(ADMIN)[-1]
        assert not [text for text in here.texts(ADMIN) if "went wrong" in text]
        here.server.say(ADMIN, ADMIN, "/help@another_bot")
        await answers(here, "/start")
        assert len(here.server.sent(ADMIN)) == 4


async def test_a_bot_without_a_name_is_reached() -> None:
    async with bot_api() as server:
        server.fault("getMe", result(NAMELESS))
        bot = make_bot(server.token, server.url, None)
        assert await reach(bot) == ""
        await bot.shutdown()
