"""What is fetched, what is kept, and what faults leave of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from bot.app import Rooms
from bot.collect import Need, Purpose
from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Part, Reply
from bot.store.memory import MemoryArchive
from bot.wechat.simulator import FOREVER, Altered, Body, CutOff, Errcode, Html
from tests.house import House, memory_rooms, open_house

DAY = date(2015, 1, 5)


def asked(house: House, endpoint: str = "") -> int:
    return sum(call.path.startswith(f"/datacube/{endpoint}") for call in house.simulator.calls)


async def test_a_question_fetches_what_is_missing_and_the_second_time_nothing() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await house.say("/report 2015-01-05")
        first = asked(house)
        await house.say("/report 2015-01-05")
        await house.say("/reads 2015-01-05")
        await house.say("/top 2015-01-05")
        assert first == 4
        assert asked(house) == first


@pytest.mark.parametrize(("day", "at_once"), [("2015-01-05", 4), ("2026-11-23", 1)])
async def test_the_calls_of_a_question_about_days_that_are_final_are_made_at_once(
    day: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A young day's other figures are only ready once its account row was there.
    async with open_house("2026-11-24 12:30") as house:
        await house.say("/reads 2015-02-01")  # the token is there
        house.simulator.calls.clear()
        house.simulator.latency, under_way = 1.0, asyncio.Event()

        async def wait(_: float) -> None:
            await under_way.wait()

        monkeypatch.setattr(house.clock, "sleep", wait)
        answer = asyncio.create_task(house.say(f"/report {day}"))
        await asyncio.sleep(0.05)
        seen = asked(house)
        under_way.set()
        await answer
    assert seen == at_once


async def test_neighbouring_days_share_a_call() -> None:
    async with open_house("2026-11-24 12:30") as house:
        # Six days, and the six that they are compared with; a call takes three.
        await house.say("/reads 2015-01-05..2015-01-10")
        assert asked(house, "getuserread") == 4


async def test_the_same_question_of_many_people_at_once_is_fetched_once() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await asyncio.gather(*(house.say("/report 2015-01-05") for _ in range(20)))
        assert asked(house) == 4


class Counting(MemoryArchive):
    """An archive that counts its readings."""

    reads = 0

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        self.reads += 1
        return await super().held(account, endpoint, span)


async def test_final_days_come_from_memory_once_they_were_read() -> None:
    archive = Counting()
    rooms = Rooms(archive, memory_rooms().ledger, memory_rooms().shelf)
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        await house.say("/report 2015-01-05")
        before = archive.reads
        await house.say("/report 2015-01-05")
        assert archive.reads == before


async def test_an_unready_day_costs_a_digest_one_call_a_try() -> None:
    async with open_house("2015-01-06 08:30") as house:
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
        await house.app.delivery.composer.draft_digest(Span.day(DAY), "all")
        first = asked(house)
        draft = await house.app.delivery.composer.draft_digest(Span.day(DAY), "all")
        assert not draft.ready
        assert asked(house, "getarticlesummary") == asked(house, "getusershare") == 0
        assert asked(house) - first <= 2


@pytest.mark.parametrize(
    "fault",
    [Errcode(48001), Errcode(40125), Errcode(45009), Html(502), CutOff(), Body({"list": None}), Body({"list": []})],
    ids=str,
)
async def test_no_answer_of_wechats_takes_from_the_archive_and_it_still_answers(
    fault: Errcode | Html | CutOff | Body,
) -> None:
    async with open_house("2015-01-06 12:30") as house:
        before = await house.say("/reads 2015-01-05")
        house.simulator.faults.add("getuserread", fault, times=FOREVER)
        house.clock.pass_by(hours=7)
        after = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in before
    assert "24,140 readers" in after


async def test_what_wechat_revised_is_shown_once_it_was_asked_again() -> None:
    def more(answer: dict[str, list[dict[str, object]]]) -> object:
        for row in answer["list"]:
            row["int_page_read_user"] = 99_999
        return answer

    async with open_house("2015-01-06 12:00") as house:
        await house.say("/reads 2015-01-05")
        house.simulator.faults.add("getuserread", Altered(more), times=FOREVER)
        assert "24,140 readers" in await house.say("/reads 2015-01-05")
        house.clock.pass_by(hours=1)
        await house.app.upkeep()
        assert "99,999 readers" in await house.say("/reads 2015-01-05")


async def test_upkeep_makes_days_final_without_a_question_and_leaves_unasked_days_alone() -> None:
    async with open_house("2015-01-06 12:00") as house:
        await house.say("/report 2015-01-05")
        for _ in range(4):
            house.clock.pass_by(days=1)
            assert await house.app.upkeep()
        before = asked(house)
        await house.app.upkeep()
        assert asked(house) == before
        (account,) = house.app.accounts
        needs = [Need(part, Span.day(DAY)) for part in (Part.ACCOUNT, Part.ARTICLES, Part.SCENES)]
        look = await house.app.collect.look(account, needs)
        assert all(held.final for held in look.held.values())
        assert len(look.held) == 3


class Full(MemoryArchive):
    """An archive on a full disk."""

    async def keep(self, replies: Sequence[Reply]) -> None:
        raise StoreUnusable(path="x", reason="the disk is full")


async def test_a_store_that_takes_nothing_is_said_in_one_sentence() -> None:
    rooms = Rooms(Full(), memory_rooms().ledger, memory_rooms().shelf)
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        answer = await house.say("/reads 2015-01-05")
    assert "The store at x cannot be used: the disk is full." in answer


async def test_before_its_figures_are_finished_a_day_is_shown_with_a_warning() -> None:
    async with open_house("2015-01-06 07:00") as house:
        answer = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in answer
    assert "WeChat has not finished these figures yet; they may still change." in answer


async def test_a_purpose_is_what_decides_about_asking_again() -> None:
    async with open_house("2015-01-06 08:30") as house:
        (account,) = house.app.accounts
        needs = [Need(Part.ACCOUNT, Span.day(DAY))]
        await house.app.collect.ensure(account, needs, Purpose.DIGEST)
        house.clock.pass_by(hours=12)
        await house.app.collect.ensure(account, needs, Purpose.DIGEST)
        assert asked(house) == 1
        await house.app.collect.ensure(account, needs, Purpose.QUESTION)
        assert asked(house) == 2
