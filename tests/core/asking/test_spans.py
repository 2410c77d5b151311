"""What people type for days, and what is refused with which reason."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.asking import LONGEST, compared, measure_in, nearest, span_words, until, when
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import NotADate, Refused, StillToday

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
        ("2015.1.5", "2015-01-05", "2015-01-05"),
        ("31/12/2015", "2015-12-31", "2015-12-31"),
        ("12/31/2015", "2015-12-31", "2015-12-31"),
        ("5/5/2015", "2015-05-05", "2015-05-05"),
        ("5.1.2015", "2015-01-05", "2015-01-05"),
        ("28.12.2014-3.1.2015", "2014-12-28", "2015-01-03"),
        ("去年1月", "2025-01-01", "2025-01-31"),
        ("去年一月五日", "2025-01-05", "2025-01-05"),
        ("去年12月至今年1月", "2025-12-01", "2026-01-31"),
        ("去年上半年", "2025-01-01", "2025-06-30"),
        ("January last year", "2025-01-01", "2025-01-31"),
        ("5 January last year", "2025-01-05", "2025-01-05"),
        ("上个月5号", "2026-10-05", "2026-10-05"),
        ("上月5日", "2026-10-05", "2026-10-05"),
        ("本月5日", "2026-11-05", "2026-11-05"),
        ("上个月五号到十号", "2026-10-05", "2026-10-10"),
        ("5th", "2026-11-05", "2026-11-05"),
        ("the 30th", "2026-10-30", "2026-10-30"),
        ("5th of last month", "2026-10-05", "2026-10-05"),
        ("since the 5th", "2026-11-05", "2026-11-23"),
        ("昨晚", "2026-11-23", "2026-11-23"),
        ("week of 5 jan", "2026-01-05", "2026-01-11"),
        ("the week of 7 January 2015", "2015-01-05", "2015-01-11"),
        ("week of monday", "2026-11-23", "2026-11-23"),
        ("1月7日那一周", "2026-01-05", "2026-01-11"),
        ("5 Jan", "2026-01-05", "2026-01-05"),
        ("Jan 5th, 2015", "2015-01-05", "2015-01-05"),
        ("Monday, 5 January 2015", "2015-01-05", "2015-01-05"),
        ("2015 年 1 月 5 日 星期一", "2015-01-05", "2015-01-05"),
        ("二〇一五年一月五日", "2015-01-05", "2015-01-05"),
        ("２０１５／１／５", "2015-01-05", "2015-01-05"),
        ("\u200e2015-01-05\u200f", "2015-01-05", "2015-01-05"),
        ("Mon 5", "2026-10-05", "2026-10-05"),
        ("5日 周一", "2026-10-05", "2026-10-05"),
        ("5号", "2026-11-05", "2026-11-05"),
        ("the day before yesterday", "2026-11-22", "2026-11-22"),
        ("3 days ago", "2026-11-21", "2026-11-21"),
        ("三天前", "2026-11-21", "2026-11-21"),
        ("monday", "2026-11-23", "2026-11-23"),
        ("tuesday", "2026-11-17", "2026-11-17"),
        ("last monday", "2026-11-23", "2026-11-23"),
        ("上周一", "2026-11-16", "2026-11-16"),
        ("last week monday", "2026-11-16", "2026-11-16"),
        ("星期一", "2026-11-23", "2026-11-23"),
        ("周末", "2026-11-21", "2026-11-22"),
        ("weekend", "2026-11-21", "2026-11-22"),
        ("this week", "2026-11-23", "2026-11-23"),
        ("two weeks ago", "2026-11-09", "2026-11-15"),
        ("上上周", "2026-11-09", "2026-11-15"),
        ("本月", "2026-11-01", "2026-11-23"),
        ("past week", "2026-11-17", "2026-11-23"),
        ("最近一个月", "2026-10-24", "2026-11-23"),
        ("过去30天", "2026-10-25", "2026-11-23"),
        ("last 30 days", "2026-10-25", "2026-11-23"),
        ("Jan", "2026-01-01", "2026-01-31"),
        ("November", "2026-11-01", "2026-11-23"),
        ("Dec", "2025-12-01", "2025-12-31"),
        ("1月", "2026-01-01", "2026-01-31"),
        ("2015-W02", "2015-01-05", "2015-01-11"),
        ("2015年第2周", "2015-01-05", "2015-01-11"),
        ("week 50", "2025-12-08", "2025-12-14"),
        ("2015-Q1", "2015-01-01", "2015-03-31"),
        ("q4", "2026-10-01", "2026-11-23"),
        ("第一季度", "2026-01-01", "2026-03-31"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("2015", "2015-01-01", "2015-12-31"),
        ("2026", "2026-01-01", "2026-11-23"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("from 2015-01-01 to 2015-01-31", "2015-01-01", "2015-01-31"),
        ("2015-01-01-2015-01-31", "2015-01-01", "2015-01-31"),
        ("从1月5日到9日", "2026-01-05", "2026-01-09"),
        ("between 5 and 9 January 2015", "2015-01-05", "2015-01-09"),
        ("1/5–1/9", "2026-01-05", "2026-01-09"),
        ("12/28 - 1/3", "2025-12-28", "2026-01-03"),
        ("28 Dec 2014 - 3 Jan", "2014-12-28", "2015-01-03"),
        ("Jan to Mar 2015", "2015-01-01", "2015-03-31"),
        ("monday to friday", "2026-11-16", "2026-11-20"),
        ("周一至周五", "2026-11-16", "2026-11-20"),
        ("2026-11-01..today", "2026-11-01", "2026-11-23"),
        ("since monday", "2026-11-23", "2026-11-23"),
        ("since 2026-01-01", "2026-01-01", "2026-11-23"),
        ("自上周一以来", "2026-11-16", "2026-11-23"),
        ("10月20日至今", "2026-10-20", "2026-11-23"),
    ],
)
def test_words_name_these_days(words: str, first: str, last: str) -> None:
    assert when(words, TODAY) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "words", ["blah", "2015-13", "2015-13-01", "2015-02-30", "31/12", "..", "2015-01-05..", "0d", "5", "5/1/2015"]
)
def test_what_is_no_date_is_answered_with_what_dates_look_like(words: str) -> None:
    with pytest.raises(Refused, match="Dates look like 2015-01-05"):
        when(words, TODAY)


@pytest.mark.parametrize("words", ["today", "今天", "2026-11-24", "2026-11-20..2026-11-24", "2026-11-24..2026-12-31"])
def test_days_that_are_not_over_are_refused_with_the_reason(words: str) -> None:
    with pytest.raises(Refused, match=r"is not over yet.*newest day that can be asked for is 2026-11-23"):
        when(words, TODAY)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("monday to wednesday last week", "2026-11-16", "2026-11-18"),
        ("last week monday to wednesday", "2026-11-16", "2026-11-18"),
        ("上周一到周三", "2026-11-16", "2026-11-18"),
        ("上上周一到周五", "2026-11-09", "2026-11-13"),
        ("上周五到周二", "2026-11-20", "2026-11-23"),
        ("this monday to friday", "2026-11-23", "2026-11-23"),
        ("monday to friday", "2026-11-16", "2026-11-20"),
        ("last november", "2025-11-01", "2025-11-30"),
        ("last october", "2026-10-01", "2026-10-31"),
    ],
)
def test_the_other_end_lies_in_the_week_of_the_first_and_last_november_is_not_this_one(
    words: str, first: str, last: str
) -> None:
    assert when(words, TODAY) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("tomorrow", "2026-11-25"),
        ("明天", "2026-11-25"),
        ("day after tomorrow", "2026-11-26"),
        ("后天", "2026-11-26"),
        ("大后天", "2026-11-27"),
        ("next week", "2026-11-30"),
        ("下周一", "2026-11-30"),
        ("下个月", "2026-12-01"),
        ("明年", "2027-01-01"),
        ("2026-12-31", "2026-12-31"),
        ("9999-12", "9999-12-01"),
    ],
)
def test_days_to_come_are_refused_as_such_with_the_newest_beside_it(words: str, day: str) -> None:
    with pytest.raises(Refused, match=f"{day} is still to come.*newest day that can be asked for is 2026-11-23") as no:
        when(words, TODAY)
    assert no.value.near == (Span.day(date(2026, 11, 23)),)


@pytest.mark.parametrize("words", ["2014-11-30", "2014-11", "1999-01-01", "2014-11-30..2014-12-02"])
def test_days_before_the_first_are_refused_with_the_reason(words: str) -> None:
    with pytest.raises(Refused, match="no figures before 2014-12-01"):
        when(words, TODAY)


@pytest.mark.parametrize("words", ["today", " TODAY? ", "今天", "今日"])
def test_today_is_refused_in_a_way_of_its_own_with_yesterday_beside_it(words: str) -> None:
    with pytest.raises(StillToday) as refused:
        when(words, TODAY)
    assert refused.value.near == (Span.day(date(2026, 11, 23)),)


@pytest.mark.parametrize(("words", "today"), [("this week", date(2026, 11, 23)), ("本月", date(2026, 12, 1))])
def test_a_span_that_began_today_is_refused_with_the_reason(words: str, today: date) -> None:
    with pytest.raises(Refused, match=f"{today} is not over yet"):
        when(words, today)


@pytest.mark.parametrize("words", ["Tuesday, 5 January 2015", "2015年1月5日 星期二", "Mon 31 Feb", "Sunday 2015-01-05"])
def test_a_weekday_that_is_not_that_days_makes_it_no_date(words: str) -> None:
    with pytest.raises(NotADate):
        when(words, TODAY)


@pytest.mark.parametrize(
    ("words", "called"),
    [("last week", "last week"), ("上周", "last week"), ("7d", "last {days} days"), ("2026-11-16..2026-11-22", "")],
)
def test_a_span_knows_how_it_was_called_from_today_on_and_is_the_same_span(words: str, called: str) -> None:
    span = when(words, TODAY)
    assert span.called == called
    assert span == Span(span.first, span.last)


LONG = ["1-" * 2048, "周" * 4096, "一" * 4096, "a." * 2048, "1月" * 2048, "to " * 1365, " " * 4096 + "x", "前" * 4096]


@pytest.mark.parametrize("words", LONG, ids=lambda words: words[:2])
def test_the_longest_message_is_read_in_no_time(words: str) -> None:
    cases = [words, words[:400], words[:119]]
    begun = time.process_time()
    for case in cases:
        for ask in (when, compared, until, nearest):
            with suppress(Refused):
                ask(case, TODAY)
        measure_in(case)
    assert time.process_time() - begun < 0.5


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
    except Refused as refused:
        for near in refused.near:
            assert when(span_words(near), today) == near
        return
    assert FIRST_DAY <= span.first <= span.last < today
    assert len(span) <= LONGEST
