"""Question and answer: the figures of some days beside those of others."""

from __future__ import annotations

from bot.core.message import Kind
from bot.render import plain
from tests.chat.said import commands
from tests.house import open_house

NOW = "2026-11-24 12:30"


async def test_two_days_side_by_side() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/compare 2015-01-05 vs 2015-01-12") == (
            "Daily Tech · Monday, 5 January 2015\n"
            "against Monday, 12 January 2015\n"
            "24,140 readers against 34,411 · ▼ 30 %\n"
            "31,710 reads against 44,310 · ▼ 28 %\n"
            "238 original readers against 57 · ▲ 318 %\n"
            "335 original reads against 81 · ▲ 314 %\n"
            "826 sharers against 900 · ▼ 8.2 %\n"
            "1,185 shares against 1,288 · ▼ 8.0 %\n"
            "162 savers against 167 · ▼ 3.0 %\n"
            "211 favourites against 218 · ▼ 3.2 %\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_two_months_side_by_side_of_unlike_length() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/compare 2015-02 vs previous") == (
            "Daily Tech · 1–28 February 2015\n"
            "against 1–31 January 2015\n"
            "30,509 readers a day against 28,967 · ▲ 5.3 %\n"
            "best 43,316 on 2 February against 40,899 on 6 January\n"
            "39,696 reads a day against 37,728 · ▲ 5.2 %\n"
            "146 original readers a day against 192 · ▼ 24 %\n"
            "204 original reads a day against 269 · ▼ 24 %\n"
            "988 sharers a day against 925 · ▲ 6.8 %\n"
            "1,414 shares a day against 1,320 · ▲ 7.1 %\n"
            "199 savers a day against 192 · ▲ 4.0 %\n"
            "260 favourites a day against 250 · ▲ 4.0 %\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_without_other_days_it_is_compared_with_those_before() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/compare last week") == await house.say("/compare last week vs previous")
        assert await house.say("/compare 上周") == await house.say("/compare last week")


async def test_before_the_first_day_there_is_nothing_to_compare_with() -> None:
    async with open_house() as house:
        message = (await house.said("/compare 2014-12-01"))[-1]
    assert message.kind is Kind.REFUSED
    assert plain(message.text) == (
        "WeChat has no figures before 1 December 2014, so there is nothing to compare with. "
        "Name the other days: /compare 2015-01 vs 2015-02."
    )


async def test_days_of_two_generations_stand_side_by_side_without_a_change() -> None:
    async with open_house(NOW) as house:
        assert await house.say("/compare 2025-11-03 vs 2025-10-27") == (
            "Daily Tech · Monday, 3 November 2025\n"
            "against Monday, 27 October 2025\n"
            "42,007 readers against 34,367 · –\n"
            "649 original readers against 48 · –\n"
            "1,281 sharers against 851 · –\n"
            "390 savers against 181 · –\n"
            "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare.\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_the_buttons_of_a_comparison_lead_to_its_neighbours_and_to_none_of_days_of_ones_own_choice() -> None:
    async with open_house(NOW) as house:
        usual = (await house.said("/compare 2015-01 vs previous"))[-1]
        chosen = (await house.said("/compare 2015-02 vs 2014-12"))[-1]
    assert commands(usual)[:2] == ["/compare 2014-12", "/compare 2015-02"]
    assert commands(chosen)[:2] == ["/compare 2015-02 vs 2014-12 chart", "/trend 2015-02"]


async def test_the_other_days_of_a_comparison_may_be_unfinished_too() -> None:
    async with open_house("2015-01-06 06:00") as house:
        answer = await house.say("/compare 2014-12-29 vs 2015-01-05")
    assert "WeChat has not finished these figures yet; they may still change." in answer
