"""When digests fall due: every WeChat day once, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import at_china, end_of, ready_from
from bot.core.due import due, local_instant

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
]
DAYS = st.dates(date(2014, 12, 1), date(2030, 12, 31))
HOURS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
SOME_ZONE = st.sampled_from(ZONES).map(ZoneInfo)


def test_at_half_past_eight_in_china_the_digest_is_due_the_next_morning() -> None:
    assert due(date(2015, 1, 5), time(8, 30), ZoneInfo("Asia/Shanghai")) == at_china(date(2015, 1, 6), 8, 30)


@pytest.mark.parametrize("hour", [0, 3, 7])
def test_before_eight_in_china_due_is_eight_itself(hour: int) -> None:
    assert due(date(2015, 1, 5), time(hour, 59), ZoneInfo("Asia/Shanghai")) == at_china(date(2015, 1, 6), 8)


def test_in_new_york_half_past_eight_comes_thirteen_hours_later() -> None:
    assert due(date(2015, 1, 5), time(8, 30), ZoneInfo("America/New_York")) == at_china(date(2015, 1, 6), 21, 30)


def test_an_hour_in_the_gap_of_spring_is_the_first_instant_after_it() -> None:
    new_york = ZoneInfo("America/New_York")
    assert local_instant(date(2015, 3, 8), time(2, 30), new_york) == datetime(2015, 3, 8, 7, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_in_autumn_is_the_first() -> None:
    new_york = ZoneInfo("America/New_York")
    assert local_instant(date(2015, 11, 1), time(1, 30), new_york) == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)


def test_a_half_hour_gap_ends_where_it_ends() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert local_instant(date(2015, 10, 4), time(2, 15), lord_howe) == datetime(2015, 10, 3, 15, 30, tzinfo=UTC)


@given(DAYS, HOURS, SOME_ZONE)
def test_due_is_after_the_day_not_before_eight_and_within_a_day_of_its_end(
    day: date, hour: time, zone: ZoneInfo
) -> None:
    instant = due(day, hour, zone)
    assert instant >= max(end_of(day), ready_from(day))
    assert instant <= end_of(day) + timedelta(hours=26)


@given(DAYS, HOURS, SOME_ZONE)
def test_days_fall_due_in_their_order(day: date, hour: time, zone: ZoneInfo) -> None:
    assert due(day, hour, zone) < due(day + timedelta(days=1), hour, zone)
