"""What stands in a cell, and what is no figure and no day."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.cells import count, day, hour, instant, measure, words
from bot.wechat.parse import MOST

FORMS = ["{}", "{:,}", " {} ", "{}.0", "+{}"]


@given(st.integers(0, MOST), st.sampled_from(FORMS))
def test_a_count_is_read_however_it_is_written(number: int, form: str) -> None:
    assert count(form.format(number)) == number


@given(st.integers(0, MOST))
def test_a_count_is_read_in_full_width_and_from_a_number(number: int) -> None:
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in f"{number:,}")
    assert count(full_width) == count(number) == count(f"{number:,}".replace(",", " ")) == number


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_is_a_count_or_unknown_or_no_number(cell: Any) -> None:
    try:
        read = count(cell)
    except ValueError:
        return
    assert read is None or 0 <= read <= MOST


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", "—", "/", "N/A", "　", "－"])
def test_blank_and_dash_are_unknown_and_never_zero(cell: Any) -> None:
    assert count(cell) is None
    assert measure(cell) is None
    assert day(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["abc", "-1", -1, "1.5", 1.5, "1,2", "1,23,456", "12,34", "万", "1.2345万5", "10²", "1e3", "٣", True, "10%",
     float("nan"), float("inf"), 10**16, "#N/A", date(2015, 1, 5), "1 2", "1,234 567"],
)  # fmt: skip
def test_what_is_no_whole_number_from_0_on_is_no_count(cell: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the caller's
        count(cell)


def test_yuan_become_fen_only_where_they_are_whole() -> None:
    assert count("3.61", Decimal(100)) == 361
    assert count(0.29, Decimal(100)) == 29
    with pytest.raises(ValueError, match=r"3\.615"):
        count("3.615", Decimal(100))


@pytest.mark.parametrize(
    ("cell", "read"), [("0.63", 0.63), ("63.04%", 0.6304), ("63.04 %", 0.6304), (0, 0.0), (1, 1.0)]
)
def test_a_fraction_is_read_from_a_fraction_or_percent(cell: Any, read: float) -> None:
    assert measure(cell, most=1) == read


def test_a_fraction_above_1_is_none() -> None:
    with pytest.raises(ValueError, match="63"):
        measure("63", most=1)


DAY_FORMS = ["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}", "{:%Y%m%d}", "{:%Y年%m月%d日}", "{:%Y-%m-%d} 00:00:00"]


@given(st.dates(date(1000, 1, 1)), st.sampled_from(DAY_FORMS))
def test_a_day_is_read_however_it_is_written(wanted: date, form: str) -> None:
    assert day(form.format(wanted)) == wanted


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_read_without_leading_zeros_and_from_cells_of_a_workbook(wanted: date) -> None:
    assert day(f"{wanted.year}/{wanted.month}/{wanted.day}") == wanted
    assert day(wanted) == day(datetime.combine(wanted, time())) == wanted
    assert day(int(f"{wanted:%Y%m%d}")) == wanted


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_any_cell_is_a_day_or_unknown_or_no_day(cell: Any) -> None:
    try:
        read = day(cell)
    except ValueError:
        return
    assert read is None or type(read) is date


@pytest.mark.parametrize(
    "cell", ["1/5/2015", "13/5/2015", "5-1-2015", "15/1/5", "2015-02-30", "2015-13-01", "42009", "2015-1/5", "Jan 5",
             "2015-01-05 08:30", "20150105x", "2015-01", "合计", 42009],
)  # fmt: skip
def test_what_is_not_one_certain_day_is_none(cell: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the caller's
        day(cell)


def test_publishing_may_be_told_with_its_hour() -> None:
    assert instant("2015-01-05 08:30") == datetime(2015, 1, 5, 8, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cell", "read"), [("0", 0), (23, 23), ("08:00", 8), ("8时", 8), ("08:00-09:00", 8), (800, 8), ("2300", 23), (0, 0)]
)
def test_an_hour_is_read_as_people_and_wechat_write_it(cell: Any, read: int) -> None:
    assert hour(cell) == read


@pytest.mark.parametrize("cell", ["24", 2400, "x", "850", "-1"])
def test_what_is_no_hour_of_a_day_is_none(cell: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the caller's
        hour(cell)


def test_a_number_that_is_a_name_keeps_its_digits() -> None:
    assert words(23423525.0) == words(23423525) == "23423525"
