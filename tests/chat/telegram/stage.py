"""A limiter on a clock that a test winds: what is asked of it, and when each message is handed over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

from bot.chat.telegram.limiter import PacedLimiter, WithdrawnError
from bot.chat.telegram.lines import Slot

T = TypeVar("T")

TINY = 1e-6
"""Seconds that are nothing but rounding."""


class FakeTime:
    """Monotonic seconds that pass only while everybody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.held_up: Iterator[float] = iter(())
        """Seconds that pass before each look at the clock."""
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._tickets = count()

    def clock(self) -> float:
        """The present instant; the program may have been held up since it last looked."""
        self.now += next(self.held_up, 0.0)
        return self.now

    async def sleep(self, seconds: float) -> None:
        sleeper = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + seconds, next(self._tickets), sleeper))
        await sleeper

    async def pass_until(self, done: Callable[[], bool]) -> None:
        """Let time pass until something is so. Raises RuntimeError if all sleep for ever."""
        while True:
            await self._nobody_has_more_to_do()
            if done():
                return
            while self._sleepers and self._sleepers[0][2].done():
                heappop(self._sleepers)
            if not self._sleepers:
                raise RuntimeError("nobody will wake")
            at, _, sleeper = heappop(self._sleepers)
            self.now = max(self.now, at)
            sleeper.set_result(None)

    async def _nobody_has_more_to_do(self) -> None:
        loop: Any = asyncio.get_running_loop()
        busy = True
        while busy:
            await asyncio.sleep(0)
            busy = bool(loop._ready)


@dataclass(frozen=True)
class HandedOver:
    """One message that went out."""

    at: float
    chat: int | str
    push: bool
    name: object
    arrived: float = 0.0


@dataclass
class Stage:
    """A limiter, its time, and what it let out; `asked` holds when each `before` was asked, by name.

    `flying` is how many pushes were on their way when each of them was asked for or went out.
    """

    time: FakeTime = field(default_factory=FakeTime)
    out: list[HandedOver] = field(default_factory=list)
    withdrawn: list[object] = field(default_factory=list)
    asked: dict[object, float] = field(default_factory=dict)
    flying: list[int] = field(default_factory=list)
    shut: list[tuple[float, float]] = field(default_factory=list)
    """From when until when Telegram takes nothing in: what comes meanwhile arrives at the end."""

    def __post_init__(self) -> None:
        self.limiter = PacedLimiter(clock=self.time.clock, sleep=self.time.sleep)
        self.tasks: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[Any]] = set()

    def message(
        self,
        chat: int | str,
        *,
        push: bool = False,
        after: float = 0.0,
        before: tuple[float, bool] | None = None,
        there: float = 0.0,
        reply: float = 0.0,
        name: object = None,
        passing: bool = False,
        follows: bool = False,
    ) -> asyncio.Task[None]:
        """A message that comes after so many seconds; `before` takes so long and says yes or no.

        Its way to Telegram takes `there`, and the reply's way back takes `reply`.
        """
        slot = Slot(push=push, passing=passing, follows=follows)
        task = asyncio.create_task(self._arrive(chat, slot, after, before, there, reply, name))
        self.tasks.append(task)
        return task

    async def all(self) -> None:
        """Let time pass until every message has ended."""
        await self.time.pass_until(lambda: all(task.done() for task in self.tasks))
        await asyncio.gather(*self.tasks)

    def times(self, chat: int | str | None = None) -> list[float]:
        return [message.at for message in self.out if chat in (None, message.chat)]

    async def _arrive(
        self,
        chat: int | str,
        slot: Slot,
        after: float,
        before: tuple[float, bool] | None,
        there: float,
        reply: float,
        name: object,
    ) -> None:
        push = slot.push
        if after:
            await self.time.sleep(after)

        async def ask() -> bool:
            assert before is not None
            self._fly(push)
            self.asked[name] = self.time.now
            if before[0]:
                await self.time.sleep(before[0])
            return before[1]

        async def hand_over() -> bool:
            self._fly(push)
            left = self.time.now
            arrives = max(
                left + there, next((until for since, until in self.shut if since <= left + there < until), 0.0)
            )
            self.out.append(HandedOver(left, chat, push, name, arrives))
            if arrives + reply > left:
                await self.time.sleep(arrives + reply - left)
            return True

        slot = replace(slot, before=ask if before else None)
        try:
            await self.limiter.process_request(hand_over, (), {}, "sendMessage", {"chat_id": chat}, slot)
        except WithdrawnError:
            self.withdrawn.append(name)

    def _fly(self, push: bool) -> None:
        task = asyncio.current_task()
        if push and task is not None:
            self._under_way.add(task)
        self._under_way = {task for task in self._under_way if not task.done()}
        self.flying.append(len(self._under_way))


def on_stage(play: Callable[[Stage], Coroutine[Any, Any, T]]) -> T:
    """Run a play with a limiter of its own, in a loop of its own."""

    async def run() -> T:
        return await play(Stage())

    return asyncio.run(run())
