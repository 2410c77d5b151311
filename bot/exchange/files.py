"""Which kind of file it is, by what it begins with, and its sheets of cells: CSV in any usual form, or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, TextIO

from bot.core.errors import N_, Remark
from bot.exchange.books import XLS, XLSX, xls_sheets, xlsx_sheets
from bot.exchange.heading import HEADER_WITHIN, understood
from bot.exchange.sheet import Line, Sheet
from bot.exchange.taken import Taken, Taking, Unusable, line
from bot.exchange.text import NO_TEXT, PIECE, text_of

DELIMITERS = (",", ";", "\t", "|")

ESCAPED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula's beginning: in an exported CSV an apostrophe stands before it."""

_WEB_PAGE = b"<"

csv.field_size_limit(2**24)


def sheets(file: BinaryIO, taking: Taking, taken: Taken) -> Iterator[Sheet]:
    """The sheets of a table file. What is wrong with single lines becomes a problem; raises Unusable, OSError."""
    file.seek(0)
    begin = file.read(4)
    if begin == XLSX:
        yield from xlsx_sheets(file)
    elif begin == XLS:
        yield from xls_sheets(file)
    else:
        yield _csv(file, taking, taken)


def _csv(file: BinaryIO, taking: Taking, taken: Taken) -> Sheet:
    file.seek(0)
    if file.read(PIECE).lstrip()[:1] == _WEB_PAGE:
        raise Unusable(N_("it is a web page, not a table: save it again as CSV or XLSX"))
    text = taking.held.enter_context(text_of(file))
    return Sheet(_lines(text, _delimiter(text), taken))


def _delimiter(text: TextIO) -> str:
    """The one by which the best header is found; in doubt the comma."""

    def best(delimiter: str) -> int:
        first = islice(_lines(text, delimiter, Taken("")), HEADER_WITHIN)
        return max((understood(cells) for _, cells in first), default=0)

    return max(DELIMITERS, key=best)


def _lines(text: TextIO, delimiter: str, taken: Taken) -> Iterator[Line]:
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        begin = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise Unusable(NO_TEXT) from None
        except csv.Error as error:
            open_quote = "unexpected end" in str(error)
            what = N_("a quotation mark is never closed") if open_quote else N_("its quotation marks do not pair")
            unread = N_("{what}; what follows it up to line {last} was not read")
            taken.leave_out(Remark(unread, what=what, last=reader.line_num), line(begin))
        else:
            yield begin, [unescaped(cell) for cell in cells]


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(ESCAPED) else text


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(ESCAPED) else text
