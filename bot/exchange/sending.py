"""What is held → a file: the whole archive as JSON, one table as CSV, or a workbook with a sheet for each fact."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import BinaryIO

from bot.catalogue import translate
from bot.core.days import Span
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange import document, workbook
from bot.exchange.facts import CHUNK, Cell, Row, Table, rows_of
from bot.exchange.files import escaped
from bot.exchange.laying import MOST_TOTALS, Laid, Totals, laid
from bot.exchange.notes import NOTES
from bot.exchange.wording import NOTES_TITLE
from bot.exchange.workbook import Notes, Sheet
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.parse import text


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
    """One table as CSV in UTF-8 with a byte order mark, which spreadsheets want; how many rows.

    Whatever the days hold, its columns are the same, in English: scripts rely on them.
    """
    out.write(_csv([table.header]).encode("utf-8-sig"))
    written = 0
    async for rows in _all_rows(table, accounts, span, archive):
        await asyncio.to_thread(_write_csv, out, rows)
        written += len(rows)
    return written


async def hand_on_csv(
    out: BinaryIO, table: Table, accounts: Sequence[str], span: Span, archive: Archive, language: str
) -> int:
    """The same for people: titled in their language, without empty columns, with totals; how many rows."""
    sheet, totals = await laid(table, accounts, span, archive, language), Totals(table)
    out.write(_csv([sheet.titles]).encode("utf-8-sig"))
    async for rows in _all_rows(table, accounts, span, archive):
        await asyncio.to_thread(_write_csv, out, list(sheet.told(rows, totals)))
    _write_csv(out, sheet.summed(totals))
    return sheet.rows


def _write_csv(out: BinaryIO, rows: Sequence[Row]) -> None:
    out.write(_csv(rows).encode("utf-8", "replace"))


async def _all_rows(table: Table, accounts: Sequence[str], span: Span, archive: Archive) -> AsyncIterator[list[Row]]:
    for account in accounts:
        async for rows in rows_of(table, account, span, archive):
            yield rows


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
    language: str = "en",
    about: str | None = None,
    notes: Sequence[str] = tuple(map(str, NOTES)),
) -> int:
    """A workbook with a sheet for each table that holds anything, and one of notes; how many rows.

    `about` says what it is all about. It is written in a thread that asks for the rows as it needs them.
    Raises StoreTrouble, OSError.
    """
    written = Written()
    loop = asyncio.get_running_loop()

    def rows(one: Laid) -> Iterator[Row]:
        found, totals = _all_rows(one.table, accounts, span, archive), Totals(one.table)
        while (some := asyncio.run_coroutine_threadsafe(_next(found), loop).result()) is not None:
            for row in one.told(some, totals):
                written.another()
                yield row
        yield from one.summed(totals)

    every = [await laid(table, accounts, span, archive, language) for table in tables]
    sheets = [
        Sheet(translate(one.table.title, language), one.names, one.titles, rows(one), _sheets_for(one.rows))
        for one in every
        if one.rows
    ]
    told = Notes(
        translate(NOTES_TITLE, language), about or f"{', '.join(accounts)}: {span.first} to {span.last}", notes
    )
    try:
        await asyncio.to_thread(workbook.write, out, sheets, told)
    except asyncio.CancelledError:
        written.enough = True
        raise
    return written.rows


def _sheets_for(rows: int) -> int:
    """How many sheets so many rows take, and those of totals."""
    return ceil((rows + MOST_TOTALS) / (workbook.MOST_ROWS - 1))


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
