"""People and times keep their laws whatever the figures."""

from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.simulator.tallies import Tally, dealt, grown, people_among, shares_of, split, tally, union

counts = st.integers(0, 10**6)
tallies = counts.flatmap(lambda times: st.integers(min(times, 1), times).map(lambda people: Tally(people, times)))
weights = st.lists(st.floats(0.01, 1000), min_size=1, max_size=24)
permille = st.integers(500, 1000)


@given(counts, weights)
def test_parts_add_up_to_their_total_and_none_is_negative(total: int, heavy: list[float]) -> None:
    parts = shares_of(total, heavy)
    assert sum(parts) == total
    assert min(parts) >= 0


@given(tallies, weights)
def test_the_times_of_a_split_add_up_and_its_people_cover_the_whole(whole: Tally, heavy: list[float]) -> None:
    parts = list(split(whole, dict(enumerate(heavy))).values())
    assert sum(part.times for part in parts) == whole.times
    assert sum(part.people for part in parts) >= whole.people
    assert all(min(part.times, 1) <= part.people <= min(part.times, whole.people) for part in parts)


def test_a_part_without_times_has_no_people() -> None:
    assert people_among(0, Tally(5, 9)) == 0


@given(st.lists(tallies, min_size=1, max_size=8), permille)
def test_a_union_has_at_least_the_people_of_its_largest_part_and_at_most_those_of_all(
    parts: list[Tally], distinct: int
) -> None:
    whole = union(parts, distinct)
    assert whole.times == sum(part.times for part in parts)
    assert max(part.people for part in parts) <= whole.people <= sum(part.people for part in parts)


@given(tallies, tallies, permille)
def test_a_running_total_never_falls_and_holds_every_single_day(total: Tally, gain: Tally, fresh: int) -> None:
    now = grown(total, gain, fresh)
    assert now.times == total.times + gain.times
    assert max(total.people, gain.people) <= now.people <= total.people + gain.people


@given(st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=1, max_size=24))
def test_a_dealt_table_has_the_sums_of_its_rows_and_columns(table: list[list[int]]) -> None:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    found = dealt(rows, columns)
    assert [sum(row) for row in found] == rows
    assert [sum(column) for column in zip(*found, strict=True)] == columns
    assert min(min(row) for row in found) >= 0


@given(counts, st.floats(1.0, 2.0), counts)
def test_a_tally_keeps_people_below_times_and_below_those_there_are(times: int, each: float, at_most: int) -> None:
    found = tally(times, each, at_most)
    assert found.people <= min(found.times, at_most)
    assert (found.people == 0) == (found.times == 0)
