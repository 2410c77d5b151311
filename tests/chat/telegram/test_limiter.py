"""The laws of pacing, on a clock that the tests wind."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.chat.telegram import limiter as rules
from bot.chat.telegram.limiter import PacedLimiter, Slot
from bot.chat.telegram.pace import BURST, CHAT_EVERY, Pace
from bot.chat.telegram.request import SENDS
from tests.chat.telegram.stage import Stage, on_stage

TINY = 1e-6
BEFORES = st.none() | st.tuples(st.sampled_from([0.0, 0.004, 0.05, 1.5]), st.booleans())
ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from([5, 6, -7, -8, "@news", *range(100, 140)]),
        st.booleans(),
        st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 20.0]),
        BEFORES,
    ),
    max_size=120,
)


def group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0


@settings(max_examples=60, deadline=None)
@given(arrivals=ARRIVALS, crowd=st.integers(0, 60))
def test_no_arrival_ever_breaks_a_window(
    arrivals: list[tuple[int | str, bool, float, tuple[float, bool] | None]], crowd: int
) -> None:
    """Evenly spaced, 30 a second; a chat: pushes a second apart, 3 answers in one; a group: 20 a minute at most."""

    async def play(stage: Stage) -> None:
        at = 0.0
        for name, (chat, push, pause, before) in enumerate(arrivals):
            at += pause
            stage.message(chat, push=push, after=at, before=before, name=name)
        for name in range(crowd):
            stage.message(-7, push=bool(name % 2), after=0.5, name=f"crowd {name}")
        await stage.all()
        times = stage.times()
        assert all(later - earlier >= rules.EVERY - rules.CATCH_UP - TINY for earlier, later in pairwise(times))
        assert all(later - earlier >= 1 for earlier, later in zip(times, times[30:], strict=False))
        for chat in {message.chat for message in stage.out}:
            mine = [message for message in stage.out if message.chat == chat]
            for earlier, later in pairwise(mine):
                assert later.at - earlier.at >= 1 or not (later.push or group(chat))
            assert all(b.at - a.at >= 1 for a, b in zip(mine, mine[BURST:], strict=False))
            if group(chat):
                assert all(b.at - a.at >= 60 for a, b in zip(mine, mine[20:], strict=False))
        refused = {name for name, (_, _, _, before) in enumerate(arrivals) if before and not before[1]}
        assert set(stage.withdrawn) == refused
        assert {message.name for message in stage.out}.isdisjoint(refused)
        assert len(stage.out) == len(arrivals) + crowd - len(refused)

    on_stage(play)


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
        assert others[-1] - others[0] < 21 * rules.EVERY
        assert stage.times(-7)[24] - stage.times(-7)[0] >= 60

    on_stage(play)


def test_a_person_gets_three_answers_at_once_and_then_one_a_second() -> None:
    async def play(stage: Stage) -> None:
        for _ in range(5):
            stage.message(5)
        await stage.all()
        first, _, third, fourth, fifth = stage.times()
        assert third - first <= 2 * rules.EVERY
        assert fourth - first == pytest.approx(CHAT_EVERY, abs=0.1)
        assert fifth - fourth == pytest.approx(CHAT_EVERY, abs=0.1)

    on_stage(play)


@pytest.mark.parametrize("takes", [0.0, 0.03])
def test_before_is_asked_immediately_before_its_message_and_one_at_a_time(takes: float) -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 41):
            stage.message(chat, push=True, before=(takes, True), name=chat)
        await stage.all()
        for earlier, message in zip([None, *stage.out], stage.out, strict=False):
            asked = stage.asked[message.name]
            assert message.at - asked <= takes + rules.EVERY + TINY
            assert earlier is None or asked >= earlier.at - rules.EVERY - TINY
        assert stage.out[-1].at - stage.asked[40] <= max(takes, 0.0) + rules.EVERY

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
        stage.message(5)
        waiting = stage.message(6, push=True, before=(0.0, True), name="waits")
        await stage.time.pass_until(lambda: len(stage.out) == 1)
        grant = stage.limiter._grant

        def cancelled_next(pace: Pace, slot: Slot, now: float) -> None:
            asyncio.get_running_loop().call_soon(waiting.cancel)
            grant(pace, slot, now)

        stage.limiter._grant = cancelled_next  # type: ignore[method-assign]
        await stage.time.pass_until(waiting.done)
        assert waiting.cancelled()
        stage.limiter._grant = grant  # type: ignore[method-assign]
        again = stage.message(6, push=True, before=(0.0, True), name="again")
        await stage.time.pass_until(again.done)
        assert stage.out[-1].name == "again"

    on_stage(play)


def test_shutting_down_withdraws_what_waits() -> None:
    async def play(stage: Stage) -> None:
        for chat in (1, 1, 2, -3):
            stage.message(chat, push=True, name=chat)
        for _ in range(4):
            await asyncio.sleep(0)
        await stage.limiter.shutdown()
        await asyncio.gather(*stage.tasks)
        assert [message.chat for message in stage.out] == [1]
        assert sorted(map(str, stage.withdrawn)) == ["-3", "1", "2"]

    on_stage(play)


async def test_an_uncontended_message_needs_no_task_and_no_timer() -> None:
    async def never(seconds: float) -> None:
        raise AssertionError("slept")

    async def call() -> bool:
        return len(asyncio.all_tasks()) == 1

    limiter = PacedLimiter(sleep=never)
    assert await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 5}, None) is True


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


def test_an_id_given_as_text_is_the_same_chat() -> None:
    async def play(stage: Stage) -> None:
        stage.message(-5)
        stage.message("-5")
        await stage.all()
        assert stage.out[1].at - stage.out[0].at >= 1

    on_stage(play)


def test_chats_that_were_silent_for_long_are_forgotten_and_others_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MANY_CHATS", 10)

    async def play(stage: Stage) -> None:
        for chat in range(1, 11):
            stage.message(chat)
        stage.message(-20)
        await stage.all()
        await asyncio.gather(stage.time.pass_until(lambda: stage.time.now > 1003), stage.time.sleep(4))
        stage.message(12)
        stage.message(-20, push=True)
        await stage.all()
        assert set(stage.limiter._lines) == {-20, 12}

    on_stage(play)
