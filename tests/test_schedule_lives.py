"""What follows the morning's digests: the lives of articles, never before a digest that is still to go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from bot.app import seed_chats
from bot.schedule import Schedule
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import TEAM, House, house_settings, open_house


@asynccontextmanager
async def scheduled(now: str, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> AsyncIterator[House]:
    """The program's own schedule at an instant in +08:00, which looks every few moments."""
    monkeypatch.setattr("bot.schedule.LONGEST", 0.05)
    async with open_house(now, settings=house_settings(**settings)) as house:
        await seed_chats(house.app)
        schedule = Schedule(
            house.app.delivery,
            house.app.upkeep,
            house.clock,
            lives=house.app.lives,
            go_on=house.app.backfills.go_on,
        )
        schedule.start()
        try:
            yield house
        finally:
            await schedule.stop(1)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - it is another task's work that is waited for
            await asyncio.sleep(0.01)


def lives(house: House) -> list[str]:
    """The publish days whose lives were asked, in the order of asking."""
    return [c.body["begin_date"] for c in house.simulator.calls if c.name == "getarticletotaldetail" and c.body]


async def test_lives_of_the_last_week_follow_once_the_digest_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scheduled("2026-11-24 08:29:59", monkeypatch) as house:
        await asyncio.sleep(0.2)
        assert lives(house) == []  # the digest falls due within the hour, and goes first
        house.clock.pass_by(seconds=2)
        await until(lambda: bool(house.sender.texts(TEAM)))
        await until(lambda: len(lives(house)) >= 7)
        assert set(lives(house)) >= {f"2026-11-{day}" for day in range(17, 24)}
        assert len(set(lives(house))) == len(lives(house))


async def test_while_a_digest_waits_for_figures_no_life_is_asked_before_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scheduled("2026-11-24 08:29:59", monkeypatch) as house:
        house.simulator.faults.add("getbizsummary", Errcode(61503), times=FOREVER)
        house.clock.pass_by(minutes=1)
        await until(lambda: any(call.name == "getbizsummary" for call in house.simulator.calls))
        await asyncio.sleep(0.2)
        waited = lives(house)
        house.clock.pass_by(hours=4)
        await until(lambda: len(lives(house)) >= 7)
    assert waited == []


async def test_a_backfill_that_was_left_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scheduled("2026-11-24 12:40", monkeypatch, quota={"daily": 6, "reserve": 2}) as house:
        await house.say("/backfill 2015-01-01..2015-01-07")
        house.clock.pass_by(days=1)
        await until(lambda: any("that were missing" in text for text in house.sender.texts(7)))


async def test_a_life_is_asked_once_a_day() -> None:
    async with open_house("2026-11-24 12:30") as house:
        assert await house.app.lives()
        first = lives(house)
        assert first == [str(date(2026, 11, 23) - timedelta(days=n)) for n in range(len(first))]
        assert len(first) == 29  # never asked before: once each while they may still grow
        assert await house.app.lives()
        assert lives(house) == first
        house.clock.pass_by(days=1)
        assert await house.app.lives()
        again = lives(house)[len(first) :]
        ages = [(date(2026, 11, 25) - date.fromisoformat(day)).days for day in again]
        assert ages == [1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30]


async def test_lives_that_ended_while_the_bot_was_away_are_asked_to_their_end() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await house.app.lives()
        house.clock.pass_by(days=14)
        before = len(lives(house))
        await house.app.lives()
        again = set(lives(house)[before:])
    assert {str(date(2026, 11, 1) + timedelta(days=n)) for n in range(37)} <= again
