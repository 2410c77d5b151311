"""Chats that move while something of them is on its way."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.app import seed_chats
from bot.core.message import Message
from bot.core.outcomes import Moved, Outcome, Refusal
from bot.core.ports import State
from tests.delivery.revising import later, revise
from tests.delivery.team import ONE, digests, rows, subscribed, texts, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house

NEW = -1009


async def test_two_digests_of_a_chat_that_moves_while_both_are_in_flight_arrive_in_its_new_place_once_each() -> None:
    sender = FakeSender()

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if chat != TEAM:
            return None
        await asyncio.sleep(0.05 if "Other" in message.text else 0.01)
        return Moved(NEW)

    sender.meanwhile = script
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings, sender=sender) as house:
        await subscribed(house, replace(ONE, scope="demo"), replace(ONE, scope="other"))
        await wake(house, minutes=30)
        await wake(house, minutes=5)
        assert {(row.key.chat, row.state) for row in await rows(house)} == {(NEW, State.SENT)}
        assert len(texts(house, NEW)) == 2


async def test_a_chat_that_says_that_it_moved_while_its_digest_is_in_flight_is_not_left_in_mid_sending() -> None:
    sender = FakeSender()
    async with open_house("2015-01-06 08:00", sender=sender) as house:

        async def script(chat: int, message: Message, topic: int) -> Outcome | None:
            await house.app.delivery.moved(TEAM, NEW)
            return None

        sender.meanwhile = script
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert [(row.key.chat, row.state, row.message_id) for row in await rows(house)] == [(NEW, State.SENT, None)]
        sender.meanwhile = None
        revise(house, 100)
        await later(house, hours=4)
        assert sender.edited == [], "its message stands in the old chat"


async def test_a_streak_moves_with_its_chat_and_ends_there(house: House) -> None:
    house.sender.outcomes = [Refusal("not enough rights")]
    await wake(house, minutes=30)
    await house.app.delivery.moved(TEAM, NEW)
    house.sender.outcomes = []
    await wake(house, minutes=10)
    await wake(house, minutes=10)
    assert digests(house, NEW)
    assert house.app.delivery.notices.open() == []
    assert texts(house, ADMIN)[-1] == f"Chat {NEW} gets its digests again."
