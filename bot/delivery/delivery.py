"""Digests, from the instant they fall due to the chat's answer. At most once by itself, never silently none."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.errors import MorningReadsError
from bot.core.message import Message
from bot.core.ports import ALL, Clock, DeliveryRow, Ledger, Sender, State
from bot.delivery import rules
from bot.delivery.again import Again, Resent
from bot.delivery.agenda import OPEN, Agenda, Taken
from bot.delivery.lines import owed_lines
from bot.delivery.notices import Notices
from bot.delivery.post import Post
from bot.delivery.tally import Tally
from bot.people import People
from bot.reports import DIGEST_LINES, Composer, Draft, Moment
from bot.subscriptions import Subscription, Subscriptions

log = logging.getLogger(__name__)


@dataclass
class Delivery:
    """The ledger at work.

    `catch_up` is how late a digest may still go out, `deadline` how long it waits for figures; `at_once` digests are
    under way at a time, so that after a crash no more than those are uncertain.
    """

    ledger: Ledger
    subscriptions: Subscriptions
    people: People
    composer: Composer
    sender: Sender
    clock: Clock
    deadline: timedelta
    catch_up: timedelta
    at_once: int = 20

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.at_once)
        self._post = Post(self.ledger, self.sender, self.clock, self.moved, self.left)
        self._agenda = Agenda(self.ledger, self.subscriptions, self.people, self.clock, self.catch_up)
        self._notices = Notices(self.sender, self.people, self.composer.renderer)
        self._again = Again(self.ledger, self.subscriptions, self.composer, self.clock, self._send_again)

    async def settle(self) -> int:
        """What a dead process left in mid-sending is uncertain: its chats are owed a line. Once, at the start."""
        return await self.ledger.settle_dead()

    async def wake(self) -> Tally:
        """One look at what is due: plan it, send it, say what is owed. Called at every waking of the schedule."""
        tally = Tally()
        await self._post.settle_left()
        await self._agenda.plan()
        await self._deliver(await self._agenda.taken(), tally)
        await self._tell()
        return tally

    async def next_wake(self) -> datetime:
        """When there is next something to do; never more than a minute away."""
        return await self._agenda.next_wake()

    async def at_rest(self, ahead: timedelta) -> bool:
        """Whether no digest is still to be tried, and none falls due within this time."""
        return await self._agenda.at_rest(ahead)

    def stop(self) -> None:
        """Claim nothing more: what is under way ends, nothing new begins."""
        self._post.stop()

    async def idle(self, seconds: float) -> None:
        """Wait for the messages in flight, but no longer."""
        await self._post.idle(seconds)

    async def morning(self, day: date, *, provisional: bool = False) -> Tally:
        """The digests of one day, now, whatever the hour and however old the day: what the ledger has not, once."""
        tally = Tally()
        await self.settle()
        await self._collect(day)
        await self._deliver(await self._open(day, plan=True), tally, by_hand=True, provisional=provisional)
        await self._tell()
        return tally

    async def _collect(self, day: date) -> None:
        """Fetch what the digest of every account shows, whoever is owed it."""
        if len(self.composer.accounts):
            await self.composer.draft_digest(day, ALL)

    async def preview(self, day: date) -> list[tuple[Subscription, Message]]:
        """What each chat would get of a day, without planning or sending anything."""
        drafts: dict[str, Draft] = {}
        shown = []
        for row, subscription in await self._open(day, plan=False):
            if row.key.scope not in drafts:
                drafts[row.key.scope] = await self.composer.draft_digest(day, row.key.scope)
            shown.append((subscription, self._words(drafts[row.key.scope], row, subscription, Moment())))
        return shown

    async def _open(self, day: date, *, plan: bool) -> list[Taken]:
        """The rows of a day that a run by hand tries: neither sent nor uncertain nor left out."""
        found = []
        for subscription in self._agenda.active():
            fresh = rules.row_of(subscription, day)
            owed = subscription.since < fresh.due and self.clock.now() - fresh.due < self.catch_up
            fresh = replace(fresh, by_hand=not owed)
            if plan:
                await self.ledger.plan([fresh])
            row = await self.ledger.get(fresh.key) or fresh
            if row.state in OPEN and rules.may_try(row, self.clock.now(), by_hand=True):
                found.append((row, subscription))
        return found

    async def resend(self, chat: int, topic: int, day: date, attempt: int | None, update: int | None) -> Resent:
        """Send a chat's digest again: only one that did not arrive for certain, only at that attempt, only once."""
        return await self._again.resend(chat, topic, day, attempt, update)

    async def arrived(self, chat: int, topic: int, mark: str, message_id: int) -> None:
        """Somebody pressed a button under a pushed digest: it did arrive."""
        await self._again.arrived(chat, topic, mark, message_id)

    async def _deliver(
        self, chosen: Iterable[Taken], tally: Tally, *, by_hand: bool = False, provisional: bool = False
    ) -> None:
        """The oldest day first; of a day, each scope is drafted once, and one that fails leaves the others on time."""
        days: defaultdict[date, defaultdict[str, list[Taken]]] = defaultdict(lambda: defaultdict(list))
        for row, subscription in chosen:
            days[row.key.first][row.key.scope].append((row, subscription))
        for day in sorted(days):
            scopes = days[day].items()
            await asyncio.gather(*(self._deliver_scope(day, s, m, tally, by_hand, provisional) for s, m in scopes))

    async def _deliver_scope(
        self, day: date, scope: str, members: list[Taken], tally: Tally, by_hand: bool, provisional: bool
    ) -> None:
        try:
            draft = await self.composer.draft_digest(day, scope)
        except Exception as error:
            await self._not_made(members, error, tally)
            return
        sending = [self._deliver_one(draft, row, s, tally, by_hand, provisional) for row, s in members]
        ends = await asyncio.gather(*sending, return_exceptions=True)
        for member, end in zip(members, ends, strict=True):
            if isinstance(end, Exception):
                await self._not_made([member], end, tally)

    async def _not_made(self, members: Iterable[Taken], error: Exception, tally: Tally) -> None:
        expected = isinstance(error, MorningReadsError)
        log.error("a digest could not be made or kept: %s", error, exc_info=None if expected else error)
        for taken, _ in members:
            row = await self.ledger.get(taken.key)
            if row is not None and row.state in OPEN:
                later = self.clock.now() + rules.pause(row.attempts + 1)
                failed = replace(row, state=State.FAILED, reason="not made", next_try=later)
                if await self.ledger.settle(failed, was=row):
                    tally.count(failed)

    async def _deliver_one(
        self, draft: Draft, row: DeliveryRow, subscription: Subscription, tally: Tally, by_hand: bool, provisional: bool
    ) -> None:
        now = self.clock.now()
        if not draft.ready and not (provisional and draft.has_figures):
            # At the deadline the accounts that are ready do not wait for the others any longer; by hand there is none.
            if by_hand or now < row.due + self.deadline or not draft.solid:
                waiting = rules.waiting(row, now, None if by_hand else self.deadline)
                if await self.ledger.settle(waiting, was=row):
                    tally.count(waiting)
                return
            draft = draft.without_unready()
        async with self._slots:
            after = await self._send(draft, row, subscription)
        if after is not None:
            tally.count(after)

    async def _send_again(
        self, draft: Draft, row: DeliveryRow, subscription: Subscription, update: int | None
    ) -> DeliveryRow | None:
        # Figures that may be wrong are not shown here either.
        return await self._send(draft.without_unready(), row, subscription, update=update)

    async def _send(
        self, draft: Draft, row: DeliveryRow, subscription: Subscription, *, update: int | None = None
    ) -> DeliveryRow | None:
        """Send one row; None if somebody else had it first."""
        late = row.due if rules.is_late(row, self.clock.now()) else None

        def words(topic_gone: bool) -> Message:
            return self._words(draft, row, subscription, Moment(late, not draft.ready, topic_gone))

        return await self._post.post(row, words, draft.figures, provisional=not draft.ready, update=update)

    def _words(self, draft: Draft, row: DeliveryRow, subscription: Subscription, moment: Moment) -> Message:
        lines = DIGEST_LINES if len(draft.sections) == 1 else None
        zone, language = subscription.zone_info, subscription.language
        message = self.composer.words(draft, language, zone, moment=moment, lines=lines)
        return message.pushed_as(rules.mark(row.key.first))

    async def _tell(self) -> None:
        """Post the short lines that chats are owed, until their server confirms them; and what admins are to know."""
        await self._notices.about_clock(self.composer.collect.fetching.apart)
        rows = self._agenda.owed(await self.ledger.rows(untold=True))
        languages = {s.chat: s.language for s in self.subscriptions.all()}
        lines = owed_lines(rows, self.composer.renderer, languages)
        await asyncio.gather(*(self._post.tell(line) for line in lines))

    async def moved(self, old: int, new: int) -> None:
        """A chat has another id: its admission, rows and subscriptions go with it, once.

        Rows before subscriptions: should the process end between them, the old id's digests are followed to rows that
        are there already. Doing it again does nothing.
        """
        async with self._agenda.moving:
            await self.people.move(old, new)
            await self.ledger.move(old, new)
            self._post.moved(old, new)
            await self.subscriptions.move(old, new)

    async def left(self, chat: int) -> None:
        """A chat removed or blocked the bot: its subscriptions rest, its history stays."""
        log.warning("chat %s has left; its digests rest until it comes back", chat)
        await self.subscriptions.pause(chat, rules.GONE)

    async def back(self, chat: int) -> None:
        """A chat has let the bot in again: its digests go on, and owe nothing for the pause."""
        await self.subscriptions.resume(chat, self.clock.now(), rules.GONE)

    async def last(self, chat: int, topic: int) -> DeliveryRow | None:
        """The newest digest of a chat and topic."""
        rows = [row for row in await self.ledger.rows(chat=chat) if row.key.topic == topic]
        return max(rows, key=lambda row: row.key.first, default=None)
