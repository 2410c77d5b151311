"""One way in for all that people say: `answer(text, asker)`."""

from __future__ import annotations

import difflib
import logging
from collections.abc import AsyncIterator

from bot.chat.commands.arrivals import introduced, met
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import Command, House, Words
from bot.chat.commands.table import BY_NAME
from bot.core.errors import N_, MorningReadsError, Refused, WrongWords
from bot.core.message import BUTTON_BYTES, Button, Kind, Message
from bot.delivery.rules import GONE
from bot.i18n import say

log = logging.getLogger(__name__)


class Conversation:
    """Answers what is said, for those who were let in."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def answer(self, text: str, asker: Asker) -> AsyncIterator[Message]:
        """Messages, of which a later one takes the place of the earlier; none is a deliberate silence."""
        if asker.group and not text.lstrip().startswith("/"):
            # A group talks among itself; only commands are meant for the bot.
            return
        if not self.house.people.may_ask(asker.person, asker.chat):
            async for message in met(self.house, asker, *split(text)):
                yield message
            return
        await self._is_back(asker)
        name, words = split(text)
        command = BY_NAME.get(name or "")
        if command is None:
            yield self._unknown(text, asker)
            return
        async for message in self._answered(command, asker, words):
            yield message

    async def joined(self, asker: Asker, *, channel: bool) -> AsyncIterator[Message]:
        """What the bot says in a group to which somebody added it; in a channel nothing."""
        async for message in introduced(self.house, asker, channel=channel):
            yield message

    async def _is_back(self, asker: Asker) -> None:
        """A chat that speaks is there: a first /start after an unreachable one brings no other notice."""
        held = self.house.subscriptions.here(asker.chat, asker.topic)
        if asker.in_chat and any(subscription.paused == GONE for subscription in held):
            await self.house.delivery.back(asker.chat)

    async def _answered(self, command: Command, asker: Asker, words: Words) -> AsyncIterator[Message]:
        try:
            if command.chat_only and not asker.in_chat:
                raise Refused(N_("Only a chat can say /{name}."), N_("Say it to the bot there."), name=command.name)
            if command.admins and not self.house.people.admin(asker.person):
                raise Refused(
                    N_("Only an admin of the bot can say /{name}."), N_("Ask one of them."), name=command.name
                )
            async for message in command.answer(self.house, asker, words):
                yield message
        except MorningReadsError as error:
            if not isinstance(error, WrongWords):
                log.error("/%s: %s", command.name, error)
            yield self.error(error, asker.language)

    def error(self, error: MorningReadsError, language: str) -> Message:
        """What went wrong, in the words of the chat."""
        sentence, step = say(error, language)
        kind = Kind.REFUSED if isinstance(error, WrongWords) else Kind.FAILED
        instead = (line for line in error.instead if len(line.encode()) <= BUTTON_BYTES)
        buttons = tuple((Button(line, line),) for line in instead)
        return Message(self.house.renderer.page("error", language, sentence=sentence, step=step), buttons, kind)

    def _unknown(self, text: str, asker: Asker) -> Message:
        word = text.split()[0][:30] if text.split() else ""
        near = difflib.get_close_matches(word.lstrip("/").lower(), list(BY_NAME), 1, 0.7)
        return self._page("unknown", asker, Kind.REFUSED, word=word, near=near[0] if near else "")

    def _page(self, template: str, asker: Asker, kind: Kind, **view: object) -> Message:
        return Message(self.house.renderer.page(template, asker.language, **view), kind=kind)


def split(text: str) -> tuple[str | None, Words]:
    """A line as a command's name, in lower case and without `@botname`, and the words behind it.

    Without a slash there is no name, unless the first word is that of a command.
    """
    parts = text.split()
    if not parts:
        return None, Words()
    first = parts[0].lower()
    name = first[1:].partition("@")[0] if first.startswith("/") else first if first in BY_NAME else None
    scopes = [part[1:].lower() for part in parts[1:] if part.startswith("@") and len(part) > 1]
    rest = tuple(part for part in parts[1:] if not part.startswith("@"))
    return name, Words(rest, scopes[0] if scopes else None)
