"""Replies of any size, packed or not, from a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from datetime import date

import httpx
import pytest
from telegram.error import NetworkError
from telegram.ext import ExtBot

from bot.bounded import Bounded, TooLarge
from bot.chat.telegram.limiter import PacedLimiter
from bot.chat.telegram.polling import LONG_POLL
from bot.chat.telegram.request import (
    CONNECTING,
    LONGEST_CALL,
    LONGEST_UPLOAD,
    SENDS,
    SILENCE,
    Classified,
    ClassifyingRequest,
)
from bot.chat.telegram.request import LARGEST as TELEGRAMS
from bot.chat.telegram.sender import TelegramSender
from bot.core.days import Span
from bot.core.errors import NotUnderstood, RetrySoon
from bot.core.message import Attachment, Message
from bot.core.outcomes import Unknown
from bot.store.memory import MemoryShelf
from bot.wechat.client import LARGEST as WECHATS
from bot.wechat.client import WeChatClient
from bot.wechat.endpoints import USER_READ
from bot.wechat.tokens import Credentials, TokenAuth
from tests.house import StandingClock, china
from tests.raw import Serve, answering, bomb, drip, endless, replies

MIB = 2**20
GZIP = b"Content-Encoding: gzip"
BOMB = bomb(1000 * MIB)


def client(most: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=Bounded(httpx.AsyncHTTPTransport(trust_env=False), most), trust_env=False)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("size", [0, 1, 300_000, MIB])
async def test_a_reply_of_the_largest_size_is_read_whole(packed: bool, size: int) -> None:
    body = bytes(n % 251 for n in range(size))
    serve = replies(gzip.compress(body), GZIP) if packed else replies(body)
    async with answering(serve) as url, client(MIB) as http:
        assert (await http.get(url)).content == body


async def test_a_megabyte_of_gzip_that_holds_a_gigabyte_is_given_up_within_the_limit_of_memory() -> None:
    assert len(BOMB) < 1.1 * MIB
    async with answering(replies(BOMB, GZIP)) as url, client(8 * MIB) as http:
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                await http.get(url)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 16 * MIB


async def test_a_reply_without_end_is_given_up() -> None:
    async with answering(endless(b" " * 65536)) as url, client(MIB) as http:
        with pytest.raises(TooLarge):
            await http.get(url)


@pytest.mark.parametrize(
    "serve",
    [replies(b"no gzip", GZIP), replies(b"x", b"Content-Encoding: br"), replies(b"x", b"Content-Encoding: gzip, gzip")],
)
async def test_a_reply_that_cannot_be_unpacked_is_an_error_of_the_network(serve: Serve) -> None:
    async with answering(serve) as url, client(MIB) as http:
        with pytest.raises(httpx.DecodingError):
            await http.get(url)


async def test_a_bomb_in_telegrams_place_is_an_error_of_the_network() -> None:
    async with answering(replies(BOMB, GZIP)) as url, ClassifyingRequest() as request:
        with pytest.raises(NetworkError, match="TooLarge"):
            await request.do_request(f"{url}/bot123:secret/getUpdates", "POST")
    assert TELEGRAMS == 8 * MIB


def wechat_at(url: str) -> WeChatClient:
    clock = StandingClock(china("2015-01-06 12:30"))
    auth = TokenAuth("Daily", Credentials("wxdemo", "s3cret"), url, MemoryShelf(), clock)
    return WeChatClient("demo", auth, clock, api_url=url)


async def test_a_bomb_in_wechats_place_is_asked_for_once_and_named() -> None:
    asked = 0
    bursts = replies(BOMB, GZIP)

    async def serve(writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await bursts(writer)

    async with answering(serve) as url:
        wechat = wechat_at(url)
        with pytest.raises(NotUnderstood, match="WeChat's answer is larger than 64 MiB"):
            await wechat.check_token()
        fetched = await wechat.fetch(USER_READ, Span.day(date(2015, 1, 5)))
        await wechat.close()
    assert [str(trouble) for trouble in fetched.troubles] == [
        "WeChat's answer is larger than 64 MiB and was not read. "
        "Look for what answers in WeChat's place; `morning-reads check` tries it."
    ]
    assert (asked, WECHATS) == (2, 64 * MIB)


# ---- replies that never end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["getUpdates", "getMe", "sendMessage", "editMessageText", "sendChatAction"])
async def test_every_call_to_telegram_ends_though_its_reply_drips_for_ever(method: str) -> None:
    async with answering(drip) as url, ClassifyingRequest(read_timeout=10, longest=0.2) as request:
        async with asyncio.timeout(5):
            with pytest.raises(NetworkError, match="TimeoutError") as ended:
                await request.do_request(f"{url}/bot123:secret/{method}", "POST")
    if method in SENDS:
        assert isinstance(ended.value, Classified)
        assert ended.value.outcome == Unknown("TimeoutError")


async def test_a_call_that_carries_a_file_may_take_longer_and_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.telegram.request.LONGEST_UPLOAD", 0.3)
    async with answering(drip) as url, ClassifyingRequest(read_timeout=10, longest=0.0) as request:
        bot = ExtBot("123:secret", base_url=f"{url}/bot", request=request, rate_limiter=PacedLimiter())
        async with asyncio.timeout(5):
            outcome = await TelegramSender(bot).send(5, Message("", attachments=(Attachment("a.png", b"x"),)))
    assert outcome == Unknown("TimeoutError")


async def test_a_drip_leaves_a_long_poll_its_time_and_the_bot_is_deaf_no_longer_than_a_silence() -> None:
    assert LONG_POLL + SILENCE <= LONGEST_CALL <= CONNECTING + SILENCE
    assert LONGEST_UPLOAD >= 50_000_000 / 200_000


async def test_a_call_to_wechat_ends_though_its_reply_drips_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wechat.client.LONGEST_CALL", 0.2)
    async with answering(drip) as url:
        wechat = wechat_at(url)
        async with asyncio.timeout(10):
            with pytest.raises(RetrySoon):
                await wechat.check_token()
            fetched = await wechat.fetch(USER_READ, Span.day(date(2015, 1, 5)))
        await wechat.close()
    assert [type(trouble) for trouble in fetched.troubles] == [RetrySoon]
