"""The account's figures as rows of the classic endpoints, key by key as WeChat writes them.

Source: the endpoints' field tables and samples. Undocumented keys that real replies carry are here too:
`user_source` 0 on rows of articles and shares, `total_online_time` by hour, `content_url`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.wechat.endpoints import (
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    TOTAL_SOURCE,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
)
from bot.wechat.simulator.account_days import Four, account_day, by_source, four, hours
from bot.wechat.simulator.articles import ELSEWHERE, LOOK_AND_SEARCH_FROM, alive_on, gain, life, nature, sent_on
from bot.wechat.simulator.asked import Asked, Row
from bot.wechat.simulator.gains import Gain
from bot.wechat.simulator.successor_rows import SUCCESSOR_ROWS
from bot.wechat.simulator.tallies import NONE, Tally

THRESHOLD = 3
"""Readers, original readers, sharers, shares and favourites together that an article's day needs for a row."""

SPLIT_FROM = date(2020, 2, 28)
"""From this day on replies are split by source, with a row of all sources."""

SOURCES_FROM = date(2015, 6, 1)
"""Before this day, in the old forms, rows have no `user_source`."""

UNLISTED = 5
"""A `share_scene` that replies carry, and no table of the documents lists."""

_READ_FROM = {0: "session", 4: "hist_msg", 2: "feed", 1: "friends", 5: "other", 6: "kanyikan", 7: "souyisou"}
_NEWER_SOURCES = (6, 7)
_STARTED_FROM = {0: "session", 2: "feed", 5: "other"}


def _reads(part: Tally) -> Row:
    return {"int_page_read_user": part.people, "int_page_read_count": part.times}


def _shares(part: Tally) -> Row:
    return {"share_user": part.people, "share_count": part.times}


def _eight(fours: Four) -> Row:
    return {
        **_reads(fours.reads),
        "ori_page_read_user": fours.original.people,
        "ori_page_read_count": fours.original.times,
        **_shares(fours.shares),
        "add_to_fav_user": fours.favourites.people,
        "add_to_fav_count": fours.favourites.times,
    }


def _half(fours: Four) -> Row:
    """What a row of one source carries since the split: unknown is left out, not 0."""
    return {**_reads(fours.reads), **_shares(fours.shares)}


def article_summary(asked: Asked) -> list[Row]:
    """What each article gained on the day; one that hardly anybody opened has no row."""
    rows = []
    for article in alive_on(asked.account, asked.day):
        gained = gain(article, (asked.day - article.day).days)
        if _weight(gained) >= THRESHOLD:
            kind = nature(article)
            head = {"ref_date": str(asked.day), "user_source": 0, "msgid": kind.msgid, "title": kind.title}
            rows.append(head | _eight(four(gained)))
    return rows


def _weight(gained: Gain) -> int:
    people = gained.reads.people + gained.original.people + gained.shares.people
    return people + gained.shares.times + gained.favourites.times


def article_total(asked: Asked) -> list[Row]:
    """The articles sent on the day, each with its cumulative figures day by day."""
    rows = []
    for article in sent_on(asked.account, asked.day):
        kind = nature(article)
        details = [_detail(day, total, kind.target) for day, total in life(article, asked.newest)]
        head = {"ref_date": str(asked.day), "user_source": 0, "msgid": kind.msgid, "title": kind.title}
        rows.append({**head, "content_url": kind.url, "details": details})
    return rows


def _detail(day: date, total: Gain, target: int) -> Row:
    detail: Row = {"stat_date": str(day), "target_user": target, **_eight(four(total))}
    for source, name in _READ_FROM.items():
        if source in _NEWER_SOURCES and day < LOOK_AND_SEARCH_FROM:
            continue
        part = total.sources.get(source, NONE)
        detail[f"int_page_from_{name}_read_user"] = part.people
        detail[f"int_page_from_{name}_read_count"] = part.times
    for source, name in _STARTED_FROM.items():
        part = total.starts[source]
        detail[f"feed_share_from_{name}_user"] = part.people
        detail[f"feed_share_from_{name}_cnt"] = part.times
    return detail


def user_read(asked: Asked) -> list[Row]:
    """The account's day by source and, in the present form, over all of them."""
    total, sources = four(account_day(asked.account, asked.day)), by_source(asked.account, asked.day)
    return _by_source(asked, {"ref_date": str(asked.day)}, total, sources, {})


def user_read_hour(asked: Asked) -> list[Row]:
    """The same hour by hour; in the present form without originals and favourites. No read, no row."""
    rows = []
    for n, hour in enumerate(hours(asked.account, asked.day)):
        if hour.total:
            head = {"ref_date": str(asked.day), "ref_hour": n * 100}
            rows += _by_source(asked, head, hour.total, hour.sources, {"total_online_time": 0})
    return rows


def _by_source(asked: Asked, head: Row, total: Four, sources: Mapping[int, Four], extra: Row) -> list[Row]:
    if asked.old_forms and asked.day < SOURCES_FROM:
        return [head | _eight(total)]
    if asked.old_forms and asked.day < SPLIT_FROM:
        return [{**head, "user_source": source, **_eight(part), **extra} for source, part in sources.items()]
    hourly = "ref_hour" in head
    rows = [{**head, "user_source": source, **_half(part), **extra} for source, part in sources.items()]
    whole = _half(total) if hourly else _eight(total)
    return [*rows, {**head, "user_source": TOTAL_SOURCE, **whole, **extra}]


def user_share(asked: Asked) -> list[Row]:
    """The day's shares by scene."""
    head = {"ref_date": str(asked.day), "user_source": 0}
    return _by_scene(asked, head, account_day(asked.account, asked.day).scenes)


def user_share_hour(asked: Asked) -> list[Row]:
    """The day's shares by hour and scene."""
    rows = []
    for n, hour in enumerate(hours(asked.account, asked.day)):
        head = {"ref_date": str(asked.day), "ref_hour": n * 100, "user_source": 0}
        rows += _by_scene(asked, head, hour.scenes)
    return rows


def _by_scene(asked: Asked, head: Row, scenes: Mapping[int, Tally]) -> list[Row]:
    """On some days what went elsewhere bears a number that no table lists, as in the documented sample."""
    unlisted = asked.account.dice("unlisted", asked.day).chance(0.1)
    return [
        {
            **head,
            "share_scene": UNLISTED if unlisted and scene == ELSEWHERE else scene,
            "share_count": part.times,
            "share_user": part.people,
        }
        for scene, part in scenes.items()
        if part.times
    ]


ROWS: dict[str, Callable[[Asked], list[Row]]] = {
    ARTICLE_SUMMARY.name: article_summary,
    ARTICLE_TOTAL.name: article_total,
    USER_READ.name: user_read,
    USER_READ_HOUR.name: user_read_hour,
    USER_SHARE.name: user_share,
    USER_SHARE_HOUR.name: user_share_hour,
    **SUCCESSOR_ROWS,
}
"""Who makes the rows of an endpoint; one that stands in `ENDPOINTS` needs an entry here."""
