"""One answer as it appears in a chat: a later word takes the place of the earlier, a picture comes below."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.chat.commands import Asker
from bot.chat.telegram.request import SOON
from bot.chat.telegram.sender import TelegramSender
from bot.core.errors import N_, MorningReadsError, TelegramTrouble
from bot.core.message import Kind, Message
from bot.core.ports import BadMarkup, Later, Outcome, Refusal, Sent, Unknown
from bot.i18n import translate
from bot.render import bare

log = logging.getLogger(__name__)

BELOW = N_("It is below.")
"""What a word of progress becomes that cannot be taken away again."""


class NotCarried(TelegramTrouble):
    """A file that did not go through."""

    sentence = N_("{name} could not be delivered.")
    step = N_("Ask for fewer days, or try again in a minute.")


class PerhapsCarried(TelegramTrouble):
    """A file of which nobody knows whether it arrived."""

    sentence = N_("I cannot tell whether {name} arrived.")
    step = N_("If it is not here, please ask for it again.")


@dataclass
class Showing:
    """One answer on its way. `said` makes an error a message."""

    sender: TelegramSender
    asker: Asker
    said: Callable[[MorningReadsError, str], Message]
    shown: int | None = None
    """The message whose place the next one takes: at first the one whose button was pressed."""
    own: bool = False
    """Whether that is a word of progress of this answer itself, and nothing that stood there before."""

    async def show(self, messages: AsyncIterator[Message]) -> None:
        """Post the first message, or put it in the place of the one pressed; each later one takes its place."""
        async for message in messages:
            await (self._below(message) if message.attachments else self._here(message))

    async def _here(self, message: Message) -> None:
        if message.apart and not self.own:
            self.shown = None
        before = self.shown
        outcome = await self._sent(message)
        if isinstance(outcome, Sent):
            posted = self.own or outcome.message_id != before
            self.shown, self.own = outcome.message_id, posted and message.kind is Kind.PROGRESS
        elif isinstance(outcome, Later | Unknown | Refusal):
            log.warning("an answer to chat %s: %s", self.asker.chat, outcome)

    async def _below(self, message: Message) -> None:
        """A picture or a file is a message of its own; then this answer's word of progress goes."""
        outcome = await self._sent(message)
        progress, self.shown = (self.shown if self.own else None), None
        self.own = False
        if isinstance(outcome, Sent):
            if progress is not None and not await self.sender.remove(self.asker.chat, progress):
                await self.sender.edit(
                    self.asker.chat, progress, Message(translate(BELOW, self.asker.language)), push=False
                )
        elif isinstance(outcome, Later | Unknown | Refusal):
            log.warning("%s to chat %s: %s", message.attachments[0].name, self.asker.chat, outcome)
            kind = PerhapsCarried if isinstance(outcome, Unknown) else NotCarried
            error = kind(name=message.attachments[0].name)
            told = self.said(error, self.asker.language)
            await self.sender.answer(self.asker.chat, told, topic=self.asker.topic, replaces=progress)

    async def _sent(self, message: Message) -> Outcome:
        """Send it; once more if it did not go out for a moment, and without markup if that was refused."""
        outcome = await self._once(message)
        if isinstance(outcome, Later) and outcome.seconds <= SOON:
            await asyncio.sleep(outcome.seconds)
        elif isinstance(outcome, BadMarkup):
            message = bare(message)
        else:
            return outcome
        return await self._once(message)

    async def _once(self, message: Message) -> Outcome:
        return await self.sender.answer(self.asker.chat, message, topic=self.asker.topic, replaces=self.shown)
