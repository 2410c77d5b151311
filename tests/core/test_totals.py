"""Times add up; people add up over nothing; what is not given takes part in nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import AccountDay, DayFacts, Figures, Generation, Provenance
from bot.core.metrics import BY_NAME, Metric, Unit
from bot.core.metrics import COUNTS as COUNTED
from bot.core.totals import Change, People, change, generations, over, people, times

FIRST = date(2015, 1, 1)
COUNTS = st.lists(st.none() | st.integers(0, 10**7), max_size=40)


def day(n: int, generation: Generation = Generation.CLASSIC, /, **figures: int) -> DayFacts:
    on = FIRST + timedelta(days=n)
    source = Provenance(generation, "getuserread", datetime(2015, 2, 1, tzinfo=UTC))
    return DayFacts(on, account=AccountDay(on, Figures(**figures), source))


@given(COUNTS, st.integers(0, 40))
def test_times_over_a_whole_are_the_sum_over_its_parts(counts: list[int | None], cut: int) -> None:
    assert times(counts) == times([times(counts[:cut]), times(counts[cut:])])


def test_the_sum_of_nothing_known_is_unknown_not_zero() -> None:
    assert times([]) is None
    assert times([None, None]) is None
    assert times([None, 0]) == 0


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_people_have_a_mean_and_a_best_day(counts: list[int]) -> None:
    found = people({FIRST + timedelta(days=n): count for n, count in enumerate(counts)})
    assert found is not None
    assert found.best == max(counts)
    assert counts[(found.best_day - FIRST).days] == found.best
    assert found.mean == sum(counts) / len(counts)


def test_unknown_days_take_no_part_in_the_mean() -> None:
    assert people({FIRST: 10, FIRST + timedelta(days=1): None}) == People(10.0, 10, FIRST, 1)


@pytest.mark.parametrize("metric", COUNTED, ids=lambda m: m.name)
def test_a_metric_over_days_follows_the_rule_of_its_unit(metric: Metric) -> None:
    name = metric.name
    total = over([day(0, **{name: 1}), day(1, **{name: 2})], name)
    assert isinstance(total, int) is BY_NAME[name].unit.adds_up


def test_people_do_not_add_up() -> None:
    assert not Unit.PEOPLE.adds_up
    assert [unit for unit in Unit if unit.adds_up] == [Unit.TIMES, Unit.FEN]


def test_a_change_is_told_in_percent_of_before() -> None:
    assert change(day(1, reads=110), day(0, reads=100), "reads") == Change(110, 100)
    assert Change(110, 100).percent == pytest.approx(10)
    assert Change(5, 0).percent is None


def test_there_is_no_change_to_an_unknown_figure_or_day() -> None:
    assert change(day(1, reads=1), day(0), "reads") is None
    assert change(day(1, reads=1), DayFacts(FIRST), "reads") is None
    assert change(day(1, reads=1), None, "reads") is None


def test_there_is_no_change_between_generations() -> None:
    now, before = day(1, Generation.SUCCESSOR, readers=1), day(0, readers=1)
    assert change(now, before, "readers") is None
    assert generations([now, before]) == {Generation.CLASSIC, Generation.SUCCESSOR}
