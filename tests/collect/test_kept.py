"""What is asked of WeChat for a digest, what the archive keeps of it, and what faults leave as it was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date, time

import httpx
import pytest

from bot.app import Rooms
from bot.collect import Need, Purpose
from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Part, Reply
from bot.store.memory import MemoryArchive
from bot.wechat.endpoints import ARTICLE_SUMMARY, ENDPOINTS, USER_READ, USER_SHARE
from bot.wechat.simulator import FOREVER, Body, CutOff, Errcode, Html, NotComputed, Simulator
from tests.collect.test_collect import asked
from tests.house import House, StandingClock, china, house_settings, memory_rooms, open_house

DAY = date(2015, 1, 13)
NEEDS = [Need(part, Span.day(DAY)) for part in (Part.ACCOUNT, Part.ARTICLES, Part.SCENES)]
ODD_BODIES: list[object] = [{"list": None}, {"list": []}, {"list": [1]}, {}, [], None, {"errcode": "x"}]
FAULTS = [
    *(Errcode(code) for code in (-1, 40001, 40013, 40125, 40164, 45009, 45011, 47009, 48001, 61501, 61503)),
    *(Html(status) for status in (200, 404, 500, 502)),
    CutOff(),
    *(Body(body) for body in ODD_BODIES),
]


async def digest(house: House) -> bool:
    """A try at the day's digest; whether it is ready."""
    return (await house.app.delivery.composer.draft_digest(Span.day(DAY), "all")).ready


class RefusingOneDay(httpx.AsyncBaseTransport):
    """The simulator, but the quota is used up for the account rows of one day."""

    def __init__(self, simulator: Simulator, day: date) -> None:
        self._through, self._day = simulator.transport(), day

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread() or b"{}")
        if request.url.path == USER_READ.path and body["begin_date"] == self._day.isoformat():
            return httpx.Response(200, json={"errcode": 45009, "errmsg": "reach max api daily quota limit"})
        return await self._through.handle_async_request(request)


async def test_a_comparison_that_cannot_be_had_does_not_hold_up_a_ready_digest() -> None:
    """Only D decides whether a digest of D is ready, not D−7: the first try has D's articles and shares."""
    simulator = Simulator(StandingClock(china("2015-01-14 08:30")))
    refusing = RefusingOneDay(simulator, date(2015, 1, 6))
    async with open_house("2015-01-14 08:30", transport=refusing) as house:
        draft = await house.app.delivery.composer.draft_digest(Span.day(DAY), "all")
        assert draft.ready
        assert draft.sections[0].trouble is None  # it is about a day that is only compared with


@pytest.mark.parametrize("not_computed", NotComputed)
async def test_until_its_account_row_is_there_a_day_costs_a_digest_one_call_a_try(not_computed: NotComputed) -> None:
    async with open_house("2015-01-14 08:30", computed_at=time(11), not_computed=not_computed) as house:
        assert not await digest(house)
        for minutes in (10, 20, 30):
            before = asked(house)
            house.clock.pass_by(minutes=minutes)
            assert not await digest(house)
            assert asked(house) - before == 1
        assert asked(house, ARTICLE_SUMMARY.name) == asked(house, USER_SHARE.name) == 0


async def test_the_first_try_after_the_row_came_has_everything_and_the_next_asks_nothing() -> None:
    async with open_house("2015-01-14 08:30", computed_at=time(11)) as house:
        assert not await digest(house)
        house.clock.pass_by(hours=3)
        assert await digest(house)
        before = asked(house)
        assert await digest(house)
        assert asked(house) == before


async def test_what_failed_is_asked_again_alone_and_what_came_is_kept() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add(ARTICLE_SUMMARY.name, Errcode(48001))
        assert "does not let Daily Tech read its figures" in await house.say("/report 2015-01-13")
        counts = {endpoint.name: asked(house, endpoint.name) for endpoint in ENDPOINTS}
        await house.say("/report 2015-01-13")
        after = {endpoint.name: asked(house, endpoint.name) for endpoint in ENDPOINTS}
        assert after == counts | {ARTICLE_SUMMARY.name: counts[ARTICLE_SUMMARY.name] + 1}


async def bodies(rooms: Rooms) -> dict[tuple[str, date], Mapping[str, object]]:
    """What the archive holds, without the instants at which it was asked for."""
    span = Span(date(2015, 1, 1), date(2015, 1, 31))
    held = {endpoint.name: await rooms.archive.held("demo", endpoint.name, span) for endpoint in ENDPOINTS}
    return {(name, day): reply.body for name, replies in held.items() for day, reply in replies.items()}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_fault_of_wechats_takes_or_changes_what_the_archive_holds(
    fault: Errcode | Html | CutOff | Body,
) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-14 12:00", rooms=rooms) as house:
        await house.say("/report 2015-01-13")
        before = await bodies(rooms)
        house.simulator.faults.add("*", fault, times=FOREVER)
        for hours in (1, 7, 24):
            house.clock.pass_by(hours=hours)
            await house.say("/report 2015-01-13")
            await digest(house)
            await house.app.upkeep()
        after = await bodies(rooms)
        # An empty list may be news about a day that was not held; it is none about one that was.
        assert {spot: after.get(spot) for spot in before} == before
        assert {(e.name, DAY) for e in (USER_READ, ARTICLE_SUMMARY, USER_SHARE)} <= before.keys()


async def test_an_empty_final_day_is_held_and_never_asked_for_again() -> None:
    async with open_house("2015-01-16 12:00") as house:
        house.simulator.faults.add(USER_READ.name, Body({"list": []}), times=FOREVER)
        (account,) = house.app.accounts
        needs = [Need(Part.ACCOUNT, Span.day(DAY))]
        snapshot, _ = await house.app.collect.ensure(account, needs, Purpose.QUESTION)
        assert snapshot.day(DAY).ready
        assert snapshot.day(DAY).account is None
        before = asked(house)
        for purpose in Purpose:
            house.clock.pass_by(days=1)
            await house.app.collect.ensure(account, needs, purpose)
        assert asked(house) == before


class FullLater(MemoryArchive):
    """An archive whose disk fills up."""

    full = False

    async def keep(self, replies: Sequence[Reply]) -> None:
        if self.full:
            raise StoreUnusable(path="x", reason="the disk is full")
        await super().keep(replies)


async def test_store_trouble_comes_out_of_collect_and_what_is_held_is_still_answered() -> None:
    archive = FullLater()
    rooms = Rooms(archive, memory_rooms().ledger, memory_rooms().shelf)
    async with open_house("2015-01-14 12:00", rooms=rooms) as house:
        before = await house.say("/reads 2015-01-13")
        archive.full = True
        house.clock.pass_by(hours=7)
        (account,) = house.app.accounts
        with pytest.raises(StoreUnusable):
            await house.app.collect.ensure(account, NEEDS, Purpose.QUESTION)
        after = await house.say("/reads 2015-01-13")
        assert "the disk is full" in after
        assert next(line for line in before.splitlines() if "readers" in line) in after


async def test_a_question_is_answered_from_the_archive_while_the_copy_is_young() -> None:
    async with open_house("2015-01-14 09:00") as house:
        await house.say("/reads 2015-01-13")
        before = asked(house)
        house.clock.pass_by(hours=6)
        await house.say("/reads 2015-01-13")
        assert asked(house) == before
        house.clock.pass_by(minutes=1)
        await house.say("/reads 2015-01-13")
        assert asked(house) > before


class HoldingUp(httpx.AsyncBaseTransport):
    """The simulator, but one account's token is not handed out before it is told to."""

    def __init__(self, simulator: Simulator, app_id: str) -> None:
        self._through, self._app_id = simulator.transport(), app_id
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if json.loads(await request.aread()).get("appid") == self._app_id:
            self.reached.set()
            await self.go_on.wait()
        return await self._through.handle_async_request(request)


async def test_one_accounts_fetching_does_not_wait_for_anothers() -> None:
    transport = HoldingUp(Simulator(StandingClock(china("2026-11-24 12:30"))), "wxslow")
    settings = house_settings(["demo", "slow"])
    async with open_house("2026-11-24 12:30", settings=settings, transport=transport) as house, asyncio.timeout(5):
        slow = asyncio.create_task(house.say("/reads 2015-01-13 @slow"))
        await transport.reached.wait()
        assert "readers" in await house.say("/reads 2015-01-13 @demo")
        assert not slow.done()
        transport.go_on.set()
        assert "readers" in await slow
