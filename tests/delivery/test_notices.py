"""What admins are told: a wrong clock, once, and once that it is right again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from email.utils import format_datetime

import httpx

from bot.app import seed_chats
from bot.core.ports import State
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import ADMIN, TEAM, House, StandingClock, open_house

DAY = date(2015, 1, 5)


class Dated(httpx.AsyncBaseTransport):
    """Answers that bear a date, by a clock that may be off."""

    inner: httpx.AsyncBaseTransport
    clock: StandingClock
    off = timedelta(0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        response.headers["Date"] = format_datetime(self.clock.now() + self.off)
        return response


@asynccontextmanager
async def apart(minutes: float) -> AsyncIterator[House]:
    """A house whose clock is so far behind WeChat's, which therefore refuses yesterday."""
    transport = Dated()
    async with open_house("2015-01-06 12:30", transport=transport) as house:
        transport.inner, transport.clock = house.simulator.transport(), house.clock
        transport.off = timedelta(minutes=minutes)
        house.simulator.faults.add("getuserread", Errcode(61501), times=FOREVER)
        await seed_chats(house.app)
        yield house


async def morning(house: House) -> None:
    await house.app.delivery.morning(DAY)


async def test_a_clock_that_is_off_is_told_to_the_admins_once_and_nothing_has_failed_for_good() -> None:
    async with apart(61) as house:
        await morning(house)
        await morning(house)
        (notice,) = house.sender.texts(ADMIN)
        rows = await house.rooms.ledger.rows(chat=TEAM)
    assert "its clock differs from this host's by 61 minutes. Set the host's clock (NTP)" in notice
    assert [row.state for row in rows] == [State.PLANNED]
    assert house.sender.texts(TEAM) == []


async def test_when_it_is_right_again_the_digest_goes_and_the_admins_hear_it_once() -> None:
    async with apart(-61) as house:
        await morning(house)
        house.simulator.faults.clear()
        house.clock.pass_by(minutes=6)
        await morning(house)
        await morning(house)
    assert house.sender.texts(ADMIN)[1:] == ["WeChat takes the days again: the clocks agree."]
    assert len(house.sender.texts(TEAM)) == 1


async def test_days_refused_under_a_right_clock_are_no_matter_of_the_clock() -> None:
    async with apart(4) as house:
        await morning(house)
    assert house.sender.texts(ADMIN) == []
