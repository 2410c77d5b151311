"""`/compare`: the figures that two spans share, and the change of a mean day where they may be compared."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span
from bot.core.facts import DayFacts, Part
from bot.core.totals import Change
from bot.render import Renderer, plain
from bot.reports.base import Facts, Question
from bot.reports.compare import CompareView, build, needs
from bot.reports.sides import uneven
from tests.reports.facts import BEFORE, BREAK, CLASSIC, MONDAY, account, counted, day_of, generation_of, older

RENDERER = Renderer()
FIGURES = st.lists(st.none() | st.integers(1, 10**9), min_size=1, max_size=5)


def facts(span: Span, against: Span, *days: DayFacts) -> Facts:
    empty = {day: DayFacts(day, generation=generation_of(day)) for each in (span, against) for day in each}
    return Facts("Daily Tech", Question(span, against=against), empty | {day.day: day for day in days})


def read(day: date, **figures: int | None) -> DayFacts:
    return day_of(day, account=account(day, CLASSIC, **figures))


def text(view: CompareView) -> str:
    return plain(RENDERER.page("compare", "en", view=view))


def span(first: date, days: int) -> Span:
    return Span(first, first + timedelta(days=days - 1))


def test_it_needs_the_accounts_rows_of_both_sides_alone() -> None:
    week, other = span(MONDAY, 7), span(MONDAY - timedelta(days=20), 7)
    wanted = needs(Question(week, against=other))
    assert [(need.part, need.span) for need in wanted] == [(Part.ACCOUNT, other), (Part.ACCOUNT, week)]
    assert needs(Question(week))[0].span == span(MONDAY - timedelta(days=7), 7)


@given(FIGURES, FIGURES)
def test_sums_of_times_are_told_of_as_many_known_days_only_and_the_change_is_that_of_a_mean_day(
    one: list[int | None], other: list[int | None]
) -> None:
    a, b = span(MONDAY, len(one)), span(MONDAY - timedelta(days=30), len(other))
    days = [read(day, reads=n) for each, ns in ((a, one), (b, other)) for day, n in zip(each, ns, strict=True)]
    rows = build(facts(a, b, *days)).rows
    if not any(one) or not any(other):
        assert rows == ()
        return
    (row,) = rows
    assert row.sums is (len(row.one.days) == len(row.other.days))
    apart = uneven(row.one.held, row.other.held)
    assert row.change == (None if apart else Change(row.one.mean or 0, row.other.mean or 0))


def test_two_days_beside_one_another() -> None:
    sunday = MONDAY - timedelta(days=1)
    view = build(facts(Span.day(MONDAY), Span.day(sunday), read(MONDAY, readers=12, reads=20), read(sunday, readers=6)))
    assert text(view) == (
        "Daily Tech · Monday, 5 January 2015\nagainst Sunday, 4 January 2015\n12 readers against 6 · ▲ 100 %\n"
    ).removesuffix("\n")


def test_spans_of_unlike_length_are_told_by_the_day() -> None:
    week, two = span(MONDAY, 7), span(MONDAY - timedelta(days=2), 2)
    days = [read(day, readers=10, reads=20) for day in week] + [read(day, readers=5, reads=40) for day in two]
    answer = text(build(facts(week, two, *days)))
    assert "10 readers a day against 5.0 · –\n" in answer
    assert "20 reads a day against 40 · –\n" in answer
    assert "No percentage: 7 of 7 days count in 5–11 January 2015, 2 of 2 in 3–4 January 2015" in answer


def test_a_side_that_is_known_in_part_says_so() -> None:
    week, before = span(MONDAY, 7), span(MONDAY - timedelta(days=7), 7)
    days = [read(day, readers=10) for day in list(week)[:3]] + [read(day, readers=5) for day in before]
    answer = text(build(facts(week, before, *days)))
    assert "10 readers a day against 5.0 · –\n" in answer
    assert (
        "No percentage: 3 of 7 days count in 5–11 January 2015, 7 of 7 in 29 December 2014 – 4 January 2015" in answer
    )


def test_a_side_that_is_known_nearly_whole_says_so_beside_the_percentage() -> None:
    month = Span(date(2015, 4, 1), date(2015, 4, 30))
    days = [read(day, readers=10) for day in month] + [read(day, readers=5) for day in month.before() if day.day > 2]
    answer = text(build(facts(month, month.before(), *days)))
    assert "10 readers a day against 5.0 · ▲ 100 %\n" in answer
    assert "1–31 March 2015: 29 of 31 days are known" in answer
    assert "No percentage" not in answer


def test_this_year_has_no_percentage_against_the_last_month_of_the_one_before() -> None:
    year, last = Span(date(2016, 1, 1), date(2016, 11, 28)), Span(date(2015, 1, 1), date(2015, 12, 31))
    days = [read(day, readers=10) for day in (*year, *list(last)[-29:])]
    view = build(facts(year, last, *days))
    assert {row.change for row in view.rows} == {None}
    assert (
        "No percentage: 333 of 333 days count in 1 January – 28 November 2016, "
        "29 of 365 in 1 January – 31 December 2015" in text(view)
    )


def test_days_of_two_families_have_their_figures_side_by_side_and_no_change() -> None:
    view = build(facts(Span.day(BREAK), Span.day(BEFORE), counted(), older()))
    assert {row.change for row in view.rows} == {None}
    assert [row.metric for row in view.rows] == ["readers", "sharers", "savers"]
    assert "100 readers against 90 · –\n" in text(view)
    assert "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare." in text(view)


def test_a_side_over_the_break_is_made_of_the_days_that_compare() -> None:
    after = span(BREAK + timedelta(days=10), 10)
    over = span(BEFORE, 10)
    view = build(facts(after, over, *(counted(day) for day in (*after, *over) if day >= BREAK), older()))
    assert view.rows[0].change == Change(100, 100)
    assert "31 October 2025: counted otherwise, and left out here." in text(view)


def test_a_span_over_the_break_is_compared_with_one_before_it_by_the_days_that_are_counted_alike() -> None:
    over, before = span(BREAK - timedelta(days=9), 10), span(BREAK - timedelta(days=30), 10)
    days = [older(day) for day in (*before, *over) if day < BREAK]
    view = build(facts(over, before, counted(), *days))
    assert {row.metric: row.change for row in view.rows}["reads"] == Change(120, 120)
    assert "1 November 2025: counted otherwise, and left out here." in text(view)
    half = span(BREAK - timedelta(days=5), 10)
    answer = text(build(facts(half, before, *days, *(counted(day) for day in half if day >= BREAK))))
    assert "90 readers a day against 90 · –\n" in answer
    assert "No percentage: 5 of 10 days count in 27 October – 5 November 2025, 10 of 10 in 2–11 October 2025" in answer
    assert "do not compare" not in answer


def test_what_neither_side_has_any_more_is_said_in_one_footnote() -> None:
    after = BREAK + timedelta(days=1)
    answer = text(build(facts(Span.day(after), Span.day(BREAK), counted(after), counted())))
    assert "7 likes against 7 · no change" in answer
    assert "Since 1 November 2025 WeChat gives no reads, original reads, shares and favourites." in answer


def test_shorter_leaves_out_the_last_metric() -> None:
    sunday = MONDAY - timedelta(days=1)
    days = [read(day, readers=6, reads=8) for day in (sunday, MONDAY)]
    view = build(facts(Span.day(MONDAY), Span.day(sunday), *days)).shorter()
    assert view is not None
    assert [row.metric for row in view.rows] == ["readers"]
    assert view.shorter() is None
