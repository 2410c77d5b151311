"""Days as a line: by day or by week, and other days laid weekday on weekday beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import Chart
from bot.core.days import FIRST_DAY, Span
from bot.reports.drawn import EACH_DAY
from bot.reports.line import Way, laid, line

MONDAY = date(2015, 1, 5)


def span_of(first: date, days: int) -> Span:
    return Span(first, first + timedelta(days=days - 1))


def drawn(span: Span, other: Span | None = None, figure: int | None = None) -> Chart:
    """A line of days that each have the number of their place, or all the same figure."""

    def way(days: Span) -> Way:
        return Way(days, tuple(n if figure is None else figure for n in range(len(days))))

    return line("Daily Tech", "readers", way(span), way(other) if other else None, "en")


def test_a_week_stands_before_the_week_before_it_place_by_place() -> None:
    chart = drawn(span_of(MONDAY, 7), span_of(MONDAY - timedelta(days=7), 7))
    assert [one.values for one in chart.series] == [tuple(range(7)), tuple(range(7))]
    assert chart.notes == ()


def test_months_are_laid_weekday_on_weekday_with_every_day_and_said_to_be() -> None:
    november, october = Span(date(2026, 11, 1), date(2026, 11, 30)), Span(date(2026, 10, 1), date(2026, 10, 31))
    chart = drawn(november, october)
    now, before = chart.series
    assert len(chart.labels) == 33
    assert (now.values[:4], now.values[-1]) == ((None, None, None, 0), 29)
    assert (before.values[:4], before.values[-3:]) == ((0, 1, 2, 3), (30, None, None))
    assert chart.labels[:4] == ("", "", "", "1 Nov")
    assert chart.notes == ("Laid weekday on weekday: 4 Oct on 1 Nov.",)


_SPANS = st.builds(span_of, st.dates(date(2015, 1, 1), date(2026, 11, 1)), st.integers(1, 400))


@given(_SPANS, _SPANS)
def test_where_other_days_are_moved_by_weeks_half_of_them_lie_on_others(span: Span, other: Span) -> None:
    apart = (span.first - other.first).days
    moved = laid(span, other, apart).days
    shared = sum(day + timedelta(days=moved) in span for day in other)
    assert moved == apart or (moved % 7 == 0 and 2 * shared >= min(len(span), len(other)))
    assert abs(moved - apart) < 7


@given(_SPANS, _SPANS)
def test_no_day_of_either_side_is_lost(span: Span, other: Span) -> None:
    chart = drawn(span, other, 7)
    if chart.level is None:
        assert [sum(value is not None for value in one.values) for one in chart.series] == [len(span), len(other)]


def test_two_days_beside_two_others_lie_in_their_order() -> None:
    chart = drawn(span_of(MONDAY, 2), span_of(MONDAY - timedelta(days=2), 2))
    assert [one.values for one in chart.series] == [(0, 1), (0, 1)]
    assert chart.notes == ()


def test_days_that_the_first_day_of_all_cut_short_lie_where_they_would_lie_if_they_were_whole() -> None:
    month = Span(date(2014, 12, 14), date(2015, 1, 12))
    before = drawn(month, Span(FIRST_DAY, date(2014, 12, 13))).series[1].values
    assert before[14:18] == (None, 0, 1, 2)


@given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(EACH_DAY + 1, 800), st.integers(0, 10**6))
def test_a_long_span_is_by_week_from_monday_on_with_its_average(first: date, days: int, figure: int) -> None:
    chart = drawn(span_of(first, days), figure=figure)
    assert set(chart.series[0].values) == {figure}
    assert abs(len(chart.labels) - days / 7) <= 1
    assert chart.level is not None
    assert chart.level.value == figure
    assert not chart.shaded
    assert chart.unit == "readers a day, week by week"


def test_a_week_is_the_mean_of_its_known_days_and_a_gap_where_none_is_known() -> None:
    span = span_of(MONDAY, 140)
    figures: list[int | None] = [10] * 140
    figures[7:14], figures[14:21] = [None] * 7, [20, 40, *[None] * 5]
    chart = line("Daily Tech", "readers", Way(span, tuple(figures)), None, "en")
    assert chart.series[0].values[:4] == (10, None, 30, 10)
    assert chart.level is not None
    assert chart.level.value == pytest.approx((10 * 126 + 60) / 128)


def test_a_few_days_at_an_end_are_no_week_of_their_own() -> None:
    saturday = date(2015, 1, 3)
    span = Span(saturday, date(2015, 6, 29))
    figures = tuple(1000 if day in (saturday, span.last) else 10 for day in span)
    values = line("Daily Tech", "readers", Way(span, figures), None, "en").series[0].values
    assert values[0] == pytest.approx((1000 + 8 * 10) / 9)
    assert values[-1] == pytest.approx((1000 + 7 * 10) / 8)


def test_a_year_names_its_months_and_a_month_its_days() -> None:
    assert drawn(span_of(MONDAY, 7)).labels[:2] == ("5 Jan", "6 Jan")
    year = drawn(Span(date(2015, 1, 1), date(2015, 12, 31))).labels
    assert " ".join(filter(None, year)) == "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"


def test_saturdays_and_sundays_are_shaded_where_days_are_shown() -> None:
    assert drawn(span_of(MONDAY, 14)).shaded == (5, 6, 12, 13)


def test_other_days_of_which_nothing_is_known_are_not_drawn() -> None:
    week = span_of(MONDAY, 7)
    unknown = Way(span_of(MONDAY - timedelta(days=7), 7), (None,) * 7)
    assert len(line("Daily Tech", "readers", Way(week, (1,) * 7), unknown, "en").series) == 1
