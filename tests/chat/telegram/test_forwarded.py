"""Words that somebody else wrote never act, whoever brings them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.commands import COMMANDS
from tests.chat.telegram.polling import polling
from tests.house import ADMIN, TEAM

STRANGER = 777
WRITTEN = 1_420_000_000
FORWARDED: dict[str, Any] = {
    "forward_origin": {
        "type": "user",
        "date": WRITTEN,
        "sender_user": {"id": STRANGER, "is_bot": False, "first_name": "Eve"},
    }
}
HIDDEN: dict[str, Any] = {"forward_origin": {"type": "hidden_user", "date": WRITTEN, "sender_user_name": "Eve"}}
BY_A_BOT: dict[str, Any] = {"via_bot": {"id": 42, "is_bot": True, "first_name": "Other", "username": "other_bot"}}


@pytest.mark.parametrize("brought", [FORWARDED, HIDDEN, BY_A_BOT], ids=["forwarded", "hidden", "via a bot"])
async def test_a_strangers_words_that_an_admin_brings_let_nobody_in(brought: dict[str, Any]) -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, f"/allow {STRANGER} admin", **brought)
        (answer,) = await here.said(ADMIN)
        assert answer.startswith("A forwarded message changes nothing here.")
        assert not here.house.app.conversation.house.people.may_ask(STRANGER, STRANGER)
        here.server.say(ADMIN, ADMIN, f"/allow {STRANGER} admin")
        await here.said(ADMIN, count=2)
        assert here.house.app.conversation.house.people.may_ask(STRANGER, STRANGER)


async def test_a_forwarded_question_is_answered_as_one() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05", **FORWARDED)
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(ADMIN)))


async def test_a_forwarded_invitation_lets_nobody_in() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/invite reader")
        (made,) = await here.said(ADMIN)
        token = made.partition("start=")[2].split()[0]
        here.server.say(STRANGER, STRANGER, f"/start {token}", **HIDDEN)
        await here.said(STRANGER)
        assert not here.house.app.conversation.house.people.may_ask(STRANGER, STRANGER)
        here.server.say(STRANGER, STRANGER, f"/start {token}")
        await here.said(STRANGER, count=2)
        assert here.house.app.conversation.house.people.may_ask(STRANGER, STRANGER)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.acts], ids=lambda c: c.name)
async def test_no_command_that_acts_takes_words_of_others(command: Any) -> None:
    async with polling() as here:
        here.server.say(TEAM, ADMIN, f"/{command.name}", **FORWARDED)
        (answer,) = await here.said(TEAM)
    assert answer.startswith("A forwarded message changes nothing here.")


def test_whatever_only_a_chat_can_say_acts_unless_it_only_tells() -> None:
    tells = {"deliveries", "audit"}
    assert {c.name for c in COMMANDS if c.chat_only and not c.acts} == tells
