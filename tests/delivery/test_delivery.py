"""Digests from due to done: at most once by itself, never silently none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.message import Message
from bot.core.ports import (
    BadMarkup,
    Before,
    DeliveryRow,
    Gone,
    Later,
    Moved,
    NoTopic,
    Outcome,
    Refusal,
    Sent,
    State,
    Unknown,
)
from bot.delivery import Delivery, Resent
from bot.subscriptions import Subscription
from bot.wechat.simulator import FOREVER, Body, Errcode
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house

DAY = date(2015, 1, 5)
HEADING = "Daily Tech · Monday, 5 January 2015"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A team whose digest falls due in half an hour."""
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        yield house


def digests(house: House, chat: int = TEAM) -> list[str]:
    return [text for text in house.sender.texts(chat) if text.startswith("Daily Tech · ")]


async def rows(house: House) -> list[DeliveryRow]:
    return await house.rooms.ledger.rows()


async def wake(house: House, **later: float) -> None:
    house.clock.pass_by(**later)
    await house.app.delivery.wake()


async def test_a_digest_goes_out_at_its_due_instant_not_before_and_once(house: House) -> None:
    await wake(house, minutes=29)
    assert digests(house) == []
    assert await house.app.delivery.next_wake() - house.clock.now() == timedelta(minutes=1)
    await wake(house, minutes=1)
    await wake(house)
    await wake(house, minutes=1)
    assert [text.splitlines()[0] for text in digests(house)] == [HEADING]


async def test_a_new_subscription_owes_only_what_falls_due_after_it(house: House) -> None:
    house.clock.pass_by(hours=2)
    await house.say("/subscribe 08:30", person=ADMIN, chat=ADMIN)
    await wake(house)
    assert digests(house, ADMIN) == []
    assert len(digests(house, TEAM)) == 1


async def test_an_hour_that_is_moved_to_one_that_has_passed_undelivered_is_due_now(house: House) -> None:
    house.clock.pass_by(minutes=20)
    await house.say("/subscribe 08:10", person=ADMIN, chat=TEAM)
    await wake(house)
    await wake(house, minutes=15)
    assert len(digests(house)) == 1


async def test_unsubscribing_and_subscribing_again_owes_nothing_that_was_delivered(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await house.say("/subscribe", person=ADMIN, chat=TEAM)
    await wake(house, hours=1)
    assert len(digests(house)) == 1


async def test_who_unsubscribes_before_the_digest_is_tried_again_gets_none(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await wake(house, minutes=5)
    assert digests(house) == []
    assert [(row.state, row.reason) for row in await rows(house)] == [(State.SKIPPED, "unsubscribed")]


async def test_a_chat_that_is_no_longer_listed_gets_nothing() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
    unlisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-06 09:00", settings=unlisted, rooms=house.rooms) as later:
        await later.app.delivery.wake()
        await later.app.delivery.morning(DAY)
        assert later.sender.tried == []


async def test_a_listed_chat_that_unsubscribed_stays_unsubscribed_at_the_next_start(house: House) -> None:
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await seed_chats(house.app)
    assert house.app.subscriptions.all() == []


async def test_what_was_missed_comes_late_oldest_first_and_what_is_too_old_is_named_in_one_line(house: House) -> None:
    wide = replace(house.app.delivery, catch_up=timedelta(hours=30))
    house.clock.pass_by(days=4, hours=2)
    await wide.wake()
    await wide.wake()
    texts = house.sender.texts(TEAM)
    assert [text.splitlines()[0] for text in texts[:2]] == [
        "Daily Tech · Thursday, 8 January 2015",
        "Daily Tech · Friday, 9 January 2015",
    ]
    assert "Late: this was due on 9 January 2015, 08:30." in texts[0]
    assert texts[2:] == ["3 digests from 5 January 2015 to 7 January 2015 were not sent in time."]
    buttons = [button.command for row in house.sender.posted[-1][2].buttons for button in row]
    assert buttons == ["/resend 2015-01-05 #0", "/resend 2015-01-06 #0", "/resend 2015-01-07 #0"]


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


async def test_days_whose_planning_the_store_refused_are_planned_at_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> int:
        raise StoreUnusable(path="x", reason="the disk is full")

    plan = house.rooms.ledger.plan
    monkeypatch.setattr(house.rooms.ledger, "plan", full)
    with pytest.raises(StoreUnusable):
        await wake(house, minutes=30)
    monkeypatch.setattr(house.rooms.ledger, "plan", plan)
    await wake(house, minutes=1)
    assert len(digests(house)) == 1


@pytest.mark.parametrize("step", ["rows", "subscriptions"])
async def test_a_move_that_is_broken_off_at_either_step_doubles_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await wake(house, minutes=30)

    async def full(*_: object) -> None:
        raise StoreUnusable(path="x", reason="the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(house.rooms.ledger if step == "rows" else house.app.subscriptions, "move", full)
        with pytest.raises(StoreUnusable):
            await house.app.delivery.moved(TEAM, -1000)
    # Telegram still knows the old id, and says where it went; a restart forgets what was planned.
    house.sender.outcomes = [Moved(-1000)]
    restarted = replace(house.app.delivery)
    for _ in range(3):
        house.clock.pass_by(minutes=5)
        await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 1
    house.clock.pass_by(days=1)
    await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 2


async def test_a_move_beside_a_look_doubles_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await wake(house, minutes=30)
    move = house.rooms.ledger.move

    async def slow(old: int, new: int) -> int:
        moved = await move(old, new)
        await asyncio.sleep(0.02)
        return moved

    monkeypatch.setattr(house.rooms.ledger, "move", slow)
    restarted = replace(house.app.delivery)
    await asyncio.gather(restarted.moved(TEAM, -1000), restarted.wake(), restarted.wake())
    await restarted.wake()
    assert len(digests(house, TEAM)) + len(digests(house, -1000)) == 1


async def test_an_older_copy_of_a_row_never_takes_the_place_of_a_newer_end(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, minutes=30)
    (old,) = await rows(house)
    assert await house.app.delivery.resend(TEAM, 0, DAY, None, 1) is Resent.SENT
    assert not await house.rooms.ledger.settle(replace(old, state=State.FAILED), was=old)
    await wake(house, minutes=30)
    assert len(digests(house)) == 1


async def test_a_chat_that_could_not_be_reached_is_woken_by_its_first_word(house: House) -> None:
    house.sender.outcomes = [Gone("chat not found")]
    await wake(house, minutes=30)
    await house.say("/start", chat=TEAM)
    await wake(house, days=1)
    assert len(digests(house)) == 1


async def test_a_final_day_without_figures_is_told_and_not_waited_for(house: House) -> None:
    house.clock.pass_by(days=30)
    house.simulator.faults.add("getuserread", Body({"list": []}), times=FOREVER)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (1, 0)
    assert "WeChat holds no figures of Daily Tech for these days." in house.sender.texts(TEAM)[0]


async def test_a_final_day_without_figures_can_be_had_by_its_button_too(house: House) -> None:
    await wake(house, days=30)
    house.simulator.faults.add("getuserread", Body({"list": []}), times=FOREVER)
    assert await house.app.delivery.resend(TEAM, 0, DAY, 0, 1) is Resent.SENT


async def test_send_again_works_where_the_topic_was_deleted(house: House) -> None:
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await house.say("/subscribe", person=ADMIN, chat=TEAM, topic=9)
    house.sender.outcomes = [Unknown(), NoTopic()]
    await wake(house, minutes=30)
    (line,) = [message for _, topic, message in house.sender.posted if topic == 0]
    command = line.buttons[0][0].command
    assert "was sent again" in await house.say(command, chat=TEAM, update=1)


async def test_morning_has_no_deadline(house: House) -> None:
    house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
    house.clock.pass_by(hours=4)
    tally = await house.app.delivery.morning(DAY)
    assert (tally.sent, tally.waiting) == (0, 1)
    assert house.sender.texts(TEAM) == []


async def test_morning_sends_no_provisional_digest_without_any_figures(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
    tally = await house.app.delivery.morning(DAY, provisional=True)
    assert (tally.sent, tally.waiting) == (0, 1)
    house.simulator.faults.clear()
    assert (await house.app.delivery.morning(DAY)).sent == 1


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


async def test_what_was_left_out_and_cannot_be_sent_now_stays_left_out(house: House) -> None:
    await wake(house, days=2)
    told = len(house.sender.posted)
    house.sender.outcomes = [Later(5)]
    assert await house.app.delivery.resend(TEAM, 0, DAY, 0, 1) is Resent.FAILED
    await wake(house, minutes=5)
    assert len(house.sender.posted) == told
    assert await house.app.delivery.resend(TEAM, 0, DAY, None, 2) is Resent.SENT


async def test_a_line_in_flight_is_waited_for_at_the_stop(house: House) -> None:
    began, release = asyncio.Event(), asyncio.Event()
    send = house.sender.send

    async def slow(chat: int, message: Message, *, topic: int = 0, before: Before | None = None) -> Outcome:
        if message.text.startswith("I cannot tell"):
            began.set()
            await release.wait()
        return await send(chat, message, topic=topic, before=before)

    house.sender.outcomes = [Unknown()]
    house.sender.send = slow  # type: ignore[method-assign]
    look = asyncio.create_task(wake(house, minutes=30))
    await began.wait()
    look.cancel()
    release.set()
    await house.app.delivery.idle(5)
    assert await house.rooms.ledger.rows(untold=True) == []


async def test_a_clock_that_was_set_back_loses_no_day(house: House) -> None:
    await wake(house, days=3)
    before = len(await rows(house))
    house.clock.pass_by(days=-2)
    await wake(house)
    await wake(house, days=1)
    assert len(await rows(house)) == before


async def test_past_the_deadline_the_chat_is_told_once_that_its_digest_waits(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    for _ in range(10):
        await wake(house, minutes=30)
    assert house.sender.texts(TEAM) == [
        "The digest of Monday, 5 January 2015 waits for WeChat's figures. It comes as soon as they are there."
    ]
    house.simulator.faults.clear()
    await wake(house, minutes=30)
    assert len(digests(house)) == 1


async def test_figures_that_never_come_are_named_and_not_silently_missing(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    for _ in range(26):
        await wake(house, hours=1)
    assert "The digest of Monday, 5 January 2015 was not sent in time." in house.sender.texts(TEAM)


async def test_at_the_deadline_the_other_accounts_do_not_wait_and_the_failing_one_is_one_line() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        assert house.sender.tried == []
        await wake(house, hours=3)
        (text,) = house.sender.texts(TEAM)
    assert "Daily Tech · Monday, 5 January 2015\n24,140 readers" in text
    assert "Other · Monday, 5 January 2015\nWeChat does not let Other read its figures." in text
    assert "⚠ Provisional" in text


async def test_unfinished_figures_are_not_shown_at_the_deadline_beside_finished_ones() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 07:00", settings=settings) as house:
        await seed_chats(house.app)
        early = await house.say("/reads 2015-01-05 @other")
        assert "readers" in early
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, hours=4, minutes=30)
        (text,) = house.sender.texts(TEAM)
    other = text.partition("Other · ")[2]
    assert "readers" not in other
    assert "WeChat does not let Other read its figures." in other


async def test_a_part_that_fails_for_good_does_not_hold_the_digest_back_for_ever(house: House) -> None:
    house.simulator.faults.add("getusershare", Errcode(48001), times=FOREVER)
    await wake(house, minutes=30)
    assert digests(house) == []
    await wake(house, hours=3)
    (text,) = digests(house)
    assert "24,140 readers" in text
    assert "Where it was shared is not known." in text


async def test_what_may_have_arrived_is_not_sent_again_by_itself_and_the_chat_is_told(house: House) -> None:
    house.sender.outcomes = [Unknown("ReadTimeout")]
    for _ in range(5):
        await wake(house, minutes=30)
    assert digests(house) == []
    assert house.sender.texts(TEAM) == ["I cannot tell whether the digest of Monday, 5 January 2015 reached this chat."]


async def test_the_line_about_an_uncertain_digest_is_repeated_until_it_is_confirmed(house: House) -> None:
    house.sender.outcomes = [Unknown(), Unknown(), Later(5), Refusal("no")]
    for _ in range(12):
        await wake(house, minutes=30)
    assert len(house.sender.tried) == 5
    assert len(house.sender.texts(TEAM)) == 1


async def test_send_again_acts_once_whoever_presses(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    said = [await house.say("/resend 2015-01-05 #1", person=n, chat=TEAM, group=True, update=n) for n in (1, 2)]
    assert said == [
        "The digest of Monday, 5 January 2015 was sent again.",
        "The digest of Monday, 5 January 2015 was sent already.",
    ]
    assert len(digests(house)) == 1


async def test_fifty_presses_at_once_send_once(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    ends = await asyncio.gather(*(house.app.delivery.resend(TEAM, 0, DAY, 1, n) for n in range(50)))
    assert sorted(ends) == [Resent.ALREADY] * 49 + [Resent.SENT]
    assert len(digests(house)) == 1


async def test_an_update_that_is_delivered_twice_acts_once(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Unknown()]
    await wake(house, minutes=30)
    first = await house.app.delivery.resend(TEAM, 0, DAY, None, 77)
    second = await house.app.delivery.resend(TEAM, 0, DAY, None, 77)
    assert (first, second) == (Resent.UNKNOWN, Resent.ALREADY)
    assert len(house.sender.tried) == 3


async def test_a_button_whose_press_brought_nothing_stays_and_works_later(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Later(5)]
    await wake(house, minutes=30)
    answer = (await house.said("/resend 2015-01-05 #1", chat=TEAM, update=1))[-1]
    assert "could not be sent just now" in answer.text
    assert [b.command for row in answer.buttons for b in row] == ["/resend 2015-01-05 #1"]
    assert "was sent again" in await house.say("/resend 2015-01-05 #1", chat=TEAM, update=2)
    assert "was sent already" in await house.say("/resend 2015-01-05 #1", chat=TEAM, update=3)
    assert len(digests(house)) == 1


async def test_send_again_shows_no_unfinished_figures_beside_finished_ones() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 07:00", settings=settings) as house:
        await seed_chats(house.app)
        await house.say("/reads 2015-01-05 @other")
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        house.sender.outcomes = [Unknown()]
        await wake(house, hours=4, minutes=30)
        assert await house.app.delivery.resend(TEAM, 0, DAY, 1, 1) is Resent.SENT
        text = house.sender.texts(TEAM)[-1]
    assert "24,140 readers" in text
    assert "readers" not in text.partition("Other · ")[2]


async def test_send_again_of_an_earlier_attempt_acts_no_more(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Unknown()]
    await wake(house, minutes=30)
    assert await house.app.delivery.resend(TEAM, 0, DAY, 1, 1) is Resent.UNKNOWN
    assert await house.app.delivery.resend(TEAM, 0, DAY, 1, 2) is Resent.ALREADY
    assert await house.app.delivery.resend(TEAM, 0, DAY, 2, 3) is Resent.SENT


async def test_a_press_under_an_uncertain_digest_proves_that_it_arrived(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    await house.app.delivery.arrived(TEAM, 0, "d20150105", 99)
    (row,) = await rows(house)
    assert (row.state, row.message_id) == (State.SENT, 99)
    assert await house.app.delivery.resend(TEAM, 0, DAY, 1, 1) is Resent.ALREADY


async def test_a_digest_that_was_never_due_cannot_be_sent_again(house: House) -> None:
    assert await house.app.delivery.resend(TEAM, 0, date(2014, 12, 24), None, 1) is Resent.NEVER


async def test_what_was_left_out_can_be_had_by_its_button(house: House) -> None:
    await wake(house, days=2)
    assert await house.app.delivery.resend(TEAM, 0, DAY, 0, 1) is Resent.SENT
    assert digests(house)[-1].startswith(HEADING)


async def test_retry_after_is_kept_over_a_restart_and_other_chats_go_on() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [-1, -2]})
    async with open_house("2015-01-06 08:29", settings=settings, sender=FakeSender([Later(7200, asked=True)])) as house:
        await seed_chats(house.app)
        await wake(house, minutes=1)
        assert len(house.sender.posted) == 1
        assert len(house.sender.tried) == 2
    for now, tried in (("2015-01-06 10:29", 0), ("2015-01-06 10:31", 1)):
        async with open_house(now, settings=settings, rooms=house.rooms) as later:
            await later.app.delivery.wake()
            await later.app.delivery.morning(DAY)
            assert len(later.sender.tried) == tried


async def test_a_chat_that_left_rests_and_owes_nothing_for_its_absence(house: House) -> None:
    house.sender.outcomes = [Gone("bot was kicked")]
    await wake(house, minutes=30)
    await wake(house, hours=1)
    await house.app.delivery.morning(DAY)
    assert len(house.sender.tried) == 1
    house.clock.pass_by(days=2)
    await house.app.delivery.back(TEAM)
    await wake(house, minutes=1)
    assert house.sender.posted == []
    await wake(house, days=1)
    assert len(digests(house)) == 1


async def test_a_group_that_became_a_supergroup_is_followed_once(house: House) -> None:
    house.sender.outcomes = [Moved(-1000)]
    await wake(house, minutes=30)
    assert [chat for chat, _, _ in house.sender.posted] == [-1000]
    await house.app.delivery.moved(TEAM, -1000)
    await wake(house, minutes=1)
    assert [chat for chat, _, _ in house.sender.posted] == [-1000]
    assert [(row.key.chat, row.state) for row in await rows(house)] == [(-1000, State.SENT)]
    await wake(house, days=1)
    assert len(digests(house, -1000)) == 2


async def test_a_deleted_topic_falls_back_to_the_chat_and_says_so(house: House) -> None:
    await house.say("/subscribe", person=ADMIN, chat=TEAM, topic=9)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    house.sender.outcomes = [NoTopic()]
    await wake(house, minutes=30)
    ((chat, topic, message),) = house.sender.posted
    assert (chat, topic) == (TEAM, 0)
    assert "The topic of this digest is gone, so it comes here." in message.text


async def test_refused_markup_goes_out_as_plain_text_once(house: House) -> None:
    house.sender.outcomes = [BadMarkup()]
    await wake(house, minutes=30)
    ((_, _, message),) = house.sender.posted
    assert message.text.startswith(HEADING)
    assert "<" not in message.text


async def test_refused_for_good_is_tried_with_pauses_and_not_in_a_loop(house: House) -> None:
    house.sender.outcomes = [Refusal("no")] * 3
    for _ in range(3):
        await wake(house, minutes=30)
        await wake(house)
    assert len(house.sender.tried) == 3


async def test_two_deliveries_on_one_ledger_send_each_digest_once(house: House) -> None:
    house.clock.pass_by(minutes=30)
    twin: Delivery = replace(house.app.delivery)
    await asyncio.gather(house.app.delivery.wake(), twin.wake(), house.app.delivery.morning(DAY))
    assert len(digests(house)) == 1


async def test_a_subscription_that_cannot_be_read_leaves_the_others_their_digest(house: House) -> None:
    shelf = house.rooms.shelf("subscriptions")
    for chat, thing in ((-7, {"at": "08:30"}), (-8, dict(shelf.items()[f"daily:{TEAM}:0"]) | {"zone": "Mars/Olympus"})):
        await shelf.put(f"daily:{chat}:0", thing)
    await wake(house, minutes=30)
    assert len(digests(house)) == 1


async def test_after_stop_nothing_more_is_claimed(house: House) -> None:
    house.app.delivery.stop()
    await wake(house, minutes=30)
    assert house.sender.tried == []
    assert [row.state for row in await rows(house)] == [State.PLANNED]


class OneBreaks(FakeSender):
    """A sender that breaks for one chat, as a bug would."""

    async def send(self, chat: int, message: Message, *, topic: int = 0, before: Before | None = None) -> Outcome:
        if chat == -2:
            raise RuntimeError("a bug")
        return await super().send(chat, message, topic=topic, before=before)


async def test_one_chat_that_breaks_leaves_the_others_on_time() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [-1, -2, -3]})
    async with open_house("2015-01-06 08:00", settings=settings, sender=OneBreaks()) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert sorted(chat for chat, _, _ in house.sender.posted) == [-3, -1]
        failed = [row for row in await rows(house) if row.state is State.FAILED]
    assert [row.key.chat for row in failed] == [-2]


async def test_an_end_that_the_store_does_not_take_is_written_down_later_and_not_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = house.rooms.ledger.settle

    async def full(row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        raise StoreUnusable(path="x", reason="the disk is full")

    monkeypatch.setattr(house.rooms.ledger, "settle", full)
    await wake(house, minutes=30)
    monkeypatch.setattr(house.rooms.ledger, "settle", settle)
    await wake(house, minutes=1)
    await wake(house, minutes=1)
    assert len(digests(house)) == 1
    assert [row.state for row in await rows(house)] == [State.SENT]


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


async def test_each_subscription_falls_due_in_its_own_zone() -> None:
    async with open_house("2015-01-06 00:30") as house:
        since = house.clock.now()
        for chat, zone in ((TEAM, "Asia/Shanghai"), (ADMIN, "America/New_York")):
            await house.app.subscriptions.put(Subscription(chat, 0, time(8, 30), zone, since))
        await wake(house, hours=8)
        assert {chat for chat, _, _ in house.sender.posted} == {TEAM}
        await wake(house, hours=13)
        assert {chat for chat, _, _ in house.sender.posted} == {TEAM, ADMIN}


async def test_a_fault_of_one_account_is_not_told_to_the_other_chats() -> None:
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        since = house.clock.now()
        await house.app.subscriptions.put(Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", since, "demo"))
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        assert len(digests(house)) == 1
