"""One morning's calls of 30 accounts against a client that makes the same calls one after another.

`python -m benchmarks.morning`.

WeChat is simulated by a process of its own over real HTTP on loopback, and takes 50 ms for each call. A morning is all
that a digest needs: the program opened on a store that holds nothing, tokens fetched, the digest of all accounts
drafted. The reference asks for each account's token and then exactly what the program asked, over one kept connection.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bot.app import open_app
from bot.clock import RunningClock
from bot.core.days import Span, yesterday
from bot.core.ports import ALL
from bot.reports import Draft
from bot.settings import Settings
from tests.house import china

ACCOUNTS = 30
LATENCY = 0.05
MORNINGS = 5
TARGET = 1 / 15
DAYS = {"successors": china("2026-11-24 08:30"), "classics": china("2015-01-06 08:30")}
"""When the morning is; the digest is of the day before."""

Asked = Mapping[str, Any]


def settings_of(url: str, folder: str) -> Settings:
    accounts = {f"a{n}": {"name": f"Account {n}", "app_id": f"wx{n}", "app_secret": "s"} for n in range(ACCOUNTS)}
    store = {"path": str(Path(folder) / "store.sqlite")}
    return Settings.model_validate({"accounts": accounts, "wechat": {"api_url": url}, "store": store})


async def morning(url: str, start: datetime) -> float:
    """Seconds that a morning takes the program, from its opening to the digest."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(url, folder)
        clock = RunningClock(start)
        began = time.perf_counter()
        async with open_app(settings, verb="morning", clock=clock) as app:
            draft = await app.delivery.composer.draft_digest(Span.day(yesterday(clock.now())), ALL)
            spent = time.perf_counter() - began
        check(draft)
        return spent


def check(draft: Draft) -> None:
    """What was measured is the whole work."""
    assert len(draft.sections) == ACCOUNTS
    assert draft.ready
    assert all(section.view and section.trouble is None for section in draft.sections)


def one_after_another(url: str, calls: Sequence[Asked]) -> float:
    """Seconds that the same calls take in sequence."""
    began = time.perf_counter()
    tokens: dict[str, str] = {}
    with httpx.Client(base_url=url, trust_env=False) as http:
        for call in sorted(calls, key=lambda call: "token" not in call["path"]):
            body = dict(call["body"])
            if "token" in call["path"]:
                answer = http.request(call["method"], call["path"], json=body | {"secret": "s"}).json()
                tokens[body["appid"]] = answer["access_token"]
            else:
                params = {"access_token": tokens[call["app_id"]]}
                answer = http.request(call["method"], call["path"], params=params, json=body).json()
                assert "list" in answer
    return time.perf_counter() - began


@asynccontextmanager
async def wechat(start: datetime) -> AsyncIterator[str]:
    """The URL of the simulated WeChat, whose clock starts then."""
    words = (sys.executable, "-m", "benchmarks.wechat", start.isoformat(), str(LATENCY))
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


async def measured(name: str, start: datetime) -> float:
    """The ratio of one generation's morning, printed."""
    async with wechat(start) as url:
        await morning(url, start)  # the simulator throws its dice once, for both alike
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            calls = (await http.get("/asked")).json()
        mornings = [await morning(url, start) for _ in range(MORNINGS)]
        reference = one_after_another(url, calls)
    ours = min(mornings)
    times = f"{reference * 1000:12,.0f}{ours * 1000:9,.0f}{statistics.median(mornings) * 1000:9,.0f}"
    print(f"{name:12}{len(calls):6}{times}   1/{reference / ours:.1f}")
    return ours / reference


async def main() -> int:
    print(f"{'':12}{'calls':>6}{'in sequence':>12}{'best':>9}{'median':>9}   ratio   ms, {MORNINGS} mornings")
    ratios = [await measured(name, start) for name, start in DAYS.items()]
    print(f"to reach 1/{1 / TARGET:.0f}")
    return 0 if max(ratios) <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
