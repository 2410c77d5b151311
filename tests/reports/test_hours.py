"""`/hours`: times of an hour add up, its people do not; what is not told is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import DayFacts, Figures, HourDay, Part
from bot.render import Renderer, plain
from bot.reports.hours import HOURS, HoursView, build
from tests.reports.facts import BREAK, CLASSIC, MONDAY, day_of, facts

RENDERER = Renderer()
BY_HOUR = frozenset({Part.READ_HOURS, Part.SHARE_HOURS})
EACH_HOUR = st.dictionaries(st.integers(0, 23), st.integers(0, 10**9), min_size=1)


def hour(at: int, origin: str = "all", day: date = MONDAY, **figures: int | None) -> HourDay:
    return HourDay(day, at, origin, Figures(**figures), CLASSIC)


def read(*hours: HourDay, day: date = MONDAY, shared: Sequence[HourDay] = ()) -> DayFacts:
    return day_of(day, held=BY_HOUR, read_hours=hours, share_hours=tuple(shared))


def text(view: HoursView) -> str:
    return plain(RENDERER.page("hours", "en", view=view))


@given(EACH_HOUR)
def test_the_parts_of_all_hours_and_of_all_quarters_are_a_whole(reads: dict[int, int]) -> None:
    course = build(facts(read(*(hour(at, reads=n) for at, n in reads.items())))).reads
    if not sum(reads.values()):
        assert course is None
        return
    assert course is not None
    assert {one.first: one.times for one in course.hours if one} == reads
    assert sum(one.part for one in course.known) == pytest.approx(100)
    assert sum(part.times for part in course.quarters if part) == sum(reads.values())
    assert sum(part.part for part in course.quarters if part) == pytest.approx(100)


@given(st.lists(EACH_HOUR, min_size=2, max_size=5))
def test_over_a_span_an_hour_is_the_mean_of_the_days_and_has_no_people(days: list[dict[int, int]]) -> None:
    told = [
        read(*(hour(at, reads=n, readers=n, day=day) for at, n in reads.items()), day=day)
        for day, reads in ((MONDAY + timedelta(days=n), reads) for n, reads in enumerate(days))
    ]
    course = build(facts(*told, first=MONDAY)).reads
    if course is None:
        assert not any(sum(reads.values()) for reads in days)
        return
    assert course.days == len(days)
    assert sum(one.times for one in course.known) == pytest.approx(sum(sum(d.values()) for d in days) / len(days))
    assert all(one.people is None for one in course.known)


def test_an_hours_row_of_all_sources_is_its_total_and_not_one_more_source() -> None:
    view = build(facts(read(hour(9, "conversation", reads=5, readers=4), hour(9, reads=8, readers=6))))
    assert view.reads
    assert view.reads.hours[9]
    assert (view.reads.hours[9].times, view.reads.hours[9].people) == (8, 6)


def test_times_of_sources_add_up_where_there_is_no_total_and_people_stay_unknown() -> None:
    view = build(facts(read(hour(9, "conversation", reads=5, readers=4), hour(9, "moments", reads=3, readers=3))))
    assert view.reads
    assert view.reads.hours[9]
    assert (view.reads.hours[9].times, view.reads.hours[9].people) == (8, None)


def test_an_hour_that_is_not_told_is_a_gap_and_takes_part_in_nothing() -> None:
    view = build(facts(read(hour(9, reads=5), hour(10, reads=None))))
    assert view.reads
    assert view.reads.hours[8] is None
    assert view.reads.hours[10] is None
    assert view.reads.quietest is None
    assert "10:00–11:00" not in text(view)


def test_shares_of_an_hour_come_from_the_rows_of_reads_where_their_own_are_missing() -> None:
    shared = [hour(21, "friends", shares=4), hour(21, "moments", shares=2)]
    own = build(facts(read(hour(21, reads=90, shares=5), shared=shared)))
    fallen_back = build(facts(read(hour(21, reads=90, shares=5))))
    assert own.shares
    assert fallen_back.shares
    assert [course.known[0].times for course in (own.shares, fallen_back.shares)] == [6, 5]


def test_a_refused_part_is_named_and_one_without_any_is_not_called_unknown() -> None:
    reads, shares = (hour(9, reads=5),), (hour(9, "friends", shares=5),)
    for held, says in (
        (Part.READ_HOURS, "Shares by hour are not known."),
        (Part.SHARE_HOURS, "No shares in any hour."),
    ):
        assert says in text(build(facts(day_of(held=frozenset({held}), read_hours=reads))))
    for held, says in ((Part.SHARE_HOURS, "Reads by hour are not known."), (Part.READ_HOURS, "No reads in any hour.")):
        assert says in text(build(facts(day_of(held=frozenset({held}), share_hours=shares))))


def test_shorter_are_the_strongest_hours_alone() -> None:
    view = build(facts(read(*(hour(at, reads=at + 1, shares=1) for at in range(24)))))
    brief = view.shorter()
    assert brief
    assert brief.shorter() is None
    assert "Most reads 23:00–24:00" in text(brief)
    assert len(text(brief).splitlines()) < len(text(view).splitlines()) / 2


def test_days_that_wechat_does_not_tell_by_hour_any_more_are_an_answer_and_others_without_hours_are_none() -> None:
    assert HOURS.known(day_of(BREAK, never=BY_HOUR, held=frozenset()))
    assert not HOURS.known(day_of(BREAK))
    assert not HOURS.known(day_of(MONDAY, never=BY_HOUR))
    view = build(facts(day_of(BREAK, never=BY_HOUR, held=frozenset())))
    assert text(view).splitlines()[1:] == ["Since 1 November 2025 WeChat gives no figures by hour."]
