"""Over real HTTP the simulator is the same, and stops without a word."""

import asyncio
import os
import signal
import socket
from email.utils import parsedate_to_datetime

import httpx
import pytest

from bot.core.errors import MorningReadsError
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.server import AddressUnusable, serve, serving
from tests.wechat.simulator.support import Asker, FakeClock, asking, stable


async def test_real_http_answers_what_the_transport_answers() -> None:
    simulator = Simulator(FakeClock())
    async with serving(simulator) as url, httpx.AsyncClient(base_url=url) as http, asking(simulator) as near:
        far = Asker(http, "wxdemo", (await stable(http))["access_token"])
        body = b'{"begin_date":"2026-11-20","end_date":"2026-11-20"}'
        for endpoint in ENDPOINTS:
            here, there = await near.post(endpoint.name, body), await far.post(endpoint.name, body)
            assert here.content == there.content
            assert here.headers["content-type"] == there.headers["content-type"]


async def test_an_answer_bears_the_instant_of_the_simulators_own_clock() -> None:
    clock = FakeClock()
    async with serving(Simulator(clock)) as url, httpx.AsyncClient(base_url=url) as http:
        told = (await http.get("/")).headers.get_list("date")
    assert [parsedate_to_datetime(date) for date in told] == [clock.now().replace(microsecond=0)]


async def test_a_server_that_is_done_no_longer_listens() -> None:
    async with serving(Simulator(FakeClock())) as url, httpx.AsyncClient(base_url=url) as http:
        assert (await http.get("/")).status_code == 200
    async with httpx.AsyncClient(base_url=url) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/")


async def start(port: int = 0) -> tuple[asyncio.Task[None], str]:
    """A server in a task, and its URL; what it raises before it has one is raised here."""
    told: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(serve(Simulator(FakeClock()), "127.0.0.1", port, told.put_nowait))
    url = asyncio.create_task(told.get())
    await asyncio.wait([task, url], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        url.cancel()
        await task
    return task, url.result()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    former = signal.getsignal(number)
    task, url = await start()
    async with httpx.AsyncClient(base_url=url) as http:
        assert (await http.get("/")).status_code == 200
        os.kill(os.getpid(), number)
        await asyncio.wait_for(task, 2)
    signal.signal(number, former)


async def test_cancelling_ends_it_cleanly() -> None:
    task, url = await start()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with httpx.AsyncClient(base_url=url) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/")


async def test_a_port_in_use_is_told_with_its_next_step() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressUnusable, match=f"127.0.0.1:{port}.*--port") as told:
            await start(port)
    assert isinstance(told.value, MorningReadsError)
    assert told.value.exit_status == 1


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("127.0.0.1", 70000), ("192.0.2.1", 0)])
async def test_an_address_that_is_not_ours_is_told(host: str, port: int) -> None:
    with pytest.raises(AddressUnusable):
        await serve(Simulator(FakeClock()), host, port, lambda url: None)
