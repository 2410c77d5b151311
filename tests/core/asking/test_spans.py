"""What people type for days, and what is refused with which reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.asking import LONGEST, when
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import Refused

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("", "2026-11-23", "2026-11-23"),
        ("2015-01-05", "2015-01-05", "2015-01-05"),
        ("2015-1-5", "2015-01-05", "2015-01-05"),
        ("20150105", "2015-01-05", "2015-01-05"),
        ("2015/01/05", "2015-01-05", "2015-01-05"),
        ("2015年1月5日", "2015-01-05", "2015-01-05"),
        ("yesterday", "2026-11-23", "2026-11-23"),
        ("  Yesterday ", "2026-11-23", "2026-11-23"),
        ("昨天", "2026-11-23", "2026-11-23"),
        ("前天", "2026-11-22", "2026-11-22"),
        ("1/5", "2026-01-05", "2026-01-05"),
        ("11/23", "2026-11-23", "2026-11-23"),
        ("11/24", "2025-11-24", "2025-11-24"),
        ("2/29", "2024-02-29", "2024-02-29"),
        ("1月5日", "2026-01-05", "2026-01-05"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("上周", "2026-11-16", "2026-11-22"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("7d", "2026-11-17", "2026-11-23"),
        ("近7天", "2026-11-17", "2026-11-23"),
        ("past 30 days", "2026-10-25", "2026-11-23"),
        ("2015-01", "2015-01-01", "2015-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-11", "2026-11-01", "2026-11-23"),
        ("2015-01-01..2015-01-31", "2015-01-01", "2015-01-31"),
        ("2015-01-01 .. 2015-01-05", "2015-01-01", "2015-01-05"),
        ("2015-01-05..2015-01-01", "2015-01-01", "2015-01-05"),
        ("2015-01..2015-02", "2015-01-01", "2015-02-28"),
    ],
)
def test_words_name_these_days(words: str, first: str, last: str) -> None:
    assert when(words, TODAY) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("words", ["blah", "2015-13-01", "2015-02-30", "31/12", "..", "2015-01-05..", "0d", "5"])
def test_what_is_no_date_is_answered_with_what_dates_look_like(words: str) -> None:
    with pytest.raises(Refused, match="Dates look like 2015-01-05"):
        when(words, TODAY)


@pytest.mark.parametrize("words", ["today", "今天", "2026-11-24", "2026-12-31", "2026-11-20..2026-11-24", "9999-12"])
def test_days_that_are_not_over_are_refused_with_the_reason(words: str) -> None:
    with pytest.raises(Refused, match=r"is not over yet.*newest day that can be asked for is 2026-11-23"):
        when(words, TODAY)


@pytest.mark.parametrize("words", ["2014-11-30", "2014-11", "1999-01-01", "2014-11-30..2014-12-02"])
def test_days_before_the_first_are_refused_with_the_reason(words: str) -> None:
    with pytest.raises(Refused, match="no figures before 2014-12-01"):
        when(words, TODAY)


@pytest.mark.parametrize("words", [".." * 2048, "2015-01-01..2015-01-05..2015-02-01", "a" * 4096, "9" * 5000])
def test_the_longest_message_that_telegram_takes_is_refused_like_any_other(words: str) -> None:
    with pytest.raises(Refused, match="Dates look like 2015-01-05"):
        when(words, TODAY)


def test_what_was_typed_is_quoted_cut_short() -> None:
    with pytest.raises(Refused) as refused:
        when("x" * 4096, TODAY)
    assert len(str(refused.value)) < 200


def test_too_many_days_at_once_are_refused() -> None:
    with pytest.raises(Refused, match="at most 366"):
        when("2015-01-01..2016-12-31", TODAY)


PIECES = [
    "2015-01-05",
    "7d",
    "1/5",
    "..",
    " ",
    "last week",
    "昨天",
    "2024-02",
    "0d",
    "9999d",
    "today",
    "2/29",
    "-",
    "/",
]


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
    | st.from_regex(r"\d{1,4}[-/.年]\d{1,4}[-/.月]?\d{0,4}", fullmatch=True),
    st.dates(date(2014, 12, 2), date(2040, 1, 1)),
)
@example("2015-01-05..2015-01-01", TODAY)
def test_whatever_is_typed_gives_days_that_wechat_has_or_a_reason(words: str, today: date) -> None:
    try:
        span = when(words, today)
    except Refused:
        return
    assert FIRST_DAY <= span.first <= span.last < today
    assert len(span) <= LONGEST
