"""What is held → a file: the whole archive as JSON, one table as CSV, or a workbook with a sheet for each fact."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from bot.core.days import Span
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange import document
from bot.exchange.facts import CHUNK, Cell, Row, Table, rows_of
from bot.exchange.files import escaped
from bot.exchange.workbook import Book
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
    out: BinaryIO, tables: Sequence[Table], accounts: Sequence[str], span: Span, archive: Archive
) -> int:
    """A workbook with a sheet for each table, and one of notes; how many rows."""
    book = Book()
    rows = 0
    try:
        for table in tables:
            sheet = book.sheet(table.title, table.header)
            rows += await _each(table, accounts, span, archive, sheet.write)
        await asyncio.to_thread(book.save, out)
    except BaseException:
        await asyncio.to_thread(book.abandon)
        raise
    return rows


async def _each(
    table: Table, accounts: Sequence[str], span: Span, archive: Archive, write: Callable[[Sequence[Row]], None]
) -> int:
    written = 0
    for account in accounts:
        async for rows in rows_of(table, account, span, archive):
            await asyncio.to_thread(write, rows)
            written += len(rows)
    return written
