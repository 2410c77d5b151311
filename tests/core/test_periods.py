"""What a digest is about and when it falls due: every day, week and month once, in every zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.days import ONE_DAY, Span, end_of, ready_from
from bot.core.due import due
from bot.core.periods import WEEK, Cadence, comes, falling_due, is_period, latest, left_out, period
from tests.core.test_due import DAYS, HOURS, SOME_ZONE

SHANGHAI = ZoneInfo("Asia/Shanghai")
CADENCES = st.sampled_from(Cadence)
WEEKDAYS = st.sets(st.integers(1, 7), min_size=1).map(frozenset)


def fallen(
    cadence: Cadence, after: datetime, until: datetime, at: time, zone: ZoneInfo, weekdays: frozenset[int] = WEEK
) -> list[Span]:
    coming = takewhile(lambda one: one[1] <= until, falling_due(cadence, after, at, zone, weekdays))
    return [span for span, _ in coming]


def test_a_week_is_from_monday_and_a_month_is_a_calendar_month() -> None:
    assert period(Cadence.WEEKLY, date(2026, 11, 22)) == Span(date(2026, 11, 16), date(2026, 11, 22))
    assert period(Cadence.WEEKLY, date(2026, 11, 21)) is None
    assert period(Cadence.MONTHLY, date(2024, 2, 29)) == Span(date(2024, 2, 1), date(2024, 2, 29))
    assert period(Cadence.MONTHLY, date(2024, 2, 28)) is None


@given(CADENCES, DAYS)
def test_every_day_lies_in_exactly_one_period_of_a_cadence(cadence: Cadence, day: date) -> None:
    ends = (day + timedelta(days=n) for n in range(31))
    holding = [span for end in ends if (span := period(cadence, end)) is not None and day in span]
    assert len(holding) == 1
    assert is_period(holding[0])


@given(CADENCES, DAYS)
def test_the_latest_period_is_over_and_the_next_one_begins_after_it(cadence: Cadence, day: date) -> None:
    span = latest(cadence, day)
    following = latest(cadence, day + timedelta(days=31))
    assert span.last <= day
    assert day < following.last
    assert cadence is not Cadence.DAILY or span == Span.day(day)


@given(CADENCES, DAYS, HOURS, SOME_ZONE, st.integers(1, 20))
def test_periods_fall_due_one_after_the_other_without_gap_or_overlap(
    cadence: Cadence, day: date, at: time, zone: ZoneInfo, count: int
) -> None:
    coming = list(islice(falling_due(cadence, end_of(day), at, zone), count))
    assert all(one.last + ONE_DAY == two.first for (one, _), (two, _) in pairwise(coming))
    assert all(first < second for (_, first), (_, second) in pairwise(coming))
    assert all(instant == due(span.last, at, zone) >= ready_from(span.last) for span, instant in coming)


@given(CADENCES, DAYS, HOURS, SOME_ZONE, st.integers(0, 60 * 24 * 70), st.integers(0, 60 * 24 * 70))
def test_whatever_the_looks_each_period_falls_due_in_exactly_one(
    cadence: Cadence, day: date, at: time, zone: ZoneInfo, first: int, second: int
) -> None:
    start = end_of(day)
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = fallen(cadence, start, end, at, zone)
    assert fallen(cadence, start, middle, at, zone) + fallen(cadence, middle, end, at, zone) == whole


@given(CADENCES, DAYS, HOURS, SOME_ZONE)
def test_what_falls_due_at_an_instant_is_not_due_after_it(
    cadence: Cadence, day: date, at: time, zone: ZoneInfo
) -> None:
    (one, instant), (following, _) = islice(falling_due(cadence, end_of(day), at, zone), 2)
    assert next(falling_due(cadence, instant, at, zone))[0] == following
    assert next(falling_due(cadence, instant - timedelta(seconds=1), at, zone))[0] == one


@given(DAYS, HOURS, SOME_ZONE, WEEKDAYS)
@example(date(2015, 10, 6), time(11), ZoneInfo("America/New_York"), frozenset({1}))
def test_with_days_of_the_week_a_day_either_comes_or_stands_under_exactly_the_next_that_does(
    day: date, at: time, zone: ZoneInfo, weekdays: frozenset[int]
) -> None:
    days = [day + timedelta(days=n) for n in range(28)]
    coming = [one for one in days if comes(Cadence.DAILY, one, at, zone, weekdays)]
    under = [one for shown in coming for one in left_out(shown, at, zone, weekdays)]
    assert sorted({*coming, *under}) == sorted([*coming, *under]), "no day stands under two"
    inner = [one for one in days if coming and coming[0] <= one <= coming[-1]]
    assert set(inner) <= {*coming, *under}


def test_on_workdays_mondays_digest_carries_the_two_days_of_the_weekend() -> None:
    workdays = frozenset(range(1, 6))
    sunday = date(2015, 1, 4)
    assert left_out(sunday, time(8, 30), SHANGHAI, workdays) == [date(2015, 1, 2), date(2015, 1, 3)]
    assert left_out(date(2015, 1, 5), time(8, 30), SHANGHAI, workdays) == []
    assert not comes(Cadence.DAILY, date(2015, 1, 3), time(8, 30), SHANGHAI, workdays)


@pytest.mark.parametrize("cadence", [Cadence.WEEKLY, Cadence.MONTHLY])
def test_only_a_daily_digest_asks_for_the_day_of_the_week(cadence: Cadence) -> None:
    assert comes(cadence, date(2015, 1, 4), time(8, 30), SHANGHAI, frozenset({3}))


def test_days_that_are_no_period_are_none() -> None:
    assert not is_period(Span(date(2015, 1, 1), date(2015, 1, 3)))
    assert not is_period(Span(date(2015, 1, 6), date(2015, 1, 12)))
