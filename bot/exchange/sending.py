"""What is held → a file: the whole archive as JSON, one table as CSV, or a workbook with a sheet for each fact."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import BinaryIO

from bot.core.days import Span
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange import document, workbook
from bot.exchange.facts import CHUNK, Cell, Row, Table, rows_of
from bot.exchange.files import escaped
from bot.exchange.notes import NOTES
from bot.exchange.workbook import Sheet
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.parse import PARSERS, text

LONGEST_LIFE = 31
"""Days of which an article's life may tell."""


@contextmanager
def file_at(path: Path) -> Iterator[BinaryIO]:
    """A file to be written, which is there under its name only when all of it is. Raises OSError."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


async def send_json(out: BinaryIO, accounts: Sequence[str], span: Span, archive: Archive, now: datetime) -> int:
    """Every raw reply of the days, and how articles are called; how many replies. Raises StoreTrouble, OSError."""
    replies, names = 0, 0
    out.write(document.head(now).encode())
    msgids: dict[str, set[str]] = {}
    for account in accounts:
        msgids[account] = set()
        for endpoint in ENDPOINTS:
            for days in span.chunks(CHUNK):
                held = list((await archive.held(account, endpoint.name, days)).values())
                await asyncio.to_thread(_write_lines, out, replies, [document.reply_line(reply) for reply in held])
                replies += len(held)
                msgids[account] |= {msgid for reply in held for msgid in _msgids(reply)}
    out.write(f"\n{document.middle()}".encode())
    for account, wanted in msgids.items():
        found = await archive.names(account, sorted(wanted))
        lines = [document.name_line(account, msgid, name) for msgid, name in found.items()]
        await asyncio.to_thread(_write_lines, out, names, lines)
        names += len(lines)
    out.write(f"\n{document.end()}\n".encode())
    return replies


def _msgids(reply: Reply) -> Iterator[str]:
    return (msgid for row in reply.rows if (msgid := text(row.get("msgid"))))


def _write_lines(out: BinaryIO, before: int, lines: Sequence[str]) -> None:
    for n, line in enumerate(lines, before):
        out.write(f"{',' if n else ''}\n{line}".encode())


async def send_csv(out: BinaryIO, table: Table, accounts: Sequence[str], span: Span, archive: Archive) -> int:
    """One table as CSV in UTF-8 with a byte order mark, which spreadsheets want; how many rows."""
    out.write(_csv([table.header]).encode("utf-8-sig"))

    def write(rows: Sequence[Row]) -> None:
        out.write(_csv(rows).encode("utf-8", "replace"))

    return await _each(table, accounts, span, archive, write)


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return escaped(cell) if isinstance(cell, str) else cell


async def send_xlsx(
    out: BinaryIO,
    tables: Sequence[Table],
    accounts: Sequence[str],
    span: Span,
    archive: Archive,
    *,
    about: str | None = None,
    notes: Sequence[str] = tuple(map(str, NOTES)),
) -> int:
    """A workbook with a sheet for each table, and one of notes; how many rows. Raises StoreTrouble, OSError.

    `about` says what it is all about. It is written in a thread that asks for the rows as it needs them.
    """
    written = Written()
    loop = asyncio.get_running_loop()

    def rows(table: Table) -> Iterator[Row]:
        for account in accounts:
            found = rows_of(table, account, span, archive)
            while (some := asyncio.run_coroutine_threadsafe(_next(found), loop).result()) is not None:
                yield from some

    sheets = [
        Sheet(table.title, table.header, rows(table), await _sheets_of(table, accounts, span, archive))
        for table in tables
    ]
    about = about or f"{', '.join(accounts)}: {span.first} to {span.last}"
    try:
        await asyncio.to_thread(workbook.write, out, sheets, about, notes, written.another)
    except asyncio.CancelledError:
        written.enough = True
        raise
    return written.rows


class Written:
    """How many rows a thread has written, and whether somebody still wants them."""

    def __init__(self) -> None:
        self.rows = 0
        self.enough = False

    def another(self) -> None:
        """Count a row. Raises CancelledError once nobody waits for it any more."""
        if self.enough:
            raise asyncio.CancelledError
        self.rows += 1


async def _next(found: AsyncIterator[list[Row]]) -> list[Row] | None:
    return await anext(found, None)


async def _sheets_of(table: Table, accounts: Sequence[str], span: Span, archive: Archive) -> int:
    """How many sheets a table takes: almost always one, and then its rows need not be counted before."""
    most = 0
    for account in accounts:
        for endpoint in (e for e in ENDPOINTS if table.rows.keys() & PARSERS[e.name].keys()):
            marks = (await archive.marks(account, endpoint.name, span)).values()
            # A life's row holds one for each of its days.
            most += sum(mark.rows for mark in marks) * (LONGEST_LIFE if table.name == "lives" else 1)
    if most < workbook.MOST_ROWS:
        return 1
    rows = sum([len(some) for account in accounts async for some in rows_of(table, account, span, archive)])
    return max(1, ceil(rows / (workbook.MOST_ROWS - 1)))


async def _each(
    table: Table, accounts: Sequence[str], span: Span, archive: Archive, write: Callable[[Sequence[Row]], None]
) -> int:
    written = 0
    for account in accounts:
        async for rows in rows_of(table, account, span, archive):
            await asyncio.to_thread(write, rows)
            written += len(rows)
    return written
