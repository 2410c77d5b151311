"""Processes that start at once: each is forked from one that has imported the program already.

A morning that is killed fifty times starts a hundred and fifty processes, and to import the program takes each of them
a second. What is forked is a process of its own for all that counts here: its memory, its files, its death.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

_GONE = "nothing can be forked: the process that does it is gone"


class Child:
    """A process of the nursery, as `asyncio.subprocess.Process` shows one."""

    def __init__(self, out: Path, err: Path) -> None:
        self.pid = 0
        self.returncode: int | None = None
        self.born = asyncio.Event()
        self.dead = asyncio.Event()
        self._files = (out, err)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):  # it has just ended, and the nursery is about to say so
                os.kill(self.pid, number)

    async def communicate(self) -> tuple[bytes, bytes]:
        """Its standard output and error, once it has ended; one that was killed at once has begun neither.

        Raises RuntimeError if nobody saw its end.
        """
        await self.dead.wait()
        if self.returncode is None:
            raise RuntimeError("nobody saw how it ended: the process that forks is gone")
        out, err = (path.read_bytes() if path.exists() else b"" for path in self._files)
        return out, err


class Nursery:
    """Where processes are forked, and their ends are heard of."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, folder: Path) -> None:
        self._reader = reader
        self._writer = writer
        self._folder = folder
        self._children: dict[int, Child] = {}
        self._numbers = count(1)
        self._hearing = asyncio.create_task(self._hear())

    async def start(self, words: tuple[str, ...], environment: Mapping[str, str], *, said: str | None = None) -> Child:
        """Start Python with these words: `-m bot …`, or `-c CODE …`; what is said to it is its standard input.

        Raises RuntimeError if the process that forks is gone.
        """
        if self._hearing.done():
            raise RuntimeError(_GONE)
        number = next(self._numbers)
        into, out, err = (self._folder / f"{number}.{end}" for end in ("in", "out", "err"))
        if said is not None:
            into.write_text(said, "utf-8")
        child = self._children[number] = Child(out, err)
        order = {
            "number": number,
            "words": words,
            "environment": dict(environment),
            "folder": os.getcwd(),
            "in": os.devnull if said is None else str(into),
            "out": str(out),
            "err": str(err),
        }
        self._writer.write(json.dumps(order).encode() + b"\n")
        await child.born.wait()
        if not child.pid:
            raise RuntimeError(_GONE)
        return child

    async def _hear(self) -> None:
        with suppress(ConnectionError):
            async for line in self._reader:
                number, pid, status = json.loads(line)
                child = self._children[number]
                if status is None:
                    child.pid = pid
                    child.born.set()
                else:
                    child.returncode = status
                    child.dead.set()
        for child in self._children.values():
            child.born.set()
            child.dead.set()

    async def close(self) -> None:
        """Say that nothing more is wanted; whatever is left of its children is killed, and heard of before it ends."""
        with suppress(OSError):  # the mother is gone, and her children with her
            self._writer.write_eof()
        await self._hearing
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="morning-reads-nursery-") as folder:
        opened = Nursery(*await asyncio.open_unix_connection(await asyncio.to_thread(_door)), Path(folder))
        try:
            yield opened
        finally:
            await opened.close()


_ONE = threading.Lock()


def _door() -> str:
    with _ONE:
        return _opened()


@cache
def _opened() -> str:
    """Where the process listens that forks for this one; it is started once, and ends with this one."""
    home = tempfile.TemporaryDirectory(prefix="morning-reads-mother-")
    door = f"{home.name}/door"
    mother = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.mother", door],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip

    def end() -> None:
        mother.communicate()
        home.cleanup()

    atexit.register(end)
    assert mother.stdout is not None
    if mother.stdout.readline() != b"ready\n":
        raise RuntimeError("nothing can be forked: the program could not be imported")
    return door
