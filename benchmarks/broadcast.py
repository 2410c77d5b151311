"""A digest pushed to 300 chats while people go on asking, against what Telegram allows.

`python -m benchmarks.broadcast`.

The program is a process of its own (`run`, a store on disk); the Bot API server is ours, on loopback, enforces
Telegram's limits and takes 50 ms for each reply. Questions come every quarter of a second, each from another person,
before, during and after the broadcast; all figures are what the server saw. *Even* is 200 private chats and 100 groups.
*Crowded* has 30 topics of one group among them, which may get 20 messages a minute: the others must not wait for them.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count, cycle
from math import inf
from pathlib import Path

from aiohttp import web

from benchmarks.answer import QUESTIONS, TOKEN
from benchmarks.morning import wechat
from bot.app import open_app, seed_chats
from bot.settings import Settings
from tests.botapi import BotApi, Limits
from tests.house import china

DUE = china("2026-11-24 08:30")
AHEAD = timedelta(seconds=25)
"""So long before the broadcast the program starts."""
AFTER = 6.0
"""Seconds of questions after it."""
ROUNDS = 3
LONGEST = 180.0
LATENCY = 0.05
"""Seconds that the server takes for a reply."""
ASKED_EVERY = 0.25
PRIVATE, GROUPS, TOPICS = 200, 100, 30
CROWD = -1_000
FIRST_PERSON = 10_000
PEOPLE = 600

LIMITS = Limits()
RATE = 0.9
SLOWER = 2.0


class Server(BotApi):
    """Telegram, which takes its time for a reply."""

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        reply = await super()._handle(request)
        if not request.path.endswith("/getUpdates"):
            await asyncio.sleep(LATENCY)
        return reply


@dataclass
class Seen:
    """What the server saw of one broadcast; instants are monotonic seconds."""

    pushed: list[tuple[float, int]]
    """When each digest arrived, and in which chat."""
    arrived: list[float]
    """When each message arrived, answers too."""
    refused: int
    cpu: float
    """Seconds of the program's own."""
    idle: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """What answers took, in seconds, outside of the broadcast and in it."""


def environment(url: str, wechat_url: str, store: str, chats: Sequence[int]) -> dict[str, str]:
    people = range(FIRST_PERSON, FIRST_PERSON + PEOPLE)
    names = {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__API_URL": url,
        "TELEGRAM__ADMINS": ",".join(map(str, people)),
        "TELEGRAM__CHATS": ",".join(map(str, chats)),
        "WECHAT__API_URL": wechat_url,
        "ACCOUNTS": '{"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s"}}',
        "STORE__PATH": store,
        "CLOCK__START": (DUE - AHEAD).isoformat(),
        "LOG__LEVEL": "WARNING",
    }
    return dict(os.environ) | {f"MORNING_READS_{name}": value for name, value in names.items()}


async def subscribe(store: str, chats: Sequence[int], topics: int) -> None:
    """Every chat has a digest at its hour, and so has each topic of the crowded group; long since."""
    settings = Settings.model_validate(
        {
            "telegram": {"chats": list(chats)},
            "store": {"path": store},
            "clock": {"start": (DUE - timedelta(hours=1)).isoformat()},
        }
    )
    async with open_app(settings, verb="run") as app:
        await seed_chats(app)
        if topics:
            (whole,) = app.subscriptions.here(CROWD, 0)
            for topic in range(1, topics):
                await app.subscriptions.put(replace(whole, topic=topic))


@asynccontextmanager
async def serving(chats: Sequence[int], topics: int) -> AsyncIterator[Server]:
    server = Server(TOKEN)
    runner = await server.start()
    server.limits = LIMITS
    for chat in chats:
        server.chat(chat, topics=range(1, topics) if chat == CROWD else ())
    try:
        yield server
    finally:
        await server.stop(runner)


async def started(stack: AsyncExitStack, server: Server, env: dict[str, str]) -> int:
    """The process id of the program, which polls."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=env, stderr=asyncio.subprocess.DEVNULL
    )

    async def stop() -> None:
        process.terminate()
        await process.wait()

    stack.push_async_callback(stop)
    await server.until(lambda: bool(server.called("getUpdates")), within=30)
    return process.pid


async def answered(server: Server, person: int, question: str) -> tuple[float, float]:
    """When a question was put, and how long it took until the answer arrived."""
    began = time.monotonic()
    server.say(person, person, question)
    await server.until(lambda: bool(server.called("sendMessage", person)), within=30)
    return began, server.called("sendMessage", person)[0].at - began


async def broadcast(chats: Sequence[int], topics: int) -> Seen:
    digests = len(chats) + max(topics - 1, 0)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(LONGEST))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        store = str(Path(folder) / "store.sqlite")
        await subscribe(store, chats, topics)
        wechat_url = await stack.enter_async_context(wechat(DUE - AHEAD))
        server = await stack.enter_async_context(serving(chats, topics))
        pid = await started(stack, server, environment(server.url, wechat_url, store, chats))
        people = count(FIRST_PERSON)
        for question in QUESTIONS * 3:  # days and words are in memory, connections are open
            await answered(server, next(people), question)
        asking, cpu, ends_at = [], 0.0, inf
        for question in cycle(QUESTIONS):
            asking.append(asyncio.create_task(answered(server, next(people), question)))
            await asyncio.sleep(ASKED_EVERY)
            pushed = len(digests_of(server, chats))
            if not pushed:
                cpu = spent(pid)
            elif pushed >= digests and ends_at == inf:
                cpu, ends_at = spent(pid) - cpu, time.monotonic() + AFTER
            if time.monotonic() >= ends_at:
                return seen(server, chats, await asyncio.gather(*asking), cpu)
    raise AssertionError


def digests_of(server: Server, chats: Sequence[int]) -> list[tuple[float, int]]:
    known = set(chats)
    return [(call.at, call.chat) for call in server.called("sendMessage") if call.chat in known]


def spent(pid: int) -> float:
    """Seconds of CPU that a process took, as Linux tells them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seen(server: Server, chats: Sequence[int], answers: Sequence[tuple[float, float]], cpu: float) -> Seen:
    calls, pushed = server.called("sendMessage"), digests_of(server, chats)
    accepted = sum(len(server.sent(chat)) for chat in server.world.chats)
    found = Seen(pushed, [call.at for call in calls], len(calls) - accepted, cpu)
    first, last = pushed[0][0], max(at for at, chat in pushed if chat != CROWD)
    for began, took in answers:
        (found.busy if first <= began <= last else found.idle).append(took)
    return found


def most(times: Sequence[float], span: float) -> int:
    """The most in any window."""
    ordered = sorted(times)
    return max(place - bisect_right(ordered, at - span) + 1 for place, at in enumerate(ordered))


def shortest(messages: int) -> float:
    """Seconds that so many messages take in one group at the least."""
    minutes, rest = divmod(messages - 1, LIMITS.group)
    return minutes * 60.0 + rest / LIMITS.chat


def rates(one: Seen) -> list[float]:
    """How near it came to what is allowed: in all, until all but the crowd had their digests; and in the crowd."""
    first, last = one.pushed[0][0], max(at for at, chat in one.pushed if chat != CROWD)
    messages = sum(first <= at <= last for at in one.arrived)
    crowd = [at for at, chat in one.pushed if chat == CROWD]
    found = [(messages - 1) / (last - first) / LIMITS.overall]
    return [*found, shortest(len(crowd)) / (crowd[-1] - crowd[0])] if len(crowd) > 1 else found


def kept(name: str, one: Seen) -> bool:
    """One broadcast's figures, printed; whether it kept to the limits and came near to them."""
    worst, reached = most(one.arrived, 1.0), rates(one)
    free = [at for at, chat in one.pushed if chat != CROWD]
    seconds, shares = free[-1] - one.pushed[0][0], " and ".join(f"{share:.1%}" for share in reached)
    rate = reached[0] * LIMITS.overall
    print(
        f"{name:9}{len(free):4} digests in {seconds:5.2f} s, {rate:.1f} messages a second: {shares} of what is allowed;"
        f" at most {worst} in a second, {one.refused} refused, {one.cpu:.1f} s of CPU"
    )
    return min(reached) >= RATE and worst <= LIMITS.overall and one.refused == 0


def quick(idle: Sequence[float], busy: Sequence[float]) -> bool:
    """What answers took, printed; whether the broadcast left them as quick as they have to be."""
    ratios = []
    for word, place in (("median", 9), ("95 %", 18)):
        alone, beside = (statistics.quantiles(times, n=20)[place] * 1000 for times in (idle, busy))
        ratios.append(beside / alone)
        print(f"answers, {word:6}{alone:8.1f} ms idle{beside:8.1f} ms in a broadcast{ratios[-1]:8.2f}")
    print(f"of {len(idle)} and {len(busy)} questions; to reach {RATE:.0%} of what is allowed, and {SLOWER}")
    return max(ratios) <= SLOWER


async def main() -> int:
    chats = [*range(1, PRIVATE + 1), *range(-GROUPS, 0)]
    rounds = [("even", await broadcast(chats, 0)) for _ in range(ROUNDS)]
    rounds.append(("crowded", await broadcast([CROWD, *chats[TOPICS:]], TOPICS)))
    limits = [kept(name, one) for name, one in rounds]
    idle = [took for _, one in rounds for took in one.idle]
    busy = [took for _, one in rounds for took in one.busy]
    return 0 if quick(idle, busy) and all(limits) else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
