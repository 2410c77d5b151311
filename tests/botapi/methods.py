"""The methods by name."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.botapi.errors import bad_request
from tests.botapi.messages import Draft
from tests.botapi.params import Params
from tests.botapi.world import BOT_ID, Chat, member_shape, user_shape

if TYPE_CHECKING:
    from tests.botapi.controls import Controls

Json = dict[str, Any]
Method = Callable[[Params], Awaitable[Any]]

_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]


class Methods:
    """What the server can do; names are found whatever their case, as the real server finds them."""

    def __init__(self, controls: Controls) -> None:
        self._of = controls
        self._table: dict[str, tuple[str, Method]] = {
            name.lower(): (name, method)
            for name, method in {
                "getMe": _plain(lambda _: {**user_shape(BOT_ID), **_ABILITIES}),
                "getUpdates": self._get_updates,
                "setWebhook": _plain(controls.updates.set_webhook),
                "deleteWebhook": _plain(controls.updates.delete_webhook),
                "sendMessage": _plain(lambda p: self._post(controls.messages.send(p))),
                "sendPhoto": _plain(lambda p: self._post(controls.messages.send_file(p, "photo"))),
                "sendDocument": _plain(lambda p: self._post(controls.messages.send_file(p, "document"))),
                "editMessageText": _plain(lambda p: controls.messages.edit(p, text=True)),
                "editMessageReplyMarkup": _plain(lambda p: controls.messages.edit(p, text=False)),
                "deleteMessage": _plain(controls.messages.delete),
                "answerCallbackQuery": _plain(self._answer_query),
                "sendChatAction": _plain(self._chat_action),
                "setMyCommands": _plain(controls.menus.set),
                "getMyCommands": _plain(controls.menus.get),
                "deleteMyCommands": _plain(controls.menus.delete),
                "getChat": _plain(lambda p: self._chat(p).full()),
                "getChatMember": _plain(self._member),
                "getChatAdministrators": _plain(self._administrators),
                "leaveChat": _plain(self._leave),
            }.items()
        }

    def name(self, given: str) -> str:
        """The method's name as it is documented, or as given if there is none."""
        return self._table.get(given.lower(), (given,))[0]

    def find(self, name: str) -> Method | None:
        found = self._table.get(name.lower())
        return None if found is None else found[1]

    async def _get_updates(self, params: Params) -> list[Json]:
        return await self._of.updates.get(params)

    def _post(self, draft: Draft) -> Json:
        if self._of.limits is not None:
            self._of.windows.accept(self._of.limits, draft.chat.id, time.monotonic())
        return self._of.messages.post(draft)

    def _answer_query(self, params: Params) -> bool:
        query = params.text("callback_query_id") or ""
        if self._of.queries.get(query, params) is not None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(params.text("text") or "") > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        self._of.queries[query] = params.values
        return True

    def _chat_action(self, params: Params) -> bool:
        self._chat(params).writable(params.integer("message_thread_id"))
        if params.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def _chat(self, params: Params) -> Chat:
        return self._of.world.find(params.chat)

    def _member(self, params: Params) -> Json:
        chat, user = self._chat(params), params.integer("user_id")
        if user == BOT_ID:
            return member_shape(BOT_ID, chat.bot)
        if user is None or user not in chat.members:
            raise bad_request("member not found")
        return member_shape(user, chat.members[user])

    def _administrators(self, params: Params) -> list[Json]:
        chat = self._chat(params)
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        people = {**chat.members, BOT_ID: chat.bot}
        return [member_shape(u, s) for u, s in people.items() if s in ("creator", "administrator")]

    def _leave(self, params: Params) -> bool:
        chat = self._chat(params)
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.writable(None)
        chat.bot = "left"
        return True


_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


def _plain(method: Callable[[Params], Any]) -> Method:
    async def call(params: Params) -> Any:
        return method(params)

    return call
