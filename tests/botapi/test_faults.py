"""What a test can let go wrong, and that it goes wrong so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.botapi import (
    Accept,
    BotApi,
    Call,
    Hang,
    Noise,
    Reset,
    Step,
    api_error,
    bot_api,
    cut_off,
    html_page,
    no_result,
    retry_after,
)


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        running.chat(5)
        running.chat(6)
        yield running


@pytest.fixture
async def http(server: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{server.token}/", trust_env=False, timeout=1.0) as client:
        yield client


async def send(http: httpx.AsyncClient, chat: int = 5) -> httpx.Response:
    return await http.post("sendMessage", json={"chat_id": chat, "text": "x"})


async def test_an_answer_takes_the_place_of_the_call(server: BotApi, http: httpx.AsyncClient) -> None:
    for action in (retry_after(0), api_error(500, "Internal Server Error"), html_page(403), no_result()):
        server.fault("sendMessage", action)
        reply = await send(http)
        assert (reply.status_code, reply.content) == (action.status, action.body)
    assert server.sent(5) == []
    assert (await send(http)).is_success


async def test_a_fault_is_for_its_method_its_chat_and_so_many_times(server: BotApi, http: httpx.AsyncClient) -> None:
    server.fault("editMessageText", retry_after(1))
    server.fault("sendMessage", retry_after(1), chat=6, times=2)
    assert [(await send(http, chat)).status_code for chat in (5, 6, 6, 6)] == [200, 429, 429, 200]
    server.fault(None, html_page(502), times=None)
    assert [(await send(http)).status_code for _ in range(3)] == [502] * 3
    server.script.clear()
    assert (await send(http)).status_code == 200


@pytest.mark.parametrize("chat", [None, 5])
async def test_a_reset_and_a_silence_keep_nothing(server: BotApi, http: httpx.AsyncClient, chat: int | None) -> None:
    server.fault("sendMessage", Reset(), chat=chat)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
        await send(http)
    server.fault("sendMessage", Hang(), chat=chat)
    with pytest.raises(httpx.ReadTimeout):
        await send(http)
    assert server.sent(5) == []


async def test_an_accepted_message_is_kept_whatever_comes_back(server: BotApi, http: httpx.AsyncClient) -> None:
    server.fault("sendMessage", Accept(Reset()))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await send(http)
    server.fault("sendMessage", Accept(Hang()))
    with pytest.raises(httpx.ReadTimeout):
        await send(http)
    server.fault("sendMessage", Accept(html_page(502)))
    assert (await send(http)).status_code == 502
    assert len(server.sent(5)) == 3


async def test_what_is_refused_is_not_accepted_even_by_a_fault(server: BotApi, http: httpx.AsyncClient) -> None:
    server.fault("sendMessage", Accept(html_page(502)))
    reply = await http.post("sendMessage", json={"chat_id": 5, "text": ""})
    assert reply.json()["description"] == "Bad Request: message text is empty"


async def test_each_step_of_a_call_can_be_watched_and_held_up(server: BotApi, http: httpx.AsyncClient) -> None:
    seen: list[tuple[Step, int]] = []
    go_on = asyncio.Event()

    async def watch(step: Step, call: Call) -> None:
        seen.append((step, len(server.sent(5))))
        if step is Step.ACCEPTED:
            await go_on.wait()

    server.watch = watch
    sending = asyncio.create_task(send(http))
    await server.until(lambda: len(server.sent(5)) == 1)
    assert seen == [(Step.ARRIVED, 0)] or seen == [(Step.ARRIVED, 0), (Step.ACCEPTED, 1)]
    go_on.set()
    assert (await sending).json()["ok"]
    assert seen == [(Step.ARRIVED, 0), (Step.ACCEPTED, 1), (Step.ANSWERED, 1)]


async def test_what_is_refused_was_not_accepted(server: BotApi, http: httpx.AsyncClient) -> None:
    seen = []

    async def watch(step: Step, call: Call) -> None:
        seen.append(step)

    server.watch = watch
    assert (await send(http, 404)).status_code == 400
    assert seen == [Step.ARRIVED, Step.ANSWERED]


@pytest.mark.parametrize("noise", [Noise(), cut_off()])
async def test_noise_is_no_answer(server: BotApi, http: httpx.AsyncClient, noise: Noise) -> None:
    server.fault("sendMessage", Accept(noise))
    with pytest.raises(httpx.RemoteProtocolError):
        await send(http)
    assert len(server.sent(5)) == 1
    assert (await send(http)).json()["ok"]
