"""Messages into Telegram chats; every end is said as an Outcome, none is raised."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import telegram
from telegram import InputFile
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.telegram.captions import caption
from bot.chat.telegram.limiter import WithdrawnError
from bot.chat.telegram.lines import ANSWER, FOLLOWING, PROGRESS, Slot
from bot.chat.telegram.request import SOON, Classified
from bot.core.message import Form, Kind, Message
from bot.core.outcomes import Later, NotFound, Outcome, Sent, Unknown, Withdrawn
from bot.core.ports import Before

log = logging.getLogger(__name__)

UNREADABLE = (TelegramError, LookupError, TypeError, ValueError, AttributeError)
"""How a call ends that Telegram refused, or answered with something that the library cannot read."""

_PUSH = Slot(push=True)
_NO_PREVIEW = {"is_disabled": True}


class TelegramSender:
    """A `core.ports.Sender` over a bot that has a ClassifyingRequest and a PacedLimiter."""

    def __init__(self, bot: ExtBot[Slot]) -> None:
        self._bot = bot

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        """Post on the bot's own account, behind answers to people."""
        return await self._post(chat, message, topic, Slot(push=True, before=before) if before else _PUSH, reply_to)

    async def answer(
        self, chat: int, message: Message, *, topic: int = 0, replaces: int | None = None, follows: bool = False
    ) -> Outcome:
        """Answer a person, ahead of what is pushed: put in place of message `replaces`, or posted if that is gone.

        What has attachments is always posted. A word of progress goes at once or is withdrawn; the answer that follows
        it does not wait for the pause behind it.
        """
        slot = PROGRESS if message.kind is Kind.PROGRESS else FOLLOWING if follows else ANSWER
        if replaces is not None and not message.attachments:
            outcome = await self._edit(chat, replaces, message, slot)
            if not isinstance(outcome, NotFound):
                return outcome
        return await self._post(chat, message, topic, slot)

    async def typing(self, chat: int, topic: int = 0) -> None:
        """Show that an answer is being made; for five seconds at most, as Telegram has it."""
        try:
            await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic or None)
        except TelegramError as error:
            log.debug("that it types could not be shown to chat %s: %s", chat, type(error).__name__)

    async def edit(self, chat: int, message_id: int, message: Message, *, push: bool = True) -> Outcome:
        """Put a message in place of one that the bot posted, its buttons too; what is attached to either stays away."""
        return await self._edit(chat, message_id, message, _PUSH if push else ANSWER)

    async def _edit(self, chat: int, message_id: int, message: Message, slot: Slot) -> Outcome:
        call = self._bot.edit_message_text(
            chat_id=chat,
            message_id=message_id,
            text=message.text,
            parse_mode=ParseMode.HTML,
            rate_limit_args=slot,
            api_kwargs={"link_preview_options": _NO_PREVIEW, **_buttons(message)},
        )
        return await _ended(call, message_id)

    async def remove(self, chat: int, message_id: int) -> bool:
        """Take away a message that the bot posted; whether it is gone."""
        try:
            return await self._bot.delete_message(chat, message_id)
        except TelegramError as error:
            log.info("a message of chat %s could not be taken away: %s", chat, type(error).__name__)
            return False

    async def _post(self, chat: int, message: Message, topic: int, slot: Slot, reply_to: int | None = None) -> Outcome:
        if message.attachments:
            return await self._carry(chat, message, topic, slot, reply_to)
        call = self._bot.send_message(
            chat_id=chat,
            text=message.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=topic or None,
            rate_limit_args=slot,
            api_kwargs={"link_preview_options": _NO_PREVIEW, **_manner(message, reply_to), **_buttons(message)},
        )
        return await _ended(call, 0)

    async def _carry(self, chat: int, message: Message, topic: int, slot: Slot, reply_to: int | None) -> Outcome:
        """Post each attachment as a message of its own; once the first is there, the others never undo that."""
        first, *others = _parts(message)
        outcome = await self._attach(chat, first, topic, slot, reply_to)
        if not isinstance(outcome, Sent):
            return outcome
        slot = replace(slot, before=None)
        for part in others:
            ended = await self._attach(chat, part, topic, slot)
            if isinstance(ended, Later) and ended.seconds <= SOON:
                await asyncio.sleep(ended.seconds)
                ended = await self._attach(chat, part, topic, slot)
            if not isinstance(ended, Sent):
                log.warning("%s, after others, to chat %s: %s", part.attachments[0].name, chat, ended)
        return outcome

    async def _attach(
        self, chat: int, message: Message, topic: int, slot: Slot, reply_to: int | None = None
    ) -> Outcome:
        """Post a message with one attachment."""
        (attachment,) = message.attachments
        file = InputFile(attachment.content, attachment.name)
        rest: dict[str, Any] = {
            "caption": message.text or None,
            "parse_mode": ParseMode.HTML,
            "message_thread_id": topic or None,
            "rate_limit_args": slot,
            "api_kwargs": {**_manner(message, reply_to), **_buttons(message)},
        }
        if attachment.form is Form.PICTURE:
            return await _ended(self._bot.send_photo(chat, file, **rest), 0)
        return await _ended(self._bot.send_document(chat, file, **rest), 0)


def _parts(message: Message) -> list[Message]:
    """A message as messages of one attachment each: the text under the first, the buttons under the last."""
    last = len(message.attachments) - 1
    return [
        replace(
            message,
            text="" if n else caption(message.text),
            buttons=message.buttons if n == last else (),
            attachments=(attachment,),
        )
        for n, attachment in enumerate(message.attachments)
    ]


def _manner(message: Message, reply_to: int | None) -> dict[str, Any]:
    """How a message is posted: without a sound, as a reply."""
    manner: dict[str, Any] = {"disable_notification": True} if message.silent else {}
    if reply_to is not None:
        # A reply to what a person has deleted is still worth reading.
        manner["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    return manner


def _buttons(message: Message) -> dict[str, Any]:
    """A message's buttons as the Bot API takes them.

    They and the preview options go as the plain JSON that they become: the library's own objects for them cost a tenth
    of an answer's time.
    """
    return {"reply_markup": keyboard(message)} if message.buttons else {}


def keyboard(message: Message) -> dict[str, Any]:
    """A message's buttons as an InlineKeyboardMarkup, each with its command as data."""
    return {
        "inline_keyboard": [[{"text": b.label, "callback_data": b.command} for b in row] for row in message.buttons]
    }


async def _ended(call: Awaitable[telegram.Message | bool], edited: int) -> Outcome:
    try:
        result = await call
    except Classified as error:
        return error.outcome
    except WithdrawnError:
        return Withdrawn()
    except UNREADABLE as error:
        # An acceptance with parts that the library cannot read: the message is there, its number is not known.
        return Unknown(type(error).__name__)
    return Sent(result.message_id if isinstance(result, telegram.Message) else edited)
