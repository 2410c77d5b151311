"""Days of a span in words: the year is said once."""

from __future__ import annotations

from datetime import date

import pytest

from bot import dates
from bot.core.days import Span


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        ("2025-11-04", "2025-11-04", "4 November", "11 月 4 日"),
        ("2025-10-25", "2025-10-31", "25–31 October", "10 月 25 日至 31 日"),
        ("2025-01-01", "2025-10-31", "1 January – 31 October", "1 月 1 日至 10 月 31 日"),
    ],
)
def test_days_of_a_span_do_not_repeat_its_year_unless_day_and_month_come_twice(
    first: str, last: str, en: str, zh: str
) -> None:
    part = Span(date.fromisoformat(first), date.fromisoformat(last))
    year = Span(date(2025, 1, 1), date(2025, 12, 31))
    assert (dates.within(part, year, "en"), dates.within(part, year, "zh")) == (en, zh)
    assert "2025" in dates.within(part, Span(date(2024, 12, 31), date(2025, 12, 31)), "zh")


def test_a_week_over_new_year_says_its_years_in_its_own_words_alone() -> None:
    week = Span(date(2025, 12, 29), date(2026, 1, 4))
    assert dates.within(date(2025, 12, 31), week, "en") == "31 December"
    assert dates.within(Span(date(2025, 12, 30), date(2026, 1, 2)), week, "en") == "30 December – 2 January"
    assert dates.long_within(date(2026, 1, 2), week, "en") == "Friday, 2 January"
    assert dates.long_within(date(2026, 1, 2), Span(date(2025, 1, 1), date(2026, 1, 2)), "en").endswith("2026")
