"""Charts of hours, sources, trends and comparisons: gaps where nothing is known, nothing that does not compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.charts import Chart, Shape
from bot.core.days import Span
from bot.core.facts import DayFacts, Figures, HourDay, SourceDay
from bot.core.metrics import BY_NAME as METRICS
from bot.reports import BY_NAME
from bot.reports.base import Facts, Question
from bot.reports.drawn import exact
from tests.reports.facts import (
    BEFORE,
    BREAK,
    CLASSIC,
    MONDAY,
    account,
    counted,
    day_of,
    facts,
    generation_of,
    life,
    newer,
    older,
)

APART = "Counted otherwise from 1 November 2025 on: the lines do not compare."


def chart_of(name: str, built_from: Facts, language: str = "en") -> Chart | None:
    report = BY_NAME[name]
    assert report.chart is not None
    return report.chart(report.build(built_from), language)


def spanned(span: Span, *days: DayFacts, against: Span | None = None) -> Facts:
    """A span's facts with all days that a trend or a comparison may need."""
    question = Question(span, against=against)
    wanted = {day for name in ("trend", "compare") for need in BY_NAME[name].needs(question) for day in need.span}
    empty = {day: DayFacts(day, generation=generation_of(day)) for day in wanted}
    return Facts("Daily Tech", question, empty | {day.day: day for day in days})


def read(day: date, readers: int) -> DayFacts:
    return day_of(day, account=account(day, readers=readers))


def week(first: date = MONDAY) -> Span:
    return Span(first, first + timedelta(days=6))


def test_hours_are_twenty_four_columns_with_gaps() -> None:
    rows = tuple(HourDay(MONDAY, hour, "all", Figures(reads=hour), CLASSIC) for hour in (9, 21))
    chart = chart_of("hours", facts(day_of(read_hours=rows)))
    assert chart is not None
    assert (chart.shape, chart.unit, len(chart.labels)) == (Shape.COLUMNS, "reads", 24)
    assert (chart.series[0].values[8:10], chart.series[0].values[21]) == ((None, 9), 21)
    assert chart_of("hours", facts(day_of())) is None


def test_sources_are_bars_the_longest_first() -> None:
    rows = tuple(SourceDay(MONDAY, name, Figures(reads=n), CLASSIC) for name, n in (("search", 3), ("moments", 9)))
    chart = chart_of("sources", facts(day_of(account=account(reads=12), sources=rows)))
    assert chart is not None
    assert (chart.shape, chart.labels, chart.series[0].values) == (Shape.BARS, ("Moments", "Search"), (9, 3))
    assert chart.told == ("9 · 75 %", "3 · 25 %")
    assert chart_of("sources", facts(day_of(account=account(reads=12)))) is None


def test_a_trend_stands_before_the_days_before_it() -> None:
    days = [read(MONDAY + timedelta(days=n), 10 + n) for n in range(-7, 7) if n != 3]
    chart = chart_of("trend", spanned(week(), *days))
    assert chart is not None
    now, before = chart.series
    assert now.values == (10, 11, 12, None, 14, 15, 16)
    assert (before.values, before.quiet) == ((3, 4, 5, 6, 7, 8, 9), True)
    assert (now.name, before.name) == ("5–11 January 2015", "29 December 2014 – 4 January 2015")


def test_a_trend_over_the_break_is_two_lines_each_with_its_days_and_says_why() -> None:
    span = Span(BEFORE, BREAK + timedelta(days=1))
    chart = chart_of("trend", spanned(span, older(), counted(), counted(span.last)))
    assert chart is not None
    assert [(one.name, one.values, one.quiet) for one in chart.series] == [
        ("Friday, 31 October 2025", (90, None, None), False),
        ("1–2 November 2025", (None, 100, 100), False),
    ]
    assert chart.notes == (APART,)


def test_a_trend_of_what_the_older_days_do_not_have_says_that_they_are_left_out() -> None:
    span = Span(BEFORE, BREAK + timedelta(days=1))
    question = replace(spanned(span, older(), counted(), counted(span.last)), question=Question(span, METRICS["likes"]))
    chart = chart_of("trend", question)
    assert chart is not None
    assert [one.values for one in chart.series] == [(None, 7, 7)]
    assert chart.notes == ("Friday, 31 October 2025: counted otherwise, and left out here.",)


@pytest.mark.parametrize("report", ["reads", "report", "shares"])
def test_a_line_through_a_span_over_the_break_is_two_each_with_its_days_and_says_why(report: str) -> None:
    span = Span(BEFORE - timedelta(days=1), BREAK + timedelta(days=1))
    of_it = spanned(span, older(span.first), older(), counted(), counted(span.last))
    chart = chart_of(report, replace(of_it, question=replace(of_it.question, picture=True)))
    assert chart is not None
    old, new = (9, 10) if report == "shares" else (90, 100)
    assert [(one.name, one.values, one.quiet) for one in chart.series] == [
        ("30–31 October 2025", (old, old, None, None), False),
        ("1–2 November 2025", (None, None, new, new), False),
    ]
    assert chart.notes == (APART,)
    assert chart.unit == ("sharers" if report == "shares" else "readers"), "what both parts have"


def test_a_single_day_that_is_known_is_no_line() -> None:
    assert chart_of("trend", spanned(week(), read(MONDAY, 5))) is None


def test_a_comparison_is_drawn_day_by_day_and_never_across_the_break() -> None:
    other = Span(MONDAY - timedelta(days=9), MONDAY - timedelta(days=1))
    days = [read(day, 5) for span in (week(), other) for day in span]
    chart = chart_of("compare", spanned(week(), *days, against=other))
    assert chart is not None
    assert [len(one.values) for one in chart.series] == [9, 9]
    assert chart.labels[:3] == ("", "", "5 Jan")
    two = Span(BREAK, BREAK + timedelta(days=1))
    old = Span(BEFORE - timedelta(days=1), BEFORE)
    both = [counted(), counted(two.last), older(), older(old.first)]
    assert chart_of("compare", spanned(two, *both, against=old)) is None


def test_two_days_are_compared_figure_by_figure_with_their_changes() -> None:
    sunday = MONDAY - timedelta(days=1)
    days = [day_of(day, account=account(day, readers=n, reads=m)) for day, n, m in ((MONDAY, 30, 0), (sunday, 20, 5))]
    chart = chart_of("compare", spanned(Span.day(MONDAY), *days, against=Span.day(sunday)))
    assert chart is not None
    assert (chart.shape, chart.labels) == (Shape.BARS, ("readers", "reads"))
    assert [(one.values, one.quiet) for one in chart.series] == [((30, 0), False), ((20, 5), True)]
    assert chart.told == ("30 · ▲ 50 %", "0 · ▼ 100 %")


def test_two_days_that_do_not_compare_are_not_drawn() -> None:
    apart = spanned(Span.day(BREAK), counted(), older(), against=Span.day(BEFORE))
    assert chart_of("compare", apart) is None


@pytest.mark.parametrize(
    ("metric", "value", "words"),
    [
        ("finish_rate", 0.634, "63 %"),
        ("tips", 1_250_000, "12,500.00"),
        ("likes", 12_500.0, "12,500"),
        ("reads", 7, "7"),
    ],
)
def test_a_bar_tells_its_figure_in_the_unit_of_its_metric(metric: str, value: float, words: str) -> None:
    assert exact(metric, "en")(value) == words


def test_a_list_by_how_many_read_to_the_end_is_drawn_by_that() -> None:
    drawn = chart_of("top", facts(newer(lives=(life("a", 50), life("b", 70))), metric="finish_rate"))
    assert drawn is not None
    assert [drawn.exact(value or 0) for value in drawn.series[0].values] == ["50 %", "50 %"]
