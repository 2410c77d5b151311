"""The Telegram face: updates in, answers out. It knows Telegram and nothing of figures."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import telegram
from telegram import CallbackQuery, ChatMember, Update
from telegram.constants import ChatType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)

from bot.chat.commands import Asker, Conversation, split
from bot.chat.telegram.limiter import PacedLimiter
from bot.chat.telegram.lines import Slot
from bot.chat.telegram.membership import Membership
from bot.chat.telegram.menus import Menus
from bot.chat.telegram.polling import Polling
from bot.chat.telegram.request import build_request
from bot.chat.telegram.sender import UNREADABLE, TelegramSender
from bot.chat.telegram.showing import PATIENCE, Showing
from bot.core.errors import N_, MorningReadsError, TelegramTrouble
from bot.core.message import Message, pushed_mark
from bot.core.naming import Setting
from bot.core.ports import ALL
from bot.people import ANONYMOUS_ADMIN

log = logging.getLogger(__name__)

TelegramBot = ExtBot[Slot]
"""A bot whose sends are paced."""

AT_ONCE = 64
"""Updates answered at a time: a question that waits for WeChat does not hold up the others."""


def make_bot(token: str, api_url: str, proxy: str | None) -> TelegramBot:
    """A bot whose sends are paced, and end in an outcome that is known."""
    return ExtBot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        base_file_url=f"{api_url.rstrip('/')}/file/bot",
        request=build_request(proxy),
        get_updates_request=build_request(proxy),
        rate_limiter=PacedLimiter(),
    )


def name_of(bot: TelegramBot) -> str:
    """The name under which Telegram knows it; empty where a server tells none."""
    return bot.bot.username or ""


async def reach(bot: TelegramBot) -> str:
    """Make the bot ready, which asks Telegram who it is; its name. Raises TelegramTrouble, with what to do."""
    try:
        await bot.initialize()
        return name_of(bot)
    except InvalidToken:
        raise WrongToken() from None
    except TelegramError as error:
        log.info("getMe: %s", type(error).__name__)
        raise TelegramTrouble(
            N_("Telegram cannot be reached."),
            N_("Check the network; where Telegram is blocked, set {setting}."),
            setting=Setting("telegram.proxy"),
        ) from None


class WrongToken(TelegramTrouble):
    """Telegram does not know the bot's token."""

    sentence = N_("Telegram does not know this bot token.")
    step = N_("Copy it anew from @BotFather into {setting}.")
    always: ClassVar[Mapping[str, object]] = {"setting": Setting("telegram.token")}


class TelegramFace:
    """Polls for updates and answers them; after `patience` seconds with a word of progress first."""

    def __init__(
        self, bot: TelegramBot, sender: TelegramSender, conversation: Conversation, patience: float = PATIENCE
    ) -> None:
        self._bot = bot
        self._sender = sender
        self._conversation = conversation
        self._delivery = conversation.house.delivery
        self._patience = patience
        self._app: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().bot(bot).updater(None).concurrent_updates(AT_ONCE).build()
        )
        self._polling = Polling(bot, self._app.update_queue.put)
        self._polled: asyncio.Task[None] | None = None
        self._menus: asyncio.Task[None] | None = None
        """Publishes menus that nobody waits for."""
        membership = Membership(conversation, self._tell, self._asker)
        migrates = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
        self._app.add_handler(MessageHandler(migrates, membership.migrated))
        self._app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, self._said))
        self._app.add_handler(CallbackQueryHandler(self._pressed))
        self._app.add_handler(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
        self._app.add_error_handler(self._failed)

    async def start(self) -> None:
        """Begin to answer. Waits for Telegram as long as it cannot be reached. Raises WrongToken."""
        await self._until_reached()
        await self._app.initialize()
        menus = Menus(self._bot, self._conversation.house)
        await menus.publish()
        self._conversation.house.people.changed = menus.of
        self._conversation.house.preferences.spoken_to = menus.of
        await self._app.start()
        self._polled = asyncio.create_task(self._polling.run())
        self._menus = asyncio.create_task(menus.refresh())
        log.info("answering as @%s", name_of(self._bot))

    async def listen(self) -> None:
        """Answer, once it was started, until this is cancelled. Raises Deaf when Telegram takes no call any more."""
        if self._polled is not None:
            await self._polled

    async def stop(self) -> None:
        """Take no more updates; what is being answered is answered."""
        if self._menus is not None:
            self._menus.cancel()
        if self._polled is not None:
            self._polled.cancel()
            await asyncio.gather(self._polled, return_exceptions=True)
            await self._polling.confirm()
        if self._app.running:
            await self._app.stop()
        await self._app.shutdown()
        # An application that was never started leaves its bot's connections open.
        await self._bot.shutdown()

    async def _until_reached(self) -> None:
        pause = 1.0
        while True:
            try:
                await reach(self._bot)
                return
            except WrongToken:
                raise
            except TelegramTrouble as error:
                log.warning("%s Trying again in %.0f s.", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)

    # ---- updates ----------------------------------------------------------------------------------------------

    async def _said(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message is None or not isinstance(message.text, str):
            return
        text = self._for_me(message.text)
        if text is not None:
            topic = message.message_thread_id if message.is_topic_message else None
            asker = self._asker(update, message.chat, topic or 0, message.sender_chat)
            text, called = self._without_name(text)
            asker = replace(asker, called=called, own=message.forward_origin is None and message.via_bot is None)
            await self._show(self._conversation.answer(text, asker), asker)

    async def _pressed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button is a command, with the presser's rights: under an answer it edits that, under a digest it posts."""
        query = update.callback_query
        if query is None or query.message is None or not isinstance(query.data, str):
            return
        acknowledged = asyncio.create_task(self._acknowledge(query))
        under = query.message
        topic = under.message_thread_id if isinstance(under, telegram.Message) and under.is_topic_message else None
        asker = self._asker(update, under.chat, topic or 0, None)
        command, mark = pushed_mark(query.data)
        allowed = self._conversation.house.people.may_ask(asker.person, asker.chat)
        if mark is not None and allowed:
            scope = split(command)[1].scope or ALL
            await self._delivery.arrived(asker.chat, asker.topic, mark, scope, under.message_id)
        text = not isinstance(under, telegram.Message) or not under.effective_attachment
        # Under a picture there is no text to be replaced: what it leads to is posted.
        replaces = under.message_id if mark is None and allowed and text else None
        await self._show(self._conversation.answer(command, asker), asker, replaces)
        await acknowledged

    async def _acknowledge(self, query: CallbackQuery) -> None:
        try:
            await query.answer()
        except TelegramError as error:
            # One that is too old to be acknowledged is answered all the same.
            log.debug("a press could not be acknowledged: %s", type(error).__name__)

    async def _show(self, messages: AsyncIterator[Message], asker: Asker, pressed: int | None = None) -> None:
        """Post the first message, or put it in the place of the one pressed; each later one takes its place."""
        await Showing(self._sender, asker, self._conversation.error, pressed, patience=self._patience).show(messages)

    async def _tell(self, messages: AsyncIterator[Message], asker: Asker) -> None:
        await self._show(messages, asker)

    # ---- what is asked of an update ---------------------------------------------------------------------------

    def _for_me(self, text: str) -> str | None:
        """The text, unless it is a command for another bot of the group."""
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        _, at, name = first.partition("@")
        for_another = first.startswith("/") and at and name.lower() != name_of(self._bot).lower()
        return None if for_another else text

    def _without_name(self, text: str) -> tuple[str, bool]:
        """What is said without the bot's name, and whether that was there: not behind a command, where it belongs."""
        name = name_of(self._bot)
        if not name:
            return text, False
        without, times = re.subn(rf"(?<![\w/@])@{re.escape(name)}\b", " ", text, flags=re.IGNORECASE)
        return (without, True) if times else (text, False)

    def _asker(self, update: Update, chat: telegram.Chat, topic: int = 0, sender: telegram.Chat | None = None) -> Asker:
        person = update.effective_user.id if update.effective_user else 0

        async def manages() -> bool:
            anonymous = person == ANONYMOUS_ADMIN and sender is not None and sender.id == chat.id
            return anonymous or await self._is_admin(chat.id, person)

        return Asker(
            person,
            chat.id,
            topic,
            self._conversation.house.language_of(chat.id),
            group=chat.type != ChatType.PRIVATE,
            update=update.update_id,
            manages=manages,
            name=update.effective_user.full_name if update.effective_user else "",
            title=chat.title or "",
        )

    async def _is_admin(self, chat: int, person: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat, person)
        except UNREADABLE as error:
            log.warning("whether %s is an admin of %s is not known: %s", person, chat, type(error).__name__)
            return False
        return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)

    # ---- what goes wrong --------------------------------------------------------------------------------------

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log first, then tell: whoever asked gets one sentence, never a traceback."""
        error = context.error
        expected = isinstance(error, MorningReadsError)
        log.error("an update could not be answered: %s", error, exc_info=None if expected else error)
        if isinstance(update, Update) and update.effective_chat is not None and update.effective_user is not None:
            chat, person = update.effective_chat.id, update.effective_user.id
            if self._conversation.house.people.may_ask(person, chat):
                told = error if isinstance(error, MorningReadsError) else MorningReadsError()
                message = update.effective_message
                topic = (message.message_thread_id or 0) if message and message.is_topic_message else 0
                await self._sender.answer(
                    chat, self._conversation.error(told, self._conversation.house.language_of(chat)), topic=topic
                )
