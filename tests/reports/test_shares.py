"""What `/shares` makes of sharing by scene."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.days import Span
from bot.reports import SHARES
from bot.reports.shares import Scene, build, scenes
from tests.reports.facts import MONDAY, account, day_of, facts, scene

SUNDAY = date(2015, 1, 4)


def test_the_most_shared_scene_comes_first_and_the_parts_make_a_whole() -> None:
    rows = (scene("moments", 1, 1), scene("friends", 2, 2), scene("elsewhere", 1, None))
    found = scenes([day_of(scenes=rows)])
    assert [one.name for one in found] == ["friends", "elsewhere", "moments"]
    assert sum(one.part for one in found) == pytest.approx(100)


def test_over_days_shares_add_up_and_sharers_are_not_told() -> None:
    days = [day_of(SUNDAY, scenes=(scene("friends", 2, 2, SUNDAY),)), day_of(scenes=(scene("friends", 3, 1),))]
    assert scenes(days) == (Scene("friends", 5, 100.0, None),)
    assert scenes(days[:1]) == (Scene("friends", 2, 100.0, 2),)


def test_a_scene_whose_shares_are_not_given_takes_no_part() -> None:
    assert scenes([day_of(scenes=(scene("friends", None, 7), scene("moments", 4, 2)))]) == (
        Scene("moments", 4, 100.0, 2),
    )


def test_no_shares_at_all_are_no_division_by_zero() -> None:
    assert scenes([day_of(scenes=(scene("friends", 0, 0),))]) == ()


def test_scenes_alone_are_worth_an_answer() -> None:
    day = day_of(scenes=(scene("friends", 4, 2),))
    assert SHARES.known(day)
    assert not SHARES.known(day_of())
    assert build(facts(day)).scenes == (Scene("friends", 4, 100.0, 2),)


def test_of_a_day_each_figure_is_compared_of_a_span_it_is_added_up() -> None:
    days = [day_of(SUNDAY, account=account(SUNDAY, shares=10)), day_of(account=account(shares=15, sharers=4))]
    day, span = build(facts(*days)), build(facts(*days, first=SUNDAY))
    assert [(one.name, one.value) for one in day.figures] == [("sharers", 4), ("shares", 15)]
    assert day.totals == ()
    assert span.figures == ()
    assert {total.name: total.value for total in span.totals}["shares"] == 25
    assert day.span == Span.day(MONDAY)
