"""The server itself: HTTP in, faults and limits, methods, and HTTP out in one piece."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.botapi.controls import Controls, Step
from tests.botapi.errors import ApiError
from tests.botapi.faults import Accept, Action, Answer, Hang, Noise
from tests.botapi.methods import Methods
from tests.botapi.params import Params, read

_PATH = re.compile(r"/bot([^/]+)/(\w+)/?")
_BIGGEST_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it arrived."""

    method: str
    params: dict[str, Any]
    at: float
    """time.monotonic(), when its body had been read."""

    @property
    def chat(self) -> int | None:
        return Params(self.params).chat


class BotApi(Controls):
    """A running server; what a test does and sees is in Controls."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        self._methods = Methods(self)
        self._closing = asyncio.Event()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url."""
        return f"{self.url}/bot"

    async def start(self) -> web.ServerRunner:
        """Listen on a free port of loopback."""
        server = web.Server(self._handle, request_factory=_request, access_log=None, handler_cancellation=True)
        runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return runner

    async def stop(self, runner: web.ServerRunner) -> None:
        """End what hangs, then close."""
        self._closing.set()
        await runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = _PATH.fullmatch(request.path)
        if path is None:
            return _reply(ApiError(404, "Not Found"))
        if path[1] != self.token:
            return _reply(ApiError(401, "Unauthorized"))
        method = self._methods.name(path[2])
        if self.script.early_reset(method):
            return _reset(request)
        try:
            params = await read(request)
        except ApiError as error:
            return _reply(error)
        call = Call(method, params.values, time.monotonic())
        self.calls.append(call)
        self.changed()
        if self.watch is None:
            return await self._answer(call, params, request)
        await self.watch(Step.ARRIVED, call)
        response = await self._answer(call, params, request)
        if request.transport is not None and not request.transport.is_closing():
            await response.prepare(request)
            await response.write_eof()
            await self.watch(Step.ANSWERED, call)
        return response

    async def _answer(self, call: Call, params: Params, request: web.BaseRequest) -> web.StreamResponse:
        action = self.script.take(call.method, params.chat)
        if action is not None and not isinstance(action, Accept):
            return await self._go_wrong(action, request)
        answer = await self._carry_out(self._methods.find(call.method), params)
        if isinstance(answer, ApiError):
            self.refused.append((call, answer))
        if self.watch is not None and not isinstance(answer, ApiError):
            await self.watch(Step.ACCEPTED, call)
        if action is not None and not isinstance(answer, ApiError):
            return await self._go_wrong(action.then, request)
        return _reply(answer)

    async def _carry_out(self, method: Callable[[Params], Awaitable[Any]] | None, params: Params) -> Any:
        if method is None:
            return ApiError(404, "Not Found")
        try:
            result = await method(params)
        except ApiError as error:
            return error
        self.changed()
        return result

    async def _go_wrong(self, action: Action, request: web.BaseRequest) -> web.StreamResponse:
        match action:
            case Answer(status, body, content_type):
                return web.Response(status=status, body=body, content_type=content_type)
            case Hang():
                await self._closing.wait()
                return _reset(request)
            case Noise(sent):
                return _noise(request, sent)
            case _:
                return _reset(request)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_BIGGEST_BODY)


def _reply(answer: Any) -> web.Response:
    status = 200
    if isinstance(answer, ApiError):
        status = answer.code
        body: dict[str, Any] = {"ok": False, "error_code": answer.code, "description": answer.description}
        if answer.parameters:
            body["parameters"] = answer.parameters
    else:
        body = {"ok": True, "result": answer}
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _reset(request: web.BaseRequest) -> web.Response:
    """Break the connection as a dying host does; what is returned reaches nobody."""
    if request.transport is not None:
        sock = request.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


def _noise(request: web.BaseRequest, sent: bytes) -> web.Response:
    """Say something in HTTP's place, and close; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.write(sent)
        request.transport.close()
    return web.Response()


@asynccontextmanager
async def bot_api(token: str = "123456:test-token") -> AsyncIterator[BotApi]:
    """A server for as long as the block lasts."""
    server = BotApi(token)
    runner = await server.start()
    try:
        yield server
    finally:
        await server.stop(runner)
