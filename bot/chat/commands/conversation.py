"""One way in for all that people say: `answer(text, asker)`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.chat.commands.arrivals import introduced, met
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import Command, House, Words
from bot.chat.commands.hearing import courtesy, heard, split
from bot.chat.commands.nearby import before_today, led_on, perhaps
from bot.chat.commands.table import BY_NAME
from bot.core.asking import folded
from bot.core.errors import N_, MorningReadsError, NotAllowed, Refused, StillToday, WrongWords, outward
from bot.core.message import BUTTON_BYTES, CAPTION_LIMIT, TEXT_LIMIT, Button, Kind, Message
from bot.delivery.rules import GONE
from bot.i18n import say
from bot.people import clean
from bot.render import below

log = logging.getLogger(__name__)


class Conversation:
    """Answers what is said, for those who were let in."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def answer(self, text: str, asker: Asker) -> AsyncIterator[Message]:
        """Messages, of which a later one takes the place of the earlier; none is a deliberate silence."""
        if asker.group and not asker.called and not folded(text).lstrip().startswith("/"):
            # A group talks among itself; only commands, and what begins with its name, are meant for the bot.
            return
        if not self.house.people.may_ask(asker.person, asker.chat):
            async for message in met(self.house, asker, *(split(text) if asker.own else (None, Words()))):
                yield message
            return
        await self._is_back(asker)
        name, words = heard(text, self.house.today)
        command = BY_NAME.get(name or "")
        if command is None:
            said = courtesy(text)
            yield self._page("courtesy", asker, Kind.ANSWER, said=said) if said else self._unknown(text, words, asker)
            return
        async for message in self._answered(command, asker, words):
            yield message
        # Last: whoever asked does not wait for it.
        if asker.in_chat:
            await self.house.people.learn(asker.chat, clean(asker.title if asker.group else asker.name))

    async def joined(self, asker: Asker, *, channel: bool) -> AsyncIterator[Message]:
        """What the bot says in a group to which somebody added it; in a channel nothing."""
        async for message in introduced(self.house, asker, channel=channel):
            yield message
        await self.house.people.learn(asker.chat, clean(asker.title))

    async def _is_back(self, asker: Asker) -> None:
        """A chat that speaks is there: a first /start after an unreachable one brings no other notice."""
        held = self.house.subscriptions.here(asker.chat, asker.topic)
        if asker.in_chat and any(subscription.paused == GONE for subscription in held):
            await self.house.delivery.back(asker.chat)

    async def _answered(self, command: Command, asker: Asker, words: Words) -> AsyncIterator[Message]:
        try:
            if command.chat_only and not asker.in_chat:
                raise Refused(N_("Only a chat can say /{name}."), N_("Say it to the bot there."), name=command.name)
            if command.acts and not asker.own:
                raise NotAllowed(
                    N_("A forwarded message changes nothing here."),
                    N_("If that is what you want, type /{name} yourself."),
                    name=command.name,
                )
            if command.admins and not self.house.people.admin(asker.person):
                raise NotAllowed(
                    N_("Only an admin of the bot can say /{name}."), N_("Ask one of them."), name=command.name
                )
            async for message in command.answer(self.house, asker, words):
                yield message
        except StillToday as error:
            instead = before_today(error, words)
            if command.chat_only or instead is None:
                yield self._told(led_on(error, command, words), asker)
                return
            async for message in self._answered(command, asker, instead):
                yield self._with_reason(error, message, asker.language)
        except MorningReadsError as error:
            if not isinstance(error, WrongWords):
                log.error("/%s: %s", command.name, error)
            yield self._told(led_on(error, command, words), asker)

    def _told(self, error: MorningReadsError, asker: Asker) -> Message:
        return self.error(error if self.house.in_full(asker) else outward(error), asker.language)

    def _with_reason(self, error: StillToday, message: Message, language: str) -> Message:
        """Yesterday's figures to who asks for today's: refused, as today is, with the reason above them.

        Above what went wrong with them, too, or nobody would know why another day is spoken of.
        """
        if message.kind is Kind.PROGRESS:
            return message
        reason = self.house.renderer.page("error", language, sentence=say(error, language)[0], step="")
        limit = CAPTION_LIMIT if message.attachments else TEXT_LIMIT
        kind = Kind.REFUSED if message.kind is Kind.ANSWER else message.kind
        return replace(message, text=below(reason, message.text, limit), kind=kind)

    def error(self, error: MorningReadsError, language: str) -> Message:
        """What went wrong, in the words of the chat."""
        sentence, step = say(error, language)
        kind = Kind.REFUSED if isinstance(error, WrongWords) else Kind.FAILED
        instead = (line for line in error.instead if len(line.encode()) <= BUTTON_BYTES)
        buttons = tuple((Button(line, line),) for line in instead)
        text = self.house.renderer.page("error", language, sentence=sentence, step=step)
        return Message(text, buttons, kind, apart=isinstance(error, NotAllowed))

    def _unknown(self, text: str, words: Words, asker: Asker) -> Message:
        near, line = perhaps(text, words, self.house.today)
        word = text.split()[0][:30] if text.split() else ""
        message = self._page("unknown", asker, Kind.REFUSED, word=word, near=near)
        return replace(message, buttons=((Button(line, line),),)) if line else message

    def _page(self, template: str, asker: Asker, kind: Kind, **view: object) -> Message:
        return Message(self.house.renderer.page(template, asker.language, **view), kind=kind)
