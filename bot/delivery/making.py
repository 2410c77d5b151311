"""Digests that are due: drafted once for all who get them, and handed over one by one."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.core.days import Span
from bot.core.errors import MorningReadsError, StoreTrouble
from bot.core.message import Message
from bot.core.ports import Clock, DeliveryRow, Ledger, State
from bot.delivery import notices, rules
from bot.delivery.agenda import OPEN, Taken
from bot.delivery.notices import Notices, concerning
from bot.delivery.post import Post
from bot.delivery.rules import Content, Group
from bot.delivery.tally import Tally
from bot.delivery.wording import Wording
from bot.reports import Composer, Draft, Moment
from bot.subscriptions import Subscription

log = logging.getLogger(__name__)

Lane = tuple[str, int, int]
"""A scope, a chat and a topic: its digests go one after the other."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A run by hand: it has no deadline; unfinished figures go out only if it was told so."""

    provisional: bool = False


@dataclass
class Making:
    """From rows that are due to how they ended. `deadline` is how long they wait for figures."""

    ledger: Ledger
    composer: Composer
    wording: Wording
    post: Post
    notices: Notices
    heard: Callable[[DeliveryRow], Awaitable[None]]
    clock: Clock
    deadline: timedelta
    _busy: set[Lane] = field(default_factory=set)
    """What is at work: a look that begins meanwhile leaves it alone, and is not held up by it."""

    async def deliver(self, chosen: Iterable[Taken], tally: Tally, by_hand: ByHand | None = None) -> None:
        """Of each scope, what was over first goes first; a period is drafted once; one that fails harms no other."""
        chains: defaultdict[str, defaultdict[Span, list[Taken]]] = defaultdict(lambda: defaultdict(list))
        lanes = set()
        for row, subscription in chosen:
            lane = row.key.scope, row.key.chat, row.key.topic
            if lane not in self._busy:
                lanes.add(lane)
                chains[row.key.scope][rules.span_of(row)].append((row, subscription))
        self._busy |= lanes
        try:
            work = (self._chain(scope, spans, tally, by_hand) for scope, spans in chains.items())
            ends = await asyncio.gather(*work, return_exceptions=True)
        finally:
            self._busy -= lanes
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def _chain(self, scope: str, spans: Mapping[Span, list[Taken]], tally: Tally, by_hand: ByHand | None) -> None:
        order = sorted(spans, key=lambda span: (span.last, len(span)))
        made = [await self._group((span, scope), spans[span], tally, by_hand) for span in order]
        if all(made):
            await self.notices.end(notices.DIGEST, scope)

    async def _group(self, group: Group, members: list[Taken], tally: Tally, by_hand: ByHand | None) -> bool:
        """Whether the digest could be made for all of them."""
        try:
            draft = await self.composer.draft_digest(*group)
        except Exception as error:
            await self._not_made(members, error, tally)
            return False
        sending = [self._one(draft, row, subscription, tally, by_hand) for row, subscription in members]
        ends = await asyncio.gather(*sending, return_exceptions=True)
        failed = [(member, end) for member, end in zip(members, ends, strict=True) if isinstance(end, Exception)]
        for member, end in failed:
            await self._not_made([member], end, tally)
        return not failed

    async def _not_made(self, members: Iterable[Taken], error: Exception, tally: Tally) -> None:
        expected = isinstance(error, MorningReadsError)
        log.error("a digest could not be made or kept: %s", error, exc_info=None if expected else error)
        for taken, _ in members:
            row = await self.ledger.get(taken.key)
            if row is not None and row.state in OPEN:
                later = self.clock.now() + rules.pause(row.attempts + 1)
                failed = replace(row, state=State.FAILED, reason="not made", next_try=later)
                if await self.ledger.settle(failed, was=row):
                    tally.count(failed, error)
            if not isinstance(error, StoreTrouble):
                await self.notices.begin(notices.DIGEST, taken.key.scope, concerning(error))

    async def _one(
        self, draft: Draft, row: DeliveryRow, subscription: Subscription, tally: Tally, by_hand: ByHand | None
    ) -> None:
        waits = draft.waits if by_hand is None else not draft.ready
        if waits and not draft.ready and not self._goes(draft, row, by_hand):
            waiting = rules.waiting(row, self.clock.now())
            if await self.ledger.settle(waiting, was=row):
                tally.count(waiting)
            return
        after = await self.send(draft, row, subscription)
        if after is not None:
            tally.count(after)

    def _goes(self, draft: Draft, row: DeliveryRow, by_hand: ByHand | None) -> bool:
        """Whether a digest that is not ready goes out all the same."""
        if by_hand is not None:
            return by_hand.provisional
        return self.clock.now() >= row.due + self.deadline

    async def send(
        self, draft: Draft, row: DeliveryRow, subscription: Subscription, update: int | None = None
    ) -> DeliveryRow | None:
        """Send one row; None if somebody else had it first."""
        late = row.due if rules.is_late(row, self.clock.now()) else None

        def words(topic_gone: bool) -> tuple[Message, Content]:
            moment = Moment(late, not draft.ready, topic_gone)
            return self.wording.words(draft, row, subscription, moment), self.wording.content(draft, moment)

        after = await self.post.post(row, words, update=update)
        if after is not None:
            await self.heard(after)
        return after
