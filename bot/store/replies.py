"""A reply as a thing on disk and back, and what is known of it without its body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.core.facts import Reply
from bot.core.ports import Mark
from bot.store.values import loads, to_instant, to_text

HEAD = ("fetched_at", "asked_at", "complete_at", "origin")
_WHOLE = "json_valid(value) AND json_type(value, '$.body') = 'object'"
MARK = f"""
CASE WHEN {_WHOLE} THEN json_extract(value, {", ".join(f"'$.{name}'" for name in HEAD)}) END,
CASE WHEN {_WHOLE} THEN json_array_length(value, '$.body.list') END,
CASE WHEN {_WHOLE} THEN NULL ELSE value END
"""
"""What `to_mark` needs, in SQL. Last comes what SQLite takes for no JSON, whole: Python reads more (NaN)."""


def key(reply: Reply) -> str:
    """Where a reply stands."""
    return f"{reply.account}|{reply.endpoint}|{reply.day}"


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
    """The reply of a key and a thing; rows of before origins have none. Raises KeyError, TypeError, ValueError."""
    account, endpoint, day = of.split("|")
    fetched_at, asked_at, complete_at, origin = _head(thing)
    body = thing["body"]
    if not isinstance(body, dict):
        raise TypeError("the body is no object")
    return Reply(account, endpoint, date.fromisoformat(day), fetched_at, asked_at, body, complete_at, origin)


def mark_of(reply: Reply) -> Mark:
    """A reply without its body."""
    return Mark(reply.fetched_at, reply.asked_at, len(reply.rows), reply.origin)


def to_mark(of: str, head: str | None, rows: int | None, unread: Any) -> tuple[date, Mark]:
    """The day and the mark of a key and of what MARK tells. Raises for the same rows as `to_reply`."""
    if head is None:
        reply = to_reply(of, loads(unread))
        return reply.day, mark_of(reply)
    _, _, day = of.split("|")
    fetched_at, asked_at, _, origin = _head(dict(zip(HEAD, json.loads(head), strict=True)))
    return date.fromisoformat(day), Mark(fetched_at, asked_at, rows or 0, origin)


def _head(thing: Mapping[str, Any]) -> tuple[datetime, datetime, datetime | None, str | None]:
    complete_at, origin = thing.get("complete_at"), thing.get("origin")
    if origin is not None and not isinstance(origin, str):
        raise TypeError("the origin is no text")
    whole_since = to_instant(complete_at) if complete_at else None
    return to_instant(thing["fetched_at"]), to_instant(thing["asked_at"]), whole_since, origin
