"""Whose waiting it is: the chat's, the figures', or a clock's that was set back."""

from __future__ import annotations

from dataclasses import replace

from bot.core.outcomes import Later
from bot.core.periods import Cadence
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import ONE, digests, subscribed, wake
from tests.house import ADMIN, TEAM, House, memory_rooms, open_house


async def test_what_telegram_asks_of_one_message_holds_for_the_whole_chat() -> None:
    async with open_house("2015-01-04 08:30") as house:
        await subscribed(house, ONE, replace(ONE, cadence=Cadence.WEEKLY), replace(ONE, chat=ADMIN))
        house.sender.outcomes = [Later(300, asked=True)]
        await wake(house, days=1)
        first = sorted(chat for chat, _, _ in house.sender.tried)
        await wake(house, minutes=4)
        assert len(house.sender.tried) == len(first), "no send before its time"
        await wake(house, minutes=2)
        assert len(digests(house, TEAM)) + len(digests(house, ADMIN)) == 3
    assert first.count(TEAM) + first.count(ADMIN) == len(first)


async def test_a_wish_of_telegrams_is_kept_for_the_whole_chat_over_a_restart() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-04 08:30", rooms=rooms) as house:
        await subscribed(house, ONE, replace(ONE, cadence=Cadence.WEEKLY))
        house.sender.outcomes = [Later(3600, asked=True)]
        await wake(house, days=1)
    async with open_house("2015-01-05 09:00", rooms=rooms) as again:
        await wake(again)
        assert again.sender.tried == []
        await wake(again, minutes=31)
        assert len(digests(again)) == 2


async def test_a_short_wish_of_telegrams_after_a_wait_for_figures_is_not_called_late(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    for _ in range(8):
        await wake(house, minutes=10)
    house.simulator.faults.clear()
    house.sender.outcomes = [Later(1, asked=True)]
    await wake(house, minutes=10)
    await wake(house, minutes=1)
    assert "Late" not in digests(house)[0]


async def test_a_clock_that_was_set_back_leaves_no_failed_digest_waiting(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, hours=20, minutes=30)
    house.clock.pass_by(hours=-20)
    await wake(house, minutes=1)
    assert len(digests(house)) == 1
