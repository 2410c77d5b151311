"""A table's row as WeChat's own rows, so that the parsers read it as they read WeChat's.

A row goes under a classic interface when its day is older than the successors, or when its table counts times, which
only the classics do; else under a successor. Figures that the interface does not have stay on the row under the
name that the other generation gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.core.days import SUCCESSORS_FROM
from bot.core.facts import Generation
from bot.core.metrics import BY_NAME, Unit
from bot.exchange.columns import DELIVERED
from bot.exchange.kinds import Kind
from bot.exchange.labels import scene_number, source_label, source_number
from bot.exchange.made_up import made_up_id
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
    Endpoint,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A table's row, read."""

    kind: Kind
    account: str
    day: date
    """The day that it is about; of a life, the day of publishing."""
    figures: Mapping[str, int | float] = field(hash=False)
    times: bool
    """Whether its table has a column of times."""
    stat: date | None = None
    msgid: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    scene: str | None = None
    hour: int | None = None
    generation: Generation | None = None
    """What the row says itself."""
    notified: bool | None = None
    published: date | None = None
    """Of an article's day, the day of publishing where its table tells it."""

    @property
    def article(self) -> str:
        """The article's msgid; where a table gives only the title, a made-up one that it always gets."""
        # The same title may come every morning: the day of publishing or the link tells one from the other.
        apart = self.published.isoformat() if self.published else self.url
        return self.msgid or made_up_id(self.title, apart)

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells it from other rows of its table."""
        article = self.article if self.kind in (Kind.ARTICLES, Kind.LIVES) else None
        source = source_number(self.source) if self.source else None
        scene = scene_number(self.scene) if self.scene else None
        return (self.account, self.day, self.stat, article, source, scene, self.hour, self.generation)


def wechat_rows(record: Record) -> list[tuple[Endpoint, Row]]:
    """The rows that tell what the record does, each with its interface."""
    return _WRITERS[record.kind](record)


def counts_times(key: str) -> bool:
    """Whether a metric counts times that only the classics count."""
    metric = BY_NAME.get(key)
    return metric is not None and metric.unit is Unit.TIMES and metric.successor is None


def _generation(record: Record) -> Generation:
    if record.day < SUCCESSORS_FROM:
        return Generation.CLASSIC
    if record.generation is not None:
        return record.generation
    return Generation.CLASSIC if record.times else Generation.SUCCESSOR


def _fields(record: Record, generation: Generation) -> Row:
    fields: Row = {}
    for name, value in record.figures.items():
        if name == DELIVERED:
            fields["target_user"] = value
        else:
            metric = BY_NAME[name]
            own, other = metric.classic, metric.successor
            if generation is Generation.SUCCESSOR:
                own, other = other, own
            fields[own or other or name] = value
    return fields


def _head(record: Record) -> Row:
    named = {"title": record.title, "url": record.url}
    return {
        "ref_date": record.day.isoformat(),
        "msgid": record.article,
        **{key: value for key, value in named.items() if value},
    }


def _article(record: Record) -> list[tuple[Endpoint, Row]]:
    generation = _generation(record)
    fields = _fields(record, generation)
    if generation is Generation.CLASSIC:
        return [(ARTICLE_SUMMARY, {**_head(record), **fields})]
    shared = {key: fields.pop(key) for key in ("share_user",) if key in fields}
    parts = ((ARTICLE_READ, fields), (ARTICLE_SHARE, shared))
    return [(endpoint, {**_head(record), "detail": part}) for endpoint, part in parts if part]


def _life(record: Record) -> list[tuple[Endpoint, Row]]:
    generation = _generation(record)
    stat = {"stat_date": (record.stat or record.day).isoformat(), **_fields(record, generation)}
    told = {} if record.notified is None else {"publish_type": 0 if record.notified else 1}
    if generation is Generation.CLASSIC:
        return [(ARTICLE_TOTAL, {**_head(record), **told, "details": [stat]})]
    return [(ARTICLE_TOTAL_DETAIL, {**_head(record), **told, "detail_list": [stat]})]


def _account(record: Record) -> list[tuple[Endpoint, Row]]:
    day, generation = record.day.isoformat(), _generation(record)
    fields = _fields(record, generation)
    if generation is Generation.SUCCESSOR:
        return [(BIZ_SUMMARY, {"ref_date": day, "detail": fields})]
    return [(USER_READ, {"ref_date": day, "user_source": TOTAL_SOURCE, **fields})]


def _source(record: Record) -> list[tuple[Endpoint, Row]]:
    number = source_number(record.source or "")
    if number == TOTAL_SOURCE:
        return _account(record)
    # A successor's source has readers and nothing else: what has more is kept where there is room for it.
    if _generation(record) is Generation.SUCCESSOR and set(record.figures) <= {"readers"}:
        part = {"user_count": record.figures["readers"], "scene_desc": source_label(record.source or "")}
        return [(BIZ_SUMMARY, {"ref_date": record.day.isoformat(), "detail": {"read_user_source": [part]}})]
    fields = _fields(record, Generation.CLASSIC)
    return [(USER_READ, {"ref_date": record.day.isoformat(), "user_source": number, **fields})]


def _scene(record: Record) -> list[tuple[Endpoint, Row]]:
    fields = _fields(record, Generation.CLASSIC)
    number = scene_number(record.scene or "")
    return [(USER_SHARE, {"ref_date": record.day.isoformat(), "share_scene": number, **fields})]


def _hour(record: Record) -> list[tuple[Endpoint, Row]]:
    fields = _fields(record, Generation.CLASSIC)
    when = {"ref_date": record.day.isoformat(), "ref_hour": (record.hour or 0) * 100}
    if record.scene:
        return [(USER_SHARE_HOUR, {**when, "share_scene": scene_number(record.scene), **fields})]
    source = source_number(record.source) if record.source else TOTAL_SOURCE
    return [(USER_READ_HOUR, {**when, "user_source": source, **fields})]


_WRITERS = {
    Kind.ACCOUNT: _account,
    Kind.ARTICLES: _article,
    Kind.SOURCES: _source,
    Kind.SCENES: _scene,
    Kind.HOURS: _hour,
    Kind.LIVES: _life,
}
