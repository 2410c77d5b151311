"""Processes that start at once: each is forked from one that has imported the program already.

A morning that is killed fifty times starts a hundred and fifty processes, and to import the program takes each of them
a second. What is forked is a process of its own for all that counts here: its memory, its files, its death.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import select
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any


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
        """Its standard output and error, once it has ended; one that was killed at once has begun neither."""
        await self.dead.wait()
        out, err = (path.read_bytes() if path.exists() else b"" for path in self._files)
        return out, err


class Nursery:
    """Where processes are forked, and their ends are heard of."""

    def __init__(self, mother: asyncio.subprocess.Process, folder: Path) -> None:
        self._mother = mother
        self._folder = folder
        self._children: dict[int, Child] = {}
        self._numbers = count(1)
        self._hearing = asyncio.create_task(self._hear())

    async def start(self, words: tuple[str, ...], environment: Mapping[str, str]) -> Child:
        """Start Python with these words: `-m bot …`, or `-c CODE …`.

        Raises RuntimeError if the program cannot be imported.
        """
        number = next(self._numbers)
        out, err = (self._folder / f"{number}.{end}" for end in ("out", "err"))
        child = self._children[number] = Child(out, err)
        assert self._mother.stdin is not None
        order = {"number": number, "words": words, "environment": dict(environment), "out": str(out), "err": str(err)}
        self._mother.stdin.write(json.dumps(order).encode() + b"\n")
        await child.born.wait()
        if not child.pid:
            raise RuntimeError("nothing can be forked: the program could not be imported, or its nursery was killed")
        return child

    async def _hear(self) -> None:
        assert self._mother.stdout is not None
        async for line in self._mother.stdout:
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
        """End it, and with it whatever is left of its children."""
        assert self._mother.stdin is not None
        self._mother.stdin.close()
        await self._mother.wait()
        await self._hearing


@asynccontextmanager
async def nursery(folder: Path) -> AsyncIterator[Nursery]:
    """A nursery for as long as the block lasts; what its processes print is kept in the folder, which is there."""
    mother = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.end_to_end.nursery",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    opened = Nursery(mother, folder)
    try:
        yield opened
    finally:
        await opened.close()


# ---- the process that forks; it runs no event loop and no thread, so that a child begins with a clean house ----------


def main() -> int:
    """Fork for each line of standard input, and tell of births and ends on standard output."""
    import bot.cli.telegram
    import bot.cli.verbs  # noqa: F401 - to have them is what this process is for
    from bot.render import Renderer

    for name in ("page.html.j2", "report.html.j2", "_macros.j2"):  # what every digest is made of
        Renderer().environment("en").get_template(name)

    alarm, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    numbers: dict[int, int] = {}
    lines = b""
    while True:
        ready, _, _ = select.select([0, alarm], [], [])
        if alarm in ready:
            os.read(alarm, 4096)
            _reap(numbers)
        if 0 in ready:
            read = os.read(0, 1 << 16)
            if not read:
                break
            *orders, lines = (lines + read).split(b"\n")
            for order in map(json.loads, orders):
                pid = os.fork()
                if not pid:
                    return _be_born(order, alarm, waker)
                numbers[pid] = order["number"]
                _say(order["number"], pid, None)
    for pid in numbers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 0


def _reap(numbers: dict[int, int]) -> None:
    while numbers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            break
        _say(numbers.pop(pid), pid, os.waitstatus_to_exitcode(status))


def _say(*words: Any) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


def _be_born(order: dict[str, Any], *inherited: int) -> int:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor in inherited:
        os.close(descriptor)
    for descriptor, path in enumerate((os.devnull, order["out"], order["err"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    how, what, *words = order["words"]
    sys.argv = [what, *words]
    if how == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        runpy.run_module(what, run_name="__main__")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
