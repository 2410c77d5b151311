"""`is_delay`: what WeChat itself calls unfinished is shown as such, and never takes the place of what is finished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest

from bot.collect.rules import Held, Purpose, is_final, is_ready, read, to_ask, to_keep
from bot.core.days import Span
from bot.core.facts import Reply
from bot.wechat.endpoints import ARTICLE_READ, ARTICLE_TOTAL, ARTICLE_TOTAL_DETAIL, BIZ_SUMMARY, Endpoint
from bot.wechat.simulator import FOREVER, Altered
from tests.collect.test_collect import asked
from tests.house import House, china, open_house

DAY = date(2026, 11, 23)
MORNING, NOON, LATER, FOR_GOOD = "2026-11-24 08:30", "2026-11-24 12:30", "2026-11-24 15:00", "2026-11-26 12:00"


def body(readers: int | None, *, delayed: bool) -> Mapping[str, Any]:
    rows = [] if readers is None else [{"ref_date": str(DAY), "detail": {"read_user": readers}}]
    return {"list": rows, "is_delay": delayed}


def reply(at: str, readers: int | None, *, delayed: bool = False, endpoint: Endpoint = BIZ_SUMMARY) -> Reply:
    return Reply("demo", endpoint.name, DAY, china(at), china(at), body(readers, delayed=delayed))


def kept(*replies: Reply) -> Reply:
    """What the archive holds after these answers, one after the other."""
    held: Reply | None = None
    for one in replies:
        held = to_keep(held, one)
    assert held is not None
    return held


def held(*replies: Reply) -> Held:
    one = kept(*replies)
    return read(BIZ_SUMMARY if one.endpoint == BIZ_SUMMARY.name else ARTICLE_READ, one, ())


def test_a_delayed_account_row_makes_no_day_complete_and_nothing_ready() -> None:
    account = held(reply(NOON, 5, delayed=True))
    assert account.complete_at is None
    assert not is_ready(account, account)
    other = held(reply(LATER, 5, endpoint=ARTICLE_READ))
    assert not is_ready(other, account)


def test_a_delayed_other_reply_is_not_ready_although_the_account_row_is() -> None:
    account = held(reply(MORNING, 5))
    assert not is_ready(held(reply(NOON, 5, delayed=True, endpoint=ARTICLE_READ)), account)
    assert is_ready(held(reply(NOON, 5, endpoint=ARTICLE_READ)), account)


def test_a_delayed_answer_is_never_the_last_word() -> None:
    assert not held(reply(FOR_GOOD, 5, delayed=True)).final
    assert held(reply(FOR_GOOD, 5)).final
    late = held(reply(FOR_GOOD, 5, delayed=True))
    assert to_ask(late, DAY, ready=False, purpose=Purpose.QUESTION, now=china("2026-12-24 12:30"))


@pytest.mark.parametrize("readers", [4, None])
def test_a_delayed_answer_never_takes_the_place_of_a_finished_one(readers: int | None) -> None:
    first = reply(MORNING, 5)
    again = kept(first, reply(NOON, readers, delayed=True))
    assert again.body == first.body
    assert again.complete_at == china(MORNING)
    assert is_ready(read(BIZ_SUMMARY, again, ()), read(BIZ_SUMMARY, again, ()))


@pytest.mark.parametrize("readers", [4, None])
def test_the_day_is_then_as_if_it_had_not_been_asked(readers: int | None) -> None:
    again = kept(reply(MORNING, 5), reply(FOR_GOOD, readers, delayed=True))
    assert again.asked_at == china(MORNING)
    assert not read(BIZ_SUMMARY, again, ()).final


@pytest.mark.parametrize(
    ("before", "after", "readers"),
    [
        (reply(MORNING, 4, delayed=True), reply(NOON, 5), 5),
        (reply(MORNING, 4, delayed=True), reply(NOON, 5, delayed=True), 5),
        (reply(MORNING, None), reply(NOON, 4, delayed=True), 4),
        (reply(MORNING, None, delayed=True), reply(NOON, 4, delayed=True), 4),
        (reply(MORNING, 4, delayed=True), reply(NOON, None), 4),
    ],
    ids=["finished", "more", "first", "first after delay", "empty"],
)
def test_what_is_newer_stands_in_every_other_case(before: Reply, after: Reply, readers: int) -> None:
    assert kept(before, after).rows[0]["detail"]["read_user"] == readers


def test_a_life_is_longer_each_time_so_that_a_delayed_one_is_still_the_better() -> None:
    first, longer = (
        Reply("demo", ARTICLE_TOTAL_DETAIL.name, DAY, china(at), china(at), {"list": [{"msgid": at}], "is_delay": late})
        for at, late in ((NOON, False), ("2026-11-25 12:30", True))
    )
    assert kept(first, longer).rows == longer.rows
    assert kept(first, longer).delayed


@pytest.mark.parametrize(
    ("endpoint", "at", "final"),
    [
        (ARTICLE_TOTAL, "2026-12-01 11:59", False),
        (ARTICLE_TOTAL, "2026-12-01 12:00", True),
        (ARTICLE_TOTAL_DETAIL, "2026-12-01 12:00", False),
        (ARTICLE_TOTAL_DETAIL, "2026-12-23 11:59", False),
        (ARTICLE_TOTAL_DETAIL, "2026-12-23 12:00", True),
        (BIZ_SUMMARY, "2026-11-26 11:59", False),
        (BIZ_SUMMARY, "2026-11-26 12:00", True),
    ],
)
def test_days_are_final_at_noon_of_the_third_day_and_lives_at_noon_of_their_eighth_or_thirtieth(
    endpoint: Endpoint, at: str, final: bool
) -> None:
    assert is_final(endpoint, DAY, china(at)) is final


@pytest.mark.parametrize(
    ("one", "now", "again"),
    [
        (None, NOON, True),
        (held(reply(MORNING, 5)), "2026-11-26 11:59", False),
        (held(reply(MORNING, 5)), FOR_GOOD, True),
        (held(reply(NOON, 5, delayed=True)), LATER, False),
        (held(reply(FOR_GOOD, 5)), "2027-01-01 00:00", False),
    ],
)
def test_a_backfill_asks_what_is_not_held_and_what_it_can_have_for_good(
    one: Held | None, now: str, again: bool
) -> None:
    assert to_ask(one, DAY, ready=False, purpose=Purpose.BACKFILL, now=china(now)) is again


async def digest(house: House) -> bool:
    return (await house.app.delivery.composer.draft_digest(Span.day(DAY), "all")).ready


async def test_a_digest_waits_for_delayed_figures_at_one_call_a_try_and_then_has_them_whole() -> None:
    async with open_house(MORNING) as house:
        whole = await house.say("/report")
    async with open_house(MORNING, delayed_until=time(10, 30)) as house:
        costs = []
        for _ in range(5):
            before = asked(house)
            assert not await digest(house)
            costs.append(asked(house) - before)
            house.clock.pass_by(minutes=15)
        # The first answer calls all its days delayed, so that the comparison of a week before is asked once by itself.
        assert costs == [1, 2, 1, 1, 1]
        assert asked(house, "getarticle") == 0
        house.clock.instant = china("2026-11-24 10:31")
        assert await digest(house)
        assert figures(await house.say("/report")) == figures(whole)


def figures(said: str) -> list[str]:
    return [line for line in said.splitlines() if "as of" not in line]


async def test_a_question_is_answered_with_delayed_figures_and_says_so_until_they_are_finished() -> None:
    async with open_house(MORNING, delayed_until=time(10, 30)) as house:
        early = await house.say("/reads")
        assert "WeChat has not finished these figures yet; they may still change." in early
        house.clock.instant = china("2026-11-24 10:31")
        late = await house.say("/reads")
    assert "not finished" not in late
    assert figures(early)[1] != figures(late)[1]


async def test_a_finished_day_that_wechat_calls_delayed_again_stays_as_it_was() -> None:
    def fewer(answer: dict[str, Any]) -> object:
        return body(1, delayed=True)

    async with open_house(NOON) as house:
        before = await house.say("/reads")
        house.simulator.faults.add(BIZ_SUMMARY.name, Altered(fewer), times=FOREVER)
        house.clock.pass_by(hours=7)
        after = await house.say("/reads")
        await house.app.upkeep()
        assert await digest(house)
    assert figures(after) == figures(before)
    assert "not finished" not in after


async def test_a_day_that_comes_late_is_waited_for_and_its_neighbours_are_not() -> None:
    async with open_house(MORNING, late={DAY: time(11)}) as house:
        assert not await digest(house)
        assert "readers" in await house.say("/reads 2026-11-22")
        house.clock.instant = china("2026-11-24 11:00")
        assert await digest(house)
