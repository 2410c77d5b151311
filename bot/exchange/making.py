"""Files of an archive's figures, made in a process of their own where the store is on disk.

A thread would do, but it shares the interpreter's lock with everything that is answered meanwhile: beside a year's
workbook a question took several times as long. The process reads the store by itself, gives way to its parent, and is
kept for the next file.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bot.core.days import Span
from bot.core.ports import Archive
from bot.exchange.child import begin
from bot.exchange.facts import BY_NAME
from bot.exchange.sending import hand_on_csv, send_xlsx
from bot.store.file import open_store

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Files made at a time; the others wait."""

CSV, XLSX = "csv", "xlsx"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to stand in a file."""

    form: str
    tables: Sequence[str]
    """Of a CSV, one."""
    accounts: Sequence[str]
    span: Span
    about: str = ""
    """What a workbook's notes begin with."""
    notes: Sequence[str] = ()
    language: str = "en"
    """Of the titles."""


class Workshop:
    """Makes files; `path` is where the archive lies on disk, if that is all there is of it. To be closed."""

    def __init__(self, archive: Archive, path: Path | None = None) -> None:
        self._archive = archive
        self._path = path
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._pool: ProcessPoolExecutor | None = None

    async def made(self, order: Order) -> tuple[bytes, int]:
        """A file's bytes and how many rows it has. Raises StoreTrouble."""
        async with self._turns:
            if self._path is not None:
                try:
                    return await self._apart(self._path, order)
                except BrokenProcessPool:
                    log.warning("the process that makes files has ended; this one is made here")
                    self.close()
            return await written(order, self._archive)

    async def _apart(self, path: Path, order: Order) -> tuple[bytes, int]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn"), initializer=begin)
        return await asyncio.get_running_loop().run_in_executor(self._pool, _made, path, order)

    def close(self) -> None:
        """End the processes; what they are at is not waited for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


async def written(order: Order, archive: Archive) -> tuple[bytes, int]:
    """A file, made here."""
    out = io.BytesIO()
    tables = [BY_NAME[name] for name in order.tables]
    told = (order.accounts, order.span, archive)
    if order.form == CSV:
        rows = await hand_on_csv(out, tables[0], *told, order.language)
    else:
        rows = await send_xlsx(out, tables, *told, language=order.language, about=order.about, notes=order.notes)
    return out.getvalue(), rows


def _made(path: Path, order: Order) -> tuple[bytes, int]:
    store = open_store(path, read_only=True)
    try:
        return asyncio.run(written(order, store.archive))
    finally:
        store.close()
