"""Two processes on one store by mistake: one works, the other says who has it; and without a lock, once is once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from tests.botapi import Call, Step
from tests.end_to_end.program import Running, World, world
from tests.faults.matrix import Fault
from tests.faults.morning import DAY, EVENING_BEFORE, MORNING, WITHIN, at_rest, digests, laws, told
from tests.faults.world import prepare, until

VERBS = {
    "run": ("run",),
    "morning": ("morning",),
    "backfill": ("backfill", "2015-01-01", "2015-01-02"),
}
"""Verbs that hold the store alone, and all that they need to be told."""

AT_ONCE = 4
"""Processes that are started in the same moment."""


async def _by_mistake(rng: Random, folder: Path) -> Counter[str]:
    """Beside one that works; many in one moment; after one that was killed; and with the lock taken away by hand."""
    store = folder / "store"
    store.mkdir()
    (folder / "the same").symlink_to(store)
    async with world(store, rng.randint(12, 24)) as here:
        await prepare(here, EVENING_BEFORE)
        await prepare(here, MORNING, DAY)
        refused = await _beside(here, rng)
        bot = await _in_one_moment(here)
        await here.end(bot, signal.SIGKILL)
        counts = await _without_lock(here, rng)
        return counts + Counter({"refused": refused + AT_ONCE - 1})


async def _beside(here: World, rng: Random) -> int:
    """Whatever way leads to the store, whoever comes second is refused, is told by whom, and does nothing."""
    holder = await here.start("run", now="2015-01-06 08:15")
    await here.until_menu()
    ways = [here.folder / "store.sqlite", here.folder.parent / "the same" / "store.sqlite", _link(here)]
    tries = [(verb, way) for verb in VERBS for way in ways]
    for verb, way in rng.sample(tries, 4):
        ended = await here.verb(*VERBS[verb], now="2015-01-06 08:16", STORE__PATH=str(way))
        assert ended.status == 1, (verb, way, ended)
        assert f"is held by run (pid {holder.pid}) since 2015-01-06 00:15 UTC" in ended.err, (verb, way, ended)
    assert not any(here.texts(chat) for chat in here.chats), told(here)
    await here.end(holder, signal.SIGKILL)
    return 4


def _link(here: World) -> Path:
    link = here.folder.parent / "a link.sqlite"
    link.symlink_to(here.folder / "store.sqlite")
    return link


async def _in_one_moment(here: World) -> Running:
    """Of several one gets the store, although the last holder was killed with its note still there; all others end."""
    now = "2015-01-06 08:20"
    running = await asyncio.gather(*(here.start("run", now=now) for _ in range(AT_ONCE)))
    await until(lambda: sum(one.returncode is None for one in running) == 1, "one that goes on", WITHIN)
    (winner,) = [one for one in running if one.returncode is None]
    for one in running:
        if one is not winner:
            ended = await here.end(one)
            assert ended.status == 1, ended
            assert f"is held by run (pid {winner.pid})" in ended.err, ended
    return winner


async def _without_lock(here: World, rng: Random) -> Counter[str]:
    """Somebody tidies up: the lock's file is gone, and a second process works on the same digests at the same time."""
    here.telegram.watch = _slow(rng)
    first = await here.start("run", now="2015-01-06 08:29:59")
    share = rng.randint(1, len(here.chats) // 2)
    await until(lambda: len(here.telegram.called("sendMessage")) >= share, "a broadcast under way", WITHIN)
    for name in ("store.sqlite.lock", "store.sqlite.holder"):
        (here.folder / name).unlink(missing_ok=True)
    second = await here.start("morning", now="2015-01-06 08:30:05")
    ended = await here.end(second, within=WITHIN)
    assert "Traceback" not in ended.err, ended.err
    await until(lambda: at_rest(here), "every chat has its digest or a line", WITHIN)
    await here.end(first, signal.SIGTERM)
    doubled = {chat: number for chat in here.chats if (number := len(digests(here, chat))) > 1}
    assert not doubled, told(here)
    return laws(here, most_lines=2)


def _slow(rng: Random) -> Callable[[Step, Call], Awaitable[None]]:
    async def watch(step: Step, call: Call) -> None:
        if call.method == "sendMessage" and step is not Step.ANSWERED:
            await asyncio.sleep(rng.uniform(0, 0.2))

    return watch


FAULTS: tuple[Fault, ...] = (
    Fault(
        "two processes on one store by mistake",
        "the second refuses, naming the first; even without the lock no digest goes out twice",
        _by_mistake,
    ),
)
