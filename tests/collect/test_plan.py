"""The calls that bring the wanted days: legal, complete, as few as can be, the newest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collect.plan import Call, plan, windows
from bot.core.days import Span
from bot.wechat.endpoints import ARTICLE_SUMMARY, BIZ_SUMMARY, ENDPOINTS, USER_READ, USER_SHARE, Endpoint

START = date(2025, 11, 1)
LONGEST = st.sampled_from([1, 3, 7, 30])
NUMBERS = st.integers(0, 70)
DAYS = st.sets(NUMBERS, max_size=25)


def day(number: int) -> date:
    return START + timedelta(days=number)


def spans(wanted: Collection[int], longest: int, held: Collection[int] = ()) -> list[Span]:
    taken = {day(n) for n in held}
    return windows({day(n) for n in wanted}, longest, lambda one: one not in taken)


def fewest(wanted: Collection[int], longest: int, held: Collection[int]) -> int:
    """The least number of windows, by trying every one of them: the newest day's window begins somewhere."""
    days = sorted(wanted)
    best = [0]
    for end in range(1, len(days) + 1):
        last = days[end - 1]
        starts = [
            n
            for n in range(end)
            if last - days[n] < longest and not (set(range(days[n], last)) & set(held) - set(days))
        ]
        best.append(1 + min(best[n] for n in starts))
    return best[-1]


@given(DAYS, LONGEST, DAYS)
def test_every_wanted_day_is_covered_once_by_legal_windows_and_no_unwanted_held_day_is(
    wanted: set[int], longest: int, held: set[int]
) -> None:
    found = spans(wanted, longest, held)
    covered = [one for span in found for one in span]
    assert {day(n) for n in wanted} <= set(covered)
    assert len(covered) == len(set(covered))
    assert all(len(span) <= longest for span in found)
    assert not {day(n) for n in held - wanted} & set(covered)
    assert all(span.first in map(day, wanted) and span.last in map(day, wanted) for span in found)


@given(DAYS, LONGEST)
def test_with_nothing_held_in_between_there_are_as_few_windows_as_can_be(wanted: set[int], longest: int) -> None:
    assert len(spans(wanted, longest)) == fewest(wanted, longest, ())


@given(DAYS, LONGEST, DAYS)
def test_with_held_days_in_between_there_are_as_few_as_go_round_them(
    wanted: set[int], longest: int, held: set[int]
) -> None:
    assert len(spans(wanted, longest, held)) == fewest(wanted, longest, held)


@given(NUMBERS, st.integers(1, 70), LONGEST)
def test_a_whole_span_is_cut_into_windows_that_are_full_but_for_one(first: int, days: int, longest: int) -> None:
    assert len(spans(range(first, first + days), longest)) == -(-days // longest)


@pytest.mark.parametrize(
    ("wanted", "longest", "held", "expected"),
    [
        ({0, 6, 7}, 3, (), [(0, 0), (6, 7)]),
        ({0, 6, 7}, 7, (), [(0, 6), (7, 7)]),
        ({0, 6, 7}, 30, (), [(0, 7)]),
        ({0, 6, 7}, 30, {3}, [(0, 0), (6, 7)]),
        ({0, 6, 7}, 30, {0, 6, 7}, [(0, 7)]),
        ({0, 2, 4}, 3, (), [(0, 2), (4, 4)]),
        (set(), 30, (), []),
    ],
)
def test_windows_by_example(wanted: set[int], longest: int, held: set[int], expected: list[tuple[int, int]]) -> None:
    assert spans(wanted, longest, held) == [Span(day(a), day(b)) for a, b in expected]


@given(st.dictionaries(st.sampled_from(ENDPOINTS), st.sets(NUMBERS, max_size=10), max_size=5))
def test_a_plan_has_every_interfaces_windows_the_newest_days_first(wanted: dict[Endpoint, set[int]]) -> None:
    calls = plan({endpoint: {day(n) for n in numbers} for endpoint, numbers in wanted.items()})
    assert [call.span.last for call in calls] == sorted((call.span.last for call in calls), reverse=True)
    for endpoint, numbers in wanted.items():
        mine = [call.span for call in calls if call.endpoint is endpoint]
        assert all(len(span) <= endpoint.longest_span for span in mine)
        assert {one for span in mine for one in span} == {day(n) for n in numbers}


def test_which_days_are_free_is_asked_for_each_interface_by_itself() -> None:
    wanted = {USER_SHARE: [day(0), day(2)], BIZ_SUMMARY: [day(0), day(2)]}
    calls = plan(wanted, lambda endpoint, one: endpoint is BIZ_SUMMARY)
    assert [call for call in calls if call.endpoint is BIZ_SUMMARY] == [Call(BIZ_SUMMARY, Span(day(0), day(2)))]
    assert sum(call.endpoint is USER_SHARE for call in calls) == 2


def test_the_calls_of_a_classic_digest() -> None:
    digest = {day(0), day(6), day(7)}
    calls = plan({USER_READ: digest, ARTICLE_SUMMARY: {day(7)}, USER_SHARE: {day(7)}})
    assert len(calls) == 4
