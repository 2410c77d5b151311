"""Digests, from the instant they fall due to the chat's answer. At most once by itself, never silently none."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.bell import Bell
from bot.core.days import Span, wechat_today
from bot.core.errors import StoreTrouble
from bot.core.message import Message
from bot.core.outcomes import Absence
from bot.core.ports import ALL, DIGEST, Clock, DeliveryRow, Ledger, Sender
from bot.delivery import notices, rules
from bot.delivery.again import Again, Resent, Wish
from bot.delivery.agenda import OPEN, Agenda, Taken
from bot.delivery.charting import Charts
from bot.delivery.chats import Chats
from bot.delivery.corrections import Corrections
from bot.delivery.holds import Holds
from bot.delivery.lines import owed_lines
from bot.delivery.making import ByHand, Making
from bot.delivery.notices import Notices
from bot.delivery.post import Post
from bot.delivery.tally import Tally
from bot.delivery.wording import Wording
from bot.lists import Lists
from bot.people import People
from bot.preferences import Preferences
from bot.reports import Composer, Draft, Moment
from bot.subscriptions import Subscription, Subscriptions


@dataclass
class Delivery:
    """The ledger at work.

    `catch_up` is how late a daily digest may still go out, `deadline` how long it waits for figures. How many messages
    are on their way at a time, and so may be uncertain after a crash, is the sender's matter, who knows its chats.
    """

    ledger: Ledger
    subscriptions: Subscriptions
    people: People
    composer: Composer
    sender: Sender
    notices: Notices
    clock: Clock
    deadline: timedelta
    catch_up: timedelta
    preferences: Preferences
    lists: Lists
    """What chats chose, and what was listed there last, moves with them."""
    rehearsal: bool = False
    """Whether the clock was set to another time, by which nothing is put away."""
    bell: Bell = field(default_factory=Bell)
    """Rings when something is due at another instant than before."""

    def __post_init__(self) -> None:
        wording, clock, ledger, holds = Wording(self.composer), self.clock, self.ledger, Holds(self.clock)
        self._wording = wording
        self._post = Post(ledger, self.sender, clock, self.moved, self.left, holds)
        self._agenda = Agenda(ledger, self.subscriptions, self.people, clock, self.catch_up, self.composer.zone, holds)
        self._chats = Chats(
            ledger,
            self.subscriptions,
            self.preferences,
            self.lists,
            self.people,
            self._agenda,
            self.notices,
            clock,
        )
        self._making = Making(
            ledger, self.composer, wording, self._post, self.notices, self._chats.heard, clock, self.deadline
        )
        self._again = Again(ledger, self._agenda, self.composer, clock, self._making.send, holds, self._post.mend)
        self._corrections = Corrections(
            ledger, self._agenda, self.composer, wording, self.sender, self._post, clock, self.moved, self.left, holds
        )
        self._charts = Charts(ledger, self._agenda, wording.chart, self._post, clock, holds, self.catch_up)
        self._telling = asyncio.Lock()
        self._folded: date | None = None

    async def settle(self) -> int:
        """What a dead process left in mid-sending is uncertain: its chats are owed a line. Once, at the start."""
        return await self.ledger.settle_dead()

    async def wake(self) -> Tally:
        """One look at what is due: plan it, send it, put right what was sent, say what is owed.

        Called at every waking of the schedule, also while an earlier look still waits for WeChat or for a chat.
        """
        tally = Tally()
        try:
            await self._post.settle_left()
            await self._chats.finish(self._post.moved)
            await self._agenda.plan()
            await self._making.deliver(await self._agenda.taken(), tally)
            await self._corrections.look()
            await self._tell()
            await self.notices.look()  # no picture holds up what an admin has to do something about
            await self._charts.look()
            await self._fold()
        except StoreTrouble as error:
            await self.notices.begin(notices.STORE, "", error)
            await self.notices.look()
            raise
        await self.notices.end(notices.STORE, "")
        await self.notices.look()
        return tally

    async def _fold(self) -> None:
        """Put away what is too old to matter, once a day; never by a clock of a rehearsal."""
        today = wechat_today(self.clock.now())
        if today != self._folded and not self.rehearsal:
            await self.ledger.fold(today - rules.FOLDED_AFTER)
            self._folded = today

    async def next_wake(self, after: datetime) -> datetime:
        """When there is next something to do after an instant; never more than a minute later."""
        return await self._agenda.next_wake(after)

    def awake(self) -> list[Subscription]:
        """The subscriptions of chats that may get digests and do not rest."""
        return self._agenda.active()

    def next_due(self) -> datetime | None:
        """When the next digest falls due, in its chat's zone; None if nobody is owed one."""
        return self._agenda.next_due()

    async def at_rest(self, ahead: timedelta) -> bool:
        """Whether no digest is still to be tried, and none falls due within this time."""
        return await self._agenda.at_rest(ahead)

    def stop(self) -> None:
        """Claim nothing more: what is under way ends, nothing new begins."""
        self._post.stop()

    async def idle(self, seconds: float) -> None:
        """Wait for the messages in flight, but no longer; and write down what the store did not take before."""
        await self._post.idle(seconds)
        with suppress(StoreTrouble):
            await self._post.settle_left()

    async def morning(self, day: date, *, provisional: bool = False) -> Tally:
        """The digests of one day, now, whatever the hour and however old the day: what the ledger has not, once."""
        tally = Tally()
        await self.settle()
        await self._chats.finish(self._post.moved)
        if len(self.composer.accounts):
            # Fetch what the digest of every account shows, whoever is owed it.
            await self.composer.draft_digest(Span.day(day), ALL)
        await self._making.deliver(await self._open(day, plan=True), tally, ByHand(provisional))
        await self._corrections.look()
        await self._tell()
        await self._charts.look(day)
        await self.notices.look()
        return tally

    async def preview(self, day: date) -> list[tuple[Subscription, Message]]:
        """What each chat would get of a day, without planning or sending anything."""
        drafts: dict[str, Draft] = {}
        shown = []
        for row, subscription in await self._open(day, plan=False):
            if row.key.scope not in drafts:
                drafts[row.key.scope] = await self.composer.draft_digest(Span.day(day), row.key.scope)
            shown.append((subscription, self._wording.words(drafts[row.key.scope], row, subscription, Moment())))
        return shown

    async def _open(self, day: date, *, plan: bool) -> list[Taken]:
        """The rows of a day that a run by hand tries: neither sent nor uncertain nor left out."""
        found = []
        for subscription in self._agenda.daily(day):
            fresh = rules.row_of(subscription, Span.day(day))
            owed = subscription.since < fresh.due and self.clock.now() - fresh.due < self.catch_up
            fresh = replace(fresh, by_hand=not owed)
            if plan:
                await self.ledger.plan(rules.with_charts([(fresh, subscription)]))
            row = await self.ledger.get(fresh.key) or fresh
            if row.state in OPEN and rules.may_try(row, self.clock.now(), by_hand=True):
                found.append((row, subscription))
        return found

    async def resend(self, wish: Wish) -> Resent:
        """Send a chat's digest again: only one that did not arrive for certain, only at that attempt, only once."""
        try:
            return await self._again.resend(wish)
        finally:
            self.bell.ring()  # what it left to be tried again, and the chart that comes below it, are due

    async def arrived(self, chat: int, topic: int, mark: str, scope: str, message_id: int) -> None:
        """Somebody pressed a button under a pushed digest: it did arrive."""
        await self._again.arrived(chat, topic, mark, scope, message_id)

    async def _tell(self) -> None:
        """Post the short lines that chats are owed, until their server confirms them; not twice at a time."""
        if self._telling.locked():
            return
        async with self._telling:
            rows = self._agenda.owed(await self.ledger.rows(untold=True))
            languages = {s.chat: s.language for s in self.subscriptions.all()}
            lines = owed_lines(rows, self.composer.renderer, languages)
            await asyncio.gather(*(self._post.tell(line) for line in lines))

    async def moved(self, old: int, new: int) -> None:
        """A chat has another id: what is known of it goes with it, once."""
        await self._chats.moved(old, new, self._post.moved)

    async def left(self, chat: int, how: Absence = Absence.LEFT) -> None:
        """A chat takes no messages (any more): its subscriptions rest, its history stays."""
        await self._chats.left(chat, how)

    async def back(self, chat: int) -> None:
        """A chat has let the bot in again: its digests go on, and owe nothing for the pause."""
        await self._chats.back(chat)

    async def plan(self) -> None:
        """Write down what has fallen due so far: what a chat wishes next changes nothing of it."""
        await self._agenda.plan()

    async def rest(self, chat: int, topic: int, why: str) -> None:
        """What is still to be tried for a topic of a chat is owed no more."""
        await self._chats.rest(chat, topic, why)

    async def receipts(self, chat: int, topic: int) -> list[DeliveryRow]:
        """The digests of a chat and topic, the newest first."""
        rows = [r for r in await self.ledger.rows(chat=chat) if r.key.topic == topic and r.key.part == DIGEST]
        return sorted(rows, key=lambda row: row.due, reverse=True)
