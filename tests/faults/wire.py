"""A wire between the program and WeChat that can be cut, filled with noise, and slowed down to a drip."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit


class Wire(Enum):
    """What becomes of what is said over it."""

    WHOLE = "whole"
    CUT_BEFORE = "reset before WeChat hears the question"
    CUT_AFTER = "reset in place of the answer"
    CUT_WITHIN = "reset in the middle of the answer"
    NOISE = "bytes that are no HTTP"
    SILENCE = "no answer at all"
    DRIP = "a byte now and then"


class Line:
    """A wire from a port of loopback to a server; `state` may be set at any time."""

    def __init__(self, to: str) -> None:
        self.state = Wire.WHOLE
        self.hurt = 0
        """How often something was done to what was said."""
        self.url = ""
        self._to = urlsplit(to)
        self._open: set[asyncio.StreamWriter] = set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side closes it."""
        there, back = await asyncio.open_connection(self._to.hostname, self._to.port)
        self._open |= {writer, back}
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._questions(reader, back, writer))
                both.create_task(self._answers(there, writer))
        except* OSError:
            pass
        finally:
            self._open -= {writer, back}
            for end in (writer, back):
                end.close()

    async def _questions(
        self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        while heard := await reader.read(65536):
            if self.state is Wire.CUT_BEFORE:
                self._cut(client)
            to.write(heard)
            await to.drain()
        to.close()

    async def _answers(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while said := await reader.read(65536):
            self.hurt += self.state is not Wire.WHOLE
            match self.state:
                case Wire.CUT_AFTER:
                    self._cut(to)
                case Wire.CUT_WITHIN:
                    to.write(said[: len(said) // 2])
                    await to.drain()
                    self._cut(to)
                case Wire.NOISE:
                    to.write(bytes(byte ^ 0xA5 for byte in said))
                    break
                case Wire.SILENCE:
                    pass
                case Wire.DRIP:
                    await self._drip(said, to)
                case _:
                    to.write(said)
            await to.drain()
        to.close()

    async def _drip(self, said: bytes, to: asyncio.StreamWriter) -> None:
        for n in range(len(said)):
            to.write(said[n : n + 1])
            await to.drain()
            await asyncio.sleep(0.2)

    def _cut(self, writer: asyncio.StreamWriter) -> None:
        """Break the connection as a dying host does."""
        self.hurt += self.state is Wire.CUT_BEFORE
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        raise ConnectionResetError

    def mend(self) -> None:
        """From now on all goes through."""
        self.state = Wire.WHOLE

    def close(self) -> None:
        """Let go of what is still open."""
        for writer in self._open:
            writer.transport.abort()


@asynccontextmanager
async def wire(to: str) -> AsyncIterator[Line]:
    """A whole wire to a server, for as long as the block lasts."""
    line = Line(to)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    line.url = f"http://{host}:{port}"
    try:
        yield line
    finally:
        server.close()
        line.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 1)
