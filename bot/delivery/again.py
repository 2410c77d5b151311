"""A digest once more, at a person's wish; and the proof that one arrived after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.collect import Purpose
from bot.core.ports import Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.reports import Composer, Draft
from bot.subscriptions import DAILY, Subscription, Subscriptions

Send = Callable[[Draft, DeliveryRow, Subscription, int | None], Awaitable[DeliveryRow | None]]


class Resent(StrEnum):
    """What came of asking for a digest again."""

    SENT = "sent"
    ALREADY = "already"
    NEVER = "never"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True)
class Again:
    """*Send again* and what proves that it is not needed."""

    ledger: Ledger
    subscriptions: Subscriptions
    composer: Composer
    clock: Clock
    send: Send

    async def resend(self, chat: int, topic: int, day: date, attempt: int | None, update: int | None) -> Resent:
        """Send a chat's digest again: only one that did not arrive for certain, only at that attempt, only once."""
        row = await self._row(chat, topic, day)
        if row is None:
            return Resent.NEVER
        if row.state in (State.SENT, State.SENDING) or attempt not in (None, row.attempts):
            return Resent.ALREADY
        if row.state is State.PLANNED:
            return Resent.WAITING
        if not rules.may_try(row, self.clock.now(), by_hand=True):
            return Resent.FAILED
        draft = await self.composer.draft_digest(day, row.key.scope, Purpose.QUESTION)
        if not draft.solid:
            return Resent.WAITING
        subscription = self.subscriptions.of(chat, topic) or self._former(row)
        after = await self.send(draft, row, subscription, update)
        if after is None:
            return Resent.ALREADY
        if after.state is State.FAILED and row.state is not State.FAILED:
            # Nobody tries by himself what was uncertain or left out: it stays so. The attempt is known to have brought
            # nothing, so it does not count, and the button that asked for it still works.
            as_before = replace(after, state=row.state, reason=row.reason, attempts=row.attempts, next_try=None)
            await self.ledger.settle(as_before, was=after)
        return {State.SENT: Resent.SENT, State.UNCERTAIN: Resent.UNKNOWN}.get(after.state, Resent.FAILED)

    def _former(self, row: DeliveryRow) -> Subscription:
        """The wishes of a chat that has unsubscribed since: the program's own."""
        zone, key = self.composer.zone, row.key
        return Subscription(key.chat, key.topic, row.due.astimezone(zone).time(), zone.key, row.due, key.scope)

    async def _row(self, chat: int, topic: int, day: date) -> DeliveryRow | None:
        rows = await self.ledger.rows(day=day, chat=chat)
        daily = [row for row in rows if row.key.report == DAILY]
        # A line whose topic was deleted stands in the chat itself, and so does its button.
        mine = [row for row in daily if row.key.topic == topic] or [r for r in daily if r.state is State.UNCERTAIN]
        return mine[-1] if mine else None

    async def arrived(self, chat: int, topic: int, mark: str, message_id: int) -> None:
        """Somebody pressed a button under a pushed digest: if it was uncertain, it is not any more."""
        day = rules.marked_day(mark)
        row = await self._row(chat, topic, day) if day else None
        if row is not None and row.state is State.UNCERTAIN:
            now = self.clock.now()
            sent = replace(row, state=State.SENT, told=True, message_id=message_id, sent_at=now)
            await self.ledger.settle(sent, was=row)
