"""A world may be late, delayed, revised later, retired or out of calls: as WeChat is."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx
import pytest

from bot.core.days import ONE_DAY, at_china
from bot.core.facts import Generation
from bot.wechat.endpoints import ENDPOINTS, TOTAL_SOURCE
from bot.wechat.simulator import Errcode, Simulator
from bot.wechat.simulator.server import serving
from tests.wechat.simulator.support import Asker, FakeClock, asking, stable

TODAY = date(2026, 11, 24)
DAY = TODAY - ONE_DAY
CLASSIC = [endpoint.name for endpoint in ENDPOINTS if endpoint.generation is Generation.CLASSIC]
SUCCESSOR = [endpoint.name for endpoint in ENDPOINTS if endpoint.generation is Generation.SUCCESSOR]
EVERY = CLASSIC + SUCCESSOR


def plain(now: datetime) -> Simulator:
    return Simulator(FakeClock(now))


async def all_about(simulator: Simulator, names: list[str], day: date = DAY) -> dict[str, Any]:
    async with asking(simulator) as asker:
        return {name: await asker.ask(name, day) for name in names}


def readers(body: dict[str, Any]) -> int:
    """Of an answer of getbizsummary or getuserread about one day."""
    last = body["list"][-1]
    return int(last["detail"]["read_user"] if "detail" in last else last["int_page_read_user"])


async def test_while_delayed_the_successors_count_a_tenth_less_and_say_so() -> None:
    clock = FakeClock(at_china(TODAY, 5, 30))
    simulator = Simulator(clock, delayed_until=time(11))
    early = await all_about(simulator, SUCCESSOR)
    clock.instant = at_china(TODAY, 11)
    whole = await all_about(simulator, SUCCESSOR)
    assert all(body["is_delay"] is True and body["list"] for body in early.values())
    assert all(body["is_delay"] is False for body in whole.values())
    assert 0.88 < readers(early["getbizsummary"]) / readers(whole["getbizsummary"]) < 0.92
    first, last = (
        {row["msgid"]: row["detail"]["read_user"] for row in found["getarticleread"]["list"]}
        for found in (early, whole)
    )
    assert max(first.values()) < 0.92 * max(last.values())
    assert whole == await all_about(plain(clock.now()), SUCCESSOR)


async def test_while_delayed_the_classics_and_older_days_are_as_ever() -> None:
    now = at_china(TODAY, 9)
    delayed = Simulator(FakeClock(now), delayed_until=time(11))
    assert await all_about(delayed, CLASSIC) == await all_about(plain(now), CLASSIC)
    by_day = [name for name in SUCCESSOR if name != "getarticletotaldetail"]
    before = DAY - ONE_DAY
    assert await all_about(delayed, by_day, before) == await all_about(plain(now), by_day, before)


async def test_a_life_that_shows_a_delayed_day_is_delayed_and_still_never_falls() -> None:
    now = at_china(TODAY, 9)
    published = DAY - timedelta(days=3)
    delayed = await all_about(Simulator(FakeClock(now), delayed_until=time(11)), ["getarticletotaldetail"], published)
    whole = await all_about(plain(now), ["getarticletotaldetail"], published)
    assert delayed["getarticletotaldetail"]["is_delay"] is True
    for less, full in zip(
        delayed["getarticletotaldetail"]["list"], whole["getarticletotaldetail"]["list"], strict=True
    ):
        assert less["detail_list"][:-1] == full["detail_list"][:-1]
        before, early = less["detail_list"][-2:]
        assert before["read_user"] < early["read_user"] < full["detail_list"][-1]["read_user"]
    ended = DAY - timedelta(days=30)
    body = await all_about(Simulator(FakeClock(now), delayed_until=time(11)), ["getarticletotaldetail"], ended)
    assert body["getarticletotaldetail"]["is_delay"] is False


async def test_a_late_day_comes_at_its_hour_in_both_generations() -> None:
    clock = FakeClock(at_china(TODAY, 10, 59))
    simulator = Simulator(clock, late={DAY: time(11)})
    early = await all_about(simulator, EVERY)
    assert {early[name].get("errcode") for name in CLASSIC} == {61503}
    assert all(early[name] == {"list": [], "is_delay": True} for name in SUCCESSOR)
    assert (await all_about(simulator, ["getuserread"], DAY - ONE_DAY))["getuserread"]["list"]
    clock.forward(minutes=1)
    assert await all_about(simulator, EVERY) == await all_about(plain(clock.now()), EVERY)


async def test_a_late_day_makes_no_other_day_late() -> None:
    clock = FakeClock(at_china(TODAY + ONE_DAY, 5, 30))
    found = await all_about(Simulator(clock, late={DAY: time(23, 59)}), EVERY, TODAY)
    assert found == await all_about(plain(clock.now()), EVERY, TODAY)


async def test_a_revised_day_has_a_few_percent_less_before_in_both_generations() -> None:
    clock = FakeClock(at_china(TODAY + ONE_DAY, 9, 59))
    simulator = Simulator(clock, revised={DAY: at_china(TODAY + ONE_DAY, 10)})
    early = await all_about(simulator, EVERY)
    clock.forward(minutes=1)
    late = await all_about(simulator, EVERY)
    assert late == await all_about(plain(clock.now()), EVERY)
    assert all(early[name]["is_delay"] is False for name in SUCCESSOR)
    assert 0.95 < readers(early["getuserread"]) / readers(late["getuserread"]) < 0.97
    assert readers(early["getuserread"]) == readers(early["getbizsummary"])
    total, final = (found["getuserread"]["list"][-1] for found in (early, late))
    assert total["user_source"] == TOTAL_SOURCE
    assert 0.95 < total["int_page_read_count"] / final["int_page_read_count"] < 0.97
    assert total["share_count"] <= final["share_count"]
    hourly = [row for row in early["getuserreadhour"]["list"] if row["user_source"] == TOTAL_SOURCE]
    assert sum(row["int_page_read_count"] for row in hourly) == total["int_page_read_count"]


async def test_a_revised_day_changes_a_life_from_that_day_on_and_no_other_day() -> None:
    now = at_china(TODAY, 12)
    revised = Simulator(FakeClock(now), revised={DAY - ONE_DAY: at_china(TODAY + ONE_DAY, 10)})
    published = DAY - timedelta(days=3)
    for name, key, figure in (
        ("getarticletotal", "details", "int_page_read_user"),
        ("getarticletotaldetail", "detail_list", "read_user"),
    ):
        less = (await all_about(revised, [name], published))[name]["list"][0][key]
        full = (await all_about(plain(now), [name], published))[name]["list"][0][key]
        assert less[:2] == full[:2]
        assert less[2][figure] < full[2][figure]
        assert less[3][figure] < full[3][figure]
    assert await all_about(revised, ["getuserread"]) == await all_about(plain(now), ["getuserread"])


def test_a_revision_needs_an_instant_with_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Simulator(FakeClock(), revised={DAY: at_china(TODAY, 10).replace(tzinfo=None)})


async def test_retired_classics_answer_47009_and_the_successors_go_on() -> None:
    found = await all_about(Simulator(FakeClock(), retired="classic"), EVERY)
    offline = {"errcode": 47009, "errmsg": "this api is offline, please use the new api"}
    assert all(found[name] == offline for name in CLASSIC)
    assert all("errcode" not in found[name] for name in SUCCESSOR)


async def test_single_endpoints_may_be_retired_and_brought_back_while_it_runs() -> None:
    simulator = Simulator(FakeClock(), retired=["getuserread"])
    async with asking(simulator) as asker:
        assert (await asker.ask("getuserread", DAY))["errcode"] == 47009
        assert await asker.rows("getuserreadhour", DAY)
        simulator.retired = {"getbizsummary", "classic"}
        assert simulator.retired == {*CLASSIC, "getbizsummary"}
        assert (await asker.ask("getbizsummary", DAY))["errcode"] == 47009
        simulator.retired = ()
        assert await asker.rows("getuserread", DAY)


async def test_a_retired_endpoint_still_wants_a_token() -> None:
    async with httpx.AsyncClient(transport=Simulator(FakeClock(), retired="classic").transport()) as http:
        answer = await http.post("https://api.weixin.qq.com/datacube/getuserread", content=b"{}")
    assert answer.json()["errcode"] == 41001


@pytest.mark.parametrize("words", ["getusershar", ["getuserread", ""]])
def test_what_does_not_exist_cannot_be_retired(words: Any) -> None:
    with pytest.raises(ValueError, match="no endpoint"):
        Simulator(FakeClock(), retired=words)


async def code(asker: Asker, name: str = "getuserread") -> int:
    return int((await asker.ask(name, DAY - timedelta(days=5))).get("errcode", 0))


async def test_a_quota_is_for_an_account_an_endpoint_and_a_day_of_chinas() -> None:
    clock = FakeClock(at_china(TODAY, 23, 59))
    simulator = Simulator(clock, quota=2)
    async with asking(simulator) as asker, asking(simulator, "wxother") as other:
        assert [await code(asker) for _ in range(4)] == [0, 0, 45009, 45009]
        assert [await code(asker, "getusershare"), await code(other)] == [0, 0]
        clock.forward(minutes=1)
        assert [await code(asker) for _ in range(3)] == [0, 0, 45009]


async def test_a_quota_can_be_raised_or_lifted_while_it_runs() -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        assert [await code(asker) for _ in range(3)] == [0, 0, 0]
        simulator.quota = 3
        assert await code(asker) == 45009
        simulator.quota = 4
        assert [await code(asker) for _ in range(2)] == [0, 45009]
        simulator.quota = None
        assert await code(asker) == 0


async def test_only_calls_that_were_let_in_count() -> None:
    simulator = Simulator(FakeClock(), quota=1, retired=["getuserread"])
    async with asking(simulator) as asker:
        body = json.dumps({"begin_date": str(DAY), "end_date": str(DAY)}).encode()
        assert await code(asker) == 47009
        simulator.retired = ()
        refused = await asker.http.post("/datacube/getuserread", params={"access_token": "made up"}, content=body)
        assert refused.json()["errcode"] == 40001
        simulator.faults.add("getuserread", Errcode(-1))
        assert [await code(asker) for _ in range(3)] == [-1, 0, 45009]


async def test_the_options_hold_over_real_http() -> None:
    simulator = Simulator(FakeClock(at_china(TODAY, 9)), retired="classic", delayed_until=time(11), quota=1)
    async with serving(simulator) as url, httpx.AsyncClient(base_url=url) as http:
        far = Asker(http, "wxdemo", (await stable(http))["access_token"])
        assert (await far.ask("getuserread", DAY))["errcode"] == 47009
        assert (await far.ask("getbizsummary", DAY))["is_delay"] is True
        assert (await far.ask("getbizsummary", DAY))["errcode"] == 45009
