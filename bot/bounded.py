"""Replies of a size that is known beforehand: nobody on the other end can fill this program's memory.

What counts is what comes out after unpacking: a megabyte of gzip can hold a gigabyte. httpx unpacks what it read in one
go, so the unpacking is done here, a little at a time, and what a reply says about its packing stays away from httpx.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import cast

import httpx

PIECE = 256 * 1024
"""Bytes that are unpacked at a time; between two of them others have their turn."""

_ANY_HEADER = 32 + zlib.MAX_WBITS


class TooLarge(httpx.DecodingError):
    """A reply with more bytes than are read."""


class Bounded(httpx.AsyncBaseTransport):
    """A transport that gives up replies of more than `most` bytes. Raises TooLarge where they are read."""

    def __init__(self, inner: httpx.AsyncBaseTransport, most: int) -> None:
        self._inner = inner
        self._most = most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, asking for no packing but gzip."""
        request.headers["Accept-Encoding"] = "gzip"
        response = await self._inner.handle_async_request(request)
        packed = response.headers.get("Content-Encoding", "identity").strip().lower()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _OF_PACKING]
        stream = _Counted(response, packed, self._most)
        return httpx.Response(response.status_code, headers=headers, stream=stream, extensions=response.extensions)

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._inner.aclose()


_OF_PACKING = frozenset({b"content-encoding", b"content-length"})


class _Counted(httpx.AsyncByteStream):
    """A reply's bytes, unpacked and counted as they come."""

    def __init__(self, response: httpx.Response, packed: str, most: int) -> None:
        self._response = response
        self._packed = packed
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream, left = cast(httpx.AsyncByteStream, self._response.stream), self._most
        unpacks = self._unpacking()
        async for chunk in stream:
            for piece in unpacks.pieces(chunk):
                left -= len(piece)
                if left < 0:
                    raise TooLarge(f"more than {self._most} bytes")
                yield piece
                if unpacks.more:
                    await asyncio.sleep(0)

    def _unpacking(self) -> _Gzip | _Plain:
        if self._packed in ("gzip", "x-gzip"):
            return _Gzip()
        if self._packed in ("", "identity"):
            return _Plain()
        raise httpx.DecodingError("packed in a way that was not asked for")

    async def aclose(self) -> None:
        await self._response.aclose()


class _Plain:
    more = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk


class _Gzip:
    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(_ANY_HEADER)
        self.more = False
        """Whether there is more to be unpacked of what has come."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self.more = True
        while self.more:
            try:
                piece = self._zlib.decompress(chunk, PIECE)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from None
            chunk = self._zlib.unconsumed_tail
            self.more = not self._zlib.eof and bool(chunk or len(piece) == PIECE)
            if piece:
                yield piece
