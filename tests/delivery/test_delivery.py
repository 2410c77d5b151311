"""Digests from due to done: each once, at its instant, to whom it is owed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.message import Message
from bot.core.outcomes import BadMarkup, Later, Refusal
from bot.core.ports import DeliveryRow, State
from bot.delivery import Delivery
from bot.subscriptions import Subscription
from tests.delivery.team import DAY, HEADING, digests, rows, tried, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house


async def test_a_digest_goes_out_at_its_due_instant_not_before_and_once(house: House) -> None:
    await wake(house, minutes=29)
    assert digests(house) == []
    assert await house.app.delivery.next_wake(house.clock.now()) - house.clock.now() == timedelta(minutes=1)
    await wake(house, minutes=1)
    await wake(house)
    await wake(house, minutes=1)
    assert [text.splitlines()[0] for text in digests(house)] == [HEADING]


async def test_a_new_subscription_owes_only_what_falls_due_after_it(house: House) -> None:
    house.clock.pass_by(hours=2)
    await house.say("/subscribe 08:30", person=ADMIN, chat=ADMIN)
    await wake(house)
    assert digests(house, ADMIN) == []
    assert len(digests(house, TEAM)) == 1


async def test_an_hour_that_is_moved_to_one_that_has_passed_undelivered_is_due_now(house: House) -> None:
    house.clock.pass_by(minutes=20)
    await house.say("/subscribe 08:10", person=ADMIN, chat=TEAM)
    await wake(house)
    await wake(house, minutes=15)
    assert len(digests(house)) == 1


async def test_unsubscribing_and_subscribing_again_owes_nothing_that_was_delivered(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await house.say("/subscribe", person=ADMIN, chat=TEAM)
    await wake(house, hours=1)
    assert len(digests(house)) == 1


async def test_who_unsubscribes_before_the_digest_is_tried_again_gets_none(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await wake(house, minutes=5)
    assert digests(house) == []
    assert [(row.state, row.reason) for row in await rows(house)] == [(State.SKIPPED, "unsubscribed")]


async def test_a_chat_that_is_no_longer_listed_gets_nothing() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
    unlisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-06 09:00", settings=unlisted, rooms=house.rooms) as later:
        await later.app.delivery.wake()
        await later.app.delivery.morning(DAY)
        assert later.sender.tried == []


async def test_a_listed_chat_that_unsubscribed_stays_unsubscribed_at_the_next_start(house: House) -> None:
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await seed_chats(house.app)
    assert house.app.subscriptions.all() == []


async def test_what_was_missed_comes_late_oldest_first_and_what_is_too_old_is_named_in_one_line(house: House) -> None:
    wide = replace(house.app.delivery, catch_up=timedelta(hours=30))
    house.clock.pass_by(days=4, hours=2)
    await wide.wake()
    await wide.wake()
    texts = house.sender.texts(TEAM)
    assert [text.splitlines()[0] for text in texts[:2]] == [
        "Daily Tech · Thursday, 8 January 2015",
        "Daily Tech · Friday, 9 January 2015",
    ]
    assert "Late: this was due on 9 January 2015, 08:30." in texts[0]
    assert texts[2:] == ["3 digests from 5 January 2015 to 7 January 2015 were not sent in time."]
    buttons = [button.command for row in house.sender.posted[-1][2].buttons for button in row]
    assert buttons == ["/resend 2015-01-05 #0", "/resend 2015-01-06 #0", "/resend 2015-01-07 #0"]


async def test_days_whose_planning_the_store_refused_are_planned_at_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> int:
        raise StoreUnusable(path="x", reason="the disk is full")

    plan = house.rooms.ledger.plan
    monkeypatch.setattr(house.rooms.ledger, "plan", full)
    with pytest.raises(StoreUnusable):
        await wake(house, minutes=30)
    monkeypatch.setattr(house.rooms.ledger, "plan", plan)
    await wake(house, minutes=1)
    assert len(digests(house)) == 1


async def test_a_clock_that_was_set_back_loses_no_day(house: House) -> None:
    await wake(house, days=3)
    before = len(await rows(house))
    house.clock.pass_by(days=-2)
    await wake(house)
    await wake(house, days=1)
    assert len(await rows(house)) == before


async def test_refused_markup_goes_out_as_plain_text_once(house: House) -> None:
    house.sender.outcomes = [BadMarkup()]
    await wake(house, minutes=30)
    ((_, _, message),) = house.sender.posted
    assert message.text.startswith(HEADING)
    assert "<" not in message.text


async def test_refused_for_good_is_tried_with_pauses_and_not_in_a_loop(house: House) -> None:
    house.sender.outcomes = [Refusal("no")] * 3
    for _ in range(3):
        house.clock.pass_by(minutes=30)
        await house.app.delivery.wake()
        await house.app.delivery.wake()
    assert tried(house) == 3


async def test_two_deliveries_on_one_ledger_send_each_digest_once(house: House) -> None:
    house.clock.pass_by(minutes=30)
    twin: Delivery = replace(house.app.delivery)
    await asyncio.gather(house.app.delivery.wake(), twin.wake(), house.app.delivery.morning(DAY))
    assert len(digests(house)) == 1


async def test_a_subscription_that_cannot_be_read_leaves_the_others_their_digest(house: House) -> None:
    shelf = house.rooms.shelf("subscriptions")
    for chat, thing in (
        (-7, {"at": "08:30"}),
        (-8, dict(shelf.items()[f"daily:{TEAM}:0:all"]) | {"zone": "Mars/Olympus"}),
    ):
        await shelf.put(f"daily:{chat}:0:all", thing)
    await wake(house, minutes=30)
    assert len(digests(house)) == 1


async def test_after_stop_nothing_more_is_claimed(house: House) -> None:
    house.app.delivery.stop()
    await wake(house, minutes=30)
    assert house.sender.tried == []
    assert [row.state for row in await rows(house)] == [State.PLANNED]


async def test_one_chat_that_breaks_leaves_the_others_on_time() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [-1, -2, -3]})

    async def breaks(chat: int, message: Message, topic: int) -> None:
        if chat == -2:
            raise RuntimeError("a bug")

    async with open_house("2015-01-06 08:00", settings=settings, sender=FakeSender(turn=breaks)) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert sorted(chat for chat, _, _ in house.sender.posted if chat != ADMIN) == [-3, -1]
        failed = [row for row in await rows(house) if row.state is State.FAILED]
    assert [row.key.chat for row in failed] == [-2]


async def test_an_end_that_the_store_does_not_take_is_written_down_later_and_not_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = house.rooms.ledger.settle

    async def full(row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        raise StoreUnusable(path="x", reason="the disk is full")

    monkeypatch.setattr(house.rooms.ledger, "settle", full)
    await wake(house, minutes=30)
    monkeypatch.setattr(house.rooms.ledger, "settle", settle)
    await wake(house, minutes=1)
    await wake(house, minutes=1)
    assert len(digests(house)) == 1
    assert [row.state for row in await rows(house)] == [State.SENT]


async def test_each_subscription_falls_due_in_its_own_zone() -> None:
    async with open_house("2015-01-06 00:30") as house:
        since = house.clock.now()
        for chat, zone in ((TEAM, "Asia/Shanghai"), (ADMIN, "America/New_York")):
            await house.app.subscriptions.put(Subscription(chat, 0, time(8, 30), zone, since))
        await wake(house, hours=8)
        assert {chat for chat, _, _ in house.sender.posted} == {TEAM}
        await wake(house, hours=13)
        assert {chat for chat, _, _ in house.sender.posted} == {TEAM, ADMIN}
