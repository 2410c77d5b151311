"""Days that WeChat refuses since our clock is wrong: that is what is said, and nothing counts as failed for good."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from bot.collect import Need, Purpose
from bot.core.days import Span
from bot.core.errors import ClockApart, Permanent
from bot.core.facts import Part
from bot.wechat.endpoints import BY_NAME
from bot.wechat.simulator import Simulator
from tests.house import House, StandingClock, china, memory_rooms, open_house

DAY = date(2026, 11, 23)
NEEDS = [Need(part, Span.day(DAY)) for part in (Part.ACCOUNT, Part.ARTICLES)]
STEP = "Set the host's clock (NTP), then ask again."


class Theirs(httpx.AsyncBaseTransport):
    """The simulator by a clock of its own, which every answer bears as its Date."""

    def __init__(self, now: datetime, *, dated: bool = True) -> None:
        self.clock = StandingClock(now)
        self.simulator = Simulator(self.clock)
        self._through, self._dated = self.simulator.transport(), dated

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._through.handle_async_request(request)
        if self._dated:
            response.headers["Date"] = format_datetime(self.clock.now().astimezone(UTC), usegmt=True)
        return response


def said(minutes: int) -> str:
    return f"WeChat refuses the days, and its clock differs from this host's by {minutes} minutes. {STEP}"


def clocks(house: House) -> list[ClockApart]:
    """What stands of refusals for a wrong clock."""
    standing = house.app.collect.fetching.health.standing()
    return [one.trouble for one in standing if isinstance(one.trouble, ClockApart)]


def right(house: House, theirs: Theirs) -> None:
    """The host's clock is set right, and the day is over by both."""
    theirs.clock.instant = house.clock.instant = china("2026-11-24 09:00")


@pytest.mark.parametrize("question", ["/reads", "/top", "/report", "/shares"])
async def test_a_question_hears_of_the_clocks_and_after_they_agree_has_its_figures(question: str) -> None:
    theirs = Theirs(china("2026-11-23 23:30"))
    async with open_house("2026-11-24 00:30", transport=theirs) as house:
        assert said(60) in await house.say(question)
        assert clocks(house)[0].params["minutes"] == 60
        right(house, theirs)
        after = await house.say(question)
        assert " readers" in after or " sharers" in after
        assert "clock" not in after
        assert clocks(house) == []


async def test_the_refusal_is_asked_once_and_leaves_no_mark_on_day_or_interface() -> None:
    theirs, rooms = Theirs(china("2026-11-23 23:30")), memory_rooms()
    async with open_house("2026-11-24 00:30", transport=theirs, rooms=rooms) as house:
        (account,) = house.app.accounts
        snapshot, troubles = await house.app.collect.ensure(account, NEEDS, Purpose.QUESTION)
        assert {type(trouble) for trouble in troubles} == {ClockApart}
        assert snapshot.held == {}
        names = [call.name for call in theirs.simulator.calls if call.path.startswith("/datacube/")]
        assert len(names) == len(set(names))
        fetching = house.app.collect.fetching
        assert fetching.withdrawn.ever("demo") == frozenset()
        assert all(fetching.budget.left("demo", name, all_of_it=True) > 900 for name in BY_NAME)
        for name in BY_NAME:
            assert await rooms.archive.marks("demo", name, Span(DAY - timedelta(days=30), DAY)) == {}


async def test_what_was_archived_is_still_answered() -> None:
    theirs = Theirs(china("2026-11-24 09:00"))
    async with open_house("2026-11-24 09:00", transport=theirs) as house:
        before = (await house.say("/reads 2026-11-23")).splitlines()
        house.clock.pass_by(days=1)
        assert said(24 * 60) in await house.say("/reads 2026-11-24")
        after = (await house.say("/reads 2026-11-23")).splitlines()
    assert after[:3] == before[:3]


async def test_upkeep_and_lives_have_failed_and_succeed_once_the_clocks_agree() -> None:
    theirs = Theirs(china("2026-11-24 13:00"))
    async with open_house("2026-11-24 13:00", transport=theirs) as house:
        await house.say("/report")
        house.clock.pass_by(days=1)
        assert not await house.app.lives()
        theirs.clock.pass_by(days=1)
        assert await house.app.lives()
        assert await house.app.upkeep()


@pytest.mark.parametrize(
    ("ours", "theirs", "dated"),
    [("2026-11-24 00:02", "2026-11-23 23:58", True), ("2026-11-24 00:30", "2026-11-23 23:30", False)],
    ids=["four minutes", "no Date"],
)
async def test_clocks_that_agree_or_that_nobody_knows_are_not_blamed(ours: str, theirs: str, dated: bool) -> None:
    wechat = Theirs(china(theirs), dated=dated)
    async with open_house(ours, transport=wechat) as house:
        (account,) = house.app.accounts
        _, (trouble, *_) = await house.app.collect.ensure(account, NEEDS, Purpose.QUESTION)
        assert type(trouble) is Permanent
        assert "WeChat refuses the days that were asked for." in str(trouble)
        assert clocks(house) == []
        right(house, wechat)
        assert " readers" in await house.say("/reads")


@pytest.mark.parametrize("date_header", ["", "soon", "Mon, 99 Nov 2026 99:99:99 GMT"])
async def test_a_date_that_is_none_breaks_nothing(date_header: str) -> None:
    class Odd(Theirs):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            response.headers["Date"] = date_header
            return response

    async with open_house("2026-11-24 00:30", transport=Odd(china("2026-11-23 23:30"))) as house:
        assert "WeChat refuses the days that were asked for." in await house.say("/reads")


async def test_a_clock_that_is_behind_asks_older_days_and_nothing_is_refused() -> None:
    theirs = Theirs(china("2026-11-24 09:00"))
    async with open_house("2026-11-22 09:00", transport=theirs) as house:
        assert " readers" in await house.say("/reads")
        assert clocks(house) == []
