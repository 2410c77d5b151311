"""What was sent and is not right any more: edited in place, said aloud once if the headline moved, never doubled."""

from __future__ import annotations

from bot.app import seed_chats
from bot.core.outcomes import Unknown
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.revising import edits, later, revise, revised
from tests.delivery.team import DAY, HEADING, digests, rows, wake
from tests.house import ADMIN, TEAM, House, open_house


async def test_a_figure_that_changes_is_put_right_in_the_same_message_which_says_what_changed(house: House) -> None:
    await revised(house, 100)
    ((chat, number, _),) = house.sender.edited
    (row,) = await rows(house)
    (text,) = edits(house)
    assert (chat, number) == (TEAM, row.message_id)
    assert text.startswith(f"{HEADING}\n24,240 readers")
    assert "Corrected at 12:30: readers 24,140 → 24,240; top articles unchanged." in text
    assert "as of 12:30" in text
    assert len(text.splitlines()) <= 14, "it still is a digest of one account"
    assert len(digests(house)) == 1
    assert row.corrected_at == house.clock.now()


async def test_figures_that_stay_as_they_are_are_not_edited_however_often_they_are_asked(house: House) -> None:
    await wake(house, minutes=30)
    for _ in range(6):
        await later(house, hours=12)
    assert house.sender.edited == []


async def test_a_provisional_digest_whose_figures_prove_right_only_loses_its_mark() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
        for _ in range(7):
            await wake(house, minutes=30)
        (row,) = await rows(house)
        assert row.provisional
        house.simulator.faults.clear()
        await wake(house, minutes=5)
    (text,) = edits(house)
    assert "Provisional" not in text
    assert "readers 24,140" not in text
    assert house.sender.texts(TEAM)[1:] == []


async def test_while_figures_are_missing_wechat_is_asked_every_five_minutes_and_not_at_every_look(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    before = len(house.simulator.calls)
    for _ in range(60):
        await wake(house, minutes=1)
    assert len(house.simulator.calls) - before <= 2 * 13, "two calls a try: this day's and the week before's"


async def test_a_clock_that_was_set_back_does_not_stop_the_asking(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    house.clock.pass_by(hours=-2)
    house.simulator.faults.clear()
    await wake(house, minutes=1)
    assert "24,140 readers" in edits(house)[0]


async def test_figures_that_were_early_but_right_lose_the_mark_and_nothing_is_called_corrected() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await seed_chats(house.app)
        await house.say("/report 2015-01-05")
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        await wake(house, hours=5)
        house.simulator.faults.clear()
        await wake(house, minutes=6)
        (first,) = digests(house)
        (text,) = edits(house)
    assert "Provisional" in first
    assert "24,140 readers" in first
    assert "24,140 readers" in text
    assert "Provisional" not in text
    assert "Corrected" not in text


async def test_what_was_shown_is_kept_only_as_long_as_it_may_be_corrected(house: House) -> None:
    await wake(house, minutes=30)
    assert [row.shown is not None for row in await rows(house)] == [True]
    await wake(house, days=5)
    assert [row.shown for row in await rows(house) if row.key.first == DAY] == [None]


async def test_the_last_look_at_a_day_on_its_fourth_morning_still_corrects_it(house: House) -> None:
    await wake(house, minutes=30)
    revise(house, 100)
    await later(house, days=2, hours=23, minutes=50)
    assert "24,240 readers" in edits(house)[0]
    assert [row.shown is not None for row in await rows(house) if row.key.first == DAY] == [True]


async def test_after_the_fourth_day_nothing_is_corrected_any_more_and_what_never_came_says_so(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    house.simulator.faults.add("getarticlesummary", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    await wake(house, days=4)
    text = edits(house)[-1]
    assert "Some of these figures did not come within four days, so this message is not corrected any more." in text
    assert "will be corrected" not in text
    (first, *_) = sorted(await rows(house), key=lambda row: row.due)
    assert (first.shown, first.provisional) == (None, False)


async def test_a_late_digest_stays_late_when_it_is_corrected(house: House) -> None:
    await wake(house, hours=2)
    assert "Late: this was due on 6 January 2015, 08:30." in digests(house)[0]
    revise(house, 100)
    await later(house, hours=3)
    assert "Late: this was due on 6 January 2015, 08:30." in edits(house)[0]


async def test_what_is_corrected_is_known_over_a_restart() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    async with open_house("2015-01-06 12:31", rooms=house.rooms) as again:
        revise(again, 100)
        await again.app.upkeep()
        await again.app.delivery.wake()
        (text,) = edits(again)
    assert "readers 24,140 → 24,240" in text


async def test_a_digest_that_a_press_proved_to_have_arrived_is_put_right_too(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    await house.app.delivery.arrived(TEAM, 0, "d20150105", "all", 99)
    revise(house, 100)
    await later(house, hours=4)
    assert [number for _, number, _ in house.sender.edited] == [2, 99], "the line that could not tell, too"
    assert "24,240 readers" in edits(house)[1]


async def test_a_run_by_hand_corrects_what_was_sent_before(house: House) -> None:
    await house.app.delivery.morning(DAY)
    revise(house, 100)
    house.clock.pass_by(hours=5)
    await house.app.upkeep()
    await house.app.delivery.morning(DAY)
    assert "24,240 readers" in edits(house)[0]


async def test_links_and_what_articles_have_reached_so_far_correct_nothing(house: House) -> None:
    await wake(house, minutes=30)
    await house.app.lives()
    await wake(house, minutes=1)
    assert house.sender.edited == []


async def test_a_chat_that_unsubscribed_keeps_no_wrong_figures(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    revise(house, 100)
    await later(house, hours=4)
    assert len(edits(house)) == 1
