"""What is due: subscriptions and the clock → rows of the ledger, planned and taken up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.periods import Cadence, comes, falling_due
from bot.core.ports import CHART, DIGEST, Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.delivery.holds import Holds
from bot.people import People
from bot.subscriptions import ASKED, Subscription, Subscriptions

OPEN = (State.PLANNED, State.FAILED)

GLANCE = timedelta(seconds=60)
"""There is a look at what is due at least this often."""

DELISTED = "delisted"
"""Why a subscription rests whose chat is not let in any more."""

RESTING = (ASKED, rules.GONE)
"""Why a subscription rests to which nothing is owed of that time, not even what was open when it began."""

Taken = tuple[DeliveryRow, Subscription]

Whose = tuple[str, str, int, int]
"""Cadence, scope, chat and topic: what rows and subscriptions go together by."""


def whose(row: DeliveryRow) -> Whose:
    """Of a row."""
    return row.key.report, row.key.scope, row.key.chat, row.key.topic


def theirs(subscriptions: Iterable[Subscription]) -> dict[Whose, Subscription]:
    """Of subscriptions."""
    return {(s.cadence, s.scope, s.chat, s.topic): s for s in subscriptions}


@dataclass
class Agenda:
    """Which digests are to be tried now."""

    ledger: Ledger
    subscriptions: Subscriptions
    people: People
    clock: Clock
    catch_up: timedelta
    zone: ZoneInfo
    """Of chats that chose none."""
    holds: Holds
    _next: dict[Subscription, tuple[datetime, datetime]] = field(default_factory=dict)
    """After which instant each subscription's next digest was looked for, and when that falls due."""
    _planned: dict[Subscription, datetime] = field(default_factory=dict)
    """Up to when each subscription's days are in the ledger already."""
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a chat moves: in its middle, rows and subscriptions do not go together."""

    def active(self) -> list[Subscription]:
        """The subscriptions of chats that may get digests and do not rest."""
        return [s for s in self.subscriptions.all() if s.paused is None and self.people.let_in(s.chat)]

    def daily(self, day: date) -> list[Subscription]:
        """The active subscriptions that get the digest of a day."""
        daily = (s for s in self.active() if s.cadence is Cadence.DAILY)
        return [s for s in daily if comes(s.cadence, day, s.at, s.zone_info, s.weekdays)]

    async def plan(self) -> None:
        """Write down what fell due since the last look; the ledger itself refuses what it has already.

        A pause that is over ends here.
        """
        async with self.moving:
            await self._rest_and_wake()
            await self._plan()

    async def _rest_and_wake(self) -> None:
        """A pause that is over ends; a chat that is not let in any more rests, until it is let in again."""
        now = self.clock.now()
        await self.subscriptions.wake(now)
        for subscription in self.subscriptions.all():
            let_in = self.people.let_in(subscription.chat)
            if not let_in and subscription.paused is None:
                await self.subscriptions.pause(subscription.chat, DELISTED)
            elif let_in and subscription.paused == DELISTED:
                await self.subscriptions.resume(subscription.chat, now, DELISTED)

    async def _plan(self) -> None:
        now, active = self.clock.now(), self.active()
        # In a thread: at the start, a year of 300 subscriptions takes more than a second to count.
        rows = await asyncio.to_thread(self._fallen_due, active, now)
        if rows:
            await self.ledger.plan(rows)
        # Only now: days whose rows could not be written are looked for again.
        self._planned = dict.fromkeys(active, now)
        self._next = {s: self._next[s] for s in active if s in self._next}

    def _fallen_due(self, active: Iterable[Subscription], now: datetime) -> list[DeliveryRow]:
        rows: list[DeliveryRow] = []
        for subscription in active:
            after = self._planned.get(subscription, subscription.since)
            fallen = rules.fallen_due(subscription, after, now, self.catch_up)
            rows += rules.with_charts((row, subscription) for row in fallen)
        return rows

    async def taken(self) -> list[Taken]:
        """The rows to try now. What became too old is left out, and what nobody wants any more."""
        async with self.moving:
            return await self._taken()

    async def _taken(self) -> list[Taken]:
        every = theirs(self.subscriptions.all())
        active = set(self.active())
        taken = []
        rows = await self.ledger.rows(states=OPEN)
        self.holds.learn(rows)
        unread = self.subscriptions.unread()
        for row in rows:
            subscription = every.get(whose(row))
            if row.key.part != DIGEST or row.due > self.clock.now() or self.holds.held(row.key.chat):
                continue
            if subscription is None and whose(row) in unread:
                continue  # what cannot be read now has not ended
            why = "unsubscribed" if subscription is None else subscription.paused
            if subscription is None or (why in RESTING and not row.by_hand):
                ended = replace(row, state=State.SKIPPED, reason=why, next_try=None)
                await self.ledger.settle(ended, was=row)
            elif subscription in active and await self._is_taken(row):
                taken.append((row, subscription))
        return taken

    async def _is_taken(self, row: DeliveryRow) -> bool:
        if row.by_hand:
            # A run by hand left it, of a day that the subscription does not owe: the next run by hand takes it.
            return False
        now = self.clock.now()
        aged = rules.aged(row, now, self.catch_up)
        if aged is not row:
            await self.ledger.settle(aged, was=row)
            return False
        return rules.may_try(row, now, by_hand=False)

    def standing(self, rows: Iterable[DeliveryRow]) -> list[Taken]:
        """Those of the rows whose chats can be written to, also if the digest is not wished any more."""
        every = theirs(self.subscriptions.all())
        found = ((row, every.get(whose(row)) or self._former(row)) for row in rows)
        return [(row, s) for row, s in found if s.paused != rules.GONE and self.people.let_in(row.key.chat)]

    def of(self, row: DeliveryRow) -> Subscription:
        """The subscription of a row, also if it has ended since."""
        return theirs(self.subscriptions.all()).get(whose(row)) or self._former(row)

    def _former(self, row: DeliveryRow) -> Subscription:
        """The wishes of a chat that has unsubscribed since: the program's own."""
        key, at = row.key, row.due.astimezone(self.zone).time()
        cadence = next((one for one in Cadence if one == key.report), Cadence.DAILY)
        return Subscription(key.chat, key.topic, at, self.zone.key, row.due, key.scope, cadence=cadence)

    async def next_wake(self, after: datetime) -> datetime:
        """When there is next something to do after an instant; never more than a minute later."""
        instants = [self._next_due(s, after) for s in self.active()]
        tries = await self.ledger.rows(states=OPEN)
        instants += [row.next_try for row in tries if row.next_try and row.next_try > after]
        return min([*instants, after + GLANCE])

    def next_due(self) -> datetime | None:
        """When the next digest falls due, in the zone of its chat."""
        now = self.clock.now()
        due = (self._next_due(s, now).astimezone(s.zone_info) for s in self.active())
        return min(due, default=None)

    def _next_due(self, subscription: Subscription, after: datetime) -> datetime:
        """When a subscription's next digest falls due; found once, since every look asks."""
        sought, instant = self._next.get(subscription, (after, after))
        if not sought <= after < instant:
            s = subscription
            instant = next(due for _, due in falling_due(s.cadence, after, s.at, s.zone_info, s.weekdays))
            self._next[subscription] = after, instant
        return instant

    async def at_rest(self, ahead: timedelta) -> bool:
        """Whether no digest is still to be tried, and none falls due within this time."""
        now = self.clock.now()
        if any(self._next_due(s, now) < now + ahead for s in self.active()):
            return False
        awake = theirs(self.active())
        rows = await self.ledger.rows(states=OPEN)
        open_rows = (row for row in rows if row.key.part != CHART)
        return not any(row.due <= now and not row.by_hand and whose(row) in awake for row in open_rows)

    def owed(self, rows: Iterable[DeliveryRow]) -> list[DeliveryRow]:
        """Of the rows whose chats are owed a line, those that can be told now.

        What may have arrived is told wherever the bot may write; what was missed, only where digests are still wished.
        """
        now, active = self.clock.now(), {s.chat for s in self.active()}
        gone = {s.chat for s in self.subscriptions.all() if s.paused == rules.GONE}

        def reachable(row: DeliveryRow) -> bool:
            chat = row.key.chat
            if row.state is State.UNCERTAIN:
                return chat not in gone and self.people.let_in(chat)
            return chat in active

        return [row for row in rows if reachable(row) and rules.passed(row.told_next, now)]

    def wished(self, row: DeliveryRow) -> bool:
        """Whether the digest of a row still comes to its chat."""
        return whose(row) in theirs(self.active())
