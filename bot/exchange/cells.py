"""What stands in a cell, read: counts, rates, days, hours, words. Blank and dash are unknown (None), never zero.

Cells are texts, or what a workbook gives: numbers, dates. All raise ValueError for what cannot be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.wechat.parse import MOST

Cell = object


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell with a formula whose value is not in the file: a script wrote it, and no spreadsheet program ran it."""

    place: str
    """The cell, as spreadsheet programs name it."""


_UNKNOWN = frozenset({"", "-", "–", "—", "--", "——", "/", "n/a", "null", "none", "nan"})
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}

_NUMBER = re.compile(
    r"\+?([0-9]{1,3}(?:(?P<mark>[, '’\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*)?|[0-9]{1,30})(\.[0-9]{1,20})?"
)
_DOTTED = re.compile(r"\+?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
"""A count with dots between thousands, as German tables write it; with a single dot it looks like a fraction."""

_PLAIN = len(str(MOST)) - 1
"""Digits that can be no number above MOST."""

_LARGE = {"万": Decimal(10_000), "w": Decimal(10_000), "亿": Decimal(100_000_000)}
_DAYS = (
    re.compile(r"([0-9]{4})(?P<mark>[-/.])([0-9]{1,2})(?P=mark)([0-9]{1,2})"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]"),
)
_TIME = re.compile(r"(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?")
_HOUR = re.compile(r"([0-9]{1,4})(?:[:时點点].*)?")


def words(cell: Cell) -> str | None:
    """A cell's text, without the blanks around it; a number as it is written."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() or None


def known(cell: Cell) -> str | None:
    """A cell's text with full-width forms made plain; None if it says that nothing is known."""
    text = (words(cell) or "").translate(_FULL_WIDTH).strip()
    return None if text.casefold() in _UNKNOWN else text


_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "总和", "汇总"}
    | {"total", "totals", "sum", "subtotal", "sub-total", "grandtotal", "summe", "gesamt"}
)


def is_total(cell: Cell) -> bool:
    """Whether a cell says that its row adds up others: 合计, 总计, 小计, total, sum."""
    text = known(cell) if isinstance(cell, str) else None
    return text is not None and "".join(text.casefold().split()).rstrip(":") in _TOTALS


def count(cell: Cell, factor: Decimal = Decimal(1)) -> int | None:
    """A whole number from 0 on; thousands separators are taken, and "12.0", as tables that know no gaps write 12.

    Of a count, a dot and three digits is no fraction: "2.000" is two thousand. "1.2万" is 12,000.
    """
    if isinstance(cell, str) and len(cell) <= _PLAIN and cell.isascii() and cell.isdecimal() and factor == 1:
        return int(cell)  # as nearly all counts of a long table are written
    text = known(cell) if isinstance(cell, str) else None
    if text is not None and factor == 1 and _DOTTED.fullmatch(text):
        cell = text.replace(".", "")
    elif text is not None and (large := _LARGE.get(text[-1:].casefold())):
        cell, factor = text[:-1].strip() or "?", factor * large
    number = _decimal(cell, factor)
    if number is None:
        return None
    if number != number.to_integral_value() or number > MOST:
        raise ValueError(cell)
    return int(number)


def measure(cell: Cell, factor: Decimal = Decimal(1), most: int = MOST) -> float | None:
    """A fraction or minutes, from 0 to `most`; "63 %" is 0.63."""
    text = known(cell)
    if text is not None and text.endswith("%"):
        cell, factor = text[:-1].strip(), Decimal("0.01")
    number = _decimal(cell, factor)
    if number is not None and number > most:
        raise ValueError(cell)
    return None if number is None else float(number)


def _decimal(cell: Cell, factor: Decimal) -> Decimal | None:
    if isinstance(cell, bool | date):
        raise ValueError(cell)
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        if not number.is_finite() or number < 0:
            raise ValueError(cell)
        return number * factor
    text = known(cell)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(cell)
    return Decimal(re.sub(r"[^0-9.]", "", text)) * factor


def day(cell: Cell) -> date | None:
    """A day; one with an hour that is not midnight is none. "1/5/2015" can be read as two days, so it is none."""
    read = instant(cell)
    if read is not None and (read.hour, read.minute, read.second) != (0, 0, 0):
        raise ValueError(cell)
    return read.date() if read else None


def instant(cell: Cell) -> datetime | None:
    """A day with its hour, as an article's publishing may be told; without a zone, like every date of WeChat's."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a date of WeChat's, in +08:00
    text = known(cell)
    if text is None:
        return None
    for form in _DAYS:
        if (found := form.match(text)) and (time := _TIME.fullmatch(text, found.end())):
            year, _, month, of_month = found.groups()
            hour, minute, second = (int(part or 0) for part in time.groups())
            return datetime(int(year), int(month), int(of_month), hour, minute, second)  # noqa: DTZ001
    raise ValueError(cell)


def hour(cell: Cell) -> int | None:
    """An hour of the day, 0 to 23: 8, "08:00", "8时", or WeChat's own 800."""
    text = known(cell)
    if text is None:
        return None
    found = _HOUR.fullmatch(text)
    number = int(found[1]) if found else -1
    if number > 23 and number % 100 == 0:
        number //= 100
    if not 0 <= number <= 23:
        raise ValueError(cell)
    return number
