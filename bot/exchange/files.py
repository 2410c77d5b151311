"""Which kind of file it is, by what it begins with, and its sheets of cells: CSV in any usual form, or a workbook."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from bot.core.errors import N_, Remark
from bot.exchange.heading import HEADER_WITHIN, understood
from bot.exchange.sheet import Line, Sheet
from bot.exchange.taken import Taken, Unusable, line, problem

DELIMITERS = (",", ";", "\t", "|")

ESCAPED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula's beginning: in an exported CSV an apostrophe stands before it."""

_WORKBOOK, _OLE, _WEB_PAGE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<"

csv.field_size_limit(2**24)


def sheets(path: Path, taken: Taken) -> Iterator[Sheet]:
    """The sheets of a table file. What is wrong with single lines becomes a problem; raises Unusable, OSError."""
    with path.open("rb") as file:
        begin = file.read(4)
    if begin == _WORKBOOK:
        yield from _workbook(path)
    elif begin == _OLE:
        raise Unusable(
            N_("it is an old .xls workbook, or one with a password: save it as .xlsx without one, or as CSV")
        )
    else:
        yield _csv(path.read_bytes(), taken)


def decoded(content: bytes) -> str:
    """A text file's text: UTF-8, UTF-16 or GB18030, with a byte order mark or without. Raises Unusable.

    Single bytes that are none of it become U+FFFD: an odd byte costs the title that it stands in.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _as(content, encoding)
    head = content[:200]
    if 0 in head:
        big_endian = head[::2].count(0) > head[1::2].count(0)
        return _as(content, "utf-16-be" if big_endian else "utf-16-le")
    mended = content.decode(errors="replace")
    wrong = mended.count("\ufffd")
    if wrong <= sum(character > "\x7f" for character in mended) - wrong:
        return mended
    # Of Chinese text in GB18030, next to nothing is UTF-8 by chance.
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        if _CONTROLS.search(content):
            raise Unusable(_NO_TEXT) from None
        return mended


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unusable(_NO_TEXT) from None


_NO_TEXT = N_("it is not text in UTF-8, UTF-16 or GB18030, nor a workbook")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def _csv(content: bytes, taken: Taken) -> Sheet:
    if content.lstrip()[:1] == _WEB_PAGE:
        raise Unusable(N_("it is a web page, not a table: save it again as CSV or XLSX"))
    text = decoded(content)
    return Sheet(_lines(text, _delimiter(text), taken))


def _delimiter(text: str) -> str:
    """The one by which the best header is found; in doubt the comma."""

    def best(delimiter: str) -> int:
        first = islice(_lines(text, delimiter, Taken("")), HEADER_WITHIN)
        return max((understood(cells) for _, cells in first), default=0)

    return max(DELIMITERS, key=best)


def _lines(text: str, delimiter: str, taken: Taken) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begin = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            open_quote = "unexpected end" in str(error)
            what = N_("a quotation mark is never closed") if open_quote else N_("its quotation marks do not pair")
            unread = N_("{what}; what follows it up to line {last} was not read")
            taken.problems.append(problem(Remark(unread, what=what, last=reader.line_num), line(begin)))
        else:
            yield begin, [unescaped(cell) for cell in cells]


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(ESCAPED) else text


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(ESCAPED) else text


def _workbook(path: Path) -> Iterator[Sheet]:
    # Workbooks that other programs write lack styles and the like, which does not matter here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True, data_only=True)
        except Exception:  # a broken workbook fails in many ways, all of them its own
            raise Unusable(
                N_("it is no workbook that can be read: it may be cut off; save it again as .xlsx")
            ) from None
        try:
            for sheet in book.worksheets:
                yield Sheet(_rows(sheet), sheet.title)
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[Line]:
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [unescape(cell) if isinstance(cell, str) and "_x" in cell else cell for cell in cells]
    except Exception:
        raise Unusable(
            N_("sheet {sheet} cannot be read: the workbook may be damaged; save it again"), sheet=sheet.title
        ) from None
