"""One answer as it appears in a chat: a later word takes the place of the earlier, a picture comes below."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.chat.commands import Asker
from bot.chat.telegram.request import SOON
from bot.chat.telegram.sender import TelegramSender
from bot.core.errors import N_, MorningReadsError, TelegramTrouble
from bot.core.message import Kind, Message
from bot.core.outcomes import BadMarkup, Later, Outcome, Refusal, Sent, Unknown
from bot.i18n import translate
from bot.render import bare

log = logging.getLogger(__name__)

PATIENCE = 0.8
"""Seconds that nobody minds: an answer that comes sooner needs no word of progress before it."""

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
    patience: float = PATIENCE
    """Seconds for which an answer may take its time before a word of progress stands in the chat."""
    _waited: bool = False
    """Whether a word of progress was shown, behind which the answer need not pause."""
    _typing: asyncio.Task[None] | None = None

    async def show(self, messages: AsyncIterator[Message]) -> None:
        """Post the first message, or put it in the place of the one pressed; each later one takes its place.

        While what a word of progress tells of takes less time than a reader minds, only the typing is seen.
        """
        loud_from = time.monotonic() + self.patience
        coming: asyncio.Task[Message | None] | None = None
        try:
            while (message := await (coming or _next(messages))) is not None:
                coming = None
                if message.kind is Kind.PROGRESS:
                    self._type()
                    coming = asyncio.create_task(_next(messages))
                    await asyncio.wait({coming}, timeout=max(0.0, loud_from - time.monotonic()))
                    if coming.done():
                        self._set_apart(message)
                        continue
                await (self._below(message) if message.attachments else self._here(message))
        finally:
            if coming is not None:
                coming.cancel()
            if self._typing is not None:
                await self._typing

    def _type(self) -> None:
        if self._typing is None:
            self._typing = asyncio.create_task(self.sender.typing(self.asker.chat, self.asker.topic))

    def _set_apart(self, message: Message) -> None:
        """What begins an answer of its own leaves the message alone whose button was pressed."""
        if message.apart and not self.own:
            self.shown = None

    async def _here(self, message: Message) -> None:
        self._set_apart(message)
        before = self.shown
        outcome = await self._sent(message)
        if isinstance(outcome, Sent):
            posted = self.own or outcome.message_id != before
            self.shown, self.own = outcome.message_id, posted and message.kind is Kind.PROGRESS
            self._waited = message.kind is Kind.PROGRESS
        elif message.kind is Kind.PROGRESS:
            # It was worth saying at once alone; the answer is still to come.
            log.debug("a word of progress to chat %s: %s", self.asker.chat, outcome)
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
        if message.kind is Kind.PROGRESS:
            return outcome
        if isinstance(outcome, Later) and outcome.seconds <= SOON:
            await asyncio.sleep(outcome.seconds)
        elif isinstance(outcome, BadMarkup):
            message = bare(message)
        else:
            return outcome
        return await self._once(message)

    async def _once(self, message: Message) -> Outcome:
        return await self.sender.answer(
            self.asker.chat, message, topic=self.asker.topic, replaces=self.shown, follows=self._waited
        )


async def _next(messages: AsyncIterator[Message]) -> Message | None:
    """The next one, and None behind the last."""
    return await anext(messages, None)
