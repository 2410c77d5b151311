"""Spans as legal calls, retries by meaning, and every errcode as the sentence that a person reads."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from bot.core.days import FIRST_DAY, Span
from bot.core.errors import (
    NoLongerServed,
    NotReady,
    NotUnderstood,
    OperatorNeeded,
    Permanent,
    QuotaUsedUp,
    RetrySoon,
    TokenRejected,
    WeChatTrouble,
)
from bot.wechat.client import AT_ONCE, WeChatClient
from bot.wechat.endpoints import ARTICLE_SUMMARY, ENDPOINTS, USER_READ, USER_SHARE, Endpoint
from bot.wechat.errcodes import trouble
from bot.wechat.simulator import FOREVER, Body, CutOff, Errcode, Html, Simulator
from tests.house import StandingClock, china
from tests.wechat.test_tokens import DAY, FORTNIGHT, Set

PACKETS = Path(__file__).parent.parent / "packets"


def datacube(simulator: Simulator) -> list[dict[str, str]]:
    return [dict(call.body or {}) for call in simulator.calls if call.path.startswith("/datacube/")]


async def test_a_call_is_the_documented_request() -> None:
    here = Set()
    await here.client.fetch(ARTICLE_SUMMARY, Span.day(date(2014, 12, 8)))
    assert datacube(here.simulator) == [json.loads((PACKETS / "request.classic.json").read_text())]
    call = here.simulator.calls[-1]
    assert (call.method, call.path) == ("POST", "/datacube/getarticlesummary")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
async def test_a_span_is_cut_into_calls_that_wechat_takes_and_each_day_gets_its_reply(endpoint: Endpoint) -> None:
    here = Set(clock=StandingClock(china("2026-02-06 12:30")))
    span = FORTNIGHT.shift(4_000)
    fetched = await here.client.fetch(endpoint, span)
    assert fetched.troubles == ()
    assert [reply.day for reply in fetched.replies] == list(span)
    assert len(datacube(here.simulator)) == -(-14 // endpoint.longest_span)
    for reply in fetched.replies:
        assert all(row["ref_date"] == reply.day.isoformat() for row in reply.rows)


async def test_today_and_days_before_the_first_are_never_asked_for() -> None:
    here = Set(clock=StandingClock(china("2014-12-03 00:30")))
    fetched = await here.client.fetch(USER_SHARE, Span(date(2014, 11, 1), date(2015, 1, 1)))
    asked = datacube(here.simulator)
    assert asked == [{"begin_date": "2014-12-01", "end_date": "2014-12-02"}]
    assert [reply.day for reply in fetched.replies if reply.day < FIRST_DAY] == []
    assert await here.client.fetch(USER_SHARE, Span.day(date(2014, 12, 3))) == type(fetched)((), ())


class SleepingClock(StandingClock):
    """A clock that stands, under which one sleeps for real."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def test_six_calls_at_once_for_an_account_and_no_more() -> None:
    here = Set(clock=SleepingClock(china("2015-02-06 12:30")))
    here.simulator.latency = 0.01
    await here.client.fetch(ARTICLE_SUMMARY, FORTNIGHT)
    assert here.simulator.most_in_flight["wxdemo"] == AT_ONCE == 6


@pytest.mark.parametrize("fault", [Errcode(-1), Html(502), Html(500)])
async def test_what_may_go_through_in_a_moment_is_tried_again_with_pauses(fault: Errcode | Html) -> None:
    here = Set()
    before = here.clock.now()
    here.simulator.faults.add("getarticlesummary", fault, times=2)
    assert len((await here.client.fetch(ARTICLE_SUMMARY, DAY)).replies) == 1
    assert timedelta(0) < here.clock.now() - before < timedelta(seconds=20)


async def test_tries_are_bounded() -> None:
    here = Set()
    here.simulator.faults.add("getarticlesummary", Errcode(-1), times=FOREVER)
    (busy,) = (await here.client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert isinstance(busy, RetrySoon)
    assert len(datacube(here.simulator)) == 4


async def test_too_many_calls_a_minute_are_not_made_more() -> None:
    here = Set()
    here.simulator.faults.add("getarticlesummary", Errcode(45011), times=FOREVER)
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    assert len(datacube(here.simulator)) == 1


async def test_wechat_out_of_reach_is_one_sentence() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to https://api.weixin.qq.com/?access_token=T0KEN")

    here = Set()
    client = WeChatClient("demo", here.auth, here.clock, transport=httpx.MockTransport(refuse))
    (trouble,) = (await client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert str(trouble) == "WeChat cannot be reached right now. Please ask again in a few minutes."
    with pytest.raises(RetrySoon):
        await client.check_token()


@pytest.mark.parametrize(
    "fault",
    [
        Html(200),
        Html(404),
        CutOff(),
        Body({"list": None}),
        Body({}),
        Body([]),
        Body({"list": [1]}),
        Body({"errcode": "x"}),
    ],
    ids=str,
)
async def test_an_answer_of_another_shape_is_not_understood_and_leaves_the_others_whole(fault: Html) -> None:
    here = Set()
    here.simulator.faults.add("getarticlesummary", fault)
    fetched = await here.client.fetch(ARTICLE_SUMMARY, Span(date(2015, 1, 5), date(2015, 1, 7)))
    assert [type(t) for t in fetched.troubles] == [NotUnderstood]
    assert len(fetched.replies) == 2
    assert str(fetched.troubles[0]).startswith("WeChat's answer was not understood.")


async def test_numbers_as_strings_and_unknown_keys_break_nothing() -> None:
    here = Set()
    row = {"ref_date": "2015-01-05", "user_source": "99999999", "int_page_read_user": "12", "new_key": {"a": [1]}}
    here.simulator.faults.add("getuserread", Body({"list": [row], "extra": 1}))
    (reply,) = (await here.client.fetch(USER_READ, DAY)).replies
    assert reply.rows == [row]
    assert reply.body["extra"] == 1


async def test_errcode_as_text_is_understood() -> None:
    here = Set()
    here.simulator.faults.add("getuserread", Body({"errcode": "61503", "errmsg": "x"}))
    assert isinstance((await here.client.fetch(USER_READ, DAY)).troubles[0], NotReady)


KINDS: dict[type[WeChatTrouble], tuple[int, ...]] = {
    RetrySoon: (-1, 45011, 61005, 61006),
    TokenRejected: (40001, 40014, 42001),
    NotReady: (61503,),
    QuotaUsedUp: (45009, 48006),
    NoLongerServed: (47009,),
    OperatorNeeded: (
        40125, 40164, 40243, 48001, 48004, 50001, 50002, 61003, 61004, 61007, 61011, 42007, 61023,
        89501, 89503, 89506, 89507,
    ),
    Permanent: (
        40002, 40013, 41001, 41002, 41004, 43002, 44002, 47001, 61008, 61500, 61501, 61502, 12345,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in KINDS.items() for code in codes])
def test_every_errcode_has_its_kind_and_words(kind: type[WeChatTrouble], code: int) -> None:
    found = trouble({"errcode": code, "errmsg": "x rid: 60f9510a-1d85db36-677ec098"}, "Daily")
    assert type(found) is kind
    assert (found.code, found.rid) == (code, "60f9510a-1d85db36-677ec098")
    assert "{" not in str(found)
    assert str(found).endswith(".")


@pytest.mark.parametrize("path", sorted((PACKETS / "errors").glob("*.json")), ids=lambda p: p.stem)
def test_every_documented_error_is_read(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    found = trouble(body, "Daily")
    assert found.code == int(path.stem.partition(".")[0])
    assert found.rid is None or found.rid in body["errmsg"]


@pytest.mark.parametrize(("name", "address"), [("40164", "117.136.86.87"), ("61004", "124.70.62.93")])
def test_an_unlisted_address_is_named(name: str, address: str) -> None:
    body = json.loads((PACKETS / "errors" / f"{name}.json").read_text(encoding="utf-8"))
    assert f"Add {address} to" in str(trouble(body, "Daily"))


async def test_refused_days_are_the_fault_of_our_clock_when_it_differs_from_wechats() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/cgi-bin/stable_token":
            return httpx.Response(200, json={"access_token": "T", "expires_in": 7200})
        body = {"errcode": 61501, "errmsg": "date range error"}
        return httpx.Response(200, json=body, headers={"Date": "Fri, 06 Feb 2015 03:30:00 GMT"})

    here = Set()
    client = WeChatClient("demo", here.auth, here.clock, transport=httpx.MockTransport(refuse))
    (refused,) = (await client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert "its clock differs from this host's by 60 minutes" in str(refused)
    here.clock.instant = china("2015-02-06 11:33")
    (refused,) = (await client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert str(refused).startswith("WeChat refuses the days that were asked for.")


async def test_a_failed_call_is_logged_with_endpoint_number_and_request_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    here = Set()
    errmsg = "api unauthorized rid: 6036e88a-6c0cef59-2fe7a545"
    here.simulator.faults.add("getarticlesummary", Errcode(48001, errmsg))
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    assert "getarticlesummary 2015-01-05..2015-01-05" in caplog.text
    assert "errcode 48001, rid 6036e88a-6c0cef59-2fe7a545" in caplog.text
