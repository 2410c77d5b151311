"""What is due: subscriptions and the clock → rows of the ledger, planned and taken up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.due import next_due
from bot.core.ports import Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.people import People
from bot.subscriptions import DAILY, Subscription, Subscriptions

OPEN = (State.PLANNED, State.FAILED)

GLANCE = timedelta(seconds=60)
"""There is a look at what is due at least this often."""

Taken = tuple[DeliveryRow, Subscription]


@dataclass
class Agenda:
    """Which digests are to be tried now."""

    ledger: Ledger
    subscriptions: Subscriptions
    people: People
    clock: Clock
    catch_up: timedelta
    _planned: dict[Subscription, datetime] = field(default_factory=dict)
    """Up to when each subscription's days are in the ledger already."""
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a chat moves: in its middle, rows and subscriptions do not go together."""

    def active(self) -> list[Subscription]:
        """The subscriptions of chats that may get digests and do not rest."""
        return [s for s in self.subscriptions.all() if s.paused is None and self.people.let_in(s.chat)]

    async def plan(self) -> None:
        """Write down what fell due since the last look; the ledger itself refuses what it has already."""
        async with self.moving:
            await self._plan()

    async def _plan(self) -> None:
        now, active = self.clock.now(), self.active()
        # In a thread: at the start, a year of 300 subscriptions takes more than a second to count.
        rows = await asyncio.to_thread(self._fallen_due, active, now)
        if rows:
            await self.ledger.plan(rows)
        # Only now: days whose rows could not be written are looked for again.
        self._planned = dict.fromkeys(active, now)

    def _fallen_due(self, active: Iterable[Subscription], now: datetime) -> list[DeliveryRow]:
        rows: list[DeliveryRow] = []
        for subscription in active:
            after = self._planned.get(subscription, subscription.since)
            rows += rules.fallen_due(subscription, after, now, self.catch_up)
        return rows

    async def taken(self) -> list[Taken]:
        """The rows to try now. What became too old is left out, and what nobody wants any more."""
        async with self.moving:
            return await self._taken()

    async def _taken(self) -> list[Taken]:
        every = {(s.chat, s.topic, s.scope): s for s in self.subscriptions.all()}
        active = set(self.active())
        taken = []
        for row in await self.ledger.rows(states=OPEN):
            subscription = every.get((row.key.chat, row.key.topic, row.key.scope))
            if row.key.report != DAILY or row.due > self.clock.now():
                continue
            if subscription is None:
                ended = replace(row, state=State.SKIPPED, reason="unsubscribed", next_try=None)
                await self.ledger.settle(ended, was=row)
            elif subscription in active and await self._is_taken(row, subscription):
                taken.append((row, subscription))
        return taken

    async def _is_taken(self, row: DeliveryRow, subscription: Subscription) -> bool:
        if row.by_hand or row.due <= subscription.since:
            # A run by hand left it, of a day that the subscription does not owe: the next run by hand takes it.
            return False
        now = self.clock.now()
        aged = rules.aged(row, now, self.catch_up)
        if aged is not row:
            await self.ledger.settle(aged, was=row)
            return False
        return rules.may_try(row, now, by_hand=False)

    async def next_wake(self) -> datetime:
        """When there is next something to do; never more than a minute away."""
        now = self.clock.now()
        instants = [next_due(now, s.at, s.zone_info) for s in self.active()]
        tries = await self.ledger.rows(states=OPEN)
        instants += [row.next_try for row in tries if row.next_try and row.next_try > now]
        return min([*instants, now + GLANCE])

    async def at_rest(self, ahead: timedelta) -> bool:
        """Whether no digest is still to be tried, and none falls due within this time."""
        now = self.clock.now()
        if any(next_due(now, s.at, s.zone_info) < now + ahead for s in self.active()):
            return False
        awake = {(s.chat, s.topic, s.scope) for s in self.active()}
        rows = await self.ledger.rows(states=OPEN)
        return not any(
            row.due <= now and not row.by_hand and (row.key.chat, row.key.topic, row.key.scope) in awake for row in rows
        )

    def owed(self, rows: Iterable[DeliveryRow]) -> list[DeliveryRow]:
        """Of the rows whose chats are owed a line, those that can be told now."""
        now = self.clock.now()
        reachable = {s.chat for s in self.active()}
        return [r for r in rows if r.key.chat in reachable and (r.told_next is None or r.told_next <= now)]
