"""Two sides beside one another: means of the days that are known, of one family of interfaces, people never summed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import Generation
from bot.core.totals import Change
from bot.reports.sides import Held, change, family, otherwise, previous, side, uneven
from tests.reports.facts import BEFORE, BREAK, MONDAY, account, counted, day_of, older

FIGURES = st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=9)


def days_of(figures: list[int | None]) -> Span:
    return Span(MONDAY, MONDAY + timedelta(days=len(figures) - 1))


@given(FIGURES)
def test_a_side_counts_the_days_that_are_given_and_no_other(figures: list[int | None]) -> None:
    span = days_of(figures)
    days = [day_of(day, account=account(day, reads=n)) for day, n in zip(span, figures, strict=True)]
    one, told = side(span, days, "reads", Generation.CLASSIC), [n for n in figures if n is not None]
    assert [figure for _, figure in one.days] == told
    assert one.fewer == (len(told) if len(told) < len(figures) else None)
    if not told:
        assert (one.mean, one.best, one.weakest) == (None, None, None)
        return
    assert one.mean == pytest.approx(sum(told) / len(told))
    assert one.best is not None
    assert one.best[1] == max(told)
    assert one.weakest is None if len(told) == 1 else one.weakest is not None and one.weakest[1] == min(told)


@given(FIGURES, FIGURES)
def test_a_change_is_that_of_a_mean_day_where_both_sides_hold_enough_days(
    now: list[int | None], before: list[int | None]
) -> None:
    sides = []
    for figures in (now, before):
        span = days_of(figures)
        days = [day_of(day, account=account(day, readers=n)) for day, n in zip(span, figures, strict=True)]
        sides.append(side(span, days, "readers", Generation.CLASSIC))
    found = change(*sides)
    if None in (sides[0].mean, sides[1].mean) or uneven(sides[0].held, sides[1].held):
        assert found is None
    else:
        assert found == Change(sides[0].mean or 0, sides[1].mean or 0)


@pytest.mark.parametrize(
    ("now", "before", "compares"),
    [
        ((7, 7), (7, 7), True),
        ((7, 7), (6, 7), False),
        ((27, 30), (30, 30), True),
        ((26, 30), (30, 30), False),
        ((28, 28), (31, 31), True),
        ((26, 28), (31, 31), False),
        ((333, 333), (29, 365), False),
        ((10, 20), (10, 20), False),
        ((10, 10), (30, 30), False),
        ((7, 7), (0, 7), False),
    ],
)
def test_a_percentage_wants_nine_tenths_of_either_span_and_about_as_many_days(
    now: tuple[int, int], before: tuple[int, int], compares: bool
) -> None:
    one, other = (Held(Span(MONDAY, MONDAY + timedelta(days=of - 1)), days) for days, of in (now, before))
    assert uneven(one, other) == (None if compares else (one, other))


def test_days_of_the_other_family_are_left_out_and_named() -> None:
    days = [older(), counted()]
    assert family(days) is Generation.SUCCESSOR
    assert family(days, "reads") is Generation.CLASSIC
    assert side(Span(BEFORE, BREAK), days, "readers", Generation.SUCCESSOR).days == ((BREAK, 100),)
    assert otherwise(days, Generation.SUCCESSOR) == Span.day(BEFORE)
    assert otherwise(days[1:], Generation.SUCCESSOR) is None


@given(st.integers(0, 4_000), st.integers(1, 366))
def test_the_days_before_are_neighbours_and_none_lies_before_wechats_first(start: int, length: int) -> None:
    first = FIRST_DAY + timedelta(days=start)
    before = previous(Span(first, first + timedelta(days=length - 1)))
    if before is None:
        assert start == 0
    else:
        assert before.last + timedelta(days=1) == first
        assert before.first >= FIRST_DAY


def test_before_a_month_comes_the_month() -> None:
    assert previous(Span(date(2015, 3, 1), date(2015, 3, 31))) == Span(date(2015, 2, 1), date(2015, 2, 28))
