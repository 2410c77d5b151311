"""A word of progress and the answer after it, on a clock that the tests wind: neither waits for the other."""

from __future__ import annotations

import pytest

from bot.chat.telegram.pace import BURST, CHAT_EVERY, GROUP_MOST, GROUP_SPAN, MOST, WINDOW
from tests.chat.telegram.stage import TINY, Stage, on_stage

PERSON, GROUP = 5, -100


@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_a_word_of_progress_goes_at_once_or_never(chat: int) -> None:
    async def play(stage: Stage) -> None:
        for n in range(BURST if chat == PERSON else 1):
            stage.message(chat, name=n)
        stage.message(chat, after=0.1, passing=True, name="too soon")
        stage.message(chat, after=CHAT_EVERY + 0.1, passing=True, name="in time")
        await stage.all()
        assert stage.withdrawn == ["too soon"]
        assert stage.out[-1].name == "in time"
        assert stage.out[-1].at == pytest.approx(1000 + CHAT_EVERY + 0.1)

    on_stage(play)


@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_an_answer_does_not_wait_for_the_pause_behind_its_own_word_of_progress(chat: int) -> None:
    async def play(stage: Stage) -> None:
        stage.message(chat, passing=True)
        for n in range(3):
            stage.message(chat, after=0.01, name=f"another answer {n}")
        stage.message(chat, after=0.05, follows=True, name="the answer")
        await stage.all()
        assert {m.name: m.at for m in stage.out}["the answer"] == pytest.approx(1000.05)

    on_stage(play)


def test_what_comes_after_such_a_pair_waits_for_both() -> None:
    async def play(stage: Stage) -> None:
        stage.message(GROUP, passing=True)
        stage.message(GROUP, after=0.05, follows=True)
        stage.message(GROUP, after=0.1, name="the next")
        await stage.all()
        assert stage.out[-1].at >= 1000 + 2 * CHAT_EVERY - TINY

    on_stage(play)


def test_a_groups_minute_is_kept_and_no_answer_waits_for_it_whose_word_of_progress_was_shown() -> None:
    async def play(stage: Stage) -> None:
        for n in range(15):
            stage.message(GROUP, after=3.3 * n, passing=True, name=("word", n))
            stage.message(GROUP, after=3.3 * n + 0.9, follows=True, name=("answer", n))
        # Another question leaves room for one more message, and not for two.
        stage.message(GROUP, after=1.5)
        await stage.all()
        times = stage.times(GROUP)
        assert max(sum(at <= other < at + GROUP_SPAN for other in times) for at in times) == GROUP_MOST
        out = {message.name: message.at for message in stage.out}
        shown = [n for n in range(15) if ("word", n) in out]
        assert len(shown) == 9
        assert [out["answer", n] - 1000.9 - 3.3 * n for n in shown] == pytest.approx([0.0] * 9)

    on_stage(play)


def test_no_second_holds_more_than_telegram_takes_though_all_follow_a_word_of_progress() -> None:
    async def play(stage: Stage) -> None:
        for chat in range(1, 61):
            stage.message(chat, after=0.01 * chat, passing=True)
            stage.message(chat, after=0.01 * chat + 0.3, follows=True)
        await stage.all()
        times = stage.times()
        assert max(sum(at <= other < at + WINDOW - TINY for other in times) for at in times) <= MOST
        assert len(stage.withdrawn) + len(times) == 120

    on_stage(play)
