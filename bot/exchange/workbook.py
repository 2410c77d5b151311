"""A workbook: dates are dates, numbers are numbers, rates percentages, and no text is ever a formula.

`rustpy-xlsxwriter` writes it, since openpyxl takes ten times as long and holds up every answer meanwhile.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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


_PRINTED = {
    "landscape": True,
    "paper_size": 9,
    "fit_to_pages": (1, 0),
    "repeat_rows": 0,
    "footer": "&L&A&R&P / &N",
}
"""On paper (A4): all columns on a page, the titles on every one, and below the sheet's name and the page's number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its rows are asked for while it is written. What is too long for one goes on in so many others."""

    title: str
    names: Sequence[str]
    """Its columns by name, by which they have their widths and forms."""
    header: Sequence[str]
    """Their titles."""
    rows: Iterable[Row]
    sheets: int = 1


@dataclass(frozen=True, slots=True)
class Notes:
    """The last sheet: what it is all about, and what is to be known of the others."""

    title: str
    about: str
    lines: Sequence[str]


def write(out: BinaryIO, sheets: Iterable[Sheet], notes: Notes) -> None:
    """The tables, and a sheet of notes. To be called in a thread: most of the time the GIL is free. Raises OSError."""
    book = FastExcel(out, output_format="xlsx").format(bold_headers=True).freeze(row=1)
    for sheet in sheets:
        rows = iter(sheet.rows)
        columns = dict(zip(sheet.names, sheet.header, strict=True))
        for number in range(1, sheet.sheets + 1):
            title = sheet.title if number == 1 else f"{sheet.title} {number}"
            some = rows if number == sheet.sheets else islice(rows, MOST_ROWS - 1)
            book.sheet(
                title,
                _records(sheet.header, some),
                column_widths={column: _width(name, column) for name, column in columns.items()},
                column_formats={column: _format(name) for name, column in columns.items() if name in _NUMBER_FORMATS},
                autofilter=True,
                page_setup=_PRINTED,
            )
    lines = ({_safe(notes.about): _safe(line)} for line in notes.lines)
    book.sheet(notes.title, lines, column_width=120.0, page_setup=_PRINTED)
    book.save()


def _records(header: Sequence[str], rows: Iterator[Row]) -> Iterator[dict[str, Cell]]:
    """Rows by their titles, as the library takes them. Without a row it would write no titles: one is left blank."""
    first = next(rows, None)
    if first is None:
        yield dict.fromkeys(header)
        return
    for row in chain((first,), rows):
        yield {title: _safe(cell) if isinstance(cell, str) else cell for title, cell in zip(header, row, strict=True)}


def _safe(text: str) -> str:
    """A text without what no workbook can hold."""
    clean = _ILLEGAL.sub("\ufffd", text)
    return clean.encode("utf-8", "replace").decode()[:MOST_CHARACTERS]


def _width(name: str, title: str) -> float:
    cells = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in title)
    return _WIDE if name in _WIDE_COLUMNS else max(_NARROW, cells + 2.0)


def _format(name: str) -> Format:
    return Format().set_num_format(_NUMBER_FORMATS[name])
