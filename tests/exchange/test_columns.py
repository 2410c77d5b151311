"""Titles of columns, and what they are taken for."""

from __future__ import annotations

import pytest

from bot.core.metrics import METRICS, Metric
from bot.exchange.columns import COLUMNS, column_of, columns_of, plain
from bot.exchange.facts import ARTICLES, TABLES, Table
from bot.exchange.wording import name_of, titled
from bot.i18n import LANGUAGES


def key_of(title: str) -> str | None:
    column = column_of(title)
    return column.key if column else None


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("内容标题", "title"), ("标题", "title"), ("阅读人数", "readers"), ("阅读次数", "reads"),
        ("分享人数", "sharers"), ("分享次数", "shares"), ("收藏人数", "savers"), ("收藏次数", "favourites"),
        ("原文页阅读人数", "original_readers"), ("阅读原文人数", "original_readers"),
        ("跳转阅读原文人数", "original_readers"), ("阅读原文次数", "original_reads"), ("日期", "day"),
        ("统计日期", "stat"), ("发表日期", "publish_day"), ("发表时间", "publish_day"), ("链接", "url"),
        ("内容url", "url"), ("渠道", "source"), ("来源", "source"), ("流量来源", "source"), ("点赞人数", "likes"),
        ("点赞", "likes"), ("在看人数", "hearts"), ("爱心人数", "hearts"), ("留言数", "comments"),
        ("评论数", "comments"), ("总阅读人数", "readers"), ("群发篇数", "published"), ("微信收藏人数", "savers"),
        ("送达人数", "delivered"), ("int_page_read_user", "readers"), ("INT PAGE READ USER", "readers"),
        ("Original readers", "original_readers"), ("ref_date", "day"), ("user_source", "source"),
        ("share_scene", "scene"), ("ref_hour", "hour"), (" 阅读人数（人） ", "readers"), ("阅读次数(次)", "reads"),
        ("ＲＥＡＤＳ", "reads"), ("阅 读 人 数", "readers"), ("readers [people]", "readers"),
        ("published", "publish_day"), ("pieces published", "published"), ("备注", None), ("", None),
        ("阅读人数占比", None), ("(人)", None), ("送达阅读率", "delivery_rate"),
    ],
)  # fmt: skip
def test_a_title_is_taken_for_what_it_tells(title: str, key: str | None) -> None:
    assert key_of(title) == key


def test_a_unit_in_brackets_that_is_another_unit_counts() -> None:
    tips = {title: column_of(title) for title in ("tips (fen)", "赞赏(分)", "赞赏金额（元）")}
    assert [(c.key, int(c.factor)) for c in tips.values() if c] == [("tips", 1), ("tips", 1), ("tips", 100)]
    assert column_of("赞赏金额") is None


def test_no_title_stands_for_two_things() -> None:
    owners: dict[str, set[int]] = {}
    for n, column in enumerate(COLUMNS):
        for title in column.titles:
            owners.setdefault(plain(title), set()).add(n)
    doubled = {title for title, of in owners.items() if len(of) > 1}
    # The day of publishing takes the word from the metric; tips and stay are the same field in several units.
    assert doubled == {"published"}


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_every_metric_is_known_by_its_own_words_and_wechats(metric: Metric) -> None:
    fields = [field for field in (metric.classic, metric.successor) if field]
    assert {key_of(title) for title in (name_of(metric), *fields)} == {metric.name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", [*TABLES, ARTICLES], ids=lambda t: t.name)
def test_every_column_of_an_export_is_known_to_the_import_in_every_language(table: Table, language: str) -> None:
    titles = [titled(name, language) for name in table.header]
    assert len(set(titles)) == len(titles)
    keys = [column.key if column else None for column in columns_of(titles)]
    assert keys == [key_of(titled(name, "en")) for name in table.header]
    assert None not in keys


def test_of_two_columns_that_tell_the_same_the_first_counts() -> None:
    assert [column and column.key for column in columns_of(["阅读人数", "readers", None, "日期"])] == [
        "readers", None, None, "day",
    ]  # fmt: skip
