"""Handing one message to a chat's server, and writing down how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from bot.core.errors import StoreTrouble
from bot.core.message import Message
from bot.core.outcomes import (
    Absence,
    BadMarkup,
    Gone,
    Later,
    Moved,
    NotFound,
    NoTopic,
    Outcome,
    Refusal,
    Sent,
    Unchanged,
    Unknown,
    Withdrawn,
)
from bot.core.ports import Clock, DeliveryKey, DeliveryRow, Ledger, Sender, State
from bot.delivery.holds import Holds
from bot.delivery.lines import Line
from bot.delivery.rules import Content, ended, pause
from bot.render import bare

log = logging.getLogger(__name__)

T = TypeVar("T")

Words = Callable[[bool], tuple[Message, Content]]
"""The message, and what it says; whether its topic is gone is said in it."""


class Post:
    """One row at a time from claim to end; several rows may be under way at once."""

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        clock: Clock,
        moved: Callable[[int, int], Awaitable[None]],
        gone: Callable[[int, Absence], Awaitable[None]],
        holds: Holds,
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._clock = clock
        self._moved = moved
        self._gone = gone
        self._holds = holds
        self._moves: dict[int, int] = {}
        """Chats that moved while something of them may have been in flight."""
        self._stopping = False
        self._left: dict[DeliveryKey, tuple[DeliveryRow, int]] = {}
        self._claimed: set[asyncio.Task[Any]] = set()
        """What has had its turn, and may have arrived."""

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True

    async def idle(self, seconds: float) -> None:
        """Wait for what is in flight, but no longer than so many seconds; what waits for its turn has none any more."""
        if self._claimed:
            await asyncio.wait(set(self._claimed), timeout=seconds)

    async def post(
        self,
        row: DeliveryRow,
        words: Words,
        *,
        update: int | None = None,
        reply_to: int | None = None,
    ) -> DeliveryRow | None:
        """Send a row until its outcome is one to be kept; None if it was withdrawn or somebody else has it.

        A moved chat is followed, a deleted topic falls back to the chat, refused markup goes out as plain text:
        once each. Of a row that nobody tries by itself (uncertain, left out) an attempt that brought nothing leaves
        no trace: it is as it was.
        """
        return await self._to_its_end(self._post(row, words, update, reply_to))

    async def _to_its_end(self, work: Coroutine[None, None, T]) -> T:
        """What was handed over is written down even if whoever asked for it is cancelled."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._claimed.discard)
        return await asyncio.shield(task)

    def _takes_off(self) -> None:
        """The message of the present task goes out now."""
        task = asyncio.current_task()
        if task is not None:
            self._claimed.add(task)

    async def _post(
        self, row: DeliveryRow, words: Words, update: int | None, reply_to: int | None
    ) -> DeliveryRow | None:
        (message, content), topic = words(False), row.key.topic
        for _ in range(4):
            outcome = await self._hand_over(row, message, topic, update, reply_to)
            if isinstance(outcome, Withdrawn):
                return None
            attempt = row.attempts + 1
            row = ended(row, outcome, self._clock.now(), content)
            self._holds.learn([row])
            await self._settle(row, attempt)
            match outcome:
                case Moved(chat):
                    await self._moved(row.key.chat, chat)
                    row = replace(row, key=replace(row.key, chat=chat))
                case NoTopic() if topic:
                    topic, (message, content) = 0, words(True)
                case BadMarkup() if message != bare(message):
                    message = bare(message)
                case Gone(_, how):
                    await self._gone(row.key.chat, how)
                    return row
                case _:
                    return row
            update = None
        return row

    async def _settle(self, row: DeliveryRow, attempt: int) -> None:
        """Write down how an attempt at a row ended; what the store does not take now is kept for the next look."""
        try:
            if await self._settled(row, attempt):
                self._left.pop(row.key, None)
            else:
                log.error("how a digest ended found no row to be written to: %s", row.key)
                self._left[row.key] = (row, attempt)
        except StoreTrouble as error:
            self._left[row.key] = (row, attempt)
            log.error("how a digest ended could not be written down yet: %s", error)

    async def _settled(self, row: DeliveryRow, attempt: int) -> bool:
        """Whoever claimed the row settles it, and nobody else while it is being sent; its chat may have moved since."""
        for one in (row, self._here(row)):
            if await self._ledger.settle(one, was=replace(one, state=State.SENDING, attempts=attempt)):
                return True
        return False

    def _here(self, row: DeliveryRow) -> DeliveryRow:
        chat = self._moves.get(row.key.chat)
        if chat is None:
            return row
        # Its message stands in the old chat: in the new one that number belongs to another.
        return replace(row, key=replace(row.key, chat=chat), message_id=None, shown=None)

    def moved(self, old: int, new: int) -> None:
        """A chat has another id: what is still to be written down of it is written under that."""
        self._moves[old] = new
        for key in [key for key in self._left if key.chat == old]:
            row, attempt = self._left.pop(key)
            moved = self._here(row)
            self._left[moved.key] = (moved, attempt)

    async def settle_left(self) -> None:
        """Write down what the store did not take before; what finds no row now either is somebody else's."""
        for key, (row, attempt) in list(self._left.items()):
            await self._settled(row, attempt)
            self._left.pop(key, None)

    async def _hand_over(
        self, row: DeliveryRow, message: Message, topic: int, update: int | None, reply_to: int | None
    ) -> Outcome:
        claimed = False

        async def before() -> bool:
            nonlocal claimed
            if self._stopping or self._holds.held(row.key.chat):
                return False
            # First: a claim that is being made when the bot is told to stop is waited for too.
            self._takes_off()
            claimed = await self._ledger.claim(row.key, attempt=row.attempts, update=update)
            return claimed

        try:
            return await self._sender.send(row.key.chat, message, topic=topic, before=before, reply_to=reply_to)
        except Exception as error:
            if not claimed:
                raise
            # Nobody can tell what became of it, and the row must not stay in mid-sending.
            log.exception("a digest broke off while it was handed over")
            return Unknown(type(error).__name__)

    async def tell(self, line: Line) -> None:
        """Post a line and settle its rows once it is confirmed; otherwise it is repeated after a pause."""
        await self._to_its_end(self._tell(line))

    async def _tell(self, line: Line) -> None:
        async def before() -> bool:
            if self._stopping or self._holds.held(line.chat):
                return False
            self._takes_off()
            return True

        outcome = await self._sender.send(line.chat, line.message, topic=line.topic, before=before)
        match outcome:
            case Withdrawn():
                return
            case NoTopic() if line.topic:
                await self._tell(replace(line, topic=0))
                return
            case Moved(chat):
                await self._moved(line.chat, chat)
                return
            case Gone(_, how):
                await self._gone(line.chat, how)
                return
        for row in line.rows:
            await self._told(row, outcome, line)

    def mend(self, chat: int, line: int, message: Message) -> None:
        """Put other words in the place of a line that is not true any more; nobody waits for it."""
        task = asyncio.create_task(self._mend(chat, line, message))
        self._claimed.add(task)
        task.add_done_callback(self._claimed.discard)

    async def _mend(self, chat: int, line: int, message: Message) -> None:
        outcome = await self._sender.edit(chat, line, message)
        if not isinstance(outcome, Sent | Unchanged | NotFound):
            log.info("a line in chat %s stays as it was: %s", chat, type(outcome).__name__)

    async def _told(self, row: DeliveryRow, outcome: Outcome, line: Line) -> None:
        current = await self._ledger.get(self._here(row).key)
        if current is not None and current.state is State.SENT and isinstance(outcome, Sent) and line.late:
            self.mend(line.chat, outcome.message_id, line.late)
            return
        if current is None or current.state is State.SENDING or current.attempts != row.attempts:
            return
        if isinstance(outcome, Sent):
            number = outcome.message_id if current.state is State.UNCERTAIN else current.message_id
            await self._ledger.settle(replace(current, told=True, told_next=None, message_id=number), was=current)
            if line.older and current.message_id not in (None, number):
                self.mend(line.chat, current.message_id or 0, line.older)
            return
        tries = current.told_attempts + 1
        wait = pause(tries)
        if isinstance(outcome, Later):
            wait = max(wait, timedelta(seconds=outcome.seconds))
            if outcome.asked:
                self._holds.note(row.key.chat, self._clock.now() + wait)
        why = outcome.why if isinstance(outcome, Unknown | Refusal) else type(outcome).__name__
        log.warning("a line to chat %s was not confirmed: %s", row.key.chat, why)
        later = replace(current, told_attempts=tries, told_next=self._clock.now() + wait)
        await self._ledger.settle(later, was=current)
