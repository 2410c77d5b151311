"""How many messages go in a second and in a minute, on a clock that the tests wind."""

from __future__ import annotations

import asyncio
from itertools import cycle, pairwise

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from bot.chat.telegram import limiter as rules
from bot.chat.telegram.pace import BURST, CHAT_EVERY, EVERY
from tests.chat.telegram.arrivals import ARRIVALS, Arrival, arrive
from tests.chat.telegram.stage import Stage, on_stage


def group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0


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


@given(arrivals=ARRIVALS, crowd=st.integers(0, 60))
@example(arrivals=SLIPPED_IN, crowd=0)
def test_no_arrival_ever_breaks_a_window(arrivals: list[Arrival], crowd: int) -> None:
    async def play(stage: Stage) -> None:
        await arrive(stage, arrivals, crowd)
        await stage.all()
        assert keeps_the_windows(stage)
        times = stage.times()
        placed = [(before, message) for before, message in zip(times, stage.out[29:], strict=False) if message.push]
        assert all(push.at - before >= 1 for before, push in placed), "a push takes the place of an answer"
        refused = {name for name, (_, _, _, before) in enumerate(arrivals) if before and not before[1]}
        assert set(stage.withdrawn) == refused
        assert {message.name for message in stage.out}.isdisjoint(refused)
        assert len(stage.out) == len(arrivals) + crowd - len(refused)

    on_stage(play)


RUSH = st.lists(st.tuples(st.floats(0, 3), st.sampled_from([None, 0.0, 0.1])), min_size=90, max_size=150)
"""When each comes, and how long its `before` takes if it is pushed."""


@pytest.mark.parametrize("held_up", [0.0, 0.06])
@settings(phases=(Phase.explicit, Phase.generate))
@given(rush=RUSH)
@example(rush=[(0.0, 0.1)] + [(0.05, None)] * 30)
def test_many_who_ask_in_a_moment_break_no_window(rush: list[tuple[float, float | None]], held_up: float) -> None:
    """Also if the program is held up just when it hands some of them over."""

    async def play(stage: Stage) -> None:
        stage.time.held_up = cycle([*[0.0] * 70, held_up])
        for chat, (after, takes) in enumerate(rush, 1):
            before = None if takes is None else (takes, True)
            stage.message(chat, push=before is not None, after=after, before=before)
        await stage.all()
        assert keeps_the_windows(stage)
        assert len(stage.out) == len(rush)

    on_stage(play)


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
