"""What may have arrived: never sent again by itself, never silently none; *Send again* acts once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

from bot.app import seed_chats
from bot.chat.commands.receipts import link_of
from bot.core.days import Span
from bot.core.message import Message
from bot.core.outcomes import Later, NoTopic, Refusal, Sent, Unknown
from bot.core.ports import ALL, DeliveryRow, State
from bot.delivery import Resent, Wish
from bot.render import plain
from bot.subscriptions import Subscription
from bot.wechat.simulator import FOREVER, Body, Errcode
from tests.delivery.team import DAY, HEADING, digests, resend, rows, texts, wake
from tests.house import ADMIN, TEAM, House, house_settings, open_house


async def test_an_older_copy_of_a_row_never_takes_the_place_of_a_newer_end(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, minutes=30)
    (old,) = await rows(house)
    assert await resend(house, None, 1) is Resent.SENT
    assert not await house.rooms.ledger.settle(replace(old, state=State.FAILED), was=old)
    await wake(house, minutes=30)
    assert len(digests(house)) == 1


async def test_a_final_day_without_figures_can_be_had_by_its_button_too(house: House) -> None:
    await wake(house, days=30)
    for name in ("getuserread", "getarticlesummary"):
        house.simulator.faults.add(name, Body({"list": []}), times=FOREVER)
    assert await resend(house, 0, 1) is Resent.SENT


async def test_send_again_works_where_the_topic_was_deleted(house: House) -> None:
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    await house.say("/subscribe", person=ADMIN, chat=TEAM, topic=9)
    house.sender.outcomes = [Unknown(), NoTopic()]
    await wake(house, minutes=30)
    (line,) = [message for _, topic, message in house.sender.posted if topic == 0]
    command = line.buttons[0][0].command
    assert "was sent" in await house.say(command, chat=TEAM, update=1)


async def test_what_was_left_out_and_cannot_be_sent_now_stays_left_out(house: House) -> None:
    await wake(house, days=2)
    told = len(house.sender.posted)
    house.sender.outcomes = [Later(5)]
    assert await resend(house, 0, 1) is Resent.FAILED
    await wake(house, minutes=5)
    assert len(house.sender.posted) == told
    assert await resend(house, None, 2) is Resent.SENT


async def test_a_line_in_flight_is_waited_for_at_the_stop(house: House) -> None:
    began, release = asyncio.Event(), asyncio.Event()

    async def slow(chat: int, message: Message, topic: int) -> None:
        if message.text.startswith("I cannot tell"):
            began.set()
            await release.wait()

    house.sender.outcomes = [Unknown()]
    house.sender.meanwhile = slow
    look = asyncio.create_task(wake(house, minutes=30))
    await began.wait()
    look.cancel()
    release.set()
    await house.app.delivery.idle(5)
    assert await house.rooms.ledger.rows(untold=True) == []


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


async def test_two_looks_at_once_ask_about_it_once(house: House) -> None:
    async def slow(chat: int, message: Message, topic: int) -> None:
        await asyncio.sleep(0.01)

    house.sender.outcomes = [Unknown(), Later(5)]
    await wake(house, minutes=30)
    house.sender.meanwhile = slow
    house.clock.pass_by(minutes=5)
    await asyncio.gather(house.app.delivery.wake(), house.app.delivery.wake())
    assert len(house.sender.texts(TEAM)) == 1


async def test_send_again_acts_once_whoever_presses(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    said = [await house.say("/resend 2015-01-05 #1", person=n, chat=TEAM, group=True, update=n) for n in (1, 2)]
    assert said == [
        "The digest of Monday, 5 January 2015 was sent.",
        "The digest of Monday, 5 January 2015 was sent already.",
    ]
    assert len(digests(house)) == 1


async def test_fifty_presses_at_once_send_once(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    ends = await asyncio.gather(*(resend(house, 1, n) for n in range(50)))
    assert sorted(ends) == [Resent.ALREADY] * 49 + [Resent.SENT]
    assert len(digests(house)) == 1


async def test_an_update_that_is_delivered_twice_acts_once(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Unknown()]
    await wake(house, minutes=30)
    first = await resend(house, None, 77)
    second = await resend(house, None, 77)
    assert (first, second) == (Resent.UNKNOWN, Resent.FAILED)
    assert len(house.sender.tried) == 3


async def test_a_button_whose_press_brought_nothing_stays_and_works_later(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Later(5)]
    await wake(house, minutes=30)
    answer = (await house.said("/resend 2015-01-05 #1", chat=TEAM, update=1))[-1]
    assert "could not be sent just now" in answer.text
    assert [b.command for row in answer.buttons for b in row] == ["/resend 2015-01-05 #1"]
    assert "was sent" in await house.say("/resend 2015-01-05 #1", chat=TEAM, update=2)
    assert "was sent already" in await house.say("/resend 2015-01-05 #1", chat=TEAM, update=3)
    assert len(digests(house)) == 1


async def test_send_again_of_unfinished_figures_is_marked_so_and_of_none_at_all_waits() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await seed_chats(house.app)
        for name in ("getuserread", "getarticlesummary"):
            house.simulator.faults.add(name, Errcode(61503), times=FOREVER)
        house.sender.outcomes = [Unknown()]
        await wake(house, hours=4, minutes=30)
        assert await resend(house, 1, 1) is Resent.WAITING
        house.simulator.faults.clear()
        house.clock.pass_by(minutes=11)
        house.simulator.faults.add("getusershare", Errcode(48001), times=FOREVER)
        assert await resend(house, 1, 2) is Resent.SENT
        text = digests(house)[-1]
    assert "24,140 readers" in text
    assert "Provisional" in text


async def test_send_again_of_an_earlier_attempt_acts_no_more(house: House) -> None:
    house.sender.outcomes = [Unknown(), Sent(2), Unknown()]
    await wake(house, minutes=30)
    assert await resend(house, 1, 1) is Resent.UNKNOWN
    assert await resend(house, 1, 2) is Resent.ALREADY
    assert await resend(house, 2, 3) is Resent.SENT


async def test_a_press_under_an_uncertain_digest_proves_that_it_arrived(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    await house.app.delivery.arrived(TEAM, 0, "d20150105", ALL, 99)
    (row,) = await rows(house)
    assert (row.state, row.message_id) == (State.SENT, 99)
    assert await resend(house, 1, 1) is Resent.ALREADY


async def test_a_digest_that_was_never_due_cannot_be_sent_again(house: House) -> None:
    assert await resend(house, None, 1, date(2014, 12, 24)) is Resent.NEVER


async def test_what_was_left_out_can_be_had_by_its_button(house: House) -> None:
    await wake(house, days=2)
    assert await resend(house, 0, 1) is Resent.SENT
    assert digests(house)[-1].startswith(HEADING)


async def two_accounts(house: House) -> None:
    """Each account's digest comes to the team by itself."""
    for scope in ("demo", "other"):
        since = house.clock.now()
        await house.app.subscriptions.put(Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", since, scope))


async def test_of_two_accounts_digests_the_line_and_its_button_name_the_one_that_may_not_have_arrived() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(("demo", "other"))) as house:
        await two_accounts(house)
        house.sender.outcomes = [Sent(1), Unknown()]
        await wake(house, minutes=30)
        (uncertain,) = [row for row in await rows(house) if row.state is State.UNCERTAIN]
        button = house.sender.posted[-1][2].buttons[0][0]
        assert button.command == f"/resend 2015-01-05 #1 @{uncertain.key.scope}"
        assert "was sent" in await house.say("/resend 2015-01-05", chat=TEAM, update=1), "it is the one meant"
        assert {row.state for row in await rows(house)} == {State.SENT}


async def test_a_press_proves_the_digest_of_its_own_account_alone() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(("demo", "other"))) as house:
        await two_accounts(house)
        house.sender.outcomes = [Unknown(), Unknown()]
        await wake(house, minutes=30)
        await house.app.delivery.arrived(TEAM, 0, "d20150105", "other", 99)
        states = {row.key.scope: row.state for row in await rows(house)}
    assert states == {"demo": State.UNCERTAIN, "other": State.SENT}


async def test_a_digest_of_a_dead_process_that_a_press_proves_to_have_arrived_is_put_right(house: House) -> None:
    """What it showed was never written down."""
    await wake(house)
    house.clock.pass_by(minutes=30)
    house.app.delivery.stop()
    await house.app.delivery.wake()
    (row,) = await rows(house)
    assert await house.rooms.ledger.claim(row.key, attempt=0)
    async with open_house("2015-01-06 09:00", rooms=house.rooms) as again:
        await again.app.delivery.settle()
        await again.app.delivery.arrived(TEAM, 0, "d20150105", ALL, 99)
        await wake(again, minutes=1)
        ((_, number, message),) = again.sender.edited
    assert number == 99
    assert "24,140 readers" in message.text
    assert "Corrected" not in message.text


async def test_a_week_is_not_taken_for_the_day_that_it_begins_with_nor_one_account_for_another() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(("demo", "other"))) as house:
        await two_accounts(house)
        house.sender.outcomes = [Unknown(), Unknown()]
        await wake(house, minutes=30)
        week = Wish(TEAM, 0, Span(DAY, DAY + timedelta(days=6)))
        assert await house.app.delivery.resend(week) is Resent.NEVER
        await house.say("/resend 2015-01-05 @other", chat=TEAM, update=2)
        states = {row.key.scope: row.state for row in await rows(house)}
    assert states == {"demo": State.UNCERTAIN, "other": State.SENT}


SENT = "The digest of Monday, 5 January 2015 was sent."
ALREADY = "The digest of Monday, 5 January 2015 was sent already."
UNSURE = "I cannot tell whether the digest of Monday, 5 January 2015 reached this chat."


async def mended(house: House) -> list[tuple[int, str, int]]:
    """The lines that were put right: the message, its words now, and how many buttons it has."""
    await house.app.delivery.idle(5)
    return [(number, plain(m.text), len(m.buttons)) for chat, number, m in house.sender.edited if chat == TEAM]


async def test_the_line_that_cannot_tell_says_so_once_the_digest_was_sent_again(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    assert texts(house) == [UNSURE]
    assert await resend(house, None, 1) is Resent.SENT
    assert await mended(house) == [(2, SENT, 0)]
    (row,) = await rows(house)
    assert (row.state, row.message_id) == (State.SENT, 3)


async def test_the_line_that_cannot_tell_says_so_once_a_press_proves_that_the_digest_arrived(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    for _ in range(2):
        await house.app.delivery.arrived(TEAM, 0, "d20150105", ALL, 1)
    assert await mended(house) == [(2, ALREADY, 0)]


async def test_of_a_digest_that_is_uncertain_again_only_the_newest_line_asks(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    house.sender.outcomes = [Unknown()]
    assert await resend(house, None, 1) is Resent.UNKNOWN
    assert await mended(house) == []
    await wake(house, minutes=5)
    assert texts(house) == [UNSURE, UNSURE]
    assert await mended(house) == [(2, UNSURE, 0)]
    assert await resend(house, None, 2) is Resent.SENT
    assert (await mended(house))[1:] == [(4, SENT, 0)]


async def test_a_line_that_was_on_its_way_while_the_digest_was_sent_again_does_not_ask(house: House) -> None:
    async def meanwhile(chat: int, message: Message, topic: int) -> None:
        if message.text.startswith("I cannot tell"):
            house.sender.turn = None
            assert await resend(house, None, 1) is Resent.SENT

    house.sender.outcomes = [Unknown()]
    house.sender.turn = meanwhile
    await wake(house, minutes=30)
    assert await mended(house) == [(3, ALREADY, 0)]


async def test_a_line_that_cannot_be_put_right_costs_nothing_else(house: House) -> None:
    house.sender.outcomes, house.sender.ends = [Unknown()], [Later(60)]
    await wake(house, minutes=30)
    assert await resend(house, None, 1) is Resent.SENT
    assert len(digests(house)) == 1


async def test_no_link_leads_to_the_line_in_place_of_the_digest(house: House) -> None:
    (row,) = await rows_after_an_uncertain_end(house)
    assert row.message_id is not None
    assert link_of(replace(row, key=replace(row.key, chat=-1001234567890))) is None


async def rows_after_an_uncertain_end(house: House) -> list[DeliveryRow]:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    return await rows(house)
