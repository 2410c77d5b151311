"""A workbook: dates are dates, numbers are numbers, rates percentages, and no text is ever a formula.

`rustpy-xlsxwriter` writes it, since openpyxl takes ten times as long and holds up every answer meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from rustpy_xlsxwriter import FastExcel, Format

from bot.exchange.facts import FRACTIONS, Cell, Row

MOST_ROWS = 1_048_576
"""Rows that a sheet may have, the header among them."""

MOST_COLUMNS = 16_384
"""Columns that a sheet may have."""

MOST_CHARACTERS = 32_767
"""Characters that a cell may have."""

_NARROW, _WIDE = 13.0, 40.0
_WIDE_COLUMNS = frozenset({"title", "url", "origin"})
_NUMBER_FORMATS = {
    **dict.fromkeys(("date", "published", "counted until"), "yyyy-mm-dd"),
    "fetched at (UTC)": "yyyy-mm-dd hh:mm:ss",
    **dict.fromkeys(FRACTIONS, "0.0%"),
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its rows are asked for while it is written. What is too long for one goes on in so many others."""

    title: str
    header: Sequence[str]
    rows: Iterable[Row]
    sheets: int = 1


def write(out: BinaryIO, sheets: Iterable[Sheet], about: str, notes: Sequence[str], row: Callable[[], None]) -> None:
    """The tables, and a sheet of notes under a line that says what it is all about; `row` is called for each row.

    To be called in a thread: most of the time the GIL is free. Raises OSError.
    """
    book = FastExcel(out, output_format="xlsx").format(bold_headers=True).freeze(row=1)
    for sheet in sheets:
        rows = iter(sheet.rows)
        for number in range(1, sheet.sheets + 1):
            title = sheet.title if number == 1 else f"{sheet.title} {number}"
            some = rows if number == sheet.sheets else islice(rows, MOST_ROWS - 1)
            book.sheet(
                title,
                _records(sheet.header, some, row),
                column_widths={name: _width(name) for name in sheet.header},
                column_formats={name: _format(name) for name in sheet.header if name in _NUMBER_FORMATS},
                autofilter=True,
            )
    book.sheet("Notes", ({_safe(about): _safe(note)} for note in notes), column_width=120.0)
    book.save()


def _records(header: Sequence[str], rows: Iterator[Row], each: Callable[[], None]) -> Iterator[dict[str, Cell]]:
    """Rows by their titles, as the library takes them. Without a row it would write no titles: one is left blank."""
    first = next(rows, None)
    if first is None:
        yield dict.fromkeys(header)
        return
    for row in chain((first,), rows):
        each()
        yield {title: _safe(cell) if isinstance(cell, str) else cell for title, cell in zip(header, row, strict=True)}


def _safe(text: str) -> str:
    """A text without what no workbook can hold."""
    clean = _ILLEGAL.sub("\ufffd", text)
    return clean.encode("utf-8", "replace").decode()[:MOST_CHARACTERS]


def _width(title: str) -> float:
    return _WIDE if title in _WIDE_COLUMNS else max(_NARROW, len(title) + 2.0)


def _format(title: str) -> Format:
    return Format().set_num_format(_NUMBER_FORMATS[title])
