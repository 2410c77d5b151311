"""The commands' menus: one for everybody, and one of its own for each admin's private chat, with what only he may say,
and for each chat that chose a language."""

from __future__ import annotations

import asyncio
import logging

from telegram import BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.catalogue import LANGUAGES
from bot.chat.commands import menu
from bot.chat.commands.base import House
from bot.chat.telegram.lines import Slot

log = logging.getLogger(__name__)


class Menus:
    """Publishes them: in the settings' language, and in its own for whoever's Telegram speaks one of ours."""

    def __init__(self, bot: ExtBot[Slot], house: House) -> None:
        self._bot = bot
        self._house = house

    async def publish(self) -> None:
        """Everybody's, and the admins'. What Telegram does not take is logged."""
        await self._set(BotCommandScopeDefault(), None, admin=False)
        await asyncio.gather(*(self.of(admin) for admin in sorted(self._house.people.admins)))

    async def refresh(self) -> None:
        """The menus of the chats that chose a language, as this version has them: one after the other, in no hurry.

        What of it fails is done at the next start.
        """
        for chat in self._house.preferences.speaking():
            if not self._house.people.admin(chat):
                await self.of(chat)

    async def of(self, chat: int) -> None:
        """The menu of one who has become an admin, or is one no more, and of a chat that chose another language."""
        scope, language = BotCommandScopeChat(chat), self._house.preferences.of(chat).language
        admin = self._house.people.admin(chat)
        if admin or language is not None:
            await self._set(scope, language, admin=admin)
            return
        try:
            for code in (None, *LANGUAGES):
                await self._bot.delete_my_commands(scope, code)
        except TelegramError as error:
            log.info("the menu of %s could not be taken back: %s", chat, type(error).__name__)

    async def _set(self, scope: BotCommandScope, chosen: str | None, *, admin: bool) -> None:
        words = self._house.renderer.text
        try:
            for code in (None, *LANGUAGES):
                language = chosen or code or self._house.language
                commands = [(name, words(what, language)) for name, what in menu(admin=admin)]
                await self._bot.set_my_commands(commands, scope, code)
        except TelegramError as error:
            # An admin who never wrote to the bot has no chat with it yet.
            known = isinstance(scope, BotCommandScopeChat)
            log.log(logging.INFO if known else logging.WARNING, "a menu was not published: %s", type(error).__name__)
