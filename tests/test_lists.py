"""The last list of a chat and topic is remembered, also by the next process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span
from bot.lists import Lists, Shown
from bot.store.memory import MemoryShelf
from tests.house import TEAM, china, open_house

AT = china("2015-01-06 12:30")
TOP = Shown(AT, "demo", Span.day(date(2015, 1, 5)), "top", "shares", 3)
FOUND = Shown(AT, "all", Span.day(date(2015, 1, 5)), articles=(("demo", "1_1"), ("other", "2_1")))

lists = st.builds(
    Shown,
    at=st.just(AT),
    scope=st.sampled_from(["all", "demo"]),
    span=st.builds(
        lambda first, n: Span(first, first + timedelta(days=n)),
        st.dates(date(2014, 12, 1), date(2030, 1, 1)),
        st.integers(0, 365),
    ),
    report=st.sampled_from(["", "top", "report"]),
    metric=st.sampled_from([None, "shares"]),
    count=st.none() | st.integers(1, 50),
    articles=st.lists(st.tuples(st.text(), st.text())).map(tuple),
)


@given(lists)
async def test_a_list_is_read_as_it_was_shown_after_a_restart_too(shown: Shown) -> None:
    shelf = MemoryShelf()
    await Lists(shelf).showed(7, 3, shown)
    assert Lists(shelf).last(7, 3) == shown
    assert Lists(shelf).last(7, 0) is None


async def test_the_newest_list_takes_the_place_of_the_older() -> None:
    held = Lists(MemoryShelf())
    for shown in (TOP, FOUND):
        await held.showed(7, 0, shown)
        assert held.last(7, 0) == shown


async def test_a_list_shown_again_at_once_is_not_written_again_but_later_it_is() -> None:
    held = Lists(MemoryShelf())
    for seconds, at in ((0, 0), (59, 0), (61, 61), (30, 30)):
        await held.showed(7, 0, replace(TOP, at=AT + timedelta(seconds=seconds)))
        assert held.last(7, 0) == replace(TOP, at=AT + timedelta(seconds=at))


@pytest.mark.parametrize("name", ["at", "span", "articles", "count"])
async def test_a_list_that_cannot_be_read_is_as_none(name: str, caplog: pytest.LogCaptureFixture) -> None:
    shelf = MemoryShelf()
    await Lists(shelf).showed(7, 0, TOP)
    await shelf.put("7:0", {**shelf.items()["7:0"], name: "?"})
    assert Lists(shelf).last(7, 0) is None
    assert "left aside" in caplog.text


async def test_the_lists_of_a_chat_go_with_it_where_nothing_newer_was_shown() -> None:
    held = Lists(MemoryShelf())
    for chat, topic, shown in ((-7, 0, TOP), (-7, 3, FOUND), (-77, 0, FOUND), (-1007, 3, TOP)):
        await held.showed(chat, topic, shown)
    for _ in range(2):
        await held.move(-7, -1007)
        assert [held.last(-7, topic) for topic in (0, 3)] == [None, None]
        assert [held.last(-1007, topic) for topic in (0, 3)] == [TOP, TOP]
        assert held.last(-77, 0) == FOUND


async def test_what_a_number_means_survives_the_move_of_a_group() -> None:
    async with open_house() as house:
        await house.say("/top 2015-01-02", chat=TEAM, group=True)
        before = await house.say("/article 3", chat=TEAM, group=True)
        await house.app.delivery.moved(TEAM, -1_000)
        after = await house.say("/article 3", chat=-1_000, group=True)
    assert after.splitlines()[:3] == before.splitlines()[:3]
