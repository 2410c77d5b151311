"""Every change of what is due wakes the schedule: nothing waits for the next look of a sleep that began before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time

import pytest

from bot.app import seed_chats
from bot.core.days import Span
from bot.delivery.again import Wish
from bot.subscriptions import Subscription
from tests.house import ADMIN, TEAM, House, open_house
from tests.test_schedule import Looks, running, until

GUEST = -55


@asynccontextmanager
async def asleep(house: House) -> AsyncIterator[Looks]:
    """A schedule that has looked, and sleeps now: for a minute, unless something wakes it."""
    delivery = replace(house.app.delivery)
    delivery.__class__ = Looks
    assert isinstance(delivery, Looks)
    async with running(house, delivery):
        await until(lambda: delivery.looks >= 1)
        while await looks_again(delivery):
            pass
        yield delivery


async def looks_again(delivery: Looks) -> bool:
    looks = delivery.looks
    await asyncio.sleep(0.2)
    return delivery.looks > looks


async def test_a_digest_subscribed_to_ten_seconds_before_nine_comes_at_nine() -> None:
    async with open_house("2015-01-06 08:59:50") as house, asleep(house):
        await house.say("/subscribe 09:00")
        house.clock.pass_by(seconds=9.9)
        await asyncio.sleep(0)
        assert house.sender.texts(ADMIN) == []
        house.clock.pass_by(seconds=0.1)
        await until(lambda: bool(house.sender.texts(ADMIN)))
        (digest,) = house.sender.texts(ADMIN)
    assert "Late" not in digest


async def subscribes(house: House) -> None:
    await house.say("/subscribe 10:00")


async def sets_the_hour(house: House) -> None:
    await house.say("/settings hour 10:00", chat=TEAM)


async def sets_the_zone(house: House) -> None:
    await house.say("/settings zone Asia/Tokyo", chat=TEAM)


async def pauses(house: House) -> None:
    await house.say("/pause", chat=TEAM)


async def goes_on(house: House) -> None:
    await house.app.subscriptions.resume(GUEST, house.clock.now(), "asked")


async def unsubscribes(house: House) -> None:
    await house.say("/unsubscribe", chat=TEAM)


async def lets_in(house: House) -> None:
    await house.say("/allow 888")


async def moves(house: House) -> None:
    await house.app.delivery.moved(TEAM, -1000)


async def comes_back(house: House) -> None:
    await house.app.delivery.left(TEAM)
    await house.app.delivery.back(TEAM)


async def sends_again(house: House) -> None:
    await house.app.delivery.resend(Wish(TEAM, 0, Span.day(house.clock.now().date())))


@pytest.mark.parametrize(
    "change",
    [subscribes, sets_the_hour, sets_the_zone, pauses, goes_on, unsubscribes, lets_in, moves, comes_back, sends_again],
)
async def test_what_changes_what_is_due_is_looked_at_at_once(change: Callable[[House], Awaitable[None]]) -> None:
    async with open_house("2015-01-06 07:00") as house:
        await seed_chats(house.app)
        resting = Subscription(GUEST, 0, time(9), "Asia/Shanghai", house.clock.now(), paused="asked")
        await house.app.subscriptions.put(resting)
        async with asleep(house) as delivery:
            await change(house)
            assert await looks_again(delivery)
            assert not await looks_again(delivery), "once is enough"


async def test_what_changes_nothing_that_is_due_wakes_nobody() -> None:
    async with open_house("2015-01-06 12:30") as house, asleep(house) as delivery:
        await house.say("/reads 2015-01-05")
        assert not await looks_again(delivery)
