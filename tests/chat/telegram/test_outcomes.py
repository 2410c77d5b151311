"""Every way in which a send can end, through python-telegram-bot and real HTTP, and what the server then holds."""

from __future__ import annotations

import json

import pytest
from telegram.ext import ExtBot

from bot.chat.telegram.lines import Slot
from bot.chat.telegram.request import SOON
from bot.chat.telegram.sender import TelegramSender
from bot.core.message import Message
from bot.core.outcomes import (
    Absence,
    BadMarkup,
    Gone,
    Later,
    Moved,
    NotFound,
    NoTopic,
    Outcome,
    Refusal,
    Sent,
    Unchanged,
    Unknown,
)
from tests.botapi import Accept, Answer, BotApi, Hang, Reset, api_error, html_page, no_result, retry_after
from tests.botapi.faults import Action

HELLO = Message("<b>hello</b>")
MAY_HAVE_ARRIVED = (Sent, Unknown)


def body(thing: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(thing).encode())


REFUSALS: list[tuple[str, Action, Outcome]] = [
    ("flood", retry_after(7), Later(7, asked=True)),
    ("flood for hours", retry_after(10_072), Later(10_072, asked=True)),
    ("flood for no time", retry_after(0), Later(0, asked=True)),
    ("flood, no time named", api_error(429, "Too Many Requests"), Later(SOON)),
    ("server's fault", api_error(500, "Internal Server Error"), Later(SOON)),
    ("gateway in JSON", api_error(502, "Bad Gateway"), Later(SOON)),
    (
        "blocked",
        api_error(403, "Forbidden: bot was blocked by the user"),
        Gone("Forbidden: bot was blocked by the user"),
    ),
    (
        "unknown chat",
        api_error(400, "Bad Request: chat not found"),
        Gone("Bad Request: chat not found", Absence.NOT_FOUND),
    ),
    (
        "unknown person",
        api_error(400, "Bad Request: PEER_ID_INVALID"),
        Gone("Bad Request: PEER_ID_INVALID", Absence.NOT_FOUND),
    ),
    (
        "never started",
        api_error(403, "Forbidden: bot can't initiate conversation with a user"),
        Gone("Forbidden: bot can't initiate conversation with a user", Absence.NEVER_STARTED),
    ),
    (
        "another bot",
        api_error(403, "Forbidden: bot can't send messages to bots"),
        Gone("Forbidden: bot can't send messages to bots", Absence.A_BOT),
    ),
    (
        "another bot, by its kind",
        api_error(400, "Bad Request: USER_IS_BOT"),
        Gone("Bad Request: USER_IS_BOT", Absence.A_BOT),
    ),
    (
        "deactivated",
        api_error(400, "Bad Request: user is deactivated"),
        Gone("Bad Request: user is deactivated"),
    ),
    ("kicked", api_error(400, "Bad Request: bot was kicked"), Gone("Bad Request: bot was kicked")),
    (
        "migrated",
        api_error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001),
        Moved(-1001),
    ),
    ("no topic", api_error(400, "Bad Request: message thread not found"), NoTopic()),
    ("topic closed", api_error(400, "Bad Request: TOPIC_CLOSED"), NoTopic()),
    ("topic deleted", api_error(400, "Bad Request: TOPIC_DELETED"), NoTopic()),
    ("markup", api_error(400, "Bad Request: can't parse entities: Unexpected end tag"), BadMarkup()),
    ("unchanged", api_error(400, "Bad Request: message is not modified: specified new"), Unchanged()),
    ("edit of nothing", api_error(400, "Bad Request: message to edit not found"), NotFound()),
    ("edit of another's", api_error(400, "Bad Request: message can't be edited"), NotFound()),
    ("too long", api_error(400, "Bad Request: message is too long"), Refusal("Bad Request: message is too long")),
    ("bad token", api_error(401, "Unauthorized"), Refusal("Unauthorized")),
    ("no such method", api_error(404, "Not Found"), Refusal("Not Found")),
    ("file too big", api_error(413, "Request Entity Too Large"), Refusal("Request Entity Too Large")),
]

PAGE = "HTTP {}, not the Bot API's words"
UNCLEAR: list[tuple[str, Action, Outcome | None]] = [
    ("reset", Reset(), None),
    ("page 200", html_page(200), Unknown(PAGE.format(200))),
    ("page 302", html_page(302), Unknown(PAGE.format(302))),
    ("page 403", html_page(403), Unknown(PAGE.format(403))),
    ("page 404", html_page(404), Unknown(PAGE.format(404))),
    ("page 429", html_page(429), Unknown(PAGE.format(429))),
    ("page 502", html_page(502), Unknown(PAGE.format(502))),
    ("no result", no_result(), Unknown("HTTP 200 without a message")),
    ("a result that is none", body({"ok": True, "result": {}}), Unknown("HTTP 200 without a message")),
    ("a message with no chat", body({"ok": True, "result": {"message_id": 1, "date": 1}}), None),
    ("ok with a 500", body({"ok": True, "result": True}, 500), Unknown("HTTP 500 without a message")),
    ("another's JSON", body({"error": "bad gateway"}, 502), Unknown(PAGE.format(502))),
    ("refused, but not told why", body({"ok": False}, 403), Unknown(PAGE.format(403))),
    ("a list", body([]), Unknown(PAGE.format(200))),
    ("nothing", Answer(200, b""), Unknown(PAGE.format(200))),
    ("no JSON", Answer(200, b'{"ok":true,"res'), Unknown(PAGE.format(200))),
    ("no text", Answer(200, b"\xff\xfe\x00"), Unknown(PAGE.format(200))),
    ("a bottomless list", Answer(200, b"[" * 100_000), Unknown(PAGE.format(200))),
    ("a body of a false encoding", Answer(200, b"x", "application/json"), Unknown(PAGE.format(200))),
]


@pytest.mark.parametrize(("action", "outcome"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
@pytest.mark.parametrize("way", ["send", "answer", "edit"])
async def test_a_refusal_in_the_bot_apis_words_was_not_delivered(
    server: BotApi, sender: TelegramSender, action: Action, outcome: Outcome, way: str
) -> None:
    server.fault(None, action)
    match way:
        case "send":
            ended = await sender.send(5, HELLO)
        case "answer":
            ended = await sender.answer(5, HELLO)
        case _:
            ended = await sender.edit(5, 1, HELLO)
    assert ended == outcome
    assert server.sent(5) == []


@pytest.mark.parametrize("kept", [False, True], ids=["not kept", "kept"])
@pytest.mark.parametrize(("action", "outcome"), [r[1:] for r in UNCLEAR], ids=[r[0] for r in UNCLEAR])
async def test_every_other_reply_and_silence_leave_it_open(
    server: BotApi, sender: TelegramSender, action: Answer | Reset, outcome: Outcome | None, kept: bool
) -> None:
    server.fault("sendMessage", Accept(action) if kept else action)
    ended = await sender.send(5, HELLO)
    assert isinstance(ended, Unknown)
    assert outcome is None or ended == outcome
    assert len(server.sent(5)) == kept


@pytest.mark.parametrize(("action", "outcome"), [r[1:] for r in UNCLEAR], ids=[r[0] for r in UNCLEAR])
async def test_an_edit_ends_as_unclear_as_a_send(
    server: BotApi, sender: TelegramSender, action: Action, outcome: Outcome | None
) -> None:
    server.fault("editMessageText", action)
    assert isinstance(await sender.edit(5, 1, HELLO), Unknown)


@pytest.mark.parametrize("way", ["not kept", "kept", "edit"])
async def test_silence_leaves_it_open(server: BotApi, hasty: TelegramSender, way: str) -> None:
    server.fault(None, Accept(Hang()) if way == "kept" else Hang())
    sending = hasty.edit(5, 1, HELLO) if way == "edit" else hasty.send(5, HELLO)
    assert await sending == Unknown("ReadTimeout")
    await server.until(lambda: len(server.sent(5)) == (way == "kept"))


async def test_a_message_that_only_the_library_cannot_read_leaves_it_open(
    server: BotApi, sender: TelegramSender
) -> None:
    chat = {"id": 5, "type": "private"}
    strange = {"message_id": 1, "date": 1, "chat": chat, "from": {"no": "user"}}
    server.fault("sendMessage", Accept(body({"ok": True, "result": strange})))
    assert await sender.send(5, HELLO) == Unknown("TypeError")
    assert len(server.sent(5)) == 1


async def test_the_servers_own_refusals_are_told_apart(server: BotApi, sender: TelegramSender) -> None:
    server.chat(-7, "group")
    server.migrate(-7, -1007)
    assert await sender.send(-7, HELLO) == Moved(-1007)
    assert await sender.send(404, HELLO) == Gone("Bad Request: chat not found", Absence.NOT_FOUND)
    assert await sender.send(-100, HELLO, topic=8) == NoTopic()
    assert await sender.send(5, Message("<b>x")) == BadMarkup()
    assert await sender.edit(5, 99, HELLO) == NotFound()
    server.member_update(5, "kicked")
    assert await sender.send(5, HELLO) == Gone("Forbidden: bot was blocked by the user")


async def test_no_word_of_an_outcome_or_error_bears_the_token(server: BotApi, bot: ExtBot[Slot]) -> None:
    secret = server.token.partition(":")[2]
    page = html_page(404, f"no route to {server.base_url}{server.token}/sendMessage")
    echo = api_error(400, f"Bad Request: /bot{server.token.replace(':', '%3A')}/ is odd")
    for action in (page, echo):
        for method in ("sendMessage", "getMe"):
            server.fault(method, action)
            with pytest.raises(Exception, match=r"\*\*\*|HTTP 404") as raised:
                await (bot.send_message(5, "x") if method == "sendMessage" else bot.get_me())
            told = [repr(raised.value), str(raised.value), repr(getattr(raised.value, "outcome", ""))]
            assert not any(secret in words for words in told)
