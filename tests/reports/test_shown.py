"""What a digest showed and what changed since: figures are compared, never texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.draft import Changed
from bot.reports.shown import Shown, ShownAccount, corrections, kept, lost
from tests.house import china

FIGURES = st.dictionaries(st.sampled_from(["readers", "reads", "sharers", "savers"]), st.integers(0, 10**9))
ACCOUNTS = st.builds(ShownAccount, st.text(max_size=9), FIGURES, st.text(max_size=4))
SHOWN = st.builds(
    Shown,
    st.lists(ACCOUNTS, max_size=3, unique_by=lambda one: one.account).map(tuple),
    st.sampled_from([None, china("2015-01-06 08:30")]),
    st.booleans(),
)


NAMES = {"demo": "Daily Tech"}


def one(**figures: int) -> Shown:
    return Shown((ShownAccount("demo", figures, "a"),))


@given(SHOWN)
def test_what_is_kept_comes_back_as_it_was(shown: Shown) -> None:
    assert kept(shown.to_json()) == shown


@pytest.mark.parametrize(
    "text", [None, "", "{}", "null", "[1]", '{"accounts": 5, "late_since": null}', '{"accounts":[{}]']
)
def test_what_cannot_be_read_is_not_known(text: str | None) -> None:
    assert kept(text) is None


@given(SHOWN)
def test_nothing_has_changed_between_equals(shown: Shown) -> None:
    assert corrections(shown, shown, NAMES) == ()


def test_only_what_differs_is_named_and_what_was_not_known_before_too() -> None:
    (correction,) = corrections(one(readers=100, reads=7), one(readers=101, reads=7, savers=3), NAMES)
    assert correction.figures == (Changed("readers", 100, 101), Changed("savers", None, 3))
    assert not correction.articles
    assert not correction.new


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [(100, 104, False), (100, 105, True), (100, 95, True), (100, 96, False), (0, 1, True), (21, 22, False)],
)
def test_a_headline_has_moved_from_five_percent_on(before: int, now: int, moved: bool) -> None:
    (correction,) = corrections(one(readers=before, reads=9), one(readers=now, reads=9), NAMES)
    assert correction.moved is moved


def test_another_figure_than_the_first_is_no_headline() -> None:
    (correction,) = corrections(one(readers=100, reads=100), one(readers=100, reads=900), NAMES)
    assert not correction.moved


def test_an_account_without_figures_before_is_new_and_has_moved() -> None:
    (correction,) = corrections(Shown((ShownAccount("demo"),)), one(readers=5), NAMES)
    assert correction.new
    assert correction.moved


def test_what_is_not_known_any_more_is_lost_and_an_account_that_was_added_is_not() -> None:
    both = Shown((*one(readers=5).accounts, ShownAccount("other", {"readers": 1})))
    assert lost(one(readers=5, reads=7), one(readers=5))
    assert lost(both, one(readers=5))
    assert not lost(one(readers=5), both)
    assert not lost(one(readers=5), one(readers=6, reads=1))
    assert not lost(Shown((ShownAccount("demo"),)), Shown((ShownAccount("demo"),)))
