"""Weekly and monthly digests, days of the week, pauses: through the same ledger, each period once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from bot.core.outcomes import Unknown
from bot.core.periods import Cadence
from bot.core.ports import DIGEST, State
from bot.render import plain
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import ONE, subscribed, wake
from tests.house import ADMIN, TEAM, House, house_settings, open_house


async def mornings(house: House, days: int) -> list[str]:
    """Let so many days pass, looking at each due instant of half past eight; what came to the team."""
    before = len(house.sender.texts(TEAM))
    for _ in range(days):
        await wake(house, days=1)
    return house.sender.texts(TEAM)[before:]


def headings(texts: list[str]) -> list[str]:
    return [text.splitlines()[0] for text in texts]


async def test_a_weekly_digest_comes_on_monday_about_monday_to_sunday() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, replace(ONE, cadence=Cadence.WEEKLY))
        texts = await mornings(house, 14)
    assert headings(texts) == ["Daily Tech · 5–11 January 2015", "Daily Tech · 12–18 January 2015"]
    assert "readers a day ▼ 5.6 % on the week before · best" in texts[0]
    assert texts[0].count("2015") == 1, "the heading alone says the year"
    assert "reader-days" not in texts[0], "people add over nothing: their sum is told where it is asked for"


async def test_a_monthly_digest_comes_on_the_first_about_the_month_before() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, replace(ONE, cadence=Cadence.MONTHLY))
        texts = await mornings(house, 60)
    assert headings(texts) == ["Daily Tech · 1–31 January 2015", "Daily Tech · 1–28 February 2015"]


async def test_daily_weekly_and_monthly_in_one_chat_come_side_by_side_each_once() -> None:
    async with open_house("2015-01-31 08:30") as house:
        await subscribed(house, *(replace(ONE, cadence=cadence) for cadence in Cadence))
        texts = await mornings(house, 2)
        twice = await mornings(house, 0)
        rows = await house.rooms.ledger.rows()
    assert headings(texts) == [
        "Daily Tech · Saturday, 31 January 2015",
        "Daily Tech · 1–31 January 2015",
        "Daily Tech · Sunday, 1 February 2015",
        "Daily Tech · 26 January – 1 February 2015",
    ]
    assert twice == []
    assert len({row.key for row in rows}) == len(rows) == 4


async def test_a_weekly_digest_that_was_missed_comes_up_to_three_days_late_and_is_then_named() -> None:
    async with open_house("2015-01-11 09:00") as house:
        await subscribed(house, replace(ONE, cadence=Cadence.WEEKLY))
        await wake(house, days=3, hours=23)
        (late,) = house.sender.texts(TEAM)
        await wake(house, days=9)
        named = house.sender.posted[-1][2]
    assert "Late: this was due on 12 January 2015, 08:30." in late
    assert plain(named.text) == "The digest of 12–18 January 2015 was not sent in time."
    assert [b.command for row in named.buttons for b in row] == ["/resend 2015-01-12..2015-01-18 #0"]


async def test_send_again_of_a_week_sends_that_week() -> None:
    async with open_house("2015-01-11 09:00") as house:
        await subscribed(house, replace(ONE, cadence=Cadence.WEEKLY))
        house.sender.outcomes = [Unknown()]
        await wake(house, days=1)
        (line,) = [message for _, _, message in house.sender.posted]
        assert line.text == "I cannot tell whether the digest of 5–11 January 2015 reached this chat."
        answer = await house.say(line.buttons[0][0].command, chat=TEAM, update=1)
        assert answer == "The digest of 5–11 January 2015 was sent."
        assert headings(house.sender.texts(TEAM))[-1] == "Daily Tech · 5–11 January 2015"


async def test_a_press_under_an_uncertain_week_settles_the_week_and_not_a_day_that_begins_with_it() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, ONE, replace(ONE, cadence=Cadence.WEEKLY))
        await wake(house, days=1)
        house.sender.outcomes = [Unknown()] * 2
        for _ in range(6):
            await wake(house, days=1)
        await house.app.delivery.arrived(TEAM, 0, "w20150105", "all", 77)
        rows = {row.key.report: row for row in await house.rooms.ledger.rows(day=date(2015, 1, 5))}
    assert rows["weekly"].state is State.SENT
    assert rows["daily"].message_id != 77


async def test_on_workdays_alone_the_weekend_stands_as_buttons_under_mondays_digest() -> None:
    async with open_house("2015-01-02 08:30") as house:
        await subscribed(house, replace(ONE, weekdays=frozenset(range(1, 6))))
        texts = await mornings(house, 4)
        digests = [message for chat, _, message in house.sender.posted if chat == TEAM]
        commands = [button.command for button in digests[0].buttons[-1]]
    assert headings(texts) == ["Daily Tech · Sunday, 4 January 2015", "Daily Tech · Monday, 5 January 2015"]
    assert commands == ["/report 2015-01-02 ^d20150104", "/report 2015-01-03 ^d20150104"]
    assert all("2015-01-02" not in b.command for row in digests[1].buttons for b in row)


async def test_the_days_under_a_digest_of_one_account_are_of_that_account() -> None:
    async with open_house("2015-01-03 08:30") as house:
        await subscribed(house, replace(ONE, scope="demo", weekdays=frozenset({1, 2, 3, 4, 5})))
        await mornings(house, 2)
        (digest,) = [message for _, _, message in house.sender.posted]
    assert [b.command for b in digest.buttons[-1]] == [
        "/report 2015-01-02 @demo ^d20150104",
        "/report 2015-01-03 @demo ^d20150104",
    ]


async def test_one_of_two_accounts_each_has_a_digest_of_its_own_in_one_chat() -> None:
    async with open_house("2015-01-05 09:00", settings=house_settings(("demo", "other"))) as house:
        await subscribed(house, replace(ONE, scope="demo"), replace(ONE, scope="other", at=time(9)))
        await wake(house, hours=23, minutes=30)
        first = headings(house.sender.texts(TEAM))
        await wake(house, minutes=30)
        both = headings(house.sender.texts(TEAM))
    assert first == ["Daily Tech · Monday, 5 January 2015"]
    assert both == [*first, "Other · Monday, 5 January 2015"]


async def test_a_pause_owes_nothing_for_its_time_and_ends_on_its_day() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, ONE)
        assert "until Friday, 9 January 2015" in await house.say("/pause 2015-01-09", chat=TEAM, person=ADMIN)
        texts = await mornings(house, 5)
    assert headings(texts) == ["Daily Tech · Thursday, 8 January 2015", "Daily Tech · Friday, 9 January 2015"]


async def test_a_digest_that_waits_when_its_chat_is_paused_is_not_sent_later() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, ONE)
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
        await wake(house, days=1)
        await house.say("/pause", chat=TEAM, person=ADMIN)
        house.simulator.faults.clear()
        await house.say("/subscribe", chat=TEAM, person=ADMIN)
        await wake(house, minutes=10)
        assert house.sender.texts(TEAM) == []
        (row,) = await house.rooms.ledger.rows()
    assert (row.state, row.reason) == (State.SKIPPED, "asked")


async def test_other_days_of_the_week_owe_what_fell_due_today_and_nothing_of_the_days_before() -> None:
    async with open_house("2015-01-02 08:30") as house:
        await subscribed(house, replace(ONE, weekdays=frozenset(range(1, 6))))
        await mornings(house, 2)
        answer = await house.say("/subscribe everyday", chat=TEAM, person=ADMIN)
        await wake(house, minutes=1)
        texts = house.sender.texts(TEAM)[-1:] + await mornings(house, 1)
    assert "The digest now comes here daily at 08:30 · Asia/Shanghai." in answer
    assert headings(texts) == ["Daily Tech · Saturday, 3 January 2015", "Daily Tech · Sunday, 4 January 2015"]


async def test_rows_of_more_than_four_hundred_days_ago_are_counted_only() -> None:
    async with open_house("2015-01-05 08:30") as house:
        await subscribed(house, ONE)
        await mornings(house, 1)
        house.clock.pass_by(days=402)
        await house.app.subscriptions.put(replace(ONE, since=house.clock.now()))
        await house.app.delivery.wake()
        rows = [row for row in await house.rooms.ledger.rows() if row.key.part == DIGEST]
        folded = await house.rooms.ledger.folded(TEAM)
    assert date(2015, 1, 5) not in [row.key.first for row in rows]
    assert folded == {State.SENT: 1}
    assert timedelta(days=400) < house.clock.now().date() - date(2015, 1, 5)
