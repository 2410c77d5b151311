"""A reply as a thing on disk and back, and what is known of it without its body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.facts import Reply
from bot.core.ports import Mark
from bot.store.values import loads, to_instant, to_text

READ_ERRORS = (KeyError, TypeError, ValueError)
"""What reading raises for a row of a shape that we do not write."""

_WHOLE = "json_valid(value) AND json_type(value, '$.body') = 'object'"
MARK = f"""
CASE WHEN {_WHOLE} THEN json_extract(value, '$.fetched_at', '$.asked_at', '$.complete_at', '$.origin') END,
CASE WHEN {_WHOLE} THEN json_array_length(value, '$.body.list') END,
CASE WHEN {_WHOLE} THEN NULL ELSE value END
"""
"""What `to_mark` needs, in SQL. Last comes what SQLite takes for no JSON, whole: Python reads more (NaN)."""


def key(reply: Reply) -> str:
    """Where a reply stands."""
    return f"{reply.account}|{reply.endpoint}|{reply.day}"


def day(of: str) -> date:
    """The day of a key. Raises ValueError."""
    return date.fromisoformat(of.rpartition("|")[2])


def to_thing(reply: Reply) -> dict[str, Any]:
    """A reply as it stands on disk. Raises ValueError for an instant without a zone."""
    return {
        "fetched_at": to_text(reply.fetched_at),
        "asked_at": to_text(reply.asked_at),
        "complete_at": to_text(reply.complete_at) if reply.complete_at else None,
        "origin": reply.origin,
        "body": dict(reply.body),
    }


def to_reply(of: str, thing: Mapping[str, Any]) -> Reply:
    """The reply of a key and a thing; rows of before origins have none. Raises READ_ERRORS."""
    account, endpoint, _ = of.split("|")
    body = thing["body"]
    if not isinstance(body, dict):
        raise TypeError("the body is no object")
    complete_at = thing.get("complete_at")
    return Reply(
        account,
        endpoint,
        day(of),
        to_instant(thing["fetched_at"]),
        to_instant(thing["asked_at"]),
        body,
        to_instant(complete_at) if complete_at else None,
        _origin(thing.get("origin")),
    )


def mark_of(reply: Reply) -> Mark:
    """A reply without its body."""
    return Mark(reply.fetched_at, reply.asked_at, len(reply.rows), reply.origin)


def to_mark(of: str, head: str | None, rows: int | None, unread: Any) -> Mark:
    """The mark of what MARK told; it fails for the same rows as `to_reply`. Raises READ_ERRORS."""
    if head is None:
        return mark_of(to_reply(of, loads(unread)))
    fetched_at, asked_at, complete_at, origin = json.loads(head)
    if complete_at:
        to_instant(complete_at)
    return Mark(to_instant(fetched_at), to_instant(asked_at), rows or 0, _origin(origin))


def _origin(origin: object) -> str | None:
    if origin is None or isinstance(origin, str):
        return origin
    raise TypeError("the origin is no text")
