"""Workbooks in, sheet by sheet: .xlsx row by row, and old .xls, which the console's own downloads are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any, BinaryIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook, PasswordError

from bot.core.errors import N_, Marked
from bot.exchange.cells import Cell, NoValue
from bot.exchange.sheet import Line, Sheet
from bot.exchange.taken import Unusable
from bot.exchange.workbook import MOST_COLUMNS, MOST_ROWS

XLSX, XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""What workbooks begin with."""

_BROKEN = N_("it is no workbook that can be read: it may be cut off; save it again as .xlsx")
_OLD_BROKEN = N_("it is no old .xls workbook that can be read: it may have a password or be cut off; save it as .xlsx")
_NO_MEMORY = ("out of memory", "PyObject pointer is null")
"""What the readers of XML and of old workbooks say then."""

_FORMULA = (b"<f>", b"<f ", b"<f/")


def xlsx_sheets(file: BinaryIO) -> Iterator[Sheet]:
    """The sheets of an .xlsx; a formula whose value is not in the file is `NoValue`. Raises Unusable, MemoryError."""
    # Workbooks that other programs write lack styles and the like, which does not matter here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _failing(_BROKEN):
            book = load_workbook(file, read_only=True, data_only=True)
            formulas = load_workbook(file, read_only=True) if _has_formulas(file) else None
        try:
            for n, sheet in enumerate(book.worksheets):
                yield Sheet(_rows(sheet, formulas.worksheets[n] if formulas else None), sheet.title)
        finally:
            book.close()
            if formulas:
                formulas.close()


def _has_formulas(file: BinaryIO) -> bool:
    """Whether a second reading, which tells formulas from blanks, is worth its time."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    end = b""
                    while piece := part.read(1 << 20):
                        if any(mark in end + piece for mark in _FORMULA):
                            return True
                        end = piece[-3:]
    return False


def _rows(sheet: Any, formulas: Any) -> Iterator[Line]:
    # What a sheet says of its own size is often wrong.
    for one in (sheet, formulas):
        if one is not None:
            one.reset_dimensions()
    with _failing(N_("sheet {sheet} cannot be read: the workbook may be damaged; save it again"), sheet=sheet.title):
        told = formulas.iter_rows(values_only=True) if formulas is not None else repeat(())
        for number, (cells, written) in enumerate(zip(sheet.iter_rows(values_only=True), told, strict=False), 1):
            if number > MOST_ROWS:
                too_far = N_("sheet {sheet} has a row beyond number {n}, which no workbook can have: save it again")
                raise Unusable(too_far, sheet=sheet.title, n=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                too_wide = N_("sheet {sheet} has more than {n} columns, which no workbook can have: save it again")
                raise Unusable(too_wide, sheet=sheet.title, n=MOST_COLUMNS)
            yield number, [_cell(cell, written, number, n) for n, cell in enumerate(cells)]


def _cell(cell: Any, written: Sequence[Any], row: int, column: int) -> Cell:
    if cell is None and column < len(written) and written[column] is not None:
        return NoValue(f"{get_column_letter(column + 1)}{row}")
    return unescape(cell) if isinstance(cell, str) and "_x" in cell else cell


@contextmanager
def _failing(words: Marked, **params: object) -> Iterator[None]:
    """A broken workbook fails in many ways, all of them its own; that memory is used up is none of them."""
    try:
        yield
    except (Unusable, MemoryError, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panics of a reader that is not Python are no `Exception`
        if any(sign in str(error) for sign in _NO_MEMORY):
            raise MemoryError from None
        raise Unusable(words, **params) from None


def xls_sheets(file: BinaryIO) -> Iterator[Sheet]:
    """The sheets of an old .xls. Raises Unusable, MemoryError."""
    with _failing(_OLD_BROKEN):
        file.seek(0)
        try:
            book = CalamineWorkbook.from_filelike(file)
        except PasswordError:
            raise Unusable(N_("it has a password: save it without one")) from None
    with book:
        for name in book.sheet_names:
            yield Sheet(_old_rows(book, name), name)


def _old_rows(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    damaged = N_("sheet {sheet} cannot be read: the workbook may be damaged; save it again")
    with _failing(damaged, sheet=name):
        sheet = book.get_sheet_by_name(name)
        first = sheet.start[0] + 1 if sheet.start else 1
        yield from enumerate(sheet.iter_rows(), first)
