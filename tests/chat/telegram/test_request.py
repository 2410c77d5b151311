"""What no server can show: connections that never were, proxies, the environment, and the other methods' errors."""

from __future__ import annotations

import asyncio
import gc
import pickle
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.chat.telegram.face import AT_ONCE
from bot.chat.telegram.limiter import IN_FLIGHT, PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.request import SOON, Classified, ClassifyingRequest, build_request, failed
from bot.chat.telegram.sender import TelegramSender
from bot.core.message import Message
from bot.core.outcomes import Later, Outcome, Sent, Unknown
from tests.botapi import BotApi, Hang, Reset, html_page, retry_after

HELLO = Message("hello")


TOKEN = "123456:test-token"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def sender_over(request: ClassifyingRequest, url: str) -> AsyncIterator[TelegramSender]:
    """A sender over a bot that has asked nothing yet."""
    bot = ExtBot(TOKEN, base_url=f"{url}/bot", request=request, rate_limiter=PacedLimiter())
    async with request:
        yield TelegramSender(bot)


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    """The port of a server of raw bytes."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (httpx.ConnectError("no"), Later(SOON)),
        (httpx.ConnectTimeout("no"), Later(SOON)),
        (httpx.PoolTimeout("no"), Later(SOON)),
        (httpx.ProxyError("no"), Later(SOON)),
        (httpx.ReadTimeout("no"), Unknown("ReadTimeout")),
        (httpx.WriteTimeout("no"), Unknown("WriteTimeout")),
        (httpx.ReadError("no"), Unknown("ReadError")),
        (httpx.WriteError("no"), Unknown("WriteError")),
        (httpx.CloseError("no"), Unknown("CloseError")),
        (httpx.RemoteProtocolError("no"), Unknown("RemoteProtocolError")),
        (httpx.LocalProtocolError("no"), Unknown("LocalProtocolError")),
        (httpx.DecodingError("no"), Unknown("DecodingError")),
        (httpx.InvalidURL("no"), Unknown("InvalidURL")),
        (RuntimeError("no"), Unknown("RuntimeError")),
        (None, Unknown("NoneType")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_connection_that_never_was_is_surely_not_delivered(
    cause: BaseException | None, outcome: Outcome
) -> None:
    assert failed(cause) == outcome


async def test_a_closed_port_is_not_delivered() -> None:
    async with sender_over(ClassifyingRequest(), f"http://127.0.0.1:{closed_port()}") as sender:
        assert await sender.send(5, HELLO) == Later(SOON)


async def test_no_free_connection_is_not_delivered(server: BotApi) -> None:
    request = ClassifyingRequest(connection_pool_size=1, pool_timeout=0.05, connect_timeout=10, read_timeout=10)
    server.fault("sendMessage", Hang())
    server.chat(6)
    async with sender_over(request, server.url) as sender:
        hanging = asyncio.create_task(sender.send(5, HELLO))
        await server.until(lambda: len(server.calls) == 1)
        assert await sender.send(6, HELLO) == Later(SOON)
        hanging.cancel()
        await asyncio.wait({hanging})
    assert server.called("sendMessage", 6) == []


async def test_no_push_and_no_answer_ever_waits_for_a_free_connection() -> None:
    """Not even if all that may be under way at a time is."""
    async with build_request(None) as request:
        pool = request._client._transport._inner._pool  # type: ignore[attr-defined]
        assert pool._max_connections > IN_FLIGHT + AT_ONCE


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_not_there_or_refuses_is_not_delivered(scheme: str) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n" if scheme == "http" else b"\x05\xff")
        await writer.drain()
        writer.close()

    url = f"https://127.0.0.1:{closed_port()}"
    async with sender_over(build_request(f"{scheme}://127.0.0.1:{closed_port()}"), url) as sender:
        assert await sender.send(5, HELLO) == Later(SOON)
    async with (
        listening(refuse) as port,
        sender_over(build_request(f"{scheme}://127.0.0.1:{port}"), url) as sender,
    ):
        assert await sender.send(5, HELLO) == Later(SOON)
    gc.collect()  # httpcore leaves the socket of a SOCKS proxy that refused to the collector


async def test_a_host_that_breaks_off_in_mid_answer_leaves_it_open() -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":true,')
        await writer.drain()
        writer.close()

    async with listening(break_off) as port, sender_over(build_request(None), f"http://127.0.0.1:{port}") as sender:
        assert await sender.send(5, HELLO) == Unknown("RemoteProtocolError")


async def test_proxies_of_the_environment_are_not_read(server: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    async with sender_over(build_request(None), server.url) as sender:
        assert await sender.send(5, HELLO) == Sent(1)


async def test_every_wait_of_the_bots_request_is_bounded() -> None:
    async with build_request(None) as request:
        timeout = request._client.timeout
        assert (timeout.connect, timeout.read, timeout.write, timeout.pool) == (10, 20, 20, 10)
        assert request._media_write_timeout == 20
        assert request.http_version == "1.1"


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_all_other_methods_keep_the_librarys_own_errors(server: BotApi, bot: ExtBot[Slot]) -> None:
    server.fault("getUpdates", retry_after(3))
    with pytest.raises(RetryAfter):
        await bot.get_updates()
    server.fault("getUpdates", html_page(403))
    with pytest.raises(Forbidden):
        await bot.get_updates()
    server.fault("getMe", Hang())
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.1)
    server.fault("getMe", Reset())
    with pytest.raises(NetworkError, match=r"httpx\.") as reset:
        await bot.get_me()
    assert not isinstance(reset.value, Classified)
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()
    server.token = "123456:another"
    with pytest.raises(InvalidToken):
        await bot.get_me()


def test_a_classified_error_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(Classified(Later(3, asked=True))))
    assert copy.outcome == Later(3, asked=True)
