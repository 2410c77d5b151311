"""A morning that is killed with -9 at each of its steps, and taken up again by another process."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random

from tests.end_to_end.program import Running, World, world
from tests.faults.death import Death, Point, Where
from tests.faults.matrix import Fault
from tests.faults.morning import (
    MOST_UNCERTAIN,
    WITHIN,
    digests,
    in_state,
    laws,
    prepared,
    pressed,
    together,
    told,
    until_at_rest,
)

AT_ONCE = 4
"""Mornings played side by side: most of one is waiting."""

CALLS = 13
"""Calls to WeChat of a morning that has nothing yet, lives with them."""

SPARE = 4
"""Rows that may be claimed at a death while their messages are on their way from one process to the other."""
EARLY, DEATHS = "more claimed than that", "kill points"
IN = 10
"""A program that is given no time may claim some more before it comes to sending: at one death, and one in so many."""


@dataclass
class Morning:
    """One morning in a world of its own."""

    here: World
    rng: Random
    verbs: tuple[str, str]
    minutes: int = 31
    """After eight o'clock: each process starts some minutes after the one before."""
    dead: int = 0
    claimed: int = 0
    """Digests that dead processes had claimed and not settled."""
    early: int = 0
    """At how many deaths more was claimed than had come to Telegram."""

    async def start(self, verb: str) -> Running:
        """A process, at its own hour; `run` sometimes a moment before the digests fall due."""
        now = f"2015-01-06 08:{self.minutes}"
        if self.minutes == 31 and verb == "run":
            now = f"2015-01-06 08:{self.rng.choice(['29:59', '30:01'])}"
        self.minutes += self.rng.randint(1, 5)
        return await self.here.start(verb, now=now)

    async def die(self, point: Point) -> None:
        """One process, killed; what it leaves claimed are the messages under way, and never more than is promised."""
        death = Death(self.here, point, self.rng)
        death.arm()
        await death.of(await self.start(self.verbs[min(self.dead, 1)]))
        claimed = len(in_state(self.here, "sending", "uncertain")) - self.claimed
        assert death.left <= claimed <= MOST_UNCERTAIN, (
            f"{death.left} under way, {death.unread} just answered, {claimed} claimed\n{told(self.here)}"
        )
        self.dead += 1
        self.claimed += claimed
        self.early += claimed > death.left + death.unread + SPARE

    async def finish(self) -> Counter[str]:
        """Take it up again: what every chat has in the end; then *Send again*, and what that brings."""
        process = await self.start(self.verbs[1])
        if self.verbs[1] == "morning":
            ended = await self.here.end(process, within=WITHIN)
            assert "Traceback" not in ended.err, ended.err
        await until_at_rest(self.here)
        counts = laws(self.here, most_lines=self.dead)
        uncertain = in_state(self.here, "uncertain")
        assert len(uncertain) == self.claimed, told(self.here)
        if uncertain:
            await self.send_again(process if process.returncode is None else await self.start("run"), uncertain)
        return counts + Counter({DEATHS: self.dead, "sent again": len(uncertain), EARLY: self.early})

    async def send_again(self, bot: Running, chats: list[int]) -> None:
        """Pressed by two people, and by two once more after a restart: it is sent once."""
        before = {chat: len(digests(self.here, chat)) for chat in self.here.chats}
        await pressed(self.here, chats, (11, 12))
        await self.here.end(bot, self.rng.choice([signal.SIGTERM, signal.SIGKILL]))
        bot = await self.start("run")
        await pressed(self.here, chats, (12, 13))
        await self.here.end(bot, signal.SIGTERM)
        now = {chat: len(digests(self.here, chat)) for chat in self.here.chats}
        assert now == {chat: number + (chat in chats) for chat, number in before.items()}, told(self.here)
        assert not in_state(self.here, "uncertain"), told(self.here)


def _point(rng: Random, where: Where, chats: int) -> Point:
    latency = rng.choice([(0.0, 0.0), (0.0, 0.2), (0.3, 0.3), (0.2, 1.0)])
    after = rng.choice([0.0, rng.uniform(0, 0.05)])
    if where is Where.MOMENT:
        after = rng.uniform(0, 2.0 + sum(latency))
    return Point(where, rng.randint(1, CALLS if where is Where.WECHAT else chats), after, latency)


async def _morning(rng: Random, where: Where, chats: int, folder: Path, kept: tuple[Path, Path]) -> Counter[str]:
    """One morning, killed at a point of this kind, and sometimes once more in what it does next."""
    store = rng.choice(["cold", "new"] if where is Where.WECHAT else ["warm", "warm", "cold", "new"])
    # In a new store nobody is owed a day that was over before: only a run by hand brings it.
    verbs = (
        ("morning", "morning") if store == "new" else (rng.choice(["run", "morning"]), rng.choice(["run", "morning"]))
    )
    if store == "new":
        os.mkdir(folder)
    else:
        shutil.copytree(kept[store == "warm"], folder)
    points = [_point(rng, where, chats)]
    if rng.random() < 1 / 3:
        points.append(
            _point(rng, rng.choice([Where.MOMENT, Where.ARRIVED, Where.ACCEPTED, Where.ANSWERED]), chats // 2)
        )
    async with world(folder, chats) as here:
        morning = Morning(here, rng, verbs)
        try:
            for point in points:
                await morning.die(point)
            return await morning.finish()
        except (AssertionError, TimeoutError) as error:
            raise AssertionError(f"{chats} chats, {store} store, {verbs}, {points}: {error}") from error


async def _killed(points: int, rng: Random, folder: Path) -> Counter[str]:
    # More than may be on their way: who claimed them all at once would be seen.
    chats = rng.randint(MOST_UNCERTAIN + 2, MOST_UNCERTAIN + 14)
    gate = asyncio.Semaphore(AT_ONCE)
    home = folder / "evening"
    home.mkdir()
    async with world(home, chats) as here:
        kept = await prepared(here, folder)

    async def one(number: int, where: Where, own: Random) -> Counter[str]:
        async with gate:
            return await _morning(own, where, chats, folder / f"morning {number}", kept)

    kinds = islice(cycle(Where), points)
    mornings = [one(number, where, Random(rng.random())) for number, where in enumerate(kinds)]
    seen = sum(await together(*mornings), Counter[str]())
    early = seen.pop(EARLY, 0)
    assert early <= 1 + seen[DEATHS] // IN, (
        f"digests were claimed before they were sent at {early} deaths: {dict(seen)}"
    )
    return seen


def faults(points: int) -> tuple[Fault, ...]:
    """The morning, killed at so many points."""
    return (
        Fault(
            "kill -9 at each step of the morning",
            "nothing lost, nothing doubled; only messages in flight are uncertain, and say so; *Send again* sends once",
            partial(_killed, points),
        ),
    )
