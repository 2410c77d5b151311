"""The death of a process at a step that was chosen before: what it is killed at, and what was under way then."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from bot.wechat.simulator.faults import Altered
from tests.botapi import Call, Step
from tests.end_to_end.program import Running, World
from tests.faults.morning import NOT_KNOWN, WITHIN, at_rest
from tests.faults.world import until

MOMENT = 0.3
"""Seconds that an answer may take to be read and written down, on a machine that does other things too."""

IDLE = 1.5
"""Seconds after the last digest in which articles' lives are asked."""


class Where(StrEnum):
    """What a morning is killed at."""

    MOMENT = "at a moment"
    WECHAT = "at a call to WeChat"
    ARRIVED = "as a message arrives"
    ACCEPTED = "as one was accepted"
    ANSWERED = "as one was answered"


@dataclass(frozen=True, slots=True)
class Point:
    """Where a morning dies: at the n-th event of a kind, or so many seconds after it, or after the start."""

    where: Where
    n: int
    seconds: float
    latency: tuple[float, float]
    """What a message takes to Telegram, and its answer back, at the most."""


@dataclass
class Death:
    """Kills a process at a point, and sees what was under way then."""

    here: World
    point: Point
    rng: Random
    process: Running | None = None
    happened: Counter[Step] = field(default_factory=Counter)
    calls: int = 0
    killed: bool = False
    under_way: int = 0
    """Digests that have arrived, and whose answers are not out."""
    answered: list[float] = field(default_factory=list)
    """When answers to digests went out, by the event loop's clock."""
    left: int = 0
    """How many were under way when it died."""
    unread: int = 0
    """To how many the answer had just gone out: whether it was still read and written down, nobody can know."""

    def arm(self) -> None:
        """Before the process starts: watch Telegram and WeChat."""
        self.here.telegram.watch = self._telegram
        self.here.simulator.faults.clear()
        self.here.simulator.faults.add("*", Altered(self._wechat), times=math.inf)

    async def of(self, process: Running) -> None:
        """Until the process is dead; one that has nothing more to do will not come so far, and dies a little later."""
        self.process = process
        if self.point.where is Where.MOMENT:
            asyncio.get_running_loop().call_later(self.point.seconds, self._kill)
        await until(lambda: process.returncode is not None or at_rest(self.here), "its death, or all done", WITHIN)
        asyncio.get_running_loop().call_later(IDLE, self._kill)
        await self.here.end(process, within=WITHIN)
        self.here.telegram.watch = None
        self.here.simulator.faults.clear()

    def _kill(self) -> None:
        if self.process is not None and self.process.returncode is None and not self.killed:
            self.killed, self.left = True, self.under_way
            since = asyncio.get_running_loop().time() - MOMENT
            self.unread = sum(at > since for at in self.answered)
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(self.process.pid, signal.SIGKILL)

    def _now(self, where: Where, n: int) -> None:
        if (where, n) == (self.point.where, self.point.n):
            if self.point.seconds:
                asyncio.get_running_loop().call_later(self.point.seconds, self._kill)
            else:
                self._kill()

    def _wechat(self, answer: Any) -> Any:
        self.calls += 1
        self._now(Where.WECHAT, self.calls)
        return answer

    async def _telegram(self, step: Step, call: Call) -> None:
        if call.method != "sendMessage":
            return
        self.happened[step] += 1
        if NOT_KNOWN not in str(call.params["text"]):
            self.under_way += {Step.ARRIVED: 1, Step.ACCEPTED: 0, Step.ANSWERED: -1}[step]
            if step is Step.ANSWERED:
                self.answered.append(asyncio.get_running_loop().time())
        self._now(Where[step.name], self.happened[step])
        if step is not Step.ANSWERED:
            await asyncio.sleep(self.rng.uniform(0, self.point.latency[step is Step.ACCEPTED]))
