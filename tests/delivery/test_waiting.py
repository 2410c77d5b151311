"""Figures that come late, in part or never: what a digest waits for, and what it says."""

from __future__ import annotations

from datetime import time

from bot.app import seed_chats
from bot.render import plain
from bot.subscriptions import Subscription
from bot.wechat.simulator import FOREVER, Body, Errcode
from tests.delivery.team import DAY, HEADING, digests, tried, wake
from tests.house import TEAM, House, house_settings, open_house


async def test_a_digest_waits_for_its_figures_and_is_then_not_called_late(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, minutes=30)
    for _ in range(5):
        await wake(house, minutes=5)
    house.simulator.faults.clear()
    await wake(house, minutes=5)
    assert len(digests(house)) == 1
    assert "Late" not in digests(house)[0]


async def test_late_is_said_if_the_bot_was_away_after_it_had_waited(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=2)
    await wake(house, minutes=31)
    await wake(house, hours=9)
    assert "Late: this was due on 6 January 2015, 08:30." in digests(house)[0]


async def test_a_final_day_without_figures_is_told_and_not_waited_for(house: House) -> None:
    house.clock.pass_by(days=30)
    for name in ("getuserread", "getarticlesummary"):
        house.simulator.faults.add(name, Body({"list": []}), times=FOREVER)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (1, 0)
    assert "WeChat holds no figures of Daily Tech for these days." in house.sender.texts(TEAM)[0]


async def test_at_the_deadline_it_goes_out_provisional_and_says_what_is_missing(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, minutes=30)
    for _ in range(7):
        await wake(house, minutes=30)
    (text,) = house.sender.texts(TEAM)
    assert text.startswith(HEADING)
    assert "WeChat has not finished the figures of this day yet." in text
    assert "⚠ Provisional. This message will be corrected." in text


async def test_an_account_that_failed_is_one_line_and_leaves_the_others_on_time() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        (text,) = house.sender.texts(TEAM)
        house.simulator.faults.clear()
        await wake(house, minutes=6)
        ((_, _, edited),) = house.sender.edited
    assert "Daily Tech · Monday, 5 January 2015\n24,140 readers" in text
    assert "Other · Monday, 5 January 2015\nWeChat does not let Other read its figures.\n" in text
    assert "⚠ Provisional: some figures could not be had yet. This message will be corrected." in text
    assert "Late" not in text
    assert "Other: the figures are there now" in plain(edited.text)


async def test_an_account_that_is_only_not_finished_is_waited_for_by_all() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        assert tried(house) == 0
        await wake(house, hours=3)
        (text,) = house.sender.texts(TEAM)
    assert "Other · Monday, 5 January 2015\nWeChat has not finished the figures of this day yet." in text


async def test_unfinished_figures_at_the_deadline_are_marked_account_by_account() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 07:00", settings=settings) as house:
        await seed_chats(house.app)
        early = await house.say("/reads 2015-01-05 @other")
        assert "readers" in early
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, hours=4, minutes=30)
        (text,) = house.sender.texts(TEAM)
    finished, _, other = text.partition("Other · ")
    assert "Could not be asked anew" not in finished
    assert "Could not be asked anew: WeChat does not let Other read its figures." in other
    assert "⚠ Provisional" in other


async def test_a_part_that_is_refused_does_not_hold_the_digest_back(house: House) -> None:
    house.simulator.faults.add("getusershare", Errcode(48001), times=FOREVER)
    await wake(house, minutes=30)
    (text,) = digests(house)
    assert "24,140 readers" in text
    assert "Where it was shared is not known." in text
    assert "⚠ Provisional" in text


async def test_a_fault_of_one_account_is_not_told_to_the_other_chats() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        since = house.clock.now()
        await house.app.subscriptions.put(Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", since, "demo"))
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        assert len(digests(house)) == 1


async def test_a_digest_from_the_successors_waits_while_wechat_says_that_they_are_delayed() -> None:
    """Each try before they are there costs the account's row alone, not all that the digest shows."""
    async with open_house("2026-11-24 08:00", retired="classic", delayed_until=time(10)) as house:
        await seed_chats(house.app)
        for _ in range(8):
            await wake(house, minutes=14)
        assert house.sender.tried == []
        assert {call.name for call in house.simulator.calls if call.path.startswith("/datacube/")} == {"getbizsummary"}
        await wake(house, minutes=14)
        (text,) = digests(house)
    assert text.startswith("Daily Tech · Monday, 23 November 2026\n35,022 readers ▲ 202 % on Sunday")
    assert "Late" not in text
    assert "Provisional" not in text


async def test_nobody_waits_for_figures_that_wechat_no_longer_serves() -> None:
    async with open_house("2015-01-06 08:00", retired="classic") as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        await wake(house, minutes=1)
        (text,) = house.sender.texts(TEAM)
    assert "WeChat no longer serves figures for days before 1 November 2025" in text
    assert "Provisional" not in text
    assert "will be corrected" not in text
