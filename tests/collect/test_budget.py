"""The day's calls: exact, kept over a restart, some of them for people alone; 45009 ends the day's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collect import Need, Purpose
from bot.collect.budget import Budget
from bot.core.days import Span
from bot.core.facts import Part
from bot.core.ports import Json
from bot.store.memory import MemoryShelf
from bot.wechat.endpoints import ARTICLE_SUMMARY, USER_READ
from bot.wechat.simulator import FOREVER, Errcode
from tests.collect.test_backfill import work
from tests.collect.test_collect import DAY, asked
from tests.house import StandingClock, china, house_settings, memory_rooms, open_house

NAME = USER_READ.name
USED_UP = "WeChat's daily number of calls is used up for Daily Tech."


class Here:
    """A budget, its clock and the shelf that outlives it."""

    def __init__(self, daily: int = 1000, reserve: int = 200, shelf: MemoryShelf | None = None) -> None:
        self.clock = StandingClock(china("2026-11-24 12:30"))
        self.shelf = shelf if shelf is not None else MemoryShelf()
        self.numbers = (daily, reserve)
        self.budget = Budget(self.shelf, self.clock, daily, reserve)

    def restart(self) -> None:
        self.budget = Budget(self.shelf, self.clock, *self.numbers)

    async def take(self, calls: int = 1, *, people: bool = True, endpoint: str = NAME, account: str = "demo") -> int:
        return await self.budget.take(account, endpoint, calls, all_of_it=people)


@given(st.integers(0, 120), st.integers(0, 150), st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=12))
def test_never_more_is_granted_than_the_day_has_nor_the_reserve_to_others_than_people(
    daily: int, reserve: int, wishes: list[tuple[int, bool]]
) -> None:
    here = Here(daily, reserve)
    for_all = daily - here.budget.reserve
    used = 0
    for calls, people in wishes:
        left = max(0, (daily if people else for_all) - used)
        assert asyncio.run(here.take(calls, people=people)) == min(calls, left)
        used += min(calls, left)
    assert used <= daily
    assert here.budget.left("demo", NAME, all_of_it=True) == daily - used


async def test_each_account_and_each_interface_has_calls_of_its_own() -> None:
    here = Here(10, 0)
    assert await here.take(10) == 10
    assert await here.take() == 0
    assert await here.take(10, endpoint=ARTICLE_SUMMARY.name) == 10
    assert await here.take(10, account="other") == 10


async def test_the_day_begins_anew_at_midnight_in_china() -> None:
    here = Here(10, 0)
    here.clock.instant = china("2026-11-24 23:59")
    await here.take(10)
    await here.budget.stop("demo", ARTICLE_SUMMARY.name)
    here.restart()
    assert await here.take() == 0
    here.clock.instant = china("2026-11-25 00:00")
    assert await here.take(10) == 10
    assert await here.take(3, endpoint=ARTICLE_SUMMARY.name) == 3


async def test_45009_stops_one_interface_of_one_account_whatever_was_counted_also_after_a_restart() -> None:
    here = Here()
    await here.budget.stop("demo", NAME)
    for _ in range(2):
        assert await here.take() == 0
        assert await here.take(endpoint=ARTICLE_SUMMARY.name) == 1
        assert await here.take(account="other") == 1
        here.restart()


@pytest.mark.parametrize("daily", [10, 60, 1000])
async def test_a_restart_gives_no_call_back_and_a_killed_process_costs_less_than_twenty(daily: int) -> None:
    here = Here(daily, 0)
    for made in range(1, 6):
        assert await here.take() == 1
        exact = daily - made
        here.restart()
        assert exact - 20 * made < here.budget.left("demo", NAME, all_of_it=True) <= exact


@pytest.mark.parametrize("daily", [1, 7, 30, 99])
async def test_a_small_number_is_counted_exactly_over_every_restart(daily: int) -> None:
    here, made = Here(daily, 0), 0
    while await here.take():
        made += 1
        here.restart()
    assert made == daily


async def test_at_its_end_a_process_leaves_the_exact_number() -> None:
    here = Here()
    await here.take(5)
    await here.budget.settle()
    here.restart()
    assert here.budget.left("demo", NAME, all_of_it=True) == 995


async def test_not_every_call_waits_for_the_disk() -> None:
    class Counting(MemoryShelf):
        writes = 0

        async def put(self, key: str, thing: Json) -> None:
            self.writes += 1
            await super().put(key, thing)

    shelf = Counting()
    here = Here(shelf=shelf)
    for _ in range(100):
        await here.take()
    assert shelf.writes <= 5


async def test_calls_that_are_counted_while_the_disk_is_slow_lose_neither_each_other_nor_a_stop() -> None:
    class Slow(MemoryShelf):
        async def put(self, key: str, thing: Json) -> None:
            copy: Mapping[str, object] = dict(thing)
            await asyncio.sleep(0)
            await super().put(key, copy)

    here = Here(50, 0, shelf=Slow())
    stop = here.budget.stop("demo", ARTICLE_SUMMARY.name)
    granted = await asyncio.gather(*(here.take() for _ in range(30)), stop, *(here.take() for _ in range(30)))
    assert sum(n for n in granted if n) == 50
    here.restart()
    assert await here.take() == 0
    assert await here.take(endpoint=ARTICLE_SUMMARY.name) == 0


async def test_a_backfill_leaves_the_reserve_to_people_and_a_digest() -> None:
    settings = house_settings(quota={"daily": 8, "reserve": 3})
    async with open_house("2026-11-24 12:30", settings=settings) as house:
        (account,) = house.app.accounts
        await work(house).run(account, Span(DAY.replace(day=1), DAY.replace(day=28)), lambda progress: None)
        assert asked(house, ARTICLE_SUMMARY.name) == 5
        for question in ("/top 2014-12-05", "/top 2014-12-06", "/top 2014-12-07"):
            assert "reads" in await house.say(question)
        assert USED_UP in await house.say("/top 2014-12-08")
        assert asked(house, ARTICLE_SUMMARY.name) == 8


async def test_our_own_number_is_kept_over_a_restart_of_the_program() -> None:
    settings, rooms = house_settings(quota={"daily": 3, "reserve": 0}), memory_rooms()
    for day in (5, 6, 7):
        async with open_house("2026-11-24 12:30", settings=settings, rooms=rooms) as house:
            assert "reads" in await house.say(f"/top 2015-01-0{day}")
    async with open_house("2026-11-24 12:30", settings=settings, rooms=rooms) as house:
        assert USED_UP in await house.say("/top 2015-01-08")
        assert asked(house, ARTICLE_SUMMARY.name) == 0


async def test_45009_is_asked_once_and_nobody_asks_again_before_midnight_in_china() -> None:
    rooms = memory_rooms()
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        house.simulator.faults.add(NAME, Errcode(45009))
        for day in ("2014-12-01", "2014-12-05", "2015-01-14"):
            assert USED_UP in await house.say(f"/reads {day}")
        assert asked(house, NAME) == 1
        assert "readers" in await house.say("/reads 2026-11-23")
    async with open_house("2026-11-24 23:59", rooms=rooms) as house:
        assert USED_UP in await house.say("/reads 2015-01-05")
        assert asked(house) == 0
        house.clock.pass_by(minutes=1)
        assert "reads" in await house.say("/reads 2015-01-05")


async def test_a_call_that_was_repeated_counts_as_often_as_it_was_made() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add(NAME, Errcode(-1), times=FOREVER)
        (account,) = house.app.accounts
        before = house.app.collect.fetching.budget.left("demo", NAME, all_of_it=True)
        await house.app.collect.ensure(account, [Need(Part.ACCOUNT, Span.day(DAY))], Purpose.QUESTION)
        after = house.app.collect.fetching.budget.left("demo", NAME, all_of_it=True)
    assert before - after == asked(house, NAME) == 4
