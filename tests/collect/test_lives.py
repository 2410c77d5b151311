"""When articles' lives are asked: each morning of their first week, then now and then, and once for good."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts import Source
from bot.collect.lives import hunted, life_due, life_instants, life_of, publish_days
from bot.collect.rules import is_final
from bot.core.days import FIRST_DAY, ONE_DAY, SUCCESSORS_FROM, Span, at_china
from bot.core.facts import Generation
from bot.core.ports import Mark
from bot.wechat.endpoints import ARTICLE_TOTAL, ARTICLE_TOTAL_DETAIL
from bot.wechat.simulator import FOREVER, Errcode
from tests.collect.team import team
from tests.house import House, china, open_house

DAY = date(2026, 10, 1)
CLASSIC, SUCCESSOR = Generation.CLASSIC, Generation.SUCCESSOR
ENDPOINTS = {CLASSIC: ARTICLE_TOTAL, SUCCESSOR: ARTICLE_TOTAL_DETAIL}
WEEK = [(age, 8, 15) for age in range(1, 8)]


def mark(at: str | datetime, rows: int = 4) -> Mark:
    instant = china(at) if isinstance(at, str) else at
    return Mark(instant, instant, rows)


def instants(generation: Generation) -> list[tuple[int, int, int]]:
    """The ages, hours and minutes of life_instants, in +08:00."""
    start = at_china(DAY, 0)
    return [((i - start).days, i.hour, i.minute) for i in life_instants(DAY, generation)]


def test_a_successors_life_is_asked_on_seven_mornings_then_at_10_14_21_and_30_days() -> None:
    assert instants(SUCCESSOR) == [*WEEK, (10, 8, 15), (14, 8, 15), (21, 8, 15), (30, 12, 30)]


def test_a_classic_life_is_asked_on_seven_mornings_and_when_it_is_told() -> None:
    assert instants(CLASSIC) == [*WEEK, (8, 12, 30)]


@pytest.mark.parametrize("generation", Generation)
def test_what_is_asked_at_the_last_instant_is_final_and_at_none_before(generation: Generation) -> None:
    *earlier, last = life_instants(DAY, generation)
    assert is_final(ENDPOINTS[generation], DAY, last)
    assert not any(is_final(ENDPOINTS[generation], DAY, instant) for instant in earlier)


@pytest.mark.parametrize(
    ("asked", "now", "due"),
    [
        ("2026-10-02 08:15", "2026-10-03 08:14", False),
        ("2026-10-02 08:15", "2026-10-03 08:15", True),
        ("2026-10-02 07:00", "2026-10-02 08:15", True),
        ("2026-10-08 08:15", "2026-10-11 08:14", False),
        ("2026-10-08 08:15", "2026-10-11 08:15", True),
        ("2026-10-11 08:15", "2026-10-15 08:15", True),
        ("2026-10-15 08:15", "2026-10-22 08:14", False),
        ("2026-10-15 08:15", "2026-10-22 08:15", True),
        ("2026-10-22 08:15", "2026-10-31 12:29", False),
        ("2026-10-22 08:15", "2026-10-31 12:30", True),
        ("2026-10-31 12:30", "2027-10-31 12:30", False),
        ("2026-10-05 08:15", "2026-10-02 09:00", True),
    ],
)
def test_a_life_is_due_when_an_instant_has_passed_since_it_was_asked(asked: str, now: str, due: bool) -> None:
    assert life_due(DAY, SUCCESSOR, mark(asked), china(now)) is due


@pytest.mark.parametrize(
    ("now", "due"), [("2026-10-02 08:14", False), ("2026-10-02 08:15", True), ("2026-10-08 23:59", True)]
)
@pytest.mark.parametrize("generation", Generation)
def test_one_that_nobody_asked_yet_is_due_from_its_first_morning_on(
    generation: Generation, now: str, due: bool
) -> None:
    assert life_due(DAY, generation, None, china(now)) is due


def test_one_that_nobody_asked_and_that_is_over_is_left_to_backfill() -> None:
    assert not life_due(DAY, CLASSIC, None, china("2026-10-09 12:30"))
    assert not life_due(DAY, SUCCESSOR, None, china("2026-10-31 12:30"))


def test_on_its_first_day_an_empty_life_is_asked_again_after_a_while_and_later_it_is_not() -> None:
    empty = mark("2026-10-02 08:15", rows=0)
    assert not life_due(DAY, SUCCESSOR, empty, china("2026-10-02 10:00"))
    assert life_due(DAY, SUCCESSOR, empty, china("2026-10-02 11:00"))
    assert not life_due(DAY, SUCCESSOR, mark("2026-10-03 08:15", rows=0), china("2026-10-03 20:00"))


@given(st.sampled_from(Generation), st.lists(st.integers(1, 40 * 24), min_size=1, max_size=60))
def test_whenever_it_is_looked_each_instant_is_asked_for_at_most_once(generation: Generation, hours: list[int]) -> None:
    held: Mark | None = None
    asked = 0
    for hour in sorted(hours):
        now = at_china(DAY, 0) + timedelta(hours=hour)
        if life_due(DAY, generation, held, now):
            asked, held = asked + 1, mark(now)
    assert asked <= len(life_instants(DAY, generation))


@pytest.mark.parametrize("generation", Generation)
def test_looked_at_every_hour_it_is_asked_exactly_at_its_instants_and_ends_final(generation: Generation) -> None:
    held, asked = None, 0
    for hour in range(60 * 24):
        now = at_china(DAY, 0) + timedelta(hours=hour)
        if life_due(DAY, generation, held, now):
            asked, held = asked + 1, mark(now)
    assert asked == len(life_instants(DAY, generation))
    assert held is not None
    assert is_final(ENDPOINTS[generation], DAY, held.asked_at)


@given(st.dates(FIRST_DAY, date(2027, 1, 1)))
def test_no_life_that_is_still_open_is_overlooked(last: date) -> None:
    assert publish_days(last).last == last
    assert publish_days(last).first <= max(FIRST_DAY, last - timedelta(days=30))
    assert publish_days(last).first >= FIRST_DAY


def test_the_lives_of_a_day_are_told_by_the_interface_of_its_era() -> None:
    last_classic = SUCCESSORS_FROM - ONE_DAY
    assert [life_of(last_classic, source) for source in Source] == [ARTICLE_TOTAL, ARTICLE_TOTAL, None]
    assert [life_of(SUCCESSORS_FROM, source) for source in Source] == [
        ARTICLE_TOTAL_DETAIL,
        ARTICLE_TOTAL,
        ARTICLE_TOTAL_DETAIL,
    ]


def test_titles_are_looked_for_on_thirty_days_the_newest_first_and_never_before_the_first() -> None:
    found = hunted(DAY, SUCCESSORS_FROM)
    assert found == [DAY - timedelta(days=n) for n in range(30)]
    assert hunted(SUCCESSORS_FROM + ONE_DAY, SUCCESSORS_FROM) == [SUCCESSORS_FROM + ONE_DAY, SUCCESSORS_FROM]
    assert hunted(SUCCESSORS_FROM - ONE_DAY, SUCCESSORS_FROM) == []


def asked_lives(house: House) -> Counter[str]:
    names = (ARTICLE_TOTAL.name, ARTICLE_TOTAL_DETAIL.name)
    return Counter(call.body["begin_date"] for call in house.simulator.calls if call.name in names and call.body)


async def test_a_month_of_mornings_asks_each_days_lives_at_its_instants_and_keeps_the_whole_life() -> None:
    async with open_house("2026-09-02 09:00") as house:
        for morning in range(32):
            house.clock.instant = at_china(date(2026, 9, 2) + timedelta(days=morning), 13)
            await house.app.lives()
        day = date(2026, 9, 1)
        assert asked_lives(house)[str(day)] == len(life_instants(day, SUCCESSOR))
        held = await house.rooms.archive.held("demo", ARTICLE_TOTAL_DETAIL.name, Span.day(day))
    assert {len(row["detail_list"]) for row in held[day].rows} == {30}
    assert is_final(ARTICLE_TOTAL_DETAIL, day, held[day].asked_at)


async def test_at_any_time_nothing_is_asked_twice_for_one_instant() -> None:
    async with open_house("2026-11-24 13:00") as house:
        await house.app.lives()
        first = asked_lives(house)
        await house.app.lives()
        house.clock.pass_by(hours=3)
        await house.app.lives()
        assert asked_lives(house) == first
        assert set(first.values()) == {1}
        assert "2026-11-23" in first


async def test_what_failed_is_asked_alone_the_next_time() -> None:
    async with open_house("2026-11-24 13:00") as house:
        house.simulator.faults.add(ARTICLE_TOTAL_DETAIL.name, Errcode(48001))
        assert not await house.app.lives()
        first = asked_lives(house)
        assert await house.app.lives()
        again = asked_lives(house) - first
        assert again.total() == 1


async def test_a_withdrawn_interface_and_a_forbidden_one_are_not_asked() -> None:
    async with open_house("2025-11-06 13:00", retired="classic") as house:
        await house.app.lives()
        first = sum(call.name == ARTICLE_TOTAL.name for call in house.simulator.calls)
        assert await house.app.lives()
        assert sum(call.name == ARTICLE_TOTAL.name for call in house.simulator.calls) == first <= 6
    async with open_house("2025-11-06 13:00", settings=team(Source.SUCCESSOR)) as house:
        house.simulator.faults.add(ARTICLE_TOTAL.name, Errcode(47009), times=FOREVER)
        assert await house.app.lives()
        assert all(day >= str(SUCCESSORS_FROM) for day in asked_lives(house))
