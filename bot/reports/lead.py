"""The one figure that an account is told by where there is no room for its whole part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.days import Span
from bot.core.totals import Change


@dataclass(frozen=True, slots=True)
class Lead:
    """A figure, and what has to stand beside it."""

    metric: str
    value: float
    a_day: bool = False
    """Whether it is the mean of several days."""
    change: Change | None = None
    """Against the day before; of a span, against the span that it is compared with."""
    week: Change | None = None
    """Of a day, against the same weekday a week before."""
    before: tuple[date, date] | None = None
    """The two days that a day is compared with."""
    about: str = ""
    """What of the account it counts, if that is a part only: an article by its title, an hour."""
    known: int | None = None
    """How many days of the span are known."""
    of: Span | None = None
    """The days that it counts, if those are fewer than the days that are known."""
