"""Rows have the keys that the documents' packets have, and no others but those seen in real replies."""

import json
from datetime import date
from importlib import resources
from typing import Any

import pytest

from bot.wechat.endpoints import ENDPOINTS, TOTAL_SOURCE
from bot.wechat.simulator.account import Account
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.rows import ROWS, user_read, user_read_hour

UNDOCUMENTED = {
    "getarticlesummary": {"user_source"},
    "getarticletotal": {"user_source", "content_url"},
    "getuserread": set(),
    "getuserreadhour": {"total_online_time"},
    "getusershare": {"user_source"},
    "getusersharehour": {"user_source"},
    "getarticleread": set(),
    "getarticleshare": set(),
    "getbizsummary": set(),
    "getarticletotaldetail": {"title", "content_url"},
}
NO_SINGLE_SOURCE = {"ori_page_read_user", "ori_page_read_count", "add_to_fav_user", "add_to_fav_count"}
NEWER = {f"int_page_from_{name}_read_{what}" for name in ("kanyikan", "souyisou") for what in ("user", "count")}


def asked(day: str, *, old_forms: bool = False) -> Asked:
    return Asked(Account(1, "wxdemo"), date.fromisoformat(day), date(2026, 11, 23), old_forms)


def packet(name: str) -> dict[str, Any]:
    text = (resources.files("bot.wechat.simulator") / "packets" / f"{name}.json").read_text(encoding="utf-8")
    row = json.loads(text)["list"][0]
    assert isinstance(row, dict)
    return row


def test_every_endpoint_has_its_rows() -> None:
    assert {endpoint.name for endpoint in ENDPOINTS} == set(ROWS)


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"getuserread", "getuserreadhour"}))
@pytest.mark.parametrize("day", ["2014-12-08", "2020-02-28", "2026-11-17"])
def test_rows_have_the_packets_keys(name: str, day: str) -> None:
    rows = ROWS[name](asked(day))
    assert rows
    for row in rows:
        assert row.keys() - UNDOCUMENTED[name] == packet(name).keys()
        assert {key: type(row[key]) for key in packet(name)} == {k: type(v) for k, v in packet(name).items()}


@pytest.mark.parametrize(("day", "more"), [("2014-12-15", set()), ("2019-05-14", NEWER)])
def test_details_have_the_packets_keys_and_from_2018_on_those_of_look_and_search(day: str, more: set[str]) -> None:
    rows = ROWS["getarticletotal"](asked(day))
    assert rows
    for row in rows:
        for detail in row["details"]:
            assert detail.keys() == packet("getarticletotal")["details"][0].keys() | more


@pytest.mark.parametrize("day", ["2014-12-01", "2020-02-18", "2026-11-23"])
def test_only_the_row_of_all_sources_tells_originals_and_favourites(day: str) -> None:
    *sources, total = user_read(asked(day))
    assert total.keys() == packet("getuserread").keys()
    assert total["user_source"] == TOTAL_SOURCE
    assert all(row.keys() == packet("getuserread").keys() - NO_SINGLE_SOURCE for row in sources)
    assert {0, 1, 2, 4, 5} <= {row["user_source"] for row in sources}


def test_hours_never_tell_originals_and_favourites_in_the_present_form() -> None:
    for row in user_read_hour(asked("2026-11-17")):
        assert row.keys() - {"total_online_time"} == packet("getuserreadhour").keys() - NO_SINGLE_SOURCE


def test_hours_are_numbers_written_as_hhmm() -> None:
    for name in ("getuserreadhour", "getusersharehour"):
        assert {row["ref_hour"] for row in ROWS[name](asked("2026-11-17"))} == set(range(0, 2400, 100))


@pytest.mark.parametrize("name", ["getuserread", "getuserreadhour"])
def test_the_form_of_2014_has_one_row_without_source(name: str) -> None:
    rows = ROWS[name](asked("2014-12-07", old_forms=True))
    assert len(rows) == len({row.get("ref_hour") for row in rows})
    assert all(row.keys() == packet(f"{name}.2014").keys() for row in rows)


def test_the_form_before_the_split_has_all_figures_by_source_and_no_total() -> None:
    rows = user_read(asked("2020-02-27", old_forms=True))
    assert TOTAL_SOURCE not in {row["user_source"] for row in rows}
    assert all(row.keys() == packet("getuserread").keys() for row in rows)
    total = user_read(asked("2020-02-27"))[-1]
    for metric in ("int_page_read", "ori_page_read", "share", "add_to_fav"):
        assert sum(row[f"{metric}_count"] for row in rows) == total[f"{metric}_count"]
    for row in user_read_hour(asked("2020-02-27", old_forms=True)):
        assert row.keys() - {"total_online_time"} == packet("getuserreadhour").keys()


def test_the_old_forms_end_with_the_split() -> None:
    assert user_read(asked("2020-02-28", old_forms=True)) == user_read(asked("2020-02-28"))


def test_some_days_tell_a_scene_that_no_table_lists_and_their_hours_tell_the_same() -> None:
    days = [asked(f"2015-01-{day:02}") for day in range(1, 32)]
    scenes = {one.day: {row["share_scene"] for row in ROWS["getusershare"](one)} for one in days}
    hours = {one.day: {row["share_scene"] for row in ROWS["getusersharehour"](one)} for one in days}
    unlisted = [day for day, told in scenes.items() if 5 in told]
    assert 0 < len(unlisted) < 10
    assert all(scenes[day] == {1, 2, 5} for day in unlisted)
    assert scenes == hours


def test_scenes_are_friends_moments_and_elsewhere() -> None:
    assert [row["share_scene"] for row in ROWS["getusershare"](asked("2026-11-17"))] == [1, 2, 255]
