"""What a store says in the morning does not hang on what it held the evening before."""

from __future__ import annotations

from datetime import date

import pytest

from tests.mornings import mornings


@pytest.mark.parametrize(("first", "days"), [(date(2015, 1, 3), 3), (date(2025, 10, 31), 3), (date(2026, 11, 27), 5)])
async def test_a_store_that_runs_on_says_each_morning_what_a_fresh_one_says(first: date, days: int) -> None:
    compared = [one async for one in mornings(first, days)]
    assert len(compared) >= days
    assert all(one.figures > 10 for one in compared)
    assert [one.differences for one in compared] == [[]] * len(compared)
