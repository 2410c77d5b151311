"""Chats that move, leave, come back, or lose a topic."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.outcomes import Gone, Later, Moved, NoTopic
from bot.core.ports import DeliveryRow, State
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import DAY, digests, rows, tried, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house


async def broken_off(house: House, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A move to another id that the store does not take beyond this step."""

    async def full(*_: object) -> None:
        raise StoreUnusable(path="x", reason="the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(house.rooms.ledger if step == "rows" else house.app.subscriptions, "move", full)
        with pytest.raises(StoreUnusable):
            await house.app.delivery.moved(TEAM, -1000)


@pytest.mark.parametrize("step", ["rows", "subscriptions"])
async def test_a_move_that_is_broken_off_at_either_step_doubles_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await wake(house, minutes=30)

    await broken_off(house, monkeypatch, step)
    # Telegram still knows the old id, and says where it went; a restart forgets what was planned.
    house.sender.outcomes = [Moved(-1000)]
    restarted = replace(house.app.delivery)
    for _ in range(3):
        house.clock.pass_by(minutes=5)
        await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 1
    house.clock.pass_by(days=1)
    await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 2


@pytest.mark.parametrize("step", ["rows", "subscriptions"])
async def test_a_move_that_is_broken_off_loses_no_digest_that_was_still_to_go(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    house.sender.outcomes = [Later(30, asked=False)]
    await wake(house, minutes=30)

    await broken_off(house, monkeypatch, step)
    restarted = replace(house.app.delivery)
    house.clock.pass_by(minutes=5)
    await restarted.wake()
    assert len(digests(house, -1000)) == 1
    assert [row.state for row in await rows(house)] == [State.SENT]


async def test_a_move_beside_a_look_doubles_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await wake(house, minutes=30)
    move = house.rooms.ledger.move

    async def slow(old: int, new: int) -> int:
        moved = await move(old, new)
        await asyncio.sleep(0.02)
        return moved

    monkeypatch.setattr(house.rooms.ledger, "move", slow)
    restarted = replace(house.app.delivery)
    await asyncio.gather(restarted.moved(TEAM, -1000), restarted.wake(), restarted.wake())
    await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 1


async def test_a_chat_that_could_not_be_reached_is_woken_by_its_first_word(house: House) -> None:
    house.sender.outcomes = [Gone("chat not found")]
    await wake(house, minutes=30)
    await house.say("/start", chat=TEAM)
    await wake(house, days=1)
    assert len(digests(house)) == 1


@pytest.mark.parametrize("step", ["pause", "rest"])
async def test_a_chat_whose_leaving_is_broken_off_at_either_step_is_told_of_and_nothing_of_it_stays_open(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    every = house.rooms.ledger.rows

    async def full(*_: object) -> None:
        raise StoreUnusable(path="x", reason="the disk is full")

    async def not_of_one_chat(*, chat: int | None = None, **which: Any) -> list[DeliveryRow]:
        if chat is not None:
            raise StoreUnusable(path="x", reason="the disk is full")
        return await every(**which)

    house.sender.outcomes = [Gone("blocked by the user")]
    with monkeypatch.context() as broken:
        if step == "pause":
            broken.setattr(house.app.subscriptions, "pause", full)
        else:
            broken.setattr(house.rooms.ledger, "rows", not_of_one_chat)
        await wake(house, minutes=30)
    house.sender.outcomes = [Gone("blocked by the user")] if step == "pause" else []
    for _ in range(2):
        await wake(house, minutes=5)
    assert [notice.about for notice in house.app.delivery.notices.open()] == ["chat"]
    assert [row.state for row in await rows(house)] == [State.SKIPPED]


async def test_retry_after_is_kept_over_a_restart_and_other_chats_go_on() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [-1, -2]})
    async with open_house("2015-01-06 08:29", settings=settings, sender=FakeSender([Later(7200, asked=True)])) as house:
        await seed_chats(house.app)
        await wake(house, minutes=1)
        assert len(house.sender.posted) == 1
        assert len(house.sender.tried) == 2
    for now, count in (("2015-01-06 10:29", 0), ("2015-01-06 10:31", 1)):
        async with open_house(now, settings=settings, rooms=house.rooms) as later:
            await later.app.delivery.wake()
            await later.app.delivery.morning(DAY)
            assert len(later.sender.tried) == count


async def test_a_chat_that_left_rests_and_owes_nothing_for_its_absence(house: House) -> None:
    house.sender.outcomes = [Gone("bot was kicked")]
    await wake(house, minutes=30)
    await wake(house, hours=1)
    await house.app.delivery.morning(DAY)
    assert tried(house) == 1
    house.clock.pass_by(days=2)
    await house.app.delivery.back(TEAM)
    await wake(house, minutes=1)
    assert house.sender.texts(TEAM) == []
    await wake(house, days=1)
    assert len(digests(house)) == 1


async def test_a_group_that_became_a_supergroup_is_followed_once(house: House) -> None:
    house.sender.outcomes = [Moved(-1000)]
    await wake(house, minutes=30)
    assert [chat for chat, _, _ in house.sender.posted] == [-1000]
    await house.app.delivery.moved(TEAM, -1000)
    await wake(house, minutes=1)
    assert [chat for chat, _, _ in house.sender.posted] == [-1000]
    assert [(row.key.chat, row.state) for row in await rows(house)] == [(-1000, State.SENT)]
    await wake(house, days=1)
    assert len(digests(house, -1000)) == 2


async def test_a_deleted_topic_falls_back_to_the_chat_and_says_so(house: House) -> None:
    await house.say("/subscribe", person=ADMIN, chat=TEAM, topic=9)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    house.sender.outcomes = [NoTopic()]
    await wake(house, minutes=30)
    ((chat, topic, message),) = house.sender.posted
    assert (chat, topic) == (TEAM, 0)
    assert "The topic of this digest is gone, so it comes here." in message.text


async def test_a_topic_that_rests_leaves_the_other_topics_and_what_was_planned_by_hand_alone(house: House) -> None:
    (daily,) = house.app.subscriptions.all()
    for topic in (5, 6):
        await house.app.subscriptions.put(replace(daily, topic=topic))
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, minutes=30)
    await house.app.delivery.morning(DAY - timedelta(days=9))
    await house.app.delivery.rest(TEAM, 5, "asked")
    states = {(row.key.topic, row.by_hand): row.state for row in await rows(house)}
    assert states == {
        (0, False): State.PLANNED,
        (5, False): State.SKIPPED,
        (6, False): State.PLANNED,
        (0, True): State.PLANNED,
        (5, True): State.PLANNED,
        (6, True): State.PLANNED,
    }
