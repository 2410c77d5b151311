"""What the bot prints for days, it understands, in every language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import dates, i18n
from bot.core.asking import LONGEST, span_words, when
from bot.core.days import FIRST_DAY, ONE_DAY, Span
from bot.core.errors import Refused

TODAY = date(2026, 11, 24)
NEWEST = TODAY - ONE_DAY
DAYS = [FIRST_DAY + timedelta(days=n) for n in range((TODAY - FIRST_DAY).days)]
EVERY_LANGUAGE = pytest.mark.parametrize("language", i18n.LANGUAGES)


@EVERY_LANGUAGE
def test_every_day_is_understood_as_it_is_printed(language: str) -> None:
    for day in DAYS:
        printed = {dates.long_day(day, language), dates.plain_day(day, language), day.isoformat()}
        assert {when(words, TODAY) for words in printed} == {Span.day(day)}, printed


@EVERY_LANGUAGE
def test_the_newest_day_of_a_number_and_a_name_is_understood_as_buttons_print_it(language: str) -> None:
    for day in DAYS[-31:]:
        assert when(dates.short_day(day, language), TODAY) == Span.day(day)


@EVERY_LANGUAGE
def test_every_month_is_understood_as_it_is_printed(language: str) -> None:
    for first in (day for day in DAYS if day.day == 1 and day < TODAY.replace(day=1)):
        month = when(dates.month(first, language), TODAY)
        assert (month.first, month.whole_month) == (first, True)


@EVERY_LANGUAGE
@given(st.integers(0, len(DAYS) - 1), st.integers(2, LONGEST))
def test_every_span_is_understood_as_it_is_printed(language: str, start: int, length: int) -> None:
    span = Span(DAYS[start], min(DAYS[start] + timedelta(days=length - 1), NEWEST))
    if not span.single:
        assert when(dates.span(span, language), TODAY) == span
    assert when(span_words(span), TODAY) == span


CALLED = "week|month|quarter|year"
NAMES = [
    *(f"{which} {unit}" for which in ("this", "last") for unit in CALLED.split("|")),
    *("last weekend", "last 7 days", "last 30 days"),
]


@EVERY_LANGUAGE
@pytest.mark.parametrize("name", NAMES)
def test_what_a_span_was_called_is_printed_and_understood_again(language: str, name: str) -> None:
    span = when(name, TODAY)
    assert span.called
    called = i18n.translate(span.called, language).format(days=len(span))
    assert when(called, TODAY) == span


@EVERY_LANGUAGE
@pytest.mark.parametrize("name", NAMES)
@given(st.integers(0, 400))
def test_a_heading_with_a_name_and_days_means_these_days_however_old_it_is(language: str, name: str, age: int) -> None:
    today = TODAY - timedelta(days=age)
    try:
        span = when(name, today)
    except Refused:  # it began that day
        return
    printed = dates.span(span, language)
    assert span.single or printed != dates.day_range(span.first, span.last, language)
    assert when(printed, TODAY) == span


@pytest.mark.parametrize("heading", ["last week: 16–22 November 2026", "上周：2026 年 11 月 16–22 日"])
def test_a_heading_as_people_copy_it_is_understood(heading: str) -> None:
    assert when(heading, TODAY) == Span(date(2026, 11, 16), date(2026, 11, 22))
