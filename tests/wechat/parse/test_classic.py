"""The six classics: the documented packets parse to the figures they show; what is odd in the wild breaks nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Figures, Generation, Reply
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.parse import PARSERS, legible, names, number, rows_by_day
from bot.wechat.parse.classic import account_day, article_days, article_lives, hour_days, scene_days, source_days

PACKETS = Path(__file__).parents[2] / "packets"
AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


def reply(endpoint: str, body: Any, day: str = "2014-12-07") -> Reply:
    return Reply("demo", endpoint, date.fromisoformat(day), AT, AT, body)


def packet(name: str, day: str) -> Reply:
    body = json.loads((PACKETS / f"{name}.json").read_text(encoding="utf-8"))
    rows = rows_by_day(body, [date.fromisoformat(day)])
    assert rows is not None
    return reply(name.partition(".")[0], {"list": rows[date.fromisoformat(day)]}, day)


SAMPLE = Figures(23_676, 25_615, 29, 34, 122, 994, 1, 3)


def test_the_documented_article_of_8_december_2014() -> None:
    (article,) = article_days(packet("getarticlesummary", "2014-12-08"))
    assert (article.title, article.msgid) == ("12月27日 DiLi日报", "10000050_1")
    assert article.figures == SAMPLE
    assert article.source.generation is Generation.CLASSIC
    assert (article.source.origin, article.source.fetched_at) == ("getarticlesummary", AT)


def test_the_documented_life_is_cumulative_by_day() -> None:
    (life,) = article_lives(packet("getarticletotal", "2014-12-14"))
    (day,) = life.stats
    assert (life.title, life.day) == ("马航丢画记", date(2014, 12, 14))
    assert (day.stat_date, day.target, day.figures) == (date(2014, 12, 14), 261_917, SAMPLE)
    assert day.read_from["conversation"] == (657_283, 753_486)
    assert set(day.read_from) == {"conversation", "history", "moments", "friends", "other"}


def test_the_account_day_is_the_row_of_all_sources() -> None:
    account = account_day(packet("getuserread", "2020-02-18"))
    assert account is not None
    assert account.figures == Figures(545_497, 856_093, 191, 240, 22_603, 28_487, 3_163, 3_841)


def test_the_account_day_is_the_days_only_row_in_the_old_form() -> None:
    account = account_day(packet("getuserread.2014", "2014-12-07"))
    assert account is not None
    assert account.figures == Figures(45_524, 48_796, 11, 35, 11, 276, 5, 15)


def test_of_rows_by_source_without_a_total_people_are_unknown_and_times_the_sum() -> None:
    rows = [
        {"ref_date": "2014-12-07", "user_source": n, "int_page_read_user": 10, "int_page_read_count": 12}
        for n in (0, 1)
    ]
    account = account_day(reply("getuserread", {"list": rows}))
    assert account is not None
    assert account.figures == Figures(reads=24)


def test_the_row_of_all_sources_is_not_a_source_and_absent_figures_are_unknown() -> None:
    rows = [
        {"user_source": 99999999, "int_page_read_user": 30, "int_page_read_count": 40, "add_to_fav_count": 3},
        {"user_source": 0, "int_page_read_user": 20, "int_page_read_count": 25},
        {"user_source": 77, "int_page_read_user": 2, "int_page_read_count": 3},
    ]
    sources = source_days(reply("getuserread", {"list": rows}))
    assert [(s.origin, s.figures.reads, s.figures.favourites) for s in sources] == [
        ("conversation", 25, None),
        ("77", 3, None),
    ]


def test_the_documented_hours() -> None:
    old = hour_days(packet("getuserreadhour.2014", "2014-12-07"))
    new = hour_days(packet("getuserreadhour", "2015-07-14"))
    assert [(h.hour, h.figures.original_reads) for h in old] == [(12, 25_517)]
    assert [(h.hour, h.origin, h.figures.reads) for h in new] == [
        (0, "conversation", 7_836),
        (0, "friends", 1),
        (0, "moments", 3),
        (0, "history", 100),
    ]


def test_the_total_of_an_hour_is_named_so() -> None:
    (hour,) = hour_days(reply("getuserreadhour", {"list": [{"ref_hour": 2300, "user_source": 99999999}]}))
    assert (hour.hour, hour.origin) == (23, "all")


def test_a_share_scene_that_no_document_lists_is_kept() -> None:
    scenes = scene_days(packet("getusershare", "2014-12-07"))
    assert [(s.scene, s.shares, s.sharers) for s in scenes] == [("friends", 207, 11), ("5", 23, 11)]


def test_the_documented_share_hour() -> None:
    (hour,) = hour_days(packet("getusersharehour", "2014-12-07"))
    assert (hour.hour, hour.origin, hour.figures.shares, hour.figures.sharers) == (12, "friends", 72, 4)


def test_rows_of_other_days_are_left_out() -> None:
    body = {"list": [{"ref_date": "2014-12-07", "n": 1}, {"ref_date": "2012-01-01"}, {"ref_date": "x"}, {}]}
    assert rows_by_day(body, [date(2014, 12, 7)]) == {date(2014, 12, 7): [{"ref_date": "2014-12-07", "n": 1}]}


@pytest.mark.parametrize("body", [{}, {"list": None}, {"list": {}}, {"list": "x"}, {"list": [1]}, {"list": [None]}])
def test_what_is_no_list_of_rows_is_not_understood(body: dict[str, Any]) -> None:
    assert rows_by_day(body, [date(2014, 12, 7)]) is None


def test_of_double_rows_the_last_counts_once() -> None:
    rows = [{"msgid": "1_1", "title": "a", "share_count": n} for n in (1, 2)]
    (article,) = article_days(reply("getarticlesummary", {"list": rows}))
    assert article.figures.shares == 2


def test_a_reply_of_40000_rows_is_read_whole() -> None:
    rows = [{"ref_date": "2014-12-07", "msgid": f"{n}_1", "int_page_read_count": 1} for n in range(40_000)]
    by_day = rows_by_day({"list": rows}, [date(2014, 12, 7)])
    assert by_day is not None
    assert len(article_days(reply("getarticlesummary", {"list": by_day[date(2014, 12, 7)]}))) == 40_000


def test_an_hour_that_no_day_has_is_left_out() -> None:
    rows = [{"ref_hour": hhmm, "user_source": 0} for hhmm in (0, 2300, 2400, -100, None, "x")]
    assert [hour.hour for hour in hour_days(reply("getuserreadhour", {"list": rows}))] == [0, 23]


def test_a_lifes_days_stand_in_their_order_and_of_double_days_the_last_counts() -> None:
    details = [
        {"stat_date": f"2014-12-{day}", "share_count": n} for day, n in (("15", 2), ("14", 1), ("16", 3), ("15", 4))
    ]
    (life,) = article_lives(reply("getarticletotal", {"list": [{"msgid": "1_1", "details": details}]}))
    assert [(stat.stat_date.day, stat.figures.shares) for stat in life.stats] == [(14, 1), (15, 4), (16, 3)]


@pytest.mark.parametrize("details", [None, 5, {"stat_date": "2014-12-14"}])
def test_an_article_without_a_list_of_days_has_no_life(details: object) -> None:
    assert article_lives(reply("getarticletotal", {"list": [{"msgid": "1_1", "details": details}]})) == ()


def test_what_is_no_day_of_a_life_is_passed_over() -> None:
    details: list[object] = [1, None, [], {}, {"stat_date": "soon"}, {"stat_date": "2014-12-14"}]
    (life,) = article_lives(reply("getarticletotal", {"list": [{"msgid": "1_1", "details": details}]}))
    assert [stat.stat_date for stat in life.stats] == [date(2014, 12, 14)]


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        ({"url": "http://mp.weixin.qq.com/s/1"}, "http://mp.weixin.qq.com/s/1"),
        ({"url": "http://a", "content_url": "https://b"}, "https://b"),
        ({"url": "javascript:alert(1)"}, None),
        ({"url": 5}, None),
        ({}, None),
    ],
)
def test_an_articles_link_is_one_to_the_web_or_none(keys: dict[str, object], url: str | None) -> None:
    (article,) = article_days(reply("getarticlesummary", {"list": [{"msgid": "1_1"} | keys]}))
    assert article.url == url


@pytest.mark.parametrize(
    ("value", "count"),
    [(5, 5), ("5", 5), (" 5 ", 5), (5.0, 5), (0, 0), (None, None), ("", None), ("x", None), (-1, None), (1.5, None)],
)
def test_numbers_are_whole_or_unknown(value: object, count: int | None) -> None:
    assert number(value) == count


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "ref_date",
        "msgid",
        "title",
        "details",
        "user_source",
        "ref_hour",
        "share_scene",
        "int_page_read_user",
        "stat_date",
    ]
)
ROWS = st.lists(st.dictionaries(KEYS, JSON, max_size=9), max_size=5)


@given(ROWS)
def test_no_row_whatever_is_in_it_breaks_a_parser(rows: list[dict[str, Any]]) -> None:
    rows_by_day({"list": rows}, [date(2014, 12, 7)])
    for endpoint in ENDPOINTS:
        one = reply(endpoint.name, {"list": rows})
        for parser in PARSERS[endpoint.name].values():
            parser(one)
        names(one)
        legible(one)
