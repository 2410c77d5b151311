"""Tokens live as long as WeChat's, by the program's clock."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from bot.wechat.simulator import Simulator
from tests.wechat.simulator.support import API, FakeClock, stable, token


class Door:
    """A simulator, its clock and a client."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.http = httpx.AsyncClient(transport=Simulator(self.clock).transport(), base_url=API)

    async def admits(self, given: dict[str, Any]) -> int:
        body = {"begin_date": "2026-11-20", "end_date": "2026-11-20"}
        asked = await self.http.post("/datacube/getuserread", params={"access_token": given["access_token"]}, json=body)
        code = asked.json().get("errcode", 0)
        assert isinstance(code, int)
        return code


@pytest.fixture
def door() -> Door:
    return Door()


async def test_a_token_lives_7200_seconds(door: Door) -> None:
    given = await token(door.http)
    assert given["expires_in"] == 7200
    door.clock.forward(seconds=7199)
    assert await door.admits(given) == 0
    door.clock.forward(seconds=1)
    assert await door.admits(given) == 42001


async def test_a_fresh_token_lives_whole_though_the_clock_runs_on_while_it_is_made() -> None:
    class Running(FakeClock):
        def now(self) -> datetime:
            self.forward(milliseconds=1)
            return super().now()

    async with httpx.AsyncClient(transport=Simulator(Running()).transport(), base_url=API) as http:
        assert (await token(http))["expires_in"] == 7200
        assert (await stable(http))["expires_in"] == 7200


async def test_a_plain_fetch_retires_the_token_before_after_five_minutes(door: Door) -> None:
    old, new = await token(door.http), await token(door.http)
    assert old["access_token"] != new["access_token"]
    door.clock.forward(seconds=299)
    assert (await door.admits(old), await door.admits(new)) == (0, 0)
    door.clock.forward(seconds=1)
    assert (await door.admits(old), await door.admits(new)) == (40001, 0)


async def test_a_third_fetch_does_not_lengthen_the_firsts_life(door: Door) -> None:
    first = await token(door.http)
    await token(door.http)
    door.clock.forward(seconds=200)
    await token(door.http)
    door.clock.forward(seconds=100)
    assert await door.admits(first) == 40001


async def test_the_stable_token_stays_the_same_and_says_how_long_it_has(door: Door) -> None:
    first = await stable(door.http)
    door.clock.forward(seconds=6899)
    again = await stable(door.http)
    assert again == {**first, "expires_in": 301}


async def test_the_stable_token_is_renewed_five_minutes_ahead_while_both_work(door: Door) -> None:
    first = await stable(door.http)
    door.clock.forward(seconds=6900)
    new = await stable(door.http)
    assert new["access_token"] != first["access_token"]
    assert new["expires_in"] == 7200
    assert (await door.admits(first), await door.admits(new)) == (0, 0)
    door.clock.forward(seconds=300)
    assert (await door.admits(first), await door.admits(new)) == (42001, 0)


async def test_a_forced_refresh_retires_the_stable_token_at_once(door: Door) -> None:
    first = await stable(door.http)
    forced = await stable(door.http, force_refresh=True)
    assert (await door.admits(first), await door.admits(forced)) == (40001, 0)


async def test_forcing_again_within_half_a_minute_changes_nothing(door: Door) -> None:
    await stable(door.http)
    forced = await stable(door.http, force_refresh=True)
    door.clock.forward(seconds=29)
    again = await stable(door.http, force_refresh=True)
    assert again["access_token"] == forced["access_token"]
    door.clock.forward(seconds=1)
    assert (await stable(door.http, force_refresh=True))["access_token"] != forced["access_token"]


async def test_a_refresh_can_be_forced_twenty_times_a_day(door: Door) -> None:
    await stable(door.http)
    for _ in range(20):
        assert "access_token" in await stable(door.http, force_refresh=True)
        door.clock.forward(seconds=30)
    assert (await stable(door.http, force_refresh=True))["errcode"] == 45009
    assert "access_token" in await stable(door.http)
    door.clock.forward(hours=12)
    assert "access_token" in await stable(door.http, force_refresh=True)


async def test_plain_and_stable_tokens_and_accounts_do_not_disturb_each_other(door: Door) -> None:
    kept = await stable(door.http)
    plain = await token(door.http)
    await stable(door.http, "wxother", force_refresh=True)
    await token(door.http, "wxother")
    door.clock.forward(minutes=6)
    assert (await door.admits(kept), await door.admits(plain)) == (0, 0)


@pytest.mark.parametrize("fetch", [token, stable])
@pytest.mark.parametrize(
    ("wrong", "errcode"),
    [
        ({"grant_type": "password"}, 40002),
        ({"grant_type": ""}, 40002),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "gh_1"}, 40013),
        ({"secret": "bad-1"}, 40125),
    ],
    ids=str,
)
async def test_a_wrong_question_gets_no_token(fetch: Any, wrong: dict[str, str], errcode: int, door: Door) -> None:
    assert (await fetch(door.http, **wrong))["errcode"] == errcode


async def test_each_kind_has_its_method_and_body(door: Door) -> None:
    assert (await door.http.post("/cgi-bin/token")).json()["errcode"] == 43001
    assert (await door.http.get("/cgi-bin/stable_token")).json()["errcode"] == 43002
    assert (await door.http.post("/cgi-bin/stable_token")).json()["errcode"] == 44002
    assert (await door.http.post("/cgi-bin/stable_token", content=b"a=1")).json()["errcode"] == 47001
