"""What is written over what is held: the laws of importing twice, and of what outranks what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Reply
from bot.exchange.merging import joined_rows, merged
from bot.wechat.endpoints import ENDPOINTS

DAY = date(2015, 1, 5)
THEN = datetime(2026, 11, 1, tzinfo=UTC)
LATER = THEN + timedelta(days=1)


def reply(*rows: dict[str, Any], endpoint: str = "getarticlesummary", at: datetime = THEN, **more: Any) -> Reply:
    return Reply("daily", endpoint, DAY, at, at, {"list": list(rows)}, **({"origin": "a.csv"} | more))


A = {"ref_date": "2015-01-05", "msgid": "1_1", "int_page_read_user": 7}
B = {"ref_date": "2015-01-05", "msgid": "2_1", "int_page_read_user": 8}


def test_what_is_new_is_written() -> None:
    assert merged(None, reply(A)) == reply(A)


def test_no_rows_give_way_to_rows() -> None:
    assert merged(reply(origin=None), reply(A)) == reply(A)


def test_rows_never_give_way_to_none() -> None:
    assert merged(reply(A), reply(origin=None, at=LATER)) is None


def test_a_file_takes_no_place_of_wechats_own() -> None:
    assert merged(reply(A, origin=None), reply(B, at=LATER)) is None


def test_wechats_own_takes_a_files_place_however_old() -> None:
    own = reply(A, origin=None)
    assert merged(reply(B, at=LATER), own) == own


def test_of_two_answers_of_wechats_the_newer_stands() -> None:
    old, new = reply(A, origin=None), reply(B, origin=None, at=LATER)
    assert merged(old, new) == new
    assert merged(new, old) is None
    assert merged(new, new) is None


def test_two_files_are_joined_row_by_row() -> None:
    newer = reply({**A, "int_page_read_user": 9}, at=LATER, origin="b.csv")
    assert merged(reply(A, B), newer) == replace(newer, body={"list": [{**A, "int_page_read_user": 9}, B]})


def test_what_the_newer_file_leaves_open_stays() -> None:
    newer = reply({"ref_date": "2015-01-05", "msgid": "1_1", "share_user": 2}, at=LATER)
    joined = merged(reply(A), newer)
    assert joined is not None
    assert joined.rows == [{**A, "share_user": 2}]


def test_the_same_file_again_changes_nothing_not_even_when_it_was_imported() -> None:
    assert merged(reply(A, B), reply(B, A, at=LATER)) is None


def test_rows_that_a_file_has_twice_do_not_make_it_new() -> None:
    assert merged(reply(A, A), reply(A, A, at=LATER)) is None


def test_an_unknown_figure_takes_the_place_of_none_that_is_known() -> None:
    (row,) = joined_rows("getarticlesummary", [A], [{**A, "int_page_read_user": None, "share_user": None}])
    assert row == {**A, "share_user": None}


def test_an_older_export_adds_rows_and_changes_none() -> None:
    held = reply(A, at=LATER)
    joined = merged(held, reply({**A, "int_page_read_user": 1}, B))
    assert joined is not None
    assert {row["msgid"]: row["int_page_read_user"] for row in joined.rows} == {"1_1": 7, "2_1": 8}
    assert joined.fetched_at == LATER


def test_the_row_of_2014_is_the_row_of_all_sources() -> None:
    total = {"ref_date": "2015-01-05", "user_source": 99999999, "int_page_read_user": 9}
    assert len(joined_rows("getuserread", [{"ref_date": "2015-01-05", "int_page_read_user": 7}], [total])) == 1


def test_lives_are_joined_by_stat_date() -> None:
    def life(*stats: tuple[str, int]) -> dict[str, Any]:
        details = [{"stat_date": day, "int_page_read_user": readers} for day, readers in stats]
        return {"ref_date": "2015-01-05", "msgid": "1_1", "details": details}

    (row,) = joined_rows(
        "getarticletotal", [life(("2015-01-05", 5), ("2015-01-06", 6))], [life(("2015-01-06", 7), ("2015-01-07", 8))]
    )
    assert [(s["stat_date"], s["int_page_read_user"]) for s in row["details"]] == [
        ("2015-01-05", 5), ("2015-01-06", 7), ("2015-01-07", 8),
    ]  # fmt: skip


def test_sources_inside_a_row_are_joined_by_their_labels() -> None:
    def row(*parts: tuple[str, int]) -> dict[str, Any]:
        listed = [{"scene_desc": label, "user_count": readers} for label, readers in parts]
        return {"ref_date": "2025-11-01", "detail": {"read_user_source": listed}}

    (joined,) = joined_rows("getbizsummary", [row(("全部", 9), ("推荐", 3))], [row(("推荐", 4))])
    assert joined["detail"]["read_user_source"] == row(("全部", 9), ("推荐", 4))["detail"]["read_user_source"]


_SOURCES = st.lists(
    st.fixed_dictionaries({"scene_desc": st.sampled_from(["全部", "推荐"]), "user_count": st.integers(0, 9)}),
    max_size=3,
)
_ROW = st.fixed_dictionaries(
    {"ref_date": st.just("2015-01-05"), "msgid": st.sampled_from(["1_1", "2_1", "3_1"])},
    optional={
        "ref_hour": st.sampled_from([0, 800]),
        "user_source": st.sampled_from([0, 1, 99999999, None]),
        "share_scene": st.sampled_from([1, 2]),
        "int_page_read_user": st.integers(0, 9),
        "detail": st.fixed_dictionaries({}, optional={"read_user": st.integers(0, 9), "read_user_source": _SOURCES}),
    },
)
_REPLIES = st.builds(
    lambda rows, endpoint, at, origin: reply(*rows, endpoint=endpoint, at=THEN + timedelta(hours=at), origin=origin),
    st.lists(_ROW, max_size=4),
    st.sampled_from([endpoint.name for endpoint in ENDPOINTS]),
    st.integers(0, 3),
    st.sampled_from([None, "a.csv", "b.csv"]),
)


@given(_REPLIES, _REPLIES)
def test_importing_twice_is_importing_once(held: Reply, new: Reply) -> None:
    held = replace(held, endpoint=new.endpoint)
    after = merged(held, new) or held
    assert merged(after, new) is None


@given(_REPLIES, _REPLIES)
def test_no_row_that_is_held_is_lost_but_to_wechats_own_answer(held: Reply, new: Reply) -> None:
    held = replace(held, endpoint=new.endpoint)
    after = merged(held, new) or held
    if new.origin is None and new.rows:
        return
    assert len(joined_rows(new.endpoint, after.rows, held.rows)) == len(joined_rows(new.endpoint, after.rows, []))


@given(st.lists(_ROW, max_size=4), st.sampled_from([e.name for e in ENDPOINTS]), st.integers(0, 5))
def test_a_table_imported_again_later_changes_nothing(rows: list[Any], endpoint: str, hours: int) -> None:
    once = reply(*joined_rows(endpoint, [], rows), endpoint=endpoint)
    assert not rows or merged(once, reply(*rows, endpoint=endpoint, at=THEN + timedelta(hours=hours))) is None


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
def test_rows_of_every_interface_can_be_told_apart(endpoint: Any) -> None:
    assert joined_rows(endpoint.name, [A], [A]) == [A]
