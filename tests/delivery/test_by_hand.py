"""The morning's work by hand: it does not wait, and leaves no debts behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.outcomes import Later
from bot.core.periods import Cadence
from bot.core.ports import State
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import DAY, digests, rows, wake
from tests.house import ADMIN, TEAM, House, open_house


async def test_morning_has_no_deadline(house: House) -> None:
    house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
    house.clock.pass_by(hours=4)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (0, 1)
    assert house.sender.texts(TEAM) == []


async def test_a_provisional_digest_that_was_asked_for_goes_out_though_every_figure_was_refused(house: House) -> None:
    for endpoint in ENDPOINTS:
        house.simulator.faults.add(endpoint.name, Errcode(48001), times=FOREVER)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (0, 1), "unless it is asked for, it waits"
    tally = await house.app.delivery.morning(DAY, provisional=True)
    assert (tally.sent, tally.waiting) == (1, 0)
    (text,) = digests(house)
    assert text.startswith("Daily Tech · Monday, 5 January 2015\n")
    assert "⚠ Provisional" in text


async def test_what_morning_left_of_a_day_long_past_is_not_left_out_by_run(house: House) -> None:
    house.clock.pass_by(days=9)
    house.sender.outcomes = [Later(5)]
    await house.app.delivery.morning(DAY)
    await wake(house, minutes=5)
    (row,) = await house.rooms.ledger.rows(day=DAY)
    assert row.state is State.FAILED
    assert (await house.app.delivery.morning(DAY)).sent == 1


async def test_morning_collects_also_when_nobody_is_owed_a_digest() -> None:
    async with open_house("2015-01-06 08:30") as house:
        await house.app.delivery.morning(DAY)
        before = len(house.simulator.calls)
        assert "24,140 readers" in await house.say("/report 2015-01-05")
        assert before == len(house.simulator.calls) > 0


async def test_morning_does_not_wait_and_sends_unfinished_figures_only_when_told_to(house: House) -> None:
    house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (0, 1)
    tally = await house.app.delivery.morning(DAY, provisional=True)
    assert (tally.sent, tally.waiting) == (1, 0)
    assert "⚠ Provisional" in digests(house)[0]


async def test_what_morning_left_of_an_old_day_waits_for_the_next_morning_of_that_day(house: House) -> None:
    old = date(2014, 12, 20)
    house.sender.outcomes = [Later(5)]
    await house.app.delivery.morning(old)
    for _ in range(3):
        await wake(house, minutes=5)
    assert len(house.sender.tried) == 1
    await house.app.delivery.morning(old)
    assert digests(house)[0].startswith("Daily Tech · Saturday, 20 December 2014")


async def test_preview_sends_and_plans_nothing(house: House) -> None:
    ((subscription, message),) = await house.app.delivery.preview(DAY)
    assert subscription.chat == TEAM
    assert "24,140 readers" in message.text
    assert await rows(house) == []


async def test_a_run_by_hand_sends_daily_digests_alone_and_only_on_days_that_are_wished(house: House) -> None:
    (daily,) = house.app.subscriptions.all()
    await house.app.subscriptions.put(replace(daily, cadence=Cadence.WEEKLY))
    await house.app.subscriptions.put(replace(daily, chat=ADMIN, weekdays=frozenset({1})))
    await house.app.delivery.morning(DAY)
    assert len(digests(house)) == 1
    assert digests(house, ADMIN) == []
