"""What the archive holds after a reply was brought by a file: pure rules, by which importing twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from bot.core.facts import Reply
from bot.exchange.made_up import named_alike
from bot.wechat.endpoints import (
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    TOTAL_SOURCE,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
)
from bot.wechat.parse import number

Row = Mapping[str, Any]

_KEYS: Mapping[str, tuple[str, ...]] = {
    ARTICLE_SUMMARY.name: ("msgid",),
    ARTICLE_TOTAL.name: ("msgid",),
    USER_READ.name: ("user_source",),
    USER_READ_HOUR.name: ("ref_hour", "user_source"),
    USER_SHARE.name: ("share_scene",),
    USER_SHARE_HOUR.name: ("ref_hour", "share_scene"),
    ARTICLE_READ.name: ("msgid",),
    ARTICLE_SHARE.name: ("msgid",),
    BIZ_SUMMARY.name: (),
    ARTICLE_TOTAL_DETAIL.name: ("msgid",),
}
"""What tells one row of an interface's day from another."""

_WITHIN = {
    "details": "stat_date",
    "detail_list": "stat_date",
    "read_user_source": "scene_desc",
    "read_jump_position": "position",
}
"""The same for the lists inside a row."""


def merged(held: Reply | None, new: Reply) -> Reply | None:
    """What is to be written of a new reply over the one held; None for nothing.

    What WeChat answered outranks a file, and of two answers the newer one stands. Two files' replies are joined row by
    row and figure by figure, the newer one's in place of the older one's. No rows take the place of no rows that are.
    """
    if held is None or (new.rows and not held.rows):
        return new
    if held.rows and not new.rows:
        return None
    if held.origin is not None and new.origin is not None:
        return _joined(held, new)
    if (held.origin is None) is (new.origin is None):
        return new if _age(new) > _age(held) else None
    return new if new.origin is None else None


def _age(reply: Reply) -> tuple[object, object]:
    return reply.fetched_at, reply.asked_at


def _joined(held: Reply, new: Reply) -> Reply | None:
    older, newer = (held, new) if _age(new) >= _age(held) else (new, held)
    rows = joined_rows(new.endpoint, older.rows, newer.rows)
    body = {**older.body, **newer.body, "list": rows}
    if _same(rows, joined_rows(held.endpoint, held.rows, ())) and body.keys() == held.body.keys():
        return None
    return replace(newer, body=body)


def _same(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    return sorted(map(_text, rows)) == sorted(map(_text, others))


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def joined_rows(endpoint: str, older: Sequence[Row], newer: Sequence[Row]) -> list[dict[str, Any]]:
    """Two lists of rows of one day as one: what the newer ones say stands, what they leave open stays as it was."""
    if _KEYS[endpoint] == ("msgid",):
        older, newer = named_alike(older, newer)
    return _joined_list(older, newer, lambda row: _identity(endpoint, row))


def _joined_list(older: Sequence[Row], newer: Sequence[Row], identity: Callable[[Row], object]) -> list[dict[str, Any]]:
    by_identity: dict[object, dict[str, Any]] = {}
    for row in (*older, *newer):
        key = identity(row)
        by_identity[key] = _joined_row(by_identity.get(key, {}), row)
    return list(by_identity.values())


def _joined_row(older: Row, newer: Row) -> dict[str, Any]:
    joined = dict(older)
    for key, value in newer.items():
        before = older.get(key)
        if key in _WITHIN and _objects(value):
            parts = before if _objects(before) else []
            joined[key] = _joined_list(parts, value, _by(_WITHIN[key]))
        elif isinstance(value, Mapping):
            joined[key] = _joined_row(before if isinstance(before, Mapping) else {}, value)
        elif value is not None or key not in older:
            joined[key] = value
    return joined


def _by(name: str) -> Callable[[Row], object]:
    return lambda part: _text(part.get(name))


def _objects(value: object) -> TypeGuard[list[Row]]:
    return isinstance(value, list) and all(isinstance(part, Mapping) for part in value)


def _identity(endpoint: str, row: Row) -> object:
    return tuple(_key(name, row.get(name)) for name in _KEYS[endpoint])


def _key(name: str, value: object) -> str:
    if name == "user_source" and value is None:
        value = TOTAL_SOURCE  # the form of 2014: one row, of all sources, that does not say so
    known = number(value)
    return str(known) if known is not None else _text(value)
