"""Whose turn it is and what ends it: `before`, withdrawal, cancellation, shutdown; on a clock that the tests wind."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.telegram.limiter import PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.pace import EVERY, Pace
from tests.chat.telegram.arrivals import ARRIVALS, Arrival, arrive
from tests.chat.telegram.stage import TINY, Stage, on_stage


@pytest.mark.parametrize("takes", [0.0, 0.03])
def test_before_is_asked_immediately_before_its_message_and_one_at_a_time(takes: float) -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 41):
            stage.message(chat, push=True, before=(takes, True), name=chat)
        await stage.all()
        for earlier, message in zip([None, *stage.out], stage.out, strict=False):
            asked = stage.asked[message.name]
            assert message.at - asked <= takes + EVERY + TINY
            assert earlier is None or asked >= earlier.at - EVERY - TINY
        assert stage.out[-1].at - stage.asked[40] <= max(takes, 0.0) + EVERY

    on_stage(play)


def test_a_message_withdrawn_takes_nobodys_place() -> None:
    async def play(stage: Stage) -> None:
        stage.message(5, push=True, before=(0.0, False), name="no")
        await stage.all()
        stage.message(5, push=True, before=(0.0, True), name="yes")
        await stage.all()
        assert stage.withdrawn == ["no"]
        assert stage.times() == [1000.0]

    on_stage(play)


@pytest.mark.parametrize("way", ["withdrawn", "cancelled"])
def test_a_broadcast_is_as_quick_without_those_who_are_gone(way: str) -> None:
    async def play(stage: Stage) -> None:
        gone = []
        for chat in range(1, 201):
            push = stage.message(chat, push=True, before=(0.0, way == "cancelled" or chat % 4 == 0), name=chat)
            if chat % 4:
                gone.append(push)
        await stage.time.pass_until(lambda: bool(stage.out))
        if way == "cancelled":
            for push in gone:
                push.cancel()
        await stage.time.pass_until(lambda: all(task.done() for task in stage.tasks))
        assert {message.chat for message in stage.out} >= set(range(4, 201, 4))
        assert stage.times()[-1] - 1000 <= 51 * EVERY

    on_stage(play)


def test_what_goes_wrong_or_is_cancelled_frees_its_turn() -> None:
    async def play(stage: Stage) -> None:
        cancelled = [stage.message(chat, push=True, before=(5.0, True), name=chat) for chat in (1, 2, 3)]
        last = stage.message(4, push=True, before=(0.0, True), name=4)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for task in cancelled:
            task.cancel()
        await asyncio.gather(*cancelled, return_exceptions=True)
        await stage.time.pass_until(last.done)
        assert [message.chat for message in stage.out] == [4]

        async def broken() -> bool:
            raise OSError

        async def call() -> bool:
            raise AssertionError("not to be called")

        slot = Slot(push=True, before=broken)
        failing = asyncio.create_task(stage.limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, slot))
        await stage.time.pass_until(failing.done)
        assert isinstance(failing.exception(), OSError)
        again = stage.message(5, push=True, before=(0.0, True), name=5)
        await stage.time.pass_until(again.done)
        assert stage.out[-1].chat == 5

    on_stage(play)


def test_a_turn_cancelled_just_when_it_was_granted_is_given_back() -> None:
    async def play(stage: Stage) -> None:
        ahead = [stage.message(chat, push=True) for chat in range(10, 20)]
        waiting = stage.message(6, push=True, before=(0.0, True), name="waits")
        await stage.time.pass_until(lambda: all(push.done() for push in ahead))
        grant = stage.limiter._grant

        def cancelled_next(pace: Pace, slot: Slot, now: float) -> float:
            asyncio.get_running_loop().call_soon(waiting.cancel)
            return grant(pace, slot, now)

        stage.limiter._grant = cancelled_next  # type: ignore[method-assign]
        await stage.time.pass_until(waiting.done)
        assert waiting.cancelled()
        stage.limiter._grant = grant  # type: ignore[method-assign]
        again = stage.message(6, push=True, before=(0.0, True), name="again")
        await stage.time.pass_until(again.done)
        assert stage.out[-1].name == "again"
        assert stage.limiter._flying == 0

    on_stage(play)


@given(arrivals=ARRIVALS, crowd=st.integers(0, 40), after=st.floats(0, 30), reply=st.sampled_from([0.0, 3.0]))
def test_a_shutdown_leaves_nobody_waiting(arrivals: list[Arrival], crowd: int, after: float, reply: float) -> None:
    """What is being asked for or sent ends; all else is withdrawn there and then, and so is what comes later."""

    async def play(stage: Stage) -> None:
        for chat in range(1, 41):
            stage.message(chat, push=True, before=(0.002, True), reply=reply, name=f"slow {chat}")
        await arrive(stage, arrivals, crowd)
        later = asyncio.create_task(stage.time.sleep(after))
        await stage.time.pass_until(later.done)
        begun = {message.name for message in stage.out} | stage.asked.keys()
        last = 1000 + max(after + 1.5 + reply + EVERY, 0.5, sum(pause for _, _, pause, _ in arrivals))
        await stage.limiter.shutdown()
        await stage.all()
        assert {message.name for message in stage.out} <= begun
        assert len(stage.out) + len(stage.withdrawn) == len(stage.tasks)
        assert stage.time.now <= last + TINY

    on_stage(play)


async def test_a_limiter_works_again_after_a_shutdown() -> None:
    limiter = PacedLimiter()
    await limiter.shutdown()
    await limiter.initialize()

    async def call() -> bool:
        return True

    assert await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, None) is True
