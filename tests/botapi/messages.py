"""The methods that post, change and delete messages."""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from typing import Any

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.markup import MOST_ENTITIES, Entity, parse_html, units
from tests.botapi.params import Params, Upload
from tests.botapi.world import Chat, Posted, World

Json = dict[str, Any]

TEXT_MOST = 4096
CAPTION_MOST = 1024
SIDES_MOST = 10_000
"""Pixels of a photo's width and height together."""
RATIO_MOST = 20
DELETED_WITHIN = 48 * 3600
"""Seconds in which a bot may delete what it posted."""
FILE_MOST = {"photo": 10 * 1024 * 1024, "document": 50 * 1024 * 1024}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that stood every check, before it is stored."""

    chat: Chat
    posted: Posted


class Messages:
    """sendMessage and its family over a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._files: dict[str, Json] = {}

    def send(self, params: Params) -> Draft:
        """sendMessage."""
        chat = self._chat(params)
        text, entities = _content(params, "text", "entities", TEXT_MOST, "message is too long")
        if not text:
            raise bad_request("message text is empty")
        return self._draft(chat, params, text, entities, params.text("text") or "")

    def send_file(self, params: Params, kind: str) -> Draft:
        """sendPhoto, sendDocument."""
        chat = self._chat(params)
        text, entities = _content(params, "caption", "caption_entities", CAPTION_MOST, "message caption is too long")
        draft = self._draft(chat, params, text, entities, params.text("caption") or "")
        draft.posted.file = self._file(params, kind)
        return draft

    def post(self, draft: Draft) -> Json:
        """Store a message; the object that the call returns."""
        draft.posted.message_id = draft.chat.number()
        draft.chat.messages[draft.posted.message_id] = draft.posted
        return self._world.message_shape(draft.posted)

    def edit(self, params: Params, *, text: bool) -> Json:
        """editMessageText, or editMessageReplyMarkup."""
        chat = self._chat(params)
        number = params.integer("message_id") or 0
        theirs = 0 < number <= chat.numbers and number not in chat.messages
        refusal = bad_request("message can't be edited" if theirs else "message to edit not found")
        posted = self._world.posted(chat, number, refusal)
        words, entities, html = posted.text, posted.entities, posted.html
        preview = posted.preview
        if text:
            if posted.file:
                raise bad_request("there is no text in the message to edit")
            words, entities = _content(params, "text", "entities", TEXT_MOST, "message is too long")
            if not words:
                raise bad_request("message text is empty")
            html, preview = params.text("text") or "", params.json("link_preview_options")
        markup = _keyboard(params)
        if (words, entities, markup) == (posted.text, posted.entities, posted.markup):
            raise bad_request(_NOT_MODIFIED)
        posted.edits.append((posted.text, posted.entities, posted.markup))
        posted.text, posted.entities, posted.html = words, entities, html
        posted.markup, posted.preview = markup, preview
        return self._world.message_shape(posted)

    def delete(self, params: Params) -> bool:
        """deleteMessage."""
        chat = self._world.find(params.chat)
        refusal = bad_request("message to delete not found")
        posted = self._world.posted(chat, params.integer("message_id"), refusal)
        if posted.date < time.time() - DELETED_WITHIN:
            raise bad_request("message can't be deleted for everyone")
        posted.deleted = True
        return True

    def _chat(self, params: Params) -> Chat:
        chat = self._world.find(params.chat)
        chat.writable(params.integer("message_thread_id"))
        return chat

    def _draft(self, chat: Chat, params: Params, text: str, entities: list[Entity], html: str) -> Draft:
        reply = params.json("reply_parameters") or {}
        reply_to = reply.get("message_id")
        known = reply_to is None or 0 < reply_to <= chat.numbers
        if not known and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return Draft(
            chat,
            Posted(
                chat=chat.id,
                message_id=0,
                text=text,
                entities=entities,
                html=html,
                thread=params.integer("message_thread_id"),
                markup=_keyboard(params),
                silent=params.flag("disable_notification"),
                preview=params.json("link_preview_options"),
                reply_to=reply_to if known else None,
            ),
        )

    def _file(self, params: Params, kind: str) -> Json:
        given = params.upload(kind)
        if given is None or given == "":
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(given, str):
            if given not in self._files or self._files[given]["kind"] != kind:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return self._files[given]
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > FILE_MOST[kind]:
            raise ApiError(413, "Request Entity Too Large")
        number = f"file{len(self._files) + 1}"
        stored = {
            "kind": kind,
            "name": given.name,
            "content": given.content,
            "object": _file_shape(given, kind, number),
        }
        self._files[number] = stored
        return stored


def _content(params: Params, text: str, entities: str, most: int, too_long: str) -> tuple[str, list[Entity]]:
    """The words of a message after its markup was parsed."""
    raw = params.text(text) or ""
    mode = (params.text("parse_mode") or "").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode:
        words, found = parse_html(raw)
    else:
        words, found = raw.strip(), params.json(entities) or []
        if len(found) > MOST_ENTITIES:
            raise bad_request("ENTITIES_TOO_LONG")
    if units(words) > most:
        raise bad_request(too_long)
    return words, found


def _keyboard(params: Params) -> Json | None:
    """The inline keyboard, checked; other keyboards are taken as they are and kept nowhere."""
    markup = params.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    for button in (button for row in rows for button in row):
        if not isinstance(button, dict) or not str(button.get("text") or "").strip():
            raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
        if "url" not in button and not 1 <= len(str(button.get("callback_data") or "").encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _file_shape(file: Upload, kind: str, number: str) -> Any:
    shape: Json = {"file_id": number, "file_unique_id": f"u{number}", "file_size": len(file.content)}
    if kind == "document":
        return {**shape, "file_name": file.name, "mime_type": file.mime}
    if not file.content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8")):
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", file.content[16:24]) if file.content[0] == 0x89 else (640, 480)
    if width + height > SIDES_MOST or max(width, height) > RATIO_MOST * max(1, min(width, height)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return [{**shape, "width": width, "height": height}]
