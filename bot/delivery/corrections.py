"""What was sent and is not right any more: the same message is edited, and a headline that moved gets one reply.

An edit can be made twice without harm, so it needs no claim; the reply goes through the ledger like a digest.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.collect import Purpose
from bot.core.days import Span
from bot.core.message import Message
from bot.core.ports import (
    DIGEST,
    REPLY,
    BadMarkup,
    Clock,
    DeliveryRow,
    Gone,
    Later,
    Ledger,
    Moved,
    Outcome,
    Sender,
    Sent,
    State,
    Unchanged,
    Unknown,
)
from bot.delivery import rules
from bot.delivery.agenda import OPEN, Agenda, Taken
from bot.delivery.post import Post
from bot.delivery.rules import Content
from bot.delivery.wording import Wording
from bot.render import bare
from bot.reports import Composer, Draft, Moment
from bot.reports.shown import corrections, kept, shown_of
from bot.subscriptions import Subscription

log = logging.getLogger(__name__)

Group = tuple[Span, str]
"""A period and a scope: what is drafted once."""


@dataclass
class Corrections:
    """The digests that may still be put right. `at_once` edits are under way at a time."""

    ledger: Ledger
    agenda: Agenda
    composer: Composer
    wording: Wording
    sender: Sender
    post: Post
    clock: Clock
    moved: Callable[[int, int], Awaitable[None]]
    gone: Callable[[int], Awaitable[None]]
    at_once: int = 20
    _asked: dict[Group, datetime] = field(default_factory=dict)
    """When the figures of a provisional digest are next asked for."""
    _seen: dict[Group, int] = field(default_factory=dict)
    """Up to which change of the archive a group is known to be right."""

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.at_once)
        self._looking = asyncio.Lock()

    async def look(self) -> None:
        """Put right what changed since it was sent, and send the replies that are still to go; not twice at a time."""
        if self._looking.locked():
            return
        async with self._looking:
            groups: defaultdict[Group, list[Taken]] = defaultdict(list)
            sent = [row for row in await self.ledger.rows(shown=True) if row.state is State.SENT]
            for row, subscription in self.agenda.standing(sent):
                groups[rules.span_of(row), row.key.scope].append((row, subscription))
            for group, taken in groups.items():
                await self._group(group, taken)
            await self._replies()

    async def _group(self, group: Group, taken: list[Taken]) -> None:
        span, scope = group
        over = self.clock.now() >= rules.correctable_until(span)
        waits = any(row.provisional or row.next_try for row, _ in taken)
        changes = self.composer.collect.changes
        if not over and not waits and self._seen.get(group) == changes:
            return
        try:
            draft = await self.composer.draft_digest(span, scope, None if over else self._purpose(group, taken))
            ends = await asyncio.gather(*(self._right(row, s, draft, over=over) for row, s in taken))
        except Exception as error:
            log.error("the digests of %s could not be looked at again: %s", span, error, exc_info=error)
            return
        if all(ends):
            self._seen[group] = changes

    def _purpose(self, group: Group, taken: list[Taken]) -> Purpose | None:
        """WeChat is asked for what is not finished; what is finished, the schedule keeps up to date."""
        now = self.clock.now()
        unfinished = next((row for row, _ in taken if row.provisional), None)
        # A clock that was set back leaves instants behind that lie further ahead than any pause.
        held_back = timedelta(0) < self._asked.get(group, now) - now <= rules.LONG_WAIT
        if unfinished is None or held_back:
            return None
        self._asked[group] = now + rules.wait(unfinished, now)
        return Purpose.DIGEST

    async def _right(self, row: DeliveryRow, subscription: Subscription, draft: Draft, *, over: bool) -> bool:
        """Edit one message if what it shows is another now; False if that is to be tried again."""
        now = self.clock.now()
        if row.next_try is not None and now < row.next_try:
            return False
        given_up = over and row.provisional and not draft.ready
        provisional = row.provisional and not draft.ready and not over
        if draft.figures == row.figures and provisional == row.provisional and not given_up:
            return await self._settle(row, replace(row, shown=None)) if over else True
        moment = self._moment(row, draft, Moment(provisional=provisional, given_up=given_up))
        async with self._slots:
            outcome = await self._edit(row, self.wording.words(draft, row, subscription, moment))
        match outcome:
            case Sent() | Unchanged():
                if any(one.moved for one in moment.corrections):
                    await self.ledger.plan([_reply(row, now)])
                return await self._settle(row, _corrected(row, self.wording.content(draft, moment), now, over=over))
            case Later(seconds, asked):
                wish = now + timedelta(seconds=seconds)
                return await self._settle(row, replace(row, next_try=wish, retry_after=wish if asked else None))
            case Unknown():
                return await self._settle(row, replace(row, next_try=now + rules.pause(1)))
            case Moved(chat):
                await self.moved(row.key.chat, chat)
                return False
            case Gone():
                await self.gone(row.key.chat)
        # It is not there any more, or may not be changed: what stands in the chat stays.
        return await self._settle(row, replace(row, shown=None))

    def _moment(self, row: DeliveryRow, draft: Draft, moment: Moment) -> Moment:
        """What the message says about itself now: what it said, and what has changed since it was sent."""
        before = kept(row.shown)
        if before is None:
            return moment
        moment = replace(moment, late_since=before.late_since, topic_gone=before.topic_gone)
        if draft.figures == row.figures and row.corrected_at is None:
            return moment
        changed = corrections(before, shown_of(draft, moment))
        return replace(moment, corrected_at=self.clock.now(), corrections=changed)

    async def _edit(self, row: DeliveryRow, message: Message) -> Outcome:
        number = row.message_id or 0
        outcome = await self.sender.edit(row.key.chat, number, message)
        if isinstance(outcome, BadMarkup):
            outcome = await self.sender.edit(row.key.chat, number, bare(message))
        return outcome

    async def _settle(self, row: DeliveryRow, after: DeliveryRow) -> bool:
        await self.ledger.settle(after, was=row)
        return after.next_try is None

    async def _replies(self) -> None:
        open_rows = await self.ledger.rows(states=OPEN)
        for reply, subscription in self.agenda.standing([row for row in open_rows if row.key.part == REPLY]):
            if rules.may_try(reply, self.clock.now(), by_hand=False):
                await self._send_reply(reply, subscription)

    async def _send_reply(self, reply: DeliveryRow, subscription: Subscription) -> None:
        digest = await self.ledger.get(replace(reply.key, part=DIGEST))
        before = kept(digest.shown) if digest else None
        if digest is None or before is None:
            # The time in which the digest is put right is over: nobody waits for this any more.
            await self.ledger.settle(replace(reply, state=State.SKIPPED, reason=rules.TOO_OLD), was=reply)
            return
        draft = await self.composer.draft_digest(rules.span_of(reply), reply.key.scope, None)
        moved = [one for one in corrections(before, shown_of(draft, Moment())) if one.moved]
        text = self.wording.reply(moved, rules.span_of(reply), subscription)
        await self.post.post(reply, lambda _: (Message(text), Content()), reply_to=digest.message_id)


def _reply(row: DeliveryRow, now: datetime) -> DeliveryRow:
    """The row of the one message that tells of a headline that moved."""
    return DeliveryRow(replace(row.key, part=REPLY), State.PLANNED, now)


def _corrected(row: DeliveryRow, content: Content, now: datetime, *, over: bool) -> DeliveryRow:
    """The row of a message that was just put right; what it showed first stays known as long as that may go on."""
    return replace(
        row,
        figures=content.figures,
        shown=None if over else row.shown if kept(row.shown) else content.shown,
        as_of=content.as_of,
        provisional=content.provisional,
        corrected_at=now,
        next_try=None,
        retry_after=None,
    )
