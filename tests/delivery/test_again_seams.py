"""Send again in the middle of other things: never a digest doubled, never a button that lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreTrouble, StoreUnusable
from bot.core.message import Message
from bot.core.outcomes import Gone, Later, NoTopic, Outcome, Unknown
from bot.core.ports import DeliveryRow, State
from bot.delivery import Resent
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import ONE, digests, resend, rows, subscribed, texts, wake
from tests.house import TEAM, FakeSender, House, house_settings, open_house


async def press(house: House, line: Message, update: int) -> str:
    return await house.say(line.buttons[0][0].command, chat=TEAM, update=update)


def asked(house: House) -> Message:
    return [message for chat, _, message in house.sender.posted if chat == TEAM and "cannot tell" in message.text][-1]


async def test_a_send_again_that_fails_leaves_no_moment_in_which_the_bot_itself_would_send(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    settle, count = house.rooms.ledger.settle, 0

    async def killed(row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        nonlocal count
        count += 1
        if count == 2:
            raise StoreUnusable(path="x", reason="killed here")
        return await settle(row, was)

    house.rooms.ledger.settle = killed  # type: ignore[method-assign]
    house.sender.outcomes = [Later(5)]
    try:
        assert await resend(house, 1, 9) is Resent.FAILED
    except StoreTrouble:
        pytest.fail("one write says it all")
    for _ in range(3):
        await wake(house, minutes=5)
    assert [(row.state, row.attempts) for row in await rows(house)] == [(State.UNCERTAIN, 1)]
    assert digests(house) == []


async def test_what_is_uncertain_stays_so_when_the_chat_turns_out_to_be_gone(house: House) -> None:
    house.sender.outcomes = [Unknown(), Later(5), Gone()]
    await wake(house, minutes=30)
    await resend(house, 1, 9)
    await house.app.delivery.back(TEAM)
    assert await resend(house, 1, 10) is Resent.SENT


async def test_the_button_of_all_accounts_is_not_about_one_of_them() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(("demo", "other"))) as house:
        await subscribed(house, ONE, replace(ONE, scope="demo", at=time(8, 20)))
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
        await wake(house, minutes=20)
        await house.say("/unsubscribe @demo", chat=TEAM)
        await wake(house)
        house.simulator.faults.clear()
        house.sender.outcomes = [Unknown()]
        await wake(house, minutes=15)
        await wake(house, minutes=5)
        assert "was sent" in await press(house, asked(house), 5)


async def test_the_button_of_a_topic_that_was_deleted_works_beside_the_chats_own_digest() -> None:
    sender, lost = FakeSender(), [Unknown()]

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if topic == 9:
            return NoTopic()
        return lost.pop() if "The topic of this digest is gone" in message.text and lost else None

    sender.meanwhile = script
    async with open_house("2015-01-06 08:00", sender=sender) as house:
        await subscribed(house, ONE, replace(ONE, topic=9))
        await wake(house, minutes=30)
        await wake(house, minutes=5)
        assert "was sent" in await press(house, asked(house), 5)


async def test_a_press_under_the_chats_own_digest_proves_nothing_of_a_topics() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await subscribed(house, ONE, replace(ONE, topic=9))
        await wake(house, minutes=30)
        own, topics = sorted(await rows(house), key=lambda row: row.key.topic)
        await house.rooms.ledger.settle(replace(topics, state=State.UNCERTAIN, message_id=None))
        assert own.message_id is not None
        await house.app.delivery.arrived(TEAM, 0, "d20150105", "all", own.message_id)
        assert {row.key.topic: row.state for row in await rows(house)} == {0: State.SENT, 9: State.UNCERTAIN}


async def test_what_may_have_arrived_is_asked_about_also_after_the_chat_unsubscribed(house: House) -> None:
    house.sender.outcomes = [Unknown(), Later(5)]
    await wake(house, minutes=30)
    await house.say("/unsubscribe", chat=TEAM)
    await wake(house, minutes=30)
    assert texts(house) == ["I cannot tell whether the digest of Monday, 5 January 2015 reached this chat."]


async def test_a_sender_that_breaks_off_leaves_nothing_in_mid_sending() -> None:
    sender = FakeSender()

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if "readers" in message.text:
            raise RuntimeError("a bug")
        return None

    sender.meanwhile = script
    async with open_house("2015-01-06 08:00", sender=sender) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert [row.state for row in await rows(house)] == [State.UNCERTAIN]
        assert "I cannot tell" in texts(house)[0]
