"""The script of faults, and what the simulator remembers of its calls."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import (
    EVERYWHERE,
    FOREVER,
    Altered,
    Body,
    CutOff,
    Delay,
    Errcode,
    Fault,
    Html,
    Simulator,
    Spoilt,
)
from bot.wechat.simulator.says import TEXTS
from tests.wechat.simulator.support import API, FakeClock, asking, stable, token

DAY = "2026-11-20"


async def test_a_fault_is_played_so_many_times_and_then_the_truth() -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        simulator.faults.add("getuserread", Errcode(61503), times=2)
        codes = [(await asker.ask("getuserread", DAY)).get("errcode") for _ in range(3)]
    assert codes == [61503, 61503, None]


async def test_a_reply_may_hold_bytes_that_no_json_has() -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        simulator.faults.add("getuserread", Spoilt(lambda body: body.replace(b"{", b"\xff\x08{", 1)))
        spoilt, whole = [
            await asker.post("getuserread", b'{"begin_date":"2026-11-20","end_date":"2026-11-20"}') for _ in "12"
        ]
    assert spoilt.content == b"\xff\x08" + whole.content


async def test_a_fault_may_last_until_it_is_cleared() -> None:
    simulator = Simulator(FakeClock(), faults=[Fault("getuserread", Errcode(48001), FOREVER)])
    async with asking(simulator) as asker:
        assert [(await asker.ask("getuserread", DAY))["errcode"] for _ in range(3)] == [48001] * 3
        simulator.faults.clear("getusershare")
        assert "errcode" in await asker.ask("getuserread", DAY)
        simulator.faults.clear()
        assert await asker.rows("getuserread", DAY)


@pytest.mark.parametrize("where", ["getuserread", "/datacube/getuserread", EVERYWHERE])
async def test_a_fault_stands_at_a_path_an_endpoint_or_everywhere(where: str) -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        simulator.faults.add(where, -1, times=FOREVER)
        assert (await asker.ask("getuserread", DAY))["errcode"] == -1
        assert ("errcode" in await asker.ask("getusershare", DAY)) == (where == EVERYWHERE)


async def test_a_fault_may_meet_one_account_alone() -> None:
    simulator = Simulator(FakeClock())
    simulator.faults.add("getuserread", 48001, times=FOREVER, app_id="wxb")
    async with asking(simulator, "wxa") as healthy, asking(simulator, "wxb") as ill:
        assert "errcode" not in await healthy.ask("getuserread", DAY)
        assert (await ill.ask("getuserread", DAY))["errcode"] == 48001


@pytest.mark.parametrize("code", TEXTS)
async def test_every_errcode_has_wechats_words_and_http_200(code: int) -> None:
    simulator = Simulator(FakeClock())
    simulator.faults.add("getuserread", code)
    async with asking(simulator) as asker:
        answer = await asker.post("getuserread", b"{}")
    assert answer.status_code == 200
    assert answer.json()["errcode"] == code
    assert answer.json()["errmsg"].startswith(TEXTS[code])


async def test_an_errcode_may_have_other_words() -> None:
    simulator = Simulator(FakeClock())
    simulator.faults.add("token", Errcode(40164, "invalid ip 198.51.100.9, not in whitelist"))
    async with httpx.AsyncClient(transport=simulator.transport(), base_url=API) as http:
        refused = await token(http)
        assert refused == {"errcode": 40164, "errmsg": "invalid ip 198.51.100.9, not in whitelist"}
        assert "access_token" in await token(http)


async def test_a_gateways_page_is_html_with_its_status() -> None:
    simulator = Simulator(FakeClock())
    simulator.faults.add("getuserread", Html(503, (("Retry-After", "7"),)))
    async with asking(simulator) as asker:
        answer = await asker.post("getuserread", b"{}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.text.startswith("<html>")


async def test_an_answer_may_be_cut_off() -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        body = json.dumps({"begin_date": DAY, "end_date": DAY}).encode()
        whole = (await asker.post("getuserread", body)).content
        simulator.faults.add("getuserread", CutOff())
        part = (await asker.post("getuserread", body)).content
    assert part
    assert part == whole[: len(part)]
    with pytest.raises(ValueError, match=r"."):
        json.loads(part)


@pytest.mark.parametrize("body", [{"list": None}, [], "busy", None, {"list": [1]}], ids=str)
async def test_an_answer_may_have_any_shape(body: Any) -> None:
    simulator = Simulator(FakeClock())
    simulator.faults.add("getuserread", Body(body))
    async with asking(simulator) as asker:
        assert (await asker.post("getuserread", b"{}")).json() == body


async def test_a_changed_answer_leaves_the_truth_alone() -> None:
    def doubled(body: dict[str, Any]) -> dict[str, Any]:
        for row in body["list"]:
            row["int_page_read_count"] *= 2
        return body

    simulator = Simulator(FakeClock(), documented=True)
    async with asking(simulator) as asker:
        before = await asker.rows("getuserread", "2014-12-07")
        simulator.faults.add("getuserread", Altered(doubled))
        changed = await asker.rows("getuserread", "2014-12-07")
        after = await asker.rows("getuserread", "2014-12-07")
    assert changed[0]["int_page_read_count"] == 2 * before[0]["int_page_read_count"]
    assert after == before


async def test_delay_and_latency_pass_by_the_programs_clock_and_precede_what_follows() -> None:
    clock = FakeClock()
    simulator = Simulator(clock, latency=0.5)
    async with asking(simulator) as asker:
        simulator.faults.add("getuserread", Delay(30))
        simulator.faults.add("getuserread", -1)
        start = clock.now()
        assert (await asker.ask("getuserread", DAY))["errcode"] == -1
        assert (clock.now() - start).total_seconds() == 30.5
        assert "errcode" not in await asker.ask("getuserread", DAY)


async def test_calls_are_remembered_without_their_secrets() -> None:
    clock = FakeClock()
    simulator = Simulator(clock)
    async with asking(simulator) as asker:
        await asker.ask("getuserread", DAY)
        await token(asker.http, secret="hush")
        fetched, asked, plain = simulator.calls
        assert "hush" not in repr(simulator.calls)
        assert asker.token not in repr(simulator.calls)
    assert (fetched.name, fetched.app_id, fetched.at) == ("stable_token", "wxdemo", clock.now())
    assert (asked.path, asked.app_id, asked.body) == (
        "/datacube/getuserread",
        "wxdemo",
        {"begin_date": DAY, "end_date": DAY},
    )
    assert plain.params == {"grant_type": "client_credential", "appid": "wxdemo"}


async def test_a_call_that_no_one_can_read_is_remembered_too() -> None:
    simulator = Simulator(FakeClock())
    async with asking(simulator) as asker:
        await asker.post("getuserread", b"{")
        await asker.http.post("/cgi-bin/stable_token", json={"appid": ["wx"], "grant_type": "client_credential"})
    assert [call.body for call in simulator.calls][1] is None
    assert [call.app_id for call in simulator.calls][2] is None


async def test_the_most_calls_in_flight_are_counted_by_account() -> None:
    simulator = Simulator(FakeClock(), latency=0.01)
    async with asking(simulator, "wxa") as first, asking(simulator, "wxb") as second:
        assert simulator.most_in_flight == {"wxa": 1, "wxb": 1}
        await asyncio.gather(*(first.ask(e.name, DAY) for e in ENDPOINTS), *(second.ask("getuserread", DAY),) * 1)
        await second.ask("getuserread", DAY)
    assert simulator.most_in_flight == {"wxa": len(ENDPOINTS), "wxb": 1}


async def test_two_simulators_know_nothing_of_each_other() -> None:
    one, other = Simulator(FakeClock()), Simulator(FakeClock())
    async with asking(one) as asker, httpx.AsyncClient(transport=other.transport(), base_url=API) as http:
        await stable(http)
        answer = await http.post("/datacube/getuserread", params={"access_token": asker.token}, content=b"{}")
    assert answer.json()["errcode"] == 40001
