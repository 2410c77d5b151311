"""The successors: sources under one set of names, cumulative days never summed, and shapes that nobody documents."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span
from bot.core.facts import Figures, Named, Rates
from bot.wechat.endpoints import ARTICLE_TOTAL_DETAIL, ENDPOINTS, SOURCES
from bot.wechat.parse import PARSERS, legible, names
from bot.wechat.parse.successor import (
    account_day,
    article_days,
    article_lives,
    article_sources,
    read_from,
    source_days,
)
from bot.wechat.simulator.datacube import answer
from bot.wechat.simulator.world import World
from tests.house import china
from tests.wechat.parse.test_classic import reply
from tests.wechat.parse.test_packets import reply_of

DAY = "2025-11-02"
ALL = {"user_count": 30, "scene_desc": "全部"}
LABELS = {
    "公众号消息": "conversation",
    "聊天会话": "friends",
    "朋友圈": "moments",
    "公众号主页": "history",
    "其他": "other",
    "推荐": "look",
    "搜一搜": "search",
}


def scenes(*parts: tuple[object, object]) -> dict[str, Any]:
    return {"read_user_source": [{"scene_desc": label, "user_count": count} for label, count in parts]}


@pytest.mark.parametrize(("label", "name"), LABELS.items())
def test_each_chinese_label_is_one_of_the_sources_that_the_classics_number(label: str, name: str) -> None:
    assert read_from(scenes((label, 5))) == {name: 5}
    assert name in SOURCES.values()


@pytest.mark.parametrize("label", ["视频号", "channel", "全部 ", "99999999"])
def test_a_label_that_no_document_lists_is_kept_as_it_is(label: str) -> None:
    assert read_from(scenes((label, 5))) == ({} if label.strip() == "全部" else {label: 5})


@pytest.mark.parametrize("place", [0, 1, 2])
def test_all_sources_together_are_never_a_source_wherever_they_stand(place: int) -> None:
    parts: list[tuple[object, object]] = [("朋友圈", 20), ("推荐", 12)]
    parts.insert(place, ("全部", 30))
    detail = {"read_user": 30} | scenes(*parts)
    body = {"list": [{"ref_date": DAY, "msgid": "1_1", "detail": detail}]}
    sources = source_days(reply("getbizsummary", body, DAY))
    life = {"list": [{"msgid": "1_1", "detail_list": [{"stat_date": DAY} | detail]}]}
    (stat,) = article_lives(reply("getarticletotaldetail", life, DAY))[0].stats
    assert article_sources(reply("getarticleread", body, DAY)) == {"1_1": {"moments": 20, "look": 12}}
    assert {s.origin: s.figures for s in sources} == {"moments": Figures(readers=20), "look": Figures(readers=12)}
    assert stat.read_from == {"moments": (20, None), "look": (12, None)}


def test_readers_that_are_missing_are_those_of_all_sources_together_and_never_a_sum_over_sources() -> None:
    known = account_day(reply("getbizsummary", {"list": [{"detail": scenes(("朋友圈", 20), ("全部", 30))}]}, DAY))
    assert known is not None
    assert known.figures == Figures(readers=30)
    body = {"list": [{"detail": {"share_user": 3} | scenes(("朋友圈", 20), ("推荐", 12))}]}
    unknown = account_day(reply("getbizsummary", body, DAY))
    assert unknown is not None
    assert unknown.figures == Figures(sharers=3)


def test_a_source_without_a_usable_count_is_unknown_and_not_nothing() -> None:
    assert read_from(scenes(("推荐", None), ("搜一搜", "x"), ("朋友圈", 0))) == {
        "look": None,
        "search": None,
        "moments": 0,
    }


def test_the_documented_life_has_its_rates_its_exits_and_where_its_readers_came_from() -> None:
    (life,) = article_lives(reply_of("getarticletotaldetail", "2025-11-01"))
    (stat,) = life.stats
    assert (life.msgid, life.title, life.url, life.notified) == ("2247490098_1", None, None, True)
    assert (stat.stat_date, stat.target) == (date(2025, 11, 1), None)
    assert stat.rates == Rates(delivery_rate=0.0271002, finish_rate=0.6304348, stay=1.0588236)
    assert stat.exits == {1: 0.5304147, 2: 0.1023412}
    assert stat.read_from == {"conversation": (234, None)}


def test_the_newer_form_names_the_article_and_links_to_it() -> None:
    reply = reply_of("getarticletotaldetail.with-title", "2025-11-01")
    (life,) = article_lives(reply)
    assert (life.title, life.url) == ("标题", "https://mp.weixin.qq.com/s/abc")
    assert names(reply) == {"2247490098_1": Named("标题", "https://mp.weixin.qq.com/s/abc", date(2025, 11, 1))}


@pytest.mark.parametrize(("kind", "notified"), [(0, True), (1, False), ("1", False), (None, None), ("x", None)])
def test_publish_type_says_whether_followers_were_notified(kind: object, notified: bool | None) -> None:
    body = {"list": [{"msgid": "1_1", "publish_type": kind, "detail_list": []}]}
    assert [life.notified for life in article_lives(reply("getarticletotaldetail", body, DAY))] == [notified]


def test_cumulative_days_are_told_one_by_one_in_their_order_and_never_summed() -> None:
    counts = {"2025-11-03": 25, "2025-11-02": 10, "2025-11-04": 31}
    details = [{"stat_date": day, "read_user": n, "comment_count": n, "praise_money": n} for day, n in counts.items()]
    body = {"list": [{"msgid": "1_1", "detail_list": details}]}
    (life,) = article_lives(reply("getarticletotaldetail", body, DAY))
    told = [(s.stat_date.day, s.figures.readers, s.figures.comments, s.figures.tips) for s in life.stats]
    assert told == [(2, 10, 10, 10), (3, 25, 25, 25), (4, 31, 31, 31)]
    until = {day: life.until(date(2025, 11, day)) for day in (1, 3, 9)}
    assert {day: found and found.figures.readers for day, found in until.items()} == {1: None, 3: 25, 9: 31}


def test_the_simulators_lives_grow_and_the_newest_day_is_the_whole() -> None:
    day = date(2026, 10, 1)
    body = answer(World(), ARTICLE_TOTAL_DETAIL, "wxdemo", Span.day(day), china("2026-11-24 12:30"))
    lives = article_lives(reply("getarticletotaldetail", body, str(day)))
    assert lives
    for life in lives:
        readers = [stat.figures.readers or 0 for stat in life.stats]
        assert len(readers) == 30
        assert all(a <= b for a, b in itertools.pairwise(readers))


@pytest.mark.parametrize(
    "jumps",
    [None, {}, "x", [], [None, 1, "x"], [{"position": 0, "rate": 0.1}, {"position": 6, "rate": 0.1}, {"position": 1}]],
    ids=str,
)
def test_exits_of_another_shape_are_unknown(jumps: object) -> None:
    body = {"list": [{"msgid": "1_1", "detail_list": [{"stat_date": DAY, "read_jump_position": jumps}]}]}
    (life,) = article_lives(reply("getarticletotaldetail", body, DAY))
    assert life.stats[0].exits == {}


@pytest.mark.parametrize("value", [True, None, "", "x", "nan", "inf", -0.1, [0.5], 10**400], ids=lambda v: str(v)[:9])
def test_a_rate_that_is_none_is_unknown(value: object) -> None:
    body = {"list": [{"msgid": "1_1", "detail_list": [{"stat_date": DAY, "read_finish_rate": value}]}]}
    (life,) = article_lives(reply("getarticletotaldetail", body, DAY))
    assert life.stats[0].rates == Rates()


def test_numbers_as_strings_are_taken() -> None:
    detail = {"stat_date": DAY, "read_user": "12", "read_finish_rate": "0.5", "read_avg_activetime": "1.25"}
    (life,) = article_lives(reply("getarticletotaldetail", {"list": [{"msgid": "1_1", "detail_list": [detail]}]}, DAY))
    assert life.stats[0].figures == Figures(readers=12)
    assert life.stats[0].rates == Rates(finish_rate=0.5, stay=1.25)


@pytest.mark.parametrize("detail", [None, 5, "x", [], [{"read_user": 5}]], ids=str)
def test_a_row_whose_detail_is_no_object_says_nothing(detail: object) -> None:
    body = {"list": [{"ref_date": DAY, "msgid": "1_1", "detail": detail}]}
    assert account_day(reply("getbizsummary", body, DAY)) is None
    assert source_days(reply("getbizsummary", body, DAY)) == ()
    assert [a.figures for a in article_days(reply("getarticleread", body, DAY))] == [Figures()]


def test_of_double_account_rows_the_last_that_says_something_counts_with_its_own_sources() -> None:
    said = [{"read_user": n} | scenes(("推荐", n)) for n in (1, 2)]
    body = {"list": [{"detail": said[0]}, {"detail": said[1]}, {"detail": None}]}
    account = account_day(reply("getbizsummary", body, DAY))
    assert account is not None
    assert account.figures.readers == 2
    assert [(s.origin, s.figures.readers) for s in source_days(reply("getbizsummary", body, DAY))] == [("look", 2)]


def test_40000_rows_are_read_whole() -> None:
    rows = [{"ref_date": DAY, "msgid": f"{n}_1", "detail": {"share_user": 1}} for n in range(40_000)]
    assert len(article_days(reply("getarticleshare", {"list": rows}, DAY))) == 40_000


KEYS = st.sampled_from(
    [
        "ref_date", "msgid", "title", "content_url", "detail", "detail_list", "read_user_source", "read_jump_position",
        "scene_desc", "user_count", "stat_date", "read_user", "read_finish_rate", "publish_type", "position", "rate",
    ]
)  # fmt: skip
VALUES = (
    st.none() | st.integers(-1, 3) | st.sampled_from(["", "x", "全部", DAY, "5", True, 0.5, 1e400, 10**400, [], {}])
)
ROWS = st.recursive(
    st.dictionaries(KEYS, VALUES, max_size=6),
    lambda inner: st.dictionaries(KEYS, inner | st.lists(inner, max_size=2) | VALUES, max_size=8),
    max_leaves=6,
)


@given(st.lists(ROWS, max_size=3))
def test_no_row_whatever_is_in_it_breaks_a_parser(rows: list[dict[str, Any]]) -> None:
    for endpoint in ENDPOINTS:
        one = reply(endpoint.name, {"list": rows}, DAY)
        for parser in PARSERS[endpoint.name].values():
            parser(one)
        names(one)
        legible(one)
