"""The words behind /subscribe and /pause: what is understood, and what is refused."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.commands.wishes import Wished, cadence_of, read, weekdays_of
from bot.core.errors import Refused
from bot.core.periods import WEEK, Cadence
from tests.house import ADMIN, TEAM, house_settings, open_house

WORKDAYS = frozenset(range(1, 6))


@pytest.mark.parametrize(
    ("words", "wished"),
    [
        ("", Wished()),
        ("weekly", Wished(Cadence.WEEKLY)),
        ("每月", Wished(Cadence.MONTHLY)),
        ("7:30", Wished(at=time(7, 30))),
        ("8", Wished(at=time(8))),
        ("每天 八点 东京", Wished(Cadence.DAILY, time(8), "Asia/Tokyo", WEEK)),
        ("每天 工作日", Wished(Cadence.DAILY, weekdays=WORKDAYS)),
        ("daily at 7:30 pm", Wished(Cadence.DAILY, time(19, 30))),
        ("9:00 New York", Wished(at=time(9), zone="America/New_York")),
        ("mon, wed 8:30", Wished(at=time(8, 30), weekdays=frozenset({1, 3}))),
        ("周报", Wished(Cadence.WEEKLY)),
        ("daily 08:30 mon-fri asia/shanghai", Wished(Cadence.DAILY, time(8, 30), "Asia/Shanghai", WORKDAYS)),
        ("UTC 工作日", Wished(zone="UTC", weekdays=WORKDAYS)),
        ("Monday,wed,周六", Wished(weekdays=frozenset({1, 3, 6}))),
    ],
)
def test_what_is_understood(words: str, wished: Wished) -> None:
    assert read(tuple(words.split())) == wished


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("sat-tue", {6, 7, 1, 2}),
        ("周一至周五", {1, 2, 3, 4, 5}),
        ("sun", {7}),
        ("everyday", {1, 2, 3, 4, 5, 6, 7}),
        ("mon-sun", {1, 2, 3, 4, 5, 6, 7}),
        ("fri-fri", {5}),
    ],
)
def test_days_of_the_week_run_over_the_end_of_the_week(words: str, days: set[int]) -> None:
    assert weekdays_of(words) == frozenset(days)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_days_of_the_week_or_none(words: str) -> None:
    days = weekdays_of(words.lower())
    assert days is None or (days and days <= frozenset(range(1, 8)))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("25:00", "is not a time of day"),
        ("weekly 5", "is not a time of day"),
        ("monthly 15", "is not a time of day"),
        ("88", "is not a time of day"),
        ("Mars/Olympus", "is not a time zone that I know"),
        ("hourly", "is not something that can be subscribed to"),
        ("EST", "is not something that can be subscribed to"),
        ("daily weekly", "has two hours, zones, cadences or sets of days"),
        ("08:30 09:30", "has two hours, zones, cadences or sets of days"),
    ],
)
def test_what_is_refused_says_why_and_what_to_say(words: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tuple(words.split()))
    assert why in refused.value.sentence
    assert refused.value.step


def test_where_a_cadence_alone_may_be_said_nothing_else_is_taken() -> None:
    assert cadence_of(("monthly",)) is Cadence.MONTHLY
    assert cadence_of(()) is None
    with pytest.raises(Refused):
        cadence_of(("monthly", "08:30"))


async def test_an_hour_and_a_zone_of_its_own_are_kept_and_named_with_the_next_three_times() -> None:
    async with open_house() as house:
        answer = await house.say("/subscribe weekly 09:15 America/New_York")
        again = await house.say("/subscribe weekly 10:00")
    assert answer == (
        "The digest will come here weekly at 09:15 · America/New_York.\n"
        "Next: 12 January 2015, 09:15 · 19 January 2015, 09:15 · 26 January 2015, 09:15"
    )
    assert "now comes here weekly at 10:00 · America/New_York" in again, "what is not said stays as it is"


async def test_several_stand_side_by_side_and_one_of_them_can_be_ended() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        for words in ("", "weekly", "monthly @demo"):
            await house.say(f"/subscribe {words}")
        listed = await house.say("/status")
        ended = await house.say("/unsubscribe weekly")
        of_demo = await house.say("/unsubscribe @demo")
        nothing = await house.say("/unsubscribe weekly")
    assert [line.split(",")[0] for line in listed.splitlines() if line.startswith("Digest")] == [
        "Digest: daily at 08:30 · Asia/Shanghai",
        "Digest: weekly at 08:30 · Asia/Shanghai",
        "Digest: monthly at 08:30 · Asia/Shanghai · @demo",
    ]
    assert ended.startswith(
        "That one comes no more. /subscribe weekly @all brings it back.\nStill coming: daily at 08:30"
    )
    assert "/subscribe monthly @demo brings it back" in of_demo
    assert "Still coming: monthly" not in of_demo
    assert nothing.startswith("No such digest comes here.\nStill coming: daily")


async def test_a_weekly_digest_has_no_days_of_the_week() -> None:
    async with open_house() as house:
        assert "Only a daily digest has days of the week." in await house.say("/subscribe weekly mon")
        assert house.app.subscriptions.all() == []


@pytest.mark.parametrize(
    ("words", "button"),
    [
        ("", "/report 2015-01-05"),
        ("weekly", "/report 2014-12-29..2015-01-04"),
        ("monthly", "/report 2014-12"),
    ],
)
async def test_the_confirmation_offers_the_newest_one(words: str, button: str) -> None:
    async with open_house() as house:
        message = (await house.said(f"/subscribe {words}"))[-1]
    assert [b.command for row in message.buttons for b in row] == [button]


async def test_a_pause_says_until_when_and_is_woken_by_subscribing() -> None:
    async with open_house() as house:
        assert "so there is nothing to pause" in await house.say("/pause")
        await house.say("/subscribe")
        await house.say("/subscribe weekly 10:00")
        message = (await house.said("/pause 7d"))[-1]
        resting = await house.say("/status")
        await house.say(message.buttons[0][0].command)
        awake = await house.say("/status")
    assert message.text == "No digests come here until Tuesday, 13 January 2015. /subscribe wakes them before."
    assert resting.count("paused until 13 January 2015, 00:00") == 2
    assert "paused" not in awake


@pytest.mark.parametrize(
    ("words", "day"),
    [("tomorrow", "Sunday, 11"), ("1d", "Sunday, 11"), ("7d", "Saturday, 17"), ("sunday", "Sunday, 11")],
)
async def test_a_pause_is_counted_from_the_date_where_the_digests_are_read(words: str, day: str) -> None:
    async with open_house("2015-01-11 01:00") as house:  # in Los Angeles Saturday, 09:00
        await house.say("/subscribe daily 08:30 America/Los_Angeles")
        assert await house.say(f"/pause {words}") == (
            f"No digests come here until {day} January 2015. /subscribe wakes them before."
        )
        assert f"paused until {day.split()[1]} January 2015, 00:00" in await house.say("/status")


async def test_a_pause_without_an_end_lasts_until_it_is_woken() -> None:
    async with open_house() as house:
        await house.say("/subscribe")
        assert await house.say("/pause") == "No digests come here until /subscribe wakes them."
        house.clock.pass_by(days=30)
        await house.app.delivery.wake()
        assert house.sender.texts(ADMIN) == []
        assert "paused, /subscribe wakes it" in await house.say("/status")


async def test_only_a_groups_admins_pause_what_comes_to_it() -> None:
    async with open_house() as house:
        assert "Only an admin" in await house.say("/pause", person=999, chat=TEAM, group=True)


async def test_what_came_today_already_is_not_promised_again() -> None:
    async with open_house("2015-01-05 08:00") as house:
        await house.say("/subscribe 08:30")
        house.clock.pass_by(minutes=30)
        await house.app.delivery.wake()
        answer = await house.say("/subscribe 08:30 Europe/Berlin")
    assert "Next: 6 January 2015, 08:30 · 7 January 2015, 08:30" in answer
