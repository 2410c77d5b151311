"""Chats that move, leave and come back, and chats that rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.errors import N_, TelegramTrouble
from bot.core.outcomes import Absence
from bot.core.ports import Clock, DeliveryRow, Ledger, State
from bot.delivery import notices, rules
from bot.delivery.agenda import OPEN, Agenda
from bot.delivery.notices import Notices
from bot.lists import Lists
from bot.people import People
from bot.preferences import Preferences
from bot.subscriptions import Subscriptions

log = logging.getLogger(__name__)


WORDS: Mapping[Absence, tuple[str, str]] = {
    Absence.LEFT: (
        N_("it has removed or blocked the bot, or is deleted, so its digests rest."),
        N_("They go on as soon as it lets the bot in again."),
    ),
    Absence.NEVER_STARTED: (
        N_("this person has never pressed Start, so the bot may not write there, and the digests rest."),
        N_("They go on as soon as this person opens the bot and presses Start."),
    ),
    Absence.A_BOT: (
        N_("this is the number of a bot, and bots get no messages from bots, so its digests rest."),
        N_("Put the number of a person or a group in its place, in MORNING_READS_TELEGRAM__CHATS or with /allow."),
    ),
    Absence.NOT_FOUND: (
        N_("Telegram knows no chat of this number for this bot, so its digests rest."),
        N_("Compare the number (a group's begins with a minus), add the bot there, or let the person press Start."),
    ),
}
"""What admins are told of a chat that takes no messages, and what to do."""


@dataclass
class Chats:
    """What becomes of a chat's digests when the chat changes."""

    ledger: Ledger
    subscriptions: Subscriptions
    preferences: Preferences
    lists: Lists
    people: People
    agenda: Agenda
    notices: Notices
    clock: Clock

    async def moved(self, old: int, new: int, also: Callable[[int, int], None]) -> None:
        """A chat has another id: its admission, rows, choices and subscriptions go with it, once.

        So does what is in memory, by `also`. Rows before subscriptions, which owe them: should the process end between
        them, `finish` does it again before anybody looks at what is due. Doing it again does nothing.
        """
        async with self.agenda.moving:
            await self.subscriptions.begin_move(old, new)
            await self.people.move(old, new)
            await self.ledger.move(old, new)
            also(old, new)
            speaks = await self.preferences.move(old, new)
            await self.lists.move(old, new)
            await self.subscriptions.move(old, new)
        for about in (notices.CHAT, notices.REFUSAL):
            await self.notices.move(about, str(old), str(new))
        if speaks:
            await self.preferences.tell(new)

    async def finish(self, also: Callable[[int, int], None]) -> None:
        """End the moves that were broken off."""
        for old, new in self.subscriptions.unfinished():
            await self.moved(old, new, also)

    async def left(self, chat: int, how: Absence = Absence.LEFT) -> None:
        """A chat takes no messages (any more): its subscriptions rest, its history stays.

        The pause comes after the notice: should the process end between them, the chat is found gone once more. What
        still waits for a chat that rests is settled by the next look.
        """
        called = self.people.called(chat)
        log.warning("chat %s takes no messages (%s); its digests rest until it does", called, how)
        if any(s.chat == chat for s in self.subscriptions.all()):
            await self.notices.begin(notices.CHAT, str(chat), TelegramTrouble(*WORDS[how]))
        await self.subscriptions.pause(chat, rules.GONE)
        await self.rest(chat, None, rules.GONE)

    async def back(self, chat: int) -> None:
        """A chat has let the bot in again: its digests go on, and owe nothing for the pause."""
        await self.subscriptions.resume(chat, self.clock.now(), rules.GONE)
        await self.notices.end(notices.CHAT, str(chat))

    async def rest(self, chat: int, topic: int | None, why: str) -> None:
        """What is still to be tried for a chat, or for one topic of it, is owed no more."""
        for row in await self.ledger.rows(states=OPEN, chat=chat):
            if topic in (None, row.key.topic) and not row.by_hand:
                rested = replace(row, state=State.SKIPPED, reason=why, next_try=None)
                await self.ledger.settle(rested, was=row)

    async def heard(self, row: DeliveryRow) -> None:
        """How a chat's digest ended: a refusal for good is told to the admins, and that it is over."""
        chat = str(row.key.chat)
        if row.state is State.SENT:
            await self.notices.end(notices.CHAT, chat)
            await self.notices.end(notices.REFUSAL, chat)
        elif row.state is State.FAILED and row.reason and rules.REFUSED in row.reason:
            refused = TelegramTrouble(
                N_("Telegram refuses its digest ({why})."),
                N_("The bot tries again every half an hour; see that it may write there."),
                why=row.reason.partition(rules.REFUSED)[2],
            )
            await self.notices.begin(notices.REFUSAL, chat, refused)
