"""The chats, people and messages that the server knows, and their shapes as Bot API objects."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.errors import ApiError, bad_request, forbidden
from tests.botapi.markup import Entity

BOT_ID = 123456
BOT_NAME = "morning_reads_bot"
ANONYMOUS_ADMIN = 1087968824
"""The user that messages of anonymous admins come from."""

Json = dict[str, Any]

_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]


@dataclass(slots=True)
class Posted:
    """A message that the bot posted, as it stands, with what it was before each edit."""

    chat: int
    message_id: int
    text: str
    entities: list[Entity]
    html: str
    thread: int | None = None
    markup: Json | None = None
    at: float = field(default_factory=time.monotonic)
    silent: bool = False
    preview: Json | None = None
    file: Json | None = None
    """The picture or document: kind, name, size, content and the object that stands for it."""
    reply_to: int | None = None
    edits: list[tuple[str, list[Entity], Json | None]] = field(default_factory=list)
    """Text, entities and keyboard before each edit, oldest first."""
    deleted: bool = False
    date: int = field(default_factory=lambda: int(time.time()))

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of label and data."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[(button["text"], button.get("callback_data", "")) for button in row] for row in rows]

    def ever_offered(self, data: str) -> bool:
        """Whether a button with this data stands, or ever stood, under it."""
        keyboards = [self.markup, *(markup for _, _, markup in self.edits)]
        rows = [row for keyboard in keyboards if keyboard for row in keyboard["inline_keyboard"]]
        return any(button.get("callback_data") == data for row in rows for button in row)


@dataclass(slots=True)
class Chat:
    """A chat that was declared."""

    id: int
    type: str
    title: str
    topics: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    bot: str = "member"
    moved_to: int | None = None
    deactivated: bool = False
    messages: dict[int, Posted] = field(default_factory=dict)
    numbers: int = 0

    def number(self) -> int:
        """The next message id: each chat counts for itself, so that equal ids in two chats are common."""
        self.numbers += 1
        return self.numbers

    def shape(self) -> Json:
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}

    def full(self) -> Json:
        gifts = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]
        return {
            **self.shape(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    def writable(self, thread: int | None) -> None:
        """Raise what a send into this chat is refused with."""
        if self.moved_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to)
        if self.deactivated:
            raise forbidden("user is deactivated")
        if self.bot == "kicked":
            place = {"group": "group", "supergroup": "supergroup", "channel": "channel"}.get(self.type)
            raise forbidden(f"bot was kicked from the {place} chat" if place else "bot was blocked by the user")
        if self.bot == "left":
            raise forbidden(f"bot is not a member of the {self.type} chat")
        if self.bot == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        if thread is None:
            return
        if thread not in self.topics:
            raise bad_request("message thread not found")
        if thread in self.closed:
            raise bad_request("TOPIC_CLOSED")


def user_shape(user: int, username: str | None = None, language: str | None = "en") -> Json:
    if user == BOT_ID:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Morning Reads", "username": BOT_NAME}
    if user == ANONYMOUS_ADMIN:
        return {"id": user, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    shape: Json = {"id": user, "is_bot": False, "first_name": f"Person {user}"}
    if username:
        shape["username"] = username
    if language:
        shape["language_code"] = language
    return shape


def member_shape(user: int, status: str) -> Json:
    """A ChatMember with all that its status requires."""
    shape: Json = {"user": user_shape(user), "status": status}
    if status == "creator":
        shape["is_anonymous"] = False
    elif status == "administrator":
        shape.update(dict.fromkeys(_RIGHTS, False))
    elif status == "kicked":
        shape["until_date"] = 0
    return shape


class World:
    """All chats by id."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}

    def find(self, chat: int | None) -> Chat:
        """The chat, for a call of the bot's. Raises "chat not found"."""
        if chat is None or chat not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat]

    def posted(self, chat: Chat, message_id: int | None, refusal: ApiError) -> Posted:
        found = chat.messages.get(message_id or 0)
        if found is None or found.deleted:
            raise refusal
        return found

    def message_shape(self, posted: Posted) -> Json:
        """The Message object of a message of the bot's."""
        chat = self.chats[posted.chat]
        sender: Json = {"sender_chat": chat.shape()} if chat.type == "channel" else {"from": user_shape(BOT_ID)}
        shape: Json = {"message_id": posted.message_id, **sender, "chat": chat.shape(), "date": posted.date}
        if posted.edits:
            shape["edit_date"] = posted.date
        if posted.thread is not None:
            shape.update(message_thread_id=posted.thread, is_topic_message=True)
        text, entities = ("caption", "caption_entities") if posted.file else ("text", "entities")
        if posted.text:
            shape[text] = posted.text
        if posted.entities:
            shape[entities] = posted.entities
        if posted.file:
            shape[posted.file["kind"]] = posted.file["object"]
        if posted.markup:
            shape["reply_markup"] = posted.markup
        if posted.preview:
            shape["link_preview_options"] = posted.preview
        if posted.reply_to is not None and posted.reply_to in chat.messages:
            original = self.message_shape(chat.messages[posted.reply_to])
            shape["reply_to_message"] = {k: v for k, v in original.items() if k != "reply_to_message"}
        return shape
