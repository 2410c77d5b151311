"""One row of a table, read cell by cell; what cannot be read is named, and the row left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.errors import N_
from bot.core.facts import Generation
from bot.core.metrics import BY_NAME, Unit
from bot.exchange import cells
from bot.exchange.cells import Cell, NoValue
from bot.exchange.columns import Column
from bot.exchange.kinds import Kind
from bot.exchange.labels import source_number
from bot.exchange.rows import Record
from bot.exchange.taken import Taking, Unusable
from bot.exchange.wording import given
from bot.wechat.endpoints import TOTAL_SOURCE

Row = Mapping[str, tuple[Column, Cell]]
"""A row's cells by what their columns tell."""


def record(row: Row, kind: Kind, taking: Taking, *, times: bool) -> Record:
    """What a row tells. Raises Unusable with the reason why it cannot be taken."""
    _all_valued(row)
    day = _day_about(row, kind, taking)
    figures = _figures(row)
    if not figures:
        raise Unusable(N_("no figure stands in this row"))
    stat = _stat(row, day, taking) if kind is Kind.LIVES else None
    told = {key: cells.words(row[key][1]) for key in ("msgid", "title", "url", "source", "scene") if key in row}
    if "title" in told:
        told["title"] = given(told["title"])
    _whole_article(row, kind)
    _not_rounded(row)
    if kind in (Kind.ARTICLES, Kind.LIVES) and not (told.get("msgid") or told.get("title")):
        raise Unusable(N_("neither title nor msgid says which article it is about"))
    if kind is Kind.SOURCES and not told.get("source"):
        raise Unusable(N_("no source stands in this row"))
    if kind is Kind.SCENES and not told.get("scene"):
        raise Unusable(N_("no scene stands in this row"))
    return Record(
        kind,
        taking.whose.key(_text(row, "account")),
        day,
        figures,
        times,
        stat=stat,
        hour=_hour(row) if kind is Kind.HOURS else None,
        generation=_generation(row),
        notified={"yes": True, "no": False}.get((_text(row, "notified") or "").casefold()),
        published=_published(row) if kind is Kind.ARTICLES else None,
        **told,
    )


def _all_valued(row: Row) -> None:
    without = tuple(cell.place for _, cell in row.values() if isinstance(cell, NoValue))
    if len(without) == 1:
        raise Unusable(
            N_("{cell} holds a formula without a value: open the workbook in Excel and save it"), cell=without[0]
        )
    if without:
        raise Unusable(
            N_("{cells} hold formulas without values: open the workbook in Excel and save it"), cells=without
        )


def _published(row: Row) -> date | None:
    return _day(row, "publish_day") if "publish_day" in row and cells.known(row["publish_day"][1]) else None


_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)


def _not_rounded(row: Row) -> None:
    """A spreadsheet keeps fifteen digits of a number: of a longer msgid the rest is lost."""
    cell = row["msgid"][1] if "msgid" in row else None
    if _ROUNDED.fullmatch(cells.words(cell) or "") or (isinstance(cell, float | int) and abs(cell) >= 10**15):
        raise Unusable(N_("a spreadsheet has rounded its msgid to {cell}: keep that column as text"), cell=_shown(cell))


def _text(row: Row, key: str) -> str | None:
    return cells.words(row[key][1]) if key in row else None


def _shown(cell: Cell) -> str:
    text = " ".join(str(cell).split())
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"


def _day_about(row: Row, kind: Kind, taking: Taking) -> date:
    """The day of a row: of a life, the day of publishing, which may be told with its hour."""
    keys = ("publish_day", "day") if kind is Kind.LIVES else ("day", "stat")
    key = next(key for key in keys if key in row)
    day = _day(row, key)
    if refused := taking.refused(day):
        raise Unusable(refused)
    return day


def _day(row: Row, key: str) -> date:
    cell = row[key][1]
    try:
        read = cells.instant(cell) if key == "publish_day" else cells.day(cell)
    except ValueError:
        raise Unusable(N_("{cell} is not one certain day; days look like 2015-01-05"), cell=_shown(cell)) from None
    if read is None:
        raise Unusable(N_("the day is missing"))
    return date(read.year, read.month, read.day)


def _stat(row: Row, published: date, taking: Taking) -> date:
    stat = _day(row, "stat")
    if refused := taking.refused(stat):
        raise Unusable(refused)
    if stat < published:
        raise Unusable(
            N_("it counts until {stat}, before the article was published on {published}"),
            stat=str(stat),
            published=str(published),
        )
    return stat


def _figures(row: Row) -> dict[str, int | float]:
    found: dict[str, int | float] = {}
    for key, (column, cell) in row.items():
        if not column.is_figure:
            continue
        value = _figure(column, cell)
        if value is not None:
            found[key] = value
    return found


def _figure(column: Column, cell: Cell) -> int | float | None:
    metric = BY_NAME.get(column.key)
    try:
        if metric is None or metric.unit.counts:
            return cells.count(cell, column.factor)
        if metric.unit is Unit.FRACTION:
            return cells.measure(cell, column.factor, most=1)
        return cells.measure(cell, column.factor)
    except ValueError:
        counted = metric is None or metric.unit.counts
        words = N_("{cell} is not a number of {what}") if counted else N_("{cell} is not a figure of {what}")
        raise Unusable(words, cell=_shown(cell), what=column.what) from None


def _hour(row: Row) -> int:
    cell: Any = row["hour"][1]
    try:
        hour = cells.hour(cell)
    except ValueError:
        raise Unusable(N_("{cell} is not an hour"), cell=_shown(cell)) from None
    if hour is None:
        raise Unusable(N_("the hour is missing"))
    return hour


def _whole_article(row: Row, kind: Kind) -> None:
    source = _text(row, "article_source") or _text(row, "source")
    # WeChat's own rows of whole articles carry a source of 0, which says nothing.
    if kind in (Kind.ARTICLES, Kind.LIVES) and source not in (None, "0") and source_number(source) != TOTAL_SOURCE:
        raise Unusable(N_("the readers of one article by source are not kept"))


def _generation(row: Row) -> Generation | None:
    text = _text(row, "generation")
    return Generation(text) if text in tuple(Generation) else None
