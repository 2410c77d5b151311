"""Whether anything can be read from a reply: what cannot must not take the place of what can."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.facts import Reply
from bot.wechat.endpoints import (
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
)
from bot.wechat.parse.successor import counted
from bot.wechat.parse.values import Row, day_of, figures, hour_of, objects_of, text


def legible(reply: Reply) -> bool:
    """Whether a reply has no rows, or at least one that says something."""
    rows, says = reply.rows, _SAYS[reply.endpoint]
    return not rows or any(says(row) for row in rows)


def _counts(row: Row) -> bool:
    return bool(counted(row).known)


def _article(row: Row) -> bool:
    return text(row.get("msgid")) is not None and _counts(row)


def _life(row: Row, days: object) -> bool:
    """An article that was published just now may have no days yet."""
    if text(row.get("msgid")) is None or not isinstance(days, list):
        return False
    return not days or any(day_of(day.get("stat_date")) and figures(day).known for day in objects_of(days))


def _hour(row: Row) -> bool:
    return hour_of(row.get("ref_hour")) is not None and _counts(row)


_SAYS: dict[str, Callable[[Row], bool]] = {
    ARTICLE_SUMMARY.name: _article,
    ARTICLE_TOTAL.name: lambda row: _life(row, row.get("details")),
    USER_READ.name: _counts,
    USER_READ_HOUR.name: _hour,
    USER_SHARE.name: _counts,
    USER_SHARE_HOUR.name: _hour,
    ARTICLE_READ.name: _article,
    ARTICLE_SHARE.name: _article,
    BIZ_SUMMARY.name: _counts,
    ARTICLE_TOTAL_DETAIL.name: lambda row: _life(row, row.get("detail_list")),
}
