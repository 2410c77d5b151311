"""What `/reads` makes of an account's days, and what it compares them with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import DayFacts, Part
from bot.core.totals import Change, People
from bot.reports import Question
from bot.reports.base import with_comparisons
from bot.reports.reads import account_needs, build
from tests.reports.facts import BEFORE, BREAK, MONDAY, SUCCESSOR, account, counted, day_of, facts, older
from tests.reports.pages import words

SUNDAY, LAST_MONDAY = date(2015, 1, 4), date(2014, 12, 29)


def test_a_day_is_compared_with_the_day_before_and_the_same_weekday_a_week_before() -> None:
    days = [day_of(d, account=account(d, readers=n)) for d, n in ((LAST_MONDAY, 8), (SUNDAY, 5), (MONDAY, 10))]
    first = build(facts(*days)).figures[0]
    assert (first.value, first.day, first.week) == (10, Change(10, 5), Change(10, 8))
    assert first.before == (SUNDAY, LAST_MONDAY)


def test_no_day_before_the_first_is_asked_for() -> None:
    assert with_comparisons(Span.day(FIRST_DAY)) == [Span.day(FIRST_DAY)]
    assert len(with_comparisons(Span.day(FIRST_DAY + timedelta(days=1)))) == 2
    assert len(with_comparisons(Span.day(FIRST_DAY + timedelta(days=7)))) == 3
    assert with_comparisons(Span(FIRST_DAY, FIRST_DAY + timedelta(days=6))) == [
        Span(FIRST_DAY, FIRST_DAY + timedelta(days=6))
    ]
    assert {need.part for need in account_needs(Question(Span.day(MONDAY)))} == {Part.ACCOUNT}


def test_days_that_cannot_be_compared_with_are_named_of_a_single_day_only() -> None:
    days = [day_of(SUNDAY, account=account(SUNDAY, readers=5)), day_of(account=account(readers=10))]
    assert build(facts(*days)).limits.unknown == (LAST_MONDAY,)
    assert build(facts(*days, first=SUNDAY)).limits.unknown == ()


def test_figures_of_two_generations_do_not_compare() -> None:
    days = [day_of(SUNDAY, account=account(SUNDAY, readers=5)), day_of(account=account(source=SUCCESSOR, readers=10))]
    view = build(facts(*days))
    assert view.figures[0].day is None
    assert view.limits.otherwise == (SUNDAY, LAST_MONDAY)
    assert view.limits.unknown == ()
    assert not view.figures[0].unsaid(view.limits.apart)


def test_a_span_has_sums_of_times_and_of_people_a_mean_and_a_best_day() -> None:
    days = [
        day_of(SUNDAY, account=account(SUNDAY, readers=4, reads=5)),
        day_of(account=account(readers=2, reads=None)),
    ]
    view = build(facts(*days, first=date(2015, 1, 3)))
    totals = {total.name: total.value for total in view.totals}
    assert totals["readers"] == People(3.0, 4, SUNDAY, 2)
    assert totals["reads"] == 5
    assert totals["savers"] is None
    assert (view.known, len(view.span)) == (2, 3)


@pytest.mark.parametrize(
    ("now", "before", "unknown", "unsaid"),
    [
        (5, 0, (), True),
        (5, None, (), True),
        (0, 0, (), False),
        (5, 4, (), False),
        (None, 4, (), False),
        (5, None, (SUNDAY, LAST_MONDAY), False),
    ],
)
def test_a_dash_that_no_other_note_explains_has_one(
    now: int | None, before: int | None, unknown: tuple[date, ...], unsaid: bool
) -> None:
    days = [day_of(d, account=account(d, readers=before)) for d in (LAST_MONDAY, SUNDAY)]
    first = build(facts(*days, day_of(account=account(readers=now)))).figures[0]
    assert first.unsaid(unknown) is unsaid


def test_a_week_and_a_month_are_compared_with_the_one_before_and_nothing_longer() -> None:
    assert with_comparisons(Span(SUNDAY, MONDAY))[0] == Span(date(2015, 1, 2), date(2015, 1, 3))
    january = Span(date(2015, 1, 1), date(2015, 1, 31))
    assert with_comparisons(january) == [Span(date(2014, 12, 1), date(2014, 12, 31)), january]
    quarter = Span(date(2015, 4, 1), date(2015, 6, 30))
    assert with_comparisons(quarter) == [quarter]


def read(day: date, n: int) -> DayFacts:
    return day_of(day, account=account(day, readers=n, reads=2 * n))


def test_a_spans_change_is_that_of_a_mean_day_and_is_said_only_of_whole_spans() -> None:
    days = [read(date(2015, 1, n), n) for n in (2, 3, 4, 5)]
    assert [one.change for one in build(facts(*days, first=SUNDAY)).totals[:2]] == [Change(4.5, 2.5), Change(9, 5)]
    assert {one.change for one in build(facts(*days[1:], first=SUNDAY)).totals} == {None}
    assert {one.change for one in build(facts(*days[:2], days[3], first=SUNDAY)).totals} == {None}


def test_a_span_without_a_percentage_says_how_many_days_it_and_the_one_before_hold() -> None:
    april = Span(date(2015, 4, 1), date(2015, 4, 30))
    march = [read(day, 5) for day in april.before()]
    whole = words("reads", build(facts(*march[2:], *(read(day, 10) for day in april), first=april.first)))
    assert "10 readers a day ▲ 100 % on the month before" in whole
    assert "No percentage" not in whole
    half = words("reads", build(facts(*march[16:], *(read(day, 10) for day in april), first=april.first)))
    assert "%" not in half
    assert "No percentage: 30 of 30 days count in 1–30 April 2015, 15 of 31 in 1–31 March 2015" in half
    alone = words("reads", build(facts(*(read(day, 10) for day in april), first=april.first)))
    assert "No figures of 1–31 March 2015 to compare with" in alone


def test_months_of_unlike_length_are_compared_by_a_mean_day_which_is_told_beside_the_sum() -> None:
    months = Span(date(2015, 1, 1), date(2015, 2, 28))
    readers, reads = build(facts(*(read(day, day.month) for day in months), first=date(2015, 2, 1))).totals[:2]
    assert (readers.change, readers.a_day) == (Change(2, 1), None)
    assert (reads.value, reads.change, reads.a_day) == (112, Change(4, 2), 4)


def test_spans_of_two_generations_have_no_change() -> None:
    days = [older(BEFORE - timedelta(days=1)), older(), counted(), counted(BREAK + timedelta(days=1))]
    assert {one.change for one in build(facts(*days, first=BREAK)).totals} == {None}
