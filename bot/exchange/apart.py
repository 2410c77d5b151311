"""A file read in a process of its own, with limits of memory and time: a small file may hold more than any machine has.

The limits count what reading takes beside the program itself. Where the system keeps no limit of memory (macOS), time
is the only one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

from bot.core.errors import N_, Remark
from bot.exchange.bundle import Bundle, pack
from bot.exchange.child import begin
from bot.exchange.taken import Taken, Unusable, Whose

log = logging.getLogger(__name__)

MIB = 1 << 20

LAST_WORDS = 1500
"""Bytes of what the process said that are looked at, and logged."""

_OUT_OF_MEMORY, _DISK_FULL = 77, 78
"""How the process ends when it could not go on."""

_ALLOCATION = b"memory allocation of"
"""What the reader of old workbooks, which is not Python, says when it ends the process for want of memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 1024 * MIB
    """Bytes."""
    seconds: float = 600
    disk: int = 8192 * MIB
    """Bytes of any one file that is written meanwhile."""


@asynccontextmanager
async def packed(path: Path, whose: Whose, now: datetime, limits: Limits | None) -> AsyncIterator[tuple[Taken, Bundle]]:
    """What a file holds, and its replies; without limits it is read here, in a thread."""
    with ExitStack() as held:
        try:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="morning-reads-")))
            if limits is None:
                await asyncio.to_thread(pack, path, whose, now, folder)
            else:
                await _pack_apart(path, whose, now, folder, limits)
            bundle = Bundle(folder)
            taken = await asyncio.to_thread(bundle.taken)
        except Unusable as why:
            taken, bundle = _nothing(path, why), Bundle(None)
        except OSError:
            taken, bundle = _nothing(path, _no_room()), Bundle(None)
        yield taken, bundle


def _nothing(path: Path, why: Unusable | Remark) -> Taken:
    taken = Taken(path.name)
    taken.leave_out(why)
    return taken


async def _pack_apart(path: Path, whose: Whose, now: datetime, folder: Path, limits: Limits) -> None:
    process = get_context("spawn").Process(target=_work, args=(path, whose, now, folder, limits), daemon=True)
    await asyncio.to_thread(process.start)
    try:
        await _ended(process, limits.seconds)
        if process.exitcode:
            raise Unusable(_why(process.exitcode, folder, limits))
        if process.exitcode is None:
            raise Unusable(_too_long(limits))
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()


async def _ended(process: SpawnProcess, seconds: float) -> None:
    """Wait for the end of a process, but no longer than that."""
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(process.sentinel, end.set)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), seconds)
    finally:
        loop.remove_reader(process.sentinel)
    if end.is_set():
        await asyncio.to_thread(process.join)


def _why(status: int, folder: Path, limits: Limits) -> Remark:
    """What a process that failed has met."""
    if status == -signal.SIGXCPU:
        return _too_long(limits)
    if status == _OUT_OF_MEMORY or _ALLOCATION in _said(folder):
        return Remark(
            N_(
                "reading it takes more than {n} MiB of memory, which is the limit: split it into smaller files, or "
                "save a workbook as CSV"
            ),
            n=limits.memory // MIB,
        )
    if status == _DISK_FULL:
        return _no_room()
    log.debug("the process that reads ended with %s: %s", status, _said(folder).decode(errors="replace"))
    return Remark(
        N_("reading it ended the process that did ({status}): it may be damaged; save it again"), status=status
    )


def _said(folder: Path) -> bytes:
    """The last words of the process."""
    try:
        return (folder / "errors").read_bytes()[-LAST_WORDS:]
    except OSError:
        return b""


def _no_room() -> Remark:
    return Remark(
        N_("there is no room in {folder} for what it holds: free some, or name another folder with TMPDIR"),
        folder=tempfile.gettempdir(),
    )


def _too_long(limits: Limits) -> Remark:
    return Remark(
        N_(
            "reading it takes more than {n} seconds, which is the limit: split it into smaller files, or save a "
            "workbook as CSV"
        ),
        n=f"{limits.seconds:g}",
    )


def _work(path: Path, whose: Whose, now: datetime, folder: Path, limits: Limits) -> None:
    """What the process does."""
    begin()
    os.dup2(os.open(folder / "errors", os.O_WRONLY | os.O_CREAT, 0o600), 2)
    os.environ["RUST_BACKTRACE"] = "0"  # without memory, the reader of old workbooks hangs over it
    tempfile.tempdir = os.environ["SQLITE_TMPDIR"] = str(folder)
    _limit(limits)
    try:
        pack(path, whose, now, folder)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except (OSError, sqlite3.OperationalError):
        os._exit(_DISK_FULL)


def _limit(limits: Limits) -> None:
    _set(resource.RLIMIT_AS, _in_use() + limits.memory)
    _set(resource.RLIMIT_CPU, int(limits.seconds) + 1)
    _set(resource.RLIMIT_FSIZE, limits.disk)


def _set(kind: int, most: int) -> None:
    """Limit something; a system that knows no such limit has none."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, hard))


def _in_use() -> int:
    """Bytes of addresses that the process has already, most of which are no memory."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()
