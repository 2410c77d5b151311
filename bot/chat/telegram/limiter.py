"""Telegram's limits kept from this side: what may be late waits here, what a person asked for goes first.

No window of a second holds more messages than Telegram takes, and no chat gets more than its own pace. A message
that can go goes at once, with no task and no timer; the others stand in lines, one for each chat and kind, that a
single pump serves. A `retry_after` is nobody's business here: it goes through to whoever sent the message.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any

from telegram.ext import BaseRateLimiter

from bot.chat.telegram.lines import ANSWER, Line, Lines, Slot
from bot.chat.telegram.pace import Flow, Pace
from bot.chat.telegram.request import SENDS
from bot.core.ports import Before

IN_FLIGHT = 30
"""Pushes on their way at a time, from the asking of `before` to the reply: so many are uncertain after a crash."""
MANY_CHATS = 1024


class WithdrawnError(Exception):
    """The message was not sent: `before` said no, or the limiter was shut down first."""


class PacedLimiter(BaseRateLimiter[Slot]):
    """Spaces the sending methods; all others pass. Clock and sleep are monotonic seconds."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._closed = False
        self._flow = Flow()
        self._flying = 0
        self._asking = False  # somebody's `before`: one at a time
        self._lines: dict[int | str, Lines] = {}
        self._answers: deque[Line] = deque()
        self._crowds: deque[Line] = deque()  # pushes to chats that wait for more than one: they take the longest
        self._pushes: deque[Line] = deque()
        self._resting: list[tuple[float, int, Line]] = []
        self._held: list[Line] = []  # of the chat whose message is being asked for
        self._tickets = count()
        self._pump: asyncio.Task[None] | None = None
        self._wakes_at = inf

    async def initialize(self) -> None:
        """Take messages, again after a shutdown."""
        self._closed = False

    async def shutdown(self) -> None:
        """Withdraw what still waits, and whatever comes later."""
        self._closed = True
        self._stop_pump()
        for lines in self._lines.values():
            for line in lines.all():
                for waiter, _ in line.waiting:
                    if not waiter.done():
                        waiter.set_exception(WithdrawnError("shut down"))
                line.waiting.clear()
        self._answers.clear()
        self._crowds.clear()
        self._pushes.clear()
        self._resting.clear()
        self._held.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Slot | None,
    ) -> Any:
        """Call when its turn has come. Raises WithdrawnError without calling; all of the call's errors go through."""
        chat = data.get("chat_id")
        if endpoint not in SENDS or chat is None:
            return await callback(*args, **kwargs)
        if self._closed:
            raise WithdrawnError("shut down")
        slot = rate_limit_args or ANSWER
        line = self._line(chat, slot)
        now = self._clock()
        if self._nobody_ahead(line, now) and self._chat_ready(line, slot) <= now and self._gate(slot, now) <= now:
            at = self._grant(line.pace, slot, now)
        elif slot.passing:
            raise WithdrawnError("not now")
        else:
            at = await self._turn(line, slot, now)
        try:
            if slot.before is not None:
                at = await self._ask(line, slot.before)
            return await self._call(line.pace, at, lambda: callback(*args, **kwargs))
        finally:
            if slot.push:
                self._land()

    def _line(self, chat: int | str, slot: Slot) -> Line:
        with suppress(ValueError):  # "@name" is a public group or channel
            chat = int(chat)
        lines = self._lines.get(chat)
        if lines is None:
            if len(self._lines) >= MANY_CHATS:
                self._forget_idle()
            lines = self._lines[chat] = Lines.of(Pace(group=isinstance(chat, str) or chat < 0))
        return lines.line(slot)

    def _forget_idle(self) -> None:
        now = self._clock()
        self._lines = {chat: lines for chat, lines in self._lines.items() if not lines.idle(now)}

    def _chat_ready(self, line: Line, slot: Slot) -> float:
        return line.pace.passing() if slot.passing else line.ready()

    def _nobody_ahead(self, line: Line, now: float) -> bool:
        ahead = self._answers or (line.push and (self._crowds or self._pushes))
        return not ahead and not line.waiting and not (self._resting and self._resting[0][0] <= now)

    def _gate(self, slot: Slot, now: float) -> float:
        """The first instant at which this message may have its turn, whatever its chat says."""
        if slot.push and self._flying >= IN_FLIGHT:
            return inf
        if slot.before is not None and self._asking:
            return inf
        return self._flow.ready(now, push=slot.push)

    def _grant(self, pace: Pace, slot: Slot, now: float) -> float:
        """Give a message its turn, or let its `before` be asked; when it is to go out."""
        self._flying += slot.push
        if slot.before is None:
            pace.stamp(now)
            self._flow.stamp(now)
        else:
            pace.held = True
            self._asking = True
        return now

    async def _call(self, pace: Pace, at: float, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What counts is when a message really goes and arrives: a busy program is late, and so is a busy network."""
        left = max(at, self._clock())
        self._flow.leave(at, left)
        pace.put_off(at, left)
        try:
            return await call()
        finally:
            pace.arrived(left, self._flow.arrive(left, self._clock()))

    def _land(self) -> None:
        self._flying -= 1
        if self._flying == IN_FLIGHT - 1:
            self._start_pump()

    async def _turn(self, line: Line, slot: Slot, now: float) -> float:
        waiter: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        line.waiting.append((waiter, slot))
        if len(line.waiting) == 1:
            at = self._rest(line, now)
            if max(at, self._gate(slot, now)) < self._wakes_at:
                self._start_pump()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._give_back(line.pace, slot)
            raise

    def _give_back(self, pace: Pace, slot: Slot) -> None:
        if slot.before is not None:
            self._release(pace)
        if slot.push:
            self._land()

    def _rest(self, line: Line, now: float) -> float:
        """Put a line aside until its chat is ready; when that is."""
        at = max(now, line.ready())
        if at == inf:
            self._held.append(line)
        else:
            heappush(self._resting, (at, next(self._tickets), line))
        return at

    async def _ask(self, line: Line, before: Before) -> float:
        """Ask `before` on its turn; the instant at which the message goes, which nobody else can take any more.

        That is now, unless answers have gone meanwhile.
        """
        try:
            if not await before():
                raise WithdrawnError("before said no")
            now = self._clock()
            at = max(now, self._flow.ready(now, push=line.push))
            self._flow.stamp(at)
            line.pace.stamp(at)
            if at > now:
                await self._sleep(at - now)
            return at
        finally:
            self._release(line.pace)

    def _release(self, pace: Pace) -> None:
        pace.held = False
        self._asking = False
        now = self._clock()
        held, self._held = self._held, []
        for line in held:
            self._rest(line, now)
        self._start_pump()

    def _start_pump(self) -> None:
        self._stop_pump()
        if self._answers or self._crowds or self._pushes or self._resting:
            self._wakes_at = -inf
            self._pump = asyncio.get_running_loop().create_task(self._run())

    def _stop_pump(self) -> None:
        # The pump awaits nothing but its sleep, so it can be stopped at any time.
        if self._pump is not None:
            self._pump.cancel()
        self._pump, self._wakes_at = None, inf

    async def _run(self) -> None:
        while True:
            now = self._clock()
            self._wakes_at = self._serve(now)
            if self._wakes_at == inf:
                self._pump = None
                return
            await self._sleep(max(0.0, self._wakes_at - now))

    def _serve(self, now: float) -> float:
        """Grant what may go now; the instant of the next look, inf if nothing waits for an instant."""
        while self._resting and self._resting[0][0] <= now:
            line = heappop(self._resting)[2]
            ready = self._answers if not line.push else self._crowds if len(line.waiting) > 1 else self._pushes
            ready.append(line)
        while ready := self._answers or self._crowds or self._pushes:
            line = ready[0]
            while line.waiting and line.waiting[0][0].done():
                line.waiting.popleft()
            if not line.waiting:
                ready.popleft()
            elif line.ready() > now:
                ready.popleft()
                self._rest(line, now)
            elif (gate := self._gate(line.waiting[0][1], now)) > now:
                return min(gate, self._resting[0][0] if self._resting else inf)
            else:
                waiter, slot = line.waiting.popleft()
                waiter.set_result(self._grant(line.pace, slot, now))
                ready.popleft()
                if line.waiting:
                    self._rest(line, now)
        return self._resting[0][0] if self._resting else inf
