"""Whatever bytes WeChat or a gateway sends: data or a trouble in words, never a crash."""

from __future__ import annotations

import asyncio
import json
import traceback
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import NotUnderstood, RetrySoon, WeChatTrouble
from bot.store.memory import MemoryShelf
from bot.wechat.client import Fetched, WeChatClient
from bot.wechat.endpoints import ARTICLE_SUMMARY
from bot.wechat.parse import MOST, PARSERS, number, text
from bot.wechat.tokens import Credentials, TokenAuth
from tests.house import StandingClock, china
from tests.wechat.parse.test_classic import JSON
from tests.wechat.test_tokens import API, DAY

GOOD_TOKEN = b'{"access_token":"T0KEN","expires_in":7200}'
TOO_DEEP = b"[" * 200_000
NO_ANSWER = {
    "nothing": b"",
    "no JSON": b"<html>",
    "no UTF-8": b'{"list":"\xff"}',
    "too deep": TOO_DEEP,
    "a list": b"[]",
    "null": b"null",
    "errcode in words": b'{"errcode":"x"}',
    "errcode without end": b'{"errcode":1e999}',
    "errcode of 5,000 digits": b'{"errcode":"' + b"9" * 5000 + b'"}',
    "errcode true": b'{"errcode":true}',
    "errcode a list": b'{"errcode":[1]}',
}
EVERY_ODD_ANSWER = pytest.mark.parametrize("content", NO_ANSWER.values(), ids=NO_ANSWER)


class Server:
    """Answers every token call and every other call with given bytes, and counts them."""

    def __init__(self, *, token: bytes = GOOD_TOKEN, data: bytes = b'{"list":[]}', status: int = 200) -> None:
        self.calls: list[str] = []
        self._token, self._data, self._status = token, data, status
        clock = StandingClock(china("2015-02-06 12:30"))
        self.shelf = MemoryShelf()
        auth = TokenAuth("Daily", Credentials("wxdemo", "s3cret"), API, self.shelf, clock)
        self.client = WeChatClient("demo", auth, clock, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        if request.url.path.startswith("/cgi-bin/"):
            return httpx.Response(self._status, content=self._token)
        return httpx.Response(200, content=self._data)

    async def fetch(self) -> Fetched:
        return await self.client.fetch(ARTICLE_SUMMARY, DAY)


@EVERY_ODD_ANSWER
async def test_data_of_no_known_shape_are_not_understood_and_nothing_of_them_is_kept(content: bytes) -> None:
    fetched = await Server(data=content).fetch()
    assert fetched.replies == ()
    assert [type(trouble) for trouble in fetched.troubles] == [NotUnderstood]


@EVERY_ODD_ANSWER
async def test_a_token_answer_of_no_known_shape_is_not_understood_and_asked_for_once(content: bytes) -> None:
    server = Server(token=content)
    fetched = await server.fetch()
    assert [type(trouble) for trouble in fetched.troubles] == [NotUnderstood]
    assert server.calls == ["/cgi-bin/stable_token"]


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "", "expires_in": 7200},
        {"access_token": None, "expires_in": 7200},
        {"access_token": "\ud800", "expires_in": 7200},
        {"access_token": "T"},
        {"access_token": "T", "expires_in": -5},
        {"access_token": "T", "expires_in": True},
        {"access_token": "T", "expires_in": "soon"},
    ],
    ids=str,
)
async def test_a_token_without_value_or_life_is_neither_used_nor_kept(answer: dict[str, Any]) -> None:
    server = Server(token=json.dumps(answer).encode())
    assert isinstance((await server.fetch()).troubles[0], NotUnderstood)
    assert server.shelf.items() == {}


async def test_a_token_is_not_believed_to_live_longer_than_wechats_tokens_do() -> None:
    server = Server(token=b'{"access_token":"T","expires_in":100000000}')
    await server.fetch()
    assert server.shelf.items()["wxdemo|stable"]["for"] == 7200


async def test_a_token_server_in_trouble_is_tried_again_whatever_its_page_says() -> None:
    server = Server(token=b'{"errcode":40125}', status=503)
    assert [type(trouble) for trouble in (await server.fetch()).troubles] == [RetrySoon]
    assert len(server.calls) == 4


@given(JSON | st.dictionaries(st.sampled_from(["list", "errcode", "errmsg", "access_token", "expires_in"]), JSON))
def test_any_json_gives_replies_or_troubles(body: Any) -> None:
    content = json.dumps(body).encode()
    for server in (Server(data=content), Server(token=content)):
        fetched = asyncio.run(server.fetch())
        assert len(fetched.replies) + len(fetched.troubles) == 1
        assert all(str(trouble) for trouble in fetched.troubles)
        for reply in fetched.replies:
            for parser in PARSERS[reply.endpoint].values():
                parser(reply)


@pytest.mark.parametrize("value", ["9" * 5000, "9" * 16, MOST + 1, 10**400, 1e300, float("inf"), float("nan"), "１.５"])
def test_a_count_past_all_reason_is_unknown(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize("value", [MOST, str(MOST), float(MOST)])
def test_the_largest_count_is_taken(value: object) -> None:
    assert number(value) == MOST


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("😀 马航", "😀 马航"),
        (" \ud800", "\ufffd"),
        ("\ufeff马", "\ufeff马"),
    ],
    ids=ascii,
)
def test_half_a_character_does_not_reach_a_chat(title: str, words: str) -> None:
    assert text(title) == words
    assert words.encode()


async def test_neither_token_nor_secret_stands_in_a_troubles_traceback() -> None:
    # A traceback quotes source lines too: the words are put together where none is quoted.
    token, secret = "T0K" + "EN", "s3c" + "ret"
    url = f"https://api.weixin.qq.com/?access_token={token}&secret={secret}"

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(url)

    clock = StandingClock(china("2015-02-06 12:30"))
    auth = TokenAuth("Daily", Credentials("wxdemo", secret), API, MemoryShelf(), clock)
    client = WeChatClient("demo", auth, clock, transport=httpx.MockTransport(refuse))
    with pytest.raises(WeChatTrouble) as checked:
        await client.check_token()
    (fetched,) = (await client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    for trouble in (checked.value, fetched):
        shown = "".join(traceback.format_exception(trouble))
        assert token not in shown
        assert secret not in shown


@pytest.mark.parametrize(
    "odd", [b"a\x08b", b"a\\ud83db", b"a\xffb", b"a\x1fb"], ids=["control", "half an emoji", "no UTF-8", "separator"]
)
async def test_an_odd_byte_in_a_title_is_kept_as_it_came_and_read_as_a_mark(odd: bytes) -> None:
    row = b'{"ref_date":"2015-01-05","msgid":"1_1","title":"%s","int_page_read_user":7}'
    server = Server(data=b'{"list":[' + row % odd + b"," + row.replace(b"1_1", b"1_2") % b"c" + b"]}")
    (fetched,) = (await server.fetch()).replies
    first, second = PARSERS[ARTICLE_SUMMARY.name]["articles"](fetched)
    assert (first.title, second.title) == ("a\ufffdb", "c")
    came = fetched.body["list"][0]["title"]
    assert came.encode("utf-8", "surrogateescape" if b"\xff" in odd else "surrogatepass") in (
        odd, b"a\xed\xa0\xbdb"
    )  # fmt: skip
