"""A day's picture has the week before it; a span's, its days."""

from __future__ import annotations

from datetime import date

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import AccountDay, DayFacts, Figures, Generation, Part, Provenance
from bot.reports import READS, REPORT, SHARES, Question
from bot.reports.along import along, chart_along, drawn_days
from bot.reports.base import Facts
from tests.house import china

NEW = date(2025, 11, 1)


def day(when: date, readers: int | None, reads: int | None = None) -> DayFacts:
    generation = Generation.SUCCESSOR if when >= NEW else Generation.CLASSIC
    source = Provenance(generation, "x", china("2026-11-24 12:30"))
    account = None if readers is None else AccountDay(when, Figures(readers=readers, reads=reads), source)
    return DayFacts(when, account=account, generation=generation)


def facts(span: Span, *readers: int | None, picture: bool = True) -> Facts:
    question = Question(span, picture=picture)
    days = [day(when, n) for when, n in zip(drawn_days(question), readers, strict=True)]
    return Facts("Daily Tech", question, {one.day: one for one in days})


MONDAY = Span.day(date(2015, 1, 5))


def test_a_day_is_drawn_with_the_week_before_it_and_never_days_before_the_first() -> None:
    assert drawn_days(Question(MONDAY)) == Span(date(2014, 12, 29), date(2015, 1, 5))
    assert drawn_days(Question(Span.day(FIRST_DAY))) == Span.day(FIRST_DAY)
    span = Span(date(2015, 1, 1), date(2015, 1, 5))
    assert drawn_days(Question(span)) == span


def test_only_a_picture_needs_the_week_before() -> None:
    week = Span(date(2014, 12, 29), date(2015, 1, 5))
    for report in (REPORT, READS, SHARES):
        asked = {picture: report.needs(Question(MONDAY, picture=picture)) for picture in (False, True)}
        assert [need for need in asked[True] if need not in asked[False]] == [type(asked[True][0])(Part.ACCOUNT, week)]


def test_only_a_picture_knows_the_days() -> None:
    assert along(facts(MONDAY, *range(8), picture=False), "readers") is None
    shown = along(facts(MONDAY, 5, None, 0, 4, 5, 6, 7, 8), "reads", "readers")
    assert shown is not None
    assert shown.metric == "readers"
    assert shown.figures == (5, None, 0, 4, 5, 6, 7, 8)


def test_one_day_alone_is_no_line() -> None:
    assert along(facts(MONDAY, *[None] * 7, 8), "readers") is None


def test_days_that_are_counted_otherwise_are_a_line_of_their_own() -> None:
    shown = along(facts(Span(date(2025, 10, 30), date(2025, 11, 3)), 1, 2, 3, 4, 5), "readers")
    assert shown is not None
    assert shown.figures == (None, None, 3, 4, 5)
    assert shown.earlier == (1, 2, None, None, None)
    alone = along(facts(Span(date(2025, 11, 1), date(2025, 11, 3)), 3, 4, 5), "readers")
    assert alone is not None
    assert alone.earlier == ()


def test_what_the_newest_days_do_not_have_is_not_drawn_of_the_older_ones_alone() -> None:
    days = [
        day(date(2025, 10, 30), 5, reads=9),
        day(date(2025, 10, 31), 6, reads=9),
        day(NEW, 7),
        day(date(2025, 11, 2), 8),
    ]
    span = Span(days[0].day, days[-1].day)
    shown = along(Facts("Daily Tech", Question(span, picture=True), {one.day: one for one in days}), "reads", "readers")
    assert shown is not None
    assert (shown.metric, shown.asked, shown.figures) == ("readers", "reads", (None, None, 7, 8))


def test_the_week_is_told_by_weekday_and_a_span_by_date() -> None:
    week = chart_along("Daily Tech", MONDAY, along(facts(MONDAY, *range(8)), "readers"), "zh")
    assert week is not None
    assert week.labels == ("周一", "周二", "周三", "周四", "周五", "周六", "周日", "周一")
    span = Span(date(2015, 1, 4), date(2015, 1, 5))
    days = chart_along("Daily Tech", span, along(facts(span, 1, 2), "readers"), "en")
    assert days is not None
    assert days.labels == ("4 Jan", "5 Jan")
    assert days.title == "Daily Tech · 4–5 January 2015"
