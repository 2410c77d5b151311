"""setMyCommands and its like: a menu for each scope and language."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.botapi.errors import bad_request
from tests.botapi.params import Params

Json = dict[str, Any]

_SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


class Menus:
    """The published commands."""

    def __init__(self) -> None:
        self.published: dict[tuple[str, str], list[Json]] = {}
        """By scope (its type; with a chat or member, the scope's JSON) and language code ("" for any)."""

    def set(self, params: Params) -> bool:
        commands = params.json("commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse list of bot commands JSON object")
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        seen: set[str] = set()
        for command in commands:
            name, description = str(command.get("command", "")), str(command.get("description", ""))
            if not re.fullmatch(r"[a-z0-9_]{1,32}", name) or name in seen:
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            seen.add(name)
        self.published[_place(params)] = commands
        return True

    def get(self, params: Params) -> list[Json]:
        return self.published.get(_place(params), [])

    def delete(self, params: Params) -> bool:
        self.published.pop(_place(params), None)
        return True


def _place(params: Params) -> tuple[str, str]:
    scope = params.json("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if any(name not in scope for name in _SCOPES[kind]):
        raise bad_request("can't parse BotCommandScope: a field is missing")
    language = params.text("language_code") or ""
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("invalid language code specified")
    return (json.dumps(scope, sort_keys=True) if _SCOPES[kind] else kind), language
