"""Files made in a process of their own, where the store is on disk."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.core.days import Span, at_china
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange.making import CSV, XLSX, Order, Workshop
from bot.store.file import open_store

DAY = date(2015, 1, 5)
ORDER = Order(CSV, ["articles"], ["daily"], Span.day(DAY))


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[tuple[Archive, Path]]:
    """An archive on disk that is held open, with one article's day."""
    path = tmp_path / "store.sqlite"
    store = open_store(path)
    row = {"ref_date": "2015-01-05", "msgid": "1_1", "title": "标题", "int_page_read_user": 7}
    at = at_china(date(2015, 1, 8), 12, 30)
    await store.archive.keep([Reply("daily", "getarticlesummary", DAY, at, at, {"list": [row]})])
    yield store.archive, path
    store.close()


def titles(content: bytes) -> list[str]:
    return [row["title"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


async def test_it_is_the_same_file_wherever_it_is_made(kept: tuple[Archive, Path]) -> None:
    archive, path = kept
    apart, here = Workshop(archive, path), Workshop(archive)
    try:
        (content, rows), same = await apart.made(ORDER), await here.made(ORDER)
        assert (content, rows) == same
        assert (titles(content), rows) == (["标题"], 1)
        workbook = Order(XLSX, ["account", "articles"], ["daily"], Span.day(DAY), "about", ["a note"])
        assert (await apart.made(workbook))[0].startswith(b"PK")
    finally:
        apart.close()


async def test_what_was_kept_meanwhile_stands_in_the_next_file(kept: tuple[Archive, Path]) -> None:
    archive, path = kept
    apart = Workshop(archive, path)
    try:
        await apart.made(ORDER)
        row = {"ref_date": "2015-01-05", "msgid": "1_1", "title": "another", "int_page_read_user": 8}
        at = at_china(date(2015, 1, 9), 12, 30)
        await archive.keep([Reply("daily", "getarticlesummary", DAY, at, at, {"list": [row]})])
        assert titles((await apart.made(ORDER))[0]) == ["another"]
    finally:
        apart.close()


async def test_a_process_that_was_killed_costs_nobody_the_file(kept: tuple[Archive, Path]) -> None:
    archive, path = kept
    apart = Workshop(archive, path)
    try:
        await apart.made(ORDER)
        assert apart._pool is not None
        for process in list(apart._pool._processes.values()):
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            await asyncio.to_thread(process.join)
        for _ in range(2):
            assert titles((await apart.made(ORDER))[0]) == ["标题"]
    finally:
        apart.close()


ALONE = """
import asyncio, sys
from datetime import date
from pathlib import Path
from bot.core.days import Span
from bot.exchange.making import CSV, Order, Workshop
from bot.store.memory import MemoryArchive

async def main():
    workshop = Workshop(MemoryArchive(), Path(sys.argv[1]))
    await workshop.made(Order(CSV, ["articles"], ["daily"], Span.day(date(2015, 1, 5))))
    print(*workshop._pool._processes, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks a process up in /proc")
async def test_it_ends_with_its_parent_even_if_that_is_killed(kept: tuple[Archive, Path]) -> None:
    _, path = kept
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ALONE, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = Path(f"/proc/{(await parent.stdout.readline()).decode().strip()}")
    assert _alive(child)
    parent.kill()
    await parent.wait()
    assert await asyncio.to_thread(_ends, child)


def _ends(process: Path) -> bool:
    """Whether it ends within some seconds."""
    until = time.monotonic() + 20
    while _alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not _alive(process)


def _alive(process: Path) -> bool:
    try:
        return "Z" not in process.joinpath("stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
