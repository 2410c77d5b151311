"""Backfills that a chat asked for: told in one message, gone on with over days and restarts, for admins alone."""

from __future__ import annotations

import asyncio

from bot.core.message import Kind
from bot.render import plain
from bot.wechat.simulator import FOREVER, Errcode
from tests.chat.said import commands
from tests.house import ADMIN, TEAM, House, house_settings, memory_rooms, open_house

WEEK = "2015-01-01..2015-01-07"


def datacube(house: House) -> int:
    return sum(call.path.startswith("/datacube/") for call in house.simulator.calls)


async def until_idle(house: House) -> None:
    """Until nobody works on a wish."""
    async with asyncio.timeout(10):
        while house.app.backfills.at_work:  # noqa: ASYNC110 - the work tells nobody of its end
            await asyncio.sleep(0.01)


async def test_an_admin_sees_how_far_it_came_and_how_it_ended() -> None:
    async with open_house("2026-11-24 12:30") as house:
        messages = await house.said(f"/backfill {WEEK}")
    assert "Fetched all 42 that were missing" in plain(messages[-1].text)
    assert "1–7 January 2015" in plain(messages[-1].text)
    assert messages[-1].kind is Kind.ANSWER
    assert all(message.kind is Kind.PROGRESS for message in messages[:-1])
    assert house.sender.posted == []


async def test_nobody_but_an_admin_may_fill_the_archive() -> None:
    async with open_house("2026-11-24 12:30") as house:
        answer = await house.say(f"/backfill {WEEK}", person=5, chat=TEAM)
        assert answer == "Only an admin of the bot can say /backfill. Ask one of them."
        assert datacube(house) == 0


async def test_wrong_words_are_answered_with_what_to_say() -> None:
    async with open_house("2026-11-24 12:30", settings=house_settings(("demo", "two"))) as house:
        assert "Say /backfill 2015-01-01..2015-12-31." in await house.say("/backfill")
        assert "Add one of @demo, @two." in await house.say(f"/backfill {WEEK}")
        assert "is not a date that I know" in await house.say("/backfill nonsense @two")
        assert "WeChat has no figures before 1 December 2014" in await house.say(
            "/backfill 2013-01-01..2015-01-01 @two"
        )
        assert datacube(house) == 0


async def test_what_is_held_already_is_said() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await house.say(f"/backfill {WEEK}")
        before = datacube(house)
        assert "Nothing is missing here." in await house.say(f"/backfill {WEEK}")
        assert datacube(house) == before


async def test_when_the_days_calls_are_used_up_it_goes_on_the_next_day_and_then_tells_the_chat() -> None:
    settings = house_settings(quota={"daily": 6, "reserve": 2})
    async with open_house("2026-11-24 12:30", settings=settings) as house:
        answer = await house.say(f"/backfill {WEEK}")
        assert "Today's calls are used up; the rest is left for tomorrow, China time." in answer
        before = datacube(house)
        house.app.backfills.go_on()
        assert not house.app.backfills.at_work
        assert datacube(house) == before
        house.clock.pass_by(days=1)
        house.app.backfills.go_on()
        await until_idle(house)
        (text,) = house.sender.texts(ADMIN)
        assert "that were missing" in text
        house.app.backfills.go_on()
        assert not house.app.backfills.at_work


async def test_a_wish_outlives_the_process() -> None:
    settings = house_settings(quota={"daily": 6, "reserve": 2})
    rooms = memory_rooms()
    async with open_house("2026-11-24 12:30", settings=settings, rooms=rooms) as house:
        await house.say(f"/backfill {WEEK}")
    async with open_house("2026-11-25 08:00", settings=settings, rooms=rooms) as house:
        house.app.backfills.go_on()
        await until_idle(house)
        assert datacube(house) > 0
        assert len(house.sender.texts(ADMIN)) == 1


async def test_a_trouble_is_said_in_its_own_words_and_tried_again_in_an_hour() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("stable_token", Errcode(40164), times=FOREVER)
        messages = await house.said(f"/backfill {WEEK}")
        assert "Add 203.0.113.7 to the IP whitelist" in plain(messages[-1].text)
        assert messages[-1].kind is Kind.FAILED
        house.simulator.faults.clear()
        house.app.backfills.go_on()
        assert not house.app.backfills.at_work
        house.clock.pass_by(hours=1)
        house.app.backfills.go_on()
        await until_idle(house)
        assert "Fetched all " in house.sender.texts(ADMIN)[0]


async def test_what_wechat_no_longer_serves_is_said_with_the_way_to_bring_it_in() -> None:
    async with open_house("2026-11-24 12:30", retired="classic") as house:
        await house.say(f"/backfill {WEEK}")
        answer = await house.say(f"/backfill {WEEK}")
    assert "Nothing of these days can be fetched: WeChat no longer serves what is missing." in answer
    assert "`morning-reads import FILE`" in answer


async def test_asking_twice_is_one_work() -> None:
    async with open_house("2026-11-24 12:30", latency=0.001) as house:
        await asyncio.gather(house.say(f"/backfill {WEEK}"), house.say(f"/backfill {WEEK}"))
        assert sum(call.name == "getarticlesummary" for call in house.simulator.calls) == 7


async def test_coverage_shows_a_calendar_and_offers_an_admin_to_fill_the_newest_gap() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await house.say("/backfill 2015-01-01..2015-01-05")
        (message,) = await house.said("/coverage 2015-01")
        text = plain(message.text)
        (reader,) = await house.said("/coverage 2015-01", person=5, chat=TEAM)
    assert "5 of 31 days are held · 5 for good" in text
    assert "Missing: 6–31 January 2015" in text
    assert "Jan 2015 ■■■■■□□□" in text
    fill = "/backfill 2015-01-06..2015-01-31 @demo"
    assert fill in commands(message)
    assert commands(reader) == [command for command in commands(message) if command != fill]


async def test_coverage_without_days_is_of_the_whole_archive() -> None:
    async with open_house("2026-11-24 12:30") as house:
        assert "Nothing of these days is in the archive." in await house.say("/coverage")
        await house.say("/report yesterday")
        text = await house.say("/coverage")
    assert text.startswith("Daily Tech · ")
    assert "from their successors 8" in text
    assert next(line for line in text.splitlines() if "◪" in line) == "Nov 2026 ◪◪◪◪◪◪◪▣"
