"""Replies of the six classic interfaces → facts.

Source of every field: the interfaces' field tables; quirks as users report them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.facts import AccountDay, ArticleDay, ArticleLife, Figures, HourDay, LifeDay, Reply, SceneDay, SourceDay
from bot.core.metrics import COUNTS
from bot.core.totals import times
from bot.wechat.endpoints import SCENES, SOURCES, TOTAL_SOURCE
from bot.wechat.parse.values import Row, day_of, figures, hour_of, number, objects_of, provenance, text, url


def account_day(reply: Reply) -> AccountDay | None:
    """All content of the account (getuserread): the row of all sources, or the day's only row, or that without source.

    Where a day has only rows by source, people are unknown and times are the sum.
    """
    rows = reply.rows
    whole = [row for row in rows if number(row.get("user_source")) == TOTAL_SOURCE]
    whole += [row for row in rows if row.get("user_source") is None] + (rows if len(rows) == 1 else [])
    total = next((found for row in whole if (found := figures(row)).known), None)
    if total is not None:
        return AccountDay(reply.day, total, provenance(reply))
    parts = [found for row in rows if (found := figures(row)).known]
    if not parts:
        return None
    sums = {m.name: times(part[m.name] for part in parts) for m in COUNTS if m.unit.adds_up}
    return AccountDay(reply.day, Figures(**sums), provenance(reply))


def _named(value: object, names: Mapping[int, str]) -> str:
    if value is None:
        return "all"  # rows of before they were told apart
    known = number(value)
    return names.get(known, str(known)) if known is not None else str(value)


def source_days(reply: Reply) -> tuple[SourceDay, ...]:
    """Readers and reads by source (getuserread); a day's row of all sources is not one of them."""
    rows = (r for r in reply.rows if r.get("user_source") is not None)
    source = provenance(reply)
    return tuple(
        SourceDay(reply.day, _named(row["user_source"], SOURCES), figures(row), source)
        for row in rows
        if number(row["user_source"]) != TOTAL_SOURCE
    )


def article_days(reply: Reply) -> tuple[ArticleDay, ...]:
    """What each article gained on the day (getarticlesummary), one for each msgid: the last row of doubles."""
    day, source = reply.day, provenance(reply)
    by_id = {
        msgid: ArticleDay(day, msgid, text(row.get("title")), url(row), figures(row), source)
        for row in reply.rows
        if (msgid := text(row.get("msgid")))
    }
    return tuple(by_id.values())


def scene_days(reply: Reply) -> tuple[SceneDay, ...]:
    """Sharers and shares by scene (getusershare)."""
    return tuple(
        SceneDay(
            reply.day,
            _named(row.get("share_scene"), SCENES),
            number(row.get("share_user")),
            number(row.get("share_count")),
            provenance(reply),
        )
        for row in reply.rows
    )


def hour_days(reply: Reply) -> tuple[HourDay, ...]:
    """The day by hour, by source or scene (getuserreadhour, getusersharehour); `ref_hour` is hhmm as a number.

    An hour's row of all sources has the origin `all`: it is the hour's total, not one more source.
    """
    scenes = "share" in reply.endpoint
    key, names = ("share_scene", SCENES) if scenes else ("user_source", {**SOURCES, TOTAL_SOURCE: "all"})
    source = provenance(reply)
    return tuple(
        HourDay(reply.day, hour, _named(row.get(key), names), figures(row), source)
        for row in reply.rows
        if (hour := hour_of(row.get("ref_hour"))) is not None
    )


_READ_FROM = {
    "conversation": "session",
    "history": "hist_msg",
    "moments": "feed",
    "friends": "friends",
    "other": "other",
    "look": "kanyikan",
    "search": "souyisou",
}


def _life_day(row: Row) -> LifeDay | None:
    stat = day_of(row.get("stat_date"))
    if stat is None:
        return None
    read_from = {}
    for name, part in _READ_FROM.items():
        users = number(row.get(f"int_page_from_{part}_read_user"))
        counts = number(row.get(f"int_page_from_{part}_read_count"))
        if users is not None or counts is not None:
            read_from[name] = (users, counts)
    return LifeDay(stat, number(row.get("target_user")), figures(row), read_from)


def article_lives(reply: Reply) -> tuple[ArticleLife, ...]:
    """The articles sent on the day with their cumulative figures, oldest first (getarticletotal)."""
    lives, source = [], provenance(reply)
    for row in reply.rows:
        if not (msgid := text(row.get("msgid"))) or not isinstance(row.get("details"), list):
            continue
        stats = {s.stat_date: s for d in objects_of(row["details"]) if (s := _life_day(d))}
        ordered = tuple(stats[day] for day in sorted(stats))
        lives.append(ArticleLife(reply.day, msgid, text(row.get("title")), url(row), ordered, source))
    return tuple(lives)
