"""An account's access token, inside `httpx.Auth`: one fetch for any number of calls, one bounded refresh, kept on disk.

Source: WeChat "Get stable access token" (POST /cgi-bin/stable_token) and "Get access token" (GET /cgi-bin/token).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import httpx

from bot.core.errors import NotUnderstood, RetrySoon, StoreTrouble
from bot.core.ports import Clock, Shelf
from bot.wechat.errcodes import REFRESH, answer, errcode, trouble
from bot.wechat.parse import number, text

EARLY = timedelta(seconds=60)
"""A token is not used in its last minute: a call may take that long."""

LONGEST_LIFE = 7200
"""Seconds that a token lives at most, as documented; one that claims more is not believed."""

FORCE_APART = timedelta(hours=1)
"""How often a refused stable token is retired by force: far below WeChat's 20 times a day."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What WeChat knows an own account by. The secret never appears in a representation."""

    app_id: str
    app_secret: str
    token: Literal["stable", "plain"] = "stable"

    def __repr__(self) -> str:
        return f"Credentials({self.app_id!r}, …)"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the instants between which it is used."""

    value: str
    fetched_at: datetime
    seconds: int

    def usable(self, now: datetime) -> bool:
        """Whether it still lives; one that claims a longer life than it was given (a clock set back) does not."""
        left = self.fetched_at + timedelta(seconds=self.seconds) - now
        return EARLY < left <= timedelta(seconds=self.seconds)

    def __repr__(self) -> str:
        return f"Token(…, {self.fetched_at}, {self.seconds})"


class TokenAuth(httpx.Auth):
    """Puts `access_token` into each call's query and renews it once when WeChat refuses it.

    Raises WeChatTrouble when no token is to be had.
    """

    def __init__(self, account: str, credentials: Credentials, api_url: str, shelf: Shelf, clock: Clock) -> None:
        self._account = account
        self._credentials = credentials
        self._api = api_url.rstrip("/")
        self._shelf = shelf
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = self._from_shelf()
        self._forced_at: datetime | None = None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Not for blocking clients."""
        raise RuntimeError("this program's clients are asynchronous")

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request with the token; once more with another if this one is refused."""
        token = self._token
        if token is None or not token.usable(self._clock.now()):
            async with self._lock:
                token = self._token
                if token is None or not token.usable(self._clock.now()):
                    response = yield self.token_request()
                    token = await self.accept(response)
        response = yield _with(request, token)
        await response.aread()
        if not _refused(response):
            return
        rejected = token.value
        async with self._lock:
            token = self._token or token
            if token.value == rejected:
                token = await self.accept((yield self.token_request()))
            if token.value == rejected and self._may_force():
                token = await self.accept((yield self.token_request(force=True)))
        yield _with(request, token)

    def _may_force(self) -> bool:
        """Whether a stable token may be retired: WeChat takes that 20 times a day, at least 30 s apart.

        Asking plainly comes first: if another program renewed the token, the new one is had without retiring it.
        """
        now = self._clock.now()
        if self._credentials.token == "plain" or (self._forced_at and now - self._forced_at < FORCE_APART):
            return False
        self._forced_at = now
        return True

    def token_request(self, *, force: bool = False) -> httpx.Request:
        """The call that fetches a token; `force` retires a stable one at once, which WeChat allows 20 times a day."""
        own = self._credentials
        if own.token == "plain":
            params = {"grant_type": "client_credential", "appid": own.app_id, "secret": own.app_secret}
            return httpx.Request("GET", f"{self._api}/cgi-bin/token", params=params)
        body = {"grant_type": "client_credential", "appid": own.app_id, "secret": own.app_secret}
        return httpx.Request(
            "POST",
            f"{self._api}/cgi-bin/stable_token",
            json=body | ({"force_refresh": True} if force else {}),
        )

    async def accept(self, response: httpx.Response) -> Token:
        """The token of an answer, kept in memory and on disk. Raises WeChatTrouble when there is none in it."""
        await response.aread()
        if response.status_code >= 500:
            raise RetrySoon()
        body = answer(response.content)
        if body is None:
            raise NotUnderstood()
        if errcode(body):
            raise trouble(body, self._account)
        value, seconds = text(body.get("access_token")), number(body.get("expires_in"))
        if value is None or not value.isascii() or seconds is None:
            raise NotUnderstood()
        seconds = min(seconds, LONGEST_LIFE)
        self._token = Token(value, self._clock.now(), seconds)
        with suppress(StoreTrouble):  # one that cannot be kept is used all the same
            await self._shelf.put(self._key, {"token": value, "at": self._token.fetched_at.isoformat(), "for": seconds})
        return self._token

    @property
    def _key(self) -> str:
        return f"{self._credentials.app_id}|{self._credentials.token}"

    def _from_shelf(self) -> Token | None:
        kept = self._shelf.get(self._key)
        try:
            return Token(kept["token"], datetime.fromisoformat(kept["at"]), int(kept["for"])) if kept else None
        except (KeyError, ValueError, TypeError):
            return None


def _with(request: httpx.Request, token: Token) -> httpx.Request:
    url = request.url.copy_set_param("access_token", token.value)
    return httpx.Request(
        request.method, url, headers=request.headers, content=request.content, extensions=request.extensions
    )


def _refused(response: httpx.Response) -> bool:
    # A refusal is a few bytes; a reply of 40,000 rows is not parsed twice for it.
    if len(response.content) > 4096:
        return False
    body = answer(response.content)
    return body is not None and errcode(body) in REFRESH
