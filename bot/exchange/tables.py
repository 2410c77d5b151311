"""A sheet of rows and columns → replies: the header is found, each column taken for something, each row read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.exchange.cells import Cell, is_total, known, words
from bot.exchange.columns import PART, Column, columns_of, told_since_publishing
from bot.exchange.gathered import Gathered
from bot.exchange.heading import HEADER_WITHIN, Heading, heading_of
from bot.exchange.kinds import SINCE_PUBLISHING, Kind, kind_of
from bot.exchange.merging import joined_rows
from bot.exchange.reading import record
from bot.exchange.rows import counts_times
from bot.exchange.sheet import Line, Sheet
from bot.exchange.spill import Sorted, Spooled
from bot.exchange.taken import Part, Taken, Taking, Unusable
from bot.wechat.endpoints import BIZ_SUMMARY, USER_READ

_SOME = 5
"""Accounts that one remark names."""

_ACCOUNT_ROWS = frozenset({USER_READ.name, BIZ_SUMMARY.name})


def take(sheet: Sheet, taking: Taking, taken: Taken) -> bool:
    """Add what a sheet holds to what was taken; False if it has no header. What is wrong becomes a problem."""
    lines = iter(sheet.lines)
    first = list(islice(lines, HEADER_WITHIN))
    heading = heading_of(first)
    if heading is None:
        return False
    rest = Spooled[Line]()
    taking.held.callback(rest.close)
    for one in chain(first[heading.row + 1 :], lines):
        rest.append(one)
    for low, high in heading.blocks():
        block = _Block(rest, low, high)
        try:
            taken.parts.append(_part(sheet, replace(heading, titles=heading.titles[low:high]), block, taking, taken))
        except Unusable as why:
            not_taken = Remark(N_("this table was not taken: {why}"), why=why.why)
            taken.leave_out(not_taken, sheet.where(first[heading.row][0]))
    return True


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one table of a sheet, which may stand beside others."""

    lines: Iterable[Line]
    low: int
    high: int

    def __iter__(self) -> Iterator[Line]:
        return ((number, cells[self.low : self.high]) for number, cells in self.lines)


def _part(sheet: Sheet, heading: Heading, lines: Iterable[Line], taking: Taking, taken: Taken) -> Part:
    titles = heading.titles
    columns = told_since_publishing(titles, columns_of(titles))
    keys = {column.key for column in columns if column}
    kind = kind_of(keys - (SINCE_PUBLISHING - _holding(columns, lines)))
    if kind not in (Kind.ARTICLES, Kind.LIVES):
        _of_the_account(heading, columns, taking)
    if "account" not in keys:
        taking.whose.key(None)
    elif taking.whose.forced:
        _of_one_account(titles, columns, lines)
    times = any(counts_times(key) for key in keys)
    gathered = Gathered(sheet, taking.held.enter_context(closing(Sorted())))
    for number, cells in lines:
        row = _row(columns, cells)
        if not row:
            continue
        if _adds_up_others(row):
            gathered.total(number)
            continue
        try:
            gathered.add(number, record(row, kind, taking, times=times))
        except Unusable as why:
            taken.leave_out(why, sheet.where(number))
    taken.notes.extend(gathered.notes())
    shown = tuple(
        (str(title), column.what if column else None) for title, column in zip(titles, columns, strict=True) if title
    )
    return Part(kind.value, _replies(gathered, taking), sheet=sheet.name, columns=shown, rows=gathered.count)


def _of_the_account(heading: Heading, columns: Sequence[Column | None], taking: Taking) -> None:
    """Raises Unusable for a table whose figures may be a single article's, or of a part of the readers."""
    parts = next((str(t) for t, c in zip(heading.titles, columns, strict=True) if c and c.key == PART), None)
    if parts is not None:
        raise Unusable(N_("its rows tell of parts of the readers ({title}), which are not kept"), title=parts)
    title = heading.unlike_an_account(tuple(taking.whose.keys))
    if title is not None:
        raise Unusable(
            N_(
                "“{title}” stands above it: if that is an article, its figures are not the account's; if it is a "
                "heading of yours, take that line away"
            ),
            title=title,
        )


def _of_one_account(titles: Sequence[Cell], columns: Sequence[Column | None], lines: Iterable[Line]) -> None:
    """Raises Unusable for rows of several accounts, which are asked to be taken as one's."""
    place = next(n for n, column in enumerate(columns) if column and column.key == "account")
    found: set[str] = set()
    for cell in (cells[place] for _, cells in lines if place < len(cells)):
        if not is_total(cell) and (name := words(cell)) and len(found) <= _SOME:
            found.add(name)
    called = sorted(found)
    if len(called) > 1:
        raise Unusable(
            N_("its column {title} names several accounts ({names}), and they cannot all be the one that is asked for"),
            title=str(titles[place]),
            names=(*called[:_SOME], *(("…",) if len(called) > _SOME else ())),
        )


def _holding(columns: Sequence[Column | None], lines: Iterable[Line]) -> set[str]:
    """What those columns tell in which some row says something, of what is told since publishing alone."""
    open_ = {n: column.key for n, column in enumerate(columns) if column and column.key in SINCE_PUBLISHING}
    found: set[str] = set()
    for _, cells in lines if open_ else ():
        for n in [n for n in open_ if n < len(cells) and known(cells[n])]:
            found.add(open_.pop(n))
        if not open_:
            break
    return found


_SAYS_TOTAL = ("day", "stat", "publish_day", "title", "source", "article_source", "scene", "account", "hour")


def _adds_up_others(row: Mapping[str, tuple[Column, Cell]]) -> bool:
    """Whether it is a row of totals; an article that is called so has a msgid or a link."""
    if any(key in row and known(row[key][1]) for key in ("msgid", "url")):
        return False
    return any(is_total(row[key][1]) for key in _SAYS_TOTAL if key in row)


def _row(columns: Sequence[Column | None], cells: Sequence[Cell]) -> dict[str, tuple[Column, Cell]]:
    """A row's cells by what they tell; empty for a row that is blank in all of these columns."""
    row = {column.key: (column, cell) for column, cell in zip(columns, cells, strict=False) if column}
    if all(cell is None or not str(cell).strip() for _, cell in row.values()):
        return {}
    return {column.key: row.get(column.key, (column, None)) for column in columns if column}


def _replies(gathered: Gathered, taking: Taking) -> Iterator[Reply]:
    """A reply for each account, day and interface."""
    for account, day, by_endpoint in gathered.by_day():
        for name, rows in sorted(by_endpoint.items()):
            complete_at = taking.now if name in _ACCOUNT_ROWS else None
            body = {"list": joined_rows(name, (), rows)}
            yield Reply(account, name, date.fromisoformat(day), taking.now, taking.now, body, complete_at, taking.file)
