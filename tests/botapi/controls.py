"""What a test does to the server's world, and what it sees of the bot."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Any

from tests.botapi.faults import Action, Fault, Script
from tests.botapi.limits import Limits, Windows
from tests.botapi.markup import units
from tests.botapi.menu import Menus
from tests.botapi.messages import Messages
from tests.botapi.updates import Updates
from tests.botapi.world import ANONYMOUS_ADMIN, BOT_ID, Chat, Posted, World, member_shape, user_shape

if TYPE_CHECKING:
    from tests.botapi.errors import ApiError
    from tests.botapi.server import Call


class Step(StrEnum):
    """How far a call has come."""

    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    """It was carried out: a message is stored. Its answer is not on its way yet."""
    ANSWERED = "answered"


_COMMAND = re.compile(r"(?<!\S)/\w{1,32}(?:@\w+)?")


class Controls:
    """Chats, people, faults and limits; messages and calls."""

    def __init__(self) -> None:
        self.world = World()
        self.updates = Updates()
        self.menus = Menus()
        self.messages = Messages(self.world)
        self.script = Script()
        self.windows = Windows()
        self.limits: Limits | None = None
        """Set to `Limits()` to have Telegram's rate limits enforced."""
        self.watch: Callable[[Step, Call], Awaitable[None]] | None = None
        """Awaited at each step of each call: a test may look, wait, or kill whoever called."""
        self.calls: list[Call] = []
        self.refused: list[tuple[Call, ApiError]] = []
        """Calls that were answered with an error of the server's own, and with which."""
        self.queries: dict[str, dict[str, Any] | None] = {}
        """Presses by callback query id; None until answered, then the answer's parameters."""
        self._query_ids = count(1)
        self._change = asyncio.Event()

    # -- the world ---------------------------------------------------------------------------------------------

    def chat(
        self,
        chat: int,
        type: str | None = None,
        *,
        title: str = "",
        topics: Mapping[int, str] | Sequence[int] = (),
        members: Mapping[int, str] | None = None,
        bot: str = "member",
    ) -> Chat:
        """Declare a chat; without a type, a private one for a positive id and a supergroup for a negative."""
        kind = type or ("private" if chat > 0 else "supergroup")
        names = dict(topics) if isinstance(topics, Mapping) else {t: f"Topic {t}" for t in topics}
        declared = Chat(chat, kind, title or f"Chat {chat}", names, members=dict(members or {}), bot=bot)
        if kind == "private":
            declared.members.setdefault(chat, "member")
        self.world.chats[chat] = declared
        return declared

    def member(self, chat: int, user: int, status: str) -> None:
        """Give a person a status in a chat, without telling the bot."""
        self.world.chats[chat].members[user] = status

    def migrate(self, old: int, new: int, *, user: int = 1) -> tuple[int, int]:
        """Make a group a supergroup: its old id only says where it went, and both notices are queued."""
        group = self.world.chats[old]
        group.moved_to = new
        self.chat(new, "supergroup", title=group.title, members=group.members)
        first = self._message(old, user, {"migrate_to_chat_id": new})
        return first, self._message(new, user, {"migrate_from_chat_id": old})

    # -- what people do ----------------------------------------------------------------------------------------

    def say(
        self,
        chat: int,
        user: int,
        text: str,
        *,
        thread: int | None = None,
        username: str | None = None,
        language: str | None = "en",
        **more: Any,
    ) -> int:
        """A person writes; the update's id. A private chat comes to be by this. `more` goes into the message."""
        if chat > 0 and chat not in self.world.chats:
            self.chat(chat)
        entities = [
            {
                "type": "bot_command",
                "offset": units(text[: found.start()]),
                "length": units(found[0]),
            }
            for found in _COMMAND.finditer(text)
        ]
        content: dict[str, Any] = {"text": text, **({"entities": entities} if entities else {}), **more}
        if thread is not None:
            content.update(message_thread_id=thread, is_topic_message=True)
        return self._message(chat, user, content, username=username, language=language)

    def press(self, chat: int, user: int, message_id: int, data: str, *, language: str | None = "en") -> int:
        """A person presses a button that stands, or stood, under a message of the bot's; the update's id."""
        posted = self.world.chats[chat].messages[message_id]
        if not posted.ever_offered(data):
            raise LookupError(f"no button with {data!r} was ever under message {message_id}")
        query = str(4_000_000_000 + next(self._query_ids))
        self.queries[query] = None
        return self.updates.add(
            "callback_query",
            {
                "id": query,
                "from": user_shape(user, language=language),
                "message": self.world.message_shape(posted),
                "chat_instance": str(-chat),
                "data": data,
            },
        )

    def member_update(self, chat: int, status: str, *, user: int = 1, of: int = BOT_ID, old: str | None = None) -> int:
        """The bot (or person `of`) gets another status by `user`; sends obey it from now on."""
        declared = self.world.chats[chat]
        before = old or (declared.bot if of == BOT_ID else declared.members.get(of, "left"))
        if of == BOT_ID:
            declared.bot = status
        else:
            declared.members[of] = status
        return self.updates.add(
            "my_chat_member" if of == BOT_ID else "chat_member",
            {
                "chat": declared.shape(),
                "from": user_shape(user),
                "date": int(time.time()),
                "old_chat_member": member_shape(of, before),
                "new_chat_member": member_shape(of, status),
            },
        )

    def _message(self, chat: int, user: int, content: dict[str, Any], **who: str | None) -> int:
        declared = self.world.chats[chat]
        if user == ANONYMOUS_ADMIN:
            sender = {"sender_chat": declared.shape()}
        else:
            sender = {}
            declared.members.setdefault(user, "member")
        message = {
            "message_id": declared.number(),
            "from": user_shape(user, **who),
            **sender,
            "chat": declared.shape(),
            "date": int(time.time()),
            **content,
        }
        return self.updates.add("message", message)

    # -- what goes wrong ---------------------------------------------------------------------------------------

    def fault(self, method: str | None, action: Action, *, chat: int | None = None, times: float | None = 1) -> Fault:
        """Let the next `times` calls (None: all) of a method (None: of any) go wrong, in one chat or in all."""
        fault = Fault(method, chat, inf if times is None else times, action)
        self.script.add(fault)
        return fault

    # -- what the bot did --------------------------------------------------------------------------------------

    def sent(self, chat: int) -> list[Posted]:
        """The bot's messages in a chat, oldest first, as they stand now; deleted ones too."""
        return list(self.world.chats[chat].messages.values())

    def called(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of a method, in a chat if one is given."""
        return [c for c in self.calls if c.method == method and (chat is None or c.chat == chat)]

    def changed(self) -> None:
        """Wake those who wait for the world to change."""
        self._change.set()

    async def until(self, holds: Callable[[], bool], *, within: float = 10.0) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():
                self._change.clear()
                await self._change.wait()
