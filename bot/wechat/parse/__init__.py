"""Raw replies → facts. Parsed on every reading, so that a better parser corrects the past.

Unknown keys are ignored, absent or unusable values are unknown (None), rows of other days are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.facts import Named, Reply
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
from bot.wechat.parse import classic, successor
from bot.wechat.parse.legible import legible
from bot.wechat.parse.values import MOST, Row, day_of, figures, number, rate, rows_by_day, text, url

Parser = Callable[[Reply], Any]

PARSERS: Mapping[str, Mapping[str, Parser]] = {
    ARTICLE_SUMMARY.name: {"articles": classic.article_days},
    ARTICLE_TOTAL.name: {"lives": classic.article_lives},
    USER_READ.name: {"account": classic.account_day, "sources": classic.source_days},
    USER_READ_HOUR.name: {"read_hours": classic.hour_days},
    USER_SHARE.name: {"scenes": classic.scene_days},
    USER_SHARE_HOUR.name: {"share_hours": classic.hour_days},
    ARTICLE_READ.name: {"articles": successor.article_days, "article_sources": successor.article_sources},
    ARTICLE_SHARE.name: {"articles": successor.article_days},
    BIZ_SUMMARY.name: {"account": successor.account_day, "sources": successor.source_days},
    ARTICLE_TOTAL_DETAIL.name: {"lives": successor.article_lives},
}
"""What a reply of each endpoint says about its day: fields of `DayFacts`, each with its own parser."""

_PUBLISHED_ON_THE_DAY = (ARTICLE_TOTAL.name, ARTICLE_TOTAL_DETAIL.name)


def names(reply: Reply) -> dict[str, Named]:
    """How the articles of a reply are called, by msgid, as far as it says; and that they were published on its day."""
    published = reply.day if reply.endpoint in _PUBLISHED_ON_THE_DAY else None
    found = {}
    for row in reply.rows:
        msgid, title, link = text(row.get("msgid")), text(row.get("title")), url(row)
        if msgid and (title or link or published):
            found[msgid] = Named(title, link, published)
    return found


__all__ = [
    "MOST",
    "PARSERS",
    "Parser",
    "Row",
    "day_of",
    "figures",
    "legible",
    "names",
    "number",
    "rate",
    "rows_by_day",
    "text",
]
