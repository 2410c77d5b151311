"""What was probably meant by words that are no date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import nearest, span_words, when

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("2015-02-30", "2015-02-28"),
        ("2016-02-30", "2016-02-29"),
        ("2015-13-05", "2015-05-13"),
        ("31/12", "2025-12-31"),
        ("5/1/2015", "2015-05-01"),
        ("31/2/2015", "2015-02-28"),
        ("2015-13", "2015-12"),
        ("2015-00-00", "2015-01-01"),
        ("20150230", "2015-02-28"),
        ("2015年2月30日", "2015-02-28"),
        ("feb 30", "2026-02-28"),
        ("31 april 2015", "2015-04-30"),
        ("yesterdy", "2026-11-23"),
        ("last weak", "2026-11-16..2026-11-22"),
        ("mondey", "2026-11-23"),
        ("5 Janury 2015", "2015-01-05"),
        ("Tuesday, 5 January 2015", "2015-01-05"),
        ("2015年1月5日 星期二", "2015-01-05"),
        ("please 2015-01-05 now", "2015-01-05"),
        ("2014-11-30", "2014-12-01"),
        ("2014", "2014-12"),
        ("today", "2026-11-23"),
        ("2030-01-01", "2026-11-23"),
        ("2015-01-01..2016-12-31", "2016-01-01..2016-12-31"),
        ("last 3 yaers", "2025-11-23..2026-11-23"),
    ],
)
def test_the_nearest_days_that_can_be_had(words: str, near: str) -> None:
    found = nearest(words, TODAY)
    assert found is not None
    assert span_words(found) == near


@pytest.mark.parametrize("words", ["", "blah", "..", "5", "今", "hello there", "9" * 4096])
def test_what_is_near_to_nothing_has_no_nearest_days(words: str) -> None:
    assert nearest(words, TODAY) is None


@given(st.text(max_size=60), st.dates(date(2014, 12, 2), date(2040, 1, 1)))
def test_the_nearest_days_can_always_be_had(words: str, today: date) -> None:
    near = nearest(words, today)
    assert near is None or when(span_words(near), today) == near
