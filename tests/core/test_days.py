"""WeChat's days are in +08:00, whatever the host's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span, at_china, end_of, final_from, ready_from, reask_instants, spans_of, yesterday

DAYS = st.dates(date(2014, 12, 1), date(2030, 1, 1))


def test_yesterday_is_wechats_when_it_is_still_evening_in_the_west() -> None:
    assert yesterday(datetime(2015, 1, 5, 15, 59, tzinfo=UTC)) == date(2015, 1, 4)
    assert yesterday(datetime(2015, 1, 5, 16, 0, tzinfo=UTC)) == date(2015, 1, 5)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        yesterday(datetime(2015, 1, 5))  # noqa: DTZ001 - that is what is refused


def test_a_day_ends_is_ready_and_is_final_at_these_instants() -> None:
    day = date(2015, 1, 5)
    assert end_of(day) == at_china(date(2015, 1, 6), 0)
    assert ready_from(day) == at_china(date(2015, 1, 6), 8)
    assert final_from(day) == at_china(date(2015, 1, 8), 12)


def test_a_ready_day_is_asked_again_at_half_past_twelve_and_on_three_mornings() -> None:
    first, *mornings = reask_instants(date(2015, 1, 5))
    assert first == at_china(date(2015, 1, 6), 12, 30)
    assert [i.date() for i in mornings] == [date(2015, 1, d) for d in (7, 8, 9)]
    assert mornings[-1] >= final_from(date(2015, 1, 5))


@given(DAYS, st.integers(1, 60), st.integers(1, 9))
def test_chunks_are_legal_neighbours_that_make_up_the_span(first: date, days: int, longest: int) -> None:
    span = Span(first, first + timedelta(days=days - 1))
    chunks = list(span.chunks(longest))
    assert all(len(chunk) <= longest for chunk in chunks)
    assert [day for chunk in chunks for day in chunk] == list(span)


def test_beside_a_month_stand_months_beside_other_spans_as_many_days() -> None:
    january = Span(date(2015, 1, 1), date(2015, 1, 31))
    assert january.before() == Span(date(2014, 12, 1), date(2014, 12, 31))
    assert january.after() == Span(date(2015, 2, 1), date(2015, 2, 28))
    week = Span(date(2015, 1, 5), date(2015, 1, 11))
    assert (week.before(), week.after()) == (week.shift(-7), week.shift(7))
    assert not Span(date(2015, 1, 1), date(2015, 1, 30)).whole_month


@given(DAYS)
def test_before_and_after_lead_back_to_where_one_was(first: date) -> None:
    for span in (Span.day(first), Span(first, first + timedelta(days=6)), Span(first.replace(day=1), first).after()):
        assert span.before().after() == span
        assert span.after().first == span.last + timedelta(days=1)


@given(st.sets(DAYS, max_size=30))
def test_spans_hold_exactly_the_days(days: set[date]) -> None:
    spans = spans_of(days)
    assert [day for span in spans for day in span] == sorted(days)
    assert all(b.first - a.last > timedelta(days=1) for a, b in pairwise(spans))
