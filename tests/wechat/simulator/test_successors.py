"""The successors say what the classics say, as far as both do, and grow where only they go on."""

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

import pytest
from hypothesis import given

from bot.wechat.endpoints import ALL_SOURCES, SOURCE_LABELS, SOURCES, TOTAL_SOURCE
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.rows import article_summary, article_total, user_read
from bot.wechat.simulator.successor_rows import article_read, article_share, article_total_detail, biz_summary
from tests.wechat.simulator.successor_questions import DEMO, NEWEST, anywhere, details_of, questions


def packet(name: str) -> dict[str, Any]:
    text = (resources.files("bot.wechat.simulator") / "packets" / f"{name}.json").read_text(encoding="utf-8")
    row = json.loads(text)["list"][0]
    assert isinstance(row, dict)
    return row


def shape(row: dict[str, Any]) -> dict[str, type]:
    return {key: type(value) for key, value in row.items()}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("getarticleread", article_read),
        ("getarticleshare", article_share),
        ("getbizsummary", biz_summary),
    ],
)
def test_details_have_the_packets_keys_and_kinds(name: str, rows: Any) -> None:
    found = rows(Asked(DEMO, date(2026, 11, 17), NEWEST))
    assert found
    assert all(shape(row["detail"]) == shape(packet(name)["detail"]) for row in found)


def test_lives_have_the_packets_keys_and_kinds_and_rates_stay_floats() -> None:
    sample = packet("getarticletotaldetail")["detail_list"][0]
    for row in article_total_detail(Asked(DEMO, date(2026, 11, 17), NEWEST)):
        for detail in row["detail_list"]:
            assert shape(detail) == shape(sample)
            assert shape(detail["read_jump_position"][0]) == shape(sample["read_jump_position"][0])


def test_some_articles_are_published_without_telling_the_followers() -> None:
    days = (Asked(DEMO, date(2026, 10, day), date(2026, 11, 23)) for day in range(1, 32))
    kinds = [row["publish_type"] for one in days for row in article_total_detail(one)]
    assert set(kinds) == {0, 1}
    assert 0 < sum(kinds) < len(kinds) / 4


def test_lives_have_their_articles_title_and_address_or_neither() -> None:
    asked = Asked(DEMO, date(2026, 11, 17), NEWEST)
    named, unnamed = article_total_detail(asked), article_total_detail(replace(asked, titles=False))
    assert named
    assert shape(named[0]) == shape(packet("getarticletotaldetail.with-title"))
    assert shape(unnamed[0]) == shape(packet("getarticletotaldetail"))
    classic = {row["msgid"]: (row["title"], row["content_url"]) for row in article_total(asked)}
    assert {row["msgid"]: (row["title"], row["content_url"]) for row in named} == classic


@anywhere
@given(questions)
def test_scenes_bear_their_labels_the_whole_first_and_none_is_zero(asked: Asked) -> None:
    whole = [biz_summary(asked)[0]["detail"], *details_of(article_read(asked)).values()]
    lives = [detail for row in article_total_detail(asked) for detail in row["detail_list"]]
    for detail in [*whole, *lives]:
        first, *scenes = detail["read_user_source"]
        assert first == {"user_count": detail["read_user"], "scene_desc": ALL_SOURCES}
        assert [s["scene_desc"] for s in scenes] == [
            label for label in SOURCE_LABELS if label in {s["scene_desc"] for s in scenes}
        ]
        assert all(0 < scene["user_count"] <= detail["read_user"] for scene in scenes)
        assert sum(scene["user_count"] for scene in scenes) >= detail["read_user"]


@anywhere
@given(questions)
def test_the_accounts_people_are_the_classics(asked: Asked) -> None:
    *sources, total = user_read(asked)
    detail = biz_summary(asked)[0]["detail"]
    assert total["user_source"] == TOTAL_SOURCE
    assert detail["read_user"] == total["int_page_read_user"]
    assert detail["share_user"] == total["share_user"]
    assert detail["collection_user"] == total["add_to_fav_user"]
    assert detail["redirect_ori_page_user"] == total["ori_page_read_user"]
    assert {SOURCE_LABELS[s["scene_desc"]]: s["user_count"] for s in detail["read_user_source"][1:]} == {
        SOURCES[row["user_source"]]: row["int_page_read_user"] for row in sources
    }
    assert detail["send_page_count"] == len(article_total(asked))


@anywhere
@given(questions)
def test_an_articles_day_is_the_classics(asked: Asked) -> None:
    read, shared = details_of(article_read(asked)), details_of(article_share(asked))
    for row in article_summary(asked):
        assert read.get(row["msgid"], {"read_user": 0})["read_user"] == row["int_page_read_user"]
        assert shared.get(row["msgid"], {"share_user": 0})["share_user"] == row["share_user"]


@anywhere
@given(questions)
def test_whoever_read_or_shared_is_listed_and_nobody_else(asked: Asked) -> None:
    read, shared = details_of(article_read(asked)), details_of(article_share(asked))
    account = biz_summary(asked)[0]["detail"]
    assert len(read) == len(article_read(asked))
    assert shared.keys() <= read.keys()
    assert all(0 < detail["read_user"] <= account["read_user"] for detail in read.values())
    assert all(0 < shared[msgid]["share_user"] <= read[msgid]["read_user"] for msgid in shared)
    assert all(detail["share_user"] <= account["share_user"] for detail in shared.values())


def test_the_figures_of_a_seed_stay_what_they_are_from_version_to_version() -> None:
    """Whoever changes the model changes what everybody with this seed has seen: on purpose, then."""
    detail = biz_summary(Asked(DEMO, date(2026, 8, 20), NEWEST))[0]["detail"]
    assert [detail[key] for key in ("read_user", "share_user", "like_user", "zaikan_user", "comment_count")] == [
        43712,
        1366,
        971,
        282,
        58,
    ]
    life = article_total_detail(Asked(DEMO, date(2026, 6, 19), NEWEST))[0]["detail_list"]
    assert [life[n]["read_user"] for n in (0, 6, 7, 29)] == [20972, 33495, 33815, 35889]
