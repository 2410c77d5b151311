"""One span against another, and which days "previous" and "last year" are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import compared, names_comparison, span_words
from bot.core.days import FIRST_DAY
from bot.core.errors import Refused

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "span", "against"),
    [
        ("2015-01 vs 2015-02", "2015-01", "2015-02"),
        ("2015-01 vs. 2015-02", "2015-01", "2015-02"),
        ("January vs February 2015", "2015-01", "2015-02"),
        ("5 Jan vs 6 Jan 2015", "2015-01-05", "2015-01-06"),
        ("last week VS previous", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("last week vs the week before last", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("last month vs previous", "2026-10", "2026-09"),
        ("last month vs last year", "2026-10", "2025-10"),
        ("2024-02 同比", "2024-02", "2023-02"),
        ("2025-02 vs last year", "2025-02", "2024-02"),
        ("yesterday compared with monday last week", "2026-11-23", "2026-11-16"),
        ("上周 对比 上上周", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("上周与上期", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("上周和上上周对比", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("昨天比前天", "2026-11-23", "2026-11-22"),
        ("昨天环比", "2026-11-23", "2026-11-22"),
        ("上月同比", "2026-10", "2025-10"),
        ("vs previous", "2026-11-23", "2026-11-22"),
        ("last week vs previous week", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("last week with the week before", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("last week to the week before", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("1 Nov to the day before yesterday", "2026-11-01..2026-11-22", None),
        ("last month vs previous month", "2026-10", "2026-09"),
        ("last month vs the month before", "2026-10", "2026-09"),
        ("2015-03 vs prior month", "2015-03", "2015-02"),
        ("last quarter vs the quarter before", "2026-07-01..2026-09-30", "2026-04-01..2026-06-30"),
        ("last year vs the year before", "2025-01-01..2025-12-31", "2024-01-01..2024-12-31"),
        ("7d vs previous 7d", "2026-11-17..2026-11-23", "2026-11-10..2026-11-16"),
        ("yesterday vs previous day", "2026-11-23", "2026-11-22"),
        ("yesterday vs the day before", "2026-11-23", "2026-11-22"),
        ("monday vs the monday before", "2026-11-23", "2026-11-16"),
        ("last weekend vs previous weekend", "2026-11-21..2026-11-22", "2026-11-14..2026-11-15"),
        ("this month vs the month before", "2026-11-01..2026-11-23", "2026-10"),
        ("上周与前一周", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("上周 vs 上一周", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15"),
        ("昨天与前一天", "2026-11-23", "2026-11-22"),
        ("上月比前一个月", "2026-10", "2026-09"),
        ("近7天与前7天", "2026-11-17..2026-11-23", "2026-11-10..2026-11-16"),
        ("去年与前一年", "2025-01-01..2025-12-31", "2024-01-01..2024-12-31"),
        ("between 1/5 and 1/9", "2026-01-05..2026-01-09", None),
        ("last week", "2026-11-16..2026-11-22", None),
        ("", "2026-11-23", None),
        ("2015-01 vs", "2015-01", None),
        ("上周对比", "2026-11-16..2026-11-22", None),
    ],
)
def test_words_name_a_span_and_what_it_is_compared_with(words: str, span: str, against: str | None) -> None:
    asked = compared(words, TODAY)
    assert span_words(asked.span) == span
    assert (span_words(asked.against) if asked.against else None) == against


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("2015-02-30 vs 2015-01", ["2015-02-28", "2015-01"]),
        ("2015-01 vs last moth", ["2015-01", "2026-10"]),
        ("today vs previous", ["2026-11-23", "2026-11-22"]),
        ("today vs yesterday", ["2026-11-23", "2026-11-22"]),
        ("yesterday vs today", ["2026-11-22", "2026-11-23"]),
        ("今天比昨天", ["2026-11-23", "2026-11-22"]),
        ("today vs 2015-01-05", ["2026-11-23", "2015-01-05"]),
        ("2014-12 vs previous", ["2014-12", "2014-12-01"]),
        ("2014-12-05 vs last year", ["2014-12-05", "2014-12-01"]),
        ("blah vs 2015-01", []),
        ("2015-01 vs blah", []),
    ],
)
def test_a_half_that_cannot_be_had_is_refused_with_the_nearest_of_both(words: str, near: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        compared(words, TODAY)
    assert [span_words(span) for span in refused.value.near] == near


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("last week vs last week", ["2026-11-16..2026-11-22", "2026-11-09..2026-11-15"]),
        ("yesterday vs 2026-11-23", ["2026-11-23", "2026-11-22"]),
        ("上月比2026-10", ["2026-10", "2026-09"]),
        ("2014-12-01 vs 2014-12-01", []),
    ],
)
def test_the_same_days_twice_are_refused_with_the_days_before_as_the_nearest(words: str, near: list[str]) -> None:
    with pytest.raises(Refused, match="Both sides are ") as refused:
        compared(words, TODAY)
    assert [span_words(span) for span in refused.value.near] == near


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("vs 2015-01", ["2015-01", "2014-12"]),
        ("vs last week", ["2026-11-16..2026-11-22", "2026-11-09..2026-11-15"]),
        ("vs", ["2026-11-23", "2026-11-22"]),
    ],
)
def test_a_first_half_that_is_missing_is_not_yesterday(words: str, near: list[str]) -> None:
    with pytest.raises(Refused, match="One side of the comparison is missing") as refused:
        compared(words, TODAY)
    assert [span_words(span) for span in refused.value.near] == near


def test_two_spans_are_told_from_one_without_being_had() -> None:
    assert names_comparison("2015-01 vs previous", TODAY)
    assert names_comparison("today vs 2013-01", TODAY)
    assert names_comparison("last week with the week before", TODAY)
    assert not names_comparison("2015-01", TODAY)
    assert not names_comparison("you and me", TODAY)


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(["7d", " vs ", "previous", "对比", "1/5", "与", "2/29", "yesterday", "the day before"])
    ).map("".join)
)
def test_whatever_is_typed_gives_spans_that_wechat_has_or_a_reason(words: str) -> None:
    try:
        asked = compared(words, TODAY)
    except Refused:
        return
    assert asked.span != asked.against
    for span in filter(None, (asked.span, asked.against)):
        assert FIRST_DAY <= span.first <= span.last < TODAY
