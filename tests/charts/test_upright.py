"""Axes of lines and columns."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.upright import spaced, ticks


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([45_524, 31_234], [0, 10_000, 20_000, 30_000, 40_000]),
        ([5_210, 12], [0, 2_000, 4_000]),
        ([1], [0, 1]),
        ([0, 0], [0, 1]),
        ([], [0, 1]),
        ([3], [0, 1, 2, 3]),
        ([0.12, 0.4], [0, 0.1, 0.2, 0.3, 0.4]),
        ([-50, 100], [-50, 0, 50, 100]),
    ],
)
def test_the_levels_of_an_axis_are_few_and_round(values: list[float], levels: list[float]) -> None:
    assert ticks(values) == pytest.approx(levels)


@given(st.lists(st.integers(-(10**6), 10**9) | st.floats(-1e6, 1e9), max_size=20))
def test_zero_is_a_level_of_every_axis(values: list[float]) -> None:
    levels = ticks(values)
    assert 0 in levels
    assert 2 <= len(levels) <= 7
    assert levels == sorted(set(levels))


@given(st.lists(st.sampled_from([0.0, 20.0, 60.0, 130.0]), max_size=366), st.floats(1, 400), st.booleans())
def test_labels_that_are_shown_never_touch(widths: list[float], apart: float, from_end: bool) -> None:
    shown = spaced(widths, apart, from_end=from_end)
    for a, b in pairwise(shown):
        assert (b - a) * apart > (widths[a] + widths[b]) / 2
    assert bool(shown) == any(widths)


def test_of_days_the_last_is_always_told_and_of_hours_the_first() -> None:
    assert spaced([100] * 30, 30, from_end=True)[-1] == 29
    assert spaced([40] * 24, 40, from_end=False) == list(range(0, 24, 2))
