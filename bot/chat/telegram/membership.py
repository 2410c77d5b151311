"""The bot's own comings and goings: added to a chat, removed from it, and chats that move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import telegram
from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.chat.commands import Asker, Conversation
from bot.core.message import Message

Posts = Callable[[AsyncIterator[Message], Asker], Awaitable[None]]
Asks = Callable[[Update, telegram.Chat], Asker]

PATIENCE = 2.0
"""Seconds before the bot introduces itself: a link that adds it to a group says its code there by then."""

_HERE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


class Membership:
    """What becomes of a chat when the bot's place in it changes."""

    def __init__(self, conversation: Conversation, post: Posts, asker: Asks) -> None:
        self._conversation = conversation
        self._delivery = conversation.house.delivery
        self._post = post
        self._asker = asker

    async def changed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was added, removed, blocked, or may do more or less."""
        change = update.my_chat_member
        if change is None:
            return
        now = change.new_chat_member
        muted = isinstance(now, telegram.ChatMemberRestricted) and now.is_member and not now.can_send_messages
        if _is_here(now) and not muted:
            await self._delivery.back(change.chat.id)
            if change.chat.type != ChatType.PRIVATE and not _is_here(change.old_chat_member):
                await self._added(self._asker(update, change.chat), change.chat)
        elif not muted:  # a chat that mutes the bot has not removed it; its refusals say so
            await self._delivery.left(change.chat.id)

    async def _added(self, asker: Asker, chat: telegram.Chat) -> None:
        let_in = self._conversation.house.people.let_in
        was = let_in(asker.chat)
        if not was:
            await asyncio.sleep(PATIENCE)
        if was or not let_in(asker.chat):  # else the link's welcome says it all
            await self._post(self._conversation.joined(asker, channel=chat.type == ChatType.CHANNEL), asker)

    async def migrated(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup; both of its chats say so, and the second time nothing is left to move."""
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self._delivery.moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._delivery.moved(message.migrate_from_chat_id, message.chat.id)


def _is_here(member: ChatMember) -> bool:
    restricted = isinstance(member, telegram.ChatMemberRestricted) and member.is_member
    return member.status in _HERE or restricted
