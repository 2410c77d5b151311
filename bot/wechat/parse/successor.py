"""Replies of the four successors → facts.

Source of every field: the interfaces' field tables. They count people alone, but for comments and pieces published;
`is_delay` is the reply's own matter (`Reply.delayed`). Sources are Chinese labels, of which any may be left out, and
whose people overlap; one that the documents do not list is kept as it is.
"""

from __future__ import annotations

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
_NAMES = {**SOURCE_LABELS, ALL_SOURCES: ALL_SOURCES}


def account_day(reply: Reply) -> AccountDay | None:
    """All content of the account (getbizsummary); the last row of doubles. None if no row says anything."""
    row = _account_row(reply)
    return AccountDay(reply.day, counted(row), provenance(reply)) if row else None


def _account_row(reply: Reply) -> Row | None:
    return next((row for row in reversed(reply.rows) if counted(row).known), None)


def source_days(reply: Reply) -> tuple[SourceDay, ...]:
    """Readers by source (getbizsummary); what stands for all sources together is not one of them."""
    source, row = provenance(reply), _account_row(reply) or {}
    parts = read_from(object_of(row.get("detail")))
    return tuple(SourceDay(reply.day, name, Figures(readers=readers), source) for name, readers in parts.items())


def article_days(reply: Reply) -> tuple[ArticleDay, ...]:
    """Each article's readers (getarticleread) or sharers (getarticleshare) of the day; the last row of doubles."""
    day, source = reply.day, provenance(reply)
    by_id = {}
    for row in reply.rows:
        if msgid := text(row.get("msgid")):
            by_id[msgid] = ArticleDay(day, msgid, text(row.get("title")), url(row), counted(row), source)
    return tuple(by_id.values())


def article_sources(reply: Reply) -> dict[str, dict[str, int | None]]:
    """Each article's readers of the day by source, by msgid (getarticleread); the last row of doubles.

    Apart from the articles themselves: few questions want them, and they are most of a reply.
    """
    rows = ((text(row.get("msgid")), row) for row in reply.rows)
    return {msgid: read_from(object_of(row.get("detail"))) for msgid, row in rows if msgid}


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


def read_from(detail: Row) -> dict[str, int | None]:
    """Readers by source; the figure of all sources together is left out."""
    found = _sources(detail)
    found.pop(ALL_SOURCES, None)
    return found


def _sources(detail: Row) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for part in objects_of(detail.get("read_user_source")):
        label, readers = part.get("scene_desc"), part.get("user_count")
        # Nearly all labels are as documented: looking at the words of others is for those alone.
        name = _NAMES.get(label) if type(label) is str else None
        if name or (name := _named(label)):
            found[name] = number(readers)
    return found


def _named(label: object) -> str | None:
    words = text(label)
    return _NAMES.get(words, words) if words else None


def counted(row: Row) -> Figures:
    """The figures of a row's `detail`; its readers, where they are missing, from the figure of all sources.

    Figures beside `detail` are taken where it has none: a table that was imported may carry more than these
    interfaces give.
    """
    detail = object_of(row.get("detail"))
    if detail.get(_READERS) is None:
        whole = _sources(detail).get(ALL_SOURCES)
        if whole is not None:
            return figures(row, detail, {_READERS: whole})
    return figures(row, detail)


def _life_day(detail: Row) -> LifeDay | None:
    stat = day_of(detail.get("stat_date"))
    if stat is None:
        return None
    people = {name: (readers, None) for name, readers in read_from(detail).items()}
    return LifeDay(stat, None, figures(detail), people, rates(detail), _exits(detail))


def _exits(detail: Row) -> dict[int, float]:
    """Where readers leave (read_jump_position): 1 is the first fifth of the article, 5 the last."""
    found = ((number(part.get("position")), rate(part.get("rate"))) for part in _jumps(detail))
    return {place: part for place, part in found if place is not None and 1 <= place <= 5 and part is not None}


def _jumps(detail: Row) -> list[Row]:
    return objects_of(detail.get("read_jump_position"))
