"""A backfill that is killed at several points, against one that is not: `python -m tests.end_to_end.backfilling`."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from bot.core.days import Span
from tests.end_to_end.program import Running, World, world

NOW = "2026-11-24 12:30"
IN_FLIGHT = 6
"""Calls that may be under way when a process is killed, and whose answers are lost with it."""


def archived(path: Path) -> dict[str, Any]:
    """Every reply's body by key; instants apart, which differ."""
    with sqlite3.connect(path) as conn:
        rows = conn.execute("SELECT key, value FROM archive").fetchall()
    conn.close()
    return {key: json.loads(value)["body"] for key, value in rows}


def asked_days(here: World) -> Counter[tuple[str, date]]:
    """How often each day of each interface was asked."""
    counts: Counter[tuple[str, date]] = Counter()
    for call in here.simulator.calls:
        if call.path.startswith("/datacube/") and call.body:
            first, last = (date.fromisoformat(call.body[end]) for end in ("begin_date", "end_date"))
            counts.update((call.name, day) for day in Span(first, last))
    return counts


async def until_called(here: World, calls: int, process: Running) -> None:
    """Until WeChat was called so often, or the process has ended."""
    async with asyncio.timeout(60):
        while len(here.simulator.calls) < calls and process.returncode is None:  # noqa: ASYNC110 - another process calls
            await asyncio.sleep(0.002)


async def killed(here: World, first: str, last: str, after: list[int]) -> None:
    """Kill a backfill each time that so many more calls were made, then let one come to its end."""
    for calls in after:
        before = len(here.simulator.calls)
        process = await here.start("backfill", first, last, now=NOW, QUOTA__DAILY="100000")
        await until_called(here, before + calls, process)
        await here.end(process, signal.SIGKILL)
    process = await here.start("backfill", first, last, now=NOW, QUOTA__DAILY="100000")
    ended = await here.end(process, within=600)
    assert ended.status == 0, ended.err


async def compare(folder: Path, first: str, last: str, after: list[int]) -> tuple[int, int, int]:
    """The number of replies of both, which are the same; days asked more than once, and how many may be."""
    stores = [folder / "killed", folder / "whole"]
    results = []
    doubled = 0
    for store, kills in zip(stores, (after, []), strict=True):
        store.mkdir()
        async with world(store) as here:
            # More calls than the simulator remembers by itself.
            here.simulator.calls = type(here.simulator.calls)(maxlen=1_000_000)
            await killed(here, first, last, kills)
            if kills:
                doubled = sum(n - 1 for n in asked_days(here).values())
        results.append(archived(store / "store.sqlite"))
    assert results[0] == results[1]
    return len(results[0]), doubled, longest(after)


def longest(after: list[int]) -> int:
    """Days whose answers may be lost: a call of the longest span has 30."""
    return len(after) * (IN_FLIGHT - 1 + 30)


def main() -> int:
    """Two years, killed at ten points."""
    with tempfile.TemporaryDirectory() as folder:
        points = [3, 40, 111, 200, 333, 7, 500, 64, 800, 1]
        replies, doubled, most = asyncio.run(compare(Path(folder), "2024-11-24", "2026-11-20", points))
    print(f"two years, killed at {len(points)} points: {replies} replies, the same as without")
    print(f"days asked twice, since their answers were in flight: {doubled} of at most {most}")
    return 0 if doubled <= most else 1


if __name__ == "__main__":
    sys.exit(main())
