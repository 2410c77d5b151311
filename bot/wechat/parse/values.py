"""Values as they stand in rows: counts, rates, words, days; absent or unusable is unknown (None)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from bot.core.facts import Figures, Provenance, Rates, Reply
from bot.core.metrics import COUNTS, RATES, Metric, Unit
from bot.wechat.endpoints import BY_NAME

log = logging.getLogger(__name__)

Row = Mapping[str, Any]

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Line breaks and tabs are none: they are shown as blanks."""

MOST = 10**15
"""No count is larger: what is, is a mistake, and would break sums and means."""

_PLACES = {field: n for n, m in enumerate(COUNTS) for field in (m.classic, m.successor) if field}
"""Places in `Figures` by a field's name in either generation: a table that was imported may have both on one row."""


def number(value: object) -> int | None:
    """A count from what stands in a row: whole, from 0 to MOST, else unknown. Numbers as strings are taken."""
    if type(value) is int:
        return value if 0 <= value <= MOST else None
    if isinstance(value, str):
        digits = value.strip()
        return number(int(digits)) if digits.isdecimal() and len(digits) <= len(str(MOST)) else None
    if isinstance(value, float) and 0 <= value <= MOST and value == int(value):
        return int(value)
    return None


def rate(value: object) -> float | None:
    """A fraction or minutes: a finite number from 0 on, else unknown. Numbers as strings are taken."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= MOST else None


def text(value: object) -> str | None:
    """Words from a row, without the blanks around them; empty is unknown.

    What no chat can carry becomes U+FFFD: half a surrogate pair, a byte that is no UTF-8, a control character.
    """
    if not isinstance(value, str):
        return None
    if not value.isprintable():
        value = _CONTROLS.sub("\ufffd", value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.strip() or None


def day_of(value: object) -> date | None:
    """A date from a row's `YYYY-MM-DD`, or `YYYYMMDD`; anything else is unknown."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def hour_of(value: object) -> int | None:
    """An hour from hhmm as a number, `0` to `2300`; anything else is unknown."""
    hhmm = number(value)
    return hhmm // 100 if hhmm is not None and hhmm < 2400 else None


def url(row: Row) -> str | None:
    """An article's link; only one that a browser would open."""
    if "content_url" not in row and "url" not in row:
        return None
    found = text(row.get("content_url")) or text(row.get("url"))
    return found if found and found.startswith(("http://", "https://")) else None


def object_of(value: object) -> Row:
    """A nested object; anything else is an empty one."""
    return value if type(value) is dict or isinstance(value, Mapping) else {}


def objects_of(value: object) -> list[Row]:
    """The objects of a nested list; anything else is left out."""
    if not isinstance(value, list):
        return []
    return [one for one in value if type(one) is dict or isinstance(one, Mapping)]


def figures(*rows: Row) -> Figures:
    """What a row counts, by the field names of either generation; of several rows, a later one's figures stand."""
    found: list[int | None] = [None] * len(COUNTS)
    for row in rows:
        for key, value in row.items():
            if (place := _PLACES.get(key)) is not None:
                found[place] = value if type(value) is int and 0 <= value <= MOST else number(value)
    return Figures._make(found)


def rates(row: Row) -> Rates:
    """What a row measures."""
    return Rates(**{metric.name: _rate_of(metric, row.get(metric.successor or "")) for metric in RATES})


def _rate_of(metric: Metric, value: object) -> float | None:
    found = rate(value)
    if metric.unit is Unit.FRACTION and found is not None and found > 1:
        _not_a_fraction(metric.name, found)
        return None
    return found


@lru_cache(256)
def _not_a_fraction(metric: str, value: float) -> None:
    """Once for each: a reply is read anew with every question."""
    log.warning("a %s of %s is no fraction of a whole: it is taken for unknown", metric, value)


def provenance(reply: Reply) -> Provenance:
    """Where the facts of a reply come from."""
    origin = reply.origin or reply.endpoint
    return Provenance(BY_NAME[reply.endpoint].generation, origin, reply.fetched_at, reply.origin is not None)


def rows_by_day(body: Mapping[str, Any], days: Iterable[date]) -> dict[date, list[Row]] | None:
    """An answer's rows by `ref_date`, for the days asked for alone; None if the answer has no list of rows.

    Rows of other days do come (seen 2022-08-26) and are left out; that none has a day at all is no list of rows.
    """
    rows = body.get("list")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return None
    by_day: dict[date, list[Row]] = {day: [] for day in days}
    dated = [(day, row) for row in rows if (day := day_of(row.get("ref_date")))]
    for day, row in dated:
        if day in by_day:
            by_day[day].append(row)
    return by_day if dated or not rows else None
