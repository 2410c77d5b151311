"""Servers of raw bytes on loopback, for replies that no decent server gives."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def answering(serve: Serve) -> AsyncIterator[str]:
    """The address of a server that reads one request a connection and then does this."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower()[:15] == b"content-length:"), 0
            )
            await reader.readexactly(length)
            await serve(writer)
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def bomb(unpacked: int) -> bytes:
    """So many blanks as gzip: a thousandth of them."""
    packs, piece = zlib.compressobj(9, zlib.DEFLATED, 31), b" " * 2**20
    return b"".join([packs.compress(piece) for _ in range(unpacked >> 20)]) + packs.flush()


async def drip(writer: asyncio.StreamWriter) -> None:
    """A reply of which a blank comes now and then, for ever."""
    writer.write(OK + b"Content-Length: 1000000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


def replies(body: bytes, *headers: bytes) -> Serve:
    """A reply with this body, and then the end of the connection."""

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"".join(header + b"\r\n" for header in headers) + b"Connection: close\r\n\r\n" + body)
        await writer.drain()

    return serve


def endless(piece: bytes) -> Serve:
    """A reply without end."""

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Connection: close\r\n\r\n")
        while True:
            writer.write(piece)
            await writer.drain()

    return serve
