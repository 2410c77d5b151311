"""How quick a broadcast is, and what goes ahead of it, on a clock that the tests wind."""

from __future__ import annotations

import asyncio
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.chat.telegram.limiter import IN_FLIGHT, PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.pace import CHAT_EVERY, EVERY, GROUP_SPAN
from bot.chat.telegram.request import SENDS
from tests.chat.telegram.stage import TINY, Stage, on_stage


@pytest.mark.parametrize("before", [None, (0.0, True), (0.01, True), (0.03, True)])
def test_a_broadcast_runs_at_nine_tenths_of_the_allowed_rate_at_least(before: tuple[float, bool] | None) -> None:
    """Also with a ledger that takes 30 ms for a claim: it is asked while the slot before passes."""

    async def play(stage: Stage) -> None:
        for chat in range(1, 301):
            stage.message(chat, push=True, before=before, name=chat)
        await stage.all()
        times = stage.times()
        assert (len(times) - 1) / (times[-1] - times[0]) >= 0.9 * 30
        assert [message.chat for message in stage.out] == list(range(1, 301))

    on_stage(play)


@settings(deadline=None)
@given(
    after=st.floats(0.5, 3.0),
    takes=st.sampled_from([None, 0.0, 0.002, 0.008, 0.03]),
    late=st.sampled_from([0.0, 0.01, 0.1]),
)
def test_an_answer_finds_a_free_place_at_any_instant_of_a_broadcast(
    after: float, takes: float | None, late: float
) -> None:
    async def play(stage: Stage) -> None:
        stage.time.held_up = iter([*[0.0] * 150, late])
        for number in range(3):
            stage.message(1000 + number, after=after + number * 0.25, name=f"answer {number}")
        for chat in range(1, 101):
            stage.message(chat, push=True, before=None if takes is None else (takes, True), name=chat)
        await stage.all()
        waited = [m.at - 1000 - after - n * 0.25 for n, m in enumerate(m for m in stage.out if not m.push)]
        assert max(waited) <= late + TINY

    on_stage(play)


@pytest.mark.parametrize("late", [0.01, 0.03, 0.08])
def test_what_a_busy_program_loses_it_makes_good(late: float) -> None:
    async def play(stage: Stage) -> None:
        stage.time.held_up = cycle([*[0.0] * 20, late])
        for chat in range(1, 301):
            stage.message(chat, push=True, before=(0.002, True))
        await stage.all()
        times = stage.times()
        assert (len(times) - 1) / (times[-1] - times[0]) >= 0.9 * 30

    on_stage(play)


@pytest.mark.parametrize("before", [None, (0.0, True), (0.02, True)])
def test_an_answer_goes_ahead_of_a_broadcast(before: tuple[float, bool] | None) -> None:
    """At most the push whose turn it already is stands before it."""

    async def play(stage: Stage) -> None:
        for chat in range(1, 101):
            stage.message(chat, push=True, before=before, name=chat)
        for number in range(3):
            stage.message(1000, after=1.001, name=f"answer {number}")
        stage.message(50, after=1.001, name="answer 3")
        await stage.all()
        since = [message for message in stage.out if message.at >= 1001.001]
        answers = [place for place, message in enumerate(since) if not message.push]
        assert answers[0] <= (1 if before else 0)
        assert answers == list(range(answers[0], answers[0] + 4))

    on_stage(play)


def test_a_blocked_chat_blocks_no_other() -> None:
    async def play(stage: Stage) -> None:
        for number in range(25):
            stage.message(-7, push=True, name=number)
        for chat in range(1, 11):
            stage.message(chat, push=True)
            stage.message(chat + 100)
        await stage.all()
        others = [message.at for message in stage.out if message.chat != -7]
        assert others[-1] - others[0] < 21 * EVERY
        assert stage.times(-7)[24] - stage.times(-7)[0] >= 60

    on_stage(play)


def test_a_group_with_many_messages_begins_with_the_others() -> None:
    """It takes the longest: if it came last, the whole broadcast would end later."""

    async def play(stage: Stage) -> None:
        for number in range(30):
            stage.message(-7, push=True, before=(0.002, True), name=number)
        for chat in range(1, 271):
            stage.message(chat, push=True, before=(0.002, True), name=f"other {chat}")
        await stage.all()
        crowd = stage.times(-7)
        assert crowd[19] - crowd[0] <= 19 * (CHAT_EVERY + EVERY)
        assert crowd[29] - crowd[0] <= GROUP_SPAN + 9 * (CHAT_EVERY + EVERY)
        others = [message.at for message in stage.out if message.chat != -7]
        assert others[-1] - stage.times()[0] <= 285 * EVERY

    on_stage(play)


@pytest.mark.parametrize("before", [None, (0.002, True)])
def test_so_many_pushes_are_on_their_way_and_no_more(before: tuple[float, bool] | None) -> None:
    """Whatever a slow server keeps back: nothing more is asked for, and answers do not wait for it."""

    async def play(stage: Stage) -> None:
        for chat in range(1, 101):
            stage.message(chat, push=True, before=before, reply=5.0, name=chat)
        stage.message(1000, after=3.0, name="answer")
        await stage.all()
        assert max(stage.flying) == IN_FLIGHT
        assert stage.times(1000)[0] == pytest.approx(1003)
        assert len(stage.out) == 101
        assert stage.times()[-1] < 1000 + 3 * (5 + 30 * EVERY) + 10 * EVERY

    on_stage(play)


async def test_an_uncontended_message_needs_no_task_and_no_timer() -> None:
    async def never(seconds: float) -> None:
        raise AssertionError("slept")

    async def call() -> bool:
        return len(asyncio.all_tasks()) == 1

    limiter = PacedLimiter(sleep=never)
    assert await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, None) is True


def test_nor_does_an_answer_in_a_broadcast() -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 101):
            stage.message(chat, push=True, before=(0.002, True))
        await stage.time.pass_until(lambda: len(stage.out) == 40)

        async def call() -> bool:
            return True

        answer = stage.limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 1000}, None)
        with pytest.raises(StopIteration):
            answer.send(None)  # it does not wait for anything
        await stage.all()

    on_stage(play)


async def test_errors_of_the_call_go_through_at_once() -> None:
    calls = []

    async def call() -> bool:
        calls.append(1)
        raise BadRequest("no")

    with pytest.raises(BadRequest):
        await PacedLimiter().process_request(call, (), {}, "sendMessage", {"chat_id": 5}, Slot(push=True))
    assert calls == [1]


@pytest.mark.parametrize(
    "endpoint", ["getMe", "answerCallbackQuery", "setMyCommands", "getChatMember", "sendChatAction", "deleteMessage"]
)
def test_what_posts_nothing_is_not_paced(endpoint: str) -> None:
    async def play(stage: Stage) -> None:
        async def call() -> Any:
            return True

        for _ in range(100):
            await stage.limiter.process_request(call, (), {}, endpoint, {"chat_id": 5}, None)
        assert stage.time.now == 1000.0

    on_stage(play)
    assert endpoint not in SENDS
