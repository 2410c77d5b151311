"""Which interface a packet came from, by the shape of its rows: a saved reply does not say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.wechat.endpoints import (
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    ENDPOINTS,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
    Endpoint,
)

_READ_FIELDS = frozenset({"int_page_read_user", "int_page_read_count", "ori_page_read_user", "ori_page_read_count"})


def recognise(rows: Iterable[Mapping[str, Any]]) -> Endpoint | None:
    """The interface whose rows look like these; None for no rows, rows of two kinds, or none that it knows."""
    kinds = {_of(row) for row in rows}
    return kinds.pop() if len(kinds) == 1 else None


def named_by(file: str) -> Endpoint | None:
    """The interface with whose name a file's name begins, the longest that does."""
    names = (endpoint for endpoint in ENDPOINTS if file.casefold().startswith(endpoint.name))
    return max(names, key=lambda endpoint: len(endpoint.name), default=None)


def _of(row: Mapping[str, Any]) -> Endpoint | None:
    if "details" in row:
        return ARTICLE_TOTAL
    if "detail_list" in row:
        return ARTICLE_TOTAL_DETAIL
    if "detail" in row:
        return _of_successor(row)
    if "share_scene" in row:
        return USER_SHARE_HOUR if "ref_hour" in row else USER_SHARE
    if row.keys().isdisjoint(_READ_FIELDS):
        return None
    if "ref_hour" in row:
        return USER_READ_HOUR
    return ARTICLE_SUMMARY if "msgid" in row else USER_READ


def _of_successor(row: Mapping[str, Any]) -> Endpoint | None:
    if "msgid" not in row:
        return BIZ_SUMMARY
    detail = row["detail"]
    if not isinstance(detail, Mapping):
        return None
    reads, shares = ("read_user" in detail or "read_user_source" in detail), "share_user" in detail
    if reads is shares:
        return None
    return ARTICLE_READ if reads else ARTICLE_SHARE
