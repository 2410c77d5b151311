"""What can go wrong with a call, as a test orders it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The call is not carried out; this is what comes back."""

    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset; nothing was carried out. Given for all chats, even before the body is read."""


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer ever comes; nothing is carried out."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that are no HTTP, or not all of it, and then the end of the connection."""

    sent: bytes = b"\x15\x03\x01\x00\x02\x02\x50"


@dataclass(frozen=True, slots=True)
class Accept:
    """The call is carried out (a message is stored), and then the answer goes wrong."""

    then: Answer | Reset | Hang | Noise


Action = Answer | Reset | Hang | Noise | Accept


@dataclass(slots=True)
class Fault:
    """An action for the next `left` calls of a method (None: of any), in one chat (None: in any)."""

    method: str | None
    chat: int | None
    left: float
    action: Action


class Script:
    """The faults that are still to come, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def early_reset(self, method: str) -> bool:
        """Whether the next fault of this method resets before the body, and with it the chat, is read."""
        found = self._first(method, None, any_chat_only=True)
        if found is None or not isinstance(found.action, Reset):
            return False
        found.left -= 1
        return True

    def take(self, method: str, chat: int | None) -> Action | None:
        found = self._first(method, chat)
        if found is None:
            return None
        found.left -= 1
        return found.action

    def _first(self, method: str, chat: int | None, *, any_chat_only: bool = False) -> Fault | None:
        for fault in self._faults:
            if fault.left <= 0 or fault.method not in (None, method):
                continue
            if any_chat_only:
                return fault if fault.chat is None else None
            if fault.chat in (None, chat):
                return fault
        return None


def api_error(status: int, description: str, **parameters: Any) -> Answer:
    """A refusal in the Bot API's own JSON."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Answer(status, json.dumps(body).encode())


def retry_after(seconds: int) -> Answer:
    return api_error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def html_page(status: int, words: str = "a proxy's page") -> Answer:
    page = f"<html><head><title>{status}</title></head><body><h1>{words}</h1></body></html>"
    return Answer(status, page.encode(), "text/html")


def cut_off() -> Noise:
    """An acceptance whose end never comes."""
    return Noise(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{"ok":true,"resu')


def no_result() -> Answer:
    return Answer(200, b'{"ok":true}')
