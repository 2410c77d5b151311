"""The simulator over real HTTP: bound, served, and stopped without a word."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC
from email.utils import format_datetime

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from bot.core.errors import N_, MorningReadsError
from bot.wechat.simulator.simulator import Simulator

_LAST_PORT = 65535

_GRACE = 2
"""Seconds that a call under way gets when the server stops."""


class AddressUnusable(MorningReadsError):
    """The address to listen on is taken, not ours, or unknown."""

    sentence = N_("The simulator cannot listen on {host}:{port}: {reason}.")
    step = N_("Choose another --port or --host, or stop the program that has it.")


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to us and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()


async def serve(simulator: Simulator, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT, SIGTERM or cancellation; `ready` gets the URL once bound (port 0: any free one).

    Raises AddressUnusable, a MorningReadsError.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.ExitStack() as handlers:
        for number in (signal.SIGINT, signal.SIGTERM):
            # not in the main thread, or on Windows: then cancellation is the only way to stop
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, stop.set)
                handlers.callback(loop.remove_signal_handler, number)
        async with serving(simulator, host, port) as url:
            ready(url)
            await stop.wait()


@contextlib.asynccontextmanager
async def serving(simulator: Simulator, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """The simulator's URL while the block runs. Raises AddressUnusable."""
    with await _bound(host, port) as listener:
        server = _Server(_config(simulator))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        listening = asyncio.create_task(server.listening.wait())
        try:
            await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            yield _url(listener)
        finally:
            listening.cancel()
            server.should_exit = True
            await running


def _dated(simulator: Simulator) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The simulator, each answer of which bears the instant of its own clock, as HTTP wants it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(simulator.clock.now().astimezone(UTC), usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
            await send(message)

        await simulator(scope, receive, say)

    return app


def _config(simulator: Simulator) -> uvicorn.Config:
    return uvicorn.Config(
        _dated(simulator),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


async def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; bound here, since uvicorn ends the process when it cannot."""
    if not 0 <= port <= _LAST_PORT:
        raise AddressUnusable(host=host, port=port, reason=f"ports go from 0 to {_LAST_PORT}")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        listener = socket.create_server((address[0], port), family=family)
        # What is accepted takes it over; else delayed acknowledgements add 40 ms to every call.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressUnusable(host=host, port=port, reason=reason) from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
