"""A sheet of rows and columns → replies: the header is found, each column taken for something, each row read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.exchange.cells import Cell
from bot.exchange.columns import Column, column_of, columns_of, told_since_publishing
from bot.exchange.kinds import kind_of
from bot.exchange.merging import joined_rows
from bot.exchange.reading import record
from bot.exchange.rows import Record, Row, counts_times, wechat_rows
from bot.exchange.taken import Part, Taken, Taking, Unusable, line, problem
from bot.wechat.endpoints import BIZ_SUMMARY, USER_READ

HEADER_WITHIN = 30
"""Rows among which the header is looked for: titles may stand above it."""

Line = tuple[int, Sequence[Cell]]
"""A row, and on which line of the file or sheet it begins."""

_DAYS = frozenset({"day", "stat", "publish_day"})
_ACCOUNT_ROWS = frozenset({USER_READ.name, BIZ_SUMMARY.name})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file gives: rows, with its name if it is one of a workbook's."""

    lines: Iterable[Line]
    name: str | None = None

    def where(self, number: int) -> Remark:
        """How a person finds a row."""
        if self.name is None:
            return line(number)
        return Remark(N_("sheet {sheet}, row {n}"), sheet=self.name, n=number)


def understood(cells: Sequence[Cell]) -> int:
    """How many cells of a row are titles that are known; two make a header."""
    return sum(column_of(cell) is not None for cell in cells)


def take(sheet: Sheet, taking: Taking, taken: Taken) -> bool:
    """Add what a sheet holds to what was taken; False if it has no header. What is wrong becomes a problem."""
    lines = iter(sheet.lines)
    first = list(islice(lines, HEADER_WITHIN))
    best = max(range(len(first)), key=lambda n: understood(first[n][1]), default=None)
    if best is None or understood(first[best][1]) < 2:
        return False
    header = first[best][1]
    rest = list(chain(first[best + 1 :], lines))
    for low, high in _blocks(header):
        block = [(number, cells[low:high]) for number, cells in rest]
        try:
            taken.parts.append(_part(sheet, header[low:high], block, taking, taken))
        except Unusable as why:
            not_taken = Remark(N_("this table was not taken: {why}"), why=why.why)
            taken.problems.append(problem(not_taken, sheet.where(first[best][0])))
    return True


def _blocks(header: Sequence[Cell]) -> list[tuple[int, int]]:
    """Where tables that stand side by side begin and end: a blank title parts them if each has a day of its own."""
    blocks: list[tuple[int, int]] = []
    begin = 0
    for n in range(len(header) + 1):
        if n == len(header) or header[n] is None or not str(header[n]).strip():
            if n > begin:
                blocks.append((begin, n))
            begin = n + 1
    with_day = [b for b in blocks if any(c and c.key in _DAYS for c in columns_of(header[b[0] : b[1]]))]
    return with_day if len(with_day) > 1 else [(0, len(header))]


def _part(sheet: Sheet, titles: Sequence[Cell], lines: Iterable[Line], taking: Taking, taken: Taken) -> Part:
    columns = told_since_publishing(titles, columns_of(titles))
    keys = {column.key for column in columns if column}
    kind = kind_of(keys)
    if "account" not in keys:
        taking.whose.key(None)
    times = any(counts_times(key) for key in keys)
    records: dict[object, tuple[int, Record]] = {}
    doubles: list[Remark] = []
    for number, cells in lines:
        row = _row(columns, cells)
        if not row:
            continue
        try:
            read = record(row, kind, taking, times=times)
        except Unusable as why:
            taken.problems.append(problem(why, sheet.where(number)))
            continue
        before = records.pop(read.identity, None)
        if before is not None:
            places = {"where": sheet.where(number), "before": sheet.where(before[0])}
            doubles.append(Remark(N_("{where} (as {before})"), **places))
        records[read.identity] = number, read
    if doubles:
        some = (*doubles[:3], *(("…",) if len(doubles) > 3 else ()))
        same = N_("Rows about the same as an earlier one: {n}. The last counts: {some}.")
        taken.notes.append(Remark(same, n=len(doubles), some=some))
    shown = tuple(
        (str(title), column.what if column else None) for title, column in zip(titles, columns, strict=True) if title
    )
    replies = list(_replies((one for _, one in records.values()), taking))
    return Part(kind.value, replies, sheet=sheet.name, columns=shown, rows=len(records))


def _row(columns: Sequence[Column | None], cells: Sequence[Cell]) -> dict[str, tuple[Column, Cell]]:
    """A row's cells by what they tell; empty for a row that is blank in all of these columns."""
    row = {column.key: (column, cell) for column, cell in zip(columns, cells, strict=False) if column}
    if all(cell is None or not str(cell).strip() for _, cell in row.values()):
        return {}
    return {column.key: row.get(column.key, (column, None)) for column in columns if column}


def _replies(records: Iterable[Record], taking: Taking) -> Iterator[Reply]:
    """A reply for each account, interface and day, in the order in which they are looked up."""
    rows: defaultdict[tuple[str, str, date], list[Row]] = defaultdict(list)
    for one in records:
        for endpoint, row in wechat_rows(one):
            rows[one.account, endpoint.name, one.day].append(row)
    for account, name, day in sorted(rows):
        complete_at = taking.now if name in _ACCOUNT_ROWS else None
        body = {"list": joined_rows(name, (), rows[account, name, day])}
        yield Reply(account, name, day, taking.now, taking.now, body, complete_at, taking.file)
