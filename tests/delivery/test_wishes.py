"""Wishes that change in the middle: nothing owed is forgotten, nothing is owed that was not wished."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.app import seed_chats
from bot.core.periods import Cadence
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import ONE, digests, subscribed, texts, wake
from tests.house import ADMIN, TEAM, House, house_settings, memory_rooms, open_house


async def test_a_month_that_is_folded_away_is_not_called_missed() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-31 12:00", rooms=rooms) as house:
        await subscribed(house, replace(ONE, cadence=Cadence.MONTHLY))
        await wake(house, hours=20, minutes=30)
        assert len(texts(house)) == 1
    for day in (10, 11, 12, 25):
        async with open_house(f"2016-02-{day} 12:00", rooms=rooms) as again:
            await wake(again)
            await wake(again, minutes=5)
            assert not any("January 2015" in text for text in texts(again))


async def test_going_on_after_a_pause_brings_nothing_that_was_not_wished() -> None:
    async with open_house() as house:
        await house.say("/subscribe weekly")
        message = (await house.said("/pause"))[-1]
        await house.say(message.buttons[0][0].command)
        assert [(s.cadence, s.paused) for s in house.app.subscriptions.all()] == [(Cadence.WEEKLY, None)]


async def test_another_hour_and_other_days_at_once_leave_todays_digest_due() -> None:
    async with open_house("2015-01-05 20:30") as house:
        await subscribed(house, replace(ONE, at=time(20)))
        house.clock.pass_by(hours=15, minutes=30)
        await house.say("/subscribe 08:00 mon-fri", chat=TEAM)
        await wake(house)
        assert [text.splitlines()[0] for text in texts(house)] == ["Daily Tech · Monday, 5 January 2015"]


async def test_what_fell_due_while_the_bot_was_away_is_owed_whatever_is_wished_first() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house)
    async with open_house("2015-01-06 12:00", rooms=rooms) as again:
        await again.say("/subscribe mon-fri", chat=TEAM)
        await wake(again)
        assert len(digests(again)) == 1


async def test_a_chat_that_is_listed_again_owes_nothing_of_the_time_between() -> None:
    rooms = memory_rooms()
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    async with open_house("2015-02-06 08:00", rooms=rooms, settings=delisted) as house:
        await wake(house, minutes=30)
    async with open_house("2015-06-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house)
        await wake(house, minutes=30)
        assert [text.splitlines()[0] for text in texts(house)] == ["Daily Tech · Friday, 5 June 2015"]


async def test_a_subscription_that_cannot_be_read_is_named_and_its_digest_not_ended(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, minutes=30)
    shelf = house.rooms.shelf("subscriptions")
    whole = dict(shelf.items()[f"daily:{TEAM}:0:all"])
    await shelf.put(f"daily:{TEAM}:0:all", whole | {"zone": "Mars/Olympus"})
    await wake(house, minutes=6)
    status = await house.say("/status")
    house.simulator.faults.clear()
    await shelf.put(f"daily:{TEAM}:0:all", whole)
    await wake(house, minutes=6)
    assert f"subscriptions daily:all:{TEAM}:0" in status
    assert len(digests(house)) == 1


async def test_who_speaks_first_after_a_pause_that_is_over_still_gets_what_fell_due_since() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, ONE)
        await house.say("/pause 2015-01-09", chat=TEAM)
        house.clock.pass_by(days=4, hours=3)
        await house.say("/subscribe 08:45", chat=TEAM)
        await wake(house)
        assert [text.splitlines()[0] for text in texts(house)] == ["Daily Tech · Thursday, 8 January 2015"]
