"""What goes over the wire: documented paths and packets, legal spans, no try that cannot help, none without end."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.days import Span, at_china
from bot.core.errors import QuotaUsedUp, RetrySoon
from bot.core.facts import Figures
from bot.wechat.client import WeChatClient
from bot.wechat.endpoints import ARTICLE_SUMMARY, ENDPOINTS, USER_READ, Endpoint
from bot.wechat.errcodes import REFRESH
from bot.wechat.parse import PARSERS
from bot.wechat.simulator import FOREVER, Errcode, Html, Simulator
from tests.house import StandingClock, china
from tests.wechat.test_client import KINDS, datacube
from tests.wechat.test_tokens import DAY, FORTNIGHT, Set

PACKETS = Path(__file__).parent.parent / "packets"
EVERY_ENDPOINT = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
NOON = china("2015-02-06 12:30")
DAYS = st.integers(-11, 81)
"""Days after an endpoint's first one, of which the 67th is today."""


@EVERY_ENDPOINT
async def test_every_call_goes_to_its_documented_path_with_the_documented_keys(endpoint: Endpoint) -> None:
    here = Set(clock=StandingClock(china("2026-02-06 12:30")))
    await here.client.fetch(endpoint, Span(date(2025, 12, 1), date(2025, 12, 14)))
    calls = [call for call in here.simulator.calls if not call.path.startswith("/cgi-bin/")]
    assert {(call.method, call.path) for call in calls} == {("POST", f"/datacube/{endpoint.name}")}
    keys = json.loads((PACKETS / f"request.{endpoint.generation}.json").read_text(encoding="utf-8")).keys()
    assert all(call.body is not None and call.body.keys() == keys for call in calls)


@EVERY_ENDPOINT
@settings(max_examples=20)
@given(a=DAYS, b=DAYS)
def test_the_calls_of_any_span_are_legal_and_cover_its_days_that_wechat_has_once(
    endpoint: Endpoint, a: int, b: int
) -> None:
    asked: list[Span] = []

    def note(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/cgi-bin/"):
            return httpx.Response(200, json={"access_token": "T", "expires_in": 7200})
        body = json.loads(request.content)
        asked.append(Span(date.fromisoformat(body["begin_date"]), date.fromisoformat(body["end_date"])))
        return httpx.Response(200, json={"list": []})

    first = endpoint.first_day
    today = first + timedelta(days=67)
    here = Set(clock=StandingClock(at_china(today, 12, 30)))
    client = WeChatClient("demo", here.auth, here.clock, transport=httpx.MockTransport(note))
    span = Span(first + timedelta(days=min(a, b)), first + timedelta(days=max(a, b)))
    fetched = asyncio.run(client.fetch(endpoint, span))
    wanted = [day for day in span if first <= day < today]
    assert all(len(call) <= endpoint.longest_span for call in asked)
    assert sorted(day for call in asked for day in call) == wanted
    assert [reply.day for reply in fetched.replies] == wanted


HELPLESS = [
    code for kind, codes in KINDS.items() for code in codes if kind is not RetrySoon and code not in REFRESH
] + [45011, 61005, 61006]


@pytest.mark.parametrize("code", HELPLESS)
async def test_what_another_try_cannot_help_is_asked_once(code: int) -> None:
    here = Set()
    here.simulator.faults.add("getarticlesummary", Errcode(code), times=FOREVER)
    before = here.clock.now()
    (found,) = (await here.client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert found.code == code
    assert len(datacube(here.simulator)) == 1
    assert here.clock.now() == before


@pytest.mark.parametrize("fault", [Html(500), Html(502), Html(503), Html(504), Errcode(-1)], ids=str)
async def test_tries_and_the_pauses_between_them_are_bounded_and_taken_from_the_programs_clock(
    fault: Html | Errcode,
) -> None:
    here = Set()
    here.simulator.faults.add("getarticlesummary", fault, times=FOREVER)
    before = here.clock.now()
    (found,) = (await here.client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert isinstance(found, RetrySoon)
    instants = [call.at for call in here.simulator.calls if call.path.startswith("/datacube/")]
    assert len(instants) == 4
    assert before <= instants[0] < instants[1] < instants[2] < instants[3]
    assert (instants[-1] - before).total_seconds() <= 3 * 8


@pytest.mark.parametrize(
    "error", [httpx.ConnectTimeout("x"), httpx.ReadTimeout("x"), httpx.ReadError("x"), httpx.RemoteProtocolError("x")]
)
async def test_a_lost_connection_is_tried_again_and_the_figures_are_had(error: httpx.TransportError) -> None:
    here = Set()
    through = here.simulator.transport()
    losses = [error, error]

    class Losing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if losses and request.url.path.startswith("/datacube/"):
                raise losses.pop()
            return await through.handle_async_request(request)

    client = WeChatClient("demo", here.auth, here.clock, transport=Losing())
    assert len((await client.fetch(ARTICLE_SUMMARY, DAY)).replies) == 1


async def test_a_peer_that_never_ends_its_answer_does_not_hold_a_call_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wechat.client.LONGEST_CALL", 0.05)

    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

    here = Set()
    client = WeChatClient("demo", here.auth, here.clock, transport=Silent(), attempts=1)
    async with asyncio.timeout(2):
        (found,) = (await client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert isinstance(found, RetrySoon)


async def test_one_refused_call_leaves_the_replies_of_all_the_others() -> None:
    here = Set()
    here.simulator.faults.add("getuserread", Errcode(45009))
    fetched = await here.client.fetch(USER_READ, FORTNIGHT)
    assert [type(trouble) for trouble in fetched.troubles] == [QuotaUsedUp]
    lost = [day for day in FORTNIGHT if day not in {reply.day for reply in fetched.replies}]
    assert 1 <= len(lost) <= USER_READ.longest_span
    assert len(fetched.replies) == len(FORTNIGHT) - len(lost)


async def test_two_accounts_have_six_calls_at_once_each() -> None:
    clock = StandingClock(NOON)
    simulator = Simulator(clock)
    waiting: defaultdict[str, int] = defaultdict(int)
    most: defaultdict[str, int] = defaultdict(int)
    through = simulator.transport()

    class Slow(httpx.AsyncBaseTransport):
        def __init__(self, name: str) -> None:
            self._name = name

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            waiting[self._name] += 1
            most[self._name] = max(most[self._name], waiting[self._name])
            await asyncio.sleep(0.005)
            waiting[self._name] -= 1
            return await through.handle_async_request(request)

    sets = [Set(simulator=simulator, clock=clock) for _ in range(2)]
    clients = [WeChatClient(n, s.auth, clock, transport=Slow(n)) for n, s in zip("ab", sets, strict=True)]
    await asyncio.gather(*(client.fetch(ARTICLE_SUMMARY, FORTNIGHT) for client in clients))
    assert most == {"a": 6, "b": 6}


async def test_the_documented_article_comes_through_the_wire_as_the_figures_that_it_shows() -> None:
    clock = StandingClock(NOON)
    here = Set(simulator=Simulator(clock, documented=True), clock=clock)
    (reply,) = (await here.client.fetch(ARTICLE_SUMMARY, Span.day(date(2014, 12, 8)))).replies
    (article,) = PARSERS[reply.endpoint]["articles"](reply)
    assert article.title == "12月27日 DiLi日报"
    assert article.figures == Figures(23_676, 25_615, 29, 34, 122, 994, 1, 3)
