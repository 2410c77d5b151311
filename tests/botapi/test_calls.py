"""The server's methods over real HTTP, as python-telegram-bot calls them and as plain HTTP does."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.botapi import BOT_ID, BotApi, Limits, bot_api

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x05\x00\x00\x00\x07" + b"rest"


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(server.token, base_url=server.base_url) as connected:
        yield connected


@pytest.fixture
async def http(server: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{server.token}/", trust_env=False) as client:
        yield client


def keyboard(data: str, label: str = "More") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": data}]]}


async def test_a_message_comes_back_whole_and_is_kept(server: BotApi, bot: Bot) -> None:
    server.chat(-100, topics={7: "News"})
    sent = await bot.send_message(
        -100,
        "<b>Reads</b>",
        parse_mode="HTML",
        message_thread_id=7,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert (sent.message_id, sent.text, sent.message_thread_id) == (1, "Reads", 7)
    assert sent.from_user is not None
    assert sent.from_user.id == BOT_ID
    assert sent.is_topic_message
    assert [e.type for e in sent.entities] == ["bold"]
    (kept,) = server.sent(-100)
    assert (kept.text, kept.html, kept.thread, kept.silent) == ("Reads", "<b>Reads</b>", 7, True)
    assert kept.preview == {"is_disabled": True}
    assert server.called("sendMessage", -100)[0].at <= time.monotonic()


@pytest.mark.parametrize("how", ["json", "form", "multipart", "query"])
async def test_every_kind_of_body_is_read(server: BotApi, http: httpx.AsyncClient, how: str) -> None:
    server.chat(5)
    params = {"chat_id": "5", "text": "hello"}
    match how:
        case "json":
            reply = await http.post("sendMessage", json={"chat_id": 5, "text": "hello"})
        case "form":
            reply = await http.post("sendMessage", data=params)
        case "multipart":
            reply = await http.post("sendMessage", files={k: (None, v) for k, v in params.items()})
        case _:
            reply = await http.get("SENDMESSAGE", params=params)
    assert reply.json()["result"]["text"] == "hello"


async def test_unknown_methods_and_tokens_are_told_apart(server: BotApi) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        unknown = await client.post(f"{server.url}/bot{server.token}/sendNothing")
        stranger = await client.post(f"{server.url}/bot1:wrong/getMe")
    assert (unknown.status_code, unknown.json()) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )
    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": keyboard("")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("d", "")}, "can't parse inline keyboard button"),
        ({"text": "x", "message_thread_id": 9}, "message thread not found"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
    ],
)
async def test_what_telegram_refuses_is_refused_and_not_kept(
    server: BotApi, http: httpx.AsyncClient, params: dict[str, Any], words: str
) -> None:
    server.chat(5)
    reply = await http.post("sendMessage", json={"chat_id": 5, **params})
    assert reply.status_code == 400
    assert reply.json()["description"].startswith(f"Bad Request: {words}")
    assert server.sent(5) == []


async def test_a_text_is_measured_after_its_markup(server: BotApi, bot: Bot) -> None:
    server.chat(5)
    await bot.send_message(5, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML", reply_markup=None)
    assert server.sent(5)[0].text == "<" * 4096


async def test_an_edit_keeps_what_was_before(server: BotApi, bot: Bot, http: httpx.AsyncClient) -> None:
    server.chat(5)
    await http.post("sendMessage", json={"chat_id": 5, "text": "one", "reply_markup": keyboard("/one")})
    edit = {"chat_id": 5, "message_id": 1, "text": "two", "reply_markup": keyboard("/two")}
    assert (await http.post("editMessageText", json=edit)).json()["result"]["text"] == "two"
    again = await http.post("editMessageText", json=edit)
    assert again.json()["description"].startswith("Bad Request: message is not modified")
    await bot.edit_message_reply_markup(5, 1, reply_markup=None)
    (kept,) = server.sent(5)
    assert (kept.text, kept.markup) == ("two", None)
    assert [(text, markup) for text, _, markup in kept.edits] == [
        ("one", keyboard("/one")),
        ("two", keyboard("/two")),
    ]


async def test_edits_of_what_is_not_there_are_refused(server: BotApi, bot: Bot) -> None:
    server.say(5, 5, "hi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 5, 1)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 5, 99)
    sent = await bot.send_message(5, "x")
    assert await bot.delete_message(5, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", 5, sent.message_id)


@pytest.mark.parametrize(
    ("chat", "kind", "bot_is", "words"),
    [
        (5, "private", "kicked", "bot was blocked by the user"),
        (-5, "group", "kicked", "bot was kicked from the group chat"),
        (-100, "supergroup", "kicked", "bot was kicked from the supergroup chat"),
        (-100, "channel", "left", "bot is not a member of the channel chat"),
    ],
)
async def test_a_chat_that_the_bot_lost_answers_403(
    server: BotApi, bot: Bot, chat: int, kind: str, bot_is: str, words: str
) -> None:
    server.chat(chat, kind)
    server.member_update(chat, bot_is)
    with pytest.raises(Forbidden, match=words):
        await bot.send_message(chat, "x")


async def test_a_migrated_group_says_where_it_went(server: BotApi, bot: Bot) -> None:
    server.chat(-5, "group")
    server.migrate(-5, -1005)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == -1005
    assert (await bot.send_message(-1005, "x")).chat.type == "supergroup"
    first, second = (u.message for u in await bot.get_updates(allowed_updates=[]))
    assert first is not None
    assert second is not None
    assert (first.migrate_to_chat_id, second.migrate_from_chat_id) == (-1005, -5)


async def test_pictures_and_documents_are_kept_with_their_bytes(server: BotApi, bot: Bot) -> None:
    server.chat(5)
    photo = await bot.send_photo(5, PNG, caption="<i>c</i>", parse_mode="HTML")
    document = await bot.send_document(5, b"a,b\n", filename="reads.csv")
    again = await bot.send_photo(5, photo.photo[-1].file_id)
    assert (photo.caption, photo.photo[-1].width, photo.photo[-1].height) == ("c", 5, 7)
    assert document.document is not None
    assert document.document.file_name == "reads.csv"
    assert again.photo[-1].file_id == photo.photo[-1].file_id
    kept = [message.file for message in server.sent(5)]
    assert [file["content"] for file in kept if file] == [PNG, b"a,b\n", PNG]
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(5, PNG, caption="x" * 1025)
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", 5, photo.message_id)


@pytest.mark.parametrize(
    ("width", "height", "content"),
    [(9_000, 1_001, b""), (2_100, 100, b""), (5, 7, b"x" * (10 * 1024 * 1024))],
    ids=["sides", "ratio", "bytes"],
)
async def test_a_picture_that_is_too_large_is_refused(
    server: BotApi, http: httpx.AsyncClient, width: int, height: int, content: bytes
) -> None:
    server.chat(5)
    picture = PNG[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + content
    reply = await http.post("sendPhoto", data={"chat_id": "5"}, files={"photo": ("p.png", picture)})
    assert reply.status_code == (413 if content else 400)
    assert server.sent(5) == []


async def test_a_message_is_deleted_while_it_is_young(server: BotApi, bot: Bot) -> None:
    server.chat(5)
    young, old = [await bot.send_message(5, words) for words in ("young", "old")]
    server.sent(5)[1].date -= 49 * 3600
    assert await bot.delete_message(5, young.message_id)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(5, old.message_id)
    assert [message.deleted for message in server.sent(5)] == [True, False]


async def test_menus_are_kept_for_each_scope_and_language(server: BotApi, bot: Bot) -> None:
    commands = [BotCommand("reads", "Reads of a day")]
    await bot.set_my_commands(commands)
    await bot.set_my_commands([BotCommand("reads", "阅读")], scope=BotCommandScopeChat(-100), language_code="zh")
    assert list(await bot.get_my_commands()) == commands
    assert [c.description for c in await bot.get_my_commands(BotCommandScopeChat(-100), "zh")] == ["阅读"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"commands": [{"command": "Reads", "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "r" * 33, "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "r", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "r", "description": "d" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": f"r{n}", "description": "d"} for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "everyone"}}, "can't parse BotCommandScope"),
    ],
)
async def test_a_menu_that_telegram_refuses_is_refused(
    server: BotApi, http: httpx.AsyncClient, body: dict[str, Any], words: str
) -> None:
    reply = await http.post("setMyCommands", json=body)
    assert reply.status_code == 400
    assert words in reply.json()["description"]
    assert server.menus.published == {}


async def test_members_administrators_and_the_chat_are_told(server: BotApi, bot: Bot) -> None:
    server.chat(-100, title="Desk", members={1: "creator", 2: "administrator", 3: "member"}, bot="administrator")
    assert (await bot.get_chat_member(-100, 2)).status == "administrator"
    admins = {member.user.id for member in await bot.get_chat_administrators(-100)}
    assert admins == {1, 2, BOT_ID}
    assert (await bot.get_chat(-100)).title == "Desk"
    with pytest.raises(BadRequest, match="Member not found"):
        await bot.get_chat_member(-100, 9)
    assert await bot.send_chat_action(-100, "typing")
    await bot.leave_chat(-100)
    with pytest.raises(Forbidden):
        await bot.send_message(-100, "x")


@pytest.mark.parametrize("chat", [5, -5])
async def test_a_chat_gets_one_message_a_second(server: BotApi, http: httpx.AsyncClient, chat: int) -> None:
    server.chat(chat)
    server.limits = Limits()
    assert await flood(http, chat, 2) == [None, 1]
    assert len(server.sent(chat)) == 1


async def test_a_group_gets_twenty_a_minute_and_all_chats_thirty_a_second(
    server: BotApi, http: httpx.AsyncClient
) -> None:
    server.limits = Limits(chat=100)
    server.chat(-5)
    server.chat(5)
    assert await flood(http, -5, 21) == [None] * 20 + [60]
    assert await flood(http, 5, 11) == [None] * 10 + [1]


async def flood(http: httpx.AsyncClient, chat: int, times: int) -> list[int | None]:
    """The `retry_after` of each of so many messages; None for one that was taken."""
    replies = [await http.post("sendMessage", json={"chat_id": chat, "text": "x"}) for _ in range(times)]
    return [reply.json().get("parameters", {}).get("retry_after") for reply in replies]
