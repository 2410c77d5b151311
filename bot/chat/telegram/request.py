"""Calls to the Bot API whose end is known exactly: whether a message arrived, did not, or may have.

A send has no idempotency key, so the end must be told where status and body can still be seen:

* refused in the Bot API's own JSON (429, 400, 403, 5xx …), no connection, no free connection, a proxy's
  refusal: not delivered;
* silence or a break after the request was under way, and every reply that is not the Bot API's
  (a proxy's page, a 200 without a message): may have arrived, so Unknown;
* what is not listed: Unknown.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.bounded import Bounded
from bot.core.outcomes import (
    Absence,
    BadMarkup,
    Gone,
    Later,
    Moved,
    NotFound,
    NoTopic,
    Outcome,
    Refusal,
    Unchanged,
    Unknown,
)
from bot.tls import trusted

SENDS = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    }
)
"""The methods that post or change a message: classified here, paced by the limiter."""

SOON = 5.0
"""Seconds after which a send that did not go out may be tried again, when nobody named another time."""

CONNECTING, SILENCE = 10.0, 20.0
"""Seconds until a connection that is not there, or not free, counts as none, and a call without an answer as lost."""

LONGEST_CALL = 30.0
"""Seconds that a call may take in all, a long poll too: a byte now and then is no silence, and would have no end."""

LONGEST_UPLOAD = 300.0
"""The same of a call that carries a file: 50 MB over a slow line."""

LARGEST = 8 * 2**20
"""Bytes of a reply that are read: a hundred updates have less than a megabyte."""

CONNECTIONS = 128
"""More than the pushes on their way (30) and the updates that are answered at a time (64) together: none waits for a
free connection, which would put a digest off."""

_HIDDEN = "***"
_TOKEN = re.compile(r"/bot\d+(?::|%3A)([^/]+)/", re.IGNORECASE)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

# Descriptions as the Bot API server and Telegram word them; they are no stable interface, so parts are compared.
_BAD_REQUESTS: tuple[tuple[tuple[str, ...], Callable[[str], Outcome]], ...] = (
    (("message is not modified",), lambda _: Unchanged()),
    (
        # A picture has no text to be edited: what is to take its place is posted.
        ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message"),
        lambda _: NotFound(),
    ),
    (
        ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "topic not found"),
        lambda _: NoTopic(),
    ),
    (("can't parse", "entity_", "entities_too_long"), lambda _: BadMarkup()),
    (
        (
            "user is deactivated",
            "chat was deactivated",
            "chat was deleted",
            "bot was kicked",
            "bot was blocked",
            "bot is not a member",
        ),
        Gone,
    ),
)

_ABSENCES: tuple[tuple[tuple[str, ...], Absence], ...] = (
    (("can't initiate conversation",), Absence.NEVER_STARTED),
    (("can't send messages to bots", "can't send messages to the bot", "user_is_bot"), Absence.A_BOT),
    (("chat not found", "user not found", "peer_id_invalid", "chat_id_invalid"), Absence.NOT_FOUND),
)
"""Chats that never let the bot in, whether Telegram answers 400 or 403."""


class Classified(NetworkError):
    """A send that did not end in a message; `outcome` says how it ended. Bears no token and no address."""

    __slots__ = ("outcome",)

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(repr(outcome))

    def __reduce__(self) -> tuple[type, tuple[Any]]:
        return type(self), (self.outcome,)


class ClassifyingRequest(HTTPXRequest):
    """HTTPX for the Bot API: sends raise Classified, all other methods the library's own errors, without the token.

    Neither `HTTP(S)_PROXY` nor any other word of the environment is read.
    """

    __slots__ = ("_longest",)

    def __init__(
        self,
        *,
        proxy: str | None = None,
        connection_pool_size: int = CONNECTIONS,
        longest: float = LONGEST_CALL,
        **kw: Any,
    ) -> None:
        limits = httpx.Limits(max_connections=connection_pool_size, max_keepalive_connections=connection_pool_size)
        network = httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False, proxy=proxy, limits=limits)
        own = {"trust_env": False, "transport": Bounded(network, LARGEST)}
        self._longest = longest
        super().__init__(httpx_kwargs=own, **kw)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make the call; status and body. Raises Classified for a send that brought no message."""
        name = url.rpartition("/")[2]
        found = _TOKEN.search(url)
        secret = found[1] if found else None
        try:
            uploads = request_data is not None and bool(request_data.multipart_data)
            async with asyncio.timeout(LONGEST_UPLOAD if uploads else self._longest):
                status, body = await super().do_request(
                    url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
                )
        except Exception as error:
            if name in SENDS:
                cause = error.__cause__ if isinstance(error, TelegramError) else error
                raise Classified(failed(cause)) from None
            raise _hushed(error, secret) from None
        if secret is not None:  # a proxy's page likes to repeat the address, and the library's errors quote the page
            body = body.replace(secret.encode(), _HIDDEN.encode())
        if name in SENDS and (outcome := replied(status, body)) is not None:
            raise Classified(outcome)
        if status in (401, 404) and _bot_api(body) is None:
            # A proxy's page; the library would take it for a wrong token and poll no more.
            raise NetworkError(f"HTTP {status}, not the Bot API's words")
        return status, body


def build_request(proxy: str | None) -> ClassifyingRequest:
    """The request as the bot uses it, all waits bounded."""
    return ClassifyingRequest(
        proxy=proxy,
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECTING,
        read_timeout=SILENCE,
        write_timeout=SILENCE,
        media_write_timeout=SILENCE,
        pool_timeout=CONNECTING,
        http_version="1.1",
    )


def failed(cause: BaseException | None) -> Outcome:
    """How a send ended that brought no reply at all."""
    if isinstance(cause, _NOT_SENT):
        return Later(SOON)
    return Unknown(type(cause).__name__)


def replied(status: int, body: bytes) -> Outcome | None:
    """How a send ended that brought this reply; None if the message arrived."""
    answer = _bot_api(body)
    if answer is None:
        return Unknown(f"HTTP {status}, not the Bot API's words")
    if answer["ok"] is False:
        return _refused(answer)
    if 200 <= status < 300 and _is_message(answer.get("result")):
        return None
    return Unknown(f"HTTP {status} without a message")


def _bot_api(body: bytes) -> dict[str, Any] | None:
    """The reply as the Bot API's JSON, if it is that: `ok`, and with `ok: false` a code and a description."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return None
    if answer.get("ok") is True:
        return answer
    told = type(answer.get("error_code")) is int and isinstance(answer.get("description"), str)
    return answer if answer.get("ok") is False and told else None


def _is_message(result: object) -> bool:
    """Whether the library will be able to read it; edits of inline messages answer just true."""
    if not isinstance(result, dict):
        return result is True
    chat = result.get("chat")
    numbers = type(result.get("message_id")) is int and type(result.get("date")) is int
    return numbers and isinstance(chat, dict) and type(chat.get("id")) is int and isinstance(chat.get("type"), str)


def _refused(answer: dict[str, Any]) -> Outcome:
    code: int = answer["error_code"]
    why: str = answer["description"]
    given = answer.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    if type(parameters.get("migrate_to_chat_id")) is int:
        return Moved(parameters["migrate_to_chat_id"])
    if type(parameters.get("retry_after")) in (int, float):
        return Later(max(0.0, float(parameters["retry_after"])), asked=True)
    if code == 429 or code >= 500:
        return Later(SOON)
    if code in (400, 403) and (how := _absence(why)) is not None:
        return Gone(why, how)
    if code == 403:
        return Gone(why)
    return _bad_request(why) if code == 400 else Refusal(why)


def _absence(why: str) -> Absence | None:
    words = why.lower()
    return next((how for parts, how in _ABSENCES if any(part in words for part in parts)), None)


def _bad_request(why: str) -> Outcome:
    words = why.lower()
    for parts, outcome in _BAD_REQUESTS:
        if any(part in words for part in parts):
            return outcome(why)
    return Refusal(why)


def _hushed(error: Exception, secret: str | None) -> TelegramError:
    """The library's error, of its own kind, with the token out of its words."""
    hushed = error if isinstance(error, TelegramError) else NetworkError(f"{type(error).__name__}: {error}")
    if secret is not None:
        hushed.message = hushed.message.replace(secret, _HIDDEN)
    return hushed
