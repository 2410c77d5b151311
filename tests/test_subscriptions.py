"""Subscriptions: what is kept, what moves, what rests, and what is seeded once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.periods import Cadence
from bot.store.memory import MemoryShelf
from bot.subscriptions import ASKED, Subscription, Subscriptions
from tests.house import TEAM, china

SINCE, LATER = china("2015-01-06 12:30"), china("2015-01-09 12:30")
ONE = Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", SINCE)
TOPIC = Subscription(TEAM, 5, time(7, 5), "Europe/Berlin", SINCE, "demo", "zh")


async def kept(*subscriptions: Subscription) -> tuple[Subscriptions, MemoryShelf]:
    shelf = MemoryShelf()
    some = Subscriptions(shelf)
    for one in subscriptions:
        await some.put(one)
    return some, shelf


async def test_they_come_back_as_they_were_put() -> None:
    some, _ = await kept(ONE, TOPIC, replace(ONE, chat=5, paused="gone"))
    assert set(some.all()) == {ONE, TOPIC, replace(ONE, chat=5, paused="gone")}
    assert some.here(TEAM, 5) == [TOPIC]
    assert some.here(TEAM, 6) == []
    assert TOPIC.zone_info.key == "Europe/Berlin"


async def test_a_chat_and_topic_has_one_of_a_cadence_and_account_and_dropping_leaves_the_others() -> None:
    some, _ = await kept(ONE, TOPIC)
    await some.put(replace(ONE, at=time(9)))
    await some.drop(TOPIC)
    assert some.all() == [replace(ONE, at=time(9))]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"at": "8"},
        {"zone": "Mars/Olympus"},
        {"since": "soon"},
        {"colour": "red"},
        {"cadence": "hourly"},
        {"weekdays": []},
        {"weekdays": [8]},
        {"until": "soon"},
    ],
)
async def test_what_cannot_be_read_is_left_aside_and_logged(
    broken: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    some, shelf = await kept(ONE)
    whole = dict(shelf.items()[ONE.key])
    await shelf.put("daily:5:0:all", whole | broken if broken else {})
    assert some.all() == [ONE]
    assert "daily:5:0:all" in caplog.text


async def test_a_pause_is_of_all_topics_and_only_its_own_reason_ends_it() -> None:
    some, _ = await kept(ONE, TOPIC, replace(ONE, chat=5))
    await some.pause(TEAM, "gone")
    await some.pause(TEAM, "holiday")
    assert {(s.chat, s.paused) for s in some.all()} == {(TEAM, "gone"), (5, None)}
    await some.resume(TEAM, LATER, "holiday")
    assert {s.paused for s in some.all() if s.chat == TEAM} == {"gone"}
    await some.resume(TEAM, LATER, "gone")
    assert {(s.paused, s.since) for s in some.all() if s.chat == TEAM} == {(None, LATER)}
    assert next(s.since for s in some.all() if s.chat == 5) == SINCE


async def test_several_in_one_chat_stand_by_cadence_and_all_accounts_first() -> None:
    monthly = replace(ONE, cadence=Cadence.MONTHLY)
    own = replace(ONE, scope="demo", weekdays=frozenset({1, 5}))
    weekly = replace(ONE, cadence=Cadence.WEEKLY, scope="demo")
    some, _ = await kept(monthly, own, weekly, ONE, TOPIC)
    assert some.here(TEAM, 0) == [ONE, own, weekly, monthly]


async def test_a_pause_that_has_an_end_ends_at_midnight_of_that_day_in_its_own_zone_and_owes_nothing_before() -> None:
    resting = replace(TOPIC, paused=ASKED, until=date(2015, 1, 9))
    some, _ = await kept(resting, replace(ONE, paused=ASKED))
    midnight = china("2015-01-09 07:00")  # in Berlin
    await some.wake(midnight - timedelta(seconds=1))
    assert resting in some.all()
    await some.wake(midnight + timedelta(hours=5))
    assert set(some.all()) == {replace(TOPIC, since=midnight), replace(ONE, paused=ASKED)}


async def test_a_chat_that_moves_takes_its_topics_along_and_overwrites_none() -> None:
    some, _ = await kept(ONE, TOPIC)
    await some.put(replace(ONE, chat=-2_000, at=time(6)))
    for _ in range(2):
        await some.move(TEAM, -2_000)
        assert set(some.all()) == {replace(ONE, chat=-2_000, at=time(6)), replace(TOPIC, chat=-2_000)}


async def test_a_move_is_unfinished_until_it_is_made_and_one_that_cannot_be_read_holds_up_nothing() -> None:
    some, shelf = await kept(ONE)
    await shelf.put("moving:x", {"to": 1})
    await shelf.put("moving:-7", {})
    await some.begin_move(TEAM, -1000)
    assert some.unfinished() == [(TEAM, -1000)]
    await some.move(TEAM, -1000)
    assert some.unfinished() == []


async def test_a_listed_chat_gets_one_once_in_its_life() -> None:
    some, _ = await kept()
    default = replace(ONE, chat=0)
    await some.seed([TEAM], default)
    assert some.all() == [ONE]
    await some.drop(ONE)
    await some.seed([TEAM, 5], default)
    assert [s.chat for s in some.all()] == [5], "what was ended later stays ended"


async def test_seeding_leaves_a_subscription_that_is_there_as_it_is() -> None:
    some, _ = await kept(replace(ONE, at=time(6)))
    await some.seed([TEAM], replace(ONE, chat=0))
    assert some.all() == [replace(ONE, at=time(6))]


async def test_a_listed_chat_that_moved_and_unsubscribed_is_not_seeded_under_its_new_id() -> None:
    some, _ = await kept()
    await some.seed([TEAM], replace(ONE, chat=0))
    await some.move(TEAM, -2_000)
    await some.drop(replace(ONE, chat=-2_000))
    await some.seed([TEAM, -2_000], replace(ONE, chat=0))
    assert some.all() == []
