"""The laws of pacing, on a clock that the tests wind."""

from __future__ import annotations

import asyncio
from itertools import cycle, pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.chat.telegram import limiter as rules
from bot.chat.telegram.limiter import IN_FLIGHT, PacedLimiter, Slot
from bot.chat.telegram.pace import BURST, CATCH_UP, CHAT_EVERY, EVERY, GROUP_SPAN, Pace
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


Arrival = tuple[int | str, bool, float, tuple[float, bool] | None]


async def arrive(stage: Stage, arrivals: list[Arrival], crowd: int) -> None:
    """Let messages come, each so long after the one before, and so many more into one group."""
    at = 0.0
    for name, (chat, push, pause, before) in enumerate(arrivals):
        at += pause
        stage.message(chat, push=push, after=at, before=before, name=name)
    for number in range(crowd):
        stage.message(-7, push=bool(number % 2), after=0.5, name=f"crowd {number}")


def keeps_the_windows(stage: Stage) -> bool:
    """30 a second in all; a chat: pushes a second apart, 3 answers in one; a group: 20 a minute at most."""
    times = stage.times()
    kept = [later - earlier >= 1 for earlier, later in zip(times, times[30:], strict=False)]
    for chat in {message.chat for message in stage.out}:
        mine = [message for message in stage.out if message.chat == chat]
        kept += [b.at - a.at >= 1 or not (b.push or group(chat)) for a, b in pairwise(mine)]
        kept += [b.at - a.at >= 1 for a, b in zip(mine, mine[BURST:], strict=False)]
        if group(chat):
            kept += [b.at - a.at >= 60 for a, b in zip(mine, mine[20:], strict=False)]
    return all(kept)


SLIPPED_IN: list[Arrival] = [
    (5, False, 0.0, (1.5, True)),
    (5, False, 1.0, (1.5, False)),
    (6, True, 0.01, (0.0, True)),
    (5, False, 1.0, None),
    (5, False, 1.0, None),
    (6, False, 0.0, None),
]
"""The last comes to the chat of a push that was asked for and is just not out yet."""


@settings(max_examples=60, deadline=None)
@given(arrivals=ARRIVALS, crowd=st.integers(0, 60))
@example(arrivals=SLIPPED_IN, crowd=0)
def test_no_arrival_ever_breaks_a_window(arrivals: list[Arrival], crowd: int) -> None:
    async def play(stage: Stage) -> None:
        await arrive(stage, arrivals, crowd)
        await stage.all()
        assert keeps_the_windows(stage)
        pushes = [message.at for message in stage.out if message.push]
        assert all(later - earlier >= EVERY - CATCH_UP - TINY for earlier, later in pairwise(pushes))
        refused = {name for name, (_, _, _, before) in enumerate(arrivals) if before and not before[1]}
        assert set(stage.withdrawn) == refused
        assert {message.name for message in stage.out}.isdisjoint(refused)
        assert len(stage.out) == len(arrivals) + crowd - len(refused)

    on_stage(play)


RUSH = st.lists(st.tuples(st.floats(0, 3), st.booleans()), min_size=90, max_size=150)


@pytest.mark.parametrize("held_up", [0.0, 0.06])
@settings(max_examples=30, deadline=None)
@given(rush=RUSH)
def test_many_who_ask_in_a_moment_break_no_window(rush: list[tuple[float, bool]], held_up: float) -> None:
    """Also if the program is held up just when it hands some of them over."""

    async def play(stage: Stage) -> None:
        stage.time.held_up = cycle([*[0.0] * 70, held_up])
        for chat, (after, push) in enumerate(rush, 1):
            stage.message(chat, push=push, after=after)
        await stage.all()
        assert keeps_the_windows(stage)
        assert len(stage.out) == len(rush)

    on_stage(play)


@settings(max_examples=60, deadline=None)
@given(
    arrivals=ARRIVALS,
    crowd=st.integers(0, 60),
    held_up=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.06, 0.2]), max_size=400),
)
def test_no_window_breaks_when_the_program_is_held_up(
    arrivals: list[Arrival], crowd: int, held_up: list[float]
) -> None:
    """What counts is when a message goes, not when it was meant to."""

    async def play(stage: Stage) -> None:
        stage.time.held_up = iter(held_up)
        await arrive(stage, arrivals, crowd)
        await stage.all()
        assert keeps_the_windows(stage)

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


@given(after=st.floats(0.5, 3.0), takes=st.sampled_from([None, 0.0, 0.002, 0.008]))
def test_an_answer_finds_a_free_place_at_any_instant_of_a_broadcast(after: float, takes: float | None) -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 101):
            stage.message(chat, push=True, before=None if takes is None else (takes, True), name=chat)
        for number in range(3):
            stage.message(1000 + number, after=after + number * 0.25, name=f"answer {number}")
        await stage.all()
        waited = [m.at - 1000 - after - n * 0.25 for n, m in enumerate(m for m in stage.out if not m.push)]
        assert max(waited) < TINY

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


def test_a_person_gets_three_answers_at_once_and_then_one_a_second() -> None:
    async def play(stage: Stage) -> None:
        for _ in range(5):
            stage.message(5)
        await stage.all()
        first, _, third, fourth, fifth = stage.times()
        assert third - first <= 2 * EVERY
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
        stage.message(5)
        waiting = stage.message(6, push=True, before=(0.0, True), name="waits")
        await stage.time.pass_until(lambda: len(stage.out) == 1)
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


@settings(max_examples=40, deadline=None)
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
