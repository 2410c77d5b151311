"""A clock that stands still, and a client that knows how WeChat is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import httpx

from bot.core.days import at_china
from bot.wechat.simulator import Simulator

NOON = at_china(date(2026, 11, 24), 12)
"""The instant at which these tests stand unless they say otherwise: yesterday is 23 November 2026."""

API = "https://api.weixin.qq.com"


class FakeClock:
    """Time that passes only when told, or slept away."""

    def __init__(self, now: datetime = NOON) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    def forward(self, **parts: float) -> None:
        self.instant += timedelta(**parts)

    async def sleep(self, seconds: float) -> None:
        self.forward(seconds=seconds)
        await asyncio.sleep(0.001)


class Asker:
    """An httpx client with a token."""

    def __init__(self, http: httpx.AsyncClient, app_id: str, token: str) -> None:
        self.http = http
        self.app_id = app_id
        self.token = token

    async def post(self, name: str, body: bytes) -> httpx.Response:
        return await self.http.post(f"/datacube/{name}", params={"access_token": self.token}, content=body)

    async def ask(self, name: str, begin: date | str, end: date | str | None = None) -> dict[str, Any]:
        body = f'{{"begin_date":"{begin}","end_date":"{end or begin}"}}'
        found = (await self.post(name, body.encode())).json()
        assert isinstance(found, dict)
        return found

    async def rows(self, name: str, begin: date | str, end: date | str | None = None) -> list[dict[str, Any]]:
        found = await self.ask(name, begin, end)
        assert "errcode" not in found, found
        return list(found["list"])


async def token(http: httpx.AsyncClient, app_id: str = "wxdemo", **more: Any) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": app_id, "secret": "s", **more}
    found = (await http.get("/cgi-bin/token", params=asked)).json()
    assert isinstance(found, dict)
    return found


async def stable(http: httpx.AsyncClient, app_id: str = "wxdemo", **more: Any) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": app_id, "secret": "s", **more}
    found = (await http.post("/cgi-bin/stable_token", json=asked)).json()
    assert isinstance(found, dict)
    return found


@asynccontextmanager
async def asking(simulator: Simulator, app_id: str = "wxdemo") -> AsyncIterator[Asker]:
    async with httpx.AsyncClient(transport=simulator.transport(), base_url=API) as http:
        yield Asker(http, app_id, (await stable(http, app_id))["access_token"])
