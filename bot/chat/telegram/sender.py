"""Messages into Telegram chats; every end is said as an Outcome, none is raised."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import telegram
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.telegram.limiter import ANSWER, Slot, WithdrawnError
from bot.chat.telegram.request import Classified
from bot.core.message import Message
from bot.core.ports import Before, NotFound, Outcome, Sent, Unknown, Withdrawn

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

    async def answer(self, chat: int, message: Message, *, topic: int = 0, replaces: int | None = None) -> Outcome:
        """Answer a person, ahead of what is pushed: put in place of message `replaces`, or posted if that is gone."""
        if replaces is not None:
            outcome = await self.edit(chat, replaces, message, push=False)
            if not isinstance(outcome, NotFound):
                return outcome
        return await self._post(chat, message, topic, ANSWER)

    async def edit(self, chat: int, message_id: int, message: Message, *, push: bool = True) -> Outcome:
        """Put a message in place of one that the bot posted, its buttons too."""
        call = self._bot.edit_message_text(
            chat_id=chat,
            message_id=message_id,
            rate_limit_args=_PUSH if push else ANSWER,
            **_content(message),
        )
        return await _ended(call, message_id)

    async def _post(self, chat: int, message: Message, topic: int, slot: Slot, reply_to: int | None = None) -> Outcome:
        content = _content(message)
        if reply_to is not None:
            # A reply to what a person has deleted is still worth reading.
            reply = {"message_id": reply_to, "allow_sending_without_reply": True}
            content["api_kwargs"]["reply_parameters"] = reply
        call = self._bot.send_message(chat_id=chat, message_thread_id=topic or None, rate_limit_args=slot, **content)
        return await _ended(call, 0)


def _content(message: Message) -> dict[str, Any]:
    """A message as the Bot API takes it.

    Buttons and preview options go as the plain JSON that they become: the library's own objects for them cost a tenth
    of an answer's time.
    """
    extra: dict[str, Any] = {"link_preview_options": _NO_PREVIEW}
    if message.buttons:
        extra["reply_markup"] = keyboard(message)
    return {"text": message.text, "parse_mode": ParseMode.HTML, "api_kwargs": extra}


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
    except (TelegramError, LookupError, TypeError, ValueError, AttributeError) as error:
        # An acceptance with parts that the library cannot read: the message is there, its number is not known.
        return Unknown(type(error).__name__)
    return Sent(result.message_id if isinstance(result, telegram.Message) else edited)
