"""A token's life: asked for as documented, believed within limits, retired by force only when nothing else helps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from bot.core.errors import TokenRejected
from bot.core.ports import Shelf
from bot.store.memory import MemoryShelf
from bot.wechat.client import Fetched, WeChatClient
from bot.wechat.endpoints import ARTICLE_SUMMARY
from bot.wechat.tokens import Credentials, TokenAuth
from tests.house import StandingClock, china
from tests.wechat.test_tokens import API, DAY, FORTNIGHT, Set

PACKETS = Path(__file__).parent.parent / "packets"


def packet(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((PACKETS / f"{name}.json").read_text(encoding="utf-8"))
    return body


class TokenServer:
    """Hands out the scripted tokens one after the other, the last for ever, and refuses all but the good ones."""

    def __init__(self, tokens: Sequence[str], good: Sequence[str], *, shelf: Shelf | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.clock = StandingClock(china("2015-02-06 12:30"))
        self._tokens, self._good = list(tokens), good
        auth = TokenAuth("Daily", Credentials("APPID", "APPSECRET"), API, shelf or MemoryShelf(), self.clock)
        self.client = WeChatClient("demo", auth, self.clock, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/cgi-bin/stable_token":
            self.asked.append(json.loads(request.content))
            token = self._tokens.pop(0) if len(self._tokens) > 1 else self._tokens[0]
            return httpx.Response(200, json=packet("stable_token") | {"access_token": token})
        if request.url.params["access_token"] in self._good:
            return httpx.Response(200, json=packet("empty.classic"))
        return httpx.Response(200, json=packet("errors/40001"))

    async def fetch(self) -> Fetched:
        return await self.client.fetch(ARTICLE_SUMMARY, DAY)


PLAIN_ASK = packet("stable_token.request")
FORCED_ASK = packet("stable_token.request.force")


async def test_a_stable_token_is_asked_for_with_the_documented_packet() -> None:
    server = TokenServer(["A"], good=["A"])
    assert (await server.fetch()).troubles == ()
    assert server.asked == [PLAIN_ASK]


async def test_a_plain_token_is_asked_for_as_documented() -> None:
    here = Set(token="plain")
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    call = here.simulator.calls[0]
    assert (call.method, call.path) == ("GET", "/cgi-bin/token")
    assert call.params == {"grant_type": "client_credential", "appid": "wxdemo"}


async def test_a_refused_token_is_asked_for_plainly_and_by_force_only_if_the_same_came_back() -> None:
    server = TokenServer(["A", "A", "B"], good=["B"])
    assert (await server.fetch()).troubles == ()
    assert server.asked == [PLAIN_ASK, PLAIN_ASK, FORCED_ASK]


async def test_a_token_that_somebody_else_renewed_is_had_without_force() -> None:
    server = TokenServer(["A", "B"], good=["B"])
    assert (await server.fetch()).troubles == ()
    assert server.asked == [PLAIN_ASK, PLAIN_ASK]


async def test_a_token_refused_for_ever_is_retired_once_an_hour_and_never_retried_without_end() -> None:
    server = TokenServer(["A"], good=[])
    for _ in range(3):
        assert [type(trouble) for trouble in (await server.fetch()).troubles] == [TokenRejected]
    assert server.asked.count(FORCED_ASK) == 1
    assert server.asked.count(PLAIN_ASK) == 1 + 3
    server.clock.pass_by(hours=1)
    await server.fetch()
    assert server.asked.count(FORCED_ASK) == 2


async def test_a_clock_set_back_makes_a_held_token_count_as_expired() -> None:
    first = Set()
    await first.client.fetch(ARTICLE_SUMMARY, DAY)
    earlier = StandingClock(first.clock.now() - timedelta(hours=1))
    second = Set(shelf=first.shelf, simulator=first.simulator, clock=earlier)
    assert (await second.client.fetch(ARTICLE_SUMMARY, DAY)).replies
    assert second.token_calls == 2


@pytest.mark.parametrize(("left", "calls"), [(61, 1), (60, 2)])
async def test_a_token_is_used_up_to_its_last_minute(left: int, calls: int) -> None:
    here = Set()
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    here.clock.pass_by(seconds=7200 - left)
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    assert here.token_calls == calls


async def test_calls_that_find_the_token_run_out_together_renew_it_once() -> None:
    here = Set()
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    here.clock.pass_by(hours=3)
    await asyncio.gather(*(here.client.fetch(ARTICLE_SUMMARY, FORTNIGHT) for _ in range(4)))
    assert here.token_calls == 2


@pytest.mark.parametrize("token", ["stable", "plain"])
async def test_what_is_kept_of_one_kind_is_not_used_for_the_other(token: Literal["stable", "plain"]) -> None:
    first = Set(token=token)
    await first.client.fetch(ARTICLE_SUMMARY, DAY)
    other = Set(shelf=first.shelf, simulator=first.simulator, token="plain" if token == "stable" else "stable")
    await other.client.fetch(ARTICLE_SUMMARY, DAY)
    assert other.token_calls == 2


@pytest.mark.parametrize("kept", [{}, {"token": "A"}, {"token": "A", "at": "x", "for": 1}, {"token": "A", "at": 1}])
async def test_a_shelf_that_holds_no_whole_token_is_passed_over(kept: dict[str, Any]) -> None:
    shelf = MemoryShelf()
    await shelf.put("APPID|stable", kept)
    server = TokenServer(["B"], good=["B"], shelf=shelf)
    assert (await server.fetch()).troubles == ()


async def test_two_programs_with_a_plain_token_each_do_not_renew_without_end() -> None:
    first = Set(token="plain")
    second = Set(simulator=first.simulator, clock=first.clock, token="plain")
    for _ in range(6):
        for program in (first, second):
            await program.client.fetch(ARTICLE_SUMMARY, DAY)
        first.clock.pass_by(seconds=30)
    # The former token works 5 minutes longer: within them nobody has a reason to renew.
    assert first.token_calls == 2


async def test_an_abandoned_call_leaves_the_next_one_free_to_fetch_the_token() -> None:
    class Hanging(httpx.AsyncBaseTransport):
        def __init__(self, then: httpx.AsyncBaseTransport) -> None:
            self.hang, self._then = True, then

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if self.hang:
                await asyncio.Event().wait()
            return await self._then.handle_async_request(request)

    here = Set()
    transport = Hanging(here.simulator.transport())
    client = WeChatClient("demo", here.auth, here.clock, transport=transport)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await client.fetch(ARTICLE_SUMMARY, DAY)
    transport.hang = False
    async with asyncio.timeout(2):
        assert (await client.fetch(ARTICLE_SUMMARY, DAY)).replies
