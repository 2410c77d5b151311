"""The chart that comes with a digest: part 2, a reply to part 1, whose failure never touches part 1.

Its row is planned together with the digest's, so that a death between the two parts loses nothing, and waits until
that has arrived. It is sent at most once, like a digest; but where nobody can tell whether it arrived, it is left at
that: a line about a picture would be worth less than the figures, which stand in part 1. A digest that was left out has
no chart, and none comes later than the digest itself may.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.core.errors import MorningReadsError, StoreTrouble
from bot.core.message import Message
from bot.core.ports import CHART, DIGEST, Clock, DeliveryRow, Ledger, State
from bot.delivery import rules
from bot.delivery.agenda import OPEN, Agenda
from bot.delivery.holds import Holds
from bot.delivery.post import Post
from bot.delivery.rules import Content
from bot.delivery.together import together
from bot.subscriptions import Subscription

log = logging.getLogger(__name__)

NOTHING = "nothing to draw"
"""Why a chart was left out whose digest holds nothing that a picture could show."""

UNWISHED = "not wished"

Drawn = Callable[[DeliveryRow, Subscription], Awaitable[Message | None]]
"""The chart of a digest as the chat of a subscription gets it; None if there is nothing to draw."""


@dataclass
class Charts:
    """Part 2 of the digests. `catch_up` is how late a daily one may be."""

    ledger: Ledger
    agenda: Agenda
    drawn: Drawn
    post: Post
    clock: Clock
    holds: Holds
    catch_up: timedelta

    def __post_init__(self) -> None:
        self._looking = asyncio.Lock()

    async def look(self, day: date | None = None) -> None:
        """Send the charts whose digests have arrived; by hand, those of a `day`. Not twice at a time."""
        if self._looking.locked():
            return
        async with self._looking:
            rows = [row for row in await self.ledger.rows(states=OPEN) if row.key.part == CHART]
            chosen = [row for row in rows if self._chosen(row, day)]
            if chosen:
                round_ = Round(self)
                await together((round_.one(row) for row in chosen), "the chart of a digest could not be sent")

    def _chosen(self, row: DeliveryRow, day: date | None) -> bool:
        by_hand = day is not None
        if by_hand:
            wanted = rules.span_of(row).last == day and row.key.length == 1
        else:
            # What a run by hand left of a day that nobody is owed any more, the next run by hand takes.
            wanted = not row.by_hand and row.due <= self.clock.now()
        now, held = self.clock.now(), self.holds.held(row.key.chat)
        return wanted and not held and rules.may_try(row, now, by_hand=by_hand)


@dataclass
class Round:
    """One look: a chart is drawn once for all chats that get the same."""

    of: Charts
    _drawing: dict[tuple[object, ...], asyncio.Task[Message | None]] = field(default_factory=dict)

    async def one(self, row: DeliveryRow) -> bool:
        """Send a row's chart, leave it out for good, or let it wait for its digest."""
        of = self.of
        digest = await of.ledger.get(replace(row.key, part=DIGEST))
        if digest is None or digest.state is State.SKIPPED:
            return await self._left_out(row, digest.reason if digest else None)
        subscription = of.agenda.of(row)
        if not of.agenda.wished(row) or not subscription.chart:
            return await self._left_out(row, UNWISHED)
        if not row.by_hand and of.clock.now() - row.due >= rules.limit(row, of.catch_up):
            return await self._left_out(row, rules.TOO_OLD)
        if digest.state is not State.SENT:
            return False
        message = await self._drawn(row, subscription)
        if message is None:
            return await self._left_out(row, NOTHING)
        message = replace(message, silent=subscription.silent)
        return await of.post.post(row, lambda _: (message, Content()), reply_to=digest.message_id) is not None

    async def _drawn(self, row: DeliveryRow, subscription: Subscription) -> Message | None:
        key = (rules.span_of(row), row.key.scope, subscription.language, subscription.zone)
        if key not in self._drawing:
            self._drawing[key] = asyncio.create_task(self._draw(row, subscription))
        return await self._drawing[key]

    async def _draw(self, row: DeliveryRow, subscription: Subscription) -> Message | None:
        try:
            return await self.of.drawn(row, subscription)
        except StoreTrouble:
            raise
        except MorningReadsError as error:  # its account is gone, or the like
            log.error("no chart of %s (%s): %s", rules.span_of(row), row.key.scope, error)
            return None

    async def _left_out(self, row: DeliveryRow, why: str | None) -> bool:
        return await self.of.ledger.settle(replace(row, state=State.SKIPPED, reason=why, next_try=None), was=row)
