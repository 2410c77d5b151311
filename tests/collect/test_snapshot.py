"""A day's facts are put together from the replies held, without adding what must not be added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from bot.collect import Need, Snapshot
from bot.collect.rules import read, to_keep
from bot.core.days import Span
from bot.core.facts import Part, Reply
from bot.wechat.endpoints import ARTICLE_TOTAL, USER_READ, USER_SHARE, Endpoint
from bot.wechat.parse import PARSERS
from tests.house import china

DAY = date(2015, 1, 5)
TOTAL = {"user_source": 99999999, "int_page_read_user": 5, "int_page_read_count": 9}
SCENES = [{"share_scene": 1, "share_count": 207, "share_user": 11}, {"share_scene": 5, "share_count": 23}]
Rows = list[dict[str, int]]


def snapshot(replies: Mapping[Endpoint, tuple[str, Rows]]) -> Snapshot:
    """What is known when these rows came at these instants."""
    held = {}
    for endpoint, (at, rows) in replies.items():
        one = to_keep(None, Reply("demo", endpoint.name, DAY, china(at), china(at), {"list": rows}))
        held[endpoint.name, DAY] = read(endpoint, one, PARSERS[endpoint.name])
    return Snapshot([Need(part, Span.day(DAY)) for part in (Part.ACCOUNT, Part.SCENES, Part.LIVES)], held)


@pytest.mark.parametrize(("own", "shares"), [({}, 230), ({"share_count": 10}, 10), ({"share_count": 0}, 0)])
def test_the_scenes_give_the_days_shares_only_where_its_own_row_has_none(own: dict[str, int], shares: int) -> None:
    day = snapshot({USER_READ: ("2015-01-06 09:00", [TOTAL | own]), USER_SHARE: ("2015-01-06 09:00", SCENES)}).day(DAY)
    assert day.account is not None
    assert day.account.figures.shares == shares
    assert day.account.figures.sharers is None


def test_as_of_is_the_oldest_of_the_replies_shown() -> None:
    day = snapshot({USER_READ: ("2015-01-06 09:00", [TOTAL]), USER_SHARE: ("2015-01-06 08:31", SCENES)}).day(DAY)
    assert day.fetched_at == china("2015-01-06 08:31")


def test_as_of_heeds_no_reply_that_is_the_last_word_while_another_may_still_change() -> None:
    """The scenes of a reply that was asked again at noon of the third day are final, the account's row is not yet."""
    held = {USER_SHARE: ("2015-01-08 12:00", SCENES), USER_READ: ("2015-01-08 11:00", [TOTAL])}
    assert snapshot(held).day(DAY).fetched_at == china("2015-01-08 11:00")
    held = {USER_SHARE: ("2015-01-08 12:00", SCENES), USER_READ: ("2015-01-09 11:00", [TOTAL])}
    assert snapshot(held).day(DAY).fetched_at == china("2015-01-08 12:00")
    lives = {ARTICLE_TOTAL: ("2015-01-09 08:30", []), USER_READ: ("2015-01-08 12:00", [TOTAL])}
    assert snapshot(lives).day(DAY).fetched_at == china("2015-01-09 08:30")


def test_a_part_that_came_before_the_account_row_is_held_but_not_ready() -> None:
    day = snapshot({USER_READ: ("2015-01-06 09:00", [TOTAL]), USER_SHARE: ("2015-01-06 08:31", SCENES)}).day(DAY)
    assert day.held == {Part.ACCOUNT, Part.SCENES}
    assert day.parts_ready == {Part.ACCOUNT}
    assert day.ready


def test_of_a_day_of_which_nothing_is_held_nothing_is_known() -> None:
    day = snapshot({}).day(DAY)
    assert (day.ready, day.account, day.held, day.fetched_at) == (False, None, frozenset(), None)
