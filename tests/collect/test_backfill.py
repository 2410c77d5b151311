"""A backfill: what is missing, the newest first, within the day's calls; gone on with from wherever it ended."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from bot.collect.backfill import Backfill, Progress
from bot.core.days import Span
from bot.wechat.simulator import FOREVER, CutOff, Errcode
from tests.house import House, house_settings, memory_rooms, open_house

BREAK_WEEK = Span(date(2025, 10, 26), date(2025, 11, 4))
WEEK = Span(date(2015, 1, 1), date(2015, 1, 7))


def work(house: House) -> Backfill:
    return Backfill(house.app.collect, house.app.archive, house.clock)


async def run(house: House, span: Span) -> Progress:
    return await work(house).run(house.app.accounts.of("demo")[0], span, lambda progress: None)


def asked_days(house: House) -> Counter[tuple[str, str]]:
    """How often each day of each interface was asked."""
    counts: Counter[tuple[str, str]] = Counter()
    for call in house.simulator.calls:
        if call.path.startswith("/datacube/") and call.body:
            days = Span(date.fromisoformat(call.body["begin_date"]), date.fromisoformat(call.body["end_date"]))
            counts.update((call.name, str(day)) for day in days)
    return counts


async def test_every_interface_that_serves_a_day_is_asked_once_and_the_second_run_asks_nothing() -> None:
    async with open_house("2026-11-24 12:30") as house:
        progress = await run(house, BREAK_WEEK)
        first = asked_days(house)
        again = await run(house, BREAK_WEEK)
        assert (progress.total, progress.left) == (6 * 6 + 4 * 4, 0)
        assert set(first.values()) == {1}
        assert len(first) == progress.total
        assert (again.total, asked_days(house)) == (0, first)


async def test_the_newest_days_come_first() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await run(house, WEEK)
        ends = [c.body["end_date"] for c in house.simulator.calls if c.name == "getarticlesummary" and c.body]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] == "2015-01-07"


async def test_a_week_takes_the_fewest_calls() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await run(house, WEEK)
        counts = Counter(call.name for call in house.simulator.calls if call.path.startswith("/datacube/"))
    assert counts == {
        "getarticlesummary": 7,
        "getarticletotal": 7,
        "getuserread": 3,
        "getuserreadhour": 7,
        "getusershare": 1,
        "getusersharehour": 7,
    }


async def test_a_plan_names_the_calls_that_a_run_then_makes_and_makes_none() -> None:
    async with open_house("2026-11-24 12:30") as house:
        calls = await work(house).plan(house.app.accounts.of("demo")[0], BREAK_WEEK)
        assert not house.simulator.calls
        await run(house, BREAK_WEEK)
        made = sorted(c.name for c in house.simulator.calls if c.path.startswith("/datacube/"))
    assert made == sorted(call.endpoint.name for call in calls)


async def test_it_keeps_to_the_days_calls_and_goes_on_the_next_day() -> None:
    settings = house_settings(quota={"daily": 5, "reserve": 2})
    async with open_house("2026-11-24 12:30", settings=settings) as house:
        first = await run(house, WEEK)
        by_name = Counter(call.name for call in house.simulator.calls if call.path.startswith("/datacube/"))
        same_day = await run(house, WEEK)
        house.clock.pass_by(days=1)
        await run(house, WEEK)
        house.clock.pass_by(days=1)
        last = await run(house, WEEK)
        assert max(by_name.values()) == 3
        assert first.out_of_calls
        assert not first.fulfilled
        assert same_day.done == 0
        assert last.left == 0
        assert set(asked_days(house).values()) == {1}


async def test_the_reserve_stays_for_questions() -> None:
    settings = house_settings(quota={"daily": 3, "reserve": 2})
    async with open_house("2026-11-24 12:30", settings=settings) as house:
        await run(house, WEEK)
        assert "readers" in await house.say("/reads 2015-02-01")


async def test_45009_stops_an_interface_until_the_next_day_and_the_others_go_on() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("getarticletotal", Errcode(45009))
        progress = await run(house, WEEK)
        stopped = Counter(call.name for call in house.simulator.calls)["getarticletotal"]
        assert set(progress.troubles) == {"getarticletotal"}
        assert progress.left <= 7
        assert stopped <= 6  # those that were under way
        await run(house, WEEK)
        assert Counter(call.name for call in house.simulator.calls)["getarticletotal"] == stopped
        house.clock.pass_by(days=1)
        assert (await run(house, WEEK)).left == 0


async def test_what_is_withdrawn_is_not_asked_and_is_named() -> None:
    async with open_house("2026-11-24 12:30", retired="classic") as house:
        first = await run(house, WEEK)
        asked = len(house.simulator.calls)
        again = await run(house, WEEK)
        assert first.left == first.total
        assert (again.total, again.withdrawn, again.fulfilled) == (0, 6 * 7, True)
        assert len(house.simulator.calls) == asked


async def test_a_day_that_is_not_understood_does_not_hold_up_the_others() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("getarticlesummary", CutOff())
        progress = await run(house, WEEK)
        assert progress.left == 1
        assert progress.passed_over is not None
        assert (await run(house, WEEK)).left == 0


async def test_a_wrong_secret_ends_it_at_once() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("stable_token", Errcode(40125), times=FOREVER)
        progress = await run(house, Span(date(2014, 12, 1), date(2015, 11, 30)))
    assert progress.trouble is not None
    assert "AppSecret" in progress.trouble.sentence
    assert progress.done == 0
    assert len(house.simulator.calls) < 100


async def test_days_held_before_they_were_final_are_asked_once_more() -> None:
    async with open_house("2015-01-06 12:30") as house:
        await house.say("/reads 2015-01-05")
        house.clock.pass_by(days=60)
        await run(house, Span.day(date(2015, 1, 5)))
        assert asked_days(house)["getuserread", "2015-01-05"] == 2
        await run(house, Span.day(date(2015, 1, 5)))
        assert asked_days(house)["getuserread", "2015-01-05"] == 2


async def test_a_process_that_ends_in_the_middle_loses_nothing_that_was_answered() -> None:
    rooms = memory_rooms()
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        seen = 0

        class Killed(Exception):
            pass

        def told(progress: Progress) -> None:
            nonlocal seen
            seen += 1
            if seen == 20:
                raise Killed

        with pytest.raises(Killed):
            await work(house).run(house.app.accounts.of("demo")[0], WEEK, told)
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        progress = await run(house, WEEK)
        assert progress.total <= 6 * 7 - 18
        assert progress.left == 0


async def test_only_whole_past_days_are_asked() -> None:
    async with open_house("2026-11-24 12:30") as house:
        span = Span(date(2026, 11, 20), date(2026, 11, 24) + timedelta(days=30))
        assert (await run(house, span)).total == 4 * 4
