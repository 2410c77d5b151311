"""Telegram counts what arrives, not what left: on a clock that the tests wind, with ways that take their time."""

from __future__ import annotations

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from bot.chat.telegram.pace import WINDOW
from tests.chat.telegram.stage import Stage, on_stage

QUICK = (0.02, 0.02)
"""The way there and the way back, when nothing is in the way."""


@pytest.mark.parametrize("before", [None, (0.002, True)])
@settings(phases=(Phase.explicit, Phase.generate))
@given(
    ways=st.lists(st.sampled_from([QUICK, QUICK, (0.05, 0.02), (0.3, 0.02), (0.02, 0.1)]), min_size=90, max_size=90),
    shut=st.lists(st.tuples(st.floats(0.5, 3), st.floats(0.01, 3)), max_size=3),
)
@example(ways=[QUICK] * 90, shut=[(1.5, 0.2)])
@example(ways=[QUICK] * 30 + [(0.02, 0.1)] * 10 + [QUICK] * 50, shut=[(0.9, 2.5)])
def test_a_broadcast_that_is_held_up_on_its_way_makes_no_crowd_at_the_door(
    before: tuple[float, bool] | None, ways: list[tuple[float, float]], shut: list[tuple[float, float]]
) -> None:
    """Telegram counts what arrives: a network, or a machine, that stands still for a moment brings no more at once."""

    async def play(stage: Stage) -> None:
        at = stage.time.now
        for open_for, seconds in shut:
            stage.shut.append((at + open_for, at + open_for + seconds))
            at += open_for + seconds
        for chat, (there, reply) in enumerate([QUICK] * 10 + ways, 1):
            stage.message(chat, push=True, before=before, there=there, reply=reply)
        await stage.all()
        arrived = sorted(message.arrived for message in stage.out)
        assert all(later - earlier >= 1 for earlier, later in zip(arrived, arrived[30:], strict=False))

    on_stage(play)


def test_a_group_gets_twenty_in_a_minute_also_if_the_first_was_on_its_way_for_long() -> None:
    async def play(stage: Stage) -> None:
        for number in range(25):
            stage.message(-7, push=True, there=9.0 if number == 0 else 0.02, reply=0.02)
        await stage.all()
        arrived = sorted(message.arrived for message in stage.out)
        assert all(later - earlier >= 60 for earlier, later in zip(arrived, arrived[20:], strict=False))

    on_stage(play)


def test_a_chat_gets_its_next_a_second_after_the_one_before_arrived() -> None:
    async def play(stage: Stage) -> None:
        stage.message(6, push=True, there=0.02, reply=0.02)
        stage.message(5, push=True, there=0.9, reply=0.02)
        stage.message(5, push=True, there=0.02, reply=0.02)
        await stage.all()
        first, second = [message.arrived for message in stage.out if message.chat == 5]
        assert second - first >= 1

    on_stage(play)


def test_messages_that_nobody_replies_to_hold_up_an_answer_for_no_longer_than_a_second() -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 41):
            stage.message(chat, push=chat > 30, there=0.02, reply=20.0)
        stage.message(1000, after=5, name="answer")
        await stage.all()
        (answer,) = [message for message in stage.out if message.name == "answer"]
        assert answer.at - 1000 - 5 <= WINDOW

    on_stage(play)
