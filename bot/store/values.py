"""How things stand on disk: JSON that any tool can read, instants as UTC text of one width."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

READ_ERRORS = (KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What reading something raises if it has not the shape that we write."""


class NotText(bytes):
    """What stands where a text should, and is none: cut off within a character."""


def text_or_not(raw: bytes) -> str | NotText:
    """What a text column says; SQLite keeps any bytes in one."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return NotText(raw)


def dumps(thing: Mapping[str, Any]) -> str:
    """A thing as compact JSON. Raises TypeError for what JSON does not know."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    if text.isascii() or _is_utf8(text):
        return text
    # Half an emoji, where WeChat cut a title: it has no UTF-8 form, but JSON's escape holds it.
    return json.dumps(thing, separators=(",", ":"))


def loads(text: str | bytes) -> dict[str, Any]:
    """The thing that `dumps` wrote. Raises ValueError for anything else."""
    thing = json.loads(text)
    if not isinstance(thing, dict):
        raise ValueError("not a JSON object")
    return thing


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    """A text that SQLite can take: what has no UTF-8 form becomes a question mark."""
    return text.encode(errors="replace").decode()


def to_text(instant: datetime) -> str:
    """An aware instant as UTC text that sorts as time does. Raises ValueError for one without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def to_instant(text: str) -> datetime:
    """The instant that `to_text` wrote, in UTC. Raises ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"an instant without a zone: {text}")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
