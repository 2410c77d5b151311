"""Withdrawn interfaces (47009): kept, not asked, tried again after a week, and back when figures come."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.collect.withdrawn import Withdrawn
from bot.core.days import Span
from bot.core.ports import Json
from bot.store.memory import MemoryShelf
from bot.wechat.client import AT_ONCE
from bot.wechat.endpoints import ENDPOINTS, USER_READ
from bot.wechat.simulator import FOREVER, Errcode
from tests.collect.test_backfill import work
from tests.collect.test_collect import DAY, asked
from tests.house import StandingClock, china, memory_rooms, open_house

NOW = "2026-11-24 12:30"
OLD = "/reads 2014-12-01"
"""A question that costs one call: WeChat has no days before."""


class Slow(MemoryShelf):
    """A shelf whose writes take a moment."""

    async def put(self, key: str, thing: Json) -> None:
        await asyncio.sleep(0)
        await super().put(key, thing)


async def test_it_is_kept_for_a_week_by_account_and_interface_over_restarts() -> None:
    clock, shelf = StandingClock(china(NOW)), MemoryShelf()
    await Withdrawn(shelf, clock).gone("demo", "getuserread")
    clock.pass_by(days=7, seconds=-1)
    assert Withdrawn(shelf, clock).of("demo") == {"getuserread"}
    assert Withdrawn(shelf, clock).of("other") == frozenset()
    clock.pass_by(seconds=1)
    assert Withdrawn(shelf, clock).of("demo") == frozenset()
    assert Withdrawn(shelf, clock).ever("demo") == {"getuserread"}


async def test_a_new_refusal_begins_a_new_week() -> None:
    clock = StandingClock(china(NOW))
    withdrawn = Withdrawn(MemoryShelf(), clock)
    await withdrawn.gone("demo", "getuserread")
    clock.pass_by(days=7)
    await withdrawn.gone("demo", "getuserread")
    clock.pass_by(days=6)
    assert withdrawn.of("demo") == {"getuserread"}


async def test_figures_end_it() -> None:
    clock, shelf = StandingClock(china(NOW)), MemoryShelf()
    withdrawn = Withdrawn(shelf, clock)
    await withdrawn.gone("demo", "getuserread")
    await withdrawn.gone("demo", "getusershare")
    await withdrawn.back("demo", "getuserread")
    for known in (withdrawn, Withdrawn(shelf, clock)):
        assert known.of("demo") == known.ever("demo") == {"getusershare"}


async def test_answers_that_come_side_by_side_are_all_kept() -> None:
    clock, shelf = StandingClock(china(NOW)), Slow()
    withdrawn = Withdrawn(shelf, clock)
    await asyncio.gather(*(withdrawn.gone("demo", endpoint.name) for endpoint in ENDPOINTS))
    assert Withdrawn(shelf, clock).of("demo") == {endpoint.name for endpoint in ENDPOINTS}


@pytest.mark.parametrize("days", [-6, -8])
async def test_a_clock_set_far_back_does_not_keep_it_for_longer(days: int) -> None:
    clock = StandingClock(china(NOW))
    withdrawn = Withdrawn(MemoryShelf(), clock)
    await withdrawn.gone("demo", "getuserread")
    clock.pass_by(days=days)
    assert ("getuserread" in withdrawn.of("demo")) is (days > -7)


async def test_after_one_refusal_nobody_asks_for_a_week_whatever_is_done_and_however_often_it_is_restarted() -> None:
    rooms = memory_rooms()
    async with open_house(NOW, rooms=rooms, retired="classic") as house:
        await house.say(OLD)
        assert asked(house) == 1
    for days in (0, 3, 6):
        later = china(NOW) + timedelta(days=days, minutes=5)
        async with open_house(f"{later:%Y-%m-%d %H:%M}", rooms=rooms, retired="classic") as house:
            for question in (OLD, "/reads 2015-01-05", "/reads 2020-05"):
                assert "WeChat no longer serves figures for days before 1 November 2025" in await house.say(question)
            await house.app.upkeep()
            assert asked(house, "getuserread") == 0


async def test_after_a_week_it_is_asked_once_more_and_then_not_for_another() -> None:
    async with open_house(NOW, retired="classic") as house:
        for weeks in range(1, 4):
            for _ in range(3):
                await house.say(OLD)
            assert asked(house) == weeks
            house.clock.pass_by(days=7)


async def test_what_wechat_serves_again_is_asked_as_ever() -> None:
    async with open_house(NOW, retired="classic") as house:
        await house.say(OLD)
        house.simulator.retired = ()
        assert "no longer" in await house.say(OLD)
        house.clock.pass_by(days=7)
        assert " readers" in await house.say(OLD)
        assert " readers" in await house.say("/reads 2015-01-05")
        assert house.app.collect.fetching.withdrawn.ever("demo") == frozenset()


async def test_a_refusal_in_the_middle_of_many_calls_spares_the_rest() -> None:
    async with open_house(NOW, retired="classic") as house:
        (account,) = house.app.accounts
        await work(house).run(account, Span(DAY.replace(day=1), DAY.replace(day=31)), lambda progress: None)
        counts = Counter(call.name for call in house.simulator.calls if call.path.startswith("/datacube/"))
        assert len(counts) == 6
        assert max(counts.values()) <= AT_ONCE


async def test_other_refusals_withdraw_nothing() -> None:
    async with open_house(NOW) as house:
        for code in (45009, 48001, 61501, 61503, 40001):
            house.simulator.faults.add(USER_READ.name, Errcode(code), times=2)
            await house.say(OLD)
        assert house.app.collect.fetching.withdrawn.ever("demo") == frozenset()


async def test_a_check_asks_at_once_and_tells_what_is_still_withdrawn() -> None:
    async with open_house(NOW, retired="classic") as house:
        (account,) = house.app.accounts
        await house.say("/report 2014-12-01")
        assert await house.app.collect.try_withdrawn(account) == house.app.collect.fetching.withdrawn.ever("demo")
        before = asked(house)
        house.simulator.retired = {"getusershare"}
        still = await house.app.collect.try_withdrawn(account)
        assert still == house.app.collect.fetching.withdrawn.ever("demo") == {"getusershare"}
        assert asked(house) > before
        assert " readers" in await house.say(OLD)


async def test_a_withdrawn_successor_leaves_the_other_interfaces_of_the_day() -> None:
    async with open_house(NOW) as house:
        house.simulator.faults.add("getarticleshare", Errcode(47009), times=FOREVER)
        said = await house.say("/report")
        assert " readers" in said
        before = asked(house, "getarticleshare")
        await house.say("/report")
        assert asked(house, "getarticleshare") == before == 1
