"""A digest once more, at a person's wish; and the proof that one arrived after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.collect import Purpose
from bot.core.days import Span
from bot.core.message import Message
from bot.core.ports import ALL, DIGEST, Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.delivery.agenda import Agenda
from bot.delivery.holds import Holds
from bot.delivery.lines import settled_line
from bot.reports import Composer, Draft
from bot.subscriptions import Subscription

Send = Callable[[Draft, DeliveryRow, Subscription, int | None], Awaitable[DeliveryRow | None]]

Mend = Callable[[int, int, Message], None]

ARRIVED = "{}"
"""Kept of what a message showed of which only that it arrived is known: it is put right without saying what changed."""


class Resent(StrEnum):
    """What came of asking for a digest again."""

    SENT = "sent"
    ALREADY = "already"
    """It arrived, or somebody has it, or another attempt was made since."""
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
    holds: Holds
    mend: Mend

    async def resend(self, wish: Wish) -> Resent:
        """Send a chat's digest again: only one that did not arrive for certain, only at that attempt, only once."""
        row = await self._row(wish)
        if row is None:
            return Resent.NEVER
        if row.state in (State.SENT, State.SENDING) or wish.attempt not in (None, row.attempts):
            return Resent.ALREADY
        if row.state is State.PLANNED:
            return Resent.WAITING
        if self.holds.held(row.key.chat) or not rules.may_try(row, self.clock.now(), by_hand=True):
            return Resent.FAILED
        draft = await self.composer.draft_digest(rules.span_of(row), row.key.scope, Purpose.QUESTION)
        if not draft.has_figures and not draft.ready:
            return Resent.WAITING
        after = await self.send(draft, row, self.agenda.of(row), wish.update)
        if after is None:
            now = await self.ledger.get(row.key)
            # The same wish, delivered twice: what it brought nothing for is still uncertain.
            same = now is not None and (now.state, now.attempts) == (row.state, row.attempts)
            return Resent.FAILED if same else Resent.ALREADY
        if after.attempts == row.attempts:
            return Resent.FAILED
        if after.state is State.SENT:
            self._settled(row, Resent.SENT)
        return {State.SENT: Resent.SENT, State.UNCERTAIN: Resent.UNKNOWN}.get(after.state, Resent.FAILED)

    async def _row(self, wish: Wish) -> DeliveryRow | None:
        """The row that is meant: the one that may not have arrived before one that did not, and before one that did."""
        rows = [r for r in await self._rows(wish.chat, wish.topic, wish.span.first) if r.key.length == len(wish.span)]
        scope = wish.scope
        if scope is None and wish.attempt is not None and any(r.key.scope == ALL for r in rows):
            scope = ALL  # a button without an account is about all of them
        wanted = [r for r in rows if scope in (None, r.key.scope)]

        def rank(row: DeliveryRow) -> tuple[bool, int]:
            return wish.attempt not in (None, row.attempts), _MEANT.index(row.state)

        return min(wanted, key=rank, default=None)

    async def _rows(self, chat: int, topic: int, first: date) -> list[DeliveryRow]:
        """The digests that a wish in a chat and topic may be about, its own first.

        A line whose topic was deleted stands in the chat itself, and so does its button.
        """
        rows = [row for row in await self.ledger.rows(day=first, chat=chat) if row.key.part == DIGEST]
        strays = [r for r in rows if r.key.topic != topic and r.state is State.UNCERTAIN]
        return [r for r in rows if r.key.topic == topic] + strays

    async def arrived(self, chat: int, topic: int, mark: str, scope: str, message_id: int) -> None:
        """Somebody pressed a button under a pushed digest: if it was uncertain, it is not any more."""
        told = rules.marked(mark)
        if told is None:
            return
        cadence, first = told
        rows = [r for r in await self._rows(chat, topic, first) if (r.key.report, r.key.scope) == (cadence, scope)]
        if any(row.message_id == message_id for row in rows):
            return
        uncertain = next((row for row in rows if row.state is State.UNCERTAIN), None)
        if uncertain is None:
            return
        if await self.ledger.settle(_sent(uncertain, message_id, self.clock), was=uncertain):
            self._settled(uncertain, Resent.ALREADY)

    def _settled(self, row: DeliveryRow, how: Resent) -> None:
        """The line that says of a row that nobody can tell is not true any more: it says how it ended."""
        if row.state is State.UNCERTAIN and row.message_id is not None:
            language = self.agenda.of(row).language
            said = settled_line(row, self.composer.renderer, language, how.value)
            self.mend(row.key.chat, row.message_id, said)


_MEANT = (State.UNCERTAIN, State.SKIPPED, State.FAILED, State.PLANNED, State.SENDING, State.SENT)


def _sent(row: DeliveryRow, message_id: int, clock: Clock) -> DeliveryRow:
    shown = row.shown or ARRIVED
    return replace(row, state=State.SENT, told=True, message_id=message_id, sent_at=clock.now(), shown=shown)
