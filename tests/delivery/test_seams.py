"""Where two things happen at once, or one in the middle of another: each was once a digest lost, doubled or wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreTrouble, StoreUnusable
from bot.core.message import Message
from bot.core.periods import Cadence
from bot.core.ports import (
    Before,
    DeliveryRow,
    Gone,
    Later,
    Moved,
    NoTopic,
    Outcome,
    Refusal,
    State,
    Unknown,
    Withdrawn,
)
from bot.delivery import Resent
from bot.render import plain
from bot.settings import Settings
from bot.subscriptions import Subscription
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import DAY, digests, resend, rows, wake
from tests.delivery.test_corrections import later, revise
from tests.house import ADMIN, TEAM, FakeSender, House, china, house_settings, memory_rooms, open_house

NEW = -1009
ONE = Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", china("2015-01-01 00:00"))


class Scripted(FakeSender):
    """A sender whose every message goes through a test's own hands first; None leaves it to the usual way."""

    script: Callable[[int, Message, int], Awaitable[Outcome | None]]

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        if before is not None and not await before():
            return Withdrawn()
        outcome = await self.script(chat, message, topic)
        return outcome or await super().send(chat, message, topic=topic, reply_to=reply_to)


async def subscribed(house: House, *subscriptions: Subscription) -> None:
    for one in subscriptions:
        await house.app.subscriptions.put(replace(one, since=house.clock.now()))


def texts(house: House, chat: int = TEAM) -> list[str]:
    return house.sender.texts(chat)


async def press(house: House, line: Message, update: int) -> str:
    return await house.say(line.buttons[0][0].command, chat=TEAM, update=update)


def asked(house: House) -> Message:
    return [message for chat, _, message in house.sender.posted if chat == TEAM and "cannot tell" in message.text][-1]


# ---- chats that move -------------------------------------------------------------------------------------------


async def test_two_digests_of_a_chat_that_moves_while_both_are_in_flight_arrive_in_its_new_place_once_each() -> None:
    sender = Scripted()

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if chat != TEAM:
            return None
        await asyncio.sleep(0.05 if "Other" in message.text else 0.01)
        return Moved(NEW)

    sender.script = script
    settings = house_settings(("demo", "other"))
    async with open_house("2015-01-06 08:00", settings=settings, sender=sender) as house:
        await subscribed(house, replace(ONE, scope="demo"), replace(ONE, scope="other"))
        await wake(house, minutes=30)
        await wake(house, minutes=5)
        assert {(row.key.chat, row.state) for row in await rows(house)} == {(NEW, State.SENT)}
        assert len(texts(house, NEW)) == 2


async def test_a_chat_that_says_that_it_moved_while_its_digest_is_in_flight_is_not_left_in_mid_sending() -> None:
    sender = Scripted()
    async with open_house("2015-01-06 08:00", sender=sender) as house:

        async def script(chat: int, message: Message, topic: int) -> Outcome | None:
            await house.app.delivery.moved(TEAM, NEW)
            return None

        sender.script = script
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert [(row.key.chat, row.state) for row in await rows(house)] == [(NEW, State.SENT)]


async def test_a_streak_moves_with_its_chat_and_ends_there(house: House) -> None:
    house.sender.outcomes = [Refusal("not enough rights")]
    await wake(house, minutes=30)
    await house.app.delivery.moved(TEAM, NEW)
    house.sender.outcomes = []
    await wake(house, minutes=10)
    await wake(house, minutes=10)
    assert digests(house, NEW)
    assert house.app.delivery.notices.open() == []
    assert texts(house, ADMIN)[-1] == f"Chat {NEW} gets its digests again."


# ---- Send again ------------------------------------------------------------------------------------------------


async def test_a_send_again_that_fails_leaves_no_moment_in_which_the_bot_itself_would_send(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    settle, count = house.rooms.ledger.settle, 0

    async def killed(row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        nonlocal count
        count += 1
        if count == 2:
            raise StoreUnusable(path="x", reason="killed here")
        return await settle(row, was)

    house.rooms.ledger.settle = killed  # type: ignore[method-assign]
    house.sender.outcomes = [Later(5)]
    try:
        assert await resend(house, 1, 9) is Resent.FAILED
    except StoreTrouble:
        pytest.fail("one write says it all")
    for _ in range(3):
        await wake(house, minutes=5)
    assert [(row.state, row.attempts) for row in await rows(house)] == [(State.UNCERTAIN, 1)]
    assert digests(house) == []


async def test_what_is_uncertain_stays_so_when_the_chat_turns_out_to_be_gone(house: House) -> None:
    house.sender.outcomes = [Unknown(), Later(5), Gone()]
    await wake(house, minutes=30)
    await resend(house, 1, 9)
    await house.app.delivery.back(TEAM)
    assert await resend(house, 1, 10) is Resent.SENT


async def test_the_button_of_all_accounts_is_not_about_one_of_them() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(("demo", "other"))) as house:
        await subscribed(house, ONE, replace(ONE, scope="demo", at=time(8, 20)))
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
        await wake(house, minutes=20)
        await house.say("/unsubscribe @demo", chat=TEAM)
        await wake(house)
        house.simulator.faults.clear()
        house.sender.outcomes = [Unknown()]
        await wake(house, minutes=15)
        await wake(house, minutes=5)
        assert "was sent" in await press(house, asked(house), 5)


async def test_the_button_of_a_topic_that_was_deleted_works_beside_the_chats_own_digest() -> None:
    sender, lost = Scripted(), [Unknown()]

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if topic == 9:
            return NoTopic()
        return lost.pop() if "The topic of this digest is gone" in message.text and lost else None

    sender.script = script
    async with open_house("2015-01-06 08:00", sender=sender) as house:
        await subscribed(house, ONE, replace(ONE, topic=9))
        await wake(house, minutes=30)
        await wake(house, minutes=5)
        assert "was sent" in await press(house, asked(house), 5)


async def test_a_press_under_the_chats_own_digest_proves_nothing_of_a_topics() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await subscribed(house, ONE, replace(ONE, topic=9))
        await wake(house, minutes=30)
        own, topics = sorted(await rows(house), key=lambda row: row.key.topic)
        await house.rooms.ledger.settle(replace(topics, state=State.UNCERTAIN, message_id=None))
        assert own.message_id is not None
        await house.app.delivery.arrived(TEAM, 0, "d20150105", "all", own.message_id)
        assert {row.key.topic: row.state for row in await rows(house)} == {0: State.SENT, 9: State.UNCERTAIN}


async def test_what_may_have_arrived_is_asked_about_also_after_the_chat_unsubscribed(house: House) -> None:
    house.sender.outcomes = [Unknown(), Later(5)]
    await wake(house, minutes=30)
    await house.say("/unsubscribe", chat=TEAM)
    await wake(house, minutes=30)
    assert texts(house) == ["I cannot tell whether the digest of Monday, 5 January 2015 reached this chat."]


async def test_a_sender_that_breaks_off_leaves_nothing_in_mid_sending() -> None:
    sender = Scripted()

    async def script(chat: int, message: Message, topic: int) -> Outcome | None:
        if "readers" in message.text:
            raise RuntimeError("a bug")
        return None

    sender.script = script
    async with open_house("2015-01-06 08:00", sender=sender) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        assert [row.state for row in await rows(house)] == [State.UNCERTAIN]
        assert "I cannot tell" in texts(house)[0]


# ---- waiting, and whose -----------------------------------------------------------------------------------------


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


# ---- what is put right, and what is not -------------------------------------------------------------------------


async def test_figures_that_were_lost_since_do_not_take_the_place_of_those_that_were_shown() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    kept = rooms.archive._replies  # type: ignore[attr-defined]
    for key in [key for key in kept if key[1:] == ("getuserread", DAY)]:
        del kept[key]
    async with open_house("2015-01-06 09:00", rooms=rooms) as again:
        await wake(again, minutes=1)
        assert again.sender.edited == []


@pytest.mark.parametrize(
    "accounts",
    [
        {"demo": "Daily Tech", "other": "Other"},
        {"demo": "Another name"},
    ],
    ids=["one more", "renamed"],
)
async def test_another_account_or_another_name_puts_nothing_right(accounts: dict[str, str]) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    named = {key: {"name": name, "app_id": f"wx{key}", "app_secret": "s"} for key, name in accounts.items()}
    settings = Settings.model_validate({"accounts": named, "telegram": {"admins": [ADMIN], "chats": [TEAM]}})
    async with open_house("2015-01-06 10:00", rooms=rooms, settings=settings) as again:
        await wake(again, minutes=1)
        await again.say("/report 2015-01-05")
        await wake(again, minutes=1)
        assert again.sender.edited == []
        assert again.sender.texts(TEAM) == []


async def test_digests_of_an_account_that_is_gone_are_left_as_they_are_and_said_once_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms, settings=house_settings(("demo", "other"))) as house:
        await subscribed(house, ONE, replace(ONE, scope="other"))
        await wake(house, minutes=30)
    async with open_house("2015-01-06 10:00", rooms=rooms) as again:
        for _ in range(3):
            await wake(again, minutes=1)
        assert again.sender.edited == []
    assert caplog.text.count("are not put right any more") == 1
    assert "Traceback" not in caplog.text


async def test_who_unsubscribed_gets_no_new_message_about_a_correction(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", chat=TEAM)
    revise(house, 5_000)
    await later(house, hours=4)
    await wake(house, minutes=1)
    assert len(house.sender.edited) == 1
    assert len(texts(house)) == 1


async def test_a_chat_that_was_away_is_put_right_when_it_is_back() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [TEAM, -55]})
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        await house.app.delivery.left(-55)
        revise(house, 100)
        await later(house, hours=4)
        await house.app.delivery.back(-55)
        await wake(house, minutes=10)
        assert sorted(chat for chat, _, _ in house.sender.edited) == [TEAM, -55]


async def test_an_edit_that_is_never_answered_is_made_again_ever_more_seldom(house: House) -> None:
    await wake(house, minutes=30)
    house.sender.ends = [Unknown()] * 50
    revise(house, 100)
    await later(house, hours=4)
    for _ in range(120):
        await wake(house, minutes=1)
    assert len(house.sender.edited) < 10


# ---- subscriptions ----------------------------------------------------------------------------------------------


async def test_a_month_that_is_folded_away_is_not_called_missed() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-31 12:00", rooms=rooms) as house:
        await subscribed(house, replace(ONE, cadence=Cadence.MONTHLY))
        await wake(house, hours=20, minutes=30)
        assert len(texts(house)) == 1
    for day in (10, 11, 12, 25):
        async with open_house(f"2016-02-{day} 12:00", rooms=rooms) as again:
            await wake(again)
            await wake(again, minutes=5)
            assert not any("January 2015" in text for text in texts(again))


async def test_going_on_after_a_pause_brings_nothing_that_was_not_wished() -> None:
    async with open_house() as house:
        await house.say("/subscribe weekly")
        message = (await house.said("/pause"))[-1]
        await house.say(message.buttons[0][0].command)
        assert [(s.cadence, s.paused) for s in house.app.subscriptions.all()] == [(Cadence.WEEKLY, None)]


async def test_another_hour_and_other_days_at_once_leave_todays_digest_due() -> None:
    async with open_house("2015-01-05 20:30") as house:
        await subscribed(house, replace(ONE, at=time(20)))
        house.clock.pass_by(hours=15, minutes=30)
        await house.say("/subscribe 08:00 mon-fri", chat=TEAM)
        await wake(house)
        assert [text.splitlines()[0] for text in texts(house)] == ["Daily Tech · Monday, 5 January 2015"]


async def test_what_fell_due_while_the_bot_was_away_is_owed_whatever_is_wished_first() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house)
    async with open_house("2015-01-06 12:00", rooms=rooms) as again:
        await again.say("/subscribe mon-fri", chat=TEAM)
        await wake(again)
        assert len(digests(again)) == 1


async def test_a_chat_that_is_listed_again_owes_nothing_of_the_time_between() -> None:
    rooms = memory_rooms()
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    async with open_house("2015-02-06 08:00", rooms=rooms, settings=delisted) as house:
        await wake(house, minutes=30)
    async with open_house("2015-06-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house)
        await wake(house, minutes=30)
        assert [text.splitlines()[0] for text in texts(house)] == ["Daily Tech · Friday, 5 June 2015"]


async def test_a_subscription_that_cannot_be_read_is_named_and_its_digest_not_ended(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, minutes=30)
    shelf = house.rooms.shelf("subscriptions")
    whole = dict(shelf.items()[f"daily:{TEAM}:0:all"])
    await shelf.put(f"daily:{TEAM}:0:all", whole | {"zone": "Mars/Olympus"})
    await wake(house, minutes=6)
    status = await house.say("/status")
    house.simulator.faults.clear()
    await shelf.put(f"daily:{TEAM}:0:all", whole)
    await wake(house, minutes=6)
    assert f"subscriptions daily:all:{TEAM}:0" in status
    assert len(digests(house)) == 1


# ---- notices and status -----------------------------------------------------------------------------------------


class SlowToAdmins(FakeSender):
    """A sender whose notices take a while."""

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        if chat == ADMIN:
            await asyncio.sleep(0.02)
        return await super().send(chat, message, topic=topic, before=before, reply_to=reply_to)


async def test_what_ends_or_begins_while_an_admin_is_being_told_is_told_too() -> None:
    async with open_house("2015-01-06 08:00", sender=SlowToAdmins()) as house:
        await seed_chats(house.app)
        delivery, notices = house.app.delivery, house.app.delivery.notices
        await delivery.left(TEAM)
        telling = asyncio.create_task(notices.look())
        await asyncio.sleep(0.01)
        await delivery.back(TEAM)
        await telling
        telling = asyncio.create_task(notices.look())
        await asyncio.sleep(0.01)
        await delivery.left(TEAM)
        await telling
        await notices.look()
        assert [text[:1] for text in texts(house, ADMIN)] == ["⚠", "C", "⚠"]
        assert len(notices.open()) == 1


async def test_a_streak_about_a_chat_or_account_that_is_not_served_any_more_is_forgotten() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms, settings=house_settings(("demo", "other"))) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        await house.app.delivery.left(TEAM)
        await wake(house)
        assert len(house.app.delivery.notices.open()) == 2
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-07 08:00", rooms=rooms, settings=delisted) as again:
        await wake(again)
        assert again.app.delivery.notices.open() == []


async def test_calls_that_are_used_up_by_our_own_count_are_told_too() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(quota={"daily": 5, "reserve": 0})) as house:
        await seed_chats(house.app)
        budget = house.app.collect.fetching.budget
        await budget.take("demo", "getuserread", 5, all_of_it=True)
        await wake(house, minutes=30)
        assert "WeChat's daily number of calls is used up for Daily Tech." in texts(house, ADMIN)[0]


async def test_outages_of_changing_kinds_are_one_outage(house: House) -> None:
    for code in (-1, 45011, -1, 45011):
        house.simulator.faults.clear()
        house.simulator.faults.add("getuserread", Errcode(code), times=FOREVER)
        await wake(house, minutes=10)
    await wake(house, minutes=30)
    assert len(texts(house, ADMIN)) == 1


async def test_a_member_hears_that_something_is_wrong_and_only_an_admin_in_private_what() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [TEAM, -55]})
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await house.app.delivery.left(-55)
        house.simulator.faults.add("getuserread", Errcode(40164), times=FOREVER)
        await wake(house, minutes=30)
        member = await house.say("/status", chat=TEAM, person=1234, group=True)
        admin = await house.say("/status")
    assert "-55" not in member
    assert "203.0.113.7" not in member
    assert "⚠ Something is wrong; the admins were told what." in member
    assert "-55" in admin
    assert "203.0.113.7" in admin
    assert admin.count("⚠") == 1


@pytest.mark.parametrize("count", [20, 60])
async def test_a_digest_of_many_accounts_fits_with_a_line_or_two_of_each(count: int) -> None:
    settings = house_settings(tuple(f"a{n}" for n in range(count)))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        (text,) = [plain(message.text) for chat, _, message in house.sender.posted if chat == TEAM]
    assert len(text) <= 4096
    assert all(f"A{n} · " in text for n in range(count))
