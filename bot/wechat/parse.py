"""Raw replies → facts. Parsed on every reading, so that a better parser corrects the past.

Unknown keys are ignored, absent or unusable values are unknown (None), rows of other days are left out.
Source of every field: the datacube interfaces' field tables; quirks as users report them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.core.facts import (
    AccountDay,
    ArticleDay,
    ArticleLife,
    Figures,
    HourDay,
    LifeDay,
    Provenance,
    Reply,
    SceneDay,
    SourceDay,
)
from bot.core.metrics import METRICS
from bot.core.totals import times
from bot.wechat.endpoints import BY_NAME, SCENES, SOURCES, TOTAL_SOURCE

Row = Mapping[str, Any]


MOST = 10**15
"""No count is larger: what is, is a mistake, and would break sums and means."""


def number(value: object) -> int | None:
    """A count from what stands in a row: whole, from 0 to MOST, else unknown. Numbers as strings are taken."""
    if isinstance(value, str):
        digits = value.strip()
        value = int(digits) if digits.isdecimal() and len(digits) <= len(str(MOST)) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST and value == int(value) else None


def text(value: object) -> str | None:
    """Words from a row, without the blanks around them; empty is unknown.

    Half a surrogate pair, which JSON can carry and no chat can, becomes U+FFFD.
    """
    if not isinstance(value, str):
        return None
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip() or None


def figures(row: Row) -> Figures:
    """The eight shared metrics of a row."""
    return Figures(**{metric.name: number(row.get(metric.classic)) for metric in METRICS})


def provenance(reply: Reply) -> Provenance:
    """Where the facts of a reply come from."""
    return Provenance(BY_NAME[reply.endpoint].generation, reply.endpoint, reply.fetched_at)


def account_day(reply: Reply) -> AccountDay | None:
    """All content of the account (getuserread): the row of all sources, or the day's only row, or that without source.

    Where a day has only rows by source, people are unknown and times are the sum.
    """
    rows = reply.rows
    if not rows:
        return None
    total = next((row for row in rows if number(row.get("user_source")) == TOTAL_SOURCE), None)
    total = total or next((row for row in rows if row.get("user_source") is None), None)
    total = total or (rows[0] if len(rows) == 1 else None)
    if total is not None:
        return AccountDay(reply.day, figures(total), provenance(reply))
    parts = [figures(row) for row in rows]
    sums = {m.name: times(part[m.name] for part in parts) for m in METRICS if m.unit.adds_up}
    return AccountDay(reply.day, Figures(**sums), provenance(reply))


def _named(value: object, names: Mapping[int, str]) -> str:
    known = number(value)
    return names.get(known, str(known)) if known is not None else str(value)


def source_days(reply: Reply) -> tuple[SourceDay, ...]:
    """Readers and reads by source (getuserread); a day's row of all sources is not one of them."""
    rows = (r for r in reply.rows if r.get("user_source") is not None)
    return tuple(
        SourceDay(reply.day, _named(row["user_source"], SOURCES), figures(row), provenance(reply))
        for row in rows
        if number(row["user_source"]) != TOTAL_SOURCE
    )


def article_days(reply: Reply) -> tuple[ArticleDay, ...]:
    """What each article gained on the day (getarticlesummary), one for each msgid: the last row of doubles."""
    by_id = {msgid: row for row in reply.rows if (msgid := text(row.get("msgid")))}
    return tuple(
        ArticleDay(reply.day, msgid, text(row.get("title")), _url(row), figures(row), provenance(reply))
        for msgid, row in by_id.items()
    )


def _url(row: Row) -> str | None:
    url = text(row.get("content_url")) or text(row.get("url"))
    return url if url and url.startswith(("http://", "https://")) else None


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
    return tuple(
        HourDay(reply.day, hhmm // 100, _named(row.get(key), names), figures(row), provenance(reply))
        for row in reply.rows
        if (hhmm := number(row.get("ref_hour"))) is not None and hhmm < 2400
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
    lives = []
    for row in reply.rows:
        details = row.get("details")
        if not (msgid := text(row.get("msgid"))) or not isinstance(details, list):
            continue
        stats = {s.stat_date: s for d in details if isinstance(d, Mapping) and (s := _life_day(d))}
        ordered = tuple(stats[day] for day in sorted(stats))
        lives.append(ArticleLife(reply.day, msgid, text(row.get("title")), _url(row), ordered, provenance(reply)))
    return tuple(lives)


def day_of(value: object) -> date | None:
    """A date from a row's `YYYY-MM-DD`, or `YYYYMMDD`; anything else is unknown."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def rows_by_day(body: Mapping[str, Any], days: Iterable[date]) -> dict[date, list[Row]] | None:
    """An answer's rows by `ref_date`, for the days asked for alone; None if the answer has no list of rows.

    Rows of other days do come (seen 2022-08-26) and are left out.
    """
    rows = body.get("list")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return None
    by_day: dict[date, list[Row]] = {day: [] for day in days}
    for row in rows:
        day = day_of(row.get("ref_date"))
        if day in by_day:
            by_day[day].append(row)
    return by_day


PARSERS: dict[str, Callable[[Reply], dict[str, Any]]] = {
    "getarticlesummary": lambda reply: {"articles": article_days(reply)},
    "getarticletotal": lambda reply: {"lives": article_lives(reply)},
    "getuserread": lambda reply: {"account": account_day(reply), "sources": source_days(reply)},
    "getuserreadhour": lambda reply: {"read_hours": hour_days(reply)},
    "getusershare": lambda reply: {"scenes": scene_days(reply)},
    "getusersharehour": lambda reply: {"share_hours": hour_days(reply)},
}
"""What a reply of each endpoint says about its day: fields of `DayFacts`."""
