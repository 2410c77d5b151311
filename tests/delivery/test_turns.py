"""Digests that wait for their turn in a chat's server: they hold up neither other chats nor a stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.message import Message
from bot.core.ports import State
from tests.delivery.team import digests, rows
from tests.house import ADMIN, TEAM, House

TOPICS = 40


@pytest.fixture
async def look(house: House) -> AsyncIterator[asyncio.Task[object]]:
    """A look at what is due that goes on: the admin has his digest, the group waits in each of its many topics."""
    (whole,) = house.app.subscriptions.all()
    for topic in range(1, TOPICS):
        await house.app.subscriptions.put(replace(whole, topic=topic))
    await house.app.subscriptions.put(replace(whole, chat=ADMIN))
    went = asyncio.Event()

    async def crowded(chat: int, message: Message, topic: int) -> None:
        if chat == TEAM:
            await asyncio.Event().wait()
        went.set()

    house.sender.turn = crowded
    house.clock.pass_by(minutes=30)
    looking: asyncio.Task[object] = asyncio.create_task(house.app.delivery.wake())
    async with asyncio.timeout(5):
        await went.wait()
    yield looking
    looking.cancel()


async def test_topics_of_a_group_that_may_get_nothing_now_hold_up_no_other_chat(
    house: House, look: asyncio.Task[object]
) -> None:
    assert not look.done()
    assert len(digests(house, ADMIN)) == 1


async def test_what_has_not_had_its_turn_is_not_waited_for_at_a_stop(house: House, look: asyncio.Task[object]) -> None:
    house.app.delivery.stop()
    async with asyncio.timeout(2):
        await house.app.delivery.idle(10)
    assert not look.done()
    left = [row for row in await rows(house) if row.key.chat == TEAM]
    assert [row.state for row in left] == [State.PLANNED] * TOPICS


async def test_what_has_had_its_turn_is_waited_for_at_a_stop(house: House) -> None:
    went, release = asyncio.Event(), asyncio.Event()

    async def slow(chat: int, message: Message, topic: int) -> None:
        went.set()
        await release.wait()

    house.sender.meanwhile = slow
    house.clock.pass_by(minutes=30)
    looking = asyncio.create_task(house.app.delivery.wake())
    await went.wait()
    house.app.delivery.stop()
    looking.cancel()
    waiting = asyncio.create_task(house.app.delivery.idle(5))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    release.set()
    await waiting
    assert [row.state for row in await rows(house)] == [State.SENT]
