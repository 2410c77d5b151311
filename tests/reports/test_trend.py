"""`/trend`: one metric over some weeks, made of the account's rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import DayFacts, Part
from bot.core.metrics import BY_NAME
from bot.render import Renderer, plain
from bot.reports.base import Facts, Question
from bot.reports.trend import TrendView, build, needs, stretched
from tests.reports.facts import BEFORE, BREAK, CLASSIC, MONDAY, account, counted, day_of, generation_of, older

RENDERER = Renderer()


def facts(span: Span, figures: Mapping[date, DayFacts], metric: str | None = None) -> Facts:
    """Facts of a span and the days before it; days not given hold nothing."""
    question = Question(span, BY_NAME[metric] if metric else None)
    wanted = {day for need in needs(question) for day in need.span}
    empty = {day: DayFacts(day, generation=generation_of(day)) for day in wanted}
    return Facts("Daily Tech", question, empty | {day: one for day, one in figures.items() if day in wanted})


def read(day: date, readers: int, **more: int | None) -> DayFacts:
    return day_of(day, account=account(day, CLASSIC, readers=readers, **more))


def text(view: TrendView) -> str:
    return plain(RENDERER.page("trend", "en", view=view))


def weeks(n: int) -> Span:
    return Span(MONDAY, MONDAY + timedelta(days=7 * n - 1))


def test_a_year_needs_the_accounts_rows_alone_and_none_before_wechats_first_day() -> None:
    wanted = needs(Question(Span(date(2015, 1, 1), date(2015, 12, 31))))
    assert {need.part for need in wanted} == {Part.ACCOUNT}
    assert [need.span for need in wanted] == [
        Span(FIRST_DAY, date(2014, 12, 31)),
        Span(date(2015, 1, 1), date(2015, 12, 31)),
    ]


@given(st.integers(0, 3_000))
def test_a_single_day_stands_for_the_thirty_days_up_to_it(start: int) -> None:
    day = FIRST_DAY + timedelta(days=start)
    span = stretched(Span.day(day))
    assert span.last == day
    assert len(span) == min(30, start + 1)
    assert stretched(weeks(1)) == weeks(1)


@given(st.lists(st.integers(0, 10**6), min_size=28, max_size=60))
def test_the_mean_of_each_weekday_is_made_of_its_own_days(figures: list[int]) -> None:
    span = Span(MONDAY, MONDAY + timedelta(days=len(figures) - 1))
    view = build(facts(span, {day: read(day, n) for day, n in zip(span, figures, strict=True)}))
    assert [weekday for weekday, _ in view.weekdays] == [1, 2, 3, 4, 5, 6, 7]
    for weekday, mean in view.weekdays:
        assert mean == pytest.approx(sum(of_it := figures[weekday - 1 :: 7]) / len(of_it))


def test_weekdays_are_told_apart_from_four_weeks_on() -> None:
    assert not build(facts(weeks(3), {day: read(day, 5) for day in weeks(3)})).weekdays
    assert build(facts(weeks(4), {day: read(day, 5) for day in weeks(4)})).weekdays


def test_a_mean_day_comes_first_and_the_sum_last_and_only_of_a_metric_that_was_asked_for() -> None:
    given_days = {day: read(day, 10 + n, reads=20 + n) for n, day in enumerate(weeks(1))}
    usual, people, times = (text(build(facts(weeks(1), given_days, m))) for m in (None, "readers", "reads"))
    best = "Best 16 readers on Sunday, 11 January\nWeakest 10 readers on Monday, 5 January\n"
    assert f"13 readers a day\n{best}" in usual
    assert "reader-days" not in usual
    assert f"13 readers a day\n{best}91 reader-days\n" in people
    assert "161 reads in all\n" in times


def test_it_has_no_percentage_against_a_few_days_and_says_how_many_each_side_holds() -> None:
    given_days = {day: read(day, 10) for day in weeks(1)}
    given_days |= {MONDAY - timedelta(days=n): read(MONDAY - timedelta(days=n), 5) for n in (1, 2, 3)}
    answer = text(build(facts(weeks(1), given_days)))
    assert "– against 29 December 2014 – 4 January 2015: 5.0 readers a day\n" in answer
    assert (
        "No percentage: 7 of 7 days count in 5–11 January 2015, 3 of 7 in 29 December 2014 – 4 January 2015" in answer
    )


def test_a_trend_without_any_day_before_it_says_so() -> None:
    answer = text(build(facts(weeks(1), {day: read(day, 10) for day in weeks(1)})))
    assert "No figures of 29 December 2014 – 4 January 2015 to compare with" in answer
    assert "%" not in answer


def test_a_day_missing_of_thirty_is_told_beside_the_percentage() -> None:
    month = Span(date(2015, 4, 1), date(2015, 4, 30))
    given_days = {day: read(day, 10) for day in month} | {day: read(day, 5) for day in month.before() if day.day > 2}
    assert "▲ 100 % against 1–31 March 2015: 5.0 readers a day (on 29 of these days)" in text(
        build(facts(month, given_days))
    )


def test_gaps_are_named_the_newest_first_and_the_rest_is_counted() -> None:
    known = {day: read(day, 5) for n, day in enumerate(weeks(2)) if n % 3 == 0}
    assert "5 of 14 days are known: no figures of 18 January, 15–16 January, 12–13 January and 2 more" in (
        text(build(facts(weeks(2), known)))
    )


def test_both_parts_of_a_trend_over_the_break_are_told_with_their_days_and_never_compared() -> None:
    over = build(facts(Span(BEFORE, BREAK), {BEFORE: older(), BREAK: counted()}))
    assert over.now.days == ((BREAK, 100),)
    assert text(over) == (
        "Daily Tech · 31 October – 1 November 2025\n"
        "100 readers a day (1 November)\n"
        "90 readers a day (31 October)\n"
        "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare."
    )
    likes = text(build(facts(Span(BEFORE, BREAK), {BEFORE: older(), BREAK: counted()}, "likes")))
    assert "31 October 2025: counted otherwise, and left out here." in likes
    after = build(facts(Span(BREAK, BREAK + timedelta(days=1)), {BEFORE: older(), BREAK: counted()}))
    assert (after.before, after.change) == (None, None)
    assert "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare." in text(after)


@pytest.mark.parametrize(
    ("asked", "shown"), [("reads", "readers"), ("favourites", "savers"), ("shares", "sharers"), ("likes", "likes")]
)
def test_where_times_are_not_counted_the_people_are_shown_and_said_so(asked: str, shown: str) -> None:
    view = build(facts(Span(BREAK, BREAK + timedelta(days=1)), {BREAK: counted()}, asked))
    assert (view.metric, view.asked) == (shown, asked if asked != shown else None)
    assert (f"so {shown} are shown" in text(view)) is (asked != shown)


def test_a_figure_that_is_not_given_is_a_dash() -> None:
    view = build(facts(weeks(1), {MONDAY: read(MONDAY, 5, reads=None)}, "reads"))
    assert text(view).splitlines()[1] == "reads: –"


def test_shorter_leaves_out_weekdays_and_the_weakest_day() -> None:
    view = build(facts(weeks(4), {day: read(day, 5 + n) for n, day in enumerate(weeks(4))})).shorter()
    assert view is not None
    assert view.shorter() is None
    assert not {"Weakest", "weekday"} & set(text(view).split())
