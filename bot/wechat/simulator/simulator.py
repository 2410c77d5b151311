"""The simulated WeChat API as one ASGI application: routes, the record of calls, scripted faults."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from bot.core.days import wechat_today
from bot.core.ports import Clock
from bot.wechat.endpoints import ENDPOINTS, Endpoint
from bot.wechat.simulator.account import FOLLOWERS
from bot.wechat.simulator.datacube import answer, asked_span, json_object
from bot.wechat.simulator.faults import Altered, Answer, Body, CutOff, Delay, Errcode, Fault, Faults, Html, Spoilt
from bot.wechat.simulator.limits import Spent, retired_names
from bot.wechat.simulator.says import WeChatSays
from bot.wechat.simulator.tokens import Tokens
from bot.wechat.simulator.world import NotComputed, World

_SECRETS = frozenset({"secret", "access_token"})
_REMEMBERED = 10_000
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, without its secrets."""

    at: datetime
    method: str
    path: str
    app_id: str | None
    params: Mapping[str, str]
    body: Mapping[str, Any] | None
    """The JSON object of the body, if it is one."""

    @property
    def name(self) -> str:
        """The last part of the path: the endpoint's name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    params: Mapping[str, str]
    body: bytes


class Simulator:
    """WeChat, as far as this program calls it; every figure follows from (seed, app id, day).

    An ASGI application that obeys `clock` alone. `latency` is the seconds that each call takes. `old_forms` serves
    days before 2020-02-28 as they were served then, `documented` the documents' packets on their days; `titles` names
    articles in getarticletotaldetail.

    Hours are in +08:00 of the next day: figures come into being at `computed_at`, those of the days in `late` at their
    hour; until `delayed_until` the successors have about a tenth less and say `is_delay`; until their aware instant the
    days in `revised` have a few percent less, in both generations, and nothing says so. `retired` endpoints (names, or
    `classic` for all six) answer 47009, and each has `quota` calls a day and app id, then 45009; both can be set anew
    on a running simulator.

    `calls` remembers the last 10,000 requests, `most_in_flight` the most at one time by app id.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        seed: int = 1,
        old_forms: bool = False,
        documented: bool = False,
        latency: float = 0.0,
        faults: Iterable[Fault] = (),
        followers: int = FOLLOWERS,
        computed_at: time = time(5, 30),
        not_computed: NotComputed = NotComputed.ERRCODE,
        titles: bool = True,
        delayed_until: time | None = None,
        late: Mapping[date, time] | None = None,
        revised: Mapping[date, datetime] | None = None,
        retired: Collection[str] = (),
        quota: int | None = None,
    ) -> None:
        self.world = World(
            seed=seed,
            old_forms=old_forms,
            documented=documented,
            followers=followers,
            computed_at=computed_at,
            not_computed=not_computed,
            titles=titles,
            delayed_until=delayed_until,
            late=dict(late or {}),
            revised=dict(revised or {}),
        )
        self.retired = retired
        self.quota = quota
        self.latency = latency
        self.faults = Faults(faults)
        self.calls: deque[Call] = deque(maxlen=_REMEMBERED)
        self.most_in_flight: Counter[str] = Counter()
        self._in_flight: Counter[str] = Counter()
        self.clock = clock
        self._tokens = Tokens(clock)
        self._spent = Spent()
        self._router = self._routes()

    @property
    def retired(self) -> frozenset[str]:
        """The names of the endpoints that answer 47009. Setting it raises ValueError for an unknown one."""
        return self._retired

    @retired.setter
    def retired(self, words: Collection[str]) -> None:
        """Retire endpoints by name, or all six classics by the word `classic`; all others come back."""
        self._retired = retired_names(words)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI request."""
        await self._router(scope, receive, send)

    def transport(self) -> httpx.AsyncBaseTransport:
        """The simulator in the network's place, for an `httpx.AsyncClient`."""
        return httpx.ASGITransport(app=self)

    def _routes(self) -> Router:
        handlers: dict[str, Callable[[_Question], Any]] = {
            "/cgi-bin/token": self._plain_token,
            "/cgi-bin/stable_token": self._stable_token,
            **{endpoint.path: partial(self._datacube, endpoint) for endpoint in ENDPOINTS},
            "/{path:path}": self._nothing_here,
        }
        return Router(
            [Route(path, partial(self._serve, handler), methods=_METHODS) for path, handler in handlers.items()]
        )

    def _plain_token(self, question: _Question) -> Any:
        if question.method != "GET":
            raise WeChatSays(43001)
        return self._tokens.plain(question.params)

    def _stable_token(self, question: _Question) -> Any:
        if question.method != "POST":
            raise WeChatSays(43002)
        return self._tokens.stable(json_object(question.body))

    def _datacube(self, endpoint: Endpoint, question: _Question) -> Any:
        if question.method != "POST":
            raise WeChatSays(43002)
        app_id = self._tokens.admit(question.params.get("access_token"))
        if endpoint.name in self.retired:
            raise WeChatSays(47009)
        now = self.clock.now()
        self._spent.call(app_id, endpoint, wechat_today(now), self.quota)
        span = asked_span(endpoint, json_object(question.body), now)
        return answer(self.world, endpoint, app_id, span, now)

    def _nothing_here(self, question: _Question) -> Any:
        raise WeChatSays(40066)

    async def _serve(self, handler: Callable[[_Question], Any], request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:  # whoever asked was killed in the middle of asking
            return Response()
        question = _Question(request.method, request.query_params, body)
        call = self._recorded(request.url.path, question)
        with self._counted(call.app_id):
            played = self.faults.play(call.path, call.app_id)
            await self._wait(self.latency + sum(a.seconds for a in played if isinstance(a, Delay)))
            return self._respond(handler, question, played)

    async def _wait(self, seconds: float) -> None:
        if seconds:
            await self.clock.sleep(seconds)
        else:
            await asyncio.sleep(0)

    def _respond(self, handler: Callable[[_Question], Any], question: _Question, played: list[Answer]) -> Response:
        match played[-1] if played else None:
            case Html(status, headers):
                page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
                return Response(page, status, dict(headers), "text/html")
            case Errcode(code, errmsg):
                return _json(WeChatSays(code, errmsg).body(self.clock.now()))
            case Body(body):
                return _json(body)
            case CutOff():
                whole = bytes(_json(self._truth(handler, question)).body)
                return Response(whole[: len(whole) // 2], media_type=_MEDIA_TYPE)
            case Spoilt(change):
                return Response(change(bytes(_json(self._truth(handler, question)).body)), media_type=_MEDIA_TYPE)
            case Altered(change):
                return _json(change(json.loads(json.dumps(self._truth(handler, question)))))
            case _:
                return _json(self._truth(handler, question))

    def _truth(self, handler: Callable[[_Question], Any], question: _Question) -> Any:
        try:
            return handler(question)
        except WeChatSays as refusal:
            return refusal.body(self.clock.now())

    def _recorded(self, path: str, question: _Question) -> Call:
        try:
            body = {key: value for key, value in json_object(question.body).items() if key not in _SECRETS}
        except WeChatSays:
            body = None
        params = {key: value for key, value in question.params.items() if key not in _SECRETS}
        named = (body or params).get("appid")
        app_id = self._tokens.owner(question.params.get("access_token"))
        app_id = app_id or (named if isinstance(named, str) else None)
        call = Call(self.clock.now(), question.method, path, app_id, params, body)
        self.calls.append(call)
        return call

    @contextmanager
    def _counted(self, app_id: str | None) -> Iterator[None]:
        """Count a call as in flight for its account; calls of nobody known count as those of ""."""
        key = app_id or ""
        self._in_flight[key] += 1
        self.most_in_flight[key] = max(self.most_in_flight[key], self._in_flight[key])
        try:
            yield
        finally:
            self._in_flight[key] -= 1


_MEDIA_TYPE = "application/json; encoding=utf-8"


def _json(body: Any) -> Response:
    """An answer as WeChat writes it: UTF-8, nothing escaped that need not be."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), media_type=_MEDIA_TYPE)
