"""Days to come, and hours of the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import LONGEST, hour_of, until
from bot.core.errors import Refused


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("8:30", (8, 30)),
        ("08:30", (8, 30)),
        ("23:59", (23, 59)),
        ("8：30", (8, 30)),
        ("7", (7, 0)),
        ("7am", (7, 0)),
        ("7:30 pm", (19, 30)),
        ("12 a.m.", (0, 0)),
        ("12 PM", (12, 0)),
        ("8点", (8, 0)),
        ("八点半", (8, 30)),
        ("早上 8 点", (8, 0)),
        ("十点一刻", (10, 15)),
        ("20点15分", (20, 15)),
        ("二十三时", (23, 0)),
        ("下午3点", (15, 0)),
        ("晚上九点", (21, 0)),
        ("晚上12点", (0, 0)),
        ("中午12点", (12, 0)),
        ("中午1点", (13, 0)),
        ("晚上1点", (1, 0)),
        ("晚上8:30", (20, 30)),
        ("八点零五", (8, 5)),
        ("零点", (0, 0)),
        ("8.30", (8, 30)),
        ("noon", (12, 0)),
    ],
)
def test_hours_as_people_type_them(words: str, hour: tuple[int, int]) -> None:
    at = hour_of(words)
    assert at is not None
    assert (at.hour, at.minute) == hour


@pytest.mark.parametrize(
    "words",
    [
        "",
        "24:00",
        "24",
        "100",
        "8:5",
        "08:60",
        "eight",
        "八",
        "25点",
        "8点八十分",
        "13am",
        "0 pm",
        "两三点",
        "eight点",
        "mon",
        "８:30:00",
    ],
)
def test_what_is_no_hour_is_none(words: str) -> None:
    assert hour_of(words) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("12/1", date(2026, 12, 1)),
        ("1/5", date(2027, 1, 5)),
        ("5/20", date(2027, 5, 20)),
        ("12月1日", date(2026, 12, 1)),
        ("7d", date(2026, 12, 1)),
        ("3 days", date(2026, 11, 27)),
        ("Tomorrow", date(2026, 11, 25)),
        ("明天", date(2026, 11, 25)),
        ("until friday", date(2026, 11, 27)),
        ("到周五", date(2026, 11, 27)),
        ("next week", date(2026, 11, 30)),
    ],
)
def test_a_day_to_come_is_understood(words: str, day: date) -> None:
    assert until(words, date(2026, 11, 24)) == day


@pytest.mark.parametrize("words", ["", "yesterday", "2026-11-24", "0d", "13/1", "2/30", "2030-01-01", "999d", "soon"])
def test_what_is_no_day_to_come_within_a_year_is_refused(words: str) -> None:
    with pytest.raises(Refused, match="is not a day to come"):
        until(words, date(2026, 11, 24))


@given(st.text(max_size=12), st.dates(date(2015, 1, 1), date(2090, 1, 1)))
def test_whatever_is_typed_is_a_day_to_come_or_refused(words: str, today: date) -> None:
    try:
        day = until(words, today)
    except Refused:
        return
    assert today < day <= today + timedelta(days=LONGEST)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("monday", date(2026, 11, 30)),
        ("下周一", date(2026, 11, 30)),
        ("周五", date(2026, 11, 27)),
        ("后天", date(2026, 11, 26)),
        ("next month", date(2026, 12, 1)),
        ("下个月", date(2026, 12, 1)),
        ("2 weeks", date(2026, 12, 8)),
        ("in 3 days", date(2026, 11, 27)),
        ("三天后", date(2026, 11, 27)),
        ("5 Dec", date(2026, 12, 5)),
        ("Saturday, 5 December 2026", date(2026, 12, 5)),
        ("２０２６／１２／５", date(2026, 12, 5)),
    ],
)
def test_days_to_come_are_told_in_both_languages(words: str, day: date) -> None:
    assert until(words, date(2026, 11, 24)) == day


@pytest.mark.parametrize(("words", "today"), [("1/6", date(2026, 6, 1)), ("11/24", date(2026, 11, 24))])
def test_a_day_without_a_year_that_comes_only_after_half_a_year_is_asked_about(words: str, today: date) -> None:
    with pytest.raises(Refused, match=rf"The next “{words}” is 2027-.* say it with the year: 2027-") as refused:
        until(words, today)
    assert [until(str(near.first), today) for near in refused.value.near] == [near.first for near in refused.value.near]
