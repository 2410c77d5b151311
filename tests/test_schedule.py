"""The schedule wakes, asks what is due, and is never held up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time

import httpx
import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.delivery import Delivery, Tally
from bot.schedule import Schedule
from bot.subscriptions import Subscription
from tests.house import ADMIN, TEAM, House, house_settings, open_house


class Looks(Delivery):
    """Delivery that counts how often it is looked at."""

    looks = 0
    trouble: Exception | None = None

    async def wake(self) -> Tally:
        self.looks += 1
        if self.trouble:
            raise self.trouble
        return await super().wake()


class Slow(httpx.AsyncBaseTransport):
    """WeChat, which for one account does not answer until it is let go."""

    inner: httpx.AsyncBaseTransport

    def __init__(self, release: asyncio.Event) -> None:
        self.began, self._release = asyncio.Event(), release
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if b"wxother" in request.content or "wxother" in str(request.url):
            self.began.set()
            self.asked += 1
            await self._release.wait()
        return await self.inner.handle_async_request(request)


@asynccontextmanager
async def running(house: House, delivery: Delivery) -> AsyncIterator[None]:
    """A schedule at work, with neither upkeep nor lives."""

    async def nothing() -> bool:
        return True

    schedule = Schedule(delivery, nothing, house.clock, lives=nothing, go_on=lambda: None)
    schedule.start()
    try:
        yield
    finally:
        await schedule.stop(1)


@asynccontextmanager
async def scheduled(now: str, upkeep: asyncio.Event | bool = True) -> AsyncIterator[tuple[House, Looks, Schedule]]:
    async with open_house(now) as house:
        await seed_chats(house.app)
        delivery = replace(house.app.delivery)
        delivery.__class__ = Looks
        assert isinstance(delivery, Looks)

        async def keep_up() -> bool:
            kept.append(now)
            if isinstance(upkeep, asyncio.Event):
                await upkeep.wait()
            return bool(upkeep)

        kept: list[str] = []

        async def no_lives() -> bool:
            return True

        schedule = Schedule(delivery, keep_up, house.clock, lives=no_lives, go_on=lambda: None)
        schedule.start()
        try:
            yield house, delivery, schedule
        finally:
            await schedule.stop(1)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - it is another task's count that is waited for
            await asyncio.sleep(0.01)


async def test_a_digest_goes_out_at_its_instant_though_the_hosts_clock_says_otherwise() -> None:
    async with scheduled("2015-01-06 08:29:59.9") as (house, delivery, _):
        await until(lambda: delivery.looks >= 1)
        assert house.sender.texts(TEAM) == []
        house.clock.pass_by(seconds=0.2)
        await until(lambda: bool(house.sender.texts(TEAM)))


async def test_slow_upkeep_never_holds_up_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.schedule.LONGEST", 0.1)
    async with scheduled("2015-01-06 12:31", asyncio.Event()) as (_, delivery, _):
        await until(lambda: delivery.looks >= 3)


@pytest.mark.parametrize("trouble", [StoreUnusable(path="x", reason="the disk is full"), RuntimeError("a bug")])
async def test_a_look_that_fails_is_followed_by_the_next(trouble: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.schedule.LONGEST", 0.1)
    async with scheduled("2015-01-06 09:00") as (_, delivery, _):
        delivery.trouble = trouble
        await until(lambda: delivery.looks >= 3)


async def test_an_account_that_keeps_wechat_busy_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own digest waits; what falls due meanwhile goes out at its instant."""
    monkeypatch.setattr("bot.schedule.LONGEST", 0.1)
    settings = house_settings(("demo", "other"))
    release = asyncio.Event()
    transport = Slow(release)
    async with open_house("2015-01-06 08:29:59.9", settings=settings, transport=transport) as house:
        transport.inner = house.simulator.transport()
        zone, since = "Asia/Shanghai", house.clock.now()
        await house.app.subscriptions.put(Subscription(TEAM, 0, time(8, 30), zone, since, "other"))
        await house.app.subscriptions.put(Subscription(ADMIN, 0, time(8, 31), zone, since, "demo"))
        async with running(house, house.app.delivery):
            house.clock.pass_by(seconds=0.2)
            await asyncio.wait_for(transport.began.wait(), 5)
            house.clock.pass_by(seconds=60)
            await until(lambda: bool(house.sender.texts(ADMIN)))
            assert house.sender.texts(TEAM) == []
            assert transport.asked == 1, "what is at work is not begun again"
            release.set()
            await until(lambda: bool(house.sender.texts(TEAM)))


async def test_after_stop_there_are_no_more_looks() -> None:
    async with scheduled("2015-01-06 09:00") as (_, delivery, schedule):
        await until(lambda: delivery.looks >= 1)
        await schedule.stop(1)
        looks = delivery.looks
        await asyncio.sleep(0.15)
        assert delivery.looks == looks
