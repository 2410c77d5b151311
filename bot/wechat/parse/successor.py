"""Replies of the four successors → facts.

Source of every field: the interfaces' field tables. They count people alone, but for comments and pieces published;
`is_delay` is the reply's own matter (`Reply.delayed`). Sources are Chinese labels, of which any may be left out, and
whose people overlap; one that the documents do not list is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.facts import AccountDay, ArticleDay, ArticleLife, Figures, LifeDay, Reply, SourceDay
from bot.core.metrics import BY_NAME
from bot.wechat.endpoints import ALL_SOURCES, SOURCE_LABELS
from bot.wechat.parse.values import (
    Row,
    day_of,
    figures,
    number,
    object_of,
    objects_of,
    provenance,
    rate,
    rates,
    text,
    url,
)

_READERS = BY_NAME["readers"].successor or ""


def account_day(reply: Reply) -> AccountDay | None:
    """All content of the account (getbizsummary); the last row of doubles. None if no row says anything."""
    for row in reversed(reply.rows):
        found = _counted(row)
        if found.known:
            return AccountDay(reply.day, found, provenance(reply))
    return None


def source_days(reply: Reply) -> tuple[SourceDay, ...]:
    """Readers by source (getbizsummary); what stands for all sources together is not one of them."""
    source = provenance(reply)
    rows = reply.rows[-1:]
    parts = (part for row in rows for part in read_from(object_of(row.get("detail"))).items())
    return tuple(SourceDay(reply.day, name, Figures(readers=readers), source) for name, readers in parts)


def article_days(reply: Reply) -> tuple[ArticleDay, ...]:
    """Each article's readers (getarticleread) or sharers (getarticleshare) of the day; the last row of doubles."""
    source = provenance(reply)
    by_id = {msgid: row for row in reply.rows if (msgid := text(row.get("msgid")))}
    return tuple(
        ArticleDay(
            reply.day,
            msgid,
            text(row.get("title")),
            url(row),
            _counted(row),
            source,
            read_from(object_of(row.get("detail"))),
        )
        for msgid, row in by_id.items()
    )


def article_lives(reply: Reply) -> tuple[ArticleLife, ...]:
    """What was published on the day with its cumulative figures, oldest first (getarticletotaldetail).

    Every row of `detail_list` is the total from publishing to its `stat_date`: never summed.
    """
    source = provenance(reply)
    lives = []
    for row in reply.rows:
        if not (msgid := text(row.get("msgid"))) or not isinstance(row.get("detail_list"), list):
            continue
        stats = {s.stat_date: s for detail in objects_of(row["detail_list"]) if (s := _life_day(detail))}
        ordered = tuple(stats[day] for day in sorted(stats))
        kind = number(row.get("publish_type"))
        notified = None if kind is None else kind == 0
        lives.append(ArticleLife(reply.day, msgid, text(row.get("title")), url(row), ordered, source, notified))
    return tuple(lives)


def read_from(detail: Row) -> Mapping[str, int | None]:
    """Readers by source; the figure of all sources together is left out."""
    return {name: readers for name, readers in _sources(detail) if name != ALL_SOURCES}


def _sources(detail: Row) -> Iterator[tuple[str, int | None]]:
    for part in objects_of(detail.get("read_user_source")):
        if label := text(part.get("scene_desc")):
            yield SOURCE_LABELS.get(label, label), number(part.get("user_count"))


def _counted(row: Row) -> Figures:
    """The figures of a row's `detail`; its readers, where they are missing, from the figure of all sources.

    Figures beside `detail` are taken where it has none: a table that was imported may carry more than these
    interfaces give.
    """
    detail = object_of(row.get("detail"))
    if detail.get(_READERS) is None:
        whole = next((readers for name, readers in _sources(detail) if name == ALL_SOURCES), None)
        if whole is not None:
            detail = {**detail, _READERS: whole}
    return figures({**row, **detail})


def _life_day(detail: Row) -> LifeDay | None:
    stat = day_of(detail.get("stat_date"))
    if stat is None:
        return None
    people = {name: (readers, None) for name, readers in _sources(detail) if name != ALL_SOURCES}
    return LifeDay(stat, None, figures(detail), people, rates(detail), _exits(detail))


def _exits(detail: Row) -> dict[int, float]:
    """Where readers leave (read_jump_position): 1 is the first fifth of the article, 5 the last."""
    found = ((number(part.get("position")), rate(part.get("rate"))) for part in _jumps(detail))
    return {place: part for place, part in found if place is not None and 1 <= place <= 5 and part is not None}


def _jumps(detail: Row) -> list[Row]:
    return objects_of(detail.get("read_jump_position"))
