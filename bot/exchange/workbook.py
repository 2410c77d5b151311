"""A workbook that is written row by row: dates are dates, numbers are numbers, and no text is ever a formula."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import WorkbookAlreadySaved

from bot.exchange.facts import Cell, Row

MOST_ROWS = 1_048_576
"""Rows that a sheet may have, the header among them."""

_NARROW, _WIDE = 13, 40
_WIDE_COLUMNS = frozenset({"title", "url", "origin"})

NOTES = (
    "Figures of WeChat Official Accounts, kept by Morning Reads. Days are days in China time (+08:00).",
    "An empty cell is not known; it is not 0.",
    "Readers, sharers, savers, likes and hearts are people, each counted once. People never add up: not over days, "
    "articles, accounts, hours, sources or scenes, since the same person may be in several.",
    "Reads, shares, favourites, comments and pieces published are times; they add up.",
    "Account holds all content of an account. WeChat leaves articles that hardly anybody read or shared out of "
    "Articles, so that their sum is less.",
    "Lives counts from publishing up to the day in “counted until”: its rows are never to be summed.",
    "Tips are in fen (a hundredth of a yuan), rates are fractions of 1, the average stay is in minutes.",
    "Generation says which of WeChat's interfaces counted. Figures of the classic ones and of their successors, which "
    "begin on 2025-11-01, do not compare.",
    "Origin is the interface that gave the row, or the file that brought it.",
)


class Sheet:
    """One table's sheet; what is too long for one goes on in another."""

    def __init__(self, book: Any, title: str, header: Sequence[str]) -> None:
        self._book = book
        self._title = title
        self._header = header
        self._sheets = 0
        self._begin()

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        for row in rows:
            if self._rows == MOST_ROWS:
                self._begin()
            self._sheet.append([self._cell(cell) for cell in row])
            self._rows += 1

    def _begin(self) -> None:
        self._sheets += 1
        number = f" {self._sheets}" if self._sheets > 1 else ""
        self._sheet = self._book.create_sheet(self._title + number)
        self._sheet.freeze_panes = "A2"
        for n, title in enumerate(self._header):
            width = _WIDE if title in _WIDE_COLUMNS else max(_NARROW, len(title) + 2)
            self._sheet.column_dimensions[get_column_letter(n + 1)].width = width
        self._sheet.append([_bold(self._sheet, title) for title in self._header])
        self._rows = 1

    def _cell(self, value: Cell) -> Any:
        return _text(self._sheet, value) if isinstance(value, str) else value


class Book:
    """The workbook."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def sheet(self, title: str, header: Sequence[str]) -> Sheet:
        """A new sheet with its header, bold and held in view."""
        return Sheet(self._book, title, header)

    def save(self, out: BinaryIO) -> None:
        """Add the notes, and write it. Raises OSError."""
        notes: Any = self._book.create_sheet("Notes")
        notes.column_dimensions["A"].width = 120
        for note in NOTES:
            notes.append([_text(notes, note)])
        self._book.save(out)

    def abandon(self) -> None:
        """Let go of a workbook that is not to be written: its sheets lie in files of their own meanwhile."""
        sheets: Any = self._book.worksheets
        for sheet in sheets:
            with suppress(OSError, WorkbookAlreadySaved):
                if not sheet.closed:
                    sheet.close()
                sheet._writer.cleanup()


def _text(sheet: Any, text: str) -> Any:
    """A cell that is text whatever it looks like, without characters that no workbook can hold."""
    safe = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text).encode("utf-8", "replace").decode()
    cell = WriteOnlyCell(sheet, safe)
    cell.data_type = "s"
    return cell


def _bold(sheet: Any, title: str) -> Any:
    cell = _text(sheet, title)
    cell.font = Font(bold=True)
    return cell
