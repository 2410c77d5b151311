"""/deliveries and /status: how each digest fared, how fresh the figures are, and what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import Rooms, seed_chats
from bot.core.outcomes import Later, Outcome, Refusal, Unknown
from bot.core.ports import Aside
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.revising import later, revise
from tests.delivery.team import wake
from tests.house import TEAM, House, china, memory_rooms, open_house

GROUP = -1001234567890


async def deliveries(house: House, chat: int = TEAM) -> list[str]:
    return (await house.say("/deliveries", chat=chat)).splitlines()[1:-1]


async def team(house: House) -> None:
    await seed_chats(house.app)


async def test_each_delivery_is_one_line_the_newest_first_with_when_and_how_fresh() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        await wake(house, minutes=30)
        await wake(house, days=1)
        lines = await deliveries(house)
    assert lines == [
        "6 January 2015 · sent 7 January 2015, 08:30 · figures as of 7 January 2015, 08:30",
        "5 January 2015 · sent 6 January 2015, 08:30 · figures as of 6 January 2015, 08:30",
    ]


async def test_attempts_are_counted_once_there_was_more_than_one() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        house.sender.outcomes = [Later(5)]
        await wake(house, minutes=30)
        (failed,) = await deliveries(house)
        await wake(house, minutes=5)
        (sent,) = await deliveries(house)
    assert failed == "5 January 2015 · not delivered yet, next try 6 January 2015, 08:31"
    assert sent.startswith("5 January 2015 · sent 6 January 2015, 08:35 · 2 attempts · figures as of")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Unknown(), "I cannot tell whether it arrived"),
        (Refusal("no"), "not delivered yet, next try"),
    ],
)
async def test_what_did_not_simply_arrive_says_so(outcome: Outcome, words: str) -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        house.sender.outcomes = [outcome]
        await wake(house, minutes=30)
        (line,) = await deliveries(house)
    assert words in line


async def test_an_uncertain_one_has_its_send_again_button_here_too() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        house.sender.outcomes = [Unknown()]
        await wake(house, minutes=30)
        message = (await house.said("/deliveries", chat=TEAM))[-1]
    assert [b.command for row in message.buttons for b in row] == ["/resend 2015-01-05 #1"]


async def test_a_digest_that_waits_one_that_was_missed_and_one_during_a_pause_are_told_apart() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        await wake(house, days=2)
        missed = (await deliveries(house))[-1]
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
        await wake(house, hours=12, minutes=40)
        house.simulator.faults.clear()
        await house.app.delivery.left(TEAM)
        lines = await deliveries(house)
    assert missed == "5 January 2015 · not sent in time"
    assert any("sent " in line for line in lines)


async def test_in_a_supergroup_the_day_links_to_the_message() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        await house.app.delivery.moved(TEAM, GROUP)
        await wake(house, minutes=30)
        message = (await house.said("/deliveries", chat=GROUP))[-1]
    assert '<a href="https://t.me/c/1234567890/1">5 January 2015</a>' in message.text


async def test_in_a_topic_the_link_leads_through_it() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        (daily,) = house.app.subscriptions.all()
        await house.app.subscriptions.put(replace(daily, topic=5))
        await house.app.delivery.moved(TEAM, GROUP)
        await wake(house, minutes=30)
        message = (await house.said("/deliveries", chat=GROUP, topic=5))[-1]
    assert 'href="https://t.me/c/1234567890/5/' in message.text


async def test_other_chats_deliveries_are_not_shown() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        await wake(house, minutes=30)
        assert await deliveries(house, chat=7) == ["Nothing was due here yet. /subscribe brings a digest."]


async def test_neither_another_topics_deliveries_nor_the_reply_about_a_correction_are_listed() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        (daily,) = house.app.subscriptions.all()
        await house.app.subscriptions.put(replace(daily, topic=5))
        await wake(house, minutes=30)
        revise(house, 5_000)
        await later(house, hours=4)
        await wake(house, minutes=1)
        assert len(await house.rooms.ledger.rows(chat=TEAM)) == 4
        lines = await deliveries(house)
    assert len(lines) == 1


async def test_a_long_list_says_how_many_more_there_are_and_how_many_are_only_counted() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        for _ in range(17):
            await wake(house, days=1)
        lines = await deliveries(house)
        await house.rooms.ledger.fold(china("2015-01-12 00:00").date())
        folded = await deliveries(house)
    assert len(lines) == 15
    assert lines[-1].startswith("and ")
    assert any("older ones are counted only" in line for line in folded)


async def test_status_names_open_failures_with_since_when_and_what_to_do() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await team(house)
        before = await house.say("/status", chat=TEAM)
        house.simulator.faults.add("getuserread", Errcode(40164), times=FOREVER)
        await wake(house, minutes=30)
        during = await house.say("/status", chat=TEAM)
        house.simulator.faults.clear()
        await wake(house, minutes=6)
        after = await house.say("/status", chat=TEAM)
    assert "No failures." in before
    assert "⚠ since 6 January 2015, 08:30: WeChat does not know this server's address yet. Add 203.0.113.7" in during
    assert "No failures." in after


async def test_status_tells_the_calls_that_are_left_of_the_interface_with_the_fewest() -> None:
    async with open_house("2015-01-06 12:30") as house:
        assert "1,000 of 1,000 calls left today" in await house.say("/status")
        await house.say("/reads 2015-01-05")
        assert "998 of 1,000 calls left today" in await house.say("/status")


async def test_status_names_what_of_the_store_could_not_be_read() -> None:
    aside = [Aside("archive", f"demo|getuserread|2015-01-0{n}", china("2015-01-06 08:00")) for n in range(1, 8)]
    rooms: Rooms = replace(memory_rooms(), aside=lambda: aside)
    async with open_house(rooms=rooms) as house:
        status = await house.say("/status")
    assert "Could not be read, and is put aside: archive demo|getuserread|2015-01-01, " in status
    assert status.rstrip().endswith("and 2 more")


async def test_where_nothing_is_subscribed_hours_are_told_in_the_zone_that_the_chat_chose() -> None:
    async with open_house("2015-01-06 12:30") as house:
        await house.say("/settings zone Europe/Berlin")
        await house.say("/reads 2015-01-05")
        assert "as of 6 January 2015, 05:30" in await house.say("/status")
        assert (await house.say("/deliveries")).splitlines()[-1] == "Europe/Berlin"
