"""What a reply must say to be taken for one: less than that never takes the place of what is held."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.facts import Generation
from bot.wechat.endpoints import ENDPOINTS, Endpoint
from bot.wechat.parse import PARSERS, legible, rows_by_day
from bot.wechat.simulator.datacube import answer
from bot.wechat.simulator.world import World
from tests.house import china
from tests.wechat.parse.test_classic import reply
from tests.wechat.parse.test_packets import SHOWN, reply_of

NOW = china("2026-11-24 12:30")
EVERY_ENDPOINT = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


@pytest.mark.parametrize("packet", SHOWN)
def test_every_documented_packet_is_legible(packet: str) -> None:
    assert legible(reply_of(packet, SHOWN[packet][0]))


@EVERY_ENDPOINT
def test_whatever_the_simulated_wechat_says_is_legible_and_so_is_a_day_without_rows(endpoint: Endpoint) -> None:
    first = date(2015, 1, 1) if endpoint.generation is Generation.CLASSIC else date(2026, 10, 1)
    for day in Span(first, first.replace(day=14)):
        body = answer(World(), endpoint, "wxdemo", Span.day(day), NOW)
        assert legible(reply(endpoint.name, body, str(day)))
    assert legible(reply(endpoint.name, {"list": []}))


@EVERY_ENDPOINT
@pytest.mark.parametrize(
    "row",
    [
        {},
        {"msgid": "1_1", "ref_hour": 0},
        {"msgid": "1_1", "ref_hour": 0, "int_page_read_user": None, "share_user": "x", "share_count": [], "detail": {}},
        {"msgid": "1_1", "ref_hour": 0, "detail": "x", "details": None, "detail_list": None},
        {"msgid": "1_1", "ref_hour": 0, "details": [1, {}], "detail_list": [{"stat_date": "2015-01-05"}]},
        {"msgid": "1_1", "ref_hour": 0, "read_users": 5, "detail": {"reads": 5}},
        {"msgid": "1_1", "ref_hour": 0, "details": [{"share_user": 5}], "detail_list": {"share_user": 5}},
    ],
    ids=str,
)
def test_rows_without_a_figure_in_its_place_are_not(endpoint: Endpoint, row: dict[str, Any]) -> None:
    one = reply(endpoint.name, {"list": [row, row]})
    assert not legible(one)
    for parser in PARSERS[endpoint.name].values():
        parser(one)


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if "article" in e.name], ids=lambda e: e.name)
def test_an_article_without_its_id_says_nothing(endpoint: Endpoint) -> None:
    figures = {"share_user": 5, "stat_date": "2015-01-05"}
    row = figures | {"details": [figures], "detail_list": [figures], "detail": figures}
    assert legible(reply(endpoint.name, {"list": [row | {"msgid": "1_1"}]}))
    assert not legible(reply(endpoint.name, {"list": [row]}))


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if "hour" in e.name], ids=lambda e: e.name)
def test_an_hour_that_no_day_has_says_nothing(endpoint: Endpoint) -> None:
    assert legible(reply(endpoint.name, {"list": [{"ref_hour": 2300, "share_user": 5}]}))
    assert not legible(reply(endpoint.name, {"list": [{"ref_hour": 2400, "share_user": 5}]}))


@pytest.mark.parametrize(("name", "key"), [("getarticletotal", "details"), ("getarticletotaldetail", "detail_list")])
def test_an_article_that_was_published_just_now_may_have_no_days_yet(name: str, key: str) -> None:
    assert legible(reply(name, {"list": [{"msgid": "1_1", key: []}]}))


def test_one_row_that_can_be_read_is_enough() -> None:
    rows = [{"msgid": "1_1"}, {"msgid": "2_1", "share_count": "7"}, {}]
    assert legible(reply("getarticlesummary", {"list": rows}))


def test_readers_of_all_sources_together_are_a_figure() -> None:
    detail = {"read_user_source": [{"scene_desc": "全部", "user_count": 5}]}
    assert legible(reply("getbizsummary", {"list": [{"detail": detail}]}))


def test_rows_of_which_none_has_a_day_are_no_answer_about_any() -> None:
    assert rows_by_day({"list": [{"ref_date": "soon"}, {}]}, [date(2015, 1, 5)]) is None
    assert rows_by_day({"list": [{"ref_date": "2012-01-01"}]}, [date(2015, 1, 5)]) == {date(2015, 1, 5): []}
    assert rows_by_day({"list": []}, [date(2015, 1, 5)]) == {date(2015, 1, 5): []}
