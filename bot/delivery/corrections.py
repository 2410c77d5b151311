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
from bot.core.errors import Refused, StoreTrouble
from bot.core.message import Message
from bot.core.outcomes import Absence, BadMarkup, Gone, Later, Moved, Outcome, Sent, Unchanged, Unknown
from bot.core.ports import DIGEST, REPLY, Clock, DeliveryKey, DeliveryRow, Ledger, Sender, State
from bot.delivery import rules
from bot.delivery.agenda import OPEN, Agenda, Taken
from bot.delivery.holds import Holds
from bot.delivery.post import Post
from bot.delivery.rules import Content, Group
from bot.delivery.together import together
from bot.delivery.wording import Wording
from bot.render import bare
from bot.reports import Composer, Draft, Moment
from bot.reports.draft import ORDINARY, Correction
from bot.reports.shown import Shown, corrections, figures_of, first_shown, kept, lost, outgrown, shown_of
from bot.subscriptions import Subscription

log = logging.getLogger(__name__)

BROKEN = "a digest could not be put right"


@dataclass
class Corrections:
    """The digests that may still be put right."""

    ledger: Ledger
    agenda: Agenda
    composer: Composer
    wording: Wording
    sender: Sender
    post: Post
    clock: Clock
    moved: Callable[[int, int], Awaitable[None]]
    gone: Callable[[int, Absence], Awaitable[None]]
    holds: Holds
    _asked: dict[Group, datetime] = field(default_factory=dict)
    """When the figures of a provisional digest are next asked for."""
    _seen: dict[DeliveryKey, int] = field(default_factory=dict)
    """Up to which change of the archive a digest is known to be right."""

    def __post_init__(self) -> None:
        self._looking = asyncio.Lock()

    async def look(self) -> None:
        """Put right what changed since it was sent, and send the replies that are still to go; not twice at a time."""
        if self._looking.locked():
            return
        async with self._looking:
            groups: defaultdict[Group, list[Taken]] = defaultdict(list)
            sent = [row for row in await self.ledger.rows(shown=True) if row.state is State.SENT]
            self.holds.learn(sent)
            self._seen = {row.key: self._seen[row.key] for row in sent if row.key in self._seen}
            for row, subscription in self.agenda.standing(sent):
                groups[rules.span_of(row), row.key.scope].append((row, subscription))
            for group, taken in groups.items():
                await self._group(group, taken)
            await self._replies()

    async def _group(self, group: Group, taken: list[Taken]) -> None:
        span, scope = group
        over = self.clock.now() >= rules.correctable_until(span)
        changes = self.composer.collect.changes
        open_rows = [one for one in taken if over or self._seen.get(one[0].key) != changes or one[0].provisional]
        if not open_rows:
            return
        try:
            draft = await self.composer.draft_digest(span, scope, None if over else self._purpose(group, taken))
        except Refused as error:
            # The account is gone: what stands in the chats stays.
            log.error("the digests of %s (%s) are not put right any more: %s", span, scope, error)
            for row, _ in open_rows:
                await self._settle(row, replace(row, shown=None))
            return
        except StoreTrouble:
            raise
        except Exception:
            log.exception("the digests of %s (%s) could not be looked at again", span, scope)
            return
        ends = await together((self._right(row, s, draft, over=over) for row, s in open_rows), BROKEN)
        self._seen |= {row.key: changes for (row, _), right in zip(open_rows, ends, strict=True) if right}

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
        now, before = self.clock.now(), kept(row.shown)
        if self.holds.held(row.key.chat) or not rules.may_try(row, now, by_hand=False):
            return False
        if over and not row.provisional:
            return await self._settle(row, replace(row, shown=None))
        if before is not None:
            # An account that was added since joins with the next period.
            draft = draft.only({account.account for account in before.accounts})
            if lost(before, shown_of(draft, ORDINARY)):
                return await self._settle(row, replace(row, shown=None)) if over else True
        given_up = over and row.provisional and not draft.ready
        provisional = row.provisional and not draft.ready and not over
        same = figures_of(draft) == row.figures and not (before and outgrown(before, shown_of(draft, ORDINARY)))
        if same and provisional == row.provisional and not given_up:
            return await self._settle(row, replace(row, shown=None)) if over else True
        moment = self._moment(row, draft, Moment(provisional=provisional, given_up=given_up), before)
        outcome = await self._edit(row, self.wording.words(draft, row, subscription, moment))
        match outcome:
            case Sent() | Unchanged():
                await self._tell_aloud(row, moment.corrections, draft, subscription)
                return await self._settle(row, _corrected(row, self.wording.content(draft, moment), now, over=over))
            case Moved(chat):
                await self.moved(row.key.chat, chat)
                return False
            case Gone(_, how):
                await self.gone(row.key.chat, how)
        return await self._settle(row, self._not_edited(row, outcome))

    async def _tell_aloud(
        self, row: DeliveryRow, corrected: tuple[Correction, ...], draft: Draft, subscription: Subscription
    ) -> None:
        """A headline that moved gets its reply, once; one that is there already goes on saying what is right."""
        told = await self.ledger.get(replace(row.key, part=REPLY))
        moved = [one for one in corrected if one.moved]
        if told is None and moved and self.agenda.wished(row):
            await self.ledger.plan([_reply_row(row, self.clock.now())])
        elif told is not None and told.state is State.SENT:
            message = self.wording.reply(moved, draft, subscription)
            outcome = await self.sender.edit(row.key.chat, told.message_id or 0, message)
            log.info("the reply about a correction in chat %s: %s", row.key.chat, type(outcome).__name__)

    def _not_edited(self, row: DeliveryRow, outcome: Outcome) -> DeliveryRow:
        """A row whose edit brought nothing: tried again later; or, if its message is not there, left as it is."""
        now, tries = self.clock.now(), row.told_attempts + 1
        if isinstance(outcome, Later):
            wish = now + timedelta(seconds=outcome.seconds)
            if outcome.asked:
                self.holds.note(row.key.chat, wish)
            return replace(row, next_try=wish, retry_after=wish if outcome.asked else None)
        if isinstance(outcome, Unknown):
            return replace(row, told_attempts=tries, next_try=now + rules.pause(tries))
        return replace(row, shown=None)

    def _moment(self, row: DeliveryRow, draft: Draft, moment: Moment, before: Shown | None) -> Moment:
        """What the message says about itself now: what it said, and what has changed since it was sent."""
        if before is None:
            return moment
        moment = replace(moment, late_since=before.late_since, topic_gone=before.topic_gone, sent_at=row.sent_at)
        shows = shown_of(draft, moment)
        if figures_of(draft) == row.figures and not outgrown(before, shows) and row.corrected_at is None:
            return moment
        changed = corrections(before, shows, draft.names)
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
        now, open_rows = self.clock.now(), await self.ledger.rows(states=OPEN)
        waiting = [r for r in open_rows if r.key.part == REPLY and rules.may_try(r, now, by_hand=False)]
        await together((self._reply(reply, s) for reply, s in self.agenda.standing(waiting)), BROKEN)

    async def _reply(self, reply: DeliveryRow, subscription: Subscription) -> bool:
        """Send one reply, or leave it out for good."""
        digest = await self.ledger.get(replace(reply.key, part=DIGEST))
        before = kept(digest.shown) if digest else None
        if digest is None or before is None or not self.agenda.wished(reply):
            # The time in which the digest is put right is over, or it is not wished any more.
            return await self._left_out(reply)
        try:
            draft = await self.composer.draft_digest(rules.span_of(reply), reply.key.scope, None)
        except Refused:  # its account is gone
            return await self._left_out(reply)
        draft = draft.only({account.account for account in before.accounts})
        moved = [one for one in corrections(before, shown_of(draft, ORDINARY), draft.names) if one.moved]
        message = self.wording.reply(moved, draft, subscription)
        await self.post.post(reply, lambda _: (message, Content()), reply_to=digest.message_id)
        return True

    async def _left_out(self, reply: DeliveryRow) -> bool:
        return await self.ledger.settle(replace(reply, state=State.SKIPPED, reason=rules.TOO_OLD), was=reply)


def _reply_row(row: DeliveryRow, now: datetime) -> DeliveryRow:
    """The row of the one message that tells of a headline that moved."""
    return DeliveryRow(replace(row.key, part=REPLY), State.PLANNED, now)


def _corrected(row: DeliveryRow, content: Content, now: datetime, *, over: bool) -> DeliveryRow:
    """The row of a message that was just put right; what it showed first stays known as long as that may go on."""
    return replace(
        row,
        figures=content.figures,
        shown=None if over else first_shown(row.shown, content.shown),
        as_of=content.as_of,
        provisional=content.provisional,
        corrected_at=now,
        next_try=None,
        retry_after=None,
        told_attempts=0,
    )
