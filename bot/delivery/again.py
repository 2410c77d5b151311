"""A digest once more, at a person's wish; and the proof that one arrived after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.collect import Purpose
from bot.core.days import Span
from bot.core.ports import DIGEST, Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.delivery.agenda import Agenda
from bot.reports import Composer, Draft
from bot.subscriptions import Subscription

Send = Callable[[Draft, DeliveryRow, Subscription, int | None], Awaitable[DeliveryRow | None]]

ARRIVED = "{}"
"""Kept of what a message showed of which only that it arrived is known: it is put right without saying what changed."""


class Resent(StrEnum):
    """What came of asking for a digest again."""

    SENT = "sent"
    ALREADY = "already"
    NEVER = "never"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asks for which digest again. With an `attempt` (a button's), only if none was made since."""

    chat: int
    topic: int
    span: Span
    scope: str | None = None
    """None: of whichever account."""
    attempt: int | None = None
    update: int | None = None
    """The number of the chat's event that asks; it acts once."""


@dataclass(frozen=True)
class Again:
    """*Send again* and what proves that it is not needed."""

    ledger: Ledger
    agenda: Agenda
    composer: Composer
    clock: Clock
    send: Send

    async def resend(self, wish: Wish) -> Resent:
        """Send a chat's digest again: only one that did not arrive for certain, only at that attempt, only once."""
        row = await self._row(wish)
        if row is None:
            return Resent.NEVER
        if row.state in (State.SENT, State.SENDING) or wish.attempt not in (None, row.attempts):
            return Resent.ALREADY
        if row.state is State.PLANNED:
            return Resent.WAITING
        if not rules.may_try(row, self.clock.now(), by_hand=True):
            return Resent.FAILED
        draft = await self.composer.draft_digest(rules.span_of(row), row.key.scope, Purpose.QUESTION)
        if not draft.has_figures and not draft.ready:
            return Resent.WAITING
        after = await self.send(draft, row, self.agenda.of(row), wish.update)
        if after is None:
            return Resent.ALREADY
        if after.state is State.FAILED and row.state is not State.FAILED:
            # Nobody tries by himself what was uncertain or left out: it stays so. The attempt is known to have brought
            # nothing, so it does not count, and the button that asked for it still works.
            as_before = replace(after, state=row.state, reason=row.reason, attempts=row.attempts, next_try=None)
            await self.ledger.settle(as_before, was=after)
        return {State.SENT: Resent.SENT, State.UNCERTAIN: Resent.UNKNOWN}.get(after.state, Resent.FAILED)

    async def _row(self, wish: Wish) -> DeliveryRow | None:
        rows = await self._rows(wish.chat, wish.topic, wish.span.first)
        wanted = [r for r in rows if r.key.length == len(wish.span) and wish.scope in (None, r.key.scope)]
        # Of several accounts' digests the one that did not arrive is meant.
        return min(wanted, key=lambda row: row.state is State.SENT, default=None)

    async def _rows(self, chat: int, topic: int, first: date) -> list[DeliveryRow]:
        rows = [row for row in await self.ledger.rows(day=first, chat=chat) if row.key.part == DIGEST]
        # A line whose topic was deleted stands in the chat itself, and so does its button.
        return [r for r in rows if r.key.topic == topic] or [r for r in rows if r.state is State.UNCERTAIN]

    async def arrived(self, chat: int, topic: int, mark: str, scope: str, message_id: int) -> None:
        """Somebody pressed a button under a pushed digest: if it was uncertain, it is not any more."""
        told = rules.marked(mark)
        if told is None:
            return
        cadence, first = told
        for row in await self._rows(chat, topic, first):
            if row.state is State.UNCERTAIN and (row.key.report, row.key.scope) == (cadence, scope):
                await self.ledger.settle(_sent(row, message_id, self.clock), was=row)


def _sent(row: DeliveryRow, message_id: int, clock: Clock) -> DeliveryRow:
    shown = row.shown or ARRIVED
    return replace(row, state=State.SENT, told=True, message_id=message_id, sent_at=clock.now(), shown=shown)
