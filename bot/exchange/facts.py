"""What is held as tables of facts: for each table its columns, and the rows of a stretch of days. Unknown is None."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from bot.collect.joining import ALL_TOGETHER, joined, named, whole_hours
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import N_
from bot.core.facts import AccountDay, ArticleDay, ArticleLife, Figures, HourDay, Provenance, Reply, SceneDay, SourceDay
from bot.core.metrics import COUNTS, DAILY, RATES, Metric, Unit
from bot.core.ports import Archive
from bot.exchange.wording import SINCE, UNTIL, name_of
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.parse import PARSERS

Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]

CHUNK = 31
"""Days whose replies are held in memory at a time."""

LONGEST_LIFE = 31
"""Days of which an article's life may tell."""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of fact as a table."""

    name: str
    """The word for it on the command line."""
    title: str
    told: tuple[str, ...]
    """Columns that say what a row is about."""
    figures: tuple[str, ...]
    rows: Mapping[str, Callable[[Any], list[Row]]]
    """By fields of `DayFacts`: the rows of one fact, without the account and where they are from."""
    of: Callable[[Sequence[Any]], Sequence[Any]] = list
    """Of a day's facts, those that stand in it."""
    since: tuple[str, ...] = ()
    """Figures since publishing, of articles that a day's figures are told of."""
    cumulative: bool = False
    """Whether its figures count from publishing on, so that no two rows add up."""

    @property
    def header(self) -> tuple[str, ...]:
        """All columns by name."""
        return ("account", *self.told, *self.figures, *self.since, "generation", "origin", "fetched at (UTC)")

    @property
    def summed(self) -> tuple[int, ...]:
        """Places of the columns whose figures add up over its rows."""
        adds_up = () if self.cumulative else (name for name in self.figures if name in _ADD_UP)
        return tuple(self.header.index(name) for name in adds_up)

    @property
    def by_the_hour(self) -> bool:
        """Whether its rows are about hours."""
        return "hour" in self.told


def _counted(figures: Figures, metrics: Sequence[Metric]) -> list[Cell]:
    return [figures[metric.name] for metric in metrics]


def _article(fact: ArticleDay) -> list[Row]:
    return [(fact.day, fact.msgid, fact.title, fact.url, *_counted(fact.figures, COUNTS))]


def _account(fact: AccountDay) -> list[Row]:
    return [(fact.day, *_counted(fact.figures, COUNTS))]


def _source(fact: SourceDay) -> list[Row]:
    return [(fact.day, fact.origin, *_counted(fact.figures, DAILY))]


def _scene(fact: SceneDay) -> list[Row]:
    return [(fact.day, fact.scene, fact.sharers, fact.shares)]


def _hour(fact: HourDay) -> list[Row]:
    return [(fact.day, fact.hour, *_counted(fact.figures, DAILY))]


def _hour_from(fact: HourDay) -> list[Row]:
    return [(fact.day, fact.hour, fact.origin, *_counted(fact.figures, DAILY))]


def _parts(facts: Sequence[HourDay]) -> Sequence[HourDay]:
    return [fact for fact in facts if fact.origin != ALL_TOGETHER]


def _life(fact: ArticleLife) -> list[Row]:
    notified = {None: None, True: "yes", False: "no"}[fact.notified]
    head = (fact.msgid, fact.title, fact.url, notified)
    return [
        (
            fact.day,
            stat.stat_date,
            *head,
            stat.target,
            *_counted(stat.figures, COUNTS),
            *(stat.rates[metric.name] for metric in RATES),
        )
        for stat in fact.stats
    ]


_COUNTS, _DAILY, _RATES = (tuple(map(name_of, metrics)) for metrics in (COUNTS, DAILY, RATES))
_ADD_UP = frozenset(name_of(metric) for metric in COUNTS if metric.unit.adds_up)
_NAMED = ("msgid", "title", "url")

TABLES: tuple[Table, ...] = (
    Table("account", N_("Account"), ("date",), _COUNTS, {"account": _account}),
    Table("articles", N_("Articles"), ("date", *_NAMED), _COUNTS, {"articles": _article}),
    Table("sources", N_("Sources"), ("date", "source"), _DAILY, {"sources": _source}),
    Table("scenes", N_("Scenes"), ("date", "scene"), ("sharers", "shares"), {"scenes": _scene}),
    # Each hour once, and what parts it in tables of its own: whoever sums a column gets the day's figure.
    Table("hours", N_("Hours"), ("date", "hour"), _DAILY, {"read_hours": _hour}, whole_hours),
    Table(
        "hours-by-source", N_("Hours by source"), ("date", "hour", "source"), _DAILY, {"read_hours": _hour_from}, _parts
    ),
    Table("hours-by-scene", N_("Hours by scene"), ("date", "hour", "scene"), _DAILY, {"share_hours": _hour_from}),
    Table(
        "lives",
        N_("Lives"),
        ("published", "counted until", *_NAMED, "notified"),
        ("delivered", *_COUNTS, *_RATES),
        {"lives": _life},
        cumulative=True,
    ),
)

LIVES = TABLES[-1]

ARTICLES = replace(TABLES[1], name="articles-since", since=(UNTIL, *(figure + SINCE for figure in LIVES.figures)))
"""The articles' days with what each has since publishing, where one table is all there is."""

FRACTIONS = tuple(name_of(metric) for metric in RATES if metric.unit is Unit.FRACTION)
"""Columns of rates, from 0 to 1."""

BY_NAME: Mapping[str, Table] = {table.name: table for table in (*TABLES, ARTICLES)}


async def rows_of(table: Table, account: str, span: Span, archive: Archive) -> AsyncIterator[list[Row]]:
    """A table's rows of one account, oldest first, a stretch of days at a time. Raises StoreTrouble."""
    since = await _since(account, span, archive) if table.since else {}
    blank = (None,) * len(table.since)
    for days in span.chunks(CHUNK):
        found: list[Row] = []
        for part, fact in await _facts(table, account, days, archive):
            tail = _from(fact.source)
            # What gives no figure tells nothing.
            rows = (row for row in table.rows[part](fact) if any(cell is not None for cell in row[len(table.told) :]))
            found += [(account, *row, *(since.get(fact.msgid, blank) if since else blank), *tail) for row in rows]
        if found:
            yield found


async def _since(account: str, span: Span, archive: Archive) -> Mapping[str, Row]:
    """What is last told of each article's life that was published in a span, or so shortly before that it went on."""
    found: dict[str, Row] = {}
    published = Span(max(FIRST_DAY, span.first - timedelta(days=LONGEST_LIFE)), span.last)
    for days in published.chunks(CHUNK):
        for _, life in await _facts(LIVES, account, days, archive):
            for row in _life(life):
                until, figures = row[1], row[len(LIVES.told) :]
                if life.msgid not in found or str(found[life.msgid][0]) <= str(until):
                    found[life.msgid] = (until, *figures)
    return found


def _from(source: Provenance) -> tuple[Cell, ...]:
    return source.generation.value, source.origin, source.fetched_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


async def _facts(table: Table, account: str, days: Span, archive: Archive) -> list[tuple[str, Any]]:
    """The facts of some days with their parts, by day and generation."""
    found: defaultdict[tuple[date, str, str], list[Sequence[Any]]] = defaultdict(list)
    for endpoint in ENDPOINTS:
        parsers = {part: PARSERS[endpoint.name][part] for part in table.rows.keys() & PARSERS[endpoint.name].keys()}
        if not parsers:
            continue
        told = await archive.each(account, endpoint.name, days, partial(_told, parsers))
        for day, parts in told.items():
            for part, facts in parts.items():
                found[day, endpoint.generation.value, part].append(facts)
    facts = [(key[2], fact) for key in sorted(found) for fact in table.of(_together(key[2], found[key]))]
    if "msgid" not in table.told:
        return facts
    names = await archive.names(account, {fact.msgid for _, fact in facts})
    return [(part, named(fact, names)) for part, fact in facts]


def _told(parsers: Mapping[str, Callable[[Reply], Any]], reply: Reply) -> dict[str, Sequence[Any]]:
    """What a reply tells of these parts; made where it is read, off the event loop."""
    return {part: _listed(parse(reply)) for part, parse in parsers.items()}


def _listed(fact: Any) -> Sequence[Any]:
    if fact is None:
        return ()
    return fact if isinstance(fact, tuple) else (fact,)


def _together(part: str, facts: list[Sequence[Any]]) -> Sequence[Any]:
    """What two interfaces of one generation tell of an article is one."""
    return joined(facts) if part == "articles" else [fact for some in facts for fact in some]
